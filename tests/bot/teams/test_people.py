"""Who somebody is in Teams comes from the directory, and only a full member of a tenant that counts is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.door import Busy, Closed, Doubtful
from domain.chat import Account, Standing
from domain.mend import DirectoryRefused
from domain.trouble import Refused, Throttled, Unreachable
from tests.bot.teams.conftest import Office, SmallDesk, an_office
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, ANNA, BEN, CLEO, DORA, GUS, OTHER_TENANT, TENANT, User


def account(who: User, tenant: str = TENANT) -> Account:
    return Account("teams", tenant, who.id)


@pytest.mark.parametrize(
    ("who", "standing", "email"),
    [
        (ADA, Standing.MEMBER, "ada@contoso.com"),
        (ANNA, Standing.MEMBER, "avogt@contoso.com"),  # her sign-in name, whatever stands in the field for mail
        (replace(ADA, id="a1", mail=None), Standing.MEMBER, "ada@contoso.com"),
        (replace(BEN, id="b1", mail="ada@contoso.com"), Standing.MEMBER, "ben@contoso.com"),
        (replace(ADA, id="a4", upn=""), Standing.UNKNOWN, None),
        (replace(ADA, id="a5", upn="ada"), Standing.UNKNOWN, "ada"),
        (GUS, Standing.GUEST, GUS.upn),
        (replace(GUS, id="g1", user_type="Member"), Standing.GUEST, GUS.upn),
        (
            replace(GUS, id="g3", user_type="Member", upn="gus_x.de#ext#@contoso.example"),
            Standing.GUEST,
            "gus_x.de#ext#@contoso.example",
        ),
        (
            replace(GUS, id="g4", user_type="Member", upn="gus_x.de#Ext#@contoso.example"),
            Standing.GUEST,
            "gus_x.de#Ext#@contoso.example",
        ),
        (replace(ADA, id="a6", user_type="member"), Standing.GUEST, "ada@contoso.com"),
        (replace(ADA, id="a2", user_type="Guest"), Standing.GUEST, "ada@contoso.com"),
        (replace(ADA, id="a3", user_type=None), Standing.GUEST, "ada@contoso.com"),
        (DORA, Standing.DEACTIVATED, "dora@contoso.com"),
        (replace(GUS, id="g2", enabled=False), Standing.DEACTIVATED, GUS.upn),
    ],
)
async def test_the_directory_says_who_counts(office: Office, who: User, standing: Standing, email: str | None) -> None:
    office.teams.world.users.append(who)
    profile = await office.door.profile(account(who))
    assert (profile.standing, profile.email, profile.name) == (standing, email, who.name)


async def test_who_shows_no_name_is_called_by_what_their_sign_in_name_begins_with(office: Office) -> None:
    nameless, forged = replace(ADA, id="n1", name="✓ \u3164"), replace(BEN, id="n2", name="Ben Boss, ✓ Cleo")
    office.teams.world.users += [nameless, forged]
    assert (await office.door.profile(account(nameless))).name == "ada"
    assert (await office.door.profile(account(forged))).name == "Ben Boss Cleo"


@pytest.mark.parametrize(
    "account",
    [Account("teams", OTHER_TENANT, ADA.id), Account("teams", TENANT, ""), Account("teams", TENANT, "nobody")],
)
async def test_whoever_is_not_of_the_house_is_a_stranger(office: Office, account: Account) -> None:
    profile = await office.door.profile(account)
    assert (profile.standing, profile.email) == (Standing.STRANGER, None)


async def test_one_human_has_one_account_however_it_is_written(office: Office) -> None:
    spellings = [Account("teams", "", ADA.id), Account("teams", TENANT.upper(), ADA.id.upper()), account(ADA)]
    assert {(await office.door.profile(spelt)).account for spelt in spellings} == {account(ADA)}
    assert office.register.asked == 1


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (Throttled("later", retry_after=7), Busy),
        (Refused("no", status=403), Busy),
        (Unreachable("nobody there"), Doubtful),
    ],
)
async def test_a_directory_that_cannot_tell_makes_nobody_a_member(
    office: Office, trouble: Exception, fault: type[Exception]
) -> None:
    office.register.trouble = trouble
    with pytest.raises(fault):
        await office.door.profile(account(ADA))
    office.register.trouble = None
    assert (await office.door.profile(account(ADA))).standing is Standing.MEMBER


@pytest.mark.parametrize(
    ("trouble", "soonest", "latest"),
    [(Throttled("later", retry_after=7), 7, 7), (Refused("no", status=403), 5, 120)],  # somebody has to mend it
    ids=["when it says", "when somebody may have mended it"],
)
async def test_a_directory_that_does_not_answer_is_asked_again_soon_and_not_all_the_time(
    office: Office, trouble: Exception, soonest: float, latest: float
) -> None:
    office.register.trouble = trouble
    for ask in (lambda: office.door.profile(account(ADA)), lambda: office.door.find("ada@contoso.com")):
        with pytest.raises(Busy) as told:
            await ask()
        assert soonest <= told.value.retry_after <= latest


async def test_a_directory_that_refuses_shows_until_it_answers_again(office: Office) -> None:
    office.register.trouble = Refused("no", status=403, code="Authorization_RequestDenied")
    with pytest.raises(Busy):
        await office.door.profile(account(ADA))
    found = await office.door.condition()
    assert (found.code, found.mend) == ("Authorization_RequestDenied", DirectoryRefused())
    office.register.trouble = None
    await office.door.profile(account(ADA))
    assert str(await office.door.condition()) == "listening"


async def test_a_member_is_found_by_sign_in_name_and_by_nothing_else(office: Office) -> None:
    assert await office.door.find(" Ada@Contoso.com ") == account(ADA)
    assert await office.door.find("avogt@contoso.com") == account(ANNA)
    assert await office.door.find("anna-lena.vogt@contoso.com") is None  # what stands in the field for mail


@pytest.mark.parametrize("email", ["gus@fabrikam.example", "dora@contoso.com", "nobody@contoso.com"])
async def test_nobody_else_is_found(office: Office, email: str) -> None:
    assert await office.door.find(email) is None


async def test_two_matches_are_no_match(office: Office) -> None:
    office.teams.world.users.append(replace(BEN, id="b2", upn="ada@contoso.com"))
    assert await office.door.find("ada@contoso.com") is None


async def test_who_cannot_be_written_to_is_not_found_until_they_install_the_app(office: Office) -> None:
    assert await office.door.find("cleo@contoso.com") is None
    assert await office.door.find("cleo@contoso.com") is None
    assert len(office.teams.world.made("create")) == 1
    await office.sender.send(activities.installed(office.sender.service_url, CLEO))
    assert await office.door.find("cleo@contoso.com") == account(CLEO)
    assert await office.door.direct(account(CLEO)) == CLEO.chat


async def test_a_private_chat_is_begun_once_and_with_the_tenant(office: Office) -> None:
    assert [await office.door.direct(account(BEN)) for _ in range(2)] == [BEN.chat] * 2
    (call,) = office.teams.world.made("create")
    assert (call.body["tenantId"], call.body["members"]) == (TENANT, [{"id": BEN.id}])


async def test_a_place_is_the_private_chat_with_who_is_there_and_no_channel_is(office: Office) -> None:
    for place, whose in ((BEN.chat, True), (ADA.chat, False), ("19:approvals@thread.tacv2", False), ("", False)):
        assert await office.door.is_direct(account(BEN), place) is whose


async def test_a_private_chat_that_moved_is_theirs_still(office: Office) -> None:
    moved = await office.door.direct(account(BEN))
    conversations = office.door._chats._conversations
    where = await conversations.get(moved)
    assert where
    await conversations.put(replace(where, id="a:before"))
    await conversations.retire("a:before")
    assert await office.door.is_direct(account(BEN), "a:before")
    assert not await office.door.is_direct(account(ADA), "a:before")


async def test_a_private_chat_that_cannot_be_begun_is_closed(office: Office) -> None:
    with pytest.raises(Closed, match="not_installed"):
        await office.door.direct(account(CLEO))


async def test_a_private_chat_that_may_have_been_begun_is_tried_again(office: Office) -> None:
    office.teams.faults.add(Fault("answer", "create", status=500))
    with pytest.raises(Doubtful):
        await office.door.direct(account(BEN))
    assert await office.door.direct(account(BEN)) == BEN.chat


async def test_the_address_of_the_tenant_is_used_for_who_was_never_met(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, service_url="http://127.0.0.1:9/nobody") as office:
        await office.sender.types(ADA, "help")
        await office.door.direct(account(BEN))
        assert teams.world.made("create")[-1].path.startswith("/emea/")


@pytest.mark.parametrize(
    ("upn", "address"),
    [
        ("eva_auditors.example#EXT#@contoso.onmicrosoft.com", "eva@auditors.example"),
        ("Eva_Auditors.Example#ext#@contoso.onmicrosoft.com", "eva@auditors.example"),
        ("eva_maria_auditors.example#EXT#@contoso.onmicrosoft.com", "eva_maria@auditors.example"),
        ("eva_auditors.example#EXT#", None),
        ("eva.auditors.example#EXT#@contoso.onmicrosoft.com", None),
        ("_auditors.example#EXT#@contoso.onmicrosoft.com", None),
        ("eva_auditors#EXT#@contoso.onmicrosoft.com", None),
        ("eva_a.example#EXT#_b.example#EXT#@contoso.onmicrosoft.com", None),
        ("eva@auditors.example", None),
        ("", None),
    ],
)
async def test_a_guest_is_vouched_for_by_the_address_of_the_invitation(
    office: Office, upn: str, address: str | None
) -> None:
    """Not by the field for mail, which many may write."""
    guest = User("e1", "Eva Outside", "ada@contoso.com", upn, "Guest")
    office.teams.world.users.append(guest)
    assert (await office.door.profile(account(guest))).vouched == address


@pytest.mark.parametrize("odd", [{"user_type": "Member"}, {"user_type": None}, {"enabled": False}], ids=str)
async def test_whoever_is_no_guest_is_vouched_for_by_nobody(office: Office, odd: dict[str, object]) -> None:
    upn = "eva_auditors.example#EXT#@contoso.onmicrosoft.com"
    guest = replace(User("e2", "Eva Outside", None, upn, "Guest"), **odd)
    office.teams.world.users.append(guest)
    assert (await office.door.profile(account(guest))).vouched is None
