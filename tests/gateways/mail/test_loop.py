"""The whole loop, from the request to the data, over real SMTP and IMAP servers and over Graph."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import pytest

from domain.export.letters import confirmation_letter, reminder_letter
from domain.mail.message import Letter, Mail, Meaning, Rules, Thread, thread_of
from domain.mail.recognition import concerns_us, recognise, wanted
from gateways.mail import Arrivals
from tests.gateways.mail import desk as graph
from tests.gateways.mail.desk import Desk
from tests.gateways.mail.letters import EXPORT, request
from tests.gateways.mail.office import Office
from tests.gateways.mail.postman import Postman
from tests.gateways.mail.team import Team
from tests.gateways.scripted import eventually
from tests.mails import RULES


class Mailbox(Protocol):
    async def draft(self, letter: Letter) -> str: ...
    async def send(self, letter: Letter, draft: str = "") -> str: ...
    async def fetch(self, cursor: str = "") -> Arrivals: ...
    async def body(self, mail: Mail) -> Mail: ...
    async def opens(self, other: str) -> bool | None: ...


@dataclass
class Way:
    """A mailbox, the rules that fit its server, and the team behind it."""

    mailbox: Mailbox
    rules: Rules
    behave: Callable[[str], Awaitable[object]]
    thread: Thread = field(default_factory=lambda: Thread(ticket=EXPORT.ticket, letters=()))
    cursor: str = ""
    heard: list[tuple[Meaning, Mail]] = field(default_factory=list)

    async def send(self, letter: Letter, *, confirms: bool = False) -> None:
        left_under = await self.mailbox.send(letter, await self.mailbox.draft(letter))
        self.thread = replace(self.thread, letters=(*self.thread.letters, left_under), confirmed=confirms)

    async def look(self) -> None:
        found = await self.mailbox.fetch(self.cursor)
        self.cursor = found.cursor
        for mail in found.mails:
            thread = thread_of(mail, [self.thread])
            if concerns_us(mail, [self.thread], self.rules):
                whole = await self.mailbox.body(mail) if wanted(mail, thread, self.rules) else mail
                self.heard.append((recognise(whole, thread, self.rules).meaning, whole))

    async def hears(self, *meanings: Meaning) -> Mail:
        async def heard() -> bool:
            await self.look()
            return len(self.heard) >= len(meanings)

        await eventually(heard)
        assert [meaning for meaning, _ in self.heard] == list(meanings)
        last = self.heard[-1][1]
        self.heard.clear()
        return last

    async def confirm(self, asked: Mail) -> None:
        await self.send(
            confirmation_letter(EXPORT, self.rules, "contoso.com", self.thread, asked.message_id), confirms=True
        )


@pytest.fixture
def by_graph(desk: Desk) -> Way:
    return Way(desk.mailbox(), graph.RULES, lambda behaviour: desk.steer(behaviour=behaviour, seconds=0.1))


@pytest.fixture
def by_servers(office: Office, postman: Postman) -> Way:
    team = Team(office)
    postman.took = team.take

    async def behave(behaviour: str) -> None:
        team.behaviour = behaviour

    return Way(office.mailbox(), RULES, behave)


@pytest.fixture(params=["by_servers", "by_graph"])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.getfixturevalue(request.param)
    return found


async def test_from_the_request_to_the_data(way: Way) -> None:
    await way.send(request())
    asked = await way.hears(Meaning.CONFIRMATION_ASKED)
    await way.confirm(asked)
    delivered = await way.hears(Meaning.DELIVERED)
    assert delivered.attachments == ("export.json",)


@pytest.mark.parametrize(
    ("behaviour", "first"),
    [("auto_reply", Meaning.AUTO_REPLY), ("forged", Meaning.FORGED), ("twice", Meaning.CONFIRMATION_ASKED)],
)
async def test_what_comes_besides_the_question_changes_nothing(way: Way, behaviour: str, first: Meaning) -> None:
    await way.behave(behaviour)
    await way.send(request())
    asked = await way.hears(first, Meaning.CONFIRMATION_ASKED)
    await way.behave("answer")
    await way.confirm(asked)
    await way.hears(Meaning.DELIVERED)


@pytest.mark.parametrize(("behaviour", "besides"), [("auto_reply", Meaning.AUTO_REPLY), ("forged", Meaning.FORGED)])
async def test_what_comes_besides_the_data_is_no_delivery(way: Way, behaviour: str, besides: Meaning) -> None:
    await way.send(request())
    asked = await way.hears(Meaning.CONFIRMATION_ASKED)
    await way.behave(behaviour)
    await way.confirm(asked)
    await way.hears(besides, Meaning.DELIVERED)


@pytest.mark.parametrize(("behaviour", "meaning"), [("bounce", Meaning.BOUNCE), ("wrong_thread", Meaning.UNCLEAR)])
async def test_what_is_no_question_is_shown_and_a_reminder_brings_the_true_one(
    way: Way, behaviour: str, meaning: Meaning
) -> None:
    await way.behave(behaviour)
    await way.send(request())
    await way.hears(meaning)
    await way.behave("answer")
    await way.send(reminder_letter(EXPORT, way.rules, "contoso.com", way.thread, 1, date(2026, 11, 2)))
    await way.hears(Meaning.CONFIRMATION_ASKED)


async def test_silence_is_answered_by_a_reminder(way: Way) -> None:
    await way.behave("silence")
    await way.send(request())
    await way.look()
    assert way.heard == []
    await way.behave("answer")
    await way.send(reminder_letter(EXPORT, way.rules, "contoso.com", way.thread, 1, date(2026, 11, 2)))
    asked = await way.hears(Meaning.CONFIRMATION_ASKED)
    await way.confirm(asked)
    await way.hears(Meaning.DELIVERED)


async def test_a_question_repeated_after_the_confirmation_is_for_a_person(way: Way) -> None:
    await way.behave("twice")
    await way.send(request())
    asked = await way.hears(Meaning.CONFIRMATION_ASKED, Meaning.CONFIRMATION_ASKED)
    way.thread = replace(way.thread, confirmed=True)
    assert recognise(asked, way.thread, way.rules).meaning == Meaning.UNCLEAR
