"""Whatever people type, press or fill in: every act is answered, and nothing of it stands in a log or the database."""

from __future__ import annotations

import asyncio
from io import StringIO
from pathlib import Path

import pytest

from domain.card import Card, Form
from domain.request import State
from domain.rights import Way
from domain.words import en as words
from handlers.commands import ACTS
from tests.handlers.conftest import Open
from tests.stage import FAILURES, Scene, Values

MARK = "zwolfgard"  # part of every string, and the same in every encoding that a log may use
NAUGHTY = [
    f"anna.{MARK}@contoso.com",
    f"Änne {MARK}",
    f"שרה כהן {MARK}",
    f"\u202e{MARK}\u202c",
    f"'; DROP TABLE requests; -- {MARK}",
    f"%s %n {{0}} {{name!r}} {MARK}",
    f"${{jndi:ldap://{MARK}}} <script>{MARK}</script> <!channel> *{MARK}*",
    f"{MARK}\x00\x1b[31m\r\n\x07",
    f"{MARK}\ud800",  # half a character
    f"<@{MARK}> <@U123|{MARK}>",
    f"../../{MARK} +49 151 2345678",
    MARK * 1100,
]
FIELDS = ("sources", "for", "received", "reference", "users", "reason", "text", "who", "files", "holder", "purpose")


def traces(on: Scene, log: StringIO, folder: Path) -> list[str]:
    """Where anything of it can be read: the log, the audit events, or the files of the database."""
    events = " ".join(str(tuple(row)) for row in on.rows("SELECT * FROM events"))
    places = {"log": log.getvalue(), "events": events}
    places |= {file.name: file.read_bytes().decode("latin-1") for file in folder.glob("*sqlite3*")}
    return [name for name, text in places.items() if MARK in text.casefold()]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
async def test_every_act_with_it_is_answered_and_leaves_no_trace(
    desk: Scene, log: StringIO, tmp_path: Path, text: str
) -> None:
    form: Values = dict.fromkeys(FIELDS, text)
    acts = [desk.typed("amir", f"{command} {text}") for command in (*ACTS[Way.COMMAND], "")]
    acts += [desk.typed("nils", f"{command} {text}", channel="general") for command in ACTS[Way.COMMAND]]
    acts += [desk.act("amir", button, text) for button in (*ACTS[Way.BUTTON], text)]
    acts += [desk.act("amir", name, ref, form) for name in (*ACTS[Way.FORM], text) for ref in (text, f"correct:{text}")]
    answers = await asyncio.gather(*acts)
    assert all(isinstance(answer, Card | Form) for answer in answers)
    assert traces(desk, log, tmp_path) == []


async def test_a_whole_story_with_it_leaves_no_trace(opened: Open, log: StringIO, tmp_path: Path) -> None:
    subject, reference, reason = NAUGHTY[0], NAUGHTY[4], NAUGHTY[1]
    async with opened() as on:
        await on.behave("CRM Contacts", "fail")
        about = {"for": subject, "reference": reference, "deleted": "2026-11-01"}
        sources: Values = {"sources": await on.source_id("CRM Contacts"), **about}
        await on.act("ada", "refresh", form=sources)
        await on.act("ada", "refresh", form={**sources, "sources": await on.source_id("CRM Web")})
        failing, denied = (row.id for row in on.rows("SELECT id FROM requests ORDER BY created_at"))
        await on.act("ben", "deny", denied, reason=reason)
        await on.act("ben", "approve", failing)
        await on.until(FAILURES, failing, words.requests.STATES[State.NEEDS_ATTENTION])
        await on.until("@ada", denied, reason)
        assert on.seen("@ben", subject)
        assert MARK not in on.read(FAILURES)
        assert traces(on, log, tmp_path) == []


async def test_an_exception_with_it_in_hand_leaves_no_trace(desk: Scene, log: StringIO, tmp_path: Path) -> None:
    """SQLAlchemy writes the values of a statement into the text of its exceptions."""
    ref = await desk.file("ada", "refresh crm contacts")
    desk.rows("DROP TABLE votes")
    desk.rows("DROP TABLE steps")
    await desk.act("ben", "deny", ref, reason=NAUGHTY[1])
    await desk.typed("ada", f"refresh crm web for {NAUGHTY[0]}")
    assert log.getvalue().count("an act failed") == 2
    assert traces(desk, log, tmp_path) == []


async def test_the_search_finds_what_is_in_clear(desk: Scene, log: StringIO, tmp_path: Path) -> None:
    desk.rows(f"INSERT INTO events (kind, at, data) VALUES ('told', '2026-11-02', '{MARK}')")
    log.write(MARK)
    assert {"log", "events"} < set(traces(desk, log, tmp_path))
