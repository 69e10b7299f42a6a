"""What a notice looks like: the card of a request, or a sentence about it."""

from __future__ import annotations

from domain import ticket, words
from domain.calendar import due
from domain.card import Button, Card, Tone
from domain.notice import Notice, Shown
from domain.people import Role
from domain.request import Request, State
from domain.request_card import Viewer, draw
from handlers.deps import Deps
from handlers.mail_notice import mail_card
from handlers.ports import Unit
from handlers.stories import tell, viewer


async def picture(deps: Deps, notice: Notice) -> tuple[Card, int] | None:
    """The card to post and the request's version that it shows; None when there is nothing left to tell."""
    if notice.kind == "scheduled":
        return await _scheduled(deps, notice), 0
    if notice.kind == "mail":
        return await deps.storage.read(lambda unit: mail_card(unit, deps, notice)), 0
    return await deps.storage.read(lambda unit: _of_request(unit, deps, notice))


def _of_request(unit: Unit, deps: Deps, notice: Notice) -> tuple[Card, int] | None:
    request = unit.requests.get(notice.request_id or "")
    if not request:
        return None
    match notice.kind:
        case "card":
            return _card(unit, deps, request, notice.person_id), request.version
        case "reminder" if request.state is State.PENDING_APPROVAL:
            return _with_show(words.reminder(request.id), request), 0
        case "ended":
            return _with_show(words.ended(request.id, State(notice.data["state"])), request), 0
        case "turn" if sentence := _turn(unit, deps, request):
            return _with_show(sentence, request), 0
        case "late" if request.open:
            return _with_show(words.late(request.id, due(request.received_on, deps.policy.country)), request), 0
        case "vote" if request.open:
            return _with_show(words.vote_wanted(request.id), request), 0
        case "unreached" if request.open:
            known = unit.people.names([notice.data["person"]]) if "person" in notice.data else {}
            return _with_show(words.unreached(request.id, *known.values()), request), 0
        case "channel-closed":
            return _with_show(words.unreachable_channel(request.id), request), 0
    return None


def _turn(unit: Unit, deps: Deps, request: Request) -> str:
    """What the tenant admin is to do now; empty when it was done meanwhile."""
    steps, guided = unit.steps.of(request.id), deps.policy.mail.guided
    current = ticket.current(steps)
    if not request.open or not current or not ticket.needs_person(steps, guided=guided):
        return ""
    stage = ticket.stage_of(current.key)
    return words.turn(request.id, words.TURN_NOTES.get(current.note) or words.TURNS[stage or ticket.Stage.REQUEST])


def _with_show(sentence: str, request: Request) -> Card:
    return Card(text=(sentence,), buttons=(Button("show", request.id, words.SHOW),))


def _card(unit: Unit, deps: Deps, request: Request, person_id: str | None) -> Card:
    looking = viewer(request, person_id, {Role.APPROVER}) if person_id else Viewer.CHANNEL
    return draw(tell(unit, request, deps), looking)


async def redrawn(deps: Deps, shown: Shown) -> tuple[Card, int] | None:
    """The card as it stands now, and its version."""

    def look(unit: Unit) -> tuple[Card, int] | None:
        request = unit.requests.get(shown.request_id)
        person = shown.person_id if shown.full else None
        return (_card(unit, deps, request, person), request.version) if request else None

    return await deps.storage.read(look)


async def _scheduled(deps: Deps, notice: Notice) -> Card:
    known = {source.id: source for source in await deps.catalog.sources()}
    source = known.get(notice.data["source"])
    owner = await deps.catalog.owner(source) if source else ""
    text = [words.scheduled_failure(notice.data["name"])]
    text += [words.owner_is(owner)] if owner else []
    buttons = (Button("refresh-source", notice.data["source"], words.REFRESH),) if source else ()
    line = (notice.data["name"], notice.data["source"], notice.data["job"], notice.data["code"])
    message = words.microsoft_message(deps.policy.environment_name, [line])
    return Card(text=tuple(text), tone=Tone.BAD, buttons=buttons, copy=message, footer=deps.policy.environment_name)
