"""The buttons on the card of a request, and the dialogs before what is final."""

from __future__ import annotations

from collections.abc import Mapping

from domain.export.plan import Stage

APPROVE, DENY, DETAILS, RETRY = "Genehmigen", "Ablehnen", "Details", "Erneut versuchen"

CANCEL, CORRECT = "Antrag abbrechen", "Korrigieren"

ASK_AGAIN, REFRESH, SHOW, FILE_ANYWAY, OPEN_FORM = (
    "Erneut beantragen",
    "Aktualisieren",
    "Anzeigen",
    "Trotzdem stellen…",
    "Formular öffnen",
)

ERASE, KEEP = "Löschen…", "Jetzt nicht"

_COUNTS = "Ihre Genehmigung gilt als Bestätigung."

APPROVE_REFRESH = f"{_COUNTS} Die Aktualisierung beginnt, sobald genug Personen genehmigt haben."

APPROVE_ERASURE = f"{_COUNTS} Die Aktualisierung nimmt die Person aus Customer Insights heraus; das lässt sich nicht rückgängig machen."

APPROVE_REMOVAL = f"{_COUNTS} Die Rollen in Customer Insights werden entzogen; das lässt sich nicht rückgängig machen."

APPROVE_EXPORT = (
    "Mit genug Genehmigungen kann ein Mandanten-Admin den Antrag an das Team von Microsoft mailen. Die Mail nennt die "
    "Person."
)

CANCEL_TEXT = "Was läuft, wird angehalten, soweit Customer Insights es zulässt. Was schon getan ist, bleibt getan."

_SEND_TITLES = {
    Stage.REQUEST: "Den Antrag senden? {}",
    Stage.CONFIRMATION: "Dem Team von Microsoft bestätigen? {}",
}

SEND_TEXTS: Mapping[Stage, str] = {
    Stage.REQUEST: "Die Mail geht vom registrierten Postfach an das Team von Microsoft. Sie nennt die Person.",
    Stage.CONFIRMATION: "Ich antworte auf ihre Mail, dass der Antrag von uns ist. Dann exportieren sie die Daten.",
}

REMIND_TEXT = "Die Mail geht vom registrierten Postfach an das Team von Microsoft. Sie nennt die Person."


def approve_title(title: str) -> str:
    return f"{title}?"


def cancel_title(title: str) -> str:
    return f"Abbrechen: {title}?"


def send_title(stage: Stage, title: str) -> str:
    return _SEND_TITLES[stage].format(title)


def remind_title(title: str) -> str:
    return f"Eine Erinnerung senden? {title}"
