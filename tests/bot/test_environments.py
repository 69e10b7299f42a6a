"""Two environments in one process, through signed requests: each has its people, channels, work and brake, and nothing
crosses over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import NullPool, Row, create_engine
from sqlalchemy import text as text_clause

from gateways.sandbox import Sandbox
from tests.fakes.slack import payloads, running_slack
from tests.fakes.slack.sender import Answered, buttons
from tests.fakes.slack.world import Channel, Message, User
from tests.faults.story import APPROVALS, FAILURES, REF, chat
from tests.gateways.sandbox.process import forked_sandbox
from tests.house import House, text_of, until
from tests.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

THERE, THERE_FAILS = "C0EMEA", "C0EMEAFAIL"
CONFIG = """
[environment]
name = "us"
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
auditors = ["olga@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
failures = { slack = "C0FAIL" }
[refresh]
poll_every = "0.2s"
settle = "1s"
watch = "0"

[[environments]]
name = "emea"
[environments.people]
admins = ["tess@contoso.com", "amir@contoso.com"]
approvers = ["dora@contoso.com", "cleo@contoso.com"]
[environments.channels]
approvals = { slack = "C0EMEA" }
failures = { slack = "C0EMEAFAIL" }
[environments.law]
country = "AT"
timezone = "Europe/Vienna"
"""
CRM = '"CRM Contacts"'
US, EMEA = ("U0ADA", "U0BEN", "U0OLGA"), ("U0TESS", "U0DORA")
PLACES = {"us": (APPROVALS, FAILURES, *map(chat, US)), "emea": (THERE, THERE_FAILS, *map(chat, EMEA))}
_once = count()


@dataclass
class Two:
    """The house, with a second sandbox beside the first. `own`, `databases`: of each environment."""

    at: House
    own: dict[str, Sandbox]
    databases: Mapping[str, str]

    async def says(self, text: str, who: str, channel: str = "") -> str:
        """What somebody hears who types this."""
        return text_of((await self.types(text, who, channel)).body)

    async def types(self, text: str, who: str, channel: str = "") -> Answered:
        answered = await self.at.sender.types(text, user=who, channel=channel or chat(who))
        assert answered.status == 200, self.at.log()[-2000:]
        return answered

    async def files(self, text: str, who: str, channel: str = "") -> str:
        said = await self.says(text, who, channel)
        found = REF.search(said)
        assert found, said
        return found[0]

    async def press(self, label: str, ref: str, who: str, channel: str) -> None:
        card = await self.card(channel, ref, label)
        await self.at.sender.presses(buttons(asdict(card))[label], card, user=who)

    async def card(self, channel: str, ref: str, *texts: str) -> Message:
        found: Message = await until(
            lambda: next((one for one in self.shown(channel, ref) if all(t in text_of(asdict(one)) for t in texts)), 0),
            f"{channel} shows {ref} {texts}",
        )
        return found

    def shown(self, channel: str, text: str) -> list[Message]:
        return [one for one in self.at.slack.world.shown(channel) if text in text_of(asdict(one))]

    def knows(self, environment: str, text: str) -> bool:
        """Whether it stands anywhere where people of this environment alone read."""
        return any(self.shown(place, text) for place in PLACES[environment])

    async def submitted(self, environment: str) -> int:
        """How many refreshes were asked of its Customer Insights."""
        url = f"{self.own[environment].url}/_sandbox/calls"
        async with self.at.session.get(url) as answer:
            return sum(call["method"] == "POST" and "/jobs" in call["path"] for call in await answer.json())

    def rows(self, environment: str, ref: str) -> list[tuple[str, str]]:
        found = self.asked(environment, f"SELECT environment, state FROM requests WHERE id = '{ref}'")
        return [(row[0], row[1]) for row in found]

    def filed(self) -> Mapping[str, frozenset[str]]:
        """All that was asked for, by environment: what stands in a channel may be of an earlier test, and late."""
        return {name: frozenset(row[0] for row in self.asked(name, "SELECT id FROM requests")) for name in PLACES}

    def asked(self, environment: str, query: str) -> Sequence[Row[Any]]:
        """Straight from its database."""
        engine = create_engine(self.databases[environment], poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(text_clause(query)).all()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def two(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Two]:
    """One for all tests, because a start takes long; each looks at its own requests only."""
    folder = tmp_path_factory.mktemp("two")
    kept = {"us": "dsrbot", "emea": "emea"}
    databases = {name: f"sqlite:///{folder}/data/{file}.sqlite3" for name, file in kept.items()}
    async with two_in(folder, databases, DATABASE_URL__EMEA="sqlite:///data/emea.sqlite3") as made:
        yield made


@asynccontextmanager
async def two_in(
    folder: Path, databases: Mapping[str, str], config: str = CONFIG, **environment: str
) -> AsyncIterator[Two]:
    """`databases`: where to look into those that the settings name, by the environment."""
    (folder / "dsrbot.toml").write_text(config, encoding="utf-8")
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running_slack())
        world = slack.world
        world.channels |= {place: Channel(place) for place in (THERE, THERE_FAILS)}
        people = (User("U0DORA", "Dora Dorn", "dora@contoso.com"), User("U0AMIR", "Amir Amin", "amir@contoso.com"))
        world.users |= {user.id: user for user in people}
        us = await stack.enter_async_context(forked_sandbox("--seconds", "0.5"))
        emea = await stack.enter_async_context(forked_sandbox("--seconds", "0.5"))
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)))
        theirs = {f"{name}__EMEA": value for name, value in emea.environment.items()}
        more = {**environment, "ADMIN_PORT": str(free_port())}
        at = House(folder, slack, us, session, {**theirs, **more})
        try:
            await at.start()
            yield Two(at, {"us": us, "emea": emea}, databases)
        finally:
            if at.bot and at.bot.returncode is None:
                await at.kill()


@pytest.mark.parametrize(
    ("here", "there", "asks", "decides"), [("us", "emea", "U0ADA", "U0BEN"), ("emea", "us", "U0TESS", "U0DORA")]
)
async def test_a_request_is_filed_decided_and_done_in_its_environment_alone(
    two: Two, here: str, there: str, asks: str, decides: str
) -> None:
    before = await two.submitted(there), await two.submitted(here)
    ref = await two.files(f"refresh {CRM}", asks)
    await two.press("Approve", ref, decides, chat(decides))
    channel = PLACES[here][0]
    done = await two.card(channel, ref, "Completed")
    assert f"{ref} · {here}" in text_of(asdict(done))
    assert two.rows(here, ref)[0][1] == "completed"
    assert (await two.submitted(there), await two.submitted(here)) == (before[0], before[1] + 1)
    assert two.knows(here, ref)
    assert not two.knows(there, ref)
    assert two.rows(there, ref) == []


ACTS = ("show {}", "show {} in emea", "cancel {}", "audit {}", "letter {}", "hold {}", "refuse {}", "correct {}")


@pytest.mark.parametrize("who", US)
@pytest.mark.parametrize("act", ACTS)
async def test_people_of_one_environment_hear_of_no_request_of_another_what_they_would_not_of_none(
    two: Two, who: str, act: str
) -> None:
    ref = await two.files(f"refresh {CRM} ref “{next(_once)}”", "U0TESS")
    nothing = ref[:-1] + ("Z" if ref[-1] != "Z" else "Y")
    there, none = await two.says(act.format(ref), who), await two.says(act.format(nothing), who)
    assert there.replace(ref, "REF") == none.replace(nothing, "REF")
    assert two.rows("emea", ref)[0][1] == "pending_approval"
    assert not two.knows("us", ref)


@pytest.mark.parametrize("who", US)
@pytest.mark.parametrize("verb", ["approve", "deny", "cancel", "show", "retry"])
@pytest.mark.parametrize("marked", ["emea|{}", "{}", "us|{}", "asia|{}"])
async def test_a_button_that_somebody_made_up_opens_nothing_in_another_environment(
    two: Two, who: str, verb: str, marked: str
) -> None:
    ref = await two.files(f"refresh {CRM} ref “{next(_once)}”", "U0TESS")
    button = {"type": "button", "action_id": verb, "text": {"type": "plain_text", "text": verb}}
    await two.at.sender.presses({**button, "value": marked.format(ref)}, user=who, channel=chat(who))
    assert two.rows("emea", ref)[0][1] == "pending_approval"
    await two.says("help", who)
    assert not two.knows("us", ref)


async def test_who_works_in_both_is_asked_which_and_nothing_is_done(two: Two) -> None:
    before = two.filed()
    said = await two.says(f"refresh {CRM}", "U0AMIR")
    assert "In which environment: us, emea? Nothing was done." in said
    assert two.filed() == before


@pytest.mark.parametrize(("text", "here"), [(f"refresh {CRM} in emea", "emea"), (f"refresh {CRM} in US", "us")])
async def test_a_command_may_name_the_environment(two: Two, text: str, here: str) -> None:
    ref = await two.files(text, "U0AMIR")
    assert two.rows(here, ref)
    await two.card(PLACES[here][0], ref, here)


@pytest.mark.parametrize(("channel", "here"), [(THERE, "emea"), (FAILURES, "us")])
async def test_the_channel_says_which_is_meant(two: Two, channel: str, here: str) -> None:
    assert two.rows(here, await two.files(f"refresh {CRM}", "U0AMIR", channel))


async def test_a_channel_of_one_hears_nothing_of_another(two: Two) -> None:
    said = await two.says(f"refresh {CRM} in emea", "U0AMIR", APPROVALS)
    assert "This channel belongs to us, and nothing of emea is done or shown here." in said


async def test_whoever_names_a_request_of_theirs_need_not_say_where_it_is(two: Two) -> None:
    ref = await two.files(f"refresh {CRM} in emea", "U0AMIR")
    assert f"{ref} · emea" in await two.says(f"show {ref}", "U0AMIR")


async def test_one_approver_of_both_decides_in_each_by_its_own_card(two: Two) -> None:
    refs = {name: await two.files(f"refresh {CRM} in {name}", "U0AMIR") for name in PLACES}
    await two.press("Approve", refs["emea"], "U0CLEO", chat("U0CLEO"))
    await two.card(THERE, refs["emea"], "Completed")
    assert two.rows("us", refs["us"])[0][1] == "pending_approval"
    await two.press("Approve", refs["us"], "U0CLEO", chat("U0CLEO"))
    await two.card(APPROVALS, refs["us"], "Completed")


async def test_a_card_of_one_environment_does_not_come_to_stand_in_a_channel_of_another(two: Two) -> None:
    """However an approver of one presses what they made up on a message of the other."""
    ref = await two.files(f"refresh {CRM} ref “{next(_once)}”", "U0TESS")
    other = await two.files(f"refresh {CRM} ref “{next(_once)}”", "U0ADA")
    message = await two.card(APPROVALS, other)
    button = {**buttons(asdict(message))["Approve"], "value": f"emea|{ref}"}
    await two.at.sender.presses(button, message, user="U0DORA")
    await two.card(THERE, ref, "Completed")
    assert not two.knows("us", ref)
    assert two.rows("us", other)[0][1] == "pending_approval"


async def test_the_board_shows_one_and_a_home_shows_both_apart(two: Two) -> None:
    refs = {name: await two.files(f"refresh {CRM} in {name}", "U0AMIR") for name in PLACES}
    board = await two.says("requests in emea", "U0AMIR")
    assert refs["emea"] in board
    assert refs["us"] not in board
    home = await two.says("home", "U0CLEO")
    assert home.index("us · ") < home.index(refs["us"]) < home.index("emea · ") < home.index(refs["emea"])
    assert refs["emea"] not in await two.says("home", "U0BEN")


async def test_the_brake_of_one_stops_nothing_of_the_other(two: Two) -> None:
    refs = {name: await two.files(f"refresh {CRM} in {name}", "U0AMIR") for name in PLACES}
    assert "All deletions in emea are paused; this stops no other environment" in await two.says(
        "pause under attack in emea", "U0TESS"
    )
    for name, who in (("emea", "U0DORA"), ("us", "U0BEN")):
        await two.press("Approve", refs[name], who, chat(who))
    await two.card(APPROVALS, refs["us"], "Completed")
    await two.says("resume in emea", "U0AMIR")
    await two.card(THERE, refs["emea"], "Completed")


async def test_what_was_under_way_in_each_goes_on_after_a_kill(two: Two) -> None:
    refs = {name: await two.files(f"refresh {CRM} in {name}", "U0AMIR") for name in PLACES}
    for name, who in (("emea", "U0DORA"), ("us", "U0BEN")):
        await two.press("Approve", refs[name], who, chat(who))
    await two.at.kill()
    await two.at.start()
    for name, ref in refs.items():
        await two.card(PLACES[name][0], ref, "Completed")


async def test_a_form_of_an_environment_is_filled_in_there(two: Two) -> None:
    ref = await two.files(f"refresh {CRM} ref “{next(_once)}”", "U0TESS")
    known = {*two.at.slack.world.views}
    await two.press("Deny", ref, "U0DORA", chat("U0DORA"))
    view = two.at.slack.world.views[await until(lambda: next(iter({*two.at.slack.world.views} - known), ""), "a form")]
    await two.at.sender.fills_in(view, {"reason": "not she"}, user="U0DORA")
    await two.card(THERE, ref, "Denied")


@pytest.mark.parametrize("where", ["us", "emea"])
async def test_where_nothing_can_be_typed_the_form_asks_in_which_environment(two: Two, where: str) -> None:
    """A shortcut of somebody who works in both."""
    known, number = {*two.at.slack.world.views}, next(_once)
    await two.at.sender.send(payloads.shortcut("dsr:choose", user="U0AMIR"))
    view = two.at.slack.world.views[await until(lambda: next(iter({*two.at.slack.world.views} - known), ""), "a form")]
    given = {"environment": where, "what": "refresh", "following": f"{CRM} ref “{number}”"}
    before = two.filed()
    await two.at.sender.fills_in(view, given, user="U0AMIR")
    [ref] = await until(lambda: two.filed()[where] - before[where], "it is filed")
    await two.card(PLACES[where][0], ref)
    assert {name: refs - before[name] for name, refs in two.filed().items() if refs != before[name]} == {where: {ref}}


async def test_what_was_made_up_in_such_a_form_reaches_nobody(two: Two) -> None:
    known = {*two.at.slack.world.views}
    await two.at.sender.send(payloads.shortcut("dsr:choose", user="U0AMIR"))
    view = two.at.slack.world.views[await until(lambda: next(iter({*two.at.slack.world.views} - known), ""), "a form")]
    before = two.filed()
    given = {"environment": "asia", "what": "refresh", "following": CRM}
    assert (await two.at.sender.fills_in(view, given, user="U0AMIR")).status == 200
    given["environment"] = "emea"
    await two.at.sender.fills_in(view, given, user="U0BEN")
    assert two.filed() == before


async def test_it_is_ready_when_all_are(two: Two) -> None:
    async with two.at.session.get(f"http://127.0.0.1:{two.at.environment['ADMIN_PORT']}/readyz") as answer:
        assert (answer.status, (await answer.json())["ready"]) == (200, True)
