"""Slack and Teams at once: one request, one decision, one human behind two accounts, and all cards tell the same."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.cli.subject import erase
from bot.settings.all import load
from domain.batch import Why
from domain.calendar import due
from domain.list_file import Unfit
from domain.request import State
from domain.words import en as words
from domain.words.en import EN
from domain.words.en import refusing as told
from tests.days import today
from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons as slack_buttons
from tests.fakes.teams import FakeTeams, running_teams
from tests.fakes.teams import sender as teams_sender
from tests.fakes.teams.world import ADA, APPROVALS, BEN, CLEO, FAILURES, Message, User
from tests.faults.story import APPROVALS as SLACK_APPROVALS
from tests.faults.story import REF, Story, chat
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.house import CONFIG, House, house, text_of, until
from tests.storage.test_secrecy import read_all

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = f'approvals = {{ slack = "C0APPROVE", teams = "{APPROVALS}" }}'
BOTH = CONFIG.replace('approvals = { slack = "C0APPROVE" }', CHANNELS).replace(
    'approvers = ["ben@', 'approvers = ["ada@contoso.com", "ben@'
)
BOTH = BOTH.replace('failures = { slack = "C0FAIL" }', f'failures = {{ slack = "C0FAIL", teams = "{FAILURES}" }}')
CLICKS = 500


@dataclass
class Worlds:
    """The house, with Teams beside it."""

    at: House
    teams: FakeTeams

    @property
    def slack(self) -> Story:
        return Story(self.at)

    @property
    def sender(self) -> teams_sender.Sender:
        return teams_sender.Sender(self.at.url, self.teams.service_url, self.teams.issuer, self.at.session)

    async def card(self, where: str, ref: str, *texts: str) -> Message:
        """The newest card of a request in a Teams conversation that says all this."""

        def found() -> Message | None:
            shown = [m for m in self.teams.world.shown(where) if ref in m.text]
            return next((m for m in reversed(shown) if all(text in m.text for text in texts)), None)

        message: Message = await until(found, f"Teams shows {ref} with {texts} in {where}")
        return message

    async def everywhere(self, ref: str, text: str) -> None:
        """Both channels and both of Ben's chats show it."""
        for place in (SLACK_APPROVALS, chat("U0BEN")):
            await self.slack.sees(place, ref, text)
        for where in (APPROVALS, BEN.chat):
            await self.card(where, ref, text)

    def said(self, where: str) -> list[str]:
        """Every message in a place of Slack or a conversation of Teams."""
        slack = [text_of(asdict(message)) for message in self.at.slack.world.shown(where)]
        return [*slack, *(message.text for message in self.teams.world.shown(where))]

    def everything(self) -> list[str]:
        """All that stands anywhere in both worlds, by the bot: people keep what they typed themselves."""
        slack = [text_of(asdict(one)) for one in self.at.slack.world.messages.values() if not one.deleted]
        slack += [str(one) for one in (*self.at.slack.world.homes.values(), *self.at.slack.world.uploads.values())]
        teams = [one.text for one in self.teams.world.messages if not one.deleted]
        return [*slack, *teams, *map(str, self.teams.world.uploads.values())]

    def wrapped(self, ref: str) -> list[bytes]:
        """Of the keys of those whom a request is about: what is left of them when nothing else is."""
        with sqlite3.connect(self.at.folder / "data" / "dsrbot.sqlite3") as database:
            rows = database.execute(
                "SELECT wrapped_key FROM subjects JOIN request_subjects ON subject_id = id WHERE request_id = ?", (ref,)
            )
            return [bytes(wrapped) for (wrapped,) in rows]

    def change(self, statement: str) -> None:
        with sqlite3.connect(self.at.folder / "data" / "dsrbot.sqlite3", timeout=30) as database:
            database.execute(statement)

    def count(self, what: str, ref: str) -> int:
        """How many rows there are about a request."""
        with sqlite3.connect(self.at.folder / "data" / "dsrbot.sqlite3") as database:
            return int(database.execute(f"SELECT count(*) FROM {what} AND request_id = ?", (ref,)).fetchone()[0])


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worlds]:
    """One for all tests, because a start takes long; each looks at its own requests only."""
    folder = tmp_path_factory.mktemp("house")
    async with running_teams() as teams, house(folder, config=BOTH, **teams.environment) as at:
        worlds = Worlds(at, teams)
        for who, where in ((ADA, APPROVALS), (ADA, FAILURES), (ADA, ""), (BEN, "")):  # the bot meets its conversations
            await worlds.sender.types(who, "help", where)
        yield worlds


