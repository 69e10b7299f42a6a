"""Several tenants: whoever acts is looked up where they are from, and is nobody of another tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.door import Busy, Doubtful
from domain.chat import Account, Standing
from domain.mend import TenantRefused
from domain.trouble import Refused, Throttled, Unreachable
from tests.bot.teams.conftest import Office, SmallDesk, an_office
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.world import (
    ADA,
    ANNA,
    APPROVALS,
    BEN,
    FRIDA,
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
async def test_a_directory_that_cannot_be_asked_keeps_nobody_of_the_other_tenant_from_acting(
    two: Two, trouble: Exception, fault: type[Exception]
) -> None:
    two.theirs.trouble = trouble
    with pytest.raises(fault):
        await two.office.door.profile(account(FRIDA))
    assert (await two.office.door.profile(account(BEN))).standing is Standing.MEMBER
    assert await two.office.door.find(BEN.upn) == account(BEN)
    with pytest.raises(fault):  # it may be there
        await two.office.door.find(FRIDA.upn)


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
