"""The directory id of who is removed stands nowhere in clear: in no table of ours, none of the engine's, no file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from domain.request import State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.remove_user.test_work import MARK, OWNER, PETRA, RITA
from tests.handlers.requests.test_destroying import due, everything
from tests.stage import Scene
from tests.storage.test_secrecy import read_all

JULIA, LATER = "julia.stern@contoso.com", "tom.brandt@contoso.com"
ENDS = {MARK: State.COMPLETED, OWNER: State.NEEDS_ATTENTION, RITA: State.DENIED, PETRA: State.CANCELLED}


async def id_of(on: Scene, who: str) -> str:
    [found] = await on.bot.deps.directory.principals_by_email(who)
    return found.id


def forms(who: str) -> Iterator[bytes]:
    """Of an id: as text with and without dashes, that as hexadecimal and Base64, and as bytes in both orders."""
    one = UUID(who)
    for text in (str(one), one.hex):
        for raw in (text.encode(), text.upper().encode()):
            yield from (raw, raw.hex().encode(), *(b64encode(b"." * n + raw)[4:-4] for n in range(3)))
        yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
    for raw in (one.bytes, one.bytes_le):
        yield from (raw, raw.hex().encode(), b64encode(raw)[:-3])


def in_clear(who: str, kept: bytes) -> list[bytes]:
    lower = kept.lower()
    return [form for form in forms(who) if form in kept or form.lower() in lower]


async def ended(on: Scene) -> None:
    """One of each kind of end, with the ids of all of them."""
    for who, state in ENDS.items():
        ref = await on.file("ada", f"remove-user {who}")
        await {
            State.DENIED: lambda ref=ref: on.act("ben", "deny", ref, reason="They need it."),
            State.CANCELLED: lambda ref=ref: on.act("ada", "cancel", ref),
        }.get(state, lambda ref=ref: on.act("ben", "approve", ref))()
        await on.until("@ada", ref, words.requests.STATES[state])


async def test_whatever_became_of_a_removal_no_id_is_left_in_clear(opened_anywhere: Open, tmp_path: Path) -> None:
    async with opened_anywhere() as on:
        ids = [await id_of(on, who) for who in (*ENDS, JULIA)]
        await ended(on)
        waits = await on.file("ada", f"remove-user {JULIA}")
        await on.approved("ada", f"export user {JULIA}")
        await on.settled()
        kept = await everything(on, tmp_path)
        assert waits.encode() in kept, "what is not secret can be found, so the search works"
        assert [in_clear(who, kept) for who in ids] == [[]] * len(ids)
        assert await on.whom(waits) == ids[-1:]
    if on.database_url.startswith("sqlite"):
        closed = read_all(tmp_path)
        assert [in_clear(who, closed) for who in ids] == [[]] * len(ids)


async def test_nobody_can_tell_from_the_key_who_it_was_once_it_has_ended(opened: Open, tmp_path: Path) -> None:
    """Not even whoever knows the id, and has the master key."""
    async with opened() as on:
        ref = await on.approved("ada", f"remove-user {MARK}")
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        [step], [who] = await on.steps(ref), await on.whom(ref)
        assert await on.bot.store.read(lambda unit: unit.subjects.hidden(step, who.upper())) == step.key
        other = replace(step, request_id="DSR-OTHER1")
        assert await on.bot.store.read(lambda unit: unit.subjects.hidden(other, who)) != step.key
        assert await due(on, tmp_path) == 1
        assert await on.bot.store.read(lambda unit: unit.subjects.hidden(step, who)) is None
        assert await on.bot.store.read(lambda unit: unit.orders.of(ref)) is None
        assert not in_clear(who, await everything(on, tmp_path))