async def test_a_request_from_slack_is_approved_in_teams_and_every_card_says_so(both: Worlds) -> None:
    ref = await both.slack.refresh("CRM Contacts")
    card = await both.card(BEN.chat, ref, "[Approve]")
    answered = await both.sender.presses(BEN, "Approve", card)
    assert answered.status == 200
    await both.everywhere(ref, "Completed")
    assert "Approve" not in teams_sender.buttons((await both.card(APPROVALS, ref, "Completed")).card)


async def test_a_request_from_teams_is_approved_in_slack_and_every_card_says_so(both: Worlds) -> None:
    ref = await _files(both, 'refresh "CRM Contacts"')
    card = await both.slack.card(SLACK_APPROVALS, ref, "Approve")
    await both.at.sender.presses(slack_buttons(asdict(card))["Approve"], card, user="U0BEN")
    await both.everywhere(ref, "Completed")


def _below_in_slack(both: Worlds, channel: str, ref: str) -> list[tuple[str, str]]:
    """What was posted below the card of a request: the message that it stands below, and all that it says."""
    made = (call.arguments for call in both.at.slack.world.made("chat.postMessage") if call.status == 200)
    told = [(str(one.get("thread_ts") or ""), text_of(one)) for one in made if one["channel"] == channel]
    return [(parent, text) for parent, text in told if parent and ref in text]


def _below_in_teams(both: Worlds, where: str, ref: str) -> list[tuple[str, str]]:
    sent = [call for call in both.teams.world.made("send") if f"{where};messageid=" in call.path]
    told = [(call.path.partition("messageid=")[2].partition("/")[0], json.dumps(call.body)) for call in sent]
    return [(parent, text) for parent, text in told if ref in text]


async def _told_below(both: Worlds, slack: str, teams: str, ref: str, *texts: str) -> list[str]:
    """It is told once below the card of the request, in both worlds; what stands there, with whom it calls."""

    def found() -> list[str] | None:
        below = (*_below_in_slack(both, slack, ref), *_below_in_teams(both, teams, ref))
        told = [(parent, text) for parent, text in below if all(one in text for one in texts)]
        return [text for _, text in told] if len(told) > 1 else None

    said: list[str] = await until(found, f"both worlds tell {texts} below {ref}")
    parents = {parent for parent, _ in (*_below_in_slack(both, slack, ref), *_below_in_teams(both, teams, ref))}
    cards = {one.ts for one in both.at.slack.world.shown(slack) if ref in text_of(asdict(one))}
    cards |= {one.id for one in both.teams.world.shown(teams) if ref in one.text}
    assert parents <= cards
    assert len(said) == 2
    return said


async def test_below_its_cards_both_worlds_hear_of_approvals_and_the_end_and_who_is_asked_next(both: Worlds) -> None:
    ref = await both.slack.remove("hans.retired@contoso.com")
    await both.card(APPROVALS, ref)
    await both.slack.approve("U0BEN", ref)
    slack, teams = await _told_below(both, SLACK_APPROVALS, APPROVALS, ref, f"{ref}: 1 of 2")
    assert '"user_id": "U0CLEO"' in slack
    assert not {name for name in ("U0BEN", "U0ADA", BEN.id, ADA.id, "hans.retired") if name in f"{slack}{teams}"}
    assert "Cleo" in teams
    await both.slack.approve("U0CLEO", ref)
    for text in (words.notices.BELOW[State.IN_PROGRESS].format(ref), words.notices.BELOW[State.COMPLETED].format(ref)):
        for said in await _told_below(both, SLACK_APPROVALS, APPROVALS, ref, text):
            assert not {word for word in ("user_id", '"mention"') if word in said}


async def test_below_its_cards_both_worlds_hear_of_a_failure_and_call_who_can_go_on(both: Worlds) -> None:
    await both.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="fail", seconds=0.3)
    ref = await both.slack.refresh("Loyalty Members")
    await both.sender.presses(BEN, "Approve", await both.card(BEN.chat, ref, "[Approve]"))
    stuck = words.notices.BELOW[State.NEEDS_ATTENTION].format(ref)
    slack, teams = await _told_below(both, "C0FAIL", FAILURES, ref, stuck)
    assert '"user_id": "U0ADA"' in slack
    assert f'"mentioned": {{"id": "{ADA.id}"' in teams
    await both.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="succeed", seconds=0.3)
    await both.sender.presses(ADA, "Retry", await both.card(FAILURES, ref, "[Retry]"))
    await _told_below(both, "C0FAIL", FAILURES, ref, words.notices.BELOW[State.COMPLETED].format(ref))


