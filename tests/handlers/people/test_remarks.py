"""What is typed beside an address and may say that somebody is not meant: every command and every form asks back."""

from __future__ import annotations

import pytest

from domain.batch import Why
from domain.card import Form
from domain.event import EventKind
from domain.words import en as words
from handlers.erasure.look_through import look_through
from tests.handlers.erasure.batches import given, list_of, opened
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import Scene, said

REMARKS = [
    f"not <{ANNA}>",
    f"everyone except ({ANNA})",
    f"außer <{ANNA}>",
    f"Keep: ({ANNA})",
    f"{ANNA} (legal hold - do not erase)",
    f"{ANNA} (nicht löschen)",
    f"{ANNA} [withdrawn]",
    f"Mutter von Ben <{ANNA}>",
]


def untouched(on: Scene) -> bool:
    """Nobody was looked up, held or asked for."""
    looked = on.rows(f"SELECT 1 FROM events WHERE kind = '{EventKind.SUBJECT_LOOKED_UP}'")
    held = on.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")
    return not looked and not held and not on.rows("SELECT 1 FROM requests")


@pytest.mark.parametrize("typed", REMARKS)
@pytest.mark.parametrize(
    "command",
    ["find {}", "erase {}", "refresh crm contacts for {}", "export customer {}", "remove-user {}", "hold {} x"],
)
async def test_no_command_drops_what_stands_beside_an_address(desk: Scene, command: str, typed: str) -> None:
    if command.startswith("hold") and typed.startswith(ANNA):
        return  # what follows a person there is the reason
    assert said(await desk.typed("ada", command.format(typed)))
    assert untouched(desk)


@pytest.mark.parametrize("typed", REMARKS)
@pytest.mark.parametrize(
    ("verb", "field", "more"),
    [
        ("find", "who", {}),
        ("erase", "for", {"received": "2026-11-02", "sources": ()}),
        ("refresh", "for", {"received": "2026-11-02", "sources": ()}),
        ("export", "who", {"holder": "customer", "purpose": "access", "received": "2026-11-02"}),
        ("remove-user", "users", {}),
        ("hold", "who", {"reason": "lawsuit 17"}),
        ("release", "who", {}),
    ],
)
async def test_a_form_stays_open_with_what_was_typed_and_says_what_to_type(
    desk: Scene, verb: str, field: str, more: dict[str, str | tuple[str, ...]], typed: str
) -> None:
    again = await desk.act("ada", verb, form={**more, field: typed})
    assert isinstance(again, Form)
    [asked] = [one for one in again.fields if one.name == field]
    assert asked.value == typed
    assert "anna@contoso.com" in asked.error  # as an example of an address alone
    assert untouched(desk)


async def test_a_line_of_a_list_is_taken_as_a_whole_or_not_at_all(desk: Scene) -> None:
    lines = [ZOE, *REMARKS, f"{ANNA}, not ben", f"Anna <{ANNA}> (nicht löschen)"]
    await given(desk, lines)
    await look_through(desk.bot.deps)
    shown = (await opened(desk, list_of(desk))).text
    assert words.batch.left_out(Why.UNREAD, lines[1:], len(lines) - 1) in shown
    assert words.batch.found(1, 1) in shown


@pytest.mark.parametrize(
    "link",
    [
        f"[zoe.akesson at example.org](mailto:{ANNA})",
        f"<mailto:{ANNA}|zoe.akesson(at)example.org>",
        f"<mailto:{ANNA}|Anna, not ben>",
        f'<a href="mailto:{ZOE}">anna(at)contoso.com</a>',
        f"[{ANNA.replace('@', '%40')}](mailto:{ZOE})",
    ],
)
@pytest.mark.parametrize("command", ["find", "erase", "export customer", "remove-user"])
async def test_a_link_that_claims_somebody_else_is_asked_back(desk: Scene, command: str, link: str) -> None:
    assert said(await desk.typed("ada", f"{command} {link}"))
    assert untouched(desk)
