"""Only full, active, known members of our own workspaces count."""

from __future__ import annotations

import pytest

from bot.door import Busy, Closed, Doubtful
from bot.slack.people import profile_of
from domain.chat import Account, Standing
from tests.bot.slack.conftest import Office, SmallDesk, an_office
from tests.fakes.slack import TEAM, FakeSlack, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import OTHER_TEAM, User


def account(user: str, team: str = TEAM) -> Account:
    return Account("slack", team, user)


@pytest.mark.parametrize(
    ("user", "standing"),
    [
        ("U0ADA", Standing.MEMBER),
        ("U0GUEST", Standing.GUEST),
        ("U0SINGLE", Standing.GUEST),
        ("U0GONE", Standing.DEACTIVATED),
        ("U0NEW", Standing.UNCONFIRMED),
        ("U0STRANGER", Standing.STRANGER),
        ("U0DSR", Standing.BOT),
        ("U0NOBODY", Standing.STRANGER),
    ],
)
async def test_everyone_has_their_standing(office: Office, user: str, standing: Standing) -> None:
    assert (await office.door.profile(account(user))).standing is standing


async def test_a_profile_has_name_address_and_the_persons_own_workspace(office: Office) -> None:
    profile = await office.door.profile(account("U0ADA", "T0ELSEWHERE"))
    assert (profile.name, profile.email, profile.account) == ("Ada Admin", "ada@contoso.com", account("U0ADA"))


async def test_the_language_that_somebody_has_set_is_asked_for(office: Office) -> None:
    office.slack.world.users["U0BEN"].flags["locale"] = "de-DE"
    assert (await office.door.profile(account("U0BEN"))).locale == "de-DE"
    assert (await office.door.profile(account("U0ADA"))).locale == ""


def shown(**more: object) -> dict[str, object]:
    return {**User("U1", "Una One", "una@contoso.com").shown(), **more}


def test_a_member_of_the_organisation_counts_through_any_of_their_workspaces() -> None:
    user = shown(team_id="T0SISTER", enterprise_user={"teams": ["T0SISTER", TEAM]})
    assert profile_of(user, frozenset({TEAM})).standing is Standing.MEMBER
    assert profile_of(user, frozenset({"T0ELSE"})).standing is Standing.STRANGER


def test_a_stranger_is_one_even_with_a_workspace_that_counts() -> None:
    assert profile_of(shown(is_stranger=True), frozenset({TEAM})).standing is Standing.STRANGER


def test_a_deactivated_guest_is_deactivated() -> None:
    user = shown(deleted=True, is_restricted=True)
    assert profile_of(user, frozenset({TEAM})).standing is Standing.DEACTIVATED


def test_somebody_invited_who_has_not_come_yet_does_not_count() -> None:
    assert profile_of(shown(is_invited_user=True), frozenset({TEAM})).standing is Standing.UNCONFIRMED


@pytest.mark.parametrize("field", ["deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_email_confirmed"])
@pytest.mark.parametrize("told", [None, "", 0, "false", ...])
def test_what_a_profile_does_not_say_counts_against(field: str, told: object) -> None:
    user = shown(**{field: told})
    if told is ...:
        del user[field]
    assert profile_of(user, frozenset({TEAM})).standing is not Standing.MEMBER


def test_a_profile_without_a_workspace_is_a_strangers() -> None:
    user = shown()
    del user["team_id"]
    assert profile_of(user, frozenset({TEAM})).standing is Standing.STRANGER


@pytest.mark.parametrize("becomes", ["new@contoso.com", "ada@contoso.com"])
async def test_an_address_that_moves_is_looked_up_anew_once_slack_tells_of_it(office: Office, becomes: str) -> None:
    users = office.slack.world.users
    assert await office.door.find("ada@contoso.com") == account("U0ADA")
    assert await office.door.find("ben@contoso.com") == account("U0BEN")
    users["U0ADA"].email, users["U0CLEO"].email = "old@contoso.com", becomes
    assert await office.door.find("ada@contoso.com") == account("U0ADA")
    await office.sender.send(payloads.user_changed(users["U0ADA"].shown()))
    await office.sender.send(payloads.user_changed(users["U0CLEO"].shown()))
    moved = account("U0CLEO") if becomes == "ada@contoso.com" else None
    assert await office.door.find("ada@contoso.com") == moved
    assert await office.door.find("old@contoso.com") == account("U0ADA")
    assert await office.door.find("ben@contoso.com") == account("U0BEN")
    assert [call.arguments["email"][:3] for call in office.slack.world.made("users.lookupByEmail")].count("ben") == 1


