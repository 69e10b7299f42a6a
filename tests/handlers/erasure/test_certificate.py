"""The certificate of completion: what was done, by whom, when, with which result, and nobody's address."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.drawing.certificate import Certificate, Entry, html
from domain.erasure.outliving import outlives
from domain.request import State
from domain.words import en as words
from domain.words.en import EN
from domain.words.language import Words
from handlers.erasure.certificate import certificate
from tests.domain.words.pseudo import pseudo
from tests.handlers.erasure.erasing import (
    ZOE,
    deleted,
    ended_well,
    filed_for,
    people_do_their_part,
    settle,
    state,
)
from tests.handlers.test_language import outside, strange
from tests.stage import Scene, Values, filed

PLAIN = Certificate(
    request="DSR-7K3QFA",
    title=words.certificate.TITLE,
    environment="Contoso",
    state="Completed",
    pseudonyms=("0f3c",),
    received="2 Nov 2026",
    due="2 Dec 2026",
    closed="5 Nov 2026, 12:00",
    verdict=words.certificate.GONE,
    decisions=(Entry("Request filed", "", "Ada", "2 Nov 2026, 12:00"),),
    acts=(Entry("CRM <b>Contacts</b>", "done", "", "3 Nov 2026, 12:00"),),
    made="6 Nov 2026, 12:00",
)


async def drawn(on: Scene, ref: str, words: Words = EN) -> Certificate | None:
    policy, now = on.bot.deps.policy, datetime.now(UTC)
    return await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, words))


def entries(found: Certificate) -> list[str]:
    """What stands in its rows, without who did it."""
    rows = (*found.decisions, *found.acts, *found.omitted, *found.troubles, *found.looks)
    said = [text for row in rows for text in (row.what, row.result, row.when)]
    said += [text for left in found.left for text in left]
    return [
        *said,
        found.state,
        found.received,
        found.due,
        found.closed,
        found.verdict,
        found.title,
        found.answered,
        found.made,
    ]


async def test_a_whole_story_ends_with_a_certificate_that_names_no_subject(on: Scene, tmp_path: Path) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    assert await drawn(on, ref) is None
    await ended_well(on, ref)
    found = await drawn(on, ref)
    assert found
    page = html(found, EN)
    assert (found.verdict, found.title) == (words.certificate.GONE, words.certificate.TITLE)
    assert (found.omitted, found.zone) == ((), "Europe/Berlin")
    key = await on.bot.store.read(lambda unit: unit.log.keys.public())
    assert key in page
    assert f"dsrbot audit export --request {ref} --out log.jsonl" in page
    assert page.index(words.certificate.GONE) < page.index(words.certificate.PERSON)
    assert {"Ada Admin", "Ben Bauer"} <= {act.by for act in (*found.decisions, *found.acts)}
    for text in ("Webshop Orders", "merging", "Campaign 2024", "Trade fair 2025", "Ads audience", "Older snapshots"):
        assert text in page
    assert "zoe" not in page.casefold()
    assert "@" not in page.replace("@media", "").replace("@page", "")
    (pseudonym,) = found.pseudonyms
    assert len(pseudonym) == 20
    (Path(os.environ.get("CERTIFICATE_OUT") or tmp_path) / "certificate.html").write_text(page, encoding="utf-8")


async def test_what_went_otherwise_stands_on_it_and_an_unverified_end_is_called_so(on: Scene, tmp_path: Path) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt": True})
    await on.behave("Webshop Orders", "fail", 0.05)
    denied = await on.file("ada", f"refresh webshop orders for {ZOE}")
    await on.act("ben", "deny", denied, reason="the statement is missing")
    webshop = await on.source_id("Webshop Orders")
    values: Values = {"sources": webshop, "for": ZOE, "deleted": "2026-11-01"}
    ref = filed(await on.act("ada", "refresh", f"correct:{denied}", values))
    await on.typed("ada", f"hold {ref} a court case")
    await on.act("ben", "approve", ref)
    await on.typed("amir", f"release {ref}")
    await on.act("ben", "approve", ref)
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.behave("Webshop Orders", "succeed", 0.05)
    await on.act("ada", "retry", ref)
    await state(on, ref, State.NEEDS_ATTENTION, run=2)
    await people_do_their_part(on, ref)
    await on.wait(lambda: on.rows(f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND note = 'no_check'"))
    await state(on, ref, State.NEEDS_ATTENTION)
    await settle(on, "cleo", ref, "check:1", text=f"looked for {ZOE}, alias Zoe, by hand")
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)
    found = await drawn(on, ref)
    assert found
    assert (found.verdict, found.title) == (words.certificate.UNVERIFIED, words.certificate.RECORD)
    assert [act.what for act in found.omitted] == [act.what for act in found.acts if "by hand" in act.result]
    decided = [(act.what, act.result, act.by) for act in found.decisions]
    assert decided[:2] == [
        (words.certificate.BEFORE.format(denied), words.requests.STATES[State.DENIED], "Ada Admin"),
        (f"{words.certificate.VOTE} ({denied})", words.buttons.DENY, "Ben Bauer"),
    ]
    assert [(act.what, act.by) for act in found.troubles] == [
        (words.certificate.HELD, "Ada Admin"),
        (words.certificate.RELEASED, "Amir Both"),
        ("Webshop Orders", ""),
        (words.certificate.tried_again("2"), "Ada Admin"),
        ("Looked the person up: after the last step", ""),
    ]
    page = html(found, EN)
    left = outlives(datetime.now(on.bot.deps.policy.timezone).date(), incremental=False)
    table = words.looks.corrupt_table("Webshop Orders", "orders_corrupt").rstrip(".")
    told = [
        text for what, until in left for text in (words.plan.OUTLIVES[what], words.plan.outlives_until(what, until))
    ]
    for text in ("by hand", table, *told, "stated: deleted on 1 Nov 2026", "Cleo Costa", f"told on {on.shown_today}"):
        assert text in page
    assert "zoe" not in page.casefold()
    assert "@" not in page.replace("@media", "").replace("@page", "")
    (Path(os.environ.get("CERTIFICATE_OUT") or tmp_path) / "unverified.html").write_text(page, encoding="utf-8")
    abroad = await drawn(on, ref, pseudo())
    assert abroad
    known = [*await outside(on), "Campaign 2024", "Trade fair 2025", "Ads audience", "looked for …, alias …, by hand"]
    assert strange(iter(entries(abroad)), known) == set()


def test_what_a_name_holds_is_text_and_never_markup() -> None:
    assert "CRM &lt;b&gt;Contacts&lt;/b&gt;" in html(PLAIN, EN)
    assert "<script" not in html(PLAIN, EN)
    assert "http" not in html(PLAIN, EN)


def test_a_check_that_was_closed_by_hand_is_not_called_gone() -> None:
    assert "Gone" in html(PLAIN, EN)
    assert "not verified by look-up" in words.certificate.UNVERIFIED.casefold()


def test_it_prints_on_a_page() -> None:
    assert "@page" in html(PLAIN, EN)
    assert "@media print" in html(PLAIN, EN)


def test_it_names_who_answers_for_the_data_and_their_own_reference_where_they_are_known() -> None:
    named = replace(PLAIN, controller="Contoso GmbH, Berlin", reference="CASE 12", zone="Europe/Berlin")
    page = html(named, EN)
    for text in ("Contoso GmbH, Berlin", "CASE 12", "Europe/Berlin", words.certificate.CONTROLLER):
        assert text in page
    assert words.certificate.CONTROLLER not in html(PLAIN, EN)
    assert words.certificate.NOT_LOOKED in html(PLAIN, EN)
