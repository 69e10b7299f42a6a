"""`dsrbot certificate`: the certificate of one request as an HTML page, read straight from the database."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.app.composing import looking, policy_of
from bot.cli.audit import note
from bot.settings.all import Settings
from domain.drawing.certificate import html
from domain.event import EventKind
from domain.words.en import EN
from handlers.erasure.certificate import certificate


async def page(settings: Settings, request_id: str) -> str | None:
    """None when there is no such request, or it is not the completed erasure of a person. Also beside a bot that runs;
    that it was written out is an event.

    Raises:
        WrongMasterKey, UnusableDatabase: the database cannot be read; the text says why.
    """
    insights = settings.insights
    policy = policy_of(settings.config, insights.instance_id if insights else "", sandbox=settings.playground_mode)
    async with looking(settings.process) as reader:
        found = await reader.read(lambda unit: certificate(unit, request_id, policy, datetime.now(UTC), EN))
    if not found:
        return None
    await note(settings, EventKind.CERTIFICATE_WRITTEN, found.request)  # whatever else was typed
    return html(found, EN)