async def test_the_whole_story_in_teams(both: Worlds) -> None:
    """A failure that is told and retried, a denial with its reason, and a removal approved by two people."""
    await both.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="fail", seconds=0.3)
    ref = await _files(both, 'refresh "Loyalty Members"')
    await both.sender.presses(BEN, "Approve", await both.card(BEN.chat, ref, "[Approve]"))
    failed = await both.card(FAILURES, ref, "Needs attention", "Loyalty Members", "[Retry]")
    await both.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="succeed", seconds=0.3)
    await both.sender.presses(ADA, "Retry", failed)
    await both.card(FAILURES, ref, "Completed")

    denied = await _files(both, "remove-user mark.old@contoso.com")
    await both.sender.presses(BEN, "Deny", await both.card(BEN.chat, denied, "[Deny]"))
    form = await until(lambda: _form(both, BEN), "Ben is asked why")
    await both.sender.fills_in(BEN, "Deny", form, reason="Mark works here until Friday.")
    await both.card(ADA.chat, denied, "Denied", "until Friday")
    assert "until Friday" not in "".join(message.text for message in both.teams.world.shown(APPROVALS))

    removed = await _files(both, "remove-user mark.old@contoso.com")
    await both.sender.presses(BEN, "Approve", await both.card(BEN.chat, removed, "[Approve]"))
    await both.sender.presses(CLEO, "Approve", await both.card(APPROVALS, removed, "1 of 2", "[Approve]"))
    await both.card(ADA.chat, removed, "Completed")
    assert "mark.old" not in "".join(message.text for message in both.teams.world.shown(APPROVALS))


GROUND, SHORT = "Article 17(3)(e): we need it for a court case", "…"


async def test_a_refusal_is_written_in_slack_with_what_is_wrong_at_its_field(both: Worlds) -> None:
    ref = await both.slack.file('refresh "CRM Contacts" for anna.berg@contoso.com')
    view = await _modal(both, f"refuse {ref.lower()} {GROUND}")
    starts = {block["block_id"]: block["element"].get("initial_value", "") for block in _inputs(view)}
    assert starts == {"ground": GROUND, "complaint": words.letters.complaint(""), "remedy": told.OWN_REMEDY}
    wrong = await both.at.sender.fills_in(view, {**starts, "remedy": SHORT}, user="U0ADA")
    assert wrong.body == {"response_action": "errors", "errors": {"remedy": told.NEEDED}}
    assert (await both.at.sender.fills_in(view, starts, user="U0ADA")).status == 200
    await both.slack.sees(chat("U0ADA"), ref, "Refused", GROUND, "You can complain", "You can go to court", "Ada Admin")
    await both.card(BEN.chat, ref, "Refused", GROUND, "You can go to court")  # an approver, in Teams
    for text in (GROUND, "You can go to court"):
        assert not both.slack.shows(SLACK_APPROVALS, ref, text)
    again = await both.at.sender.types(f"refuse {ref} because", user="U0ADA")
    assert "was refused to the person already, by Ada " in text_of(again.body)  # her name at either door


async def test_a_refusal_is_written_in_teams_with_what_is_wrong_at_its_field(both: Worlds) -> None:
    ref = await _files(both, 'refresh "CRM Contacts" for zoe.akesson@example.org')
    await both.sender.types(ADA, f"refuse {ref} {GROUND}")
    form = await until(lambda: _form(both, ADA, ref), "Ada is asked for the texts")
    await both.sender.fills_in(ADA, "Refuse", form, complaint=SHORT)
    wrong = await until(lambda: _form(both, ADA, told.NEEDED), "Ada hears what is missing")
    assert GROUND in str(wrong.card)
    await both.sender.fills_in(ADA, "Refuse", wrong, complaint="The authority in Kiel.")
    await both.card(ADA.chat, ref, "Refused", GROUND, "The authority in Kiel.", "You can go to court")
    await both.card(APPROVALS, ref, "Refused")
    assert GROUND not in "".join(message.text for message in both.teams.world.shown(APPROVALS))


def _inputs(view: Any) -> list[Any]:
    return [block for block in view["blocks"] if block["type"] == "input"]


async def _modal(both: Worlds, text: str) -> Any:
    """What opens when Ada types this in Slack."""
    opened = len(both.at.slack.world.made("views.open"))
    await both.at.sender.types(text, user="U0ADA")
    await until(lambda: len(both.at.slack.world.made("views.open")) > opened, "a form opens")
    return next(reversed(both.at.slack.world.views.values()))


