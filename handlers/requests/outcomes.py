"""The private answer to an act, drawn from its recorded outcome: the same delivery gets the same answer again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.card import Button, Card, Stays, say
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.request import Request, State
from domain.rights import Way
from domain.rule import About, sees
from domain.votes import Objection
from domain.words import en as words
from domain.words.en import refusing as said
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.clock import held
from handlers.requests.gate import against, turn_away
from handlers.requests.holders import holders
from handlers.requests.refused import barred, refusing
from handlers.requests.view import glimpse

# Of a correction: whom it leaves out waits on for the old one; it counts from the day on which they first asked.
LEFT_OUT, FIRST_DAY = "left-out", "first-day"


async def once(deps: Deps, act: Act, do: Callable[[Unit, datetime], Outcome]) -> Card:
    """Do it and answer, in one transaction; `do` is given now. Delivered again, the act does nothing."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _once(unit, deps, act, do, now))


def _once(unit: Unit, deps: Deps, act: Act, do: Callable[[Unit, datetime], Outcome], now: datetime) -> Card:
    """Whose act it is is asked again: what it rests on may have changed since the desk asked."""
    if answered := again(unit, deps, act):
        return answered
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    outcome = do(unit, now)
    if act.asked.way is Way.FORM and not outcome.done:
        return Stays(text=_answer(unit, deps, outcome, act).text)
    if act.delivery and outcome.code is not Code.UNKNOWN:  # what was typed about nothing we know is not kept
        unit.deliveries.add(act.delivery, outcome, now)
    return _answer(unit, deps, outcome, act)


def again(unit: Unit, deps: Deps, act: Act) -> Card | None:
    """The answer to an act that was delivered and done before: it hears the same, though it moved what it rests on.

    None as well where the person may not see any more what it is about.
    """
    seen = unit.deliveries.seen(act.delivery) if act.delivery else None
    request = unit.requests.get(act.request_id) if act.request_id else None
    if not seen or (request and not sees(About.of(request), act.person.id, act.roles)):
        return None
    return _answer(unit, deps, seen, act)


def _answer(unit: Unit, deps: Deps, outcome: Outcome, act: Act) -> Card:
    request = unit.requests.get(outcome.request_id or "")
    if not request:
        return say(words.errors.unknown_request(outcome.request_id or ""))
    if outcome.code in ANSWERS:
        return ANSWERS[outcome.code](_Done(unit, deps, act, request, outcome.detail))
    told = next(kind.answers[outcome.code] for kind in deps.kinds.values() if outcome.code in kind.answers)
    return say(told(request, outcome.detail))


@dataclass(frozen=True)
class _Done:
    """What an answer is drawn from. `detail`: that of the outcome."""

    unit: Unit
    deps: Deps
    act: Act
    request: Request
    detail: str


def _hold_set(done: _Done) -> Card:
    return say(words.hold.HELD_NOW, *_stuck(done.unit, done.deps, done.act))


def _stuck(unit: Unit, deps: Deps, act: Act) -> tuple[str, ...]:
    """Who set a hold cannot release it, so it takes somebody who set none of them."""
    setters = {hold.by for hold in unit.subjects.holds(act.request_id)}
    others = [admin for admin in holders(unit, deps)[Role.ADMIN] if admin.id not in setters]
    return () if others else (words.hold.NOBODY_COULD_RELEASE,)


def _refused(done: _Done) -> Card:
    """With the letter, to be sent at once."""
    told = refusing(done.unit, done.request, done.deps.policy)
    show = Button("show", done.request.id, words.buttons.SHOW)
    return Card(text=(said.NOW, said.NEXT), copy=told.letter if told else "", buttons=(show,))


def _on_hold(unit: Unit, request: Request) -> tuple[str, ...]:
    return (words.hold.ON_HOLD,) if held(unit, request) else ()


