"""However somebody is written, they are one person: found, asked back, or stopped by their legal hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Row

from domain.card import Form
from domain.chat import Place, Typed
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, said

OLD = "mark.old@contoso.com"  # has a role in Customer Insights
UNDERSTOOD = (
    "{}", "<{}>", "({})", "[{}]", "{{{}}}", '"{}"', "“{}”", "„{}“", "«{}»", "'{}'", "‘{}’", "`{}`", "*{}*", "**{}**",
    "_{}_", "{}.", "{},", "{};", "{}!", "{}>", "(<{}>).", "mailto:{}", "<mailto:{}>", "mailto:{}?subject=Hi",
    "<mailto:{}|{}>", "[{}](mailto:{})", '<a href="mailto:{}">{}</a>', "<at>{}</at>", "\u200b{}\u200b",
    "\u202a{}\u202c", "\xa0{}\xa0", "\ufeff{}", "Anna Berg <{}>", "Berg, Anna <{}>", "{} <{}>", "Anna Berg ({})",
    "SMTP:{}", "&lt;{}&gt;",
)  # fmt: skip
ASKED_BACK = (
    "-{}", "={}", "{}/x", "x{}*@contoso.com", "ben@contoso.com <{}>", "[ben@contoso.com](mailto:{})", "mailto:{}?cc={}",
    "{}|ben@contoso.com", '"{}"@contoso.com', "~{}~",
)  # fmt: skip


def spelt(address: str) -> list[str]:
    local, _, domain = address.partition("@")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in address)
    others = [wide, f"{local}＠{domain}", f"{local}﹫{domain}", address.upper(), address.replace("o", "o\u200d")]
    return [*(form.replace("{}", address).replace("{{", "{").replace("}}", "}") for form in UNDERSTOOD), *others]


def unclear(address: str) -> list[str]:
    """Nobody, or nobody for sure; and what looks like the address and is another."""
    local, _, domain = address.partition("@")
    ways = ["{} (at) {}", "{}(at){}", "{} at {}", "{}[at]{}", "{} @ {}", "{}%40{}", "{}@@{}", "{}_at_{}", "{}\x00@{}"]
    others = [way.format(local, domain) for way in ways]
    others += [f"{local}@{domain.replace('s', 'ſ')}", f"{local}@{domain.replace('o', 'ⓞ')}", f"{local}@contoso"]
    return [*(form.replace("{}", address) for form in ASKED_BACK), *others]


def subjects(on: Scene) -> list[Row[Any]]:
    return on.rows("SELECT id FROM subjects WHERE lookup IS NOT NULL ORDER BY id")


def requests(on: Scene) -> list[Row[Any]]:
    return on.rows("SELECT id FROM requests ORDER BY id")


@pytest.fixture
async def held(desk: Scene) -> Scene:
    """Anna and Mark are known, and under a legal hold."""
    for command in (f"refresh crm contacts for {ANNA}", f"remove-user {OLD}"):
        ref = await desk.file("ada", command)
        assert said(await desk.typed("ada", f"hold {ref} a court case")) == words.hold.HELD_NOW
    return desk


async def filings(on: Scene, who: str, other: str) -> list[str]:
    """All ways to name somebody in a request; `other` is the same for a user of Customer Insights."""
    source = await on.source_id("CRM Web")
    export = {"holder": "customer", "purpose": "access", "who": who, "received": "2026-11-02"}
    return [
        said(answer)
        for answer in (
            await on.typed("amir", f"refresh crm web for {who}"),
            await on.act("amir", "refresh", "", {"sources": source, "for": who}),
            await on.typed("amir", f"remove-user {other}"),
            await on.act("amir", "remove-user", "", {"users": other}),
            await on.typed("amir", f"export customer {who} as access"),
            await on.act("amir", "export", "", export),
        )
    ]


async def test_every_spelling_of_a_held_person_is_that_person_in_every_command(held: Scene) -> None:
    known, tried = subjects(held), 0
    for who, other in zip(spelt(ANNA), spelt(OLD), strict=True):
        for answer in await filings(held, who, other):
            assert "DSR-" in answer, (who, answer)
            assert words.requests.NOTHING_FILED not in answer, (who, answer)
            tried += 1
        assert subjects(held) == known, who
        for found in (await held.typed("amir", f"find {who}"), await held.act("amir", "find", "", {"who": who})):
            assert "CRM Contacts" in said(found), (who, said(found))
    assert tried >= 6 * 40


async def test_with_a_hold_no_spelling_is_ever_approved(held: Scene) -> None:
    for who, other in zip(spelt(ANNA), spelt(OLD), strict=True):
        for command in (f"refresh crm web for {who}", f"remove-user {other}"):
            answer = await held.typed("amir", command)
            ref = next((word.strip(".") for word in said(answer).split() if word.startswith("DSR-")), "")
            objection = said(await held.act("ben", "approve", ref))
            assert words.requests.OBJECTIONS[Objection.HELD] in objection, (command, said(answer), objection)


async def test_who_is_not_clear_is_asked_back_and_nobody_new_is_made_of_it(held: Scene) -> None:
    known, filed, looks = subjects(held), requests(held), len(held.rows("SELECT 1 FROM events"))
    for who, other in zip(unclear(ANNA), unclear(OLD), strict=True):
        for answer in await filings(held, who, other):
            asked = (words.requests.NOTHING_FILED, words.errors.STRUCK, "[Ask for approval]")
            assert any(one in answer for one in asked), (who, answer)
        assert "CRM" not in said(await held.typed("amir", f"find {who}")), who
        assert "CRM" not in said(await held.act("amir", "find", "", {"who": who})), who
    assert (subjects(held), requests(held)) == (known, filed)
    assert len(held.rows("SELECT 1 FROM events")) == looks


async def test_many_people_in_one_field_are_each_themselves(desk: Scene) -> None:
    source = await desk.source_id("CRM Web")
    who = f"Berg, Anna <{ANNA}>;\n“sean.o'neil@example.com”; “4711”\nmailto:mark.old@contoso.com."
    ref = next(
        word.strip(".")
        for word in said(await desk.act("ada", "refresh", "", {"sources": source, "for": who})).split()
        if word.startswith("DSR-")
    )
    assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.of(ref))) == 4


async def test_one_person_twice_is_one_subject(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm web for {ANNA}, <{ANNA.upper()}>, mailto:{ANNA}")
    assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.of(ref))) == 1


async def test_an_address_spelt_out_in_a_channel_is_kept_out_of_it(desk: Scene) -> None:
    for who in (ANNA, ANNA.replace("@", "＠"), ANNA.replace("@", " (at) "), f"mailto:{ANNA}"):
        place = Place(desk.terminal.surface, "general")
        answer = await desk.bot.desk(
            Typed(account=desk.terminal.account("ada"), place=place, text=f"find {who}", public=True)
        )
        assert words.requests.ADDRESS_IN_PUBLIC in said(answer), who
        assert ANNA not in said(answer)


@pytest.mark.parametrize(
    "verb", ["Remove–user", "remove‑user", "REMOVE—USER", "remove−user", "“remove-user”", "remove-user:", "Remove user"]
)
async def test_a_command_is_understood_as_a_phone_writes_it(desk: Scene, verb: str) -> None:
    assert isinstance(await desk.typed("ada", verb), Form)
    assert words.remove_user.matches("nobody", 0, 20) in said(await desk.typed("ada", f"{verb} nobody"))


async def test_final_punctuation_changes_nothing(desk: Scene) -> None:
    assert words.looking.HELP_TITLE in said(await desk.typed("ada", "Help refresh."))
    assert said(await desk.typed("ada", "Sources!")) == said(await desk.typed("ada", "sources"))
    assert said(await desk.typed("ada", "requests open.")) == said(await desk.typed("ada", "requests open"))
    ref = await desk.file("ada", "Refresh “CRM Web”.")
    assert ref in said(await desk.typed("ada", f"Show {ref.lower().removeprefix('dsr-')}, please."))
