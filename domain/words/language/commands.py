"""What each command does, in one sentence: what `help` says of it, and what is offered while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class CommandsWords(Protocol):
    SENTENCES: Mapping[str, str]
    """By the name of the command; of all of them, but in English, whose sentences stand in the commands' records."""
