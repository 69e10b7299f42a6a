"""Legal holds."""

from __future__ import annotations

from collections.abc import Sequence

from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN

ON_HOLD = (
    "Für diese Person gilt eine Löschsperre. Der Antrag ist gestellt und seine Frist läuft, aber nichts geschieht, bevor "
    "die Sperre aufgehoben ist."
)

HELD_NOW = (
    "Die Löschsperre ist gesetzt. Sie gilt für diese Person in jedem Antrag, jetzt und später, bis ein anderer Admin sie "
    "aufhebt."
)

RELEASED_NOW = "Die Löschsperre ist aufgehoben. Was darauf gewartet hat, geht weiter."

GOES_ON = "Was darauf gewartet hat, geht weiter."

WHICH_OF_THEM = (
    "Hier gilt mehr als eine Löschsperre. Jede wird für sich aufgehoben, von einem anderen Admin als dem, der sie gesetzt "
    "hat. Nichts geht weiter, bevor die letzte aufgehoben ist. Welche endet?"
)

ANOTHER = (
    "Das ist vielleicht eine andere Löschsperre als die, die Sie gelesen haben. Bitte lesen Sie sie, und drücken Sie ihre "
    "Schaltfläche, wenn sie es ist, die endet. Es wurde nichts geändert."
)

HELD_ALREADY = "Aus diesem Grund haben Sie für diese Person schon eine Löschsperre gesetzt. Es wurde nichts geändert."

NOT_HELD = "Für diese Person gilt keine Löschsperre. Es wurde nichts geändert."

NO_SUBJECT = "Dieser Antrag betrifft keine Person, daher gibt es nichts zu sperren."

TITLE, HOLD, REASON = "Löschsperre setzen", "Sperre setzen", "Warum müssen die Daten bleiben?"

WHOM, WHOM_HINT = "Wessen Daten müssen bleiben?", "Die E-Mail-Adresse einer Person oder ihre Kundennummer."

RELEASE_TITLE, RELEASE, RELEASE_WHOM = "Löschsperre aufheben", "Aufheben", "Wessen Sperre endet?"

WHICH_HOLD = "Wessen Sperre? Zum Beispiel: release DSR-7K3QFA oder release anna@contoso.com. Es wurde nichts geändert."

ONE_AT_A_TIME = (
    "Eine Sperre gilt jeweils einer Person, und dies nennt vielleicht noch jemanden. Lassen Sie hier stehen, wen Sie meinen, "
    "und prüfen Sie den Grund: Wer dort genannt ist, wird nicht gesperrt. Es wurde nichts geändert."
)

STOPS_NOTHING = "Sie hält gerade keinen offenen Antrag an."

NOT_LOOKED = (
    "Ich konnte gerade nicht nach der Person suchen, daher kenne ich nur, was Sie genannt haben. Bitte setzen Sie die "
    "Sperre später noch einmal mit demselben Grund: Dann gilt sie auch für alles, worunter dieselbe Person sonst bekannt ist."
)

NO_HOLDS = "Es gibt keine Löschsperre."

FIRST = "Zur ersten"

STUCK = "niemand könnte sie aufheben: Nennen Sie einen weiteren Admin unter [people] in dsrbot.toml"

RELEASE_SURE = (
    "Was auf diese Sperre gewartet hat, geht sofort weiter, und was dann gelöscht wird, lässt sich nicht zurückholen."
)

NEEDS_REASON = "Bitte sagen Sie, warum die Daten bleiben müssen: Das Gesetz verlangt es."

PART_HELD = (
    "Für diese Person gilt eine Löschsperre, daher wird nichts mehr gelöscht, bis sie aufgehoben ist. Es wurde nichts "
    "geändert."
)

CLOSE_HELD = (
    "Für diese Person gilt eine Löschsperre: Ihre Daten müssen bleiben, und niemand kann sagen, dass sie weg sind. Was sich "
    "nicht nachsehen ließ, wird erst nach dem Aufheben geschlossen. Es wurde nichts geändert."
)

NOBODY_COULD_RELEASE = (
    "Niemand könnte sie aufheben: Wer eine Sperre gesetzt hat, darf es nicht, und es gibt keinen anderen Admin. Bitte lassen "
    "Sie einen weiteren unter [people] in dsrbot.toml nennen."
)


def beside(count: int) -> str:
    others = GERMAN.counted(count, "weitere Löschsperre", "weitere Löschsperren")
    return f"Daneben: {others}. Jede wird für sich aufgehoben, und nichts geht weiter, bevor die letzte aufgehoben ist."


def still(count: int) -> str:
    others = GERMAN.counted(count, "Löschsperre", "Löschsperren")
    return f"Diese Löschsperre ist aufgehoben. Was wartet, wartet weiter, denn es bleibt noch: {others}."


def still_told(count: int) -> str:
    return f"Was wartet, wartet weiter, denn es bleibt noch: {GERMAN.counted(count, 'Löschsperre', 'Löschsperren')}."


def sets(what: str) -> str:
    """`what`: a request or a person, as typed."""
    return (
        "Noch ist keine Sperre gesetzt. Dies setzt eine, die nicht von selbst endet: Ein anderer Admin beendet sie. Um eine zu "
        f"beenden, tippen Sie „release {what}“."
    )


def covers(who: str) -> str:
    return f"Genannt haben Sie {who} und sonst niemanden."


def several_in_directory(who: str) -> str:
    return (
        f"Im Verzeichnis haben mehrere Konten {who} als Adresse oder Anmeldenamen. Die Sperre gilt für die Adressen von "
        "zweien davon: Bitte setzen Sie für jedes weitere eine unter dessen eigener Adresse."
    )


def unreleasable(name: str, at: Moment, count: int) -> str:
    more = f", und {count - 1} weitere" if count > 1 else ""
    return Timed(
        f"Niemand könnte die Löschsperre aufheben, die {name} gesetzt hat, ",
        at,
        f"{more}: Wer eine Sperre gesetzt hat, darf es nicht, und es gibt keinen anderen Admin. Nennen Sie einen weiteren "
        "in people.admins.",
    )


def stops(refs: Sequence[str], count: int) -> str:
    return f"Sie hält {_some(refs, count)} an."


def listed(count: int) -> str:
    return GERMAN.counted(count, "Löschsperre", "Löschsperren")


def set_by(name: str, at: Moment, reason: str) -> str:
    return Timed(f"gesetzt von {name}, ", at, f": „{reason}“")


def row_stops(refs: Sequence[str], count: int) -> str:
    return f"hält {_some(refs, count)} an"


def told_set(name: str, at: Moment, people: Sequence[str], count: int, reason: str) -> str:
    because = f": „{reason}“" if reason else ""
    return Timed(f"{name} hat eine Löschsperre für {_some(people, count)} gesetzt, ", at, f"{because}.")


def told_released(name: str, at: Moment, people: Sequence[str], count: int, rest: str) -> str:
    return Timed(f"{name} hat die Löschsperre für {_some(people, count)} aufgehoben, ", at, f". {rest}")


def _some(listed: Sequence[str], count: int) -> str:
    more = [f"{count - len(listed)} weitere"] if count > len(listed) else []
    return GERMAN.all_of([*listed, *more])
