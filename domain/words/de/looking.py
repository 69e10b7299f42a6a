"""Help, and what else is typed to see something."""

from __future__ import annotations

HELP_TITLE = "Was Sie hier tun können"

CHOOSE, GO_ON = "Was soll ich tun?", "Weiter"
WHAT, FOLLOWING = "Befehl", "Was dahinter steht"
FOLLOWING_HINT = "So, wie Sie es hinter dem Befehl tippen würden: eine Adresse, die Nummer eines Antrags, eine Quelle. Es darf leer sein."


def for_example(does: str, example: str) -> str:
    return f"{does} Zum Beispiel: {example}"


def channel_id(place: str) -> str:
    return f"Die Kennung dieses Kanals ist {place}. Tragen Sie sie unter [channels] in dsrbot.toml ein."
