"""Two workspaces side by side: nothing crosses over, and what befalls one does no harm to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from bot.delivery.homes import Homes
from bot.door import Busy, Closed
from bot.slack.blocks import PREFIX
from bot.slack.settings import SlackSettings
from bot.slack.workspace import LOOK_SECONDS
from domain.card import Card, Form, Mention, say
from domain.chat import Account, Clicked, Submitted
from domain.file import TEXT, File
from domain.upload import NotBrought
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk, until
from tests.bot.slack.several import FABRIKAM, ORG, Building, a_building, fabrikam, globex
from tests.fakes.slack import BOT_TOKEN, SECRET, FakeSlack, World, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import Group

OURS = Account("slack", "T0CONTOSO", "U0ADA")
THEIRS = Account("slack", FABRIKAM, f"{FABRIKAM}/U0ADA")
CARD = Card(title="The card", calls=(Mention("Ada", "U0ADA"), Mention("Ava", f"{FABRIKAM}/U0ADA")))


@dataclass(frozen=True)
class Two:
    """Both have somebody U0ADA, a private chat D0ADA and a channel C0FAIL."""

    at: Building
    here: World
    there: World


@pytest.fixture
async def two(slack: FakeSlack, desk: SmallDesk, store: Store) -> AsyncIterator[Two]:
    there = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        assert (await at.installs(there))[0] == 200
        slack.world.calls.clear()
        there.calls.clear()
        yield Two(at, slack.world, there)


Did = Callable[[Building, str], Awaitable[object]]


def _account(key: str) -> Account:
    return THEIRS if key else OURS


def _said(key: str, plain: str) -> str:
    return f"{key}/{plain}" if key else plain


async def _draws(at: Building, key: str) -> None:
    address = await at.door.post(_said(key, "C0FAIL"), CARD)
    await at.door.update(_said(key, "C0FAIL"), address, replace(CARD, title="Anew"))


OUTGOING: dict[str, tuple[Did, set[str]]] = {
    "a post": (lambda at, key: at.door.post(_said(key, "C0FAIL"), CARD), {"chat.postMessage"}),
    "a reply": (lambda at, key: at.door.reply(_said(key, "C0FAIL"), "1.1", CARD), {"chat.postMessage"}),
    "a redrawing": (_draws, {"chat.postMessage", "chat.update"}),
    "a private chat": (lambda at, key: at.door.direct(_account(key)), {"conversations.open"}),
    "a profile": (lambda at, key: at.door.profile(_account(key)), {"users.info"}),
    "a file": (
        lambda at, key: at.door.send(
            _said(key, "D0ADA"), File(name="a.txt", media=TEXT, content=b"secret", about="A file", verb="v", ref="r")
        ),
        {"files.getUploadURLExternal", "files.completeUploadExternal"},
    ),
    "a group": (lambda at, key: at.door.members(_said(key, "S0GROUP")), {"usergroups.list", "usergroups.users.list"}),
}


@pytest.mark.parametrize("key", ["", FABRIKAM])
@pytest.mark.parametrize("act", OUTGOING)
async def test_what_goes_out_goes_out_in_its_own_workspace(two: Two, act: str, key: str) -> None:
    for world in (two.here, two.there):
        world.scopes += ",usergroups:read"
        world.groups["S0GROUP"] = Group("S0GROUP", ["U0ADA"], team=world.team)
    do, calls = OUTGOING[act]
    await do(two.at, key)
    mine, other = (two.there, two.here) if key else (two.here, two.there)
    assert calls <= {call.method for call in mine.calls}
    assert {call.method for call in other.calls} <= {"upload", "auth.test"}, "uploads go without a token"
    assert not other.messages


@pytest.mark.parametrize("key", ["", FABRIKAM])
async def test_who_is_named_in_a_card_is_called_only_in_their_own_workspace(two: Two, key: str) -> None:
    await two.at.door.post(_said(key, "C0FAIL"), CARD)
    (message,) = (two.there if key else two.here).shown("C0FAIL")
    shown = str(message.blocks)
    assert shown.count("'user_id': 'U0ADA'") == 1
    assert ("Ada" if key else "Ava") in shown, "the other one by name alone"
    assert FABRIKAM not in shown


async def test_the_same_number_is_somebody_else_in_another_workspace(two: Two) -> None:
    here, there = await two.at.door.profile(OURS), await two.at.door.profile(THEIRS)
    assert (here.email, there.email) == ("ada@contoso.com", "ava@fabrikam.com")
    assert (here.account, there.account) == (OURS, THEIRS)
    claimed = await two.at.door.profile(Account("slack", "T0CONTOSO", THEIRS.id))
    assert claimed == there, "whatever workspace is claimed beside it"
    mentioned = await two.at.door.profile(Account("slack", FABRIKAM, "U0ADA"))
    assert mentioned == there, "who is mentioned there is of there"


async def test_somebody_is_found_where_they_are_and_first_in_the_own_workspace(two: Two) -> None:
    assert await two.at.door.find("ada@contoso.com") == OURS
    assert await two.at.door.find("ava@fabrikam.com") == THEIRS
    two.there.users["U0FAY"].email = "ben@contoso.com"  # whoever runs that workspace may write what they like
    assert await two.at.door.find("ben@contoso.com") == Account("slack", "T0CONTOSO", "U0BEN")


async def test_whoever_is_of_two_workspaces_is_found_in_the_one_that_counts(two: Two) -> None:
    """As for an environment that is of the other one alone."""
    two.there.users["U0FAY"].email = "ben@contoso.com"
    found = {key: await two.at.door.find("ben@contoso.com", lambda one, key=key: one.tenant == key)
             for key in (FABRIKAM, "T0CONTOSO", ORG)}  # fmt: skip
    assert found == {
        FABRIKAM: Account("slack", FABRIKAM, f"{FABRIKAM}/U0FAY"),
        "T0CONTOSO": Account("slack", "T0CONTOSO", "U0BEN"),
        ORG: None,
    }


async def test_a_member_of_another_workspace_counts_nowhere_but_there(two: Two) -> None:
    two.here.users["U0FAY"] = replace(two.there.users["U0FAY"])
    assert (await two.at.door.profile(Account("slack", "T0CONTOSO", "U0FAY"))).standing == "stranger"
    assert (await two.at.door.profile(replace(THEIRS, id=f"{FABRIKAM}/U0FAY"))).standing == "member"
    two.there.users["U0ADA"].team = "T0CONTOSO"
    assert (await two.at.door.profile(replace(THEIRS, id=f"{FABRIKAM}/U0ADA"))).standing == "stranger"


async def test_acts_say_where_they_come_from_and_are_answered_there(two: Two, desk: SmallDesk) -> None:
    form = Form(title="A form", verb="ask", ref="", fields=(), submit="Send")
    for world in (two.here, two.there):
        desk.answers.append(form)
        await two.at.types(world, "refresh", user="U0ADA", channel="C0FAIL")
        button = {"type": "button", "action_id": f"{PREFIX}show:0", "value": "DSR-1"}
        url = two.at.sender.response_url()
        await two.at.sends(world, payloads.click(button, user="U0ADA", channel="C0FAIL", response_url=url))
        await two.at.sends(world, payloads.told_in_private("board", user="U0ADA"))
        view = next(iter(world.views.values()))
        await two.at.sends(world, payloads.submission(view, {}, user="U0ADA"))
    await until(lambda: all(len(world.made("chat.postEphemeral")) >= 2 for world in (two.here, two.there)))
    assert [len(world.made("views.open")) for world in (two.here, two.there)] == [1, 1]
    half = len(desk.heard) // 2
    assert {act.account for act in desk.heard[:half]} == {OURS}
    assert {act.account for act in desk.heard[half:]} == {THEIRS}
    assert {act.place.id for act in desk.heard[half:]} == {f"{FABRIKAM}/C0FAIL", f"{FABRIKAM}/D0ADA"}
    assert {type(act) for act in desk.heard} >= {Clicked, Submitted}
    answered = [given["channel"] for given in two.there.ephemeral if "channel" in given]
    assert set(answered) == {"C0FAIL", "D0ADA"}, "as Slack names them"


async def test_a_home_is_drawn_where_it_was_opened_and_again_there(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    drawn: list[Account] = []

    async def draw(account: Account) -> Card:
        drawn.append(account)
        return say(f"home of {account.id}")

    async with a_building(slack, desk, store, homes=(homes := Homes(draw, gather=0.0, pace=0.0))) as at:
        there = fabrikam(slack)
        await at.installs(there)
        await at.sends(there, payloads.home_opened(user="U0ADA"))
        await until(lambda: there.homes)
        await homes.opened(THEIRS)
        await homes.opened(OURS)
    assert drawn == [THEIRS, OURS]
    assert f"home of {FABRIKAM}/U0ADA" in str(there.homes["U0ADA"])
    assert "home of U0ADA" in str(slack.world.homes["U0ADA"])


async def test_a_file_that_is_given_is_fetched_with_the_token_of_its_workspace(two: Two, desk: SmallDesk) -> None:
    given = two.at.slack.give(b"a,b", world=two.there)
    await two.at.sends(two.there, payloads.told_in_private("find", user="U0ADA", files=[given], subtype="file_share"))
    await until(lambda: desk.heard)
    (file,) = desk.heard[0].files
    assert await file.read(100) == b"a,b"
    ours = payloads.told_in_private("find", user="U0ADA", files=[given], subtype="file_share")
    await two.at.sends(two.here, ours)  # the address of a file of theirs, as if it were ours
    await until(lambda: len(desk.heard) == 2)
    with pytest.raises(NotBrought, match="right"):
        await desk.heard[1].files[0].read(100)


async def test_a_name_of_another_workspace_than_any_leads_nowhere(two: Two) -> None:
    for place in ("T0OTHER/C0FAIL", "T0CONTOSO/C0FAIL"):
        with pytest.raises(Closed, match="not_installed"):
            await two.at.door.post(place, CARD)
    assert (await two.at.door.profile(Account("slack", "T0OTHER", "T0OTHER/U0ADA"))).standing == "absent"
    assert not two.here.messages
    assert not two.there.messages


async def test_who_takes_the_app_away_harms_nobody_else(two: Two, desk: SmallDesk) -> None:
    two.at.slack.installs.uninstall(two.there)
    await two.at.sends(two.there, {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}})
    await until(lambda: (FABRIKAM, "account_inactive") in two.at.telling.heard)
    assert "not installed" in (await two.at.types(two.there, "board")).text
    with pytest.raises(Closed, match="not_installed"):
        await two.at.door.post(f"{FABRIKAM}/C0FAIL", CARD)
    assert desk.heard == []
    assert "heard Typed" in (await two.at.types(two.here, "board")).text
    assert await two.at.door.post("C0FAIL", CARD)
    told = await two.at.door.condition()
    assert (str(told), told.code) == (f"listening; {ORG} not installed; {FABRIKAM} not installed", "")
    assert await two.at.door.find("ada@contoso.com") == OURS


async def test_whoever_says_that_it_was_taken_away_is_not_believed(two: Two) -> None:
    """The event alone is no proof: Slack is asked."""
    await two.at.sends(two.there, {**payloads.user_changed({}), "event": {"type": "tokens_revoked"}})
    await until(lambda: two.there.made("auth.test"))
    assert "heard Typed" in (await two.at.types(two.there, "board")).text
    await two.at.door._owned.close(5)  # whatever followed has been done
    assert FABRIKAM in await two.at.keys()
    assert set(two.at.telling.heard) == {(FABRIKAM, "")}


async def test_that_it_was_taken_away_is_found_by_the_next_call_where_nobody_told(two: Two) -> None:
    two.at.slack.installs.uninstall(two.there)
    with pytest.raises(Busy):  # of whose token it is: the next time it is said that it is gone
        await two.at.door.post(f"{FABRIKAM}/C0FAIL", CARD)
    assert (FABRIKAM, "account_inactive") in two.at.telling.heard


async def test_it_can_be_installed_again(two: Two, desk: SmallDesk) -> None:
    two.at.slack.installs.uninstall(two.there)
    await two.at.sends(two.there, {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}})
    await until(lambda: (FABRIKAM, "account_inactive") in two.at.telling.heard)
    assert (await two.at.installs(two.there))[0] == 200
    assert two.at.telling.heard[-1] == (FABRIKAM, "")
    assert "heard Typed" in (await two.at.types(two.there, "board")).text
    assert await two.at.door.post(f"{FABRIKAM}/C0FAIL", CARD)
    assert [act.account for act in desk.heard] == [THEIRS]


async def test_an_old_notice_of_leaving_does_not_end_a_new_installation(two: Two) -> None:
    two.at.slack.installs.uninstall(two.there)
    assert (await two.at.installs(two.there))[0] == 200
    await two.at.sends(two.there, {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}})
    await until(lambda: len(two.there.made("auth.test")) >= 2)
    await two.at.door._owned.close(5)  # whatever followed has been done
    assert FABRIKAM in await two.at.keys()
    assert "heard Typed" in (await two.at.types(two.there, "board")).text


async def test_the_own_token_may_be_refused_and_the_others_go_on(two: Two) -> None:
    two.here.revoked = "token_revoked"
    assert "heard Typed" in (await two.at.types(two.there, "board")).text
    assert await two.at.door.post(f"{FABRIKAM}/C0FAIL", CARD)

    async def told() -> bool:
        return (await two.at.door.condition()).code == "token_revoked"

    await until(told, LOOK_SECONDS + 5)


async def test_without_a_token_of_its_own_the_bot_serves_what_is_installed(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store, own=False) as at:
        there = fabrikam(slack)
        await at.installs(there)
        assert "heard Typed" in (await at.types(there, "board")).text
        assert "not installed" in (await at.sender.types("board")).text
        with pytest.raises(Closed):
            await at.door.post("C0FAIL", CARD)
        assert (await at.door.profile(OURS)).standing == "absent"


@pytest.mark.parametrize(
    "payload",
    [
        payloads.submission({"id": "V1", "type": "modal", "blocks": [], "private_metadata": "{}"}, {}),
        payloads.shortcut(f"{PREFIX}choose"),
        payloads.user_changed({"id": "U0ADA"}),
        payloads.home_opened(),
        payloads.told_in_private("board"),
    ],
    ids=["form", "shortcut", "change", "home", "message"],
)
async def test_every_kind_of_request_from_where_it_is_not_installed_is_answered_and_not_read(
    slack: FakeSlack, desk: SmallDesk, store: Store, payload: dict[str, object]
) -> None:
    async with a_building(slack, desk, store) as at:
        answered = await at.sends(fabrikam(slack), dict(payload))
    assert answered.status == 200
    assert desk.heard == []
    assert slack.world.calls == [call for call in slack.world.calls if call.method in {"auth.test"}]


async def test_a_click_from_where_it_is_not_installed_is_answered_where_it_was_made(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        button = {"type": "button", "action_id": f"{PREFIX}approve:0", "value": "DSR-1"}
        await at.sends(fabrikam(slack), payloads.click(button, response_url=at.sender.response_url()))
        await until(lambda: slack.world.ephemeral)
    assert "not installed in this workspace" in str(slack.world.ephemeral)
    assert desk.heard == []


async def test_whoever_is_of_another_workspace_and_acts_in_the_own_one_acts_as_who_they_are_there(
    two: Two, desk: SmallDesk
) -> None:
    """In a channel that is shared, or in an organisation, Slack names another workspace of theirs with a click."""
    button = {"type": "button", "action_id": f"{PREFIX}approve:0", "value": "DSR-1"}
    url = two.at.sender.response_url()
    await two.at.sender.send(payloads.click(button, user="U0ADA", team=FABRIKAM, response_url=url))
    profile = await two.at.door.profile(desk.heard[0].account)
    assert profile.email == "ada@contoso.com"
    assert not two.there.made("users.info")


async def test_of_where_it_does_not_stand_just_now_nothing_is_known_and_nobody_is_taken_for_somebody_else(
    two: Two,
) -> None:
    """Neither that they left, nor that they are who has their number here."""
    two.at.slack.installs.uninstall(two.there)
    await two.at.sends(two.there, {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}})
    await until(lambda: (FABRIKAM, "account_inactive") in two.at.telling.heard)
    for account in (THEIRS, replace(THEIRS, id="U0ADA")):  # themselves, and as they were mentioned there
        with pytest.raises(Closed, match="not_installed"):
            await two.at.door.profile(account)
    assert not two.here.made("users.info")


async def test_what_was_remembered_of_it_is_forgotten_when_it_is_installed_anew(two: Two) -> None:
    assert await two.at.door.direct(THEIRS) == f"{FABRIKAM}/D0ADA"
    asked = len(two.there.made("conversations.open"))
    await two.at.installs(two.there)
    assert await two.at.door.direct(THEIRS) == f"{FABRIKAM}/D0ADA"
    assert len(two.there.made("conversations.open")) == asked + 1


async def test_one_that_does_not_say_keeps_nobody_from_being_found_in_the_rest(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    there, org = fabrikam(slack), globex(slack)
    async with a_building(slack, desk, store) as at:
        await at.installs(there)
        await at.installs(org)
        there.scopes = there.scopes.replace("users:read.email", "")
        assert await at.door.find("gil@globex.com") == Account("slack", ORG, f"{ORG}/W0GIL")
        with pytest.raises(Busy):
            await at.door.find("nobody@globex.com")


async def test_where_nothing_more_may_be_installed_requests_of_what_was_are_not_taken_for_our_own(
    two: Two, slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    """SLACK_CLIENT_ID was taken away; Ada there is somebody else than Ada here."""
    settings = SlackSettings(bot_token=BOT_TOKEN, signing_secret=SECRET, api_url=slack.api_url)
    async with a_building(slack, desk, store, settings=settings) as at:
        assert "not installed" in (await at.types(two.there, "board")).text
        assert "heard Typed" in (await at.types(two.here, "board")).text
    assert [act.account.id for act in desk.heard] == ["U0ADA"]


async def test_whoever_runs_the_bot_sees_how_it_stands_with_each(two: Two) -> None:
    assert str(await two.at.door.condition()) == f"listening; {ORG} not installed"
    two.at.slack.faults.add(Fault("error", "auth.test", code="ekm_access_denied", times=9))
    await until(lambda: _told(two, f"{FABRIKAM} refused: ekm_access_denied"), LOOK_SECONDS + 5)


async def _told(two: Two, said: str) -> bool:
    """The own one is looked at by the same call, so what is said of it comes first."""
    return any(said in one for one in await two.at.door._beside())
