"""The sandbox as a server, inside this process or as one of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from aiohttp import web

from gateways.sandbox import (
    access,
    data,
    dataverse,
    entra,
    graph,
    mail,
    mail_steering,
    mailboxes,
    metadata,
    rbac,
    segments,
    sources,
    steering,
    workflows,
)
from gateways.sandbox import contoso_directory as company
from gateways.sandbox import middleware as gate
from gateways.sandbox import (
    oddities as forms,
)
from gateways.sandbox.simulation import SIMULATION, Simulation, open_simulation
from gateways.sandbox.world import BELIEVABLE, Oddities
from gateways.serving import serving

_HOST = "127.0.0.1"
_LARGEST_BODY = 4 * 2**20  # bytes


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that is ready. `environment` are the settings that connect a bot to it.

    Its Dataverse is at its own address, for whoever sets `DATAVERSE_URL` to that.
    """

    url: str
    environment: Mapping[str, str]


@asynccontextmanager
async def running_sandbox(
    port: int = 0,
    state_path: Path | None = None,
    seed: str = "contoso",
    seconds: float = 2.0,
    oddities: Oddities | None = None,
) -> AsyncIterator[Sandbox]:
    """A sandbox on 127.0.0.1 for as long as the block runs. `oddities`: in what other forms it answers.

    Port 0 takes any free one. `state_path` keeps the world over restarts, and a kept world goes before `seed` and
    `seconds` (how long a refresh takes by default). Raises OSError when the port is taken, ValueError when the
    file holds something else or there is no such seed.
    """
    stage = await open_simulation(state_path, seed, seconds)
    stage.world.oddities = oddities or stage.world.oddities
    try:
        async with serving(_app(stage), _HOST, port, stopping=1.0) as bound:
            url = f"http://{_HOST}:{bound}"
            yield Sandbox(url=url, environment=_environment(url, stage.world.oddities))
    finally:
        await stage.save()


async def serve(port: int = 8100, *, state_path: Path | None = None, odd: bool = False, seconds: float = 2.0) -> None:
    """Print the settings that connect to the sandbox when it is ready, and run until cancelled.

    `odd`: sources with odd names, and answers in other forms than the contract's.
    """
    seed, oddities = ("odd", BELIEVABLE) if odd else ("contoso", None)
    async with running_sandbox(port, state_path, seed, seconds, oddities) as sandbox:
        for name, value in sandbox.environment.items():
            click.echo(f"{name}={value}")
        await asyncio.Event().wait()


def _app(stage: Simulation) -> web.Application:
    app = web.Application(
        middlewares=[gate.guard, gate.drop, gate.record, gate.save, gate.fail, gate.explain, forms.oddly, access.admit],
        client_max_size=_LARGEST_BODY,
    )
    app[SIMULATION] = stage
    app[mailboxes.RECENT] = deque()
    for part in (
        sources,
        workflows,
        rbac,
        data,
        dataverse,
        metadata,
        segments,
        graph,
        mail,
        mail_steering,
        entra,
        steering,
    ):
        app.add_routes(part.routes)
    return app


def _environment(url: str, odd: Oddities) -> dict[str, str]:
    """Both keys only where the first alone would not do: other people's clients take one."""
    keys = access.PRIMARY_KEY if odd.keys == "both" else f"{access.PRIMARY_KEY},{access.SECONDARY_KEY}"
    return {
        "INSIGHTS_URL": f"{url}/v1",
        "INSIGHTS_INSTANCE_ID": company.INSTANCE_ID,
        "INSIGHTS_SUBSCRIPTION_KEY": keys,
        "ENTRA_TENANT_ID": company.TENANT_ID,
        "ENTRA_CLIENT_ID": company.BOT_APP_ID,
        "ENTRA_CLIENT_SECRET": entra.CLIENT_SECRET,
        "ENTRA_AUTHORITY": f"{url}/entra",
        "GRAPH_URL": f"{url}/graph/v1.0",
    }
