"""`dsrbot db copy`: from where to where, with which key, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.composing import key_beside
from bot.settings.all import Settings
from bot.settings.environment import Process
from domain.words.en.english import ENGLISH
from storage.carrying import NotCopied
from storage.copying import Come
from storage.copying import copy as copy_all
from storage.engines import parse
from storage.looking import name_of
from storage.master_key import load_master_key

_WHICH = "Of the environment {} it is not known which file it was in: give it as --from sqlite:///…"
_USUAL = str(Process.model_fields["database_url"].default.get_secret_value())


def copy(settings: Settings, source: str | None, target: str | None, come: Come) -> Iterator[str]:
    """What was done, a line each.

    Raises:
        UnusableDatabase, WrongMasterKey: nothing was copied; the text says why.
    """
    process = settings.process
    named = process.database_url.get_secret_value()
    file = parse(named).get_backend_name() == "sqlite"
    if settings.environment and not source and not file:
        raise NotCopied(_WHICH.format(settings.environment))
    source, target = source or (named if file else _USUAL), target or named
    beside = key_beside(source)
    key = process.master_key.get_secret_value() if process.master_key else load_master_key(beside)
    previous = process.master_key_previous.get_secret_value() if process.master_key_previous else None
    copied = copy_all(source, target, key, previous, come)
    found = copied.log
    rows = ENGLISH.counted(sum(copied.rows.values()), "row", "rows")
    filled = ENGLISH.counted(sum(map(bool, copied.rows.values())), "table", "tables")
    yield f"Copied to {name_of(target)}: {rows} of {filled}, each read back and found the same."
    yield (
        f"The audit log of the copy holds: {ENGLISH.counted(found.events, 'event', 'events')}, {found.seals} signed "
        f"seals, and the newest seal of the original. The hash of its last event is {found.hash}."
    )
    if copied.under_way:
        yield f"{ENGLISH.counted(copied.under_way, 'piece of work goes', 'pieces of work go')} on there at its start."
    yield f"Start the bot with DATABASE_URL of the copy. {name_of(source)} stays as it is, and no bot starts on it."
    if not process.master_key:
        yield f"Set DSRBOT_MASTER_KEY to what stands in {beside}: PostgreSQL has no file beside it."
