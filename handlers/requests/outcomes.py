"""The private answer to an act, drawn from its recorded outcome: the same delivery gets the same answer again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.called import called
from domain.card import Button, Card, Stays, say
from domain.drawing.kinds import SECTIONS
from domain.event import EventKind
from domain.law import last_day
from domain.outcome import Code, Outcome
from domain.receipt import WHY, later_of
from domain.request import Request, State
from domain.rights import Way
from domain.seats import Rule
from domain.votes import Objection
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests import away, brake, codes, hold_answers
from handlers.requests.asker import may_see
from handlers.requests.case import Case
from handlers.requests.clock import held, runs
from handlers.requests.crossed import crossed
from handlers.requests.days import today
from handlers.requests.extended import barred as not_extended
from handlers.requests.gate import against, turn_away
from handlers.requests.glimpse import glimpse
from handlers.requests.order import empty_seats
from handlers.requests.owed import still_waits
from handlers.requests.proving import barred as not_noted
from handlers.requests.refused import barred, refusing
from handlers.requests.sealed import details

# Of a correction: whom it leaves out waits on for the old one; it counts from the day on which they first asked until a
# later one is approved.
LEFT_OUT, FIRST_DAY = "left-out", "first-day"
# What became of it: its work was asked to stop, or was over before.
OLD_ENDS = {Code.CANCELLING: "stopping", Code.NOT_CANCELLED: "over"}
NOT_EXTENDED = "not-extended"  # although the one that it corrects was
NOT_FOR_OTHERS = "not-for-others"  # the same, as it names somebody else besides


_FIELDS = {**codes.FIELDS, Code.WHY_LATER: WHY}  # of a form: where its answer stands


async def once(deps: Deps, act: Act, do: Callable[[Unit, datetime], Outcome]) -> Card:
    """Do it and answer, in one transaction; `do` is given now. Delivered again, the act does nothing."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _once(unit, deps, act, do, now))


async def about(deps: Deps, act: Act, do: Callable[[Case], Outcome]) -> Card:
    """The same of the request that the act names, if there is one; `do` is given its case."""

    def opened(unit: Unit, now: datetime) -> Outcome:
        case = Case.of(unit, deps, act, now)
        return do(case) if case else Outcome(Code.UNKNOWN, act.request_id)

    return await once(deps, act, opened)


def _once(unit: Unit, deps: Deps, act: Act, do: Callable[[Unit, datetime], Outcome], now: datetime) -> Card:
    """Whose act it is is asked again: what it rests on may have changed since the desk asked."""
    if answered := again(unit, deps, act):
        return answered
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    outcome = do(unit, now)
    if act.asked.way is Way.FORM and not outcome.done:
        return Stays(text=_answer(unit, deps, outcome, act).text, at=_FIELDS.get(outcome.code, ""))
    if act.delivery and outcome.code is not Code.UNKNOWN:  # what was typed about nothing we know is not kept
        unit.deliveries.add(act.delivery, outcome, now)
    return _answer(unit, deps, outcome, act)


def again(unit: Unit, deps: Deps, act: Act) -> Card | None:
    """The answer to an act that was delivered and done before: it hears the same, though it moved what it rests on.

    None as well where the person may not see any more what it is about.
    """
    seen = unit.deliveries.seen(act.delivery) if act.delivery else None
    request = unit.requests.get(act.request_id) if act.request_id else None
    if not seen or (request and not may_see(unit, request, act.reader)):
        return None
    return _answer(unit, deps, seen, act)


def _answer(unit: Unit, deps: Deps, outcome: Outcome, act: Act) -> Card:
    if about_none := _ABOUT_NONE.get(outcome.code):
        return about_none(unit, deps, act, outcome.detail)
    request = unit.requests.get(outcome.request_id or "")
    if not request:
        return say(act.words.errors.unknown_request(outcome.request_id or ""))
    if outcome.code in ANSWERS:
        return ANSWERS[outcome.code](_Done(unit, deps, act, request, outcome.detail))
    said = next(kind.answers[outcome.code] for kind in deps.kinds.values() if outcome.code in kind.answers)
    return say(said(request, outcome.detail, act.words))


OF_LISTS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.LIST_GONE: lambda _, __, act, ___: say(act.words.batch.FORGOTTEN),
    Code.LIST_EMPTY: lambda _, __, act, ___: say(act.words.batch.NOBODY_LEFT),
}
_ABOUT_NONE: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    **OF_LISTS,
    **brake.ANSWERS,
    **away.ANSWERS,
    **hold_answers.ANSWERS,
    **codes.ANSWERS,
}


@dataclass(frozen=True)
class _Done:
    """What an answer is drawn from. `detail`: that of the outcome."""

    unit: Unit
    deps: Deps
    act: Act
    request: Request
    detail: str

    @property
    def words(self) -> Words:
        return self.act.words


