"""Installing the app: whoever is named comes in, everybody else gets nothing; no step can be skipped or repeated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from bot.slack.oauth import BURST
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk
from tests.bot.slack.several import FABRIKAM, ORG, STRANGERS, a_building, fabrikam, globex
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.installs import CLIENT_ID
from tests.logged import Logged


async def _keys(store: Store) -> list[str]:
    return await store.read(lambda unit: unit.installations.keys())


async def test_a_named_workspace_installs_and_is_answered(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    world = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        refused = await at.types(world, "board", user="U0FAY")
        assert "not installed in this workspace" in refused.text
        assert desk.heard == [], "nothing of it was read"
        status, page = await at.installs(world)
        assert (status, "DSR Bot is installed in Fabrikam" in page) == (200, True)
        answered = await at.types(world, "board", user="U0FAY")
    assert "heard Typed" in answered.text
    assert desk.heard[0].account.id == f"{FABRIKAM}/U0FAY"
    assert at.telling.heard == [(FABRIKAM, "")]
    assert await _keys(store) == [FABRIKAM]


async def test_the_page_leads_to_slack_with_the_rights_that_the_manifest_names_and_says_nothing_to_others(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        begun = await at.begins(f"/slack/install?team=T1{quote('&user_scope=admin')}")
    link = urlsplit(begun.link)
    query = parse_qs(link.query)
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{slack.url}/oauth/v2/authorize"
    assert query["client_id"] == [CLIENT_ID]
    assert "chat:write" in query["scope"][0]
    assert "admin" not in begun.link, "nothing of the address that was opened is passed on"
    assert all(word in begun.cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"))
    assert begun.headers["Referrer-Policy"] == "no-referrer"
    assert begun.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in begun.headers["Content-Security-Policy"]


async def test_a_strangers_workspace_gets_nothing_and_its_token_is_given_back(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    world = slack.installs.workspace(STRANGERS, "Strangers")
    async with a_building(slack, desk, store) as at:
        status, page = await at.installs(world)
        assert (status, "kept nothing of it" in page) == (403, True)
        assert "not installed" in (await at.types(world, "board")).text
    assert await _keys(store) == []
    assert slack.installs.current(world).ended, "revoked"
    assert desk.heard == []


async def test_a_stranger_whose_token_cannot_be_given_back_gets_nothing_either(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    slack.faults.add(Fault("break", "auth.revoke"))
    async with a_building(slack, desk, store) as at:
        status, _ = await at.installs(slack.installs.workspace(STRANGERS, "Strangers"))
    assert status == 403
    assert await _keys(store) == []


async def test_the_own_workspace_keeps_its_token(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    slack.installs.rotates = False
    own = slack.installs.workspace("T0CONTOSO", "Contoso")
    async with a_building(slack, desk, store, named=("T0CONTOSO", FABRIKAM)) as at:
        status, page = await at.installs(own)
        assert (status, "works in this workspace already" in page) == (409, True)
        assert "heard Typed" in (await at.sender.types("board")).text
    assert slack.installs.current(own).ended == "", "it may be the very token of the settings: nothing is revoked"
    assert desk.heard[0].account.id == "U0ADA", "named as ever"
    assert await _keys(store) == []


async def test_a_state_that_is_forged_changed_or_of_another_browser_leads_nowhere(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    world = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        code = slack.installs.consents(world)
        mine, theirs = await at.begins(), await at.begins()
        later = f"9{mine.state}"  # says that it is good for much longer
        name = mine.cookie.partition("=")[0]
        tried = [
            (f"code={code}&state={mine.state}", ""),
            (f"code={code}&state={mine.state}", theirs.cookie),
            (f"code={code}&state={later}", f"{name}={later}"),
            (f"code={code}&state=x", f"{name}=x"),
            (f"code={code}&state=", f"{name}="),
            (f"code={code}&state=1.2.3", f"{name}=1.2.3"),
            (f"code={code}", mine.cookie),
        ]
        for query, cookie in tried:
            status, page = await at.comes_back(query, cookie)
            assert (status, "did not begin here" in page) == (400, True), query
        assert slack.world.made("oauth.v2.access") == [], "no code is tried"
    assert await _keys(store) == []


async def test_a_state_counts_once(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    world = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        begun = await at.begins()
        first = await at.comes_back(f"code={slack.installs.consents(world)}&state={begun.state}", begun.cookie)
        again = await at.comes_back(f"code={slack.installs.consents(world)}&state={begun.state}", begun.cookie)
    assert (first[0], again[0]) == (200, 400)
    assert len(slack.world.made("oauth.v2.access")) == 1


async def test_a_state_counts_for_ten_minutes(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    world, ahead = fabrikam(slack), [timedelta()]
    async with a_building(slack, desk, store, clock=lambda: datetime.now(UTC) + ahead[0]) as at:
        begun = await at.begins()
        ahead[0] = timedelta(minutes=10, seconds=1)
        status, page = await at.comes_back(f"code={slack.installs.consents(world)}&state={begun.state}", begun.cookie)
    assert (status, "too long ago" in page) == (400, True)
    assert await _keys(store) == []


async def test_a_state_of_one_replica_is_good_at_another(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    world = fabrikam(slack)
    async with a_building(slack, desk, store) as one, a_building(slack, desk, store) as other:
        begun = await one.begins()
        query = f"code={slack.installs.consents(world)}&state={begun.state}"
        assert (await other.comes_back(query, begun.cookie))[0] == 200
        assert (await one.comes_back(query, begun.cookie))[0] == 400


async def test_who_says_no_at_slack_is_told_that_nothing_was_installed(
    slack: FakeSlack, desk: SmallDesk, store: Store, logged: Logged
) -> None:
    async with a_building(slack, desk, store) as at:
        begun = await at.begins()
        status, page = await at.comes_back(f"error=access_denied&state={begun.state}", begun.cookie)
        assert (status, "Nothing was installed" in page) == (200, True)
        _, odd = await at.comes_back("error=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "script" not in odd
    assert "script" not in str(logged)


@pytest.mark.parametrize("fault", ["break", "refuse", "throttle"])
async def test_where_slack_does_not_answer_nothing_is_installed(
    slack: FakeSlack, desk: SmallDesk, store: Store, fault: str
) -> None:
    async with a_building(slack, desk, store) as at:
        slack.faults.add(Fault(fault, "oauth.v2.access"))
        status, page = await at.installs(fabrikam(slack))
    assert (status, "no clear answer" in page) == (502, True)
    assert await _keys(store) == []


async def test_a_code_that_slack_does_not_take_installs_nothing(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        begun = await at.begins()
        status, page = await at.comes_back(f"code=made-up&state={begun.state}", begun.cookie)
    assert (status, "did not confirm" in page) == (400, True)


async def test_a_token_that_is_of_another_workspace_than_is_said_is_not_kept(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        text = '{"ok": true, "team_id": "T0SOMEBODY", "team": "x", "user": "x"}'
        slack.faults.add(Fault("answer", "auth.test", text=text))
        status, _ = await at.installs(fabrikam(slack))
    assert status == 502
    assert await _keys(store) == []


async def test_an_organisation_installs_once_for_all_of_its_workspaces(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    world = globex(slack)
    async with a_building(slack, desk, store) as at:
        assert (await at.installs(world))[0] == 200
        for team in ("T0GLOBEX1", "T0GLOBEX2"):
            world.team = team
            assert "heard Typed" in (await at.types(world, "board", user="W0GIL")).text
        assert {act.account.id for act in desk.heard} == {f"{ORG}/W0GIL"}, "one human, wherever in it they are"
        assert (await at.door.profile(desk.heard[0].account)).standing == "member"
        sam = await at.door.profile(desk.heard[0].account.__class__("slack", ORG, f"{ORG}/W0SAM"))
        assert sam.standing == "stranger"
    assert await _keys(store) == [ORG]


async def test_a_workspace_of_a_named_organisation_is_not_named_by_that(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        status, _ = await at.installs(slack.installs.workspace("T0GLOBEX1", "Globex One", enterprise=ORG))
    assert status == 403
    assert await _keys(store) == []


async def test_too_many_who_come_back_are_turned_away_and_whoever_only_visits_keeps_nobody_out(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    async with a_building(slack, desk, store) as at:
        assert {(await at.begins()).status for _ in range(BURST + 5)} == {200}
        assert {(await at.comes_back("code=x&state=x", "dsr-slack-install=x"))[0] for _ in range(BURST + 5)} == {400}
        statuses = [(await at.installs(fabrikam(slack)))[0] for _ in range(BURST + 3)]
    assert statuses[:BURST] == [200] * BURST
    assert statuses[-1] == 429


async def test_an_installation_that_lacks_rights_is_none(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    text = '{"ok": true, "access_token": "xoxb-x", "scope": "commands", "team": {"id": "T0FABRIKAM", "name": "x"}}'
    async with a_building(slack, desk, store) as at:
        slack.faults.add(Fault("answer", "oauth.v2.access", text=text))
        status, page = await at.installs(fabrikam(slack))
        assert (status, "were left out" in page) == (403, True)
    assert await _keys(store) == []
    assert not slack.world.made("auth.revoke")


async def test_a_token_of_nobody_is_not_kept_and_not_revoked(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    """It may be our own."""
    async with a_building(slack, desk, store) as at:
        slack.faults.add(Fault("answer", "oauth.v2.access", text='{"ok": true, "access_token": "xoxb-fake"}'))
        assert (await at.installs(fabrikam(slack)))[0] == 502
    assert not slack.world.made("auth.revoke")


async def test_while_it_is_not_known_which_workspace_is_the_own_one_nothing_is_installed(
    slack: FakeSlack, desk: SmallDesk, store: Store
) -> None:
    """Slack did not answer at the start, and refuses the own token now: any workspace may be the own one."""
    slack.faults.add(Fault("break", "auth.test", times=2))
    async with a_building(slack, desk, store, named=("T0CONTOSO", FABRIKAM)) as at:
        slack.faults.clear()
        slack.world.revoked = "token_revoked"
        status, _ = await at.installs(slack.installs.workspace("T0CONTOSO", "Contoso"))
        assert status == 502
        assert not slack.world.made("oauth.v2.access"), "the code is not used"
    assert await _keys(store) == []


async def test_what_cannot_be_told_is_installed_all_the_same(slack: FakeSlack, desk: SmallDesk, store: Store) -> None:
    async with a_building(slack, desk, store) as at:
        at.telling.broken = True
        assert (await at.installs(fabrikam(slack)))[0] == 200
    assert await _keys(store) == [FABRIKAM]


async def test_without_a_client_there_are_no_pages(slack: FakeSlack, desk: SmallDesk) -> None:
    from tests.bot.slack.conftest import an_office

    async with (
        an_office(slack, desk) as office,
        office.sender.session.get(f"{office.sender.bot_url}/slack/install") as answer,
    ):
        assert answer.status == 404


async def test_no_token_stands_in_the_log(slack: FakeSlack, desk: SmallDesk, store: Store, logged: Logged) -> None:
    world = fabrikam(slack)
    async with a_building(slack, desk, store) as at:
        await at.installs(world)
        slack.installs.expire(world)
        await at.types(world, "board")
        await at.door.direct(desk.heard[0].account)
    assert not [word for word in ("xoxe", "xoxb", "the-client-secret") if word in str(logged)]
