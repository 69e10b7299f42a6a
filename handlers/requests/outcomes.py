"""The private answer to an act, drawn from its recorded outcome: the same delivery gets the same answer again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.card import Button, Card, Stays, say
from domain.notice import Outcome
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
    if act.delivery and outcome.code != "unknown":  # what was typed about nothing we know is not kept
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
    code, _, detail = outcome.code.partition(":")
    if code in _ANSWERS:
        return _ANSWERS[code](_Done(unit, deps, act, request, detail))
    for kind in deps.kinds.values():
        if told := kind.answers.get(code):
            return say(told(request, detail))
    raise ValueError(f"no answer to the outcome “{code}”")


@dataclass(frozen=True)
class _Done:
    """What an answer is drawn from. `detail` is what stands after the colon of the outcome's code."""

    unit: Unit
    deps: Deps
    act: Act
    request: Request
    detail: str


HOLDS = {
    "set": words.hold.HELD_NOW,
    "released": words.hold.RELEASED_NOW,
    "there": words.hold.HELD_ALREADY,
    "none": words.hold.NOT_HELD,
    "nobody": words.hold.NO_SUBJECT,
}


def _hold(done: _Done) -> Card:
    return say(HOLDS[done.detail], *(_stuck(done.unit, done.deps, done.act) if done.detail == "set" else ()))


def _stuck(unit: Unit, deps: Deps, act: Act) -> tuple[str, ...]:
    """Who set a hold cannot release it, so it takes somebody who set none of them."""
    setters = {hold.by for hold in unit.subjects.holds(act.request_id)}
    others = [admin for admin in holders(unit, deps)[Role.ADMIN] if admin.id not in setters]
    return () if others else (words.hold.NOBODY_COULD_RELEASE,)


SETTLED = {
    "noted": words.erasure.DONE_NOW,
    "asked": words.erasure.ASKED_NOW,
    "waiting": words.erasure.WAITING_NOW,
    "kept": words.erasure.KEPT_NOW,
    "not-open": words.errors.NOT_OPEN,
    "held": words.hold.PART_HELD,
    "close-held": words.hold.CLOSE_HELD,
    "others-now": words.remove_user.OTHERS_NOW,
    "not-named": words.remove_user.NOT_NAMED,
}


def _settled(done: _Done) -> Card:
    return _refused(done.unit, done.deps, done.request) if done.detail == "refused" else say(SETTLED[done.detail])


def _refused(unit: Unit, deps: Deps, request: Request) -> Card:
    """With the letter, to be sent at once."""
    told = refusing(unit, request, deps.policy)
    show = Button("show", request.id, words.buttons.SHOW)
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


_ANSWERS: Mapping[str, Callable[[_Done], Card]] = {
    "elsewhere": lambda done: say(words.errors.elsewhere(done.request.id)),
    "filed": lambda done: say(
        words.requests.filed(done.request.id, done.request.quorum),
        *_corrected(done),
        *_on_hold(done.unit, done.request),
    ),
    "twin": lambda done: _twin(done.unit, done.deps, done.request.id, done.act),
    "approved": lambda done: say(words.requests.approved(done.request.id, int(done.detail), done.request.quorum)),
    "denied": lambda done: say(words.requests.denied(done.request.id)),
    "objection": lambda done: say(
        words.requests.OBJECTIONS[Objection(done.detail)], _deciders(done.unit, done.deps, done.request.id)
    ),
    "cancelled": lambda done: say(words.requests.cancelled(done.request.id)),
    "cancelling": lambda _: say(words.requests.CANCEL_ASKED),
    "not-cancelled": lambda done: say(words.requests.cannot_cancel(done.request.id, State(done.detail))),
    "retried": lambda done: say(words.requests.retried(done.request.id)),
    "not-retried": lambda done: say(words.requests.cannot_retry(done.request.id, State(done.detail))),
    "hold": _hold,
    "settled": _settled,
    "not-refused": lambda done: say(barred(done.unit, done.request, done.deps.policy, done.detail)),
}
