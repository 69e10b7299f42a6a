"""The digest of a day, where it takes the place of reminders: one message to each who decides or works, and one to the
channel of the approvals, with numbers of requests alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.board import Board, lanes
from domain.card import Button, Card, Fact
from domain.drawing.home import Part, drawn
from domain.notice import ONCE, Notice, NoticeKind
from domain.people import Role
from domain.policy import Policy
from domain.request import State
from domain.rights import READERS
from domain.rule import Channel as Onlookers
from domain.rule import Reader
from domain.target import Channel, Target
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.brake import on_board
from handlers.requests.clock import held
from handlers.requests.days import today
from handlers.requests.home import LOOKED, late, waits_for

_LATEST = timedelta(hours=4)  # after its time; who starts the bot in the evening wants no morning of it
_NAMED = 12  # numbers of requests
_DAY = "day"
_TOLD = (Role.APPROVER, Role.ADMIN, Role.TENANT_ADMIN)


async def put_digest(deps: Deps, now: datetime) -> bool:
    """Once a day of the company, however many replicas there are and however often they start; whether it was now.

    `now` is UTC, and may be ahead of the clock, as in the playground.
    """
    day = _due(deps.policy, now)
    return bool(day) and await deps.storage.write(lambda unit: _put(unit, day, deps.clock()))


def _due(policy: Policy, now: datetime) -> str:
    """The day whose digest is due at this moment; empty where none is."""
    local = now.astimezone(policy.timezone)
    if not policy.digest:
        return ""
    since = local - datetime.combine(local.date(), policy.digest, policy.timezone)
    return local.date().isoformat() if timedelta() <= since < _LATEST else ""


def _put(unit: Unit, day: str, now: datetime) -> bool:
    """In person once, in however many roles. Each is put down, whatever the others were."""
    to = [Target.channel(Channel.APPROVALS), *map(Target.role, _TOLD)]
    data = {_DAY: day, ONCE: f"digest/{day}"}
    new = [unit.notices.add(f"digest/{day}/{one}", NoticeKind.DIGEST, one, now, data=data) for one in to]
    return any(new)


def told(unit: Unit, deps: Deps, notice: Notice, reader: Reader | Onlookers) -> Card | None:
    """As it is when it is told; None where nothing waits, and for one that could not be told on its day."""
    if deps.clock() - notice.created_at > _LATEST:
        return None
    return _to_all(unit, deps, reader.words) if isinstance(reader, Onlookers) else _to(unit, deps, reader)


def _to(unit: Unit, deps: Deps, reader: Reader) -> Card | None:
    waiting = waits_for(unit, deps, reader)
    overdue = late(unit, deps, reader, waiting)
    if not (waiting.rows or overdue.rows) and waiting.whole:
        return None
    card = drawn(waiting, Part(), overdue, reader.words, paused=on_board(unit, deps, reader.words))
    return replace(card, title=f"{reader.words.home.MORNING}: {card.title}")


def _to_all(unit: Unit, deps: Deps, words: Words) -> Card | None:
    """What nobody can approve because of a legal hold waits for no decision."""
    pending = [one.id for one in unit.requests.in_state(State.PENDING_APPROVAL) if not held(unit, one)]
    [lane], [every] = (lanes(one, "", READERS, today(deps), deps.policy.where) for one in (Board.OVERDUE, Board.OPEN))
    unit.requests.lane(every, LOOKED)  # so that it is known what cannot be read
    count = unit.requests.count(lane)
    overdue = [one.id for one in unit.requests.lane(lane, _NAMED)]
    if not (pending or count or unit.requests.unread):
        return None
    said = words.home
    facts = [Fact(said.TO_DECIDE, _named(pending, len(pending), words))] if pending else []
    facts += [Fact(said.LATE, _named(overdue, count, words))] if count else []
    board, above = Button("requests", Board.OPEN, said.BOARD), on_board(unit, deps, words)
    return Card(title=said.morning(len(pending), count), status=above, facts=tuple(facts), buttons=(board,))


def _named(refs: list[str], count: int, words: Words) -> str:
    more = words.home.more(count - len(refs[:_NAMED]), whole=True)
    return ", ".join((*refs[:_NAMED], *((more,) if more else ())))
