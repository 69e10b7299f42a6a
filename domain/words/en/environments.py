"""What is said where the bot works in several environments of Customer Insights."""

from __future__ import annotations

from collections.abc import Sequence

ENVIRONMENT = "Environment"
SILENT = "This environment does not answer just now, so what waits for you there is missing here."


def which(names: Sequence[str]) -> tuple[str, ...]:
    """The answer to a command that may be meant for any of these."""
    there = f": {', '.join(names)}" if names else ""
    return (
        f"In which environment{there}? Nothing was done.",
        "Type the command again with “in” and the name at its end, or in a channel of that environment.",
    )


def elsewhere(here: str, named: str) -> tuple[str, ...]:
    """The answer to a command that names another environment than that of the channel it was typed in."""
    return (
        f"This channel belongs to {here}, and nothing of {named} is done or shown here. Nothing was done.",
        "Type it in a private chat with me instead.",
    )


def another(here: str, named: str) -> tuple[str, ...]:
    """The answer to a form for one environment in which another is named."""
    return (
        f"The form is for {here}, but its text names {named}. Nothing was done.",
        "Take that name out of the text, or choose the other environment.",
    )
