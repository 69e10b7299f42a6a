"""Every command, in the order in which they are shown. Each is a record at the end of its own module."""

from __future__ import annotations

from domain.commands import Commands
from handlers.command import Buttons, Command, served
from handlers.erasure import acts as erasure
from handlers.erasure import certificate_file as certificate
from handlers.erasure import command as erase
from handlers.erasure import decide_all, find, many
from handlers.export import acts as export_acts
from handlers.export import command as export
from handlers.export import taken_back
from handlers.people import code, delegate, who, who_looked
from handlers.refresh import command as refresh
from handlers.refresh import sources
from handlers.remove_user import command as remove_user
from handlers.remove_user import users
from handlers.requests import (
    board,
    cancelling,
    choosing,
    correcting,
    decision,
    extend,
    help,
    hold,
    holds,
    home,
    identity,
    letter,
    pause,
    refusal,
    release,
    report,
    resume,
    show,
)

COMMANDS: tuple[Command, ...] = (
    help.COMMAND,
    home.COMMAND,
    choosing.COMMAND,
    sources.COMMAND,
    erase.COMMAND,
    many.COMMAND,
    refresh.COMMAND,
    users.COMMAND,
    remove_user.COMMAND,
    export.COMMAND,
    find.COMMAND,
    refusal.COMMAND,
    extend.COMMAND,
    identity.COMMAND,
    letter.COMMAND,
    hold.COMMAND,
    release.COMMAND,
    holds.COMMAND,
    pause.COMMAND,
    resume.COMMAND,
    delegate.COMMAND,
    who_looked.COMMAND,
    code.COMMAND,
    board.COMMAND,
    report.COMMAND,
    show.COMMAND,
    certificate.COMMAND,
    cancelling.COMMAND,
    who.COMMAND,
    correcting.COMMAND,
)
# What cards offer, and no command does.
ON_CARDS: tuple[Buttons, ...] = (
    decision.BUTTONS,
    cancelling.BUTTONS,
    erasure.BUTTONS,
    decide_all.BUTTONS,
    export_acts.BUTTONS,
    taken_back.BUTTONS,
)
ACTS = served(COMMANDS, ON_CARDS)
KNOWN = Commands(COMMANDS, ACTS)
