"""`dsrbot audit`: the log as a file, and its verification, which needs neither database nor settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from logging import ERROR
from pathlib import Path
from typing import IO

import click

from domain.audit.head import Head, pasted
from domain.audit.lines import Seal
from domain.audit.stamps import Stamped
from domain.audit.verify import Broken, Found, verify
from storage.signing import fits, from_text

_LONGEST = 1_000_001  # bytes of a line
_TRIES = 3  # the log is cut once a day at most
_EVERY = 4096  # lines between two steps of the bar
FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """The log of who did what."""


@audit.command()
@click.option("--request", default="", help="Only what concerns this request: DSR-…")
@click.option("--since", type=DAY, help="Only what was sealed on this day (UTC) or later.")
@click.option("--out", type=FILE, help="Where to write it; else to standard output.")
def export(request: str, since: datetime | None, out: Path | None) -> None:
    """Write the log as JSON Lines. It holds no readable personal data."""
    from bot.app import logs
    from bot.cli.audit import lines
    from bot.cli.calls import done, heard, settings
    from bot.cli.written import written
    from storage.log_file import CutMeanwhile

    async def write(put: Callable[[str], object]) -> None:
        async with aclosing(lines(settings(), request, since and since.replace(tzinfo=UTC))) as found:
            async for line in found:
                put(line + "\n")

    async def write_anew(file: IO[bytes]) -> None:
        for _ in range(_TRIES):
            with suppress(CutMeanwhile):
                return await write(lambda line: file.write(line.encode("ascii")))
            file.seek(0)
            file.truncate()
        raise CutMeanwhile

    logs.configure(least=ERROR)
    if not out:
        with heard():
            done(write(sys.stdout.write))
        return
    try:
        with written(out) as file:
            done(write_anew(file))
    except OSError:
        raise click.ClickException(f"{out} cannot be written.") from None


@audit.command("verify")
@click.argument("file", type=FILE)
@click.option("--key", required=True, help="The public key: a file that `dsrbot key public` made, or its text.")
@click.option("--anchor", type=FILE, help="The file that keeps the newest seal: [audit] anchor in dsrbot.toml.")
@click.option("--head", default="", help="A head that you kept: the text that was posted, or the part with colons.")
@click.option("--authority", type=FILE, help="The root certificates of who stamps the log: [audit] timestamp_ca.")
def verify_file(file: Path, key: str, anchor: Path | None, head: str, authority: Path | None) -> None:
    """Check an exported log with the public key alone: no database, no settings, no network."""
    public, seal, kept = _key(key), _anchor(anchor) if anchor else None, _head(head) if head else None
    stamped = _stamped(authority) if authority else None
    try:
        with file.open("rb") as opened:
            found = verify(_lines(opened, file.stat().st_size), public, fits, seal, kept, stamped)
    except OSError:
        raise click.ClickException(f"{file} cannot be read.") from None
    except Broken as broken:
        raise click.ClickException(f"This log does not hold. In {broken}.") from None
    click.echo(told(found))
    if found.stamps or authority:
        click.echo(_stamps(found))
    if seal:
        click.echo(f"It holds the seal of the anchor: seal {seal.number}, with event {seal.last}.")
    if kept:
        click.echo(f"It holds the head that you gave: seal {kept.number}, with event {kept.last}.")


def told(found: Found) -> str:
    """What a file that holds proves, for people."""
    what = f"The log holds: {found.events} events, from {found.first} to {found.last}, {found.seals} signed seals."
    if found.request:
        all_ = f"These are all {found.events} events of {found.request}, signed, as of event {found.last}."
        return f"{all_}\n{_until(found)}"
    before = ""
    if found.cut:
        before = (
            f"Events up to {found.cut.after} were deleted on {found.cut.at[:10]}, as their time had ended; signed.\n"
        )
    elif found.first > 1:
        before = f"The file begins with event {found.first}; what was before is not in it.\n"
    open_ = f"{found.unsealed} events were not sealed yet when it was written.\n" if found.unsealed else ""
    return f"{what}\n{before}{open_}{_until(found)}"


def _until(found: Found) -> str:
    return f"It was written at {found.written_at}. The hash of its last event is {found.hash}."


def _key(text: str) -> str:
    try:
        path = Path(text)
        return from_text(path.read_text(encoding="ascii") if path.is_file() else text)
    except (OSError, ValueError):
        raise click.ClickException(
            "--key is no public key of a log: give the file that dsrbot key public made."
        ) from None


def _anchor(path: Path) -> Seal:
    from bot.app.sealing import Anchor

    try:
        seal = Anchor(path).read()
    except ValueError:
        seal = None
    if not seal:
        raise click.ClickException(f"{path} is not the anchor of a log.")
    return seal


def _stamped(path: Path) -> Stamped:
    from gateways.timestamps import check_text, roots_of

    try:
        roots = roots_of(path)
    except ValueError:
        raise click.ClickException(f"{path} holds no certificates in PEM: give that of audit.timestamp_ca.") from None
    return lambda answer, text: check_text(answer, text, roots)


def _stamps(found: Found) -> str:
    if not found.stamps:
        return "It holds no time stamps."
    if not found.stamped_at:
        return f"Its {found.stamps} time stamps were not checked: give --authority FILE."
    hold = f"Its {found.stamps} time stamps hold; the newest is of {found.stamped_at:%Y-%m-%d %H:%M} UTC."
    if not found.unshown:
        return hold
    return f"{hold} {found.unshown} of them are of heads from before this file: only the whole log can show those."


def _head(text: str) -> Head:
    head = pasted(text)
    if not head:
        raise click.ClickException(
            "--head holds no head of a log, or several: paste one as it was posted, such as 12:345:6a0f…:9b1c…."
        )
    return head


def _lines(file: IO[bytes], size: int) -> Iterator[str]:
    """With a bar, where somebody looks. What is no line of ours is left for the verification to say."""
    from bot.cli.progress import of_bytes

    number, read = 0, 0
    with of_bytes("Verifying", size) as come:
        while raw := file.readline(_LONGEST):
            number, read = number + 1, read + len(raw)
            if not raw.endswith(b"\n") or not raw.isascii():
                raise Broken(number, "the line was cut off, or holds what the log never writes")
            yield raw[:-1].decode("ascii")
            if number % _EVERY == 0:
                come(read)
                read = 0
        come(read)
