"""`dsrbot subject`: the bot answers for its own data, of who asked and of who uses it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.cli.subject import NobodyHere, erase, export
from bot.settings.all import Settings, load
from bot.settings.setting_errors import SettingsError
from domain.chat import Account
from handlers.requests.sealed import keep_private
from storage.unit import Unit
from tests.bot.conftest import Run
from tests.bot.settings.test_environments import EMEA, FIRST, OWN
from tests.bot.settings.test_settings import INSIGHTS, SLACK
from tests.databases import MASTER_KEY
from tests.days import today
from tests.handlers.enrolling import Phones
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import Scene, rules, said, scene
from tests.storage.test_secrecy import read_all

NIL, MARK = "nobody.here@contoso.com", "mark.old@contoso.com"
GONE_BEN = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["cleo@contoso.com"]
"""


def settings(url: str, folder: Path, config: str = "") -> Settings:
    if config:
        (folder / "dsrbot.toml").write_text(config)
    return load({"DATABASE_URL": url, "DSRBOT_MASTER_KEY": MASTER_KEY}, folder)


def in_slack(unit: Unit, now: datetime) -> None:
    unit.people.meet(Account("slack", "T0CONTOSO", "U0BEN"), "Ben Bauer", "ben@contoso.com", now)


async def denied(desk: Scene, text: str) -> str:
    ref = await desk.file("ada", text)
    await desk.act("ben", "deny", ref, {"reason": "not us"})
    return ref


async def answered(desk: Scene, ref: str) -> None:
    await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})