async def test_one_human_has_one_vote_whichever_account_they_use(both: Worlds) -> None:
    ref = await both.slack.remove("petra.left@contoso.com")
    before = deepcopy(await both.card(BEN.chat, ref, "[Approve]"))
    await both.slack.approve("U0BEN", ref)
    after = await both.card(BEN.chat, ref, "1 of 2")
    await until(lambda: "[Approve]" not in after.text, "Ben's other card offers him no vote any more")
    answered = await both.sender.presses(BEN, "Approve", before)
    assert "voted" in answered.said
    own = await both.card(APPROVALS, ref, "[Approve]")
    answered = await both.sender.presses(ADA, "Approve", own)
    assert "your own request" in answered.said
    assert both.count("votes WHERE true", ref) == 1


async def test_five_hundred_clicks_at_once_from_both_sides_are_one_decision(both: Worlds) -> None:
    ref = await both.slack.refresh("CRM Contacts")
    teams_card = deepcopy(await both.card(BEN.chat, ref, "[Approve]"))
    slack_card = await both.slack.card(chat("U0CLEO"), ref, "Approve")
    button = slack_buttons(asdict(slack_card))["Approve"]
    gate = asyncio.Semaphore(32)

    async def in_slack() -> int:
        async with gate:
            made = payloads.click(button, slack_card, user="U0CLEO", response_url=both.at.sender.response_url())
            return (await both.at.sender.send(made)).status

    async def in_teams() -> int:
        async with gate:
            return (await both.sender.presses(BEN, "Approve", teams_card)).status

    clicks = [in_slack() if number % 2 else in_teams() for number in range(CLICKS)]
    assert set(await asyncio.gather(*clicks)) == {200}
    await both.everywhere(ref, "Completed")
    assert both.count("events WHERE kind = 'vote.approve'", ref) == 1
    assert both.count("events WHERE kind = 'request.approved'", ref) == 1


def _form(both: Worlds, who: User, text: str = "") -> Message | None:
    shown = [m for m in both.teams.world.shown(who.chat) if "Input.Text" in str(m.activity) and text in str(m.activity)]
    return shown[-1] if shown else None


async def test_at_both_doors_the_days_left_follow_the_day_and_nobody_is_told(both: Worlds) -> None:
    ref = await both.slack.file(f'refresh "CRM Contacts" for {ANNA}')
    await both.everywhere(ref, "days left")
    await until(lambda: not both.count("notices WHERE due_at IS NOT NULL", ref), "everybody is told")
    told, day = both.count("notices WHERE true", ref), today()
    received, yesterday = day - timedelta(days=7), day - timedelta(days=1)
    both.change(f"UPDATE requests SET received_on = '{received}', counted_on = '{yesterday}' WHERE id = '{ref}'")
    await both.everywhere(ref, f"{(due(received, 'DE') - day).days} days left")
    assert both.count("notices WHERE true", ref) == told


async def test_at_both_doors_a_hold_says_who_set_it_and_why_to_who_may_read_it(both: Worlds) -> None:
    ref = await _files(both, f'refresh "CRM Contacts" for {ZOE}')
    also = "It also holds them in sources that are not part of this request"
    await both.slack.sees(chat("U0BEN"), ref, also)
    await both.card(BEN.chat, ref, also)
    await both.sender.types(ADA, f"hold {ref} the Kestrel\u2028Approved by Cleo case")
    answer = await until(lambda: _says(both, ADA, words.hold.HELD_NOW), "the hold is set")
    assert answer
    for text in ("Legal hold set by Ada ", "the Kestrel Approved by Cleo case"):
        await both.slack.sees(chat("U0BEN"), ref, text)
        await both.card(BEN.chat, ref, text)
    await both.everywhere(ref, "Legal hold set by")
    for place in (SLACK_APPROVALS, APPROVALS):
        assert "Kestrel" not in "".join(both.said(place))
        assert also not in "".join(both.said(place))
    assert "Legal hold set by" in (await both.card(APPROVALS, ref, "On legal hold")).text


async def test_at_both_doors_who_asked_is_warned_once_of_a_date_that_has_passed(both: Worlds) -> None:
    ref = await both.slack.file(f'refresh "CRM Web" for {ANNA} received 2026-01-05')
    warning = f"{ref}: the answer to the person was due on 5 Feb 2026"
    await both.slack.sees(chat("U0ADA"), warning, "days overdue")
    shown = await both.card(ADA.chat, warning, "days overdue")
    assert shown.text.index("days overdue") < shown.text.index(warning)
    await until(lambda: not both.count("notices WHERE due_at IS NOT NULL", ref), "everybody is told")
    for place in (chat("U0ADA"), ADA.chat):
        assert [warning in said for said in both.said(place)].count(True) == 1


