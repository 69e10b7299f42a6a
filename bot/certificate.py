"""`dsrbot certificate`: the certificate of one request as an HTML page, read straight from the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.settings import Settings
from bot.setup import key_file, policy_of
from domain.certificate import html
from handlers.certificate import certificate
from storage.master_key import load_or_make_master_key
from storage.store import open_store


class _Nothing:
    """Nothing is started while a certificate is written."""

    def enqueue(self, connection: Connection, kind: str, request_id: str, run: int) -> None:
        raise RuntimeError("a certificate starts no work")


async def page(settings: Settings, request_id: str) -> str | None:
    """None when there is no such request, or it is not the completed erasure of a person.

    Raises:
        WrongMasterKey, UnusableDatabase: the database cannot be read; the text says why.
    """
    process, insights = settings.process, settings.insights
    url = process.database_url.get_secret_value()
    key = process.master_key.get_secret_value() if process.master_key else load_or_make_master_key(key_file(url))
    policy = policy_of(settings.config, insights.instance_id if insights else "", sandbox=settings.playground_mode)
    async with open_store(url, key, _Nothing()) as store:
        found = await store.read(lambda unit: certificate(unit, request_id, policy, datetime.now(UTC)))
    return html(found) if found else None
