"""`dsrbot audit` and the keys of the log, as an auditor calls them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from bot.app.sealing import Anchor, seal
from bot.cli.audit import lines
from bot.settings.all import load
from domain.audit.head import head_of
from domain.event import EventKind
from storage.store import Store, open_store
from tests.databases import MASTER_KEY
from tests.domain.audit.conftest import NOW, events
from tests.gateways.authority import Authority
from tests.processes import DSRBOT, HOME

Call = Callable[..., Result]


@pytest.fixture
def call(database_url: str, dsrbot: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DSRBOT_MASTER_KEY", MASTER_KEY)
    return dsrbot


@pytest.fixture
def log(database_url: str, call: Call, tmp_path: Path) -> None:
    """Twelve sealed events and an anchor."""

    async def make() -> None:
        async with open_store(database_url, MASTER_KEY) as store:
            await store.write(events(12))
            await seal(store, Anchor(tmp_path / "anchor"), lambda: NOW)

    asyncio.run(make())


@pytest.mark.usefixtures("log")
def test_an_exported_log_is_verified_with_the_public_key_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("audit", "export", "--out", "log.jsonl").exit_code == 0
    Path("log.pem").write_text(call("key", "public").stdout)
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("DSRBOT_MASTER_KEY")
    for anchor in ((), ("--anchor", "anchor")):
        found = call("audit", "verify", "log.jsonl", "--key", "log.pem", *anchor)
        assert found.exit_code == 0
        assert found.stdout.startswith("The log holds: 12 events, from 1 to 12, 1 signed seals.")
        assert ("It holds the seal of the anchor: seal 1, with event 12.\n" in found.stdout) is bool(anchor)


@pytest.mark.usefixtures("log")
def test_a_log_is_compared_with_a_head_that_was_posted(call: Call) -> None:
    call("audit", "export", "--out", "log.jsonl")
    Path("log.pem").write_text(call("key", "public").stdout)
    seal = json.loads(Path("log.jsonl").read_text().splitlines()[-2])["seal"]
    head = f"{seal['number']}:{seal['last']}:{seal['hash']}:{seal['key'][:16]}"
    for pasted in (head, f"dsrbot audit verify log.jsonl --key log.pem --head {head}\n"):
        found = call("audit", "verify", "log.jsonl", "--key", "log.pem", "--head", pasted)
        assert found.exit_code == 0, found.output
        assert found.stdout.endswith("It holds the head that you gave: seal 1, with event 12.\n")
    for wrong, why in (
        (f"2:13:{head[5:]}", "the file ends with seal 1, and the head that you gave is 2"),
        (head.replace(seal["hash"], "ab" * 32), "seal 1 is not the one of the head that you gave"),
        (head[:-1], "--head holds no head of a log"),
        ("nothing", "--head holds no head of a log"),
    ):
        found = call("audit", "verify", "log.jsonl", "--key", "log.pem", "--head", wrong)
        assert found.exit_code == 1
        assert why in found.output


@pytest.mark.usefixtures("log")
def test_time_stamps_are_checked_offline_where_somebody_vouches_for_them(call: Call, database_url: str) -> None:
    clock = Authority(at=NOW)

    async def stamp() -> None:
        async with open_store(database_url, MASTER_KEY) as store:
            newest = await store.read(lambda unit: unit.log.newest())
            assert newest
            head = str(head_of(newest[0]))
            answer = clock.answered(hashlib.sha256(head.encode()).digest())
            data = {"head": head, "answer": base64.b64encode(answer).decode()}
            await store.write(
                lambda unit: unit.events.add(EventKind.LOG_STAMPED, NOW, actor=None, request=None, data=data)
            )
            await seal(store, Anchor(None), lambda: NOW)

    def verified(*more: str) -> Result:
        return call("audit", "verify", "log.jsonl", "--key", "log.pem", *more)

    Path("log.pem").write_text(call("key", "public").stdout)
    Path("ca.pem").write_text(clock.pem)
    Path("other.pem").write_text(Authority().pem)
    call("audit", "export", "--out", "log.jsonl")
    assert verified("--authority", "ca.pem").stdout.endswith("It holds no time stamps.\n")
    asyncio.run(stamp())
    call("audit", "export", "--out", "log.jsonl")
    assert verified().stdout.endswith("Its 1 time stamps were not checked: give --authority FILE.\n")
    good = verified("--authority", "ca.pem").stdout
    assert good.endswith(f"Its 1 time stamps hold; the newest is of {NOW:%Y-%m-%d %H:%M} UTC.\n")
    for file, why in (("other.pem", "does not hold (untrusted)"), ("log.pem", "holds no certificates in PEM")):
        wrong = verified("--authority", file)
        assert wrong.exit_code == 1
        assert why in wrong.output


@pytest.mark.usefixtures("log")
def test_it_goes_to_standard_output_and_may_be_piped(call: Call) -> None:
    exported = call("audit", "export")
    assert exported.exit_code == 0
    assert [next(iter(json.loads(line))) for line in exported.stdout.splitlines()] == [
        "start",
        *["event"] * 12,
        "seal",
        "end",
    ]


@pytest.mark.usefixtures("log")
def test_whoever_hears_only_its_beginning_is_on_record_too(database_url: str, tmp_path: Path) -> None:
    """As with `dsrbot audit export | head`."""

    async def begin() -> list[str]:
        some = lines(load(os.environ, tmp_path), "", None)
        await anext(some)
        await some.aclose()
        async with open_store(database_url, MASTER_KEY) as store:
            return await store.read(lambda unit: [event.kind for event in unit.log.unsealed(9)])

    assert asyncio.run(begin()) == [EventKind.LOG_EXPORTED]


@pytest.mark.usefixtures("log")
def test_an_export_whose_reader_is_gone_is_on_record_and_ends_in_a_sentence_at_most(
    database_url: str, tmp_path: Path
) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME)}
    environ |= {"DATABASE_URL": database_url, "DSRBOT_MASTER_KEY": MASTER_KEY}

    def export(out: int) -> tuple[int, str]:
        told = subprocess.run(
            [*DSRBOT, "audit", "export"], stdout=out, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environ,
            check=False,
        )  # fmt: skip
        return told.returncode, told.stderr

    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody, Path("/dev/full").open("w") as full:
        assert export(nobody.fileno()) == (1, "")
        assert export(full.fileno()) == (1, "Error: standard output cannot be written.\n")

    async def noted() -> list[str]:
        async with open_store(database_url, MASTER_KEY) as store:
            return await store.read(lambda unit: [event.kind for event in unit.log.unsealed(9)])

    assert asyncio.run(noted()) == [EventKind.LOG_EXPORTED] * 2


@pytest.mark.usefixtures("log")
def test_an_export_is_on_record_before_its_first_line_is_heard(database_url: str, tmp_path: Path) -> None:
    """Also where the process is killed behind it."""

    async def begin() -> list[str]:
        some = lines(load(os.environ, tmp_path), "", None)
        await anext(some)
        async with open_store(database_url, MASTER_KEY) as store:
            found: list[str] = await store.read(lambda unit: [event.kind for event in unit.log.unsealed(9)])
        await some.aclose()
        return found

    assert asyncio.run(begin()) == [EventKind.LOG_EXPORTED]


@pytest.mark.usefixtures("log")
def test_a_changed_file_names_its_line_and_ends_with_one(call: Call) -> None:
    call("audit", "export", "--out", "log.jsonl")
    Path("log.pem").write_text(call("key", "public").stdout)
    whole = Path("log.jsonl").read_bytes()
    for forged, why in (
        (whole.replace(b"p1", b"p2", 1), "In line 3: event 2 does not fit"),
        (whole[:-40], "the line was cut off"),
        (b"".join(whole.splitlines(keepends=True)[:-1]), "In line 15: the end is missing"),
        (whole.replace(b"\n", b"\r\n"), "In line 1: "),
        (b"", "In line 1: the end is missing"),
    ):
        Path("log.jsonl").write_bytes(forged)
        found = call("audit", "verify", "log.jsonl", "--key", "log.pem")
        assert found.exit_code == 1
        assert why in found.output


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("missing.jsonl", "--key", "ab" * 32), "missing.jsonl cannot be read"),
        (("log.jsonl", "--key", "nothing"), "--key is no public key of a log"),
        (("log.jsonl", "--key", "dsrbot.toml"), "--key is no public key of a log"),
        (("log.jsonl", "--key", "ab" * 32, "--anchor", "log.jsonl"), "log.jsonl is not the anchor of a log"),
        (("log.jsonl", "--key", "ab" * 32, "--anchor", "nothing"), "nothing is not the anchor of a log"),
        (("log.jsonl", "--key", "ab" * 32), "the public key is not that of this log"),
    ],
)
def test_what_is_wrong_with_the_call_is_said(call: Call, arguments: tuple[str, ...], why: str) -> None:
    call("audit", "export", "--out", "log.jsonl")
    Path("dsrbot.toml").write_text("")
    found = call("audit", "verify", *arguments)
    assert found.exit_code == 1
    assert why in found.output


@pytest.mark.usefixtures("log")
def test_a_request_that_is_not_there_is_said(call: Call) -> None:
    for asked in ("DSR-AAAAAA", "nonsense"):
        found = call("audit", "export", "--request", asked)
        assert found.exit_code == 1
        assert "There is no request with this id" in found.output


@pytest.mark.usefixtures("log")
def test_an_export_that_fails_leaves_the_one_before_and_nobody_else_reads_either(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("audit", "export", "--out", "log.jsonl")
    before = Path("log.jsonl").read_bytes()
    assert Path("log.jsonl").stat().st_mode & 0o777 == 0o600
    assert call("audit", "export", "--request", "DSR-TYPO00", "--out", "log.jsonl").exit_code == 1
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/dsrbot.sqlite3")
    assert call("audit", "export", "--out", "log.jsonl").exit_code == 1
    assert Path("log.jsonl").read_bytes() == before
    assert not list(Path().glob("*.new"))


@pytest.mark.usefixtures("log")
def test_a_new_key_signs_from_now_on_and_the_old_one_still_verifies(call: Call, database_url: str) -> None:
    old = call("key", "public").stdout
    new = call("key", "rotate").stdout
    assert "BEGIN PUBLIC KEY" in new != old
    assert call("key", "public").stdout == new

    async def go_on() -> None:
        async with open_store(database_url, MASTER_KEY) as store:
            await store.write(events(3))
            await seal(store, Anchor(None), lambda: NOW)

    asyncio.run(go_on())
    call("audit", "export", "--out", "log.jsonl")
    for key in (old, new):
        Path("log.pem").write_text(key)
        found = call("audit", "verify", "log.jsonl", "--key", "log.pem", "--anchor", "anchor")
        assert found.exit_code == 0, found.output
        assert "16 events" in found.stdout  # the change of keys is one


@pytest.mark.usefixtures("call")
async def test_the_anchor_follows_the_newest_seal(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    for number in (1, 2):
        await store.write(events(1))
        await seal(store, anchor, lambda: NOW)
        assert (kept := anchor.read())
        assert kept.number == number
    assert not (tmp_path / "anchor.new").exists()
