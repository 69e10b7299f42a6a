"""One human behind an address: who had it keeps it, and where it moved, nobody acts before somebody says who is who."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.app.cutting import cut_log
from bot.app.sealing import Anchor, seal
from bot.cli.terminal import Member, Terminal
from bot.settings.config import Config
from domain.card import Card
from domain.chat import Account, Clicked, Place, Standing, Typed
from domain.people import Whose
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.people.who import report
from tests.handlers.conftest import Open
from tests.stage import PEOPLE, Scene, rules, said

STRANGER = words.rights.STANDING[Standing.MOVED]
TWO = rules(approval={"required": {"default": 2}})
ALONE = rules(people={"admins": ["ada@contoso.com"], "approvers": ["ada@contoso.com", "ben@contoso.com"]})
ASKED = "refresh crm contacts"


def becomes(on: Scene, who: str, email: str, standing: Standing = Standing.MEMBER) -> None:
    """Somebody's profile is changed, or an account is made."""
    names = {member.id: member.name for member in PEOPLE}
    on.terminal.becomes(Member(who, names.get(who, who.title()), email, standing))


async def moved(on: Scene, who: str = "ben", *, to: str = "newcomer", new: str = "") -> None:
    """An address is no longer that of this account, but of another one; and both were seen since."""
    email = f"{who}@contoso.com"
    await on.typed(who, "help")
    becomes(on, who, new or f"{who}.new@contoso.com")
    becomes(on, to, email)
    await on.typed(to, "help")


async def settled(on: Scene, whose: Whose, who: str = "amir") -> str:
    card = await on.typed(who, "person ben@contoso.com")
    assert isinstance(card, Card)
    button = next(button for button in card.buttons if button.verb == f"person-{whose}")
    return said(await on.act(who, button.verb, button.ref))


def noted(on: Scene, kind: str) -> list[Any]:
    return on.rows(f"SELECT actor_id, data FROM events WHERE kind = '{kind}' ORDER BY id")


# ---- votes


async def test_who_changes_their_address_and_comes_back_with_a_second_account_has_no_second_vote(opened: Open) -> None:
    async with opened(config=TWO, works=False) as on:
        ref = await on.file("ada", ASKED)
        await on.act("ben", "approve", ref)
        await moved(on)
        assert said(await on.act("newcomer", "approve", ref)) == STRANGER
        assert said(await on.act("ben", "approve", ref)) == STRANGER
        assert (await on.request(ref)).state is State.PENDING_APPROVAL
        assert await settled(on, Whose.SAME) == words.people.SETTLED[Whose.SAME]
        assert words.requests.OBJECTIONS[Objection.VOTED_ALREADY] in said(await on.act("newcomer", "approve", ref))
        assert (await on.request(ref)).state is State.PENDING_APPROVAL
        await on.act("cleo", "approve", ref)
        assert (await on.request(ref)).state is State.IN_PROGRESS


async def test_two_votes_of_one_human_become_one_once_that_is_known(opened: Open) -> None:
    everybody = rules(
        people={"approvers": ["ben@contoso.com", "cleo@contoso.com", "dan@contoso.com", "amir@contoso.com"]},
        approval={"required": {"default": 3}},
    )
    async with opened(config=everybody, works=False) as on:
        ref = await on.file("ada", ASKED)
        becomes(on, "dan", "dan@contoso.com")
        for who in ("ben", "dan"):
            await on.act(who, "approve", ref)
        becomes(on, "ben", "ben.new@contoso.com")
        becomes(on, "dan", "ben@contoso.com")
        assert said(await on.typed("dan", "help")) == STRANGER
        await settled(on, Whose.SAME)
        assert len(await on.votes(ref)) == 1
        await on.act("cleo", "approve", ref)
        assert (await on.request(ref)).state is State.PENDING_APPROVAL


async def test_nobody_approves_their_own_request_through_a_new_account(opened: Open) -> None:
    async with opened(config=ALONE, works=False) as on:
        ref = await on.file("ada", ASKED)
        await moved(on, "ada")
        becomes(on, "ada", "ada.new@contoso.com", Standing.DEACTIVATED)
        assert words.rights.OWN_REQUEST in said(
            await on.act("newcomer", "approve", ref)
        )  # the last admin, and no other human
        assert (await on.request(ref)).state is State.PENDING_APPROVAL