async def test_somebody_who_was_not_there_is_found_once_slack_tells_of_them(office: Office) -> None:
    assert await office.door.find("newcomer@contoso.com") is None
    office.slack.world.users["U0NEW1"] = User("U0NEW1", "Nell New", "newcomer@contoso.com")
    await office.sender.send(payloads.user_changed(office.slack.world.users["U0NEW1"].shown()))
    assert await office.door.find("newcomer@contoso.com") == account("U0NEW1")


async def test_the_name_people_chose_goes_first(office: Office) -> None:
    profile = profile_of(shown(profile={"display_name": "una", "real_name": "Una One"}), frozenset({TEAM}))
    assert (profile.name, profile.email) == ("una", None)


@pytest.mark.parametrize("chosen", ["  ", "✓", "\u3164", "una@contoso.com", ""])
async def test_where_the_chosen_name_shows_nobody_the_real_one_does(office: Office, chosen: str) -> None:
    told = shown(profile={"display_name": chosen, "real_name": "Una One, ✓ Ben Boss"})
    assert profile_of(told, frozenset({TEAM})).name == "Una One Ben Boss"


async def test_the_workspaces_that_count_can_be_named(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk, teams=(OTHER_TEAM,)) as office:
        assert (await office.door.profile(account("U0STRANGER"))).standing is Standing.MEMBER
        assert (await office.door.profile(account("U0ADA"))).standing is Standing.STRANGER


async def test_somebody_is_looked_up_once_a_minute(office: Office) -> None:
    for _ in range(3):
        await office.door.profile(account("U0ADA"))
    assert len(office.slack.world.made("users.info")) == 1


async def test_an_address_leads_to_a_member_and_to_nobody_else(office: Office) -> None:
    assert await office.door.find(" Ada@Contoso.com ") == account("U0ADA")
    assert await office.door.find("gus@agency.example") is None
    assert await office.door.find("gil@contoso.com") is None
    assert await office.door.find("nobody@contoso.com") is None
    assert await office.door.find("nobody@contoso.com") is None
    assert len(office.slack.world.made("users.lookupByEmail")) == 4


async def test_no_address_stands_in_an_url(office: Office) -> None:
    await office.door.find("ada@contoso.com")
    [call] = office.slack.world.made("users.lookupByEmail")
    assert call.arguments == {"email": "ada@contoso.com"}
    assert call.verb == "POST"


async def test_the_private_chat_is_opened_once(office: Office) -> None:
    assert [await office.door.direct(account("U0BEN")) for _ in range(3)] == ["D0BEN"] * 3
    assert len(office.slack.world.made("conversations.open")) == 1


async def test_there_is_no_private_chat_with_somebody_who_left(office: Office) -> None:
    with pytest.raises(Closed, match="user_disabled"):
        await office.door.direct(account("U0GONE"))


async def test_when_slack_cannot_tell_nobody_is_a_member(office: Office) -> None:
    office.slack.faults.add(Fault("throttle", "users.info", seconds=7))
    with pytest.raises(Busy) as busy:
        await office.door.profile(account("U0ADA"))
    assert busy.value.retry_after == 7
    office.slack.faults.add(Fault("error", "users.info", code="internal_error"))
    with pytest.raises(Doubtful):
        await office.door.profile(account("U0ADA"))
    assert (await office.door.profile(account("U0ADA"))).standing is Standing.MEMBER


async def test_a_right_that_is_missing_is_not_taken_for_an_unknown_person(office: Office) -> None:
    office.slack.faults.add(Fault("error", "users.info", code="missing_scope"))
    with pytest.raises(Busy):
        await office.door.profile(account("U0ADA"))


def test_of_a_guest_the_confirmed_address_is_vouched_for_and_of_nobody_else() -> None:
    guest = {"is_restricted": True, "is_ultra_restricted": False}
    ours = frozenset({TEAM})
    assert profile_of(shown(**guest), ours).vouched == "una@contoso.com"
    assert profile_of(shown(is_ultra_restricted=True), ours).vouched == "una@contoso.com"
    assert profile_of(shown(), ours).vouched is None
    oddities: tuple[dict[str, object], ...] = (
        {"is_email_confirmed": False},
        {"is_email_confirmed": None},
        {"is_invited_user": True},
        {"is_stranger": True},
        {"deleted": True},
        {"is_bot": True},
        {"is_ultra_restricted": None},
        {"team_id": "T0ELSE"},
        {"profile": {}},
    )
    for odd in oddities:
        assert profile_of(shown(**{**guest, **odd}), ours).vouched is None, odd
