"""`dsrbot subject`: what the bot itself holds of somebody, as a copy, and its end (GDPR Art. 15, 17)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.app.composing import changing, looking
from bot.cli.own_data import held_of
from bot.settings.all import Settings
from bot.settings.setting_errors import SettingsError
from domain.addresses import address, folded
from domain.chat import Account
from domain.event import EventKind
from domain.keeping import TIME, Bar, Retention
from domain.words.en import keeping as words
from handlers.requests.destroying import Keeping, Traces, destroy
from handlers.requests.keeping import stands
from storage.durable import Durable
from storage.leaving import Ties
from storage.store import Store
from storage.unit import Unit

_AT_ONCE = Retention(timedelta.resolution)  # the time that the company has set does not count for who asks


class NobodyHere(SettingsError):
    """What was asked for is not there."""

    def __init__(self) -> None:
        super().__init__("The bot holds nothing of this address, as far as it can tell.")


@dataclass(frozen=True)
class Told:
    """What is said in the end. `whole`: nothing stands against it any more."""

    lines: tuple[str, ...]
    whole: bool


def read_address(text: str) -> str:
    """Raises SettingsError: it is none."""
    found = address(text)
    if not found:
        raise SettingsError("That is no e-mail address: write it as in anna@contoso.com.")
    return found


async def export(settings: Settings, text: str) -> str:
    """JSON. The look is in the log.

    Raises:
        NobodyHere: there is nothing.
        WrongMasterKey, UnusableDatabase: the database cannot be used; the text says why.
    """
    email, now = read_address(text), datetime.now(UTC)
    async with looking(settings.process) as reader:
        found = await reader.read(lambda unit: held_of(unit.shown(), email))
    if not found["as_user"] and not found["as_data_subject"]["requests"]:
        raise NobodyHere
    async with _store(settings) as store:
        await store.write(lambda unit: _note(unit, found, now))
    return json.dumps(found, indent=2, ensure_ascii=False)


def _note(unit: Unit, found: dict[str, object], now: datetime) -> None:
    people = [one["pseudonym"] for one in found["as_user"]]  # type: ignore[attr-defined]
    subjects = found["as_data_subject"].get("pseudonyms", [])  # type: ignore[attr-defined]
    data = {"subjects": " ".join(subjects), "people": " ".join(people)}
    unit.events.add(EventKind.PERSON_EXPORTED, now, actor=None, request=None, data=data)


async def erase(settings: Settings, text: str) -> Told:
    """What can be is erased at once; the rest is said, with why.

    Raises:
        NobodyHere: there is nothing.
        WrongMasterKey, UnusableDatabase: the database cannot be used; the text says why.
    """
    email = read_address(text)
    async with _store(settings) as store:
        subject = await store.read(lambda unit: unit.subjects.known(email))
        people = await store.read(lambda unit: unit.leaving.all_of(unit.people.of_address(email)))
        if not subject and not people:
            raise NobodyHere
        asked = await _as_subject(store, settings, subject) if subject else Told((), whole=True)
        acted = await _as_user(store, settings, email, people) if people else Told((), whole=True)
    return Told((*asked.lines, *acted.lines), asked.whole and acted.whole)


async def _as_subject(store: Store, settings: Settings, subject: str) -> Told:
    now = datetime.now(UTC)
    durable = Durable(settings.process.database_url.get_secret_value())
    traces = Traces(durable, store.list, store.scrub)
    gone = await destroy(store, traces, subject, Keeping(_AT_ONCE, now, now), why="asked")
    if gone:
        return Told((ERASED.format(len(gone.requests)),), whole=True)

    def why(unit: Unit) -> list[Bar]:
        return [bar for bar in stands(unit, unit.keys.circle([subject]), _AT_ONCE, now).bars if bar not in TIME]

    bars = await store.read(why)
    return Told((f"Not erased as somebody who asked: {words.against(bars)}.",), whole=False)


ERASED = (
    "Erased as somebody who asked: the keys of {} requests and of whoever they name are destroyed. Cards lose the "
    "names while the bot runs."
)


async def _as_user(store: Store, settings: Settings, email: str, people: list[str]) -> Told:
    if bars := [*_listed(settings, email), *_tied(await store.read(lambda unit: unit.leaving.ties(people)))]:
        return Told(tuple(f"Not erased as somebody who uses the bot: {bar}" for bar in bars), whole=False)
    now = datetime.now(UTC)
    new, votes = await store.write(lambda unit: _leave(unit, people, now))
    if not new:
        return Told((f"Erased before as somebody who used the bot; {_KEPT.format(votes)}",), whole=True)
    store.list.append(people)
    await store.scrub(())
    told = f"Erased as somebody who used the bot: name, accounts and addresses; {_KEPT.format(votes)}"
    return Told((told,), whole=True)


_KEPT = (
    "{} votes and the entries of the log stay under a pseudonym, as the company must be able to show who decided (GDPR "
    "Art. 5(2), 17(3)). A name below a letter to somebody ends with the keys of that person."
)


def _leave(unit: Unit, people: list[str], now: datetime) -> tuple[bool, int]:
    votes = unit.leaving.votes(people)
    new = unit.leaving.erase(people)
    if new:
        data = {"people": " ".join(people), "kept": str(votes)}
        unit.events.add(EventKind.PERSON_ERASED, now, actor=None, request=None, data=data)
    return new, votes


def _listed(settings: Settings, email: str) -> list[str]:
    people = settings.config.people
    named = people.roles_of(email, Account("", "", "")) or folded(email) in {
        folded(one) for first, seconds in people.also.items() for one in (first, *seconds)
    }
    return ["dsrbot.toml names the address. Take it out there, start the bot anew, and ask again."] if named else []


def _tied(ties: Ties) -> list[str]:
    found = []
    if ties.asked:
        found.append(f"requests of theirs are open: {', '.join(ties.asked)}. Wait for their end, or cancel them.")
    if ties.voted:
        found.append(f"requests that they voted on are open: {', '.join(ties.voted)}. Wait for their end.")
    if ties.holds:
        found.append("a legal hold that they set is on. Another admin releases it, or sets it anew.")
    if ties.pause:
        found.append("they paused all deletions. Another admin types “resume”.")
    return found


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    anchor = settings.config.audit.anchor
    async with changing(settings.process, anchor) as store:
        yield store