def _hold_set(done: _Done) -> Card:
    return hold_answers.set_now(done.unit, done.deps, done.act, done.unit.subjects.holds(done.request.id))


def _hold_released(done: _Done) -> Card:
    return hold_answers.released(done.unit, done.deps, done.act, done.unit.subjects.holds(done.request.id))


def _refused(done: _Done) -> Card:
    """With the letter, to be sent at once."""
    told = refusing(done.unit, done.request, done.deps.policy, done.words, done.deps.letters)
    show = Button("show", done.request.id, done.words.buttons.SHOW)
    said = done.words.refusing
    return Card(text=(said.NOW, said.NEXT), copy=told.letter if told else "", buttons=(show,))


def _approved(done: _Done) -> tuple[str, ...]:
    """Where it is not certain that everybody who approved may still, it is looked at again."""
    count, _, unclear = done.detail.partition(" ")
    if unclear:
        return (done.words.requests.approved_unclear(done.request.id),)
    return (done.words.requests.approved(done.request.id, int(count), done.request.quorum, _empty(done)),)


def _rule(done: _Done) -> Rule:
    order = done.unit.orders.of(done.request.id)
    return order.seats if order else ()


def _empty(done: _Done) -> Rule:
    order = done.unit.orders.of(done.request.id)
    return empty_seats(done.unit, done.request, order) if order else ()


def _extended(done: _Done) -> Card:
    return say(done.words.extend.extended(done.request.id, _due(done)))


def _due(done: _Done) -> date:
    return last_day(done.request, done.deps.policy.where)


def _on_hold(done: _Done) -> tuple[str, ...]:
    return (done.words.hold.ON_HOLD,) if held(done.unit, done.request) else ()


def _counts(done: _Done) -> tuple[str, ...]:
    """Since when and until when: the day of receipt is never taken for granted (GDPR Art. 12(3))."""
    request = done.request
    if not request.by_law or not done.unit.subjects.of(request.id):
        return ()
    filed = request.created_at.astimezone(done.deps.policy.timezone).date()
    hint = (done.words.clock.from_today(request.id),) if request.received_on == filed else ()
    return (done.words.clock.counts(request.received_on, _due(done)), *hint)


def _waits(done: _Done) -> tuple[str, ...]:
    """Of somebody whom an earlier request still owes an answer, and this one does not take its place."""
    request, subjects = done.request, done.unit.subjects.of(done.request.id)
    return still_waits(done.unit, subjects, request.kind, request.received_on, done.words)


def _missed(done: _Done) -> tuple[str, ...]:
    """What was received long ago may be late already when it is filed."""
    due = _due(done)
    late = due < today(done.deps) and runs(done.unit, done.request)
    return (done.words.clock.missed(due),) if late else ()


def _crossed(done: _Done) -> tuple[str, ...]:
    """What is open beside it, and asks for the opposite."""
    refs = crossed(done.unit, done.request, done.unit.steps.of(done.request.id))
    return (SECTIONS[done.request.kind].crossed(refs, done.words),) if refs else ()


def _twin(unit: Unit, deps: Deps, request_id: str, act: Act) -> Card:
    """Shown to who may see it; anybody else only hears that there is one."""
    request = unit.requests.get(request_id)
    assert request
    if not may_see(unit, request, act.reader):
        return say(act.words.requests.twin_of_others(request.id), act.words.requests.NOTHING_FILED)
    unit.events.add(EventKind.REQUEST_VIEWED, deps.clock(), actor=act.person.id, request=request.id)
    card = glimpse(unit, request, deps, act.reader, deps.clock())
    anyway = Button("file-anyway", request.id, act.words.buttons.FILE_ANYWAY)
    return replace(card, text=(act.words.requests.twin(request.id), *card.text), buttons=(anyway,))


def _deciders(unit: Unit, deps: Deps, request_id: str, words: Words) -> str:
    votes = unit.votes.of(request_id)
    names = unit.people.names(vote.person_id for vote in votes)
    when = max((vote.at for vote in votes), default=None)
    shown = [called(names, vote.person_id, words) for vote in votes]
    return words.requests.decided_by(shown, words.moments.at(when, deps.policy.timezone)) if when else ""