async def test_nor_by_an_address_that_they_have_now_and_an_account_of_theirs_had_when_they_asked(opened: Open) -> None:
    async with opened(config=ALONE, works=False) as on:
        becomes(on, "ada", "ada@contoso.com")
        ref = await on.file("ada", ASKED)
        on.rows("DELETE FROM addresses")  # as if all that is known of the people were forgotten
        becomes(on, "ada", "gone@contoso.com", Standing.DEACTIVATED)
        becomes(on, "newcomer", "ada@contoso.com")
        assert words.rights.OWN_REQUEST in said(await on.act("newcomer", "approve", ref))


# ---- what somebody with the database alone says of it

GONE = {
    "the row is taken away": "DELETE FROM moves",
    "the row says something else": "UPDATE moves SET whose = 'new'",
    "the row is about others": "UPDATE moves SET owner_id = 'x', taker_id = 'y'",
    "the row says so, and the log": "UPDATE moves SET whose = 'same'; INSERT INTO events (kind, at, data) SELECT "
    "'person.settled', at, replace(substr(data, 1, instr(data, ',\"proof\"') - 1), '\"move\"', "
    "'\"whose\":\"new\",\"move\"') || '}' FROM events WHERE kind = 'person.moved'",
}


@pytest.mark.parametrize("how", GONE.values(), ids=GONE)
async def test_nobody_is_freed_by_what_somebody_wrote_in_the_database(desk: Scene, how: str) -> None:
    """Nor is anybody else touched; and an admin can still say who is who."""
    ref = await desk.file("ada", ASKED)
    await moved(desk)
    written_by_hand(desk, how)
    for who in ("newcomer", "ben"):
        assert said(await desk.act(who, "approve", ref)) == STRANGER
    assert words.looking.HELP_TITLE in said(await desk.typed("cleo", "help"))
    assert not await desk.votes(ref)
    await settled(desk, Whose.NEW)
    await desk.act("newcomer", "approve", ref)
    assert len(await desk.votes(ref)) == 1
    assert words.looking.HELP_TITLE in said(await desk.typed("ben", "help"))


async def test_nor_where_the_row_is_made_about_another_address(desk: Scene) -> None:
    for whose in (None, Whose.OLD):
        if whose:
            await settled(desk, whose)
        else:
            await moved(desk)
        written_by_hand(desk, "UPDATE moves SET lookup = X'00'")
        assert said(await desk.typed("newcomer", "help")) == STRANGER
        on_record = [row.whose for row in desk.rows("SELECT whose FROM moves")]
        assert on_record == [whose]
        written_by_hand(desk, "UPDATE moves SET lookup = (SELECT lookup FROM accounts WHERE account_id = 'newcomer')")


@pytest.mark.parametrize("how", [how for name, how in GONE.items() if "log" not in name])
async def test_what_was_said_to_be_anothers_still_is(desk: Scene, how: str) -> None:
    """Until they have another address."""
    ref = await desk.file("ada", ASKED)
    await moved(desk)
    await settled(desk, Whose.OLD)
    written_by_hand(desk, how)
    assert said(await desk.act("newcomer", "approve", ref)) == STRANGER
    assert words.looking.HELP_TITLE in said(await desk.typed("ben", "help"))
    becomes(desk, "newcomer", "newcomer@contoso.com")
    assert said(await desk.typed("newcomer", "help")) != STRANGER


async def test_what_moved_long_ago_stands_though_the_front_of_the_log_was_cut(desk: Scene) -> None:
    store, clock = desk.bot.store, desk.bot.deps.clock
    await moved(desk)
    await seal(store, Anchor(None), clock)
    await desk.typed("cleo", "help")
    await desk.file("ada", ASKED)
    await seal(store, Anchor(None), clock)
    await cut_log(store, timedelta(days=1), lambda: clock() + timedelta(days=2))
    written_by_hand(desk, GONE["the row is taken away"])
    assert said(await desk.typed("newcomer", "help")) == STRANGER


