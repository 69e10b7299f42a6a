"""`dsrbot audit` and the keys of the log: what they do with the database."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime

from bot.app.composing import changing, looking
from bot.settings.all import Settings
from bot.settings.setting_errors import SettingsError
from domain.event import EventKind
from domain.refresh.names import split_id
from storage.log_file import extract, whole
from storage.signing import as_pem
from storage.unit import Unit


class NoSuchRequest(SettingsError):
    """What was asked for is not there."""

    def __init__(self) -> None:
        super().__init__("There is no request with this id. Without --request all of the log is written.")


async def lines(settings: Settings, asked: str, since: datetime | None) -> AsyncGenerator[str, None]:
    """The log, or what it holds of the one request, also beside a bot that runs. That it is written out is an event
    before its first line is: whoever stops listening, or is stopped, is on record as well.

    Raises:
        NoSuchRequest: there is none of that id.
        WrongMasterKey, UnusableDatabase: the database cannot be read; the text says why.
    """
    now = datetime.now(UTC)
    async with looking(settings.process) as reader:
        if asked:
            request_id, _ = split_id(asked)
            if not request_id or not await reader.read(lambda unit: unit.requests.get(request_id)):
                raise NoSuchRequest
            about = await reader.read(lambda unit: extract(unit, request_id, now))
            await note(settings, EventKind.LOG_EXPORTED, request_id)
            for line in about:
                yield line
            return
        noted = False
        async with aclosing(whole(reader, now, since)) as found:
            async for line in found:
                if not noted:
                    await note(settings, EventKind.LOG_EXPORTED)
                noted = True
                yield line


async def note(
    settings: Settings, kind: EventKind, request_id: str | None = None, data: Mapping[str, str] | None = None
) -> None:
    """Somebody at the command line, who is not known by name, has written something to a file.

    Raises:
        WrongMasterKey, UnusableDatabase: the database cannot be written; the text says why.
    """
    now = datetime.now(UTC)
    async with changing(settings.process) as store:
        await store.write(lambda unit: unit.events.add(kind, now, actor=None, request=request_id, data=data))


async def public(settings: Settings) -> str:
    """The public key that signs now, as PEM.

    Raises:
        WrongMasterKey, UnusableDatabase: the database cannot be read; the text says why.
    """
    async with looking(settings.process) as reader:
        return as_pem(await reader.read(lambda unit: unit.log.keys.public()))


async def rotate(settings: Settings) -> str:
    """The new one, as PEM.

    Raises:
        WrongMasterKey, UnusableDatabase: the database cannot be written; the text says why.
    """
    now = datetime.now(UTC)
    async with changing(settings.process) as store:
        return as_pem(await store.write(lambda unit: _rotate(unit, now)))


def _rotate(unit: Unit, now: datetime) -> str:
    unit.events.add(EventKind.LOG_KEY_CHANGED, now, actor=None, request=None)
    return unit.log.keys.make(now)