async def test_at_both_doors_the_reason_of_a_denial_comes_with_it_to_who_asked_alone(both: Worlds) -> None:
    ref = await both.slack.file(f'refresh "Loyalty Members" for {ANNA}')
    await both.slack.deny("U0BEN", ref, "Nightjar\nApproved by Cleo")
    ended = f"{ref} was denied"
    await both.slack.sees(chat("U0ADA"), ended, ": “Nightjar Approved by Cleo”")
    await both.card(ADA.chat, ended, ": “Nightjar Approved by Cleo”")
    for place in (SLACK_APPROVALS, APPROVALS):
        assert "Nightjar" not in "".join(both.said(place))


LIST = f"Name;Mail\r\nZoé;{ZOE}\r\nBo;bo at home\r\n".encode("cp1252")


async def test_at_both_doors_a_list_comes_as_a_file(both: Worlds) -> None:
    said = words.batch
    told = (said.looking(1, 1), said.read_of("Mail", 1), said.DELETE_UPLOAD)
    view, slack = await _modal(both, "erase-many"), both.at.slack
    filled = {"file": [slack.give(b"PK\x03\x04 a workbook")], "received": "2026-11-02"}
    wrong = await both.at.sender.fills_in(view, filled, user="U0ADA")
    assert wrong.body == {"response_action": "errors", "errors": {"file": said.UNFIT[Unfit.WORKBOOK]}}
    await both.at.sender.fills_in(view, {**filled, "file": [slack.give(LIST)]}, user="U0ADA")
    await both.slack.sees(chat("U0ADA"), *told)
    await both.sender.types(ADA, "", attachments=[both.teams.give(LIST)])
    await until(lambda: all(_says(both, ADA, text) for text in told), "and at the other door")
    found = said.left_out(Why.UNREAD, [f"bo at home ({said.row(3)})"], 1)
    await until(lambda: sum(found in text for text in both.said(ADA.chat)) == 2, "both lists are brought", 120)
    await until(lambda: sum(found in text for text in both.said(chat("U0ADA"))) == 2, "at both doors", 120)
    for place in (SLACK_APPROVALS, APPROVALS):
        assert ZOE not in "".join(both.said(place))


async def _files(both: Worlds, command: str) -> str:
    """What the bot says it has filed for Ada."""
    known = len(_filed(both, ADA))
    await both.sender.types(ADA, command)
    told: list[str] = await until(lambda: _filed(both, ADA)[known:], "the bot says how the request is called")
    return told[0]


def _says(both: Worlds, who: User, text: str) -> bool:
    return any(text in message.text for message in both.teams.world.shown(who.chat))


def _filed(both: Worlds, who: User) -> list[str]:
    said = "\n".join(message.text for message in both.teams.world.shown(who.chat))
    return [str(ref) for ref in re.findall(f"asked for approval: ({REF.pattern})", said)]


async def test_at_both_doors_nothing_is_left_of_who_is_erased(both: Worlds) -> None:
    """Cards, notices with the reason of the denial, and what somebody looked at: all that the bot said in any chat, its
    tabs and files, and every byte of the database."""
    who = "sven.past@contoso.com"
    ref = await both.slack.remove(who)
    await both.card(BEN.chat, ref, who)
    await both.sender.types(ADA, f"show {ref}")
    await until(lambda: any(who in m.text for m in both.teams.world.shown(ADA.chat) if ref in m.text), "Ada has looked")
    await both.slack.deny("U0BEN", ref, f"{who} works here until Whitsun")
    await both.slack.sees(chat("U0ADA"), f"{ref} was denied", "until Whitsun")
    await both.card(ADA.chat, f"{ref} was denied", "until Whitsun")
    await until(lambda: not both.count("notices WHERE due_at IS NOT NULL", ref), "everybody is told")
    wrapped = both.wrapped(ref)
    assert wrapped[0] in read_all(both.at.folder / "data"), "what is there can be found, so the search works"
    there = {"DATABASE_URL": f"sqlite:///{both.at.folder / 'data' / 'dsrbot.sqlite3'}"}
    told = await erase(load(both.at.environ() | there, both.at.folder), who)
    assert told.whole, told.lines

    def left() -> list[str]:
        return [text for text in both.everything() if "sven" in text.lower() or "until Whitsun" in text]

    await until(lambda: not left(), "no chat names her")
    kept = read_all(both.at.folder / "data")
    assert ref.encode() in kept
    assert not [one for one in (b"sven.past", b"until Whitsun", *wrapped) if one in kept]
    assert any(ref in text and EN.people.LOST in text for text in both.said(BEN.chat))
