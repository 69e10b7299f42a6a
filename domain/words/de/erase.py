"""Asking for the erasure of a person: what was found, and what is to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.de.german import GERMAN

_NAMED = 10  # in one sentence

TITLE, WHOM = "Eine Person löschen", "Wen?"

WHOM_HINT = "Eine Person, mit allem, was Sie von ihr wissen: E-Mail-Adressen oder Kundennummern."

WHO_OR_FILE = (
    "Es ist jemand genannt, und auch eine Datei kam mit: Was davon ist gemeint? Ich habe nichts getan. Bitte senden Sie "
    "das eine ohne das andere."
)
BEGIN = "Ich sehe nach, wo Customer Insights die Person führt, und zeige es Ihnen, bevor etwas beantragt wird."

ONCE_MORE = "Noch ist nichts beantragt. Dies habe ich gefunden: Bitte sehen Sie es an, und senden Sie es ab."

HELD = "Jede Quelle mit dieser Person"

NOBODY = "Eine Löschung kann trotzdem geschuldet sein: Kreuzen Sie die Quellen von Hand an, oder schließen Sie dies."

NOT_LOOKED = (
    "Ich konnte gerade nicht nach der Person suchen, daher kenne ich keine Quelle, die sie führt. Kreuzen Sie die Quellen "
    "von Hand an, oder versuchen Sie es später noch einmal."
)

TICK_ONE = "Bitte kreuzen Sie mindestens eine Quelle an."

REST, REST_TOO, REST_NOT = (
    "Und die Quellen, die ich nicht fragen konnte?",
    "Auch aktualisieren",
    "Nur die angekreuzten",
)

OWN = "Das ist Ihre eigene Adresse."

OF_STAFF = (
    "Wer diese Adresse hat, hat hier eine Rolle. Was diese Person in Customer Insights darf, endet mit „remove-user“."
)


def every(count: int) -> str:
    return f"Alle {count} Quellen"


def held_in(names: Sequence[str]) -> str:
    return f"Customer Insights führt die Person in {_some(names)}."


def unasked(names: Sequence[str]) -> str:
    return f"Ob sie in {_some(names)} ist, ließ sich nicht herausfinden."


def unlisted(names: Sequence[str]) -> str:
    return (
        f"Es nennt auch {_some(names)}, und das steht in keiner Liste von Quellen: Bitte sehen Sie dort von Hand nach."
    )


def open_already(refs: Sequence[str]) -> str:
    return f"Für diese Person schon offen: {_some(refs)}."


def copy_open(refs: Sequence[str]) -> str:
    return (
        f"Von Daten, die dies löscht, ist auch eine Kopie beantragt: {_some(refs)}. Was vor der Antwort darauf gelöscht "
        "wird, fehlt in der Kopie."
    )


def _some(names: Sequence[str]) -> str:
    more = [f"{len(names) - _NAMED} weitere"] if len(names) > _NAMED else []
    return GERMAN.all_of([*names[:_NAMED], *more])
