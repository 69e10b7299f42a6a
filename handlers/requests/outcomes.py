"""The private answer to an act, drawn from its recorded outcome: the same delivery gets the same answer again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain import words
from domain.card import Button, Card, Stays, say
from domain.erasure.plan import Part
from domain.notice import Outcome
from domain.people import Role
from domain.request import Request, State
from domain.rights import Way
from domain.rule import About, sees
from domain.votes import Objection
from domain.words import card as words_card
from domain.words import refusing as said
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.clock import held
from handlers.requests.gate import against, turn_away
from handlers.requests.holders import holders
from handlers.requests.refused import barred, refusing
from handlers.requests.view import glimpse


async def once(deps: Deps, act: Act, do: Callable[[Unit, datetime], Outcome]) -> Card:
    """Do it and answer, in one transaction; `do` is given now. Delivered again, the act does nothing."""
    now = deps.clock()
    card = await deps.storage.write(lambda unit: _once(unit, deps, act, do, now))
    deps.wake()
    return card


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
        return say(words.unknown_request(outcome.request_id or ""))
    code, _, detail = outcome.code.partition(":")
    match code:
        case "elsewhere":
            return say(words.elsewhere(request.id))
        case "filed":
            return say(words.filed(request.id, request.quorum), *_on_hold(unit, request))
        case "twin":
            return _twin(unit, deps, request.id, act)
        case "approved":
            return say(words.approved(request.id, int(detail), request.quorum))
        case "denied":
            return say(words.denied(request.id))
        case "objection":
            return say(words.OBJECTIONS[Objection(detail)], _deciders(unit, deps, request.id))
        case "cancelled":
            return say(words.cancelled(request.id))
        case "cancelling":
            return say(words.CANCEL_ASKED)
        case "not-cancelled":
            return say(words.cannot_cancel(request.id, State(detail)))
        case "retried":
            return say(words.retried(request.id))
        case "not-retried":
            return say(words.cannot_retry(request.id, State(detail)))
        case "hold":
            return say(HOLDS[detail], *(_stuck(unit, deps, act) if detail == "set" else ()))
        case "counted":
            return say(words.vote_counted(int(detail), request.quorum))
        case "settled" if detail == "refused":
            return _refused(unit, deps, request)
        case "settled":
            return say(SETTLED[detail])
        case "early":
            return say(words.EARLY[Part(detail)])
        case "ticket":
            return say(TICKETS[detail])
        case "not-refused":
            return say(barred(unit, request, deps.policy, detail))
    raise ValueError(f"no answer for {code}")


HOLDS = {
    "set": words.HELD_NOW,
    "released": words.RELEASED_NOW,
    "there": words.HELD_ALREADY,
    "none": words.NOT_HELD,
    "nobody": words.NO_SUBJECT,
}


def _stuck(unit: Unit, deps: Deps, act: Act) -> tuple[str, ...]:
    """Who set a hold cannot release it, so it takes somebody who set none of them."""
    setters = {hold.by for hold in unit.subjects.holds(act.request_id)}
    others = [admin for admin in holders(unit, deps)[Role.ADMIN] if admin.id not in setters]
    return () if others else (words_card.NOBODY_COULD_RELEASE,)


SETTLED = {
    "noted": words.DONE_NOW,
    "asked": words.ASKED_NOW,
    "waiting": words.WAITING_NOW,
    "kept": words.KEPT_NOW,
    "not-open": words.NOT_OPEN,
}


TICKETS = {
    "not-it": words.NOT_IT_NOW,
    "noted": words.DONE_NOW,
    "sending": words.SENDING_NOW,
    "not-open": words.NOT_OPEN,
}


def _refused(unit: Unit, deps: Deps, request: Request) -> Card:
    """With the letter, to be sent at once."""
    told = refusing(unit, request, deps.policy)
    show = Button("show", request.id, words.SHOW)
    return Card(text=(said.NOW, said.NEXT), copy=told.letter if told else "", buttons=(show,))


def _on_hold(unit: Unit, request: Request) -> tuple[str, ...]:
    return (words.ON_HOLD,) if held(unit, request) else ()


def _twin(unit: Unit, deps: Deps, request_id: str, act: Act) -> Card:
    """Shown to who may see it; anybody else only hears that there is one."""
    request = unit.requests.get(request_id)
    assert request
    if not sees(About.of(request), act.person.id, act.roles):
        return say(words.twin_of_others(request.id), words.NOTHING_FILED)
    unit.events.add("request.viewed", deps.clock(), actor=act.person.id, request=request.id)
    card = glimpse(unit, request, deps, act.reader, deps.clock())
    anyway = Button("file-anyway", request.id, words.FILE_ANYWAY)
    return replace(card, text=(words.twin(request.id), *card.text), buttons=(anyway,))


def _deciders(unit: Unit, deps: Deps, request_id: str) -> str:
    votes = unit.votes.of(request_id)
    names = unit.people.names(vote.person_id for vote in votes)
    when = max((vote.at for vote in votes), default=None)
    shown = [names[vote.person_id] for vote in votes if vote.person_id in names]
    return words.decided_by(shown, words.at(when, deps.policy.timezone)) if when else ""
