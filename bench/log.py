"""The audit log at length: what sealing costs at its beginning and at its end, how fast it is written and verified, and
that each damage is found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import random
from statistics import median
from tempfile import TemporaryDirectory

from bench.parts import Size
from bench.table import Table
from domain.audit.verify import Broken, Found, verify
from domain.event import EventKind
from storage.log_file import whole
from storage.migrate import upgrade
from storage.sealing import MOST
from storage.signing import Signer, fits
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.domain.audit import by_hand
from tests.domain.audit.damages import DAMAGES, old_key

EVENTS = {Size.WHOLE: 200_000, Size.QUICK: 50_000, Size.TINY: 3_000}
ROUNDS = {Size.WHOLE: 200, Size.QUICK: 50, Size.TINY: 3}  # batches that are measured at each length, in turns
FEW = 100  # events of each
NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)


async def measure(size: Size) -> Sequence[Table]:
    count, rounds = EVENTS[size], ROUNDS[size]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "log.jsonl"
        async with AsyncExitStack() as opened:
            logs = {length: await _log(opened, Path(folder), length) for length in (0, count // 10, count)}
            old = await logs[count].read(lambda unit: unit.log.keys.signer())
            await logs[count].write(lambda unit: unit.log.keys.make(NOW))
            rows = await _compared(logs, rounds)
            begun = time.process_time()
            with file.open("w", encoding="ascii", newline="\n") as out:
                async for line in whole(logs[count], NOW):
                    out.write(line + "\n")
            written = time.process_time() - begun
            key = await logs[count].read(lambda unit: unit.log.keys.public())
        there = count + rounds * FEW
        speeds = [("written", f"{there / written:,.0f}", f"{file.stat().st_size / there:.0f} bytes an event")]
        speeds += _verified(file, key, there)
        damages = _damaged(file, key, old)
    return [
        Table("Sealing an event, behind so many that are sealed.", ("events", "CPU", "ratio"), rows),
        Table("The log as a file.", ("", "events a second", ""), speeds),
        Table("Each kind of damage, and whether both verifications found it.", ("damage", "found"), damages),
    ]


async def _log(opened: AsyncExitStack, folder: Path, length: int) -> Store:
    """Of so many events, all sealed."""
    url = f"sqlite:///{folder}/{length}.sqlite3"
    upgrade(url)
    store = await opened.enter_async_context(open_store(url, MASTER_KEY))
    for begun in range(0, length, MOST):
        await _batch(store, begun, MOST)
    return store


async def _compared(logs: Mapping[int, Store], rounds: int) -> Sequence[Sequence[str]]:
    """What sealing takes at each length: in turns, so that whatever else the machine does, it does to all of them."""
    taken: dict[int, list[float]] = {length: [] for length in logs}
    for number in range(rounds):
        for length in sorted(logs, key=lambda _: random()):
            taken[length].append(await _batch(logs[length], length + number * FEW, FEW))
    cost = {length: median(times) / FEW for length, times in taken.items()}
    return [(f"{length:,}", f"{each * 1e6:.1f} µs", f"{each / cost[0]:.2f}") for length, each in cost.items()]


async def _batch(store: Store, begun: int, count: int) -> float:
    """Seconds of the processor for one batch."""
    await store.write(lambda unit: _add(unit, begun, count))
    before = time.process_time()
    await store.write(lambda unit: unit.log.seal_some(NOW))
    return time.process_time() - before


def _add(unit: Unit, begun: int, count: int) -> None:
    for number in range(begun, begun + count):
        data = {"step": f"source:{number}", "note": "done", "job": f"2f0a-{number}"}
        unit.events.add(EventKind.STEP_DONE, NOW, actor=None, request=f"DSR-{number // 8:06d}", data=data)


def _verified(file: Path, key: str, count: int) -> list[tuple[str, str, str]]:
    begun = time.process_time()
    found = _ours(file, key)
    took = time.process_time() - begun
    begun = time.process_time()
    assert by_hand.verify(str(file), key) == count
    other = time.process_time() - begun
    return [
        ("verified", f"{count / took:,.0f}", f"{found.seals:,} signatures"),
        ("by the auditor's own script", f"{count / other:,.0f}", ""),
    ]


def _damaged(file: Path, key: str, old: Signer) -> list[tuple[str, str]]:
    """Each kind of damage, in the middle or at the end of the file. Raises AssertionError where one is not found."""
    with _lines(file) as lines:
        count = sum(1 for _ in lines)
    there = {name: (damage.change, count // 2 // MOST * MOST + 7) for name, damage in DAMAGES.items()}
    there |= {"a seal of an old key": (old_key(old), count - 1)}  # in front of the end
    copy = file.with_suffix(".damaged")
    for change, at in there.values():
        with _lines(file) as lines, copy.open("w", encoding="ascii", newline="\n") as out:
            out.writelines(f"{line}\n" for line in change(lines, at))
        assert _said(_ours, copy, key)
        assert _said(by_hand.verify, copy, key)
    return [(name, "by both") for name in there]


def _ours(file: Path, key: str) -> Found:
    with _lines(file) as lines:
        return verify(lines, key, fits)


def _said(check: Callable[[Path, str], object], copy: Path, key: str) -> str:
    try:
        check(copy, key)
    except (Broken, by_hand.Broken) as broken:
        return str(broken)
    raise AssertionError("nothing was found")


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    with file.open(encoding="ascii", newline="\n") as opened:
        yield (line[:-1] for line in opened)
