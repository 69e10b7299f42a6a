"""What is said where the bot works in several environments of Customer Insights."""

from __future__ import annotations

from collections.abc import Sequence

ENVIRONMENT = "Umgebung"
SILENT = "Diese Umgebung antwortet gerade nicht, daher fehlt hier, was dort auf Sie wartet."


def which(names: Sequence[str]) -> tuple[str, ...]:
    """The answer to a command that may be meant for any of these."""
    there = f": {', '.join(names)}" if names else ""
    return (
        f"In welcher Umgebung{there}? Es wurde nichts getan.",
        "Geben Sie den Befehl noch einmal ein, mit „in“ und dem Namen am Ende, oder in einem Kanal dieser Umgebung.",
    )


def elsewhere(here: str, named: str) -> tuple[str, ...]:
    """The answer to a command that names another environment than that of the channel it was typed in."""
    return (
        f"Dieser Kanal gehört zu {here}, und von {named} wird hier nichts getan oder gezeigt. Es wurde nichts getan.",
        "Geben Sie den Befehl stattdessen im privaten Chat mit mir ein.",
    )


def another(here: str, named: str) -> tuple[str, ...]:
    """The answer to a form for one environment in which another is named."""
    return (
        f"Das Formular ist für {here}, aber sein Text nennt {named}. Es wurde nichts getan.",
        "Nehmen Sie diesen Namen aus dem Text, oder wählen Sie die andere Umgebung.",
    )
