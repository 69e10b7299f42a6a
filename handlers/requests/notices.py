"""What a notice looks like: the card of a request, or a sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from domain import words
from domain.calendar import due
from domain.card import Button, Card, Tone, say
from domain.drawing.request import brief, draw, reasons
from domain.export import plan as ticket
from domain.notice import Notice, Shown
from domain.request import Kind, Request, State
from domain.rule import About, Reader, hears, sees
from domain.view import Story
from domain.words import card as words_card
from domain.words.people import AGAIN
from handlers.deps import Deps
from handlers.export.mail_notice import mail_card, mailbox_card
from handlers.people.who import moved_card
from handlers.ports import Unit
from handlers.requests.clock import held, runs
from handlers.requests.days import today
from handlers.requests.view import tell


async def picture(deps: Deps, notice: Notice, reader: Reader | None) -> tuple[Card, int] | None:
    """The card to post and the request's version that it shows; None when there is nothing left to tell.

    `reader`: whom it is for, with the roles of this moment; None for a channel.
    """
    if not await deps.storage.read(lambda unit: _is_heard(unit, notice, reader)):
        return None
    if notice.kind == "scheduled":
        return await _scheduled(deps, notice), 0
    if notice.kind == "mailbox":
        return mailbox_card(deps, notice), 0
    if notice.kind == "door":
        return _of_door(notice.data), 0
    if notice.kind == "moved":
        card = await deps.storage.read(lambda unit: moved_card(unit, int(notice.data["move"])))
        return (card, 0) if card else None
    if notice.kind == "settled":
        return say(AGAIN), 0
    if notice.kind == "mail":
        return await deps.storage.read(lambda unit: mail_card(unit, deps, notice)), 0
    return await deps.storage.read(lambda unit: _of_request(unit, deps, notice, reader))


def _is_heard(unit: Unit, notice: Notice, reader: Reader | None) -> bool:
    """What is for one person is told to who may hear it now, whoever it was meant for when it was written."""
    if not notice.person_id:
        return True
    request = unit.requests.get(notice.request_id) if notice.request_id else None
    return reader is not None and hears(notice.kind, About.of(request) if request else None, reader)


def _of_door(data: Mapping[str, str]) -> Card:
    if data["mend"]:
        return Card(text=(words.door_broken(data["surface"], data["mend"]),), tone=Tone.BAD)
    return Card(text=(words.door_well(data["surface"]),), tone=Tone.GOOD)


def _of_request(unit: Unit, deps: Deps, notice: Notice, reader: Reader | None) -> tuple[Card, int] | None:
    request = unit.requests.get(notice.request_id or "")
    if not request:
        return None
    if notice.kind == "card":
        return draw(tell(unit, request, deps, reader), reader), request.version
    sentence = SENTENCES[notice.kind](unit, deps, request, notice) if notice.kind in SENTENCES else ""
    return (_told(tell(unit, request, deps), reader, notice, sentence), 0) if sentence else None


def _told(story: Story, reader: Reader | None, notice: Notice, sentence: str) -> Card:
    """The end is told to who asked, with the reason; what has changed since then is not made out to be the end."""
    if notice.kind != "ended" or not reader:
        return brief(story, reader, sentence)
    state = State(notice.data["state"])
    if state is not story.request.state:
        return replace(brief(story, reader, sentence), status=words.STATES[state], tone=Tone.NEUTRAL, turn="")
    card = brief(story, reader, sentence, *(reasons(story) if state is State.DENIED else ()))
    verified = state is not State.COMPLETED or card.tone is Tone.GOOD
    return card if verified else replace(card, text=(words_card.closed(story.request.id, card.status),))


def _unreached(unit: Unit, _: Deps, request: Request, notice: Notice) -> str:
    known = unit.people.names([notice.data["person"]]) if "person" in notice.data else {}
    return words.unreached(request.id, *known.values()) if request.open else ""


def _reminder(unit: Unit, _: Deps, request: Request, __: Notice) -> str:
    """Not of what nobody can approve."""
    waits = request.state is State.PENDING_APPROVAL and not held(unit, request)
    return words.reminder(request.id) if waits else ""


def _late(unit: Unit, deps: Deps, request: Request, _: Notice) -> str:
    last_day = due(request.received_on, deps.policy.country)
    if not runs(unit, request):
        return ""
    if last_day < today(deps):
        return words_card.overdue(request.id, last_day)
    return words.late(request.id, last_day) if request.kind is Kind.EXPORT else words_card.near(request.id, last_day)


def _vote(unit: Unit, _: Deps, request: Request, __: Notice) -> str:
    return words.vote_wanted(request.id) if request.open and not held(unit, request) else ""


def _turn(unit: Unit, deps: Deps, request: Request, _: Notice) -> str:
    """What the tenant admin is to do now; empty when it was done meanwhile."""
    steps, guided = unit.steps.of(request.id), deps.policy.mail.guided
    current = ticket.current(steps)
    if not request.open or not current or not ticket.needs_person(steps, guided=guided):
        return ""
    stage = ticket.stage_of(current.key)
    return words.turn(request.id, words.TURN_NOTES.get(current.note) or words.TURNS[stage or ticket.Stage.REQUEST])


# By kind of notice; empty when there is nothing left to tell. Who hears it: `domain.rights.NEWS`.
SENTENCES: Mapping[str, Callable[[Unit, Deps, Request, Notice], str]] = {
    "reminder": _reminder,
    "ended": lambda _, __, request, notice: words.ended(request.id, State(notice.data["state"])),
    "turn": _turn,
    "late": _late,
    "vote": _vote,
    "unreached": _unreached,
    "found-again": lambda _, __, request, notice: words.found_again(notice.data["old"], request.id),
    "unproved": lambda _, __, request, ___: words.unproved_later(request.id),
    "channel-closed": lambda _, __, request, ___: words.unreachable_channel(request.id),
}


async def redrawn(deps: Deps, shown: Shown, reader: Reader | None) -> tuple[Card, int | None]:
    """The card as it stands now, and its version; a last word without one, where it is nobody's to see any more.

    `reader`: whose card it is, with the roles of this moment; None for a channel, or where they are a member no more.
    """
    return await deps.storage.read(lambda unit: _redrawn(unit, deps, shown, reader))


def _redrawn(unit: Unit, deps: Deps, shown: Shown, reader: Reader | None) -> tuple[Card, int | None]:
    request = unit.requests.get(shown.request_id)
    if shown.full:
        seen = request and reader and sees(About.of(request), reader.person_id, reader.roles)
    else:
        seen = (shown.surface, shown.place) in deps.channels
    if not request or not seen:
        return say(words.NO_LONGER_YOURS if shown.full else words.NO_LONGER_HERE), None
    looks = reader if shown.full else None
    return draw(tell(unit, request, deps, looks), looks), request.version


async def _scheduled(deps: Deps, notice: Notice) -> Card:
    known = {source.id: source for source in await deps.catalog.sources()}
    source = known.get(notice.data["source"])
    owner = await deps.catalog.owner(source) if source else ""
    buttons = (Button("refresh-source", notice.data["source"], words.REFRESH),) if source else ()
    line = (notice.data["name"], notice.data["source"], notice.data["job"], notice.data["code"])
    message = words.microsoft_message(deps.policy.environment_name, [line])
    return Card(
        title=words_card.refresh([notice.data["name"]]),
        status=words_card.SCHEDULED_FAILED,
        tone=Tone.BAD,
        turn=words_card.waits_for(owner),
        text=(words.scheduled_failure(notice.data["name"]), *([words.owner_is(owner)] if owner else [])),
        buttons=buttons,
        copy=message,
        footer=deps.policy.environment_name,
    )
