"""One line of `dsrbot check`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`sign`: ✓ for what works, ⚠ for what is to be mended. `fails`: the check does not pass with it."""

    text: str
    sign: str = "⚠"
    fails: bool = False

    def __str__(self) -> str:
        return f"{self.sign} {self.text}"


def works(text: str) -> Line:
    return Line(text, "✓")


def odd(text: str) -> Line:
    """Probably not meant, and no reason to stop."""
    return Line(text)


def wrong(text: str) -> Line:
    return Line(text, fails=True)
