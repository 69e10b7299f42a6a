"""The sealer: within a second, every event is numbered, chained and signed; its newest seal goes to the anchor."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import structlog

from bot.settings.setting_errors import SettingsError
from common.faults import describe
from domain.audit.lines import Seal, moment, signed_line, statement
from domain.audit.verify import anchored
from domain.brake import Behind
from storage.signing import fits
from storage.store import Store
from storage.unit import Unit
from storage.vault import WrongMasterKey

EVERY = 1.0  # seconds
SEALED, ELSEWHERE = "sealed", "sealed by another replica"
WELL = (SEALED, ELSEWHERE)

_EMPTY = (
    "The anchor knows a log of {} seals, and this database has none: it is new, or another one. Check DATABASE_URL. If "
    "you begin anew on purpose, move the file of audit.anchor away and start again."
)
_OTHER = (
    "The audit log is not the one that the anchor knows: seal {} differs. This is another database, or its log was "
    "written anew. Check DATABASE_URL, and audit.anchor."
)

NO_ANCHOR = "audit.anchor names a file that is not the anchor of a log: check it."

log = structlog.get_logger(__name__)


class ForkedLog(Exception):
    """The log does not have the newest seal that this machine's anchor knows, and goes on all the same."""

    def __init__(self) -> None:
        super().__init__("the log is not the one that the anchor knows, which is kept; start again to be told more")


