"""What the token of the application must name, and what it need not."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import pytest

from bot.cli.check_outside import DIRECTORY, permissions


@dataclass(frozen=True)
class Token:
    names: Set[str] | None

    async def permissions(self) -> Set[str] | None:
        return self.names


@pytest.mark.parametrize("mail", [set(), {"Mail.Send"}, {"Mail.Send", "Mail.ReadWrite"}], ids=["none", "one", "both"])
async def test_rights_for_a_mailbox_may_be_given_by_exchange_alone(mail: set[str]) -> None:
    """As they are where they are for this one mailbox (RBAC for Applications); whether they do is tried."""
    assert await permissions(Token({DIRECTORY, *mail})) == (True, "Directory.Read.All granted.")


async def test_the_directory_must_be_readable() -> None:
    fine, told = await permissions(Token({"Mail.Send", "Mail.ReadWrite"}))
    assert not fine
    assert told.startswith("Directory.Read.All missing: ")
    assert (await permissions(Token(None)))[0]
