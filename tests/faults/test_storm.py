"""Three replicas, two of them a minute off, with everything going wrong while people work: judged from outside.

`FAULTS` says how many (none unless set: `make storm` sets a hundred), `SEED` repeats them. What is judged outlives the
bot: what the services were asked, what Slack and Teams were told, what the team received, and the database.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.databases import prepare
from tests.fakes.teams import running_teams
from tests.fakes.teams.world import APPROVALS, FAILURES
from tests.faults.cluster import pair
from tests.faults.gathering import gathered
from tests.faults.judges import findings
from tests.faults.load import Load
from tests.faults.several import several
from tests.faults.tap import tapped
from tests.faults.test_tickets import rules
from tests.faults.weather import FAULTS as KINDS
from tests.faults.weather import Weather
from tests.house import until
from tests.postgresql import address_of

FAULTS = int(os.environ.get("FAULTS", "0"))
SEED = int(os.environ.get("SEED") or random.randrange(2**32))
LEASE = 4.0  # seconds
CALM = 300.0  # seconds after the storm in which all has to come to its end
CONFIG = (
    rules("exchange-online")
    .replace('"C0APPROVE" }', f'"C0APPROVE", teams = "{APPROVALS}" }}')
    .replace('"C0FAIL" }', f'"C0FAIL", teams = "{FAILURES}" }}')
)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900 + 10 * FAULTS),
    pytest.mark.skipif(not FAULTS, reason="make storm plays it"),
]


async def test_whatever_goes_wrong_all_is_done_once_and_told(tmp_path: Path) -> None:
    began = datetime.now(UTC)
    tell(f"SEED={SEED} FAULTS={FAULTS}")
    async with _before_the_storm(tmp_path) as (load, weather):
        storm, keeper = asyncio.create_task(weather.blow(FAULTS)), asyncio.create_task(weather.keep_running())
        load.more = lambda: not storm.done()
        people = asyncio.create_task(load.play())
        try:
            await storm
            calm = datetime.now(UTC)
            _tell_of(weather, (calm - began).seconds)
            await asyncio.wait_for(people, CALM)
            await _all_is_told(load.at)
        except Exception as fault:
            raise AssertionError(f"SEED={SEED}: {_open(load.at)}") from fault
        finally:
            keeper.cancel()
        evidence = await gathered(load, weather, began)
        found = findings(evidence)
        ended = Counter(f"{row.kind} {row.state}" for row in evidence.rows.values())
        tell(f"{dict(ended)}, all was over {(datetime.now(UTC) - calm).seconds} s after the storm")
        twice = evidence.doubled.total()
        tell(f"{evidence.posts.total()} posts; {twice} of at most {evidence.doubling} came once more")
        tell(", ".join(f"{len(what)} {judge}" for judge, what in found.items()))
        assert not any(found.values()), f"SEED={SEED}: {found}"


@asynccontextmanager
async def _before_the_storm(folder: Path) -> AsyncIterator[tuple[Load, Weather]]:
    async with pair() as servers, running_teams() as teams:
        url = servers.first.url.render_as_string(hide_password=False)
        await asyncio.to_thread(prepare, url)
        servers.watch(servers.first.url)
        await servers.follow()
        async with (
            tapped(folder, url) as (tap, near),
            several(folder, url, near=near, config=CONFIG, seed=SEED, lease=LEASE, given=teams.environment) as at,
        ):
            at.database = address_of(url)
            await at.steer("PUT", "mail", seconds=0.2)
            load = Load(at, teams, more=lambda: True)
            await load.meet()
            yield load, Weather(at, tap, servers, teams, SEED, LEASE)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tell_of(weather: Weather, seconds: int) -> None:
    for group, kinds in KINDS.items():
        blew = {name: weather.blew[name] for name in kinds if weather.blew[name]}
        tell(f"{group}: {sum(blew.values())} {blew}")
    taken = ", ".join(f"{took:.1f}" for took in sorted(weather.taken_over))
    tell(f"in {seconds} s; taken over after [{taken}] s of at most {3 * LEASE}; {len(weather.zombies)} zombies")


def _open(at: Any) -> list[Any]:
    return [
        *at.rows("SELECT id, kind, state, run FROM requests WHERE state NOT IN ('completed', 'denied')"),
        *at.rows("SELECT request_id, key, state, note FROM steps WHERE state NOT IN ('done')"),
        *at.rows("SELECT kind, attempts, doubts, given_up, due_at FROM notices WHERE due_at IS NOT NULL"),
    ]


async def _all_is_told(at: Any) -> None:
    """What may stand there twice already is told no more for five minutes, and then given up."""
    waits = "SELECT 1 FROM notices WHERE due_at IS NOT NULL AND doubts < 2 LIMIT 1"
    await until(lambda: not at.rows(waits), "all is told", CALM)
    await until(lambda: not at.rows("SELECT 1 FROM events WHERE seq IS NULL LIMIT 1"), "all is sealed", CALM)