class Anchor:
    """The newest seal in a file of its own, so that a log that lost its end is found out. Without a path, none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._failed = False
        self.known: Seal | None = None  # the seal in it
        self.behind: Seal | None = None  # what it knows, while the log lacks that: it is kept until an admin goes on

    @property
    def wanted(self) -> bool:
        return self._path is not None

    def read(self) -> Seal | None:
        """None where there is none yet.

        Raises:
            ValueError: the file is something else, or cannot be read.
        """
        if not self._path or not self._path.exists():
            return None
        try:
            seal = anchored(self._path.read_text(encoding="ascii"), fits)
        except OSError:
            seal = None
        if not seal:
            raise ValueError
        self.known = seal
        return seal

    async def keep(self, seal: Seal, signature: str) -> None:
        """Written beside it first, so that there is always a whole one. A fault is logged, and tried with the next."""
        if not self._path:
            return
        try:
            await asyncio.to_thread(_replace, self._path, signed_line(seal, signature) + "\n")
        except OSError as fault:
            if not self._failed:
                log.error("the anchor of the log cannot be written", fault=fault.strerror)
            self._failed = True
        else:
            self._failed, self.known = False, seal


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.{uuid4().hex}.new")  # another replica may write the same one
    try:
        with aside.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


async def check_anchor(store: Store, anchor: Anchor) -> Behind | None:
    """Whether the log goes as far as the anchor knows, and is the same there; else, what it lacks.

    Raises:
        storage.cutting.ForeignCut: its front was cut by somebody else.
        SettingsError: it is the log of another database; the text says what to do.
    """
    await store.read(lambda unit: unit.log.cuts.newest())
    try:
        known = anchor.read()
    except ValueError:
        raise SettingsError(NO_ANCHOR) from None
    if known:
        found = await store.read(lambda unit: _compare(unit, known))
        anchor.behind = known if found else None
        return found
    if anchor.wanted and await store.read(lambda unit: unit.log.newest() is not None):
        log.warning("the anchor of the log is not there, so its end was compared with nothing; a new one is written")
    return None


def _compare(unit: Unit, known: Seal) -> Behind | None:
    """What was said before, and gone on after, is not said again, though the anchor was not written anew since."""
    here, cut, newest = unit.log.seal(known.number), unit.log.cuts.newest(), unit.log.newest()
    if (cut and cut[0].seal >= known.number) or (here and here[0] == known):
        return None
    if not newest:
        raise SettingsError(_EMPTY.format(known.number))
    said, stopped = unit.log.said_behind(known.hash), _all_stopped(unit)
    if here and not said and not (stopped and unit.log.said_behind(known.hash, proved=False)):
        raise SettingsError(_OTHER.format(known.number))
    if said and not stopped:
        return None
    return Behind(known.number, known.hash, known.at, newest[0].number, cut=unit.log.outrun())


def _all_stopped(unit: Unit) -> bool:
    """By the row, or by the log, of which nobody takes it."""
    return unit.brakes.everything() or any(not one.actor for one in unit.events.braked())


async def seal(store: Store, anchor: Anchor, clock: Callable[[], datetime]) -> bool:
    """All that waits. Whether something is left, which another replica has sealed since, or somebody else wrote."""
    newest, left = None, await store.read(lambda unit: unit.log.waiting())
    while left and (made := await store.write(lambda unit: unit.log.seal_some(clock()))):
        newest, left = made, await store.read(lambda unit: unit.log.waiting())
    if newest:
        await _keep(store, anchor, *newest)
    return left


async def _keep(store: Store, anchor: Anchor, newest: Seal, signature: str) -> None:
    """Not over what the log lacks, until an admin has said that it goes on."""
    if anchor.behind:
        if await store.read(_all_stopped):
            return
        anchor.behind = None
    await anchor.keep(newest, signature)


async def follow(store: Store, anchor: Anchor) -> None:
    """Into the anchor of this machine, what another replica has sealed with our key; never back to something older."""
    if anchor.wanted and (newest := await store.read(lambda unit: _newer(unit, anchor.known))):
        await _keep(store, anchor, *newest)


def _newer(unit: Unit, known: Seal | None) -> tuple[Seal, str] | None:
    """Raises ForkedLog: it is not what was known any more."""
    newest = unit.log.newest()
    if not newest or (known and newest[0].number <= known.number) or not unit.log.keys.owns(newest[0].key):
        return None
    cut, here = unit.log.cuts.newest(), unit.log.seal(known.number) if known else None
    if known and not (cut and cut[0].seal >= known.number) and not (here and here[0] == known):
        raise ForkedLog
    return newest if fits(newest[0].key, newest[1], statement(newest[0])) else None


class Sealer:
    """Seals what is new within a second: at once after a rest, else with all of that second. What keeps it from that is
    logged once, and tried again ever more seldom."""

    def __init__(
        self,
        store: Store,
        anchor: Anchor,
        clock: Callable[[], datetime],
        *,
        every: float = EVERY,
        longest: float = 60,
        turn: Callable[[], bool] = lambda: True,
    ) -> None:
        """`every`: seconds between two looks; `longest`: to which the pauses grow after a fault. `turn`: whether it is
        for this process to seal; if not, it keeps in its anchor what another has sealed."""
        self._turn = turn
        self._store, self._anchor, self._clock = store, anchor, clock
        self._every, self._longest = every, longest
        self._pause, self._foreign = every, False
        self.state = SEALED  # for who runs the bot; one that does not seal itself has seen nothing of it

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                state = await self._look()
            except Exception as fault:
                self._stopped(fault)
                await asyncio.sleep(self._pause)
            else:
                self._went_on(state)
                await asyncio.sleep(self._every)
                await self._store.logged(self._every)

    async def _look(self) -> str:
        if self._turn():
            left = await seal(self._store, self._anchor, self._clock)
            await self._look_for_foreign(left=left)
            return SEALED
        await follow(self._store, self._anchor)
        return ELSEWHERE

    async def _look_for_foreign(self, *, left: bool) -> None:
        """What is left though all was sealed is said once."""
        foreign = left and await self._store.read(lambda unit: unit.log.has_foreign())
        if foreign and not self._foreign:
            log.error("entries that the bot did not write are not sealed: somebody else can write to the database")
        self._foreign = foreign

    def _stopped(self, fault: Exception) -> None:
        self._pause = min(self._pause * 2, self._longest)
        if self.state in WELL:
            told = {"why": str(fault)} if isinstance(fault, WrongMasterKey | ForkedLog) else describe(fault)
            self.state = f"not sealed since {moment(self._clock())[:19]}Z: {told.get('why', type(fault).__name__)}"
            log.error("the log is not sealed", **told)

    def _went_on(self, state: str) -> None:
        self._pause = self._every
        if self.state not in WELL:
            log.info("the log is sealed again")
        self.state = state
