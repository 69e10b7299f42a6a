"""What is known at first sight is answered as Bolt answers it, byte for byte; what is odd is left to Bolt."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.door import Busy
from bot.slack import modal
from bot.slack.answers import Answers
from bot.slack.app import AT_MESSAGE, App
from bot.slack.first_sight import Act, act_of
from bot.slack.inside import Inside
from bot.slack.nowhere import Nowhere
from bot.slack.people import People
from domain.card import Field, Form
from tests.fakes.slack import BOT_TOKEN, payloads

LATER = "https://hooks.slack.com/actions/T0/1/x"
FORM = modal.view(Form("deny", "DSR-1", "Deny", "Deny", (Field("reason", "Why?", seeks=True),)), "C0APPROVE")
BUTTON = {"type": "button", "action_id": "dsr:approve:0", "value": "DSR-1"}
OURS: list[tuple[Act, dict[str, Any]]] = [
    (Act.COMMAND, payloads.command("requests", response_url=LATER)),
    (Act.CLICK, payloads.click(BUTTON, response_url=LATER)),
    (Act.CLICK, payloads.clicked_at_home(BUTTON, {"type": "home", "callback_id": "x"})),
    (Act.FORM, payloads.submission(FORM, {"reason": "no"})),
    (Act.SEEKING, payloads.suggestion(FORM, "reason", "an")),
    (Act.SHORTCUT, payloads.shortcut(AT_MESSAGE)),
    (Act.SHORTCUT, payloads.shortcut(AT_MESSAGE, "who is it?")),
]
OTHERS: list[dict[str, Any]] = [
    {**payloads.command("requests", response_url=LATER), "command": "/gdpr"},
    {**payloads.command("requests", response_url=LATER), "type": "url_verification", "challenge": "x"},
    payloads.click({**BUTTON, "action_id": "other:approve"}, response_url=LATER),
    {**payloads.submission(FORM, {}), "type": "view_closed"},
    {**payloads.submission(FORM, {}), "view": {"callback_id": "other:form"}},
    payloads.shortcut("other"),
    payloads.home_opened(),
    payloads.told_in_private("requests"),
    payloads.user_changed({"id": "U0ADA"}),
    {"type": "interactive_message", "callback_id": "dsr:old", "actions": [BUTTON]},
    {"type": "dialog_submission", "callback_id": "dsr:old"},
    {},
]
WORDS = ["dsr:form", "/dsr", "event_callback", "url_verification", "view_closed"]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(""), st.just([]), st.just({}), st.sampled_from(WORDS),
    st.sampled_from([["x"], {"id": 5}, {"id": {}}, [5]]),
)  # fmt: skip
READ_BY_BOLT = [
    *("authorizations", "event", "function_data", "item", "assistant_thread", "message", "previous_message", "view"),
    *("channel", "channel_id", "team", "team_id", "user", "user_id", "enterprise", "enterprise_id"),
    *("command", "type", "response_url", "response_urls", "is_ext_shared_channel"),
]


class Noting(Answers):
    """Says which way led to it, and breaks where somebody named `broken` acts."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def _note(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        self.heard.append((name, copy.deepcopy(body)))
        if body.get("trigger_id") == "broken":
            raise RuntimeError
        return {"took": name, "ü": "\u2028 ✓"}

    async def command(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        return self._note("command", body) if body.get("text") else None

    async def shortcut(self, body: Mapping[str, Any]) -> None:
        self._note("shortcut", body)

    async def click(self, body: Mapping[str, Any]) -> None:
        self._note("click", body)

    async def seek(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._note("seek", body)

    async def form(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._note("form", body)

    def message(self, body: Mapping[str, Any]) -> None:
        self._note("message", body)

    def home(self, body: Mapping[str, Any]) -> None:
        self._note("home", body)

    def excuse(self, body: Mapping[str, Any], *, broke: bool = False) -> dict[str, Any] | None:
        self.heard.append(("excuse", broke))
        return {"sorry": broke}


class Missing(Nowhere):
    def __init__(self, noting: Noting) -> None:
        self._noting = noting

    def refuse(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        self._noting.heard.append(("refused", copy.deepcopy(body)))
        return {"not": "installed"}

    def excuse(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        self._noting.heard.append(("nobody knows", copy.deepcopy(body)))
        return None


class Folk(People):
    def __init__(self, noting: Noting) -> None:
        self._noting = noting

    def changed(self, user_id: str, email: str) -> None:
        self._noting.heard.append(("changed", (user_id, email)))


class Room(Inside):
    """Of one installation, as far as acts and changes of people reach it."""

    def __init__(self, noting: Noting) -> None:
        self.answers, self.people = noting, Folk(noting)


class Way:
    """Where the app is installed; `nowhere` and `unknown` are triggers of those for whom it is not, or nobody knows."""

    def __init__(self) -> None:
        self.noting = Noting()
        self.room = Room(self.noting)
        client = AsyncWebClient(BOT_TOKEN, "http://127.0.0.1:9/api/")
        self.app = App(client, self._of, Missing(self.noting))

    async def _of(self, body: dict[str, Any]) -> Inside | None:
        if body.get("trigger_id") == "unknown":
            raise Busy(1)
        return None if body.get("trigger_id") == "nowhere" else self.room

    def told(self) -> Any:
        return self.noting.heard, self.app.unhandled


async def both(payload: dict[str, Any]) -> tuple[Any, Any]:
    """Status, body, kind of body, and what came of it: by our own edge, and by Bolt."""
    ours, theirs = Way(), Way()
    with structlog.testing.capture_logs():
        at_edge = await ours.app.serve(copy.deepcopy(payload))
        by_bolt = await theirs.app.by_bolt(copy.deepcopy(payload))
    return (at_edge.status, at_edge.body, ours.told()), (by_bolt.status, by_bolt.body, theirs.told())


@pytest.mark.parametrize(("act", "payload"), OURS)
async def test_each_act_is_known_and_answered_as_by_bolt(act: Act, payload: dict[str, Any]) -> None:
    assert act_of(payload) is act
    at_edge, by_bolt = await both(payload)
    assert at_edge == by_bolt
    assert at_edge[2][0][0][0] != "excuse"


@pytest.mark.parametrize(("act", "payload"), OURS)
async def test_what_breaks_on_the_way_is_excused_as_by_bolt(act: Act, payload: dict[str, Any]) -> None:
    at_edge, by_bolt = await both({**payload, "trigger_id": "broken"})
    assert at_edge == by_bolt
    assert at_edge[2][0][-1] == ("excuse", True)


@pytest.mark.parametrize("trigger", ["nowhere", "unknown"])
@pytest.mark.parametrize("payload", [payload for _, payload in OURS])
async def test_who_acts_where_the_app_is_not_installed_hears_the_same(payload: dict[str, Any], trigger: str) -> None:
    at_edge, by_bolt = await both({**payload, "trigger_id": trigger})
    assert at_edge == by_bolt
    assert at_edge[2][0][-1][0] == ("refused" if trigger == "nowhere" else "nobody knows")


@pytest.mark.parametrize("payload", OTHERS)
async def test_everything_else_is_left_to_bolt(payload: dict[str, Any]) -> None:
    assert act_of(payload) is None
    at_edge, by_bolt = await both(payload)
    assert at_edge == by_bolt


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in inner:
        yield (*path, name)
        yield from _places(value, (*path, name))


@st.composite
def bent(draw: st.DrawFn) -> dict[str, Any]:
    """One of them with a few parts taken out, put in, or of another kind."""
    payload: dict[str, Any] = copy.deepcopy(draw(st.sampled_from([*(known for _, known in OURS), *OTHERS])))
    for _ in range(draw(st.integers(1, 3))):
        places = [*_places(payload), *((name,) for name in READ_BY_BOLT)]
        *way, last = draw(st.sampled_from(places))
        at: Any = payload
        for name in way:
            at = at[name]
        if draw(st.booleans()) or isinstance(at, list):
            at[last] = copy.deepcopy(draw(ODD))
        else:
            at.pop(last, None)
    return payload


@settings(deadline=None)
@given(payload=bent())
async def test_whatever_is_odd_in_an_act_is_answered_as_by_bolt(payload: dict[str, Any]) -> None:
    at_edge, by_bolt = await both(payload)
    assert at_edge == by_bolt
