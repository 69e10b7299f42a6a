"""What people are told of codes and devices: of their own on every door that they have, the admins of everybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.card import Card, Tone, say
from domain.moment import Moment
from domain.notice import Notice, NoticeKind
from domain.words.language import Words
from handlers.deps import Deps
from handlers.people.code import asked_card
from handlers.ports import Unit
from handlers.requests.codes import name_of

OWN: Mapping[str, Callable[[Words, str, Moment | None], str]] = {
    "begun": lambda words, _, __: words.codes.begun(),
    "kept": lambda words, by, _: words.codes.kept(by),
    "void": lambda words, _, __: words.codes.void(),
    "stopped": lambda words, _, __: words.codes.stopped(),
    "locked": lambda words, _, until: words.codes.locked_out(until) if until else "",
}
OF: Mapping[str, Callable[[Words, str, str, Moment | None], str]] = {
    "kept": lambda words, who, by, _: words.codes.kept_of(who, by),
    "stopped": lambda words, who, _, __: words.codes.stopped_of(who),
    "locked": lambda words, who, _, until: words.codes.locked_of(who, until) if until else "",
}
_BAD = frozenset({"locked"})


def told(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card:
    data, how = notice.data, notice.data["as"]
    until = words.moments.at(datetime.fromisoformat(data["until"]), deps.policy.timezone) if "until" in data else None
    by, who = name_of(unit, data.get("by", ""), words), name_of(unit, data["who"], words)
    own = notice.kind is NoticeKind.CODE
    text = OWN[how](words, by, until) if own else OF[how](words, who, by, until)
    return Card(text=(text,), tone=Tone.BAD) if how in _BAD else say(text)


CARDS: Mapping[NoticeKind, Callable[[Unit, Deps, Notice, Words], Card | None]] = {
    NoticeKind.CODE: told,
    NoticeKind.CODE_ADMINS: told,
    NoticeKind.CODE_ASKED: asked_card,
}
