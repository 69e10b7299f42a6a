"""Slack and Teams: refused, reset, lost, hanging, lying."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.faults import Fault
from tests.fakes.teams.faults import Fault as TeamsFault

if TYPE_CHECKING:
    from tests.faults.weather import Weather

_SECONDS = (1.0, 3.0, 5.0, 40.0)  # that one hangs
_SAID = ("chat.postMessage", "chat.update")
_TEXTS = ("", "<html>Sign in</html>", '{"ok": "yes"}', "null")
_LIES: tuple[Mapping[str, Any], ...] = ({}, {"id": 7}, {"id": ""}, {"activities": []})


async def _slack(kind: Any, weather: Weather, chance: Random) -> None:
    weather.at.slack.faults.add(Fault(kind))


async def _slack_drops(weather: Weather, chance: Random) -> None:
    weather.at.slack.faults.add(Fault("drop", method=chance.choice(_SAID)))


async def _slack_hangs(weather: Weather, chance: Random) -> None:
    weather.at.slack.faults.add(Fault("slow", seconds=chance.choice(_SECONDS)))


async def _slack_lies(weather: Weather, chance: Random) -> None:
    method = chance.choice(("chat.postMessage", "users.info", "*"))
    weather.at.slack.faults.add(Fault("answer", text=chance.choice(_TEXTS), method=method))


async def _teams(status: int, weather: Weather, chance: Random) -> None:
    code = "Throttled" if status == 429 else "ServiceError"
    after = 1 if status == 429 else None
    weather.teams.faults.add(TeamsFault("answer", status=status, code=code, retry_after=after))


async def _teams_loses(kind: Any, weather: Weather, chance: Random) -> None:
    weather.teams.faults.add(TeamsFault(kind, call=chance.choice(("send", "update", "create", "token", "*"))))


async def _teams_hangs(weather: Weather, chance: Random) -> None:
    weather.teams.faults.add(TeamsFault("slow", seconds=chance.choice(_SECONDS)))


async def _teams_lies(weather: Weather, chance: Random) -> None:
    """It was done, and the answer names nothing of it."""
    call = chance.choice(("send", "update", "create"))
    weather.teams.faults.add(TeamsFault("mute", call=call, told=chance.choice(_LIES)))


FAULTS: Mapping[str, Callable[[Weather, Random], Awaitable[None]]] = {
    "slack 429": partial(_slack, "throttle"),
    "slack 500": partial(_slack, "break"),
    "slack resets": partial(_slack, "refuse"),
    "slack loses": _slack_drops,
    "slack hangs": _slack_hangs,
    "slack lies": _slack_lies,
    "teams 429": partial(_teams, 429),
    "teams 500": partial(_teams, 500),
    "teams resets": partial(_teams_loses, "refuse"),
    "teams loses": partial(_teams_loses, "drop"),
    "teams hangs": _teams_hangs,
    "teams lies": _teams_lies,
}
# It was done, and nobody heard so.
DOUBTFUL = frozenset({"slack loses", "slack hangs", "teams loses", "teams hangs", "teams lies"})