def _twin(unit: Unit, deps: Deps, request_id: str, act: Act) -> Card:
    """Shown to who may see it; anybody else only hears that there is one."""
    request = unit.requests.get(request_id)
    assert request
    if not sees(About.of(request), act.person.id, act.roles):
        return say(words.requests.twin_of_others(request.id), words.requests.NOTHING_FILED)
    unit.events.add("request.viewed", deps.clock(), actor=act.person.id, request=request.id)
    card = glimpse(unit, request, deps, act.reader, deps.clock())
    anyway = Button("file-anyway", request.id, words.buttons.FILE_ANYWAY)
    return replace(card, text=(words.requests.twin(request.id), *card.text), buttons=(anyway,))


def _deciders(unit: Unit, deps: Deps, request_id: str) -> str:
    votes = unit.votes.of(request_id)
    names = unit.people.names(vote.person_id for vote in votes)
    when = max((vote.at for vote in votes), default=None)
    shown = [names[vote.person_id] for vote in votes if vote.person_id in names]
    return words.requests.decided_by(shown, words.moments.at(when, deps.policy.timezone)) if when else ""


def _corrected(done: _Done) -> list[str]:
    """What the request that it corrects leaves behind."""
    old, also = done.request.replaces or "", done.detail.split()
    left_out = [words.requests.left_out(old)] if LEFT_OUT in also else []
    received = words.moments.day(done.request.received_on)
    return left_out + ([words.requests.first_day(old, received)] if FIRST_DAY in also else [])


_SAID: Mapping[Code, str] = {
    Code.HOLD_RELEASED: words.hold.RELEASED_NOW,
    Code.HOLD_THERE: words.hold.HELD_ALREADY,
    Code.HOLD_NONE: words.hold.NOT_HELD,
    Code.HOLD_NOBODY: words.hold.NO_SUBJECT,
    Code.SETTLED_NOTED: words.erasure.DONE_NOW,
    Code.SETTLED_ASKED: words.erasure.ASKED_NOW,
    Code.SETTLED_WAITING: words.erasure.WAITING_NOW,
    Code.SETTLED_KEPT: words.erasure.KEPT_NOW,
    Code.SETTLED_NOT_OPEN: words.errors.NOT_OPEN,
    Code.SETTLED_HELD: words.hold.PART_HELD,
    Code.SETTLED_CLOSE_HELD: words.hold.CLOSE_HELD,
    Code.SETTLED_OTHERS_NOW: words.remove_user.OTHERS_NOW,
    Code.SETTLED_NOT_NAMED: words.remove_user.NOT_NAMED,
}


def _saying(text: str) -> Callable[[_Done], Card]:
    return lambda _: say(text)


ANSWERS: Mapping[Code, Callable[[_Done], Card]] = {
    Code.ELSEWHERE: lambda done: say(words.errors.elsewhere(done.request.id)),
    Code.FILED: lambda done: say(
        words.requests.filed(done.request.id, done.request.quorum),
        *_corrected(done),
        *_on_hold(done.unit, done.request),
    ),
    Code.TWIN: lambda done: _twin(done.unit, done.deps, done.request.id, done.act),
    Code.APPROVED: lambda done: say(words.requests.approved(done.request.id, int(done.detail), done.request.quorum)),
    Code.DENIED: lambda done: say(words.requests.denied(done.request.id)),
    Code.OBJECTION: lambda done: say(
        words.requests.OBJECTIONS[Objection(done.detail)], _deciders(done.unit, done.deps, done.request.id)
    ),
    Code.CANCELLED: lambda done: say(words.requests.cancelled(done.request.id)),
    Code.CANCELLING: lambda _: say(words.requests.CANCEL_ASKED),
    Code.NOT_CANCELLED: lambda done: say(words.requests.cannot_cancel(done.request.id, State(done.detail))),
    Code.RETRIED: lambda done: say(words.requests.retried(done.request.id)),
    Code.NOT_RETRIED: lambda done: say(words.requests.cannot_retry(done.request.id, State(done.detail))),
    Code.NOT_REFUSED: lambda done: say(barred(done.unit, done.request, done.deps.policy, done.detail)),
    Code.UNKNOWN: lambda done: say(words.errors.unknown_request(done.request.id)),
    Code.OTHER: lambda _: say(words.errors.NOT_OPEN),
    Code.HOLD_SET: _hold_set,
    Code.SETTLED_REFUSED: _refused,
    **{code: _saying(text) for code, text in _SAID.items()},
}
