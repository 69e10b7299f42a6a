"""The fake Slack as a process of its own: prints the settings that connect a bot to it, and serves until ended."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.fakes.slack.server import running_slack
from tests.fakes.slack.world import BOT_TOKEN, SECRET


async def main(port: int) -> None:
    async with running_slack(port) as slack:
        settings = {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        sys.stdout.write("".join(f"{name}={value}\n" for name, value in settings.items()))
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(main(parser.parse_args().port))
