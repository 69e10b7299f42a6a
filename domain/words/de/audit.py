"""Who looked at a person."""

from __future__ import annotations

from collections.abc import Mapping

from domain.audit.stamps import StampFault
from domain.event import Event, EventKind
from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN

TITLE, ASK, OLDER = "Wer hat nachgesehen", "Anzeigen", "Früher"

NOBODY = "Niemand hat diese Person angesehen oder über mich nach ihr gesucht."

EARLIER = "Frühere Blicke auf dieselbe Person"

COMMAND_LINE = "Jemand an dem Rechner, auf dem ich laufe"

HEAD_TITLE, HEAD_SEAL, HEAD_HASH, HEAD_KEY = (
    "Das Protokoll, wer was getan hat",
    "Neuestes Siegel",
    "Hash",
    "Signiert mit Schlüssel",
)

HEAD_KEEP = "Der Befehl unten sagt, ob ein Protokoll bis hierher reicht und bis hierher dasselbe ist."

HEAD_QUIET = "Einen Tag lang kam nichts hinzu."

_WHAT: Mapping[EventKind, str] = {
    EventKind.SUBJECT_LOOKED_UP: "hat nach der Person gesucht",
    EventKind.PERSON_LOOKED_UP: "hat nachgesehen, wem die Adresse gehört",
    EventKind.REQUEST_VIEWED: "hat {} vollständig angesehen",
    EventKind.REQUEST_SHOWN: "bekam {} vollständig gezeigt",
    EventKind.HOLDS_VIEWED: "hat die Person in der Liste der Löschsperren gesehen",
    EventKind.LOOKS_ASKED: "hat gefragt, wer nachgesehen hat",
    EventKind.ACT_REFUSED: "hat „{verb}“ an {} versucht und wurde abgewiesen",
    EventKind.LOG_EXPORTED: "hat das Protokoll von {} in eine Datei geschrieben",
    EventKind.PERSON_EXPORTED: "hat in eine Datei geschrieben, was ich von der Person aufbewahre",
    EventKind.CERTIFICATE_WRITTEN: "hat den Löschnachweis von {} in eine Datei geschrieben",
}


def of(person: str) -> str:
    return f"Wer {person} angesehen hat"


def what(event: Event) -> str:
    told = _WHAT.get(event.kind, event.kind)
    return told.format(event.request or "allem", verb=event.data.get("verb", ""))


def unnamed(count: int) -> str:
    return (
        f"{GERMAN.counted(count, 'Suche', 'Suchen')} einer früheren Version, nach Personen ohne Antrag, lassen sich nicht "
        "unterscheiden: Sie können dieser Person gegolten haben."
    )


def head(number: int, last: int, at: str | Moment) -> str:
    return Timed(f"Nr. {number}, mit Ereignis {last}, erstellt: ", at)


_IN_TOML = "Prüfen Sie [audit] timestamp in dsrbot.toml."

_UNSTAMPED: Mapping[str, str] = {
    StampFault.UNREACHABLE: "Sie hat nicht geantwortet.",
    StampFault.REFUSED: f"Sie hat abgelehnt. {_IN_TOML}",
    StampFault.GARBLED: f"Ihre Antwort ist kein Zeitstempel. {_IN_TOML}",
    StampFault.OTHER: "Ihr Stempel gilt etwas anderem.",
    StampFault.UNTRUSTED: "Niemand in der Datei von [audit] timestamp_ca steht für ihren Stempel ein.",
    StampFault.CLOCK: "Ihre Uhr und meine gehen mehr als einen Tag auseinander. Prüfen Sie die Uhr des Rechners, auf dem ich laufe.",
}


def unstamped(why: str) -> str:
    return (
        "Die Stelle, die dem Protokoll Zeitstempel gibt, hat heute keinen gegeben. "
        f"{_UNSTAMPED.get(why, why)} Ich frage von selbst wieder, und alles andere geht weiter."
    )
