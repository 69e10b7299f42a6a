"""What is typed behind a mention of the bot, as Teams' clients send it to /api/messages: the same command each time."""

from __future__ import annotations

from typing import Any

import pytest

from domain.chat import Typed
from domain.refresh.names import bare
from handlers.commands import KNOWN
from tests.bot.teams.conftest import Office, channel
from tests.fakes.teams.world import ADA, APPROVALS, BOT, GROUP, MARK

ME = "<at>DSR</at>"
# What the client sends → the texts of its mentions of the bot. Each means `help refresh`.
SPELLINGS: dict[str, tuple[str, ...]] = {
    f"{ME} help refresh": (ME,),
    f"{ME}help refresh": (ME,),
    f"{ME}, help refresh": (ME,),
    f"{ME} , help refresh": (ME,),
    f"{ME}: help refresh": (ME,),
    f"{ME} – help refresh": (ME,),
    f"{ME}&nbsp;help&nbsp;refresh": (ME,),
    f"{ME}&nbsp;, help refresh": (ME,),
    f"{ME}\u00a0help refresh\r\n": (ME,),
    f"\n{ME}\n\nhelp refresh\n": (ME,),
    f"{ME} {ME} help refresh": (ME, ME),
    f"help refresh {ME}": (ME,),
    f"help {ME} refresh": (ME,),
    f"{ME} /help refresh": (ME,),
    f"{ME}, /dsr help refresh": (ME,),
    f"{ME}\u200b help refresh": (ME,),
    f"\ufeff{ME} \u2060help refresh": (ME,),
    '<at id="0">DSR</at> help refresh': ('<at id="0">DSR</at>',),
    '<at id="0">DSR</at>, help refresh': (ME,),  # its entity names it otherwise
    "<at>DSR Bot</at> help refresh": ("<at>DSR Bot</at>",),
    "<at>DSR Bot</at>, help refresh": (),  # without an entity
    "<AT>DSR</AT> help refresh": ("<AT>DSR</AT>",),
    f"<p>{ME} help refresh</p>": (ME,),
    f"<div><div>{ME}, help refresh</div></div>": (ME,),
    f"<p>{ME}<br>help refresh</p>": (ME,),
    f"<p>{ME}</p>\n<p>help refresh</p>": (ME,),
    f"{ME} <strong>help</strong> refresh": (ME,),
    f'<span style="font-size:14px">{ME}&nbsp;help</span> refresh': (ME,),
    "@DSR Bot, help refresh": (),
    "@dsr help refresh": (),
    "DSR, help refresh": (),
    "/dsr help refresh": (),
}
WHERE = {"channel": APPROVALS, "a thread": f"{APPROVALS};messageid=7", "group": GROUP, "personal": ""}


def sent(text: str, tags: tuple[str, ...], *others: dict[str, Any]) -> dict[str, Any]:
    mine = [{"type": "mention", "mentioned": {"id": BOT, "name": "DSR"}, "text": tag} for tag in tags]
    return {
        "text": text,
        "textFormat": "plain",
        "entities": [*mine, *others, {"type": "clientInfo", "locale": "de-DE"}],
    }


async def heard(office: Office, where: str, parts: dict[str, Any]) -> str:
    await office.conversations.put(channel(office.teams))
    answered = await office.sender.types(ADA, "", where, **parts)
    assert answered.status == 200
    (act,) = office.desk.heard
    assert isinstance(act, Typed)
    return act.text


@pytest.mark.parametrize("text", SPELLINGS)
async def test_a_command_behind_a_mention_is_the_command(office: Office, text: str) -> None:
    said = await heard(office, APPROVALS, sent(text, SPELLINGS[text] or ("",)))  # a channel's always mentions the bot
    assert said == "help refresh"
    assert KNOWN.verb(bare(said.split()[0]))


@pytest.mark.parametrize("where", WHERE)
async def test_so_it_is_wherever_it_is_typed(office: Office, where: str) -> None:
    assert await heard(office, WHERE[where], sent(f"{ME}, help refresh", (ME,))) == "help refresh"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (f'{ME} refresh "R&amp;D &lt;new&gt;"', 'refresh "R&D <new>"'),
        (f"{ME} refresh &lt;p&gt; all", "refresh <p> all"),  # typed so: it is no wrapping
        (f"{ME} find &lt;anna@contoso.com&gt;", "find <anna@contoso.com>"),
        (f"{ME}, remove-user <at>{MARK.name}</at>, please", f"remove-user <@{MARK.id}> , please"),
        (f"<p>{ME} hold DSR-7K3QFA a &lt; b, and: c</p>", "hold DSR-7K3QFA a < b, and: c"),
    ],
)
async def test_what_stands_behind_the_command_is_kept_as_it_was_meant(office: Office, typed: str, meant: str) -> None:
    mark = {"type": "mention", "mentioned": {"id": MARK.mri, "name": MARK.name}, "text": f"<at>{MARK.name}</at>"}
    assert await heard(office, APPROVALS, sent(typed, (ME,), mark)) == meant


@pytest.mark.parametrize("text", [ME, f"{ME} ", f"{ME},", f"<p>{ME}&nbsp;</p>", ""])
async def test_a_mention_alone_is_answered_too(office: Office, text: str) -> None:
    assert await heard(office, APPROVALS, sent(text, (ME,))) == ""
