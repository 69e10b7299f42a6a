"""Help, and what else is typed to see something."""

from __future__ import annotations

from domain.words.en.english import ENGLISH

HELP_TITLE = "What you can do here"


CHOOSE, GO_ON = "What shall I do?", "Go on"
WHAT, FOLLOWING = "Command", "What follows it"
FOLLOWING_HINT = (
    "As you would type it behind the command: an address, the number of a request, a source. It may be empty."
)


def left_out(people: int) -> str:
    more = ENGLISH.counted(people, "more person is", "more people are")
    return f"{more} named than fit below, and left out. Many people go with “erase-many”, as a list or a CSV file."


def not_read_on(characters: int) -> str:
    return f"I looked through the first {ENGLISH.number(characters)} characters of the text, and no further."


def for_example(does: str, example: str) -> str:
    return f"{does} For example: {example}"


def channel_id(place: str) -> str:
    return f"This channel's id is {place}. Use it under [channels] in dsrbot.toml."
