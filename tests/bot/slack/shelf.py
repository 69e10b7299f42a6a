"""A shelf for doors without a database."""

from __future__ import annotations

import secrets

from domain.chat import Account


class Memory:
    """Satisfies `bot.slack.messages.Shelf`, for as long as the test runs."""

    def __init__(self) -> None:
        self._kept = dict[str, tuple[Account, str]]()

    async def put(self, account: Account, text: str) -> str:
        name = secrets.token_urlsafe(12)
        self._kept[name] = account, text
        return name

    async def get(self, account: Account, name: str) -> str | None:
        whose, text = self._kept.get(name, (None, None))
        return text if whose == account else None
