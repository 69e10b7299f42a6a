"""`dsrbot check` says whether the mailbox can be read, and warns where others open, too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.cli.check_mail import check_mail
from domain.policy import MailPolicy
from domain.trouble import Refused
from gateways.mail import NoMailbox
from tests.gateways.mail.desk import Desk, running_desk

MAIL = MailPolicy(mailbox="tess@contoso.com")
PEOPLE = ("ada@contoso.com", "Tess@contoso.com")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with running_desk() as running:
        yield running


async def test_one_mailbox_and_no_other(desk: Desk) -> None:
    works, line = await check_mail(desk.mailbox(), MAIL, PEOPLE)
    assert works
    assert "no other one" in line


async def test_an_application_that_may_look_everywhere_is_warned_of(desk: Desk) -> None:
    await desk.steer(owner=None)
    works, line = await check_mail(desk.mailbox(), MAIL, PEOPLE)
    assert not works
    assert "limit the application" in line
    assert "@" not in line


async def test_a_mailbox_that_does_not_open_is_refused(desk: Desk) -> None:
    await desk.steer(owner="ada@contoso.com")
    with pytest.raises(Refused):
        await check_mail(desk.mailbox(), MAIL, PEOPLE)


async def test_without_one_nothing_is_wrong() -> None:
    works, line = await check_mail(NoMailbox(), MailPolicy(), PEOPLE)
    assert works
    assert "people send" in line
