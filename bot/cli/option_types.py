"""The kinds of values that options of the command line take."""

from __future__ import annotations

import re

import click

PORT = click.IntRange(0, 65535)
SECONDS = click.FloatRange(0)
_PUBLIC = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d{1,5})?(?:/[\w./~-]*)?", re.ASCII | re.IGNORECASE)


class Address(click.ParamType[str]):
    """Where the bot is reached from outside. Slack and Teams take https alone, which may be left out."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        url = value if "://" in value else f"https://{value}"
        if not _PUBLIC.fullmatch(url):
            self.fail("it must be an address such as https://bot.example.com", param, ctx)
        return url.rstrip("/")


ADDRESS = Address()
