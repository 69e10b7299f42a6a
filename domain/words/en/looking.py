"""Help, and what else is typed to see something."""

from __future__ import annotations

HELP_TITLE = "What you can do here"


def for_example(does: str, example: str) -> str:
    return f"{does} For example: {example}"


def channel_id(place: str) -> str:
    return f"This channel's id is {place}. Use it under [channels] in dsrbot.toml."
