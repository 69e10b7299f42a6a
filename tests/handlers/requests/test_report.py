"""The report: told in numbers to those who read, for the time that they name."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from domain.card import Card
from domain.file import Handed, Hindrance
from domain.words import en as words
from gateways.charts import Charts
from tests.handlers.conftest import Open
from tests.handlers.requests.test_board import copies
from tests.stage import Scene, filed, said

ASKED = "refresh crm contacts for anna.berg@contoso.com received 2026-03-05"


async def about_nobody(on: Scene, source: str, day: str) -> str:
    """The form always has a day, also where nobody is named."""
    return filed(await on.act("ada", "refresh", form={"sources": await on.source_id(source), "received": day}))


async def lines(on: Scene, who: str = "olga", text: str = "2026-03") -> dict[str, str]:
    card = await on.typed(who, f"report {text}")
    assert isinstance(card, Card), card
    return {item.text: item.note for item in card.items}


async def test_a_month_is_told_in_lines(anywhere: Scene) -> None:
    await anywhere.file("ada", ASKED)
    denied = await about_nobody(anywhere, "CRM Web", "2026-03-31")
    await anywhere.act("ben", "deny", denied, reason="not now")
    await about_nobody(anywhere, "Survey Answers", "2026-04-01")
    said, told = words.report, await lines(anywhere)
    assert told[said.KINDS["refresh"]] == "1 asked for: 1 denied"
    assert told[said.KINDS["erasure"]] == "1 asked for: 1 open"
    assert told[said.MONTH] == "0 of 1 (0 %)"
    assert told[said.APPROVAL] == "none yet"
    assert told[said.FAILURES] == said.NO_FAILURES
    assert (told[said.EXTENSIONS], told[said.REFUSALS]) == ("0", "0")
    assert "anna" not in str(told)


async def test_a_quarter_and_a_year_hold_their_months(desk: Scene) -> None:
    await desk.file("ada", ASKED)
    for text in ("2026-Q1", "2026", "03/2026"):
        assert (await lines(desk, text=text))[words.report.KINDS["erasure"]] == "1 asked for: 1 open"
    assert said(await desk.typed("olga", "report 2026-Q2")) == "Nothing was asked for in Q2 2026."


async def test_an_empty_time_says_so_and_one_that_has_not_begun_too(desk: Scene) -> None:
    assert said(await desk.typed("olga", "report 2026-03")) == "Nothing was asked for in March 2026."
    assert said(await desk.typed("olga", "report 2017")) == "Nothing was asked for in 2017."
    assert said(await desk.typed("olga", "report")).endswith(" so far.")
    assert said(await desk.typed("olga", "report 2999")) == "2999 has not begun yet, so there is nothing to report."


@pytest.mark.parametrize("text", ["2026-13", "yesterday", "anna@contoso.com", "'; DROP TABLE requests"])
async def test_what_is_no_period_is_asked_back_and_not_repeated(desk: Scene, text: str) -> None:
    told = said(await desk.typed("olga", f"report {text}"))
    assert told == words.report.WHICH
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'report.viewed'")


async def test_readers_alone_are_told_and_each_report_is_on_record(desk: Scene) -> None:
    await desk.file("ada", ASKED)
    for who in ("ada", "ben", "olga"):
        assert await lines(desk, who)
    for who in ("tess", "nils"):
        assert "takes the role" in said(await desk.typed(who, "report 2026-03"))
    rows = desk.rows("SELECT data FROM events WHERE kind = 'report.viewed'")
    assert [row.data for row in rows] == ['{"period":"2026-03"}'] * 3


@pytest.mark.parametrize("text", [ASKED, "export customer anna.berg@contoso.com received 2026-03-05"])
async def test_an_answer_counts_by_the_day_that_was_stated_for_it(anywhere: Scene, text: str) -> None:
    ref = await anywhere.file("ada", text)
    await anywhere.act("ben", "deny", ref, reason="not now")
    await anywhere.act("ada", "settle", f"{ref}.answer", {"day": "2026-04-07"})
    assert (await lines(anywhere))[words.report.IN_TIME] == "1 of 1 (100 %)"


async def test_an_answer_that_an_earlier_release_noted_counts_by_when_it_was_noted(anywhere: Scene) -> None:
    ref = await anywhere.file("ada", ASKED)
    await anywhere.act("ben", "deny", ref, reason="not now")
    await anywhere.act("ada", "settle", f"{ref}.answer", {"day": "2026-04-07"})
    anywhere.rows("UPDATE steps SET told_on = NULL")
    assert (await lines(anywhere))[words.report.IN_TIME] == "0 of 1 (0 %)"


async def test_what_was_destroyed_is_counted_still(desk: Scene) -> None:
    await desk.file("ada", ASKED)
    before = await lines(desk)
    desk.rows("UPDATE subjects SET wrapped_key = NULL, lookup = NULL, look_at = NULL, destroyed_at = created_at")
    assert await lines(desk) == before


async def test_a_source_that_failed_is_named_with_how_often(opened: Open) -> None:
    async with opened() as on:
        await on.behave("CRM Contacts", "fail")
        ref = await about_nobody(on, "CRM Contacts", "2026-03-05")
        await on.act("ben", "approve", ref)
        await on.wait_for(lambda: state_is(on, ref, "needs_attention"))
        told = await lines(on)
    assert told["CRM Contacts"] == words.report.failed(1)
    assert told[words.report.APPROVAL].endswith(", of 1")


async def state_is(on: Scene, ref: str, state: str) -> bool:
    return (await on.request(ref)).state == state


async def test_the_numbers_are_given_as_csv(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    copies(desk, ref, 4)
    card = await desk.act("olga", "report-csv", "2026-03")
    assert isinstance(card, Card)
    head, *rows = csv.reader(StringIO(card.copy))
    assert tuple(head) == words.report.COLUMNS
    assert ["Erasures", "open", "5", "5"] in rows
    assert [words.report.MONTH, "", "0", "1"] in rows  # the copies are about nobody
    assert {len(row) for row in rows} == {4}


@pytest.mark.parametrize("ref", ["yesterday", "2026-13", "DSR-7K3QFA"])
async def test_a_button_that_names_no_period_is_an_old_one(desk: Scene, ref: str) -> None:
    assert said(await desk.act("olga", "report-csv", ref)) == words.errors.STALE_BUTTON


PICTURES = {"report-picture": "report-2026-03.png", "report-picture-dark": "report-2026-03-dark.png"}


@pytest.mark.parametrize("verb", PICTURES)
async def test_it_comes_as_a_picture_into_the_private_chat(on: Scene, verb: str) -> None:
    await on.file("ada", ASKED)
    card = await on.typed("olga", "report 2026-03", channel="privacy")
    assert isinstance(card, Card)
    assert {button.verb for button in card.buttons} == {*PICTURES, "report-csv"}
    assert said(await on.act("olga", verb, "2026-03")) == words.files.COMES
    await on.wait(lambda: on.terminal.kept("@olga"))
    (file,) = on.terminal.kept("@olga")
    assert (file.name, file.media, file.content[:4]) == (PICTURES[verb], "image/png", b"\x89PNG")
    assert "Erasures: 1 asked for: 1 open" in file.alt
    assert "anna" not in f"{file.alt}{file.about}"
    assert isinstance(await on.act("olga", f"{file.verb}", file.ref), Handed)


async def test_of_an_empty_time_there_is_a_sentence_and_no_picture(desk: Scene) -> None:
    told = said(await desk.act("olga", "report-picture", "2026-03"))
    assert told == "Nothing was asked for in March 2026."
    assert said(await desk.act("olga", "report-picture-file", "2026-03")) == told
    assert not desk.rows("SELECT 1 FROM notices WHERE kind = 'file'")


@pytest.mark.parametrize("verb", PICTURES)
async def test_whoever_may_not_have_a_report_has_no_picture_of_it(desk: Scene, verb: str) -> None:
    await desk.file("ada", ASKED)
    for who in ("tess", "nils"):
        assert "takes the role" in said(await desk.act(who, verb, "2026-03"))
        assert "takes the role" in said(await desk.act(who, f"{verb}-file", "2026-03"))
    assert said(await desk.act("olga", verb, "DSR-7K3QFA")) == words.errors.STALE_BUTTON
    assert not desk.rows("SELECT 1 FROM notices WHERE kind = 'file'")


async def test_a_picture_that_cannot_be_drawn_is_told_with_where_its_numbers_are(on: Scene, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(1)")
    object.__setattr__(on.bot.deps, "draw", Charts(broken))
    await on.file("ada", ASKED)
    await on.act("olga", "report-picture", "2026-03")
    await on.wait(lambda: on.rows("SELECT 1 FROM notices WHERE kind = 'unsent'"))
    await on.settled()
    assert any(words.files.UNSENT[Hindrance.UNDRAWN] in card.text for card in on.terminal.shown.values())
    assert said(await on.act("olga", "report-picture-file", "2026-03")) == words.files.UNSENT[Hindrance.UNDRAWN]