def _corrected(done: _Done) -> list[str]:
    """What the request that it corrects leaves behind."""
    old, also, words = done.request.replaces or "", done.detail.split(), done.words
    told = [words.requests.stopping(old)] if OLD_ENDS[Code.CANCELLING] in also else []
    told += [words.requests.over_before(old)] if OLD_ENDS[Code.NOT_CANCELLED] in also else []
    told += [words.requests.left_out(old)] if LEFT_OUT in also else []
    later = later_of(details(done.unit, done.request)) if FIRST_DAY in also else None
    told += [words.clock.first_day(old, later.first, later.day)] if later else []
    told += [words.extend.carried(old, _due(done))] if done.request.extended_on and old else []
    told += [words.extend.not_carried(old, _due(done))] if NOT_EXTENDED in also else []
    return told + ([words.extend.not_for_others(old, _due(done))] if NOT_FOR_OTHERS in also else [])


_SAID: Mapping[Code, Callable[[Words], str]] = {
    Code.HOLD_THERE: lambda words: words.hold.HELD_ALREADY,
    Code.HOLD_NONE: lambda words: words.hold.NOT_HELD,
    Code.HOLD_NOBODY: lambda words: words.hold.NO_SUBJECT,
    Code.SETTLED_NOTED: lambda words: words.erasure.DONE_NOW,
    Code.SETTLED_ASKED: lambda words: words.erasure.ASKED_NOW,
    Code.SETTLED_WAITING: lambda words: words.erasure.WAITING_NOW,
    Code.SETTLED_KEPT: lambda words: words.erasure.KEPT_NOW,
    Code.SETTLED_NOT_OPEN: lambda words: words.errors.NOT_OPEN,
    Code.SETTLED_HELD: lambda words: words.hold.PART_HELD,
    Code.SETTLED_CLOSE_HELD: lambda words: words.hold.CLOSE_HELD,
    Code.SETTLED_OTHERS_NOW: lambda words: words.remove_user.OTHERS_NOW,
    Code.SETTLED_NOT_NAMED: lambda words: words.remove_user.NOT_NAMED,
}


def _saying(text: Callable[[Words], str]) -> Callable[[_Done], Card]:
    return lambda done: say(text(done.words))


ANSWERS: Mapping[Code, Callable[[_Done], Card]] = {
    Code.NOT_WHILE_PAUSED: lambda done: say(done.words.brake.not_retried(done.deps.policy.one_of)),
    Code.ELSEWHERE: lambda done: say(done.words.errors.elsewhere(done.request.id)),
    Code.FILED: lambda done: say(
        done.words.requests.filed(done.request.id, done.request.quorum, _rule(done)),
        *_corrected(done),
        *_counts(done),
        *_waits(done),
        *_missed(done),
        *_on_hold(done),
        *_crossed(done),
        *brake.also(done.unit, done.deps, done.request, done.words),
    ),
    Code.CORRECTED: lambda done: say(done.words.requests.corrected_before(done.request.id, done.detail)),
    Code.TWIN: lambda done: _twin(done.unit, done.deps, done.request.id, done.act),
    Code.APPROVED: lambda done: say(
        *_approved(done),
        *brake.also(done.unit, done.deps, done.request, done.words),
    ),
    Code.DENIED: lambda done: say(done.words.requests.denied(done.request.id)),
    Code.OBJECTION: lambda done: say(
        done.words.requests.OBJECTIONS[Objection(done.detail)],
        _deciders(done.unit, done.deps, done.request.id, done.words),
    ),
    Code.CANCELLED: lambda done: say(done.words.requests.cancelled(done.request.id)),
    Code.CANCELLING: lambda done: say(done.words.requests.CANCEL_ASKED),
    Code.NOT_CANCELLED: lambda done: say(done.words.requests.cannot_cancel(done.request.id, State(done.detail))),
    Code.RETRIED: lambda done: say(done.words.requests.retried(done.request.id)),
    Code.NOT_RETRIED: lambda done: say(done.words.requests.cannot_retry(done.request.id, State(done.detail))),
    Code.EXTENDED: _extended,
    Code.NOT_EXTENDED: lambda done: say(not_extended(done.request, done.deps.policy, done.detail, done.words)),
    Code.IDENTITY_ASKED: lambda done: say(done.words.identity.asked(done.request.id, _due(done))),
    Code.IDENTITY_PROVED: lambda done: say(done.words.identity.proved(done.request.id, _due(done))),
    Code.IDENTITY_BARRED: lambda done: say(not_noted(done.request, done.detail, done.words)),
    Code.NOT_REFUSED: lambda done: say(barred(done.unit, done.request, done.deps.policy, done.detail, done.words)),
    Code.WHY_LATER: lambda done: say(done.words.clock.why_later(done.request.received_on)),
    Code.UNKNOWN: lambda done: say(done.words.errors.unknown_request(done.request.id)),
    Code.OTHER: lambda done: say(done.words.errors.NOT_OPEN),
    Code.HOLD_SET: _hold_set,
    Code.HOLD_RELEASED: _hold_released,
    Code.SETTLED_REFUSED: _refused,
    **{code: _saying(text) for code, text in _SAID.items()},
}
