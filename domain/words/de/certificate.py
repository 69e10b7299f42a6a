"""The certificate of an erasure."""

from __future__ import annotations

from collections.abc import Mapping

from domain.notes import Note

TITLE, RECORD = "Löschnachweis", "Löschprotokoll"

PERSON, ENVIRONMENT = "Person (Pseudonym mit Schlüssel)", "Umgebung von Customer Insights"

CONTROLLER, REFERENCE, TIMES = "Verantwortlicher", "Aktenzeichen", "Zeitzone aller Zeiten"

OMITTED = "Was ausgelassen wurde, und warum"

NOT_LOOKED = (
    "DSR Bot sieht allein in Customer Insights nach: nicht in den ursprünglichen Quellen, den Kopien von Empfängern, "
    "Sicherungen oder früher exportierten Dateien."
)

VERIFY = "Wie es sich prüfen lässt"

VERIFY_HOW: tuple[str, ...] = (
    "Was hier steht, steht im Prüfprotokoll, das verkettet und signiert ist. Wer DSR Bot betreibt, schreibt es heraus:",
    "dsrbot audit export --request {ref} --out log.jsonl",
    "Jeder prüft es auf jedem Rechner mit dem öffentlichen Schlüssel, den das Unternehmen anderswo aufbewahrt:",
    "dsrbot audit verify log.jsonl --key log.pem",
    "Der Schlüssel, der signierte, als diese Seite entstand: {key}",
)

ERASED = "der Schlüssel des Pseudonyms wurde vernichtet"

DECISIONS, ACTS = "Beantragt und entschieden", "Was getan wurde"

TROUBLES = "Löschsperren, Fehlschläge und was erneut versucht wurde"

LOOKS = "Was Customer Insights gefragt wurde, und was kam"

LEFT = "Was Customer Insights noch eine Weile aufbewahrt, oder was jemand beenden muss"

AGAIN = "Wieder gefunden: nicht mehr da nach dem letzten Schritt und nach der Wartezeit, und da, als noch einmal nachgesehen wurde. Seitdem ist dafür {} offen."

COLUMNS: tuple[str, ...] = ("Was", "Ergebnis", "Von", "Wann")

ASKED, VOTE, DONE, THE_BOT = "Antrag gestellt", "Stimme", "getan", "DSR Bot"

GONE = "Nicht mehr da: nach dem letzten Schritt und noch einmal nach der Wartezeit gesucht und nicht gefunden."

UNVERIFIED = "Nicht durch Suche bestätigt: Eine genehmigende Person hat die Prüfung geschlossen, aus dem Grund unten."

FOOT = (
    "Das Pseudonym ist mit einem Schlüssel dieser Person allein gemacht; ist er vernichtet, kann niemand es neu berechnen. "
    "Die Löschung in den ursprünglichen Quellen beruht auf der Erklärung oben."
)

REFRESHED = "aktualisiert"

RESULTS: Mapping[Note, str] = {
    Note.STATED: "erklärt: gelöscht am {}",
    Note.TOLD: "unterrichtet am {}",
    Note.NOT_TOLD: "konnte nicht unterrichtet werden: {}",
    Note.TICKED: "abgehakt: „{}“",
}

RIGHT = "Recht"

ERASURE = "Löschung (Artikel 17 DSGVO), mit Mitteilung an Empfänger (Artikel 19)"

TOLD = "Person unterrichtet"

MADE = "Erstellt: {}."

SOURCES, DOWNSTREAM = "Quelle: {}", "Nachgelagert: {}"

HELD, RELEASED, NOTHING = (
    "Löschsperre gesetzt",
    "Löschsperre aufgehoben",
    "es wurde nichts getan",
)

WENT_ON, NO_DELETION = "die Arbeit ging weiter", "eine genehmigende Person hat gegen die Löschung gestimmt"

MORE = "{} weitere"

LOG = "im Protokoll des Antrags"

BEFORE = "Früherer Antrag {}"


BUTTON = "Nachweis als Datei"

NONE_YET = "Einen Nachweis gibt es von einer Löschung, die abgeschlossen ist, und diese ist es noch nicht."
EACH_OWN = (
    "Das sind mehrere Personen, und jede hat einen eigenen Nachweis: Sie finden sie mit „Personen“ auf der Karte."
)


def about(title: str, ref: str) -> str:
    return f"{title} zu {ref}. Die Person steht darin allein unter einem Pseudonym."


def tried_again(run: str) -> str:
    return f"Erneut versucht (Lauf {run})"
