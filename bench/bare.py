"""The yardstick: a Bolt app with `process_before_response` that acknowledges every command and click, and does nothing.

`python -m bench.bare` prints its address and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import logging
import re

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from tests.fakes.slack import BOT_TOKEN, SECRET


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=BOT_TOKEN)


async def _ack(ack: AsyncAck) -> None:
    await ack()


def app() -> web.Application:
    bolt = AsyncApp(
        signing_secret=SECRET, authorize=_authorize, process_before_response=True, logger=logging.getLogger("bare")
    )
    bolt.command("/dsr")(_ack)
    bolt.action(re.compile("^dsr:"))(_ack)

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", events)
    return served


async def main() -> None:
    runner = web.AppRunner(app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
