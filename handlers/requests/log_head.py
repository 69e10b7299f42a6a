"""The head of the log, as it is posted each day."""

from __future__ import annotations

from datetime import datetime

from domain.audit.head import is_quiet, pasted
from domain.card import Card, Fact, Tone
from domain.notice import Notice
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit


def told(_: Unit, deps: Deps, notice: Notice, words: Words) -> Card | None:
    """The notice. What is to be copied is the same on every surface, whatever becomes of the rest in a chat."""
    head, at = pasted(notice.data["head"]), datetime.fromisoformat(notice.data["at"])
    if not head:
        return None
    said = words.audit
    return Card(
        title=said.HEAD_TITLE,
        text=((said.HEAD_QUIET,) if is_quiet(at, notice.created_at) else ()) + (said.HEAD_KEEP,),
        facts=(
            Fact(said.HEAD_SEAL, said.head(head.number, head.last, words.moments.at(at, deps.policy.timezone))),
            Fact(said.HEAD_HASH, head.hash),
            Fact(said.HEAD_KEY, f"{head.key}…"),
        ),
        copy=f"dsrbot audit verify log.jsonl --key log.pem --head {head}",
    )


def told_unstamped(_: Unit, __: Deps, notice: Notice, words: Words) -> Card:
    """That the authority did not stamp it."""
    return Card(text=(words.audit.unstamped(notice.data["why"]),), tone=Tone.BAD)
