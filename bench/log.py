"""The audit log at length: what sealing costs at its beginning and at its end, and how fast it is written and verified.

python -m bench.log [events]
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from domain.audit.verify import Broken, verify
from domain.event import EventKind
from storage.log_file import whole
from storage.migrate import upgrade
from storage.sealing import MOST
from storage.signing import fits
from storage.store import NoWork, Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.domain.audit import by_hand

EVENTS = 1_000_000
AT_ENDS = 20  # batches that are measured at the beginning and at the end
NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)


async def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        url, file = f"sqlite:///{folder}/dsrbot.sqlite3", Path(folder) / "log.jsonl"
        upgrade(url)
        async with open_store(url, MASTER_KEY, NoWork()) as store:
            taken = [await _batch(store) for _ in range(count // MOST)]
            begun = time.process_time()
            with file.open("w", encoding="ascii", newline="\n") as opened:
                async for line in whole(store, NOW):
                    opened.write(line + "\n")
            written = time.process_time() - begun
            key = await store.read(lambda unit: unit.log.keys.public())
        first, last = median(taken[:AT_ENDS]) / MOST, median(taken[-AT_ENDS:]) / MOST
        print(
            f"sealed: {first * 1e6:.1f} µs of the processor an event at the beginning, {last * 1e6:.1f} µs at the end"
        )
        print(f"written: {count / written:,.0f} events a second, {file.stat().st_size / count:.0f} bytes an event")
        _verified(file, key, count)


async def _batch(store: Store) -> float:
    """Seconds of the processor for one batch of the largest size."""
    await store.write(_add_most)
    begun = time.process_time()
    await store.write(lambda unit: unit.log.seal_some(NOW))
    return time.process_time() - begun


def _add_most(unit: Unit) -> None:
    for number in range(MOST):
        _add(unit, number)


def _add(unit: Unit, number: int) -> None:
    data = {"step": f"source:{number}", "note": "done", "job": f"2f0a-{number}"}
    unit.events.add(EventKind.STEP_DONE, NOW, actor=None, request=f"DSR-{number:06d}", data=data)


def _verified(file: Path, key: str, count: int) -> None:
    begun = time.process_time()
    with file.open(encoding="ascii", newline="\n") as lines:
        found = verify((line[:-1] for line in lines), key, fits)
    took = time.process_time() - begun
    print(f"verified: {found.events:,} events and {found.seals:,} signatures, {count / took:,.0f} events a second")
    begun = time.process_time()
    assert by_hand.verify(str(file), key) == count
    print(f"by the auditor's own script: {count / (time.process_time() - begun):,.0f} events a second")
    whole_file = bytearray(file.read_bytes())
    whole_file[len(whole_file) // 2] ^= 1
    try:
        verify(whole_file.decode("ascii", "replace").split("\n")[:-1], key, fits)
    except Broken as broken:
        print(f"one bit flipped in the middle: {broken}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