async def test_a_copy_of_who_asked_names_them_and_nobody_else(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        alone = await denied(desk, f"refresh crm contacts for {ANNA} ref CASE-77")
        both = await denied(desk, f"refresh crm web for {ANNA} {ZOE}")
        text = await export(settings(sqlite_url, tmp_path), ANNA.upper())
        found: dict[str, Any] = json.loads(text)
        assert {one["id"] for one in found["as_data_subject"]["requests"]} == {alone, both}
        assert "CASE-77" in text
        assert ANNA in text
        assert ZOE not in text
        assert found["as_user"] == []
        assert [row.kind for row in desk.rows("SELECT kind FROM events ORDER BY id DESC LIMIT 1")] == [
            "person.exported"
        ]


UNREADABLE = {
    "altered": "UPDATE requests SET sealed = 'nothing'; UPDATE steps SET sealed = 'nothing'",
    "altered, by a number": "UPDATE requests SET sealed = 7; UPDATE steps SET sealed = 7.5",
    "key-destroyed": "UPDATE subjects SET wrapped_key = NULL",
}


@pytest.mark.parametrize(("why", "statements"), UNREADABLE.items(), ids=UNREADABLE)
async def test_a_copy_says_what_cannot_be_read_and_why(
    sqlite_url: str, tmp_path: Path, why: str, statements: str
) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref = await denied(desk, f"remove-user {MARK}")
        for statement in statements.split(";"):
            desk.rows(statement)
        text = await export(settings(sqlite_url, tmp_path), MARK)
        [request] = json.loads(text)["as_data_subject"]["requests"]
        [told, *_] = why.split(",")
        assert (request["id"], request["asked_for"], request["unreadable"]) == (ref, None, told)
        [step] = request["steps"]
        assert (step["details"], step["unreadable"]) == (None, told)
        assert "erased" not in text


async def test_a_copy_calls_nothing_unreadable_that_was_read(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref = await denied(desk, f"remove-user {MARK}")
        assert "unreadable" not in await export(settings(sqlite_url, tmp_path), MARK)
        [step] = await desk.steps(ref)
        await desk.bot.store.write(lambda unit: unit.steps.save(replace(step, sealed=keep_private(unit, step, {}))))
        assert "unreadable" not in await export(settings(sqlite_url, tmp_path), MARK)


async def test_a_copy_of_who_uses_the_bot_tells_what_they_did(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref = await denied(desk, f"refresh crm contacts for {ANNA}")
        text = await export(settings(sqlite_url, tmp_path), "ben@contoso.com")
        (ben,) = json.loads(text)["as_user"]
        assert ben["name"] == "Ben Bauer"
        assert [(vote["request_id"], vote["verdict"]) for vote in ben["votes"]] == [(ref, "deny")]
        assert ben["accounts"]
        assert "vote.deny" in {act["kind"] for act in ben["acts_in_the_log"]}
        assert ANNA not in text
        assert "Ada" not in text


async def test_a_copy_of_who_uses_the_bot_tells_of_their_absence_and_of_their_devices(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        phones, until = Phones(desk), today(3)
        await phones.enrolled("ben", "cleo")
        await desk.typed("ben", f"delegate nils@contoso.com until {until}")
        texts = {
            who: await export(settings(sqlite_url, tmp_path), f"{who}@contoso.com") for who in ("ben", "cleo", "nils")
        }
        ben, cleo, nils = (json.loads(text)["as_user"][0] for text in texts.values())
        [away], [device] = ben["away"], ben["devices"]
        assert (away["until"], away["ended_at"]) == (until.isoformat(), None)
        assert device["counts"] is True
        assert device["begun_at"] <= device["proved_at"] <= device["confirmed_at"]
        assert [one["until"] for one in nils["acts_for_somebody_away"]] == [until.isoformat()]
        assert (cleo["devices"], len(cleo["devices_of_others_confirmed"])) == ([], 1)
        secret, ids = phones.secrets["ben"], [one["pseudonym"] for one in (ben, cleo, nils)]
        for text, mine in zip(texts.values(), ids, strict=True):
            assert secret not in text
            assert not [other for other in ids if other != mine and other in text], "of others nothing is told"


async def test_a_copy_tells_of_wrong_codes(sqlite_url: str, tmp_path: Path) -> None:
    config = rules(approval={"confirm": "code"})
    async with scene(sqlite_url, tmp_path, works=False, config=config) as desk:
        phones = Phones(desk)
        await phones.enrolled("ben", "cleo")
        ref = await desk.file("ada", "refresh crm contacts")
        await phones.approves("ben", ref, phones.wrong("ben"))
        text = await export(settings(sqlite_url, tmp_path), "ben@contoso.com")
        assert len(json.loads(text)["as_user"][0]["wrong_codes_at"]) == 1


@pytest.mark.parametrize("do", [export, erase])
async def test_nobody_and_no_address_are_said(sqlite_url: str, tmp_path: Path, do: Any) -> None:
    async with scene(sqlite_url, tmp_path, works=False):
        with pytest.raises(NobodyHere):
            await do(settings(sqlite_url, tmp_path), NIL)
        with pytest.raises(NobodyHere):
            await do(settings(sqlite_url, tmp_path), "4711")
        for text in ("not one", "DSR-7K3QFA", "2026-11-03", ""):
            with pytest.raises(SettingsError, match="no e-mail address and no customer's id"):
                await do(settings(sqlite_url, tmp_path), text)


@pytest.mark.parametrize("typed", ["C-4711", " c-4711 ", "“C-4711”"])
async def test_who_is_known_by_an_id_alone_gets_a_copy_and_is_erased(
    sqlite_url: str, tmp_path: Path, typed: str
) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref = await denied(desk, "refresh crm contacts for C-4711")
        [request] = json.loads(await export(settings(sqlite_url, tmp_path), typed))["as_data_subject"]["requests"]
        assert request["id"] == ref
        await answered(desk, ref)
        assert (await erase(settings(sqlite_url, tmp_path), typed)).whole
        with pytest.raises(NobodyHere):
            await export(settings(sqlite_url, tmp_path), typed)


async def test_who_asked_is_erased_at_once_unless_something_stands_against_it(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        ref = await denied(desk, f"refresh crm contacts for {ANNA}")
        told = await erase(settings(sqlite_url, tmp_path), ANNA)
        assert not told.whole
        assert told.lines == ("Not erased as somebody who asked: somebody of it waits for an answer.",)
        await answered(desk, ref)
        await desk.typed("ada", f"hold {ref} a court case")
        assert "a legal hold" in (await erase(settings(sqlite_url, tmp_path), ANNA)).lines[0]
        await desk.typed("amir", f"release {ref}")
        told = await erase(settings(sqlite_url, tmp_path), ANNA)
        assert told.whole
        assert told.lines[0].startswith("Erased as somebody who asked: the keys of 1 request and")
        assert ANNA not in said(await desk.typed("ada", f"show {ref}")), "the bot that runs knows it at once"
        with pytest.raises(NobodyHere):
            await erase(settings(sqlite_url, tmp_path), ANNA)


async def test_who_approved_is_erased_when_they_have_no_role_and_no_part_in_what_is_open(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with scene(sqlite_url, tmp_path, config=rules(approval={"required": {"default": 2}}), works=False) as desk:
        ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
        await desk.act("ben", "approve", ref)
        (voter,) = desk.rows("SELECT person_id FROM votes")[0]
        still = settings(sqlite_url, tmp_path, GONE_BEN.replace('["cleo', '["ben@contoso.com", "cleo'))
        told = await erase(still, "ben@contoso.com")
        assert not told.whole
        assert "dsrbot.toml names them" in told.lines[0]
        assert ref in told.lines[1]
        await desk.act("cleo", "deny", ref, {"reason": "not us"})
        told = await erase(settings(sqlite_url, tmp_path, GONE_BEN), "ben@contoso.com")
        assert told.whole
        assert "1 vote and the entries of the log stay under a pseudonym" in told.lines[0]
        card = said(await desk.typed("ada", f"show {ref}"))
        assert "Ben Bauer" not in card
        assert f"(erased {voter[:6]})" in card
        (ben,) = desk.rows(f"SELECT id, name FROM people WHERE id = '{voter}'")
        assert ben.name == "", "no text of any language stands in its place"
        assert len(desk.rows(f"SELECT id FROM votes WHERE person_id = '{ben.id}'")) == 1
        assert not desk.rows(f"SELECT account_id FROM accounts WHERE person_id = '{ben.id}'")
        order = await desk.bot.store.read(lambda unit: unit.orders.of(ref))
        proved = await desk.bot.store.read(lambda unit: unit.orders.votes(ref, order.version if order else 1))
        assert ben.id in {vote.person_id for vote in proved}, "the vote is proved as before"
        assert b"Ben Bauer" not in read_all(tmp_path)
        with pytest.raises(NobodyHere):
            await export(settings(sqlite_url, tmp_path, GONE_BEN), "ben@contoso.com")


@pytest.mark.parametrize(
    "named",
    [
        '[people]\napprovers = ["slack:U0BEN"]',
        '[people]\nadmins = ["ben@contoso.com"]',
        '[people.also]\n"ben.bauer@contoso.com" = ["ben@contoso.com"]',
        '[people.outside_auditors]\n"Ben@contoso.com" = 2999-03-31',
    ],
)
async def test_whoever_dsrbot_toml_names_in_any_way_is_not_erased(sqlite_url: str, tmp_path: Path, named: str) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        await denied(desk, f"refresh crm contacts for {ANNA}")
        await desk.bot.store.write(partial(in_slack, now=desk.bot.deps.clock()))
        told = await erase(settings(sqlite_url, tmp_path, named), "ben@contoso.com")
        assert told.lines == (
            "Not erased as somebody who uses the bot: dsrbot.toml names them. Take them out there, start the bot anew, "
            "and ask again.",
        )
        assert desk.rows("SELECT id FROM people WHERE name = 'Ben Bauer'")


async def test_nobody_who_uses_the_bot_is_erased_while_deletions_are_paused(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        await denied(desk, f"refresh crm contacts for {ANNA}")
        await desk.typed("ada", "pause the wrong list was imported")
        gone = settings(sqlite_url, tmp_path, GONE_BEN)
        (line,) = (await erase(gone, "ben@contoso.com")).lines
        assert "all deletions are paused" in line
        await desk.typed("amir", "resume")
        assert (await erase(gone, "ben@contoso.com")).whole


async def test_nobody_is_erased_whom_a_restored_backup_could_bring_back(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        await denied(desk, f"refresh crm contacts for {ANNA}")
        disk = tmp_path / "disk"
        gone = settings(sqlite_url, tmp_path, f'{GONE_BEN}[audit]\nanchor = "{disk / "anchor"}"')
        told = await erase(gone, "ben@contoso.com")
        assert not told.whole
        assert "the list of destroyed keys beside audit.anchor cannot be written" in told.lines[0]
        assert desk.rows("SELECT id FROM people WHERE name = 'Ben Bauer'")
        disk.mkdir()
        assert (await erase(gone, "ben@contoso.com")).whole
        (ben,) = desk.rows("SELECT id FROM people WHERE name = ''")
        assert (disk / "anchor.destroyed").read_text().startswith(f"{ben.id} ")


@pytest.mark.parametrize(("chosen", "here", "rest"), [("", "us", "emea"), ("us", "us", "emea"), ("emea", "emea", "us")])
@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_of_several_environments_it_is_said_which_one_it_is_about(
    tmp_path: Path, dsrbot: Run, command: tuple[str, ...], chosen: str, here: str, rest: str
) -> None:
    """Also where nothing is held there, as each holds its own."""
    (tmp_path / "dsrbot.toml").write_text(FIRST + EMEA, encoding="utf-8")
    given = {**SLACK, **INSIGHTS, **OWN, "DSRBOT_ENVIRONMENT": chosen}
    told = dsrbot("subject", *command, NIL, environ=given)
    assert f"This is about {here} alone. Ask of the others as well, by DSRBOT_ENVIRONMENT: {rest}." in told.output
