"""Several tenants: whoever acts is looked up where they are from, and is nobody of another tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.door import Busy, Closed, Doubtful
from bot.teams.conversations import Kind
from bot.teams.people import SILENT
from domain.card import Card
from domain.chat import Account, Standing
from domain.mend import TenantRefused, TenantSilent
from domain.trouble import Refused, Throttled, Unreachable
from tests.bot.teams.conftest import Office, SmallDesk, Time, an_office, channel
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.world import (
    ADA,
    ANNA,
    APPROVALS,
    BEN,
    FRIDA,
    GROUP,
    GUS,
    OTHER_TENANT,
    TENANT,
    THEIR_ADA,
    Register,
    User,
)


@dataclass(frozen=True)
class Two:
    office: Office
    theirs: Register


@pytest.fixture
async def two(teams: FakeTeams, desk: SmallDesk) -> AsyncIterator[Two]:
    theirs = Register(teams.world, OTHER_TENANT)
    tenants = (TENANT, OTHER_TENANT)
    async with an_office(teams, desk, tenants=tenants, directories={OTHER_TENANT: theirs}) as office:
        yield Two(office, theirs)


def account(who: User) -> Account:
    return Account("teams", who.tenant, who.id)


async def test_one_object_id_and_one_name_in_two_tenants_are_two_people(two: Two) -> None:
    ours, theirs = [await two.office.door.profile(account(who)) for who in (ADA, THEIR_ADA)]
    assert ours.name == theirs.name
    assert (ours.account, ours.email) == (account(ADA), "ada@contoso.com")
    assert (theirs.account, theirs.email) == (account(THEIR_ADA), "ada@fabrikam.com")
    assert {ours.standing, theirs.standing} == {Standing.MEMBER}


async def test_what_somebody_does_is_done_by_the_account_of_their_own_tenant(two: Two) -> None:
    await two.office.sender.types(THEIR_ADA, "help")
    assert [one.account for one in two.office.desk.heard] == [account(THEIR_ADA)]


async def test_an_id_of_one_tenant_is_nobody_in_another(two: Two) -> None:
    for stranger in (Account("teams", OTHER_TENANT, BEN.id), Account("teams", TENANT, FRIDA.id)):
        assert (await two.office.door.profile(stranger)).standing is Standing.STRANGER


@pytest.mark.parametrize("who", [ADA, ANNA, FRIDA, THEIR_ADA], ids=lambda who: who.upn)
async def test_each_is_found_by_sign_in_name_in_the_tenant_that_has_it(two: Two, who: User) -> None:
    assert await two.office.door.find(who.upn) == account(who)


async def test_a_sign_in_name_of_two_tenants_says_of_nobody_who_they_are(two: Two) -> None:
    two.office.teams.world.users.append(replace(FRIDA, id="f1", upn="ben@contoso.com"))
    assert await two.office.door.find("ben@contoso.com") is None
    for claiming in (account(BEN), Account("teams", OTHER_TENANT, "f1")):
        found = await two.office.door.profile(claiming)
        assert (found.standing, found.email) == (Standing.UNKNOWN, None)


async def test_a_guest_in_one_tenant_is_no_member_there_whatever_they_are_at_home(two: Two) -> None:
    two.office.teams.world.users.append(replace(FRIDA, id=GUS.id, upn="gus@fabrikam.com"))
    assert (await two.office.door.profile(account(GUS))).standing is Standing.GUEST


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [(Throttled("later", retry_after=7), Busy), (Unreachable("nobody there"), Doubtful), (Refused("no"), Busy)],
)
async def test_while_a_directory_cannot_be_asked_nobody_is_known_to_be_the_only_one_of_their_name(
    two: Two, trouble: Exception, fault: type[Exception]
) -> None:
    """A namesake of the other tenant is no member meanwhile, nor after it, as nothing of that is kept."""
    two.office.teams.world.users.append(replace(FRIDA, id="f1", upn="ben@contoso.com"))
    two.office.register.trouble = trouble
    namesake = Account("teams", OTHER_TENANT, "f1")
    for ask in (two.office.door.profile(namesake), two.office.door.find("ben@contoso.com")):
        with pytest.raises(fault):
            await ask
    two.office.register.trouble = None
    found = await two.office.door.profile(namesake)
    assert (found.standing, found.email) == (Standing.UNKNOWN, None)
    assert await two.office.door.find("ben@contoso.com") is None


SILENCES = [Throttled("later", retry_after=7), Unreachable("nobody there"), Refused("no"), None]


def falls_silent(register: Register, trouble: Exception | None) -> None:
    """None: it hangs."""
    register.trouble, register.hangs = trouble, trouble is None


@pytest.mark.parametrize("trouble", SILENCES, ids=lambda one: type(one).__name__)
async def test_a_silent_directory_takes_nothing_from_people_of_another_tenant(
    two: Two, trouble: Exception | None
) -> None:
    falls_silent(two.theirs, trouble)
    ours = await two.office.door.profile(account(ADA))
    assert (ours.standing, ours.email) == (Standing.MEMBER, "ada@contoso.com")
    assert await two.office.door.find("ben@contoso.com") == account(BEN)
    assert await two.office.door.find("nobody@contoso.com") is None, "whose domain it is says that nobody is"


@pytest.mark.parametrize("trouble", SILENCES[:-1], ids=lambda one: type(one).__name__)
async def test_of_people_of_the_silent_one_nothing_is_known(two: Two, trouble: Exception) -> None:
    two.theirs.trouble = trouble
    for ask in (
        two.office.door.profile(account(FRIDA)),
        two.office.door.find(FRIDA.upn),
        two.office.door.find("somebody@of-a-domain-that-nobody-names.example"),
    ):
        with pytest.raises((Busy, Doubtful)):
            await ask


async def test_a_domain_that_is_named_and_not_verified_is_of_nobody(two: Two) -> None:
    two.office.register.verified, two.theirs.trouble = frozenset(), Unreachable("nobody there")
    with pytest.raises(Doubtful):
        await two.office.door.profile(account(ADA))
    with pytest.raises(Doubtful):
        await two.office.door.find("ada@contoso.com")


async def test_which_tenant_tells_nothing_is_said_once_that_lasts(teams: FakeTeams, desk: SmallDesk) -> None:
    theirs, watch = Register(teams.world, OTHER_TENANT), Time()
    tenants = (TENANT, OTHER_TENANT)
    async with an_office(teams, desk, tenants=tenants, directories={OTHER_TENANT: theirs}, watch=watch.watch) as office:
        theirs.trouble = Unreachable("nobody there")
        later = "does not know who people of a tenant are: directory_silent"
        for seconds, said in ((0.0, "listening"), (SILENT + 1, later)):
            watch.now += seconds
            assert (await office.door.profile(account(ADA))).standing is Standing.MEMBER
            assert str(await office.door.condition()) == said
        assert (await office.door.condition()).mend == TenantSilent(OTHER_TENANT)
        theirs.trouble = None
        await office.door.profile(account(FRIDA))
        assert str(await office.door.condition()) == "listening"


async def test_which_tenant_does_not_let_the_bot_look_is_said(two: Two) -> None:
    two.theirs.trouble = Refused("no", status=403, code="Authorization_RequestDenied")
    with pytest.raises(Busy):
        await two.office.door.profile(account(FRIDA))
    found = await two.office.door.condition()
    assert (found.code, found.mend) == ("Authorization_RequestDenied", TenantRefused(OTHER_TENANT))
    two.theirs.trouble = None
    await two.office.door.profile(account(FRIDA))
    assert str(await two.office.door.condition()) == "listening"


async def test_a_chat_is_begun_in_the_tenant_of_the_person(two: Two) -> None:
    assert await two.office.door.direct(account(THEIR_ADA)) == THEIR_ADA.chat
    assert await two.office.door.direct(account(ADA)) == ADA.chat
    calls = two.office.teams.world.made("create")
    assert [(call.body["tenantId"], call.body["members"]) for call in calls] == [
        (OTHER_TENANT, [{"id": ADA.id}]),
        (TENANT, [{"id": ADA.id}]),
    ]


async def test_a_tenant_that_is_not_named_is_nobody(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk) as office:
        answered = await office.sender.types(FRIDA, "help", APPROVALS)
        assert (answered.status, desk.heard) == (401, [])
        assert (await office.door.profile(account(THEIR_ADA))).standing is Standing.STRANGER


CARD = Card(title="Erase somebody")


@pytest.mark.parametrize("where", [APPROVALS, GROUP, ADA.chat])
async def test_a_conversation_of_one_tenant_is_never_taken_for_one_of_another(two: Two, where: str) -> None:
    office = two.office
    await office.sender.types(ADA, "help", "" if where == ADA.chat else where)
    before, heard = await office.conversations.get(where), len(office.desk.heard)
    theirs = activities.text(office.sender.service_url, THEIR_ADA, "help", where)
    assert (await office.sender.send(theirs)).status == 401
    gone = {**theirs, "type": "installationUpdate", "action": "remove"}
    assert (await office.sender.send(gone)).status == 401
    assert await office.conversations.get(where) == before
    assert len(office.desk.heard) == heard


async def test_where_people_of_another_tenant_read_nothing_is_said_though_both_count(two: Two) -> None:
    office = two.office
    await office.conversations.put(channel(office.teams))
    await office.door.post(APPROVALS, CARD)
    joined = {"membersAdded": [{"id": FRIDA.mri, "tenantId": OTHER_TENANT}]}
    await office.sender.send(
        activities.activity("conversationUpdate", office.sender.service_url, ADA, APPROVALS, **joined)
    )
    with pytest.raises(Closed, match="shared"):
        await office.door.post(APPROVALS, CARD)


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.GROUP])
async def test_a_card_is_not_drawn_in_a_channel_of_a_tenant_that_the_environment_is_not_of(
    teams: FakeTeams, desk: SmallDesk, kind: Kind
) -> None:
    belongs = {APPROVALS: (TENANT,)}
    tenants = (TENANT, OTHER_TENANT)
    directories = {OTHER_TENANT: Register(teams.world, OTHER_TENANT)}
    async with an_office(teams, desk, tenants=tenants, directories=directories, belongs=belongs) as office:
        ours = channel(teams, kind=kind)
        await office.conversations.put(ours)
        address = await office.door.post(APPROVALS, CARD)
        await office.conversations.put(replace(ours, tenant=OTHER_TENANT))
        for said in (
            office.door.post(APPROVALS, CARD),
            office.door.update(APPROVALS, address, CARD),
            office.door.reply(APPROVALS, address, CARD),
        ):
            with pytest.raises(Closed, match="of_another_tenant"):
                await said
        assert len(office.teams.world.shown(APPROVALS)) == 1
