"""What a notice looks like: the card of a request, or a sentence about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from domain.called import called
from domain.card import Card, Tone, say
from domain.drawing.mend import drawn as how_to_mend
from domain.drawing.request import brief, draw, reasons, reminder
from domain.file import Hindrance
from domain.law import last_day as last_day_of
from domain.law import target_day
from domain.letters import LetterKind, MailEnd
from domain.mend import mend_of
from domain.notice import Notice, NoticeKind, Shown
from domain.request import Request, State
from domain.rule import Channel, Reader, hears
from domain.view import RequestView
from domain.words.language import Words
from handlers.deps import Deps
from handlers.people.who import moved_card
from handlers.ports import Unit
from handlers.requests import away, brake, codes_told, digest, holding, log_head, threads
from handlers.requests.asker import about_read, may_see
from handlers.requests.broken import BROKE
from handlers.requests.calls import calls
from handlers.requests.clock import TARGET_NEAR, TARGET_PASSED, held, waiting
from handlers.requests.days import today
from handlers.requests.next_letter import card_view
from handlers.requests.order import PUT_BACK
from handlers.requests.procedure import Sentence
from handlers.requests.readers import looking
from handlers.requests.view import Stories

Asked = tuple[Notice, Reader | None]  # whom it is for, with the roles of this moment; None: a channel
Drawn = tuple[Card, int]  # what is to be posted, and the request's version that it shows
_Later = Callable[[], Awaitable[Card]]


async def pictures(deps: Deps, asked: Sequence[Asked]) -> Sequence[Drawn | None]:
    """What each of these notices looks like to its reader, all from one look at the rows; None when there is nothing
    left to tell."""
    seen = await deps.storage.read(lambda unit: _all_seen(unit, deps, asked))
    return [await _whole(deps, found, reader) for found, (_, reader) in zip(seen, asked, strict=True)]


async def _whole(deps: Deps, seen: Drawn | _Later | None, reader: Reader | None) -> Drawn | None:
    if not seen:
        return None
    card, version = seen if isinstance(seen, tuple) else (await seen(), 0)
    return replace(card, lang=looking(deps, reader).words.tag), version


def _all_seen(unit: Unit, deps: Deps, asked: Sequence[Asked]) -> Sequence[Drawn | _Later | None]:
    stories = Stories(unit, deps)
    return [_seen(unit, deps, *one, stories) if _is_heard(unit, *one) else None for one in asked]


def _seen(unit: Unit, deps: Deps, notice: Notice, reader: Reader | None, stories: Stories) -> Drawn | _Later | None:
    looks = looking(deps, reader)
    if told := next((kind.cards[notice.kind] for kind in deps.kinds.values() if notice.kind in kind.cards), None):
        return partial(told, deps, notice, looks.words)
    if each := TO_EACH.get(notice.kind):
        card = each(unit, deps, notice, looks)
    elif drawn := CARDS.get(notice.kind):
        card = drawn(unit, deps, notice, looks.words)
    else:
        return _of_request(unit, deps, notice, reader, stories)
    return (card, 0) if card else None


def _is_heard(unit: Unit, notice: Notice, reader: Reader | None) -> bool:
    """What is for one person is told to who may hear it now, whoever it was meant for when it was written."""
    if not notice.person_id:
        return True
    request = unit.requests.get(notice.request_id) if notice.request_id else None
    return reader is not None and hears(notice.kind, about_read(unit, request, reader) if request else None, reader)


def _of_door(_: Unit, __: Deps, notice: Notice, words: Words) -> Card:
    surface, mend = notice.data["surface"], mend_of(notice.data)
    if mend:
        return Card(text=(words.notices.door_broken(surface, how_to_mend(mend, words)),), tone=Tone.BAD)
    return Card(text=(words.notices.door_well(surface),), tone=Tone.GOOD)


def _of_group(_: Unit, __: Deps, notice: Notice, words: Words) -> Card:
    group, why = notice.data["group"], notice.data["why"]
    if why:
        return Card(text=(words.notices.group_unknown(group, why),), tone=Tone.BAD)
    return Card(text=(words.notices.group_known(group),), tone=Tone.GOOD)


def _of_request(unit: Unit, deps: Deps, notice: Notice, reader: Reader | None, stories: Stories) -> Drawn | None:
    request = unit.requests.get(notice.request_id or "")
    if not request:
        return None
    if notice.kind is NoticeKind.CARD:
        return draw(card_view(stories, request, reader), looking(deps, reader)), request.version
    told = SENTENCES.get(notice.kind) or deps.kinds[request.kind].sentences.get(notice.kind)
    sentence = told(unit, deps, request, notice, looking(deps, reader).words) if told else ""
    if not sentence:
        return None
    story = stories.of(request, words=looking(deps, reader).words)
    card = _told(story, looking(deps, reader), notice, sentence)
    called = (
        calls(unit, story, notice.surface or "", notice.place or "") if notice.kind in _CALLING and not reader else ()
    )
    return replace(card, calls=called), 0


_CALLING = frozenset({NoticeKind.LATE, NoticeKind.ESCALATED})  # in a channel, by name


def _told(story: RequestView, reader: Reader | Channel, notice: Notice, sentence: str) -> Card:
    """The end is told to who asked, with the reason; what has changed since then is not made out to be the end."""
    if notice.kind is NoticeKind.REMINDER:
        return reminder(story, reader, sentence)
    if notice.kind is not NoticeKind.ENDED or isinstance(reader, Channel):
        return brief(story, reader, sentence)
    words = reader.words
    state = State(notice.data["state"])
    if state is not story.request.state:
        return replace(brief(story, reader, sentence), status=words.requests.STATES[state], tone=Tone.NEUTRAL, turn="")
    card = brief(story, reader, sentence, *(reasons(story, words) if state is State.DENIED else ()))
    verified = state is not State.COMPLETED or card.tone is Tone.GOOD
    return card if verified else replace(card, text=(words.notices.closed(story.request.id, card.status),))


def _unreached(unit: Unit, _: Deps, request: Request, notice: Notice, words: Words) -> str:
    person = notice.data.get("person")
    names = [called(unit.people.names([person]), person, words)] if person else []
    return words.notices.unreached(request.id, *names) if request.open else ""


def _reminder(unit: Unit, _: Deps, request: Request, __: Notice, words: Words) -> str:
    """Not of what nobody can approve."""
    waits = request.state is State.PENDING_APPROVAL and not held(unit, request)
    return words.notices.reminder(request.id) if waits else ""


def _escalated(unit: Unit, deps: Deps, request: Request, _: Notice, words: Words) -> str:
    waits, zone = request.state is State.PENDING_APPROVAL and not held(unit, request), deps.policy.timezone
    since, until = words.moments.at(request.created_at, zone), words.moments.at(request.expires_at, zone)
    return words.notices.escalated(request.id, since, until) if waits else ""


def _left(unit: Unit, _: Deps, request: Request, notice: Notice, words: Words) -> str:
    if request.state is not State.PENDING_APPROVAL:
        return ""
    person = notice.data["person"]
    name = called(unit.people.names([person]), person, words)
    return words.notices.left(request.id, name, voted=notice.data["as"] == "voted")


def _altered(_: Unit, __: Deps, request: Request, notice: Notice, words: Words) -> str:
    back = notice.data.get("what") in PUT_BACK
    return words.notices.put_back(request.id) if back else words.notices.altered(request.id)


def _in_error(_: Unit, __: Deps, request: Request, notice: Notice, words: Words) -> str:
    if notice.data["as"] == BROKE:
        return words.notices.broke(request.id)
    return words.notices.stuck(request.id) if request.open else ""


def _vote_anew(_: Unit, __: Deps, request: Request, ___: Notice, words: Words) -> str:
    return words.notices.vote_anew(request.id) if request.state is State.PENDING_APPROVAL else ""


def _ended(unit: Unit, _: Deps, request: Request, notice: Notice, words: Words) -> str:
    state = State(notice.data["state"])
    on = state is State.NEEDS_ATTENTION and brake.brake_on(unit, request)
    if on and brake.stopped(unit.steps.of(request.id)):
        return words.brake.stopped(request.id)
    return words.notices.ended(request.id, state)


def _late(unit: Unit, deps: Deps, request: Request, notice: Notice, words: Words) -> str:
    """Of a batch with how many people it is about."""
    people = waiting(unit, request, deps.policy, notice)
    if not people:
        return ""
    day = replace(people[0], id=request.id)
    told = _of_last_day(deps, day, notice, words)
    return f"{told} {words.batch.about(len(people))}" if people[0].batch == request.id else told


def _of_last_day(deps: Deps, request: Request, notice: Notice, words: Words) -> str:
    last_day = last_day_of(request, deps.policy.where)
    if last_day < today(deps):
        return words.notices.overdue(request.id, last_day)
    if own := _own_target(deps, request, notice, words):
        return own
    near = deps.kinds[request.kind].near
    return near(words, request.id, last_day) if near else words.notices.near(request.id, last_day)


def _own_target(deps: Deps, request: Request, notice: Notice, words: Words) -> str:
    policy = deps.policy
    target, last_day = target_day(request, policy.where, policy.target), last_day_of(request, policy.where)
    if not target or notice.data.get("as") not in {TARGET_NEAR, TARGET_PASSED}:
        return ""
    told = words.clock.target_passed if target < today(deps) else words.clock.target_near
    return told(request.id, target, last_day)


def _unsent(_: Unit, __: Deps, notice: Notice, words: Words) -> Card:
    why = notice.data["why"]
    return say(words.files.UNSENT[Hindrance(why) if why in set(Hindrance) else Hindrance.LOST])


def _mailed(_: Unit, __: Deps, notice: Notice, words: Words) -> Card:
    """An end that another release wrote is one in doubt."""
    kind, end = LetterKind(notice.data["letter"]), notice.data["as"]
    known = MailEnd(end) if end in set(MailEnd) else MailEnd.DOUBT
    return say(words.letters.mailed(notice.request_id or "", kind, known))


# About no request, by kind of notice; None when there is nothing left to tell.
CARDS: Mapping[NoticeKind, Callable[[Unit, Deps, Notice, Words], Card | None]] = {
    NoticeKind.DOOR: _of_door,
    NoticeKind.GROUP: _of_group,
    NoticeKind.DELEGATION: away.told,
    NoticeKind.MOVED: lambda unit, _, notice, words: moved_card(unit, int(notice.data["move"]), words),
    NoticeKind.BRAKE: brake.told,
    NoticeKind.HEAD: log_head.told,
    NoticeKind.UNSTAMPED: log_head.told_unstamped,
    NoticeKind.HOLD: holding.told,
    NoticeKind.UNSENT: _unsent,
    NoticeKind.MAILED: _mailed,
    NoticeKind.THREAD: threads.told,
    NoticeKind.SETTLED: lambda _, __, ___, words: say(words.people.AGAIN),
    **codes_told.CARDS,
}

# The same, as each may see it.
TO_EACH: Mapping[NoticeKind, Callable[[Unit, Deps, Notice, Reader | Channel], Card | None]] = {
    NoticeKind.DIGEST: digest.told,
}

# Of every kind of request, by kind of notice; who hears it: `domain.rights.NEWS`.
SENTENCES: Mapping[NoticeKind, Sentence] = {
    NoticeKind.REMINDER: _reminder,
    NoticeKind.ESCALATED: _escalated,
    NoticeKind.LEFT: _left,
    NoticeKind.ENDED: _ended,
    NoticeKind.LATE: _late,
    NoticeKind.ALTERED: _altered,
    NoticeKind.IN_ERROR: _in_error,
    NoticeKind.VOTE_ANEW: _vote_anew,
    NoticeKind.UNREACHED: _unreached,
    NoticeKind.CHANNEL_CLOSED: lambda _, __, request, ___, words: words.notices.unreachable_channel(request.id),
}


async def redrawn(deps: Deps, cards: Sequence[tuple[Shown, Reader | None]]) -> Sequence[tuple[Card, int | None]]:
    """The cards of one request as they stand now, all from one look at it, and the version of each; a last word without
    one, where it is nobody's to see any more.

    The reader: whose card it is, with the roles of this moment; None for a channel, or where they are a member no more.
    """
    return await deps.storage.read(lambda unit: _all_redrawn(unit, deps, cards))


def _all_redrawn(
    unit: Unit, deps: Deps, cards: Sequence[tuple[Shown, Reader | None]]
) -> Sequence[tuple[Card, int | None]]:
    stories = Stories(unit, deps)
    return [_redrawn(unit, deps, *one, stories) for one in cards]


def _redrawn(unit: Unit, deps: Deps, shown: Shown, reader: Reader | None, stories: Stories) -> tuple[Card, int | None]:
    request = unit.requests.get(shown.request_id)
    seen = may_see(unit, request, reader) if shown.full else (shown.surface, shown.place) in deps.channels
    if not request or not seen:
        said = looking(deps, reader).words.notices
        return say(said.NO_LONGER_YOURS if shown.full else said.NO_LONGER_HERE), None
    looks = reader if shown.full else None
    return draw(card_view(stories, request, looks), looking(deps, looks)), request.version