async def test_what_moved_before_this_release_is_told_at_the_start(opened: Open) -> None:
    async with opened(works=False) as on:
        await moved(on)
        data = noted(on, "person.moved")[0].data
        with on.database.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER events_delete_guard")
            connection.exec_driver_sql("DELETE FROM events WHERE kind = 'person.moved'")
    async with opened(works=False) as on:
        assert [row.data for row in noted(on, "person.moved")] != [data]
        written_by_hand(on, GONE["the row is taken away"])
        becomes(on, "newcomer", "ben@contoso.com")
        assert said(await on.typed("newcomer", "help")) == STRANGER


def written_by_hand(on: Scene, how: str) -> None:
    with on.database.begin() as connection:
        for statement in how.split("; "):
            connection.exec_driver_sql(statement)


# ---- strangers


async def test_both_are_strangers_and_are_told_what_to_do(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await moved(desk)
    kept = desk.kept()
    for who in ("ben", "newcomer"):
        for answer in (
            await desk.typed(who, "help"),
            await desk.typed(who, f"show {ref}"),
            await desk.act(who, "approve", ref),
            await desk.act(who, "deny", ref, reason="because"),
            await desk.act(who, "details", ref),
        ):
            assert said(answer) == STRANGER
    assert "“person”" in STRANGER
    assert desk.kept() == kept
    assert len(noted(desk, "person.moved")) == 1


async def test_nobody_else_is_touched_by_it(desk: Scene) -> None:
    await moved(desk)
    assert words.looking.HELP_TITLE in said(await desk.typed("cleo", "help"))


async def test_who_takes_the_address_of_another_is_a_stranger_too(desk: Scene) -> None:
    for who in ("cleo", "ben"):
        await desk.typed(who, "help")
    becomes(desk, "ben", "ben.new@contoso.com")
    becomes(desk, "cleo", "ben@contoso.com")
    assert said(await desk.typed("cleo", "help")) == STRANGER
    assert said(await desk.typed("ben", "help")) == STRANGER


async def test_who_changes_their_own_address_is_no_stranger(desk: Scene) -> None:
    await desk.typed("amir", "help")
    for email in ("amir.new@contoso.com", "amir@contoso.com"):
        becomes(desk, "amir", email)
        assert words.looking.HELP_TITLE in said(await desk.typed("amir", "help"))


async def test_strangers_get_no_card_and_the_admins_hear_of_it(on: Scene) -> None:
    await on.typed("ben", "help")
    becomes(on, "newcomer", "ben@contoso.com")
    becomes(on, "ben", "ben.new@contoso.com")
    ref = await on.file("ada", ASKED)
    await on.until("@cleo", ref)
    card = await on.until("@amir", words.people.MOVED_TITLE)
    await on.until("@ada", words.people.MOVED_TITLE)
    assert "@" not in said(card)  # whose address it is, and not which
    assert not on.read("@ben")
    assert not on.read("@newcomer")
    await on.act("amir", "person-new", card.buttons[0].ref)
    await on.until("@newcomer", words.people.AGAIN)
    ref = await on.file("ada", "refresh crm web")
    await on.until("@newcomer", ref)
    assert ref not in on.read("@ben")


async def test_who_has_lost_an_address_gets_no_card_of_a_role_by_it(on: Scene) -> None:
    becomes(on, "ben", "ben.new@contoso.com")
    ref = await on.file("ada", ASKED)
    await on.until("@cleo", ref)
    assert not on.read("@ben")


# ---- who is who


@pytest.mark.parametrize("whose", Whose)
async def test_an_admin_says_who_is_who(desk: Scene, whose: Whose) -> None:
    await moved(desk)
    assert await settled(desk, whose) == words.people.SETTLED[whose]
    assert (said(await desk.typed("newcomer", "help")) == STRANGER) is (whose is Whose.OLD)
    assert words.looking.HELP_TITLE in said(await desk.typed("ben", "help"))
    [(actor, data)] = noted(desk, "person.settled")
    assert actor
    assert f'"whose":"{whose}"' in data
    assert await settled_again(desk) == words.people.SETTLED_BEFORE


async def settled_again(on: Scene) -> str:
    return said(await on.act("amir", "person-same", "1"))


async def test_the_new_owner_of_an_address_votes_but_not_where_its_old_owner_has_voted(opened: Open) -> None:
    async with opened(config=TWO, works=False) as on:
        ref = await on.file("ada", ASKED)
        await on.act("ben", "approve", ref)
        await moved(on)
        await settled(on, Whose.NEW)
        assert words.requests.OBJECTIONS[Objection.ONE_HUMAN] in said(await on.act("newcomer", "approve", ref))
        assert (await on.request(ref)).state is State.PENDING_APPROVAL  # its log knows the address as that of who voted
        later = await on.file("ada", "refresh crm web")
        await on.act("newcomer", "approve", later)
        await on.act("cleo", "approve", later)
        assert (await on.request(later)).state is State.IN_PROGRESS


async def test_who_was_told_that_it_is_not_theirs_may_go_on_once_they_gave_it_back(desk: Scene) -> None:
    await moved(desk)
    await settled(desk, Whose.OLD)
    assert said(await desk.typed("newcomer", "help")) == STRANGER
    becomes(desk, "newcomer", "newcomer@contoso.com")
    assert words.looking.HELP_TITLE in said(await desk.typed("newcomer", "help"))


async def test_nobody_says_it_of_themselves(opened: Open) -> None:
    async with opened(config=ALONE, works=False) as on:
        await moved(on, "ada")
        becomes(on, "ada", "x@contoso.com", Standing.DEACTIVATED)
        for whose in Whose:
            assert said(await on.act("newcomer", f"person-{whose}", "1")) == words.people.NOT_YOUR_MOVE
        assert noted(on, "person.settled") == []
        assert '"why":"own-move"' in noted(on, "act.refused")[-1][1]


@pytest.mark.parametrize("who", ["ben", "olga", "tess", "nils"])
async def test_it_takes_the_role_admin(desk: Scene, who: str) -> None:
    await moved(desk, "cleo")
    for answer in (
        await desk.typed(who, "person"),
        await desk.typed(who, "person cleo@contoso.com"),
        await desk.act(who, "person", "1"),
        await desk.act(who, "person-same", "1"),
        await desk.act(who, "person", "", {"who": "cleo@contoso.com"}),
    ):
        assert "takes the role admin" in said(answer)
    assert noted(desk, "person.settled") == []


async def test_all_that_is_open_stands_in_a_list_and_each_has_its_button(desk: Scene) -> None:
    assert said(await desk.typed("amir", "person")) == words.people.NOTHING_MOVED
    await moved(desk)
    await moved(desk, "cleo", to="second")
    card = await desk.typed("amir", "person")
    assert isinstance(card, Card)
    assert len(card.items) == 2
    opened = await desk.act("amir", "person", card.items[1].button.ref if card.items[1].button else "")
    assert isinstance(opened, Card)
    assert [button.verb for button in opened.buttons] == ["person-same", "person-new", "person-old"]
    assert all(button.confirm for button in opened.buttons)
    assert "@contoso.com" not in said(opened)


async def test_an_address_that_has_not_moved_is_told_too(desk: Scene) -> None:
    await desk.typed("ben", "help")
    found = said(await desk.typed("amir", "person Ben Bauer <BEN@contoso.com>."))
    assert "Ben Bauer" in found
    assert "ben" in found
    assert said(await desk.typed("amir", "person nobody@contoso.com")) == words.people.NEVER_MET
    assert said(await desk.typed("amir", "person ben")) == words.people.which_address("ben")
    assert len(noted(desk, "person.looked-up")) == 2


async def test_in_a_channel_no_address_is_typed(desk: Scene) -> None:
    place = Place(desk.terminal.surface, "general")
    typed = Typed(account=desk.terminal.account("amir"), place=place, text="person ben@contoso.com", public=True)
    answer = await desk.bot.desk(typed)
    assert isinstance(answer, Card)
    assert answer.text == (words.requests.ADDRESS_IN_PUBLIC,)
    form = await desk.act("amir", answer.buttons[0].verb, answer.buttons[0].ref)
    assert [field.name for field in getattr(form, "fields", ())] == ["who"]
    assert said(await desk.act("amir", "person", "", {"who": "nobody@contoso.com"})) == words.people.NEVER_MET


@pytest.mark.parametrize("ref", ["", "0", "99", "-1", "x", "9" * 40, "１", "1; DROP TABLE moves"])
async def test_a_button_about_nothing_known_changes_nothing(desk: Scene, ref: str) -> None:
    await moved(desk)
    for verb in ("person", *(f"person-{whose}" for whose in Whose)):
        assert said(await desk.act("amir", verb, ref)) == words.people.SETTLED_BEFORE
    assert noted(desk, "person.settled") == []


async def test_delivered_twice_it_is_said_once(desk: Scene) -> None:
    await moved(desk)
    first = said(await desk.act("amir", "person-same", "1", delivery="T1"))
    second = said(await desk.act("amir", "person-same", "1", delivery="T1"))
    assert (first, second) == (words.people.SETTLED[Whose.SAME], words.people.SETTLED_BEFORE)


# ---- in the configuration


def saying(whose: Whose, to: str = "slack:U0NEW") -> Config:
    return rules(people={"moved": {" Ben@Contoso.com": {"to": to, "whose": whose}}})


def slack(on: Scene, **emails: str) -> Terminal:
    """Members of Slack by their ids."""
    door = Terminal([Member(who, who.title(), email) for who, email in emails.items()], surface="slack")
    on.bot.doors["slack"] = door
    return door


async def in_slack(on: Scene, who: str) -> str:
    place = Place("slack", f"@{who}", private=True)
    return said(await on.bot.desk(Typed(account=Account("slack", "", who), place=place, text="help")))


async def moved_in_slack(on: Scene) -> list[str]:
    """What the two are told."""
    slack(on, U0BEN="ben@contoso.com")
    await in_slack(on, "U0BEN")
    slack(on, U0BEN="ben.new@contoso.com", U0NEW="ben@contoso.com")
    return [await in_slack(on, "U0NEW"), await in_slack(on, "U0BEN")]


@pytest.mark.parametrize("whose", Whose)
async def test_a_line_in_the_configuration_says_it_at_the_next_start(opened: Open, whose: Whose) -> None:
    async with opened(works=False) as on:
        assert await moved_in_slack(on) == [STRANGER, STRANGER]
    async with opened(config=saying(whose)) as on:
        slack(on, U0BEN="ben.new@contoso.com", U0NEW="ben@contoso.com")
        assert (await in_slack(on, "U0NEW") == STRANGER) is (whose is Whose.OLD)
        assert await in_slack(on, "U0BEN") != STRANGER
        [(actor, data)] = noted(on, "person.settled")
        assert (actor, f'"whose":"{whose}"' in data) == (None, True)


@pytest.mark.parametrize("whose", Whose)
async def test_a_line_that_was_there_before_holds_at_once(opened: Open, whose: Whose) -> None:
    async with opened(config=saying(whose), works=False) as on:
        new, old = await moved_in_slack(on)
        assert (new == STRANGER) is (whose is Whose.OLD)
        assert old != STRANGER
        assert noted(on, "person.moved") == []
        assert len(noted(on, "person.settled")) == 1


async def test_a_line_about_another_account_says_nothing_of_this_one(opened: Open) -> None:
    async with opened(config=saying(Whose.SAME, "slack:U0OTHER")) as on:
        assert await moved_in_slack(on) == [STRANGER, STRANGER]


# ---- the last admin who can be reached


async def test_the_last_admin_is_never_locked_out(opened: Open) -> None:
    async with opened(config=ALONE, works=False) as on:
        await on.typed("ada", "help")
        becomes(on, "ada", "gone@contoso.com", Standing.DEACTIVATED)
        becomes(on, "newcomer", "ada@contoso.com")
        assert words.looking.HELP_TITLE in said(await on.typed("newcomer", "help"))
        assert len(noted(on, "person.moved")) == 1
        told = await report(on.bot.deps)
        assert words.people.stays(Account("playground", "", "newcomer")) in told
        assert not [line for line in told if "@" in line]


async def test_with_another_admin_they_are_strangers_like_everybody(desk: Scene) -> None:
    await desk.typed("ada", "help")
    becomes(desk, "ada", "gone@contoso.com", Standing.DEACTIVATED)
    becomes(desk, "newcomer", "ada@contoso.com")
    assert said(await desk.typed("newcomer", "help")) == STRANGER
    [line] = await report(desk.bot.deps)
    assert "playground:newcomer" in line
    assert "ada@" not in line


async def test_an_admin_who_left_is_no_other_admin(desk: Scene) -> None:
    await desk.typed("ada", "help")
    becomes(desk, "amir", "amir@contoso.com", Standing.DEACTIVATED)
    becomes(desk, "ada", "gone@contoso.com")
    becomes(desk, "newcomer", "ada@contoso.com")
    assert words.looking.HELP_TITLE in said(await desk.typed("newcomer", "help"))


async def test_of_two_strangers_who_are_admins_the_one_who_was_there_first_stays(opened: Open) -> None:
    people = {"admins": ["ada@contoso.com", "ada.new@contoso.com"]}
    async with opened(config=rules(people=people), works=False) as on:
        await moved(on, "ada")
        assert said(await on.typed("newcomer", "help")) == STRANGER
        assert words.looking.HELP_TITLE in said(await on.typed("ada", "help"))


# ---- two surfaces


@pytest.fixture
def elsewhere(desk: Scene) -> Iterator[Terminal]:
    """Another surface, where Ben has an account as well."""
    other = Terminal((Member("ben-there", "Ben Bauer", "ben@contoso.com"),), surface="other")
    desk.bot.doors["other"] = other
    yield other
    desk.bot.doors.pop("other", None)


async def there(on: Scene, other: Terminal, who: str = "ben-there") -> str:
    place = Place("other", f"@{who}", private=True)
    return said(await on.bot.desk(Typed(account=other.account(who), place=place, text="help")))


async def test_one_address_on_two_surfaces_is_one_human(desk: Scene, elsewhere: Terminal) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.act("ben", "approve", ref)
    place = Place("other", "@ben-there", private=True)
    again = Clicked(account=elsewhere.account("ben-there"), place=place, verb="approve", ref=ref)
    assert words.requests.OBJECTIONS[Objection.DECIDED] in said(await desk.bot.desk(again))
    assert desk.rows("SELECT count(DISTINCT person_id) FROM accounts WHERE account_id LIKE 'ben%'")[0][0] == 1


async def test_who_has_the_address_no_more_is_asked_at_that_moment(desk: Scene, elsewhere: Terminal) -> None:
    await desk.typed("ben", "help")
    becomes(desk, "ben", "ben.new@contoso.com")  # nobody has looked since
    assert await there(desk, elsewhere) == STRANGER
    assert said(await desk.typed("ben", "help")) == STRANGER


async def test_who_left_is_not_taken_for_whoever_has_the_address_now(desk: Scene, elsewhere: Terminal) -> None:
    await desk.typed("ben", "help")
    becomes(desk, "ben", "ben@contoso.com", Standing.DEACTIVATED)
    assert await there(desk, elsewhere) == STRANGER


async def test_while_it_cannot_be_told_nothing_is_decided(desk: Scene, elsewhere: Terminal) -> None:
    await desk.typed("ben", "help")
    becomes(desk, "ben", "ben@contoso.com", Standing.UNKNOWN)
    assert await there(desk, elsewhere) == words.rights.STANDING[Standing.UNKNOWN]
    becomes(desk, "ben", "ben@contoso.com")
    assert words.looking.HELP_TITLE in await there(desk, elsewhere)


async def test_a_company_that_leaves_a_surface_keeps_its_people(desk: Scene, elsewhere: Terminal) -> None:
    await desk.typed("ben", "help")
    del desk.bot.doors[desk.terminal.surface]
    assert words.looking.HELP_TITLE in await there(desk, elsewhere)
    desk.bot.doors[desk.terminal.surface] = desk.terminal


async def test_a_name_that_changes_everywhere_makes_nobody_a_stranger(desk: Scene, elsewhere: Terminal) -> None:
    await desk.typed("ben", "help")
    assert words.looking.HELP_TITLE in await there(desk, elsewhere)
    becomes(desk, "ben", "ben.married@contoso.com")
    assert words.looking.HELP_TITLE in said(await desk.typed("ben", "help"))
    assert words.looking.HELP_TITLE in await there(desk, elsewhere)
