"""What is counted for who watches the bot: the right numbers, on both databases, of nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.metrics import METRICS, numbers
from domain.calendar import due
from domain.notice import NoticeKind
from domain.people import Role
from domain.replica import Chore
from domain.request import State
from domain.target import Target
from handlers.export.mailbox import noted_as_read, noted_as_unread
from storage.replicas import Alone
from storage.unit import Unit
from tests.domain.audit.conftest import events
from tests.handlers.erasure.erasing import ANNA, ZOE, state
from tests.stage import Scene, rules, scene

ASKED = f"refresh crm contacts for {ANNA} received 2026-11-02"


async def told(on: Scene) -> dict[str, float]:
    text = await numbers(on.bot)
    assert "@" not in text
    assert "DSR-" not in text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_all_that_is_counted_has_its_type_and_what_it_says(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        text = await numbers(desk.bot)
    assert re.findall(r"^# TYPE (\w+) gauge$", text, re.MULTILINE) == sorted(METRICS)
    assert re.findall(r"^# HELP (\w+) .", text, re.MULTILINE) == sorted(METRICS)
    assert '\ndsrbot_requests_pending{kind="erasure",age="older"} 0\n' in text
    assert "\ndsrbot_notices_waiting 0\n" in text
    assert "dsrbot_legal_date_seconds " not in re.sub("#.*", "", text), "nobody waits"


async def test_what_waits_for_a_decision_is_counted_by_kind_and_age(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path, works=False) as desk:
        ref = await desk.file("ada", ASKED)
        await desk.file("ada", "remove-user mark.old@contoso.com")
        desk.rows(f"UPDATE requests SET created_at = '2026-01-01 00:00:00' WHERE id = '{ref}'")
        found = await told(desk)
        assert found['dsrbot_requests_pending{kind="erasure",age="older"}'] == 1
        assert found['dsrbot_requests_pending{kind="remove-user",age="hour"}'] == 1
        assert sum(value for name, value in found.items() if name.startswith("dsrbot_requests_pending")) == 2
        assert found['dsrbot_requests_open{kind="erasure",state="pending_approval"}'] == 1
        await desk.act("ben", "approve", ref)
        found = await told(desk)
        assert found['dsrbot_requests_open{kind="erasure",state="in_progress"}'] == 1
        assert found["dsrbot_work_to_begin"] == 1


async def test_the_next_legal_date_is_that_of_who_has_waited_longest(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        await desk.file("ada", "refresh crm web")
        assert "dsrbot_legal_date_seconds" not in await told(desk), "the law sets it no date"
        await desk.file("ada", f"refresh crm web for {ZOE} received 2026-11-12")
        await desk.file("ada", ASKED)
        policy = desk.bot.deps.policy
        last = due(datetime(2026, 11, 2, tzinfo=UTC).date(), policy.where) + timedelta(days=1)
        end = datetime.combine(last, datetime.min.time(), policy.timezone)
        left = (end - desk.bot.deps.clock()).total_seconds()
        assert (await told(desk))["dsrbot_legal_date_seconds"] == pytest.approx(left, abs=60)
        desk.rows("UPDATE requests SET received_on = '2020-01-02', waits_since = '2020-01-02' WHERE kind = 'erasure'")
        assert (await told(desk))["dsrbot_legal_date_seconds"] < 0, "it has passed"


async def test_refreshes_of_the_last_day_are_counted_by_how_they_ended(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path) as on:
        await on.behave("WebshopOrders", "fail")
        good, bad = await on.approved("ada", "refresh crm contacts"), await on.approved("ada", "refresh webshop orders")
        await state(on, good, State.COMPLETED)
        await state(on, bad, State.NEEDS_ATTENTION)
        found = await told(on)
        assert found['dsrbot_refreshes{outcome="done"}'] == 1
        assert found['dsrbot_refreshes{outcome="failed"}'] == 1
        assert found['dsrbot_requests_open{kind="refresh",state="needs_attention"}'] == 1
        on.rows("UPDATE steps SET settled_at = '2026-01-01 00:00:00'")
        assert (await told(on))['dsrbot_refreshes{outcome="done"}'] == 0, "it is longer ago"


async def test_what_is_not_told_and_not_sealed_yet_has_an_age(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path, works=False) as desk:
        before = await told(desk)
        assert (before["dsrbot_notices_waiting"], before["dsrbot_notice_oldest_seconds"]) == (0, 0)
        at = desk.bot.deps.clock() - timedelta(hours=2)

        def write(unit: Unit) -> None:
            unit.notices.add("one", NoticeKind.DOOR, Target.role(Role.ADMIN), at, data={})
            events(3)(unit)

        await desk.bot.store.write(write)
        found = await told(desk)
        assert found["dsrbot_notices_waiting"] == 1
        assert found["dsrbot_notice_oldest_seconds"] == pytest.approx(7200, abs=60)
        assert found["dsrbot_log_unsealed"] >= 3
        assert found["dsrbot_log_lag_seconds"] > 0


async def test_a_mailbox_that_is_not_read_has_been_so_for_some_time(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False, config=rules()) as desk:
        mail, now = desk.bot.deps.policy.mail, desk.bot.deps.clock()
        assert (await told(desk))["dsrbot_mailbox_unread_seconds"] == 0
        await desk.bot.store.write(lambda unit: noted_as_unread(unit, mail, now - timedelta(hours=1)))
        assert (await told(desk))["dsrbot_mailbox_unread_seconds"] == pytest.approx(3600, abs=60)
        await desk.bot.store.write(lambda unit: noted_as_read(unit, mail, now))
        assert (await told(desk))["dsrbot_mailbox_unread_seconds"] == 0


async def test_a_pause_shows(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        assert (await told(desk))["dsrbot_paused"] == 0
        await desk.act("ada", "pause", "", {"reason": "An audit"})
        assert (await told(desk))["dsrbot_paused"] == 1


async def test_a_clock_that_leapt_shows(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, works=False) as desk:
        assert "dsrbot_clock_steady" not in await told(desk), "nobody has looked"
        await desk.bot.steady.look()
        assert (await told(desk))["dsrbot_clock_steady"] == 1
        await desk.file("ada", "refresh crm contacts")
        await desk.bot.store.write(lambda unit: unit.log.seal_some(desk.bot.deps.clock() - timedelta(days=31)))
        await desk.bot.steady.look()
        assert (await told(desk))["dsrbot_clock_steady"] == 0
        elsewhere = await numbers(replace(desk.bot, replica=Elsewhere()))
        assert "\ndsrbot_clock_steady " not in elsewhere, "another replica looks now"


class Elsewhere(Alone):
    """Another replica does all that one does for all."""

    def holds(self, chore: Chore) -> bool:
        return False


async def test_where_there_are_several_environments_each_number_says_of_which_it_is(
    sqlite_url: str, tmp_path: Path
) -> None:
    names = ("Contoso", 'EM"EA\\')
    (tmp_path / "other").mkdir()
    other = sqlite_url.replace("dsrbot.sqlite3", "other/dsrbot.sqlite3")
    async with (
        scene(sqlite_url, tmp_path, works=False, environment_name=names[0]) as one,
        scene(other, tmp_path, works=False, environment_name=names[1]) as two,
    ):
        await two.file("ada", "refresh crm web")
        text = await numbers(one.bot, two.bot)
    pending = 'kind="refresh",age="hour"} '
    assert f'\ndsrbot_requests_pending{{environment="Contoso",{pending}0\n' in text
    assert f'\ndsrbot_requests_pending{{environment="EM\\"EA\\\\",{pending}1\n' in text
    assert '\ndsrbot_failing{environment="Contoso"} 0\n' in text
    assert text.count("# TYPE dsrbot_failing gauge\n") == 1
