"""One desk in front of two environments: nothing is done in one that was meant for the other, or for neither."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app.branches import Branch, Marked
from bot.app.environments import Switchboard
from bot.app.web import admin_app, serving
from domain.card import Answer, Card, Choices, Field, Form
from domain.chat import Account, Clicked, Place, Profile, Sought, Standing, Submitted, Typed
from domain.moment import Moment, Timed, pieces
from domain.policy import ActLimits
from domain.refs import CHOOSE, CHOSEN, FOLLOWING, marked
from domain.words import en as words
from handlers.requests.readers import Unclear
from tests.stage import APPROVALS, FAILURES, Scene, rules, said, scene

US = rules(environment={"name": "us"}, people={"admins": ["ada@contoso.com", "amir@contoso.com"], "tenant_admins": []})
EMEA = rules(
    environment={"name": "emea"},
    people={"admins": ["tess@contoso.com", "amir@contoso.com"], "approvers": ["cleo@contoso.com"], "auditors": []},
    channels={"approvals": {"playground": "C-EMEA"}, "failures": {"playground": "C-EMEA-FAILS"}},
)
GROUP = "entra-group:aaaaaaaa-0000-4000-8000-000000000001"
WHICH = "In which environment"
_once = count()


@dataclass
class Two:
    us: Scene
    emea: Scene
    board: Switchboard

    async def typed(self, who: str, text: str, channel: str = "") -> Answer:
        return await self.board(Typed(**self._came(who, channel), text=text))

    async def sent(self, who: str, verb: str, ref: str, **values: str) -> Answer:
        filled = {name: (value,) for name, value in values.items()}
        return await self.board(Submitted(**self._came(who), verb=verb, ref=ref, values=filled))

    async def pressed(self, who: str, verb: str, ref: str) -> Answer:
        return await self.board(Clicked(**self._came(who), verb=verb, ref=ref))

    def account(self, who: str) -> Account:
        return self.us.terminal.account(who)

    def _came(self, who: str, channel: str = "") -> dict[str, object]:
        place = Place("playground", channel or f"@{who}", private=not channel)
        return {"account": self.account(who), "place": place, "delivery": f"once-{next(_once)}"}

    @property
    def paused(self) -> list[str]:
        return [name for name, on in (("us", self.us), ("emea", self.emea)) if on.rows("SELECT id FROM brakes")]

    def unsure(self, on: Scene, times: int = 1_000) -> None:
        """The platform cannot tell this environment who somebody is, so many times."""
        known, left = on.bot.deps.profile, [times]

        async def profile(account: Account) -> Profile:
            left[0] -= 1
            found = await known(account)
            return replace(found, email=None, standing=Standing.UNKNOWN) if left[0] >= 0 else found

        object.__setattr__(on.bot.deps, "profile", profile)


@pytest.fixture
async def two(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        us = await stack.enter_async_context(scene(sqlite_url, tmp_path, works=False, config=US))
        url = f"sqlite:///{tmp_path}/emea.sqlite3"
        emea = await stack.enter_async_context(scene(url, tmp_path, works=False, config=EMEA, screens=us.terminal))
        yield Two(us, emea, Switchboard([Branch("us", us.bot, first=True), Branch("emea", emea.bot)]))


# ---- what carries the mark of an environment that is not there (any more)


@pytest.mark.parametrize("mark", ["asia", "any"])
@pytest.mark.parametrize("verb", ["pause", "code", "delegate", "find", "audit", "choose", "reports", "resume"])
async def test_a_form_of_an_environment_that_is_not_known_is_nobodys(two: Two, verb: str, mark: str) -> None:
    filled = {"reason": "attack", CHOSEN: "pause", FOLLOWING: "attack"}
    answer = await two.sent("amir", verb, marked("", mark), **filled)
    assert words.errors.STALE_BUTTON in said(answer) or WHICH in said(answer)
    assert two.paused == []


@pytest.mark.parametrize("verb", ["resume", "home", "requests", "find", "code", "show-all"])
async def test_a_button_of_an_environment_that_is_not_known_is_nobodys(two: Two, verb: str) -> None:
    assert words.errors.STALE_BUTTON in said(await two.pressed("amir", verb, "asia|"))


@pytest.mark.parametrize("verb", ["pause", "find", "audit", "choose"])
@pytest.mark.parametrize("mark", ["emea|", "any|", "asia|x"])
async def test_where_one_environment_is_left_what_is_of_another_is_nobodys(two: Two, verb: str, mark: str) -> None:
    filled = {"reason": "attack", CHOSEN: "pause", FOLLOWING: "attack"}
    assert said(await two.us.act("ada", verb, mark, filled)) == words.errors.STALE_BUTTON
    assert two.paused == []


# ---- where it is not known whether somebody works


@pytest.mark.parametrize("unsure", ["us", "emea"])
@pytest.mark.parametrize("text", ["pause an attack", "resume", "erase mark.old@contoso.com", "code", "holds", "help"])
async def test_what_is_not_known_just_now_is_no_reason_to_act_elsewhere(two: Two, unsure: str, text: str) -> None:
    two.unsure(getattr(two, unsure), times=1)
    assert WHICH in said(await two.typed("amir", text))
    assert two.paused == []


async def test_where_nothing_is_known_of_anybody_nothing_is_done(two: Two) -> None:
    two.unsure(two.us, times=1)
    two.unsure(two.emea, times=1)
    assert words.rights.STANDING[Standing.UNKNOWN] in said(await two.typed("amir", "pause an attack"))
    assert two.paused == []


async def test_a_group_that_cannot_be_read_may_hold_whoever_types(two: Two) -> None:
    two.emea.bot.groups.entries = (GROUP,)
    assert WHICH in said(await two.typed("ada", "pause an attack"))
    assert "us" not in two.paused
    await two.typed("ada", "pause an attack in us")
    assert two.paused == ["us"]


async def test_who_is_looked_up_is_nobody_while_it_is_not_known_where(two: Two) -> None:
    two.unsure(two.us, times=1)
    assert await two.board(Sought(**two._came("amir"), verb="remove-user", text="mark")) == Choices()


async def test_a_home_that_would_lack_an_environment_is_not_drawn(two: Two) -> None:
    two.unsure(two.emea)
    with pytest.raises(Unclear):
        await two.board._home_of(two.account("amir"))
    with pytest.raises(Unclear):
        await two.board._rows_of(two.account("amir"))


async def test_an_environment_whose_database_is_away_is_one_of_which_nothing_is_known(two: Two) -> None:
    two.emea.rows("ALTER TABLE accounts RENAME TO gone")
    assert WHICH in said(await two.typed("ada", "pause an attack"))
    assert two.paused == []
    await two.typed("ada", "pause an attack in us")
    assert two.paused == ["us"]


# ---- what is named


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("ada", "pause an attack in emea, please"),
        ("ada", "pause because of the incident in EMEA"),
        ("ada", "pause, as in “emea” all is lost"),
        ("amir", "pause an attack in emea, please"),
        ("amir", "pause an attack in asia"),
        ("tess", "pause what went wrong in us yesterday"),
    ],
)
async def test_who_names_another_environment_or_not_clearly_is_asked(two: Two, who: str, text: str) -> None:
    assert WHICH in said(await two.typed(who, text))
    assert two.paused == []


@pytest.mark.parametrize(
    ("who", "text", "there"),
    [
        ("ada", "pause because of the incident in EMEA in us", "us"),
        ("amir", "pause an attack in emea", "emea"),
        ("amir", "pause an attack in Emea.", "emea"),
        ("tess", "pause an attack in emea, please", "emea"),
        ("ada", "pause an attack in usual places", "us"),
    ],
)
async def test_who_names_their_own_clearly_is_understood(two: Two, who: str, text: str, there: str) -> None:
    await two.typed(who, text)
    assert two.paused == [there]


async def test_a_channel_of_one_does_nothing_where_another_is_named_in_passing(two: Two) -> None:
    assert "This channel belongs to us" in said(await two.typed("amir", "pause an attack in emea, please", APPROVALS))
    assert two.paused == []
    await two.typed("amir", "pause an attack in us, please", FAILURES)
    assert two.paused == ["us"]


@pytest.mark.parametrize("ref", ["", "us|", "emea|", "any|"])
@pytest.mark.parametrize(
    "following", ["an attack in emea", "an attack in us", "in emea: an attack", "an attack in us, please"]
)
async def test_what_follows_in_a_form_names_no_other_environment_than_the_form(
    two: Two, ref: str, following: str
) -> None:
    """Of whoever works in both."""
    where = {"environment": "us"} if ref == "any|" else {}
    here = "emea" if ref == "emea|" else "us"
    answer = await two.sent("amir", CHOOSE, ref, **{CHOSEN: "pause", FOLLOWING: following, **where})
    same = f"in {here}" in following
    assert two.paused == ([here] if same else [])
    assert same or "Nothing was done" in said(answer)


@pytest.mark.parametrize("text", ["see you in emea", "in us", "it is {}", "all of it in emea, in us"])
async def test_the_text_of_a_message_says_nothing_of_where_a_form_is_for(two: Two, text: str) -> None:
    ref = await two.emea.file("tess", "refresh crm contacts")
    form = await two.typed("amir", f"{CHOOSE} {text.format(ref)}")
    assert isinstance(form, Form)
    assert form.ref == "any|"
    form = await two.typed("ada", f"{CHOOSE} {text.format(ref)}")
    assert isinstance(form, Form)
    assert form.ref == ""
    assert "us" in form.about


# ---- how much is taken


async def test_what_is_too_long_is_not_looked_up(two: Two) -> None:
    two.unsure(two.emea)  # so that whoever looks, asks
    assert said(await two.typed("amir", "show " + "DSR-7K3QFA " * 4_000)) == words.errors.TOO_MUCH


async def test_of_many_numbers_none_is_looked_up(two: Two) -> None:
    ref = await two.emea.file("tess", "refresh crm contacts")
    many = " ".join(f"DSR-7K3QF{letter}" for letter in "ABCDEFGHJK")
    assert WHICH not in said(await two.typed("amir", f"show {ref}"))
    assert WHICH in said(await two.typed("amir", f"show {ref} {many}"))


async def test_there_is_one_limit_of_acts_for_all_environments(sqlite_url: str, tmp_path: Path) -> None:
    limits = ActLimits(person=3, door=0)
    async with AsyncExitStack() as stack:
        us = await stack.enter_async_context(scene(sqlite_url, tmp_path, works=False, config=US, limits=limits))
        url = f"sqlite:///{tmp_path}/emea.sqlite3"
        emea = await stack.enter_async_context(
            scene(url, tmp_path, works=False, config=EMEA, screens=us.terminal, limits=limits)
        )
        two = Two(us, emea, Switchboard([Branch("us", us.bot, first=True), Branch("emea", emea.bot)]))
        answers = [await two.typed("amir", f"help in {name}") for name in ("us", "emea", "us", "emea", "us")]
        seconds = int(limits.within.total_seconds())
        turned_away = {words.errors.too_many(left) for left in range(1, seconds + 1)}
        assert [said(answer) in turned_away for answer in answers] == [False, False, False, True, True]
        assert [name in said(answer) for name, answer in zip(("us", "emea", "us"), answers, strict=False)] == [True] * 3


# ---- what is said


@pytest.mark.parametrize("text", ["pause an attack", "resume", "code", "hold", "delegate", "help", "users", "nonsense"])
@pytest.mark.parametrize("name", ["us", "emea"])
async def test_every_answer_says_of_which_environment_it_is(two: Two, text: str, name: str) -> None:
    answer = await two.typed("amir", f"{text} in {name}")
    told = answer.about if isinstance(answer, Form) else answer.footer
    assert name in told.split(" · ")


def test_a_name_that_is_part_of_a_word_is_not_said_yet(two: Two) -> None:
    room = Branch("us", two.us.bot, first=True)
    assert room.named("Type “users” to see them") == "Type “users” to see them · us"
    assert room.named("DSR-7K3QFA · us") == "DSR-7K3QFA · us"


def test_a_moment_in_a_footer_stays_one_that_each_reads_in_their_own_time(two: Two) -> None:
    room, at = Branch("us", two.us.bot, first=True), Moment(datetime(2026, 11, 2, tzinfo=UTC), "2 Nov 2026, 01:00")
    assert pieces(room.named(Timed("as of ", at))) == ("as of ", at, " · us")


def test_a_form_says_it_besides_what_it_is_about(two: Two) -> None:
    form = Branch("emea", two.emea.bot).marks(
        Form("deny", "DSR-7K3QFA", "Deny", "Deny", (Field("a", "b"),), about="DSR")
    )
    assert isinstance(form, Form)
    assert (form.ref, form.about) == ("emea|DSR-7K3QFA", "DSR · emea")
    assert Branch("emea", two.emea.bot).marks(Card()) == Card()


# ---- whose members count


@pytest.mark.parametrize(
    ("tenants", "standing"),
    [({}, Standing.MEMBER), ({"slack": ("T1",)}, Standing.MEMBER), ({"playground": ()}, Standing.STRANGER)],
    ids=["all of the door", "those of another door", "not theirs"],
)
async def test_whoever_is_of_a_tenant_that_does_not_count_there_is_nobody_in_an_environment(
    two: Two, tenants: dict[str, tuple[str, ...]], standing: Standing
) -> None:
    door = Marked(two.us.terminal, Branch("us", two.us.bot, tenants=tenants))
    found = await door.profile(two.account("ada"))
    assert found.standing is standing
    assert bool(found.email) is bool(await door.find("ada@contoso.com")) is (standing is Standing.MEMBER)


async def test_the_tenant_of_an_account_is_its_own_in_whatever_case_it_is_written(two: Two) -> None:
    ada = two.account("ada")
    for tenants, counts in (((ada.tenant.upper(),), True), ((f"{ada.tenant}x",), False)):
        assert Branch("us", two.us.bot, tenants={ada.surface: tenants}).counts(ada) is counts


# ---- for who runs the bot


async def test_the_database_of_one_is_said_to_be_out_of_order_and_the_others_go_on(two: Two) -> None:
    gone = "the database takes no writes: it may be gone, full, locked or read-only"
    working = [asyncio.create_task(asyncio.Event().wait()) for _ in range(2)]
    for one, task in zip((two.us, two.emea), working, strict=True):
        one.bot.loops.append(task)
    app = admin_app(two.us.bot, {"slack": _connected}, two.emea.bot)
    async with serving(app, "127.0.0.1", 0, "ADMIN_PORT") as address:
        assert await _ready(two, address) == (200, [])
        assert 'dsrbot_counted{environment="emea"} 1' in await _counted(two, address)
        two.emea.rows("ALTER TABLE requests RENAME TO elsewhere")
        async with asyncio.timeout(20):
            while await _ready(two, address) != (200, [f"emea: {gone}"]):
                pass
            while 'dsrbot_counted{environment="emea"} 0' not in (told := await _counted(two, address)):
                pass
        assert 'dsrbot_log_sealed{environment="us"} 1' in told
        assert 'dsrbot_log_sealed{environment="emea"}' not in told
        assert 'dsrbot_requests_open{environment="us",kind="refresh",state="in_progress"} 0' in told
        two.us.rows("ALTER TABLE requests RENAME TO elsewhere")
        async with asyncio.timeout(20):
            while await _ready(two, address) != (503, [f"us: {gone}", f"emea: {gone}"]):
                pass
            two.emea.rows("ALTER TABLE elsewhere RENAME TO requests")
            while await _ready(two, address) != (503, [f"us: {gone}"]):  # which has the engine
                pass
            two.us.rows("ALTER TABLE elsewhere RENAME TO requests")
            while await _ready(two, address) != (200, []):
                pass
        working[1].cancel()
        await asyncio.gather(working[1], return_exceptions=True)
        status, why = await _ready(two, address)
        assert (status, [text.partition(":")[0] for text in why]) == (503, ["emea"])
    for one in (two.us, two.emea):
        one.bot.loops.clear()
    for task in working:
        task.cancel()


async def test_a_home_shows_what_the_others_have_while_the_database_of_one_does_not_answer(two: Two) -> None:
    """And says that something is missing; where none answers it stays as it was."""
    silent = words.environments.SILENT
    ref = await two.us.file("ada", "refresh crm contacts")
    two.emea.rows("ALTER TABLE requests RENAME TO elsewhere")
    try:
        card = await two.board._home_of(two.account("amir"))
        assert ref in said(card)
        assert silent in said(card)
        with capture_logs():  # to draw the fault takes longer than to draw the home
            assert ref in said(await two.typed("amir", "home"))
        assert await two.board._rows_of(two.account("amir"))
        two.us.rows("ALTER TABLE requests RENAME TO elsewhere")
        with pytest.raises(Unclear):
            await two.board._home_of(two.account("amir"))
        two.us.rows("ALTER TABLE elsewhere RENAME TO requests")
    finally:
        two.emea.rows("ALTER TABLE elsewhere RENAME TO requests")
    card = await two.board._home_of(two.account("amir"))
    assert silent not in said(card)


async def _connected() -> str:
    return "connected"


async def _ready(two: Two, address: str) -> tuple[int, list[str]]:
    async with two.us.session.get(f"{address}/readyz") as answer:
        return answer.status, list((await answer.json()).get("why", []))


async def _counted(two: Two, address: str) -> str:
    async with two.us.session.get(f"{address}/metrics") as answer:
        return await answer.text()
