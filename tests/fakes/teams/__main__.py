"""The fake Teams as a process of its own: prints the settings that connect a bot to it, and serves until ended."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.fakes.teams.server import running_teams


async def main(port: int) -> None:
    async with running_teams(port) as teams:
        sys.stdout.write("".join(f"{name}={value}\n" for name, value in teams.environment.items()))
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(main(parser.parse_args().port))
