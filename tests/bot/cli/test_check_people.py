"""Whoever is named and found nowhere is told with the setting; who is found on one platform, with what mends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.cli.check_people import Platform, check_people
from bot.door import Busy
from bot.settings.people import People

ADA, BEN, CLEO = "ada@contoso.com", "ben@contoso.com", "cleo@contoso.com"


def knows(*emails: str) -> Callable[[str], Awaitable[bool]]:
    async def finds(email: str) -> bool:
        return email in emails

    return finds


async def told(people: People, *platforms: Platform) -> list[tuple[str, bool]]:
    return [(line.text, line.fails) async for line in check_people(people, platforms)]


async def test_whoever_is_found_everywhere_is_not_mentioned() -> None:
    people = People(admins=(ADA,), approvers=(BEN,))
    assert await told(people, Platform("Slack", knows(ADA, BEN)), Platform("Teams", knows(ADA, BEN))) == []


async def test_whom_nobody_finds_is_named_with_the_settings_that_name_them() -> None:
    people = People(admins=(ADA, BEN), approvers=(BEN,))
    assert await told(people, Platform("Slack", knows(ADA))) == [
        (
            "People: ben@contoso.com (people.approvers, people.admins) is not found in Slack: correct the address, or "
            "add another one under people.also.",
            True,
        )
    ]
    ((both, fails),) = await told(people, Platform("Slack", knows(ADA)), Platform("Teams", knows(ADA)))
    assert ("is found neither in Slack nor in Teams" in both, fails) == (True, True)


async def test_who_is_found_on_one_platform_alone_is_told_and_may_start() -> None:
    ((text, fails),) = await told(People(admins=(ADA,)), Platform("Slack", knows(ADA)), Platform("Teams", knows()))
    assert text.startswith("People: ada@contoso.com is found in Slack alone: ")
    assert not fails


async def test_a_second_address_is_the_same_human() -> None:
    people = People(approvers=(CLEO,), also={CLEO: ("c.costa@contoso.com",)})
    assert await told(people, Platform("Slack", knows(CLEO)), Platform("Teams", knows("c.costa@contoso.com"))) == []


async def test_groups_and_accounts_are_looked_for_nowhere() -> None:
    people = People(approvers=("slack:U0BEN", "slack-group:S0APPROVERS"))
    assert await told(people, Platform("Slack", knows())) == []


@pytest.mark.parametrize("people", [People(), People(admins=(ADA,))])
async def test_where_no_platform_says_anything_nobody_is_called_lost(people: People) -> None:
    async def silent(_: str) -> bool:
        raise Busy(30)

    assert await told(people, Platform("Slack", silent)) == []
    assert await told(people) == []
