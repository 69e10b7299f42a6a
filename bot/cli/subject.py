"""`dsrbot subject`: what the bot itself holds of somebody, as a copy, and its end (GDPR Art. 15, 17)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.app.composing import changing, looking
from bot.cli.audit import note
from bot.cli.own_data import Facts, held_of
from bot.settings.all import Settings
from bot.settings.people import People
from bot.settings.setting_errors import SettingsError
from domain.addresses import is_address
from domain.event import EventKind
from domain.identifiers import identifier
from domain.keeping import TIME, Bar, Retention
from domain.words.en import keeping as words
from domain.words.en.english import ENGLISH
from handlers.requests.destroying import Keeping, Listing, Traces, destroy
from handlers.requests.keeping import stands
from storage.durable import Durable, Station
from storage.leaving import Ties
from storage.store import Store
from storage.unit import Unit

_AT_ONCE = Retention(timedelta.resolution)  # the time that the company has set does not count for who asks


class NobodyHere(SettingsError):
    """What was asked for is not there."""

    def __init__(self) -> None:
        super().__init__("The bot holds nothing of this person, as far as it can tell.")


@dataclass(frozen=True)
class Told:
    """What is said in the end. `whole`: nothing stands against it any more."""

    lines: tuple[str, ...]
    whole: bool


def read_whom(text: str) -> str:
    """An address, or a customer's id. Raises SettingsError: it is neither."""
    found = identifier(text)
    if not found:
        raise SettingsError(
            "That is no e-mail address and no customer's id: write it as in anna@contoso.com or C-4711, an unusual "
            "id in quotes of its own."
        )
    return found


async def export(settings: Settings, text: str) -> str:
    """JSON. The look is in the log.

    Raises:
        NobodyHere: there is nothing.
        WrongMasterKey, UnusableDatabase: the database cannot be used; the text says why.
    """
    who = read_whom(text)
    async with looking(settings.process) as reader:
        found = await reader.read(lambda unit: held_of(unit.shown(), who))
    if not found["as_user"] and not found["as_data_subject"]["requests"]:
        raise NobodyHere
    await note(settings, EventKind.PERSON_EXPORTED, data=_who(found))
    return json.dumps(found, indent=2, ensure_ascii=False)


def _who(found: Facts) -> dict[str, str]:
    people = [one["pseudonym"] for one in found["as_user"]]
    return {"subjects": " ".join(found["as_data_subject"].get("pseudonyms", [])), "people": " ".join(people)}


async def erase(settings: Settings, text: str) -> Told:
    """What can be is erased at once; the rest is said, with why.

    Raises:
        NobodyHere: there is nothing.
        WrongMasterKey, UnusableDatabase: the database cannot be used; the text says why.
    """
    who = read_whom(text)
    async with changing(settings.process, settings.config.audit.anchor) as store:
        subject = await store.read(lambda unit: unit.subjects.known(who))
        people = await store.read(lambda unit: unit.leaving.all_of(unit.people.of_address(who)))
        if not subject and not people:
            raise NobodyHere
        asked = await _as_subject(store, settings, subject) if subject else Told((), whole=True)
        acted = await _as_user(store, settings.config.people, people) if people else Told((), whole=True)
    return Told((*asked.lines, *acted.lines), asked.whole and acted.whole)


async def _as_subject(store: Store, settings: Settings, subject: str) -> Told:
    now = datetime.now(UTC)
    engine = settings.engine or settings.process.database_url
    durable = Station(Durable(engine.get_secret_value()), settings.environment)
    traces = Traces(durable, store.list, store.scrub)
    gone = await destroy(store, traces, subject, Keeping(_AT_ONCE, now, now), why="asked")
    if gone:
        return Told((ERASED.format(ENGLISH.counted(len(gone.requests), "request", "requests")),), whole=True)

    def why(unit: Unit) -> list[Bar]:
        return [bar for bar in stands(unit, unit.keys.circle([subject]), _AT_ONCE, now).bars if bar not in TIME]

    bars = await store.read(why)
    return Told((f"Not erased as somebody who asked: {words.against(bars)}.",), whole=False)


ERASED = (
    "Erased as somebody who asked: the keys of {} and of whoever they name are destroyed. Cards lose the "
    "names while the bot runs."
)


async def _as_user(store: Store, people: People, ids: list[str]) -> Told:
    now = datetime.now(UTC)
    try:
        told = await store.write(lambda unit: _leave(unit, store.list, people, ids, now))
    except OSError:
        return _not_left(
            ["the list of destroyed keys beside audit.anchor cannot be written. Check the disk, and ask again."]
        )
    if told.whole:
        await store.scrub(())
    return told


_KEPT = (
    "{} and the entries of the log stay under a pseudonym, as the company must be able to show who decided (GDPR "
    "Art. 5(2), 17(3)). A name below a letter to somebody ends with the keys of that person."
)


def _leave(unit: Unit, listing: Listing, people: People, ids: list[str], now: datetime) -> Told:
    """On the list before it is done: who is not would come back with a backup, and be found by no address any more."""
    if bars := [*_listed(unit, people, ids), *_paused(unit), *_tied(unit.leaving.ties(ids))]:
        return _not_left(bars)
    count = unit.leaving.votes(ids)
    kept = _KEPT.format(ENGLISH.counted(count, "vote", "votes"))
    if not unit.leaving.erase(ids):
        return Told((f"Erased before as somebody who used the bot; {kept}",), whole=True)
    data = {"people": " ".join(ids), "kept": str(count)}
    unit.events.add(EventKind.PERSON_ERASED, now, actor=None, request=None, data=data)
    listing.append(ids)
    told = f"Erased as somebody who used the bot: name, accounts and addresses; {kept}"
    return Told((told,), whole=True)


def _not_left(bars: Iterable[str]) -> Told:
    return Told(tuple(f"Not erased as somebody who uses the bot: {bar}" for bar in bars), whole=False)


def _listed(unit: Unit, people: People, ids: list[str]) -> Iterator[str]:
    named = {person.id for person in unit.people.listed(people.named).values()}
    named.update(*(unit.people.of_address(entry) for entry in people.named if is_address(entry)))
    if not named.isdisjoint(ids):
        yield "dsrbot.toml names them. Take them out there, start the bot anew, and ask again."


def _paused(unit: Unit) -> Iterator[str]:
    if unit.brakes.now():
        yield "all deletions are paused. Ask again when an admin has typed “resume”."


def _tied(ties: Ties) -> list[str]:
    found = []
    if ties.asked:
        found.append(f"requests of theirs are open: {', '.join(ties.asked)}. Wait for their end, or cancel them.")
    if ties.voted:
        found.append(f"requests that they voted on are open: {', '.join(ties.voted)}. Wait for their end.")
    if ties.holds:
        found.append("a legal hold that they set is on. Another admin releases it, or sets it anew.")
    return found
