"""A SQLite installation taken to an empty PostgreSQL, with the work under way: all in one transaction, or nothing.

Nobody writes to either meanwhile. Before it is committed every row is read back, and the log is verified as an auditor
does. So a copy that was interrupted left nothing, and may be begun again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from domain.audit.verify import Broken, Found, Verifier
from storage.alone import alone
from storage.carrying import NotCopied, take
from storage.durable import Durable
from storage.engines import Engines, OlderDatabase, UnusableDatabase, open_engines, parse, reach
from storage.log_file import whole
from storage.looking import name_of, see
from storage.master_key import decode, look_into
from storage.migrate import is_current, upgrade_in, wait_for_turn
from storage.moved import come_back, leave, stay
from storage.plain import Unknown, engines, ours
from storage.recorded import hand_on
from storage.signing import fits
from storage.unit import Unit
from storage.vault import Vault, WrongMasterKey

T = TypeVar("T")
Come = Callable[[str, int, int], None]
"""Given what is being copied, how many rows more are done, and how many there are in all."""


@dataclass(frozen=True)
class Copied:
    """What is there now. `rows`: by table; `log`: what the log of the copy proves."""

    rows: dict[str, int]
    log: Found
    under_way: int  # pieces of work that go on there


def copy(source: str, target: str, master: str, previous: str | None, come: Come) -> Copied:
    """Blocks. The source is read alone, and stays as it is; afterwards it says that the copy counts.

    Raises:
        NotCopied, UnusableDatabase: nothing was copied; the text says why.
        Unclear: that it was, or that it may have been.
        WrongMasterKey: it is not the one of the source.
    """
    _check_kinds(source, target)
    see(source)
    stay(source)
    keys = decode(master), decode(previous, "DSRBOT_MASTER_KEY_PREVIOUS") if previous else None
    with alone(source), _opened(source) as here, _opened(target) as there:
        with there.read.connect() as looked:
            _check_empty(looked)
        _make_tables(there, target)
        with here.write.begin() as reading, _marked(source, target, there), there.write.begin() as writing:
            return _copy(reading, writing, keys, come)


def _check_kinds(source: str, target: str) -> None:
    kinds = parse(source).get_backend_name(), parse(target).get_backend_name()
    if kinds != ("sqlite", "postgresql"):
        told = "It is copied from a SQLite file to PostgreSQL: give --from sqlite:///… and --to postgresql://…, or set"
        raise NotCopied(f"{told} DATABASE_URL to the new one.")


@contextmanager
def _opened(url: str) -> Iterator[Engines]:
    opened = open_engines(url, readers=1)
    try:
        reach(opened.read)
        yield opened
    finally:
        opened.dispose()


@contextmanager
def _marked(source: str, target: str, there: Engines) -> Iterator[None]:
    """Around the transaction with its commit: whoever is stopped anywhere in it has no bot on each of them."""
    leave(source, name_of(target), datetime.now(UTC))
    try:
        yield
    except (UnusableDatabase, WrongMasterKey):  # of ours, and before the commit
        come_back(source)
        raise
    except BaseException as stopped:
        if _arrived(there):
            raise Unclear(_ARRIVED.format(name_of(target))) from stopped
        come_back(source)
        raise


def _arrived(there: Engines) -> bool:
    """Whether a copy is there, once the transaction that was to bring it has ended, however it did.

    Raises:
        Unclear: that cannot be seen.
    """
    there.write.dispose()
    try:
        with there.write.begin() as connection:
            wait_for_turn(connection)
            return any(plain.count(connection) for plain in ours())
    except SQLAlchemyError as error:
        raise Unclear(_UNKNOWN) from error


_ARRIVED = (
    "The connection was lost while the copy was being committed, and the copy is there: start the bot on {}, and "
    "verify its log as docs/operate.md says."
)
_UNKNOWN = (
    "The connection was lost while the copy was being committed, and whether it is there cannot be seen. So no bot "
    "starts on the file: look into the new database first. If it is empty, delete the file beside the old one that "
    "ends with .moved, and begin again."
)


class Unclear(UnusableDatabase):
    """Whether it was copied is for a person to see; until then no bot starts on the source."""


def _check_empty(target: Connection) -> None:
    """Raises NotCopied: there is something, ours or of others."""
    found = inspect(target)
    names = found.get_table_names()
    if names and "alembic_version" not in names:
        raise _not_empty(names[0])
    filled = [plain.name for plain in ours() if plain.name in names and plain.count(target)]
    if filled:
        raise _not_empty(filled[0])


def _not_empty(name: str) -> NotCopied:
    told = f"There is something in the database to copy to already (in the table “{name}”), and nothing was copied."
    return NotCopied(f"{told} Give it an empty one of its own.")


def _make_tables(there: Engines, url: str) -> None:
    """As a first start does."""
    with there.write.begin() as connection:
        upgrade_in(connection)

    async def first_start() -> None:
        durable = Durable(url)
        await durable.start({}, _nothing_fails)
        await durable.stop()

    asyncio.run(first_start())


async def _nothing_fails(request_id: str, why: str) -> None:
    raise AssertionError(request_id)  # there is no work


def _copy(source: Connection, target: Connection, keys: tuple[bytes, bytes | None], come: Come) -> Copied:
    if not is_current(source):
        raise OlderDatabase
    upgrade_in(target)  # its lock keeps a bot that starts from it until this is committed
    _check_empty(target)
    vault = look_into(source, *keys)
    try:
        work = engines(source, target)
    except Unknown as unknown:
        raise NotCopied(f"The new database has no place for “{unknown}”, so nothing was copied.") from None
    if any(plain.count(target, there=True) for plain in work):
        raise _not_empty("dbos.workflow_status")
    plans = [*ours(), *work]
    total = sum(plain.count(source) for plain in plans)
    rows = {plain.name: take(plain, source, target, lambda more, name: come(name, more, total)) for plain in plans}
    hand_on(target)
    target.execute(text("ANALYZE"))
    return Copied(rows, _verified(source, target, vault, keys), _under_way(target))


def _under_way(target: Connection) -> int:
    waiting = "SELECT count(*) FROM dbos.workflow_status WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED')"
    return target.scalar(text(waiting)) or 0


@dataclass(frozen=True)
class _Within:
    """Reads in the transaction that is not committed yet."""

    connection: Connection
    vault: Vault

    async def read(self, unit: Callable[[Unit], T]) -> T:
        return unit(Unit(self.connection, self.vault, writes=False))


def _verified(source: Connection, target: Connection, vault: Vault, keys: tuple[bytes, bytes | None]) -> Found:
    """The copy against the key and the newest seal of the source.

    Raises:
        NotCopied: it does not hold.
    """
    original = Unit(source, vault, writes=False).log
    newest = original.newest()
    verifier = Verifier(original.keys.public(), fits, newest[0] if newest else None)

    async def verify() -> Found:
        async for line in whole(_Within(target, look_into(target, *keys)), datetime.now(UTC)):
            verifier.take(line)
        return verifier.end()

    try:
        return asyncio.run(verify())
    except Broken as broken:
        raise NotCopied(
            f"The audit log does not hold, here as in the copy, so nothing was copied. In {broken}."
        ) from None
