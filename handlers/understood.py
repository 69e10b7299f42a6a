"""Whether a typed line is understood as a whole: before its command does anything, and in what it answers."""

from __future__ import annotations

from dataclasses import replace

from domain.addresses import names_someone
from domain.card import Answer, Card, Form, Stays
from domain.chat import Typed
from domain.commands import Verb, sentence
from domain.pasted import struck
from domain.refs import CHOOSE
from domain.unread import Behind, asking, unread
from handlers.deps import Act

_COPIED = 2_000  # characters; a longer line is not shown, for half of it may say something else
_QUOTED = 80  # of what was not understood


def asked_back(typed: Typed, act: Act, verb: Verb) -> Card | None:
    """Why nothing is done about it, with what was typed. What is struck out is not meant, and a question is no order;
    of a message of somebody else addresses alone are taken, whatever else is in it."""
    said, left = act.words.errors, _unread(act, verb) or ("" if verb.shows else asking(typed.text))
    if verb.name != CHOOSE and struck(typed.text):
        return _nothing_done(typed, said.STRUCK)
    if act.files and not verb.upload:
        return _nothing_done(typed, said.no_file(verb.name), said.FILE_UNREAD)
    if left and verb.behind is not Behind.ASIDE:
        how = said.how_typed(verb.usage, sentence(verb, act.words))
        return _nothing_done(typed, said.not_understood(_quoted(typed, left)), how)
    return None


def with_aside(answer: Answer, typed: Typed, act: Act, verb: Verb) -> Answer:
    """What only shows something says what it left aside."""
    left = _unread(act, verb)
    if not left:
        return answer
    told = act.words.errors.left_aside(_quoted(typed, left))
    if isinstance(answer, Form):
        return replace(answer, text=f"{told} {answer.text}".strip())
    return replace(answer, text=(*answer.text, told))


def _unread(act: Act, verb: Verb) -> str:
    return unread(act.ref, act.asked.ref, verb.who.names, verb.behind, verb.takes)


def _nothing_done(typed: Typed, *text: str) -> Card:
    shown = len(typed.text) <= _COPIED and not _in_public(typed)
    return Stays(text=text, copy=typed.text.strip() if shown else "")


def _quoted(typed: Typed, left: str) -> str:
    """Nobody's address stands where others read it."""
    return "" if _in_public(typed) else left[:_QUOTED]


def _in_public(typed: Typed) -> bool:
    return typed.public and names_someone(typed.text)
