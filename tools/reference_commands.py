"""What may be typed, as pages: to the bot, from the records of its commands, and to `dsrbot`, from its own help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from bot.cli.main import main as dsrbot
from domain.people import Role
from domain.request import Kind
from domain.rights import Apart, Right
from handlers.command import Command
from handlers.commands import COMMANDS

WRITTEN = "This page is written by `make reference` from the code; `make check` fails where it says something else."
_ROLES: Mapping[Role, str] = {
    Role.ADMIN: "admins",
    Role.APPROVER: "approvers",
    Role.TENANT_ADMIN: "tenant admins",
    Role.AUDITOR: "auditors",
    Role.OUTSIDE_AUDITOR: "auditors from outside",
}
_APART: Mapping[Apart, str] = {
    Apart.REQUESTER: "never on a request of one's own",
    Apart.ASKER: "never on what one has asked for",
    Apart.HOLDER: "never on a hold that one has set",
}
_COMMANDS = f"""# Commands

{WRITTEN}

In Slack each is typed after `/dsr`; in Teams in the bot's own chat, or after `@DSR Bot` in a channel; in the playground as
it stands here. What stands in `<…>` is yours to fill in, what stands in `[…]` may be left out, and of what is divided by `|`
one is meant. A command without what it needs opens a form. `help` shows each the commands that they may use.

| command | does |
| --- | --- |
%s

%s
"""
_LINE = f"""# Command line

{WRITTEN}

`dsrbot` is in `.venv/bin` after `make setup`. Each command has `--help`; it ends with 0 only where all went well.

%s
"""


def commands() -> str:
    rows = "\n".join(f"| [{one.name}](#{one.name}) | {one.sentence} |" for one in COMMANDS)
    return _COMMANDS % (rows, "\n\n".join("\n".join(_command(one)) for one in COMMANDS))


def _command(one: Command) -> Iterator[str]:
    yield f"## {one.name}\n"
    yield f"{one.sentence}\n"
    yield f"- Typed: `{one.usage}`"
    yield f"- For example: `{one.example}`"
    yield f"- Who may: {who(one.who)}"
    if one.files:
        yield f"- Files: {', '.join(kind for kind in Kind if kind in one.files)}"


def who(right: Right) -> str:
    """In words, for those who decide who gets which role."""
    some = ["every full member"] if right.everyone else []
    some += [_ROLES[role] for role in Role if role in right.roles]
    some += ["tenant admins, on an export that is approved"] if right.turn else []
    some += ["whoever asked, on a request of their own"] if right.own else []
    apart = [_APART[one] for one in Apart if one in right.apart]
    return "; ".join([", ".join(some) if len(some) < 2 else f"{', '.join(some[:-1])} and {some[-1]}", *apart])


def command_line() -> str:
    return _LINE % "\n\n".join(_of_group(dsrbot, "dsrbot"))


def _of_group(group: click.Group, name: str) -> Iterator[str]:
    for command in (group.commands[key] for key in sorted(group.commands)):
        called = f"{name} {command.name}"
        if isinstance(command, click.Group):
            yield from _of_group(command, called)
        else:
            yield "\n".join(_called(command, called))


def _called(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield f"## {name}\n"
    yield f"{_prose(command.help or '')}\n"
    yield f"    {' '.join([name, *command.collect_usage_pieces(context)])}\n"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)):
            yield f"- `{record[0]}`: {' '.join(record[1].split())}"


def _prose(text: str) -> str:
    """As it stands in the code, in paragraphs; what click keeps as it is, is text set off."""
    blocks = [block.strip() for block in text.replace("\f", "").split("\n\n")]
    return "\n\n".join(_block(block) for block in blocks if block)


def _block(block: str) -> str:
    kept = block.removeprefix("\b\n")
    return " ".join(kept.split()) if kept == block else "\n".join(f"    {line.strip()}" for line in kept.splitlines())
