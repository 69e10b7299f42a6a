"""`python -m gateways.sandbox`: the sandbox as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path

import click

from gateways.sandbox.server import serve


@click.command()
@click.option("--port", default=8100, show_default=True, help="Where to listen, on 127.0.0.1; 0 for any free port.")
@click.option("--seconds", default=2.0, show_default=True, help="How long a refresh takes.")
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="A file that keeps the world.")
@click.option("--odd", is_flag=True, help="Sources with odd names, and answers in other forms than the contract's.")
def main(port: int, seconds: float, state: Path | None, odd: bool) -> None:
    """A stand-in for Customer Insights, Entra and Microsoft Graph."""
    try:
        asyncio.run(_until_told_to_stop(port, seconds, state, odd))
    except (OSError, ValueError) as trouble:
        raise click.ClickException(str(trouble)) from None


async def _until_told_to_stop(port: int, seconds: float, state: Path | None, odd: bool) -> None:
    serving = asyncio.ensure_future(serve(port, state_path=state, odd=odd, seconds=seconds))
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


if __name__ == "__main__":
    main()
