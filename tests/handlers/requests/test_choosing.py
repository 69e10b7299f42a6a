"""A command may be chosen in a form: then it is typed. Of a text that came with it only addresses are filled in."""

from __future__ import annotations

import pytest

from domain.board import Board
from domain.card import Answer, Card, Form
from domain.chat import Place, Submitted
from domain.filled import MOST
from domain.identifiers import READ
from domain.refs import CHOOSE, CHOSEN, FOLLOWING
from domain.words import en as words
from domain.words.de import DE
from handlers.commands import COMMANDS
from tests.stage import Scene, filed, said


async def chosen(on: Scene, who: str, what: str, following: str = "") -> Answer:
    return await on.act(who, CHOOSE, form={CHOSEN: what, FOLLOWING: following})


async def form(on: Scene, who: str, text: str = "") -> Form:
    answer = await on.typed(who, f"{CHOOSE} {text}")
    assert isinstance(answer, Form)
    return answer


def filled_in(form: Form) -> tuple[str, str]:
    what, following = form.fields
    return what.value, following.value


async def test_each_is_offered_what_they_may(desk: Scene) -> None:
    adas, nils = [[option.value for option in (await form(desk, who)).fields[0].options] for who in ("ada", "nils")]
    assert {"erase", "find", "home"} <= set(adas)
    assert CHOOSE not in adas
    assert set(nils) < set(adas) | {command.name for command in COMMANDS}
    assert "erase" not in nils


async def test_what_is_chosen_is_done_as_if_it_was_typed(desk: Scene) -> None:
    ref = filed(await chosen(desk, "ada", "refresh", "crm contacts"))
    assert (await desk.request(ref)).id == ref
    assert isinstance(await chosen(desk, "ben", "show", ref), Card)
    assert isinstance(await chosen(desk, "ada", "erase", "anna.berg@contoso.com"), Form)


async def test_who_may_not_type_it_may_not_choose_it(desk: Scene) -> None:
    known = desk.kept()
    assert "role" in said(await chosen(desk, "ben", "refresh", "crm contacts"))
    assert desk.kept() == known


async def test_the_same_delivery_files_nothing_more(desk: Scene) -> None:
    values = {CHOSEN: "refresh", FOLLOWING: "crm contacts"}
    first, again = [await desk.act("ada", CHOOSE, form=values, delivery="once") for _ in range(2)]
    assert first == again
    assert len(desk.rows("SELECT id FROM requests")) == 1


@pytest.mark.parametrize("what", ["", "no-such", CHOOSE, "approve"])
async def test_what_is_no_command_comes_back_with_all_that_was_typed(desk: Scene, what: str) -> None:
    answer = await chosen(desk, "ada", what, "anna@contoso.com")
    assert isinstance(answer, Form)
    assert answer.fields[0].error
    assert answer.fields[1].value == "anna@contoso.com"


async def test_what_is_too_long_comes_back(desk: Scene) -> None:
    answer = await chosen(desk, "ada", "find", "x" * 3_001)
    assert isinstance(answer, Form)
    assert answer.fields[1].error


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("please erase anna@contoso.com, thanks!", "anna@contoso.com"),
        ("Anna <anna@contoso.com> and (ben@contoso.com).", "anna@contoso.com; ben@contoso.com"),
        ("anna@contoso.com ANNA@contoso.com", "anna@contoso.com"),
        ("erase everybody; DSR-ABC123 approve", ""),
        ("<@U0BEN> has asked", ""),
        ("a@b", ""),
    ],
)
async def test_of_a_message_only_addresses_are_filled_in(desk: Scene, text: str, found: str) -> None:
    assert filled_in(await form(desk, "ada", text)) == ("find" if found else "", found)


async def test_nothing_is_done_about_a_message_before_the_form_is_sent(desk: Scene) -> None:
    known = desk.kept()
    await form(desk, "ada", "remove-user mark.old@contoso.com\nrefresh crm contacts for anna.berg@contoso.com")
    assert desk.kept() == known
    assert not desk.rows("SELECT id FROM subjects")


@pytest.mark.parametrize("count", [1, 20, 30, 150, 200, 500, 501])
async def test_as_many_as_fit_are_filled_in_and_how_many_are_left_out_is_said(desk: Scene, count: int) -> None:
    people = [f"p{number}@contoso.com" for number in range(count)]
    asked = await form(desk, "ada", " ".join(people))
    _, following = filled_in(asked)
    kept = following.split("; ")
    assert kept == people[: len(kept)]
    assert len(following) <= MOST < len(f"{following}; {people[-1]}") or kept == people
    assert asked.text == (words.looking.left_out(count - len(kept)) if kept != people else "")


async def test_of_a_text_that_is_longer_than_is_read_that_is_said_and_nobody_is_half_read(desk: Scene) -> None:
    who = "anna@contoso.com.example"
    asked = await form(desk, "ada", f"{'x ' * ((READ - 16) // 2)}{who}")  # it is cut behind anna@contoso.com
    assert filled_in(asked) == ("", "")
    assert asked.text == words.looking.not_read_on(READ)
    assert filled_in(await form(desk, "ada", f"{'x ' * ((READ - 24) // 2)}{who}"))[1] == who


async def test_who_may_look_for_nobody_is_offered_no_look(desk: Scene) -> None:
    assert filled_in(await form(desk, "ben", "anna@contoso.com")) == ("", "anna@contoso.com")


async def test_strangers_hear_one_sentence(desk: Scene) -> None:
    assert said(await desk.typed("gus", CHOOSE)) in words.rights.STANDING.values()


async def test_what_is_chosen_is_answered_in_the_language_that_it_came_in(desk: Scene) -> None:
    """Teams says it with the act, and the profile does not."""
    account = desk.terminal.account("ada")
    place = Place(account.surface, "@ada", private=True)
    values = {CHOSEN: ("requests",), FOLLOWING: ("open",)}
    act = Submitted(account=account, place=place, locale="de-DE", verb=CHOOSE, ref="", values=values)
    answer = await desk.bot.desk(act)
    assert (said(answer), answer.lang) == (DE.board.NOTHING[Board.OPEN], "de")
