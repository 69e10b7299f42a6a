"""Who looked at a person, or searched for them: told to auditors alone, from the log, whenever it was."""

from __future__ import annotations

import pytest

from domain.audit.looks import PAGE
from domain.card import Card, Form
from domain.chat import Place, Typed
from domain.people import Role
from domain.words import en as words
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.requests.test_held_person import held
from tests.handlers.requests.test_hold import ASKED, customer_id
from tests.stage import APPROVALS, Scene, said


async def asked(on: Scene, whom: str = ANNA, who: str = "olga") -> Card:
    card = await on.typed(who, f"audit who {whom}")
    assert isinstance(card, Card)
    return card


def told(card: Card) -> list[tuple[str, str]]:
    """Who, and what they did, newest first."""
    return [(item.text, item.note.rpartition(" · ")[2]) for item in card.items]


async def test_a_search_for_somebody_whom_nobody_asked_about_is_found(anywhere: Scene) -> None:
    await anywhere.typed("ada", f"find {ANNA}")
    await anywhere.typed("amir", f"find {ZOE}")
    card = await asked(anywhere, ANNA.upper())
    assert told(card) == [("Ada Admin", "searched for the person")]
    assert card.title == words.audit.of("A•••@contoso.com")
    assert told(await asked(anywhere, ZOE)) == [("Amir Both", "searched for the person")]


async def test_every_way_to_look_stands_there(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.typed("olga", f"show {ref}")
    await desk.act("ben", "details", ref)
    await desk.typed("ada", f"person {ANNA}")
    await held(desk, ANNA)
    await desk.typed("ben", "holds")
    await desk.typed("nils", f"show {ref}")
    assert told(await asked(desk)) == [
        ("Nils Nobody", f"tried “show” on {ref}, and was turned away"),
        ("Ben Bauer", "saw the person in the list of legal holds"),
        ("Ada Admin", "searched for the person"),
        ("Ada Admin", "looked whose the address is"),
        ("Ben Bauer", f"looked at {ref} in full"),
        ("Olga Auditor", f"looked at {ref} in full"),
        ("Ada Admin", "searched for the person"),
    ]


async def test_who_got_the_whole_card_in_person_has_seen_it(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    await on.settled()
    shown = [name for name, what in told(await asked(on)) if what == f"was shown {ref} in full"]
    assert set(shown) == {"Ada Admin", "Amir Both", "Ben Bauer", "Cleo Costa"}
    assert len(shown) == 4


async def test_another_identifier_of_the_same_human_is_the_same_person(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await desk.typed("ada", f"find {known}")
    assert told(await asked(desk)) == []
    await desk.file("amir", ASKED)  # which finds out that the two are one
    assert ("Ada Admin", "searched for the person") in told(await asked(desk))


async def test_asking_is_itself_on_record(desk: Scene) -> None:
    card = await asked(desk)
    assert said(card).endswith(words.audit.NOBODY)
    assert told(await asked(desk)) == [("Olga Auditor", "asked who looked")]


async def test_a_long_list_is_turned_page_by_page(desk: Scene) -> None:
    for _ in range(PAGE + 3):
        await desk.typed("ada", f"find {ANNA}")
    card = await asked(desk)
    [button] = card.buttons
    assert len(card.items) == PAGE
    assert "anna" not in button.ref
    older = await desk.act("olga", button.verb, button.ref)
    assert isinstance(older, Card)
    assert len(older.items) == 3
    assert not older.buttons
    assert "asked who looked" not in said(older)
    assert isinstance(await desk.act("olga", button.verb, "% 5"), Card)
    for odd in ("", "x", f"{button.ref} 1", "x 9" + "9" * 40, "x 0", "x -1"):
        answer = await desk.act("olga", button.verb, odd)
        assert isinstance(answer, Card)
        assert said(answer) == words.errors.STALE_BUTTON  # and not that nobody looked


@pytest.mark.parametrize("who", ["ada", "ben", "tess", "nils"])
async def test_it_is_for_auditors_alone(desk: Scene, who: str) -> None:
    await desk.typed("ada", f"find {ANNA}")
    answer = said(await desk.typed(who, f"audit who {ANNA}"))
    assert answer == words.rights.needs_role({Role.AUDITOR}, "“audit”")
    assert said(await desk.act(who, "audit-who", "x 9")) == answer
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'looks.asked'")


@pytest.mark.parametrize(
    "text", ["audit who berg", "audit berg", "audit who anna@@contoso.com", f"audit who {ANNA} {ZOE}"]
)
async def test_what_is_nobody_is_asked_back(desk: Scene, text: str) -> None:
    form = await desk.typed("olga", text)
    assert isinstance(form, Form)
    assert form.fields[0].error
    assert form.fields[0].value
    assert not desk.rows("SELECT 1 FROM subjects")


async def test_a_form_asks_and_is_offered_where_others_would_read_the_address(desk: Scene) -> None:
    assert isinstance(await desk.typed("olga", "audit"), Form)
    assert isinstance(await desk.act("olga", "audit", form={"who": ANNA}), Card)
    place = Place(desk.terminal.surface, APPROVALS)
    typed = Typed(account=desk._as("olga"), place=place, delivery="p", text=f"audit who {ANNA}", public=True)
    answer = await desk.bot.desk(typed)
    assert isinstance(answer, Card)
    assert [button.verb for button in answer.buttons] == ["audit-form"]


async def test_searches_of_an_earlier_release_are_owned_up_to(desk: Scene) -> None:
    now = desk.bot.deps.clock()

    def of_old(unit) -> None:  # type: ignore[no-untyped-def]
        unit.events.add("subject.looked-up", now, actor=None, request=None)

    await desk.bot.deps.storage.write(of_old)
    assert words.audit.unnamed(1) in said(await asked(desk))
