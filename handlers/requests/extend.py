"""`extend`: the one extension of the legal clock (GDPR Art. 12(3)), once the person was told of it, with the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.card import Answer, Field, Form, Input, say
from domain.event import EventKind
from domain.filled import again
from domain.law import extended_day, first_day
from domain.outcome import Code, Outcome
from domain.request import Request
from domain.rights import CHANGE
from domain.unread import Behind
from domain.words.language import Words
from domain.words.languages import LANGUAGES
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.batch import members
from handlers.requests.case import Case
from handlers.requests.clock import next_look
from handlers.requests.days import done_problem, filled_in, today
from handlers.requests.extended import OVER, REFUSED, bar, barred
from handlers.requests.filling import asked, filled, refilled
from handlers.requests.kept import sealed
from handlers.requests.letter_language import language_of
from handlers.requests.letters import extension
from handlers.requests.outcomes import about
from handlers.requests.signer import Signer


@dataclass(frozen=True)
class _Told:
    """What the person was told, and when."""

    reason: str
    notice: str
    on: date


async def extend(deps: Deps, act: Act) -> Answer:
    """`extend <request> <reason>`: the form with the notice to the person, or at once why there is no extension."""
    return await asked(deps, act, lambda unit, request: _ask(unit, request, deps, act))


def _ask(unit: Unit, request: Request, deps: Deps, act: Act) -> Answer:
    if why := _bar(_judged(Case(unit, request, deps.policy, deps.clock()), today(deps))):
        return say(barred(request, deps.policy, why, act.words))
    return _form(unit, request, deps, act, act.asked.ref.rest.strip())


def _form(unit: Unit, request: Request, deps: Deps, act: Act, reason: str = "") -> Form:
    said, signer = act.words.extend, Signer.of(unit, act.person.id)
    letters = language_of(unit, deps, request)
    mark = letters.extend.MARK
    notice, hint = extension(unit, deps, request, signer, reason or mark, letters), said.notice_hint(mark)
    fields = (
        Field("reason", said.REASON, Input.PARAGRAPH, hint=said.REASON_HINT, value=reason, missing=said.NEEDS_REASON),
        Field("notice", said.NOTICE, Input.PARAGRAPH, hint=hint, value=notice, missing=said.NEEDS_NOTICE),
        Field("day", said.TOLD, Input.DATE, value=today(deps).isoformat(), missing=said.NEEDS_DAY),
    )
    return Form("extend", request.id, said.TITLE, said.EXTEND, fields)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. Where something is wrong, it stays as it was filled in."""
    if bad := await deps.storage.read(lambda unit: _wrong(unit, deps, act)):
        return bad
    day = today(deps)
    told = _Told(act.value("reason"), _written(act), filled_in(act, "day") or day)
    return await about(deps, act, lambda case: _extend(case, told, day))


def _written(act: Act) -> str:
    """With the reason in the place that the notice left for it, whichever language it was drafted in."""
    notice = act.value("notice")
    for words in LANGUAGES.values():
        notice = notice.replace(words.extend.MARK, act.value("reason"))
    return notice


def _wrong(unit: Unit, deps: Deps, act: Act) -> Form | None:
    request = filled(unit, act)
    if not request:
        return None
    form = _form(unit, request, deps, act)
    if why := _bar(_judged(Case(unit, request, deps.policy, deps.clock()), today(deps))):
        return again(form, act.values, {"reason": barred(request, deps.policy, why, act.words)})
    return refilled(form, act, {"day": _day_problem(request, filled_in(act, "day"), deps, act.words)})


def _day_problem(request: Request, day: date | None, deps: Deps, words: Words) -> str:
    if not day:
        return words.extend.NEEDS_DAY
    first = first_day(request, deps.policy.where)
    late = words.extend.after_first(first) if day > first else ""
    return done_problem(day, request, today(deps), words) or late


def _judged(case: Case, day: date) -> list[tuple[Case, str]]:
    """The people of a batch, else the request itself, each with what is against it."""
    those = list(members(case)) or [case]
    return [(one, bar(case.unit, one.request, case.policy, day)) for one in those]


def _bar(judged: Collection[tuple[Case, str]]) -> str:
    """Of a batch only where the date of none of its people may be extended: what is against it for who waits still."""
    whys = [why for _, why in judged]
    return "" if "" in whys else min(whys, key={OVER, REFUSED}.__contains__)


def _extend(case: Case, told: _Told, day: date) -> Outcome:
    """A batch, with each of its people for whom that is possible; a notice with reasons goes to each of them."""
    judged = _judged(case, day)
    if why := _bar(judged):
        return Outcome(Code.NOT_EXTENDED, case.id, why)
    those = [one for one, why in judged if not why]
    for one in those if case in those else [*those, case]:
        _extend_one(one, told)
    return Outcome(Code.EXTENDED, case.id)


def _extend_one(case: Case, told: _Told) -> None:
    case.change(extended_on=told.on)
    looks = [case.request.due_at, next_look(case, case.now)]
    case.save(due_at=min((at for at in looks if at), default=None))
    until = extended_day(case.request, case.policy.where)
    texts = {"reason": told.reason, "notice": told.notice}
    kept = sealed(case.unit, case.request, EventKind.REQUEST_EXTENDED, texts, told=told.on, until=until)
    case.event(EventKind.REQUEST_EXTENDED, kept)


COMMAND = Command(
    name="extend",
    usage="extend <request> <reason>",
    sentence="Extends the legal date once, after the person was told why.",
    example="extend DSR-7K3QFA many systems hold the data",
    who=CHANGE,
    behind=Behind.READ,
    typed=extend,
    files=frozenset(),
    submitted=submitted,
)
