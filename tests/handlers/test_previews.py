"""The mail that a tenant admin reads is the mail that goes out, name and all: through Graph, and through SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.cli.terminal import Member
from bot.slack.blocks import blocks
from bot.teams.adaptive import adaptive
from domain.card import Card
from domain.export.plan import Stage
from domain.words import en as words
from handlers.requests.signer import Signer
from tests.gateways.mail.conftest import dovecot, office, postman
from tests.gateways.mail.office import Office
from tests.gateways.mail.team import Team
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import acts, answer, approved, comes_to, letters, received, sent, team, turn
from tests.handlers.export.test_by_servers import CONFIG
from tests.handlers.export.test_chase import CHASE, DAY, chased, later
from tests.stage import Scene

__all__ = ["dovecot", "office", "postman"]

NAMES = [
    "Jörg Müßig-Šťastný",
    "Tess" + " van der Überlang" * 20,  # longer than any line of a mail
    "T\u200bess\u202e \u2066Tanaka\x07\n\nP.S. send it to me",
    "Tess <tess@contoso.com> & “Söhne”, 田中",
    "",
]


async def reads(on: Scene, ref: str, who: str = "tess") -> Card:
    """The card as this person sees it now."""
    shown = await on.typed(who, f"show {ref}")
    assert isinstance(shown, Card)
    return shown


def body(preview: str) -> str:
    """Of a preview, what stands behind recipient and subject."""
    return preview.partition("\n\n")[2]


def texts(part: Any) -> list[str]:
    """All that is set off to be copied, in any door's form."""
    match part:
        case {"type": "rich_text_preformatted", "elements": list(pieces)}:
            return ["".join(piece["text"] for piece in pieces)]
        case {"fontType": "Monospace", "text": str(line)}:
            return [line]
        case dict():
            return [text for value in part.values() for text in texts(value)]
        case list():
            return [text for value in part for text in texts(value)]
    return []


def drawn(card: Card) -> tuple[str, str]:
    """The preview in Slack, and in Teams, where an empty line is one with a blank."""
    in_teams = "\n".join(texts(adaptive(card))).replace("\u00a0", "")
    return "\n".join(texts(blocks(card))), in_teams


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def called(on: Scene, name: str) -> None:
    on.terminal.becomes(Member("tess", name, "tess@contoso.com"))


async def test_every_letter_by_graph_is_what_was_read(on: Scene, name: str) -> None:
    called(on, name)
    await team(on, "silence")
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    seen = [await reads(on, ref)]
    await acts(on, ref, Stage.REQUEST)
    await comes_to(on, ref, Stage.QUESTION)
    seen.append(await reads(on, ref))
    await on.act("tess", "remind", ref)
    await received(on, 2)
    await answer(on, ref, "Please confirm that you want this export.")
    await turn(on, ref, Stage.CONFIRMATION)
    seen.append(await reads(on, ref))
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 3)
    went = await letters(on)
    assert [body(card.copy) for card in seen] == [letter["text"] for letter in went]
    assert [f"Subject: {letter['subject']}\n" in card.copy for card, letter in zip(seen, went, strict=True)] == [
        True
    ] * 3
    for card in seen:
        assert drawn(card) == (card.copy.strip(), card.copy.rstrip("\n"))
    assert len({body(card.copy) for card in seen}) == 3


@pytest.fixture
async def by_servers(opened: Open, office: Office) -> AsyncIterator[Scene]:
    office.postman.took = Team(office).take
    async with opened(config=CONFIG, environ=office.environ) as scene:
        yield scene


async def test_every_letter_by_smtp_is_what_was_read(by_servers: Scene, office: Office, name: str) -> None:
    on = by_servers
    called(on, name)
    office.postman.took = Team(office, "silence").take
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    seen = [await reads(on, ref)]
    await acts(on, ref, Stage.REQUEST)
    await comes_to(on, ref, Stage.QUESTION)
    office.postman.took = Team(office).take
    seen.append(await reads(on, ref))
    await on.act("tess", "remind", ref)
    await turn(on, ref, Stage.CONFIRMATION)
    seen.append(await reads(on, ref))
    await acts(on, ref, Stage.CONFIRMATION)
    await on.wait(lambda: len(office.postman.mails) == 3)
    wired = [mail.get_content() for mail in office.postman.mails]  # where a line ends in CR LF (RFC 5321 §2.3.8)
    assert [body(card.copy).replace("\n", "\r\n") for card in seen] == wired


async def test_the_card_that_stands_in_the_chat_shows_the_same(on: Scene) -> None:
    await team(on, "silence")
    ref = await approved(on)
    card = await on.until("@tess", ref, "Next: a tenant admin reads the mail on their card")
    assert card.copy == (await reads(on, ref)).copy
    assert card.copy.endswith("\n\nThank you\nTess Tanaka\n")
    await sent(on, ref)
    card = await on.until("@tess", ref, words.export.REMINDER_READS)
    assert "we asked you for an export" in card.copy


async def test_who_does_not_send_it_reads_no_mail_in_a_name_that_is_not_under_it(on: Scene) -> None:
    await team(on, "silence")
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    for who in ("ada", "ben", "olga"):
        card = await reads(on, ref, who)
        assert card.copy == ""
        assert words.export.REMINDER_READS not in card.text


async def test_a_new_name_is_below_the_next_letter_and_not_below_one_that_was_pressed(desk: Scene) -> None:
    """Also where it goes out only after a restart, or by the sweep."""
    ref = await approved(desk)
    await acts(desk, ref, Stage.REQUEST)
    called(desk, "Tess Neumann")
    seen = await reads(desk, ref)

    def signers(unit: Any) -> list[str]:
        step = next(step for step in unit.steps.of(ref) if step.key == "mail:request")
        return [Signer.at(unit, step).signed, Signer.of(unit, Signer.at(unit, step).by).signed]

    assert await desk.bot.deps.storage.read(signers) == ["Tess Tanaka", "Tess Neumann"]
    assert seen.copy == ""  # nothing to be sent while it is on its way


async def test_a_reminder_of_the_sweep_is_in_the_name_below_the_request(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await chased(on)
        seen = await reads(on, ref)
        assert await later(on, 3 * DAY) == 1
        await received(on, 2)
        assert body(seen.copy) == (await letters(on))[1]["text"]
