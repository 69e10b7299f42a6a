"""Help, and what else is typed to see something."""

from __future__ import annotations

from domain.words.de.german import GERMAN

HELP_TITLE = "Was Sie hier tun können"

CHOOSE, GO_ON = "Was soll ich tun?", "Weiter"
WHAT, FOLLOWING = "Befehl", "Was dahinter steht"
FOLLOWING_HINT = "So, wie Sie es hinter dem Befehl tippen würden: eine Adresse, die Nummer eines Antrags, eine Quelle. Es darf leer sein."


def left_out(people: int) -> str:
    more = GERMAN.counted(people, "weitere Person ist", "weitere Personen sind")
    return (
        f"{more} genannt, als unten Platz haben, und ausgelassen. Viele Personen gehören zu „erase-many“, als Liste oder "
        "als CSV-Datei."
    )


def not_read_on(characters: int) -> str:
    return f"Ich habe die ersten {GERMAN.number(characters)} Zeichen des Textes durchgesehen, und nicht mehr."


def for_example(does: str, example: str) -> str:
    return f"{does} Zum Beispiel: {example}"


def channel_id(place: str) -> str:
    return f"Die Kennung dieses Kanals ist {place}. Tragen Sie sie unter [channels] in dsrbot.toml ein."
