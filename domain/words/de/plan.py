"""The plan of an erasure: its steps, what it still waits for, where the person is still, and what outlives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.erasure.outliving import Outliving
from domain.erasure.plan import HumanTask, StepKind
from domain.moment import PLACE
from domain.words.de.german import GERMAN
from domain.words.de.moments import day

PARTS: Mapping[StepKind, str] = {
    StepKind.STATEMENT: "In den ursprünglichen Quellen gelöscht",
    StepKind.DOWNSTREAM: "Nachgelagert: {}",
    StepKind.SEGMENT: "Inaktives Segment: {}",
    StepKind.STATIC: "Möglicherweise statisches Segment: {}",
    StepKind.CHECK: "Nach der Person gesucht: {}",
    StepKind.RECIPIENTS: "Die Liste der Empfänger ist vollständig",
    StepKind.RECIPIENT: "Empfänger: {}",
    StepKind.ANSWER: "Die Person wurde unterrichtet",
    StepKind.MEMBER: "Eine der Personen: {}",
    StepKind.AGAIN: "Noch einmal nachgesehen, wenn ältere Kopien weg sind: {}",
}

CHECK_NAMES: Mapping[str, str] = {"1": "nach dem letzten Schritt", "2": "nach der Wartezeit"}

PROCESSES: Mapping[str, str] = {
    "map": "Zuordnung",
    "match": "Abgleich",
    "merge": "Zusammenführung",
    "profileStore": "der Speicher, der Suchen beantwortet",
    "search": "der Suchindex",
    "activity": "Aktivitäten",
    "contact": "Kontakte",
    "relationship": "Beziehungen",
    "semanticEntity": "semantische Tabellen",
    "enrichment": "Anreicherungen",
    "intelligence": "Vorhersagen",
    "attributeMeasures": "Kennzahlen von Kunden",
    "entityMeasures": "Kennzahlen von Tabellen",
    "measures": "Kennzahlen",
    "segmentation": "Segmente",
}

HUMAN: Mapping[HumanTask, str] = {
    HumanTask.STATE: "Erklären…",
    HumanTask.DECIDE: "Entscheiden…",
    HumanTask.VOTE: "Abstimmen…",
    HumanTask.TICK: "Abhaken…",
    HumanTask.CLOSE: "Schließen…",
    HumanTask.LEFT: "Andere fehlen…",
    HumanTask.CONFIRM: "Bestätigen…",
    HumanTask.TELL: "Klären…",
    HumanTask.ANSWER: "Festhalten…",
}

ANSWER_SUBMIT = "Antwort festhalten"

# On what sends each one's form: what is done then. Slack shows few characters, of a form's title, too.
SUBMITS: Mapping[HumanTask, str] = {
    HumanTask.STATE: "Den Tag erklären",
    HumanTask.DECIDE: "Entscheiden",
    HumanTask.VOTE: "Abstimmen",
    HumanTask.TICK: "Abhaken",
    HumanTask.CLOSE: "Schließen",
    HumanTask.LEFT: "Dafür einstehen",
    HumanTask.CONFIRM: "Liste bestätigen",
    HumanTask.TELL: "Mitteilung festhalten",
    HumanTask.ANSWER: ANSWER_SUBMIT,
}

_MISSING = {
    HumanTask.STATE: "die Erklärung, dass der Datensatz in den ursprünglichen Quellen gelöscht ist (ein Admin)",
    HumanTask.DECIDE: "eine Entscheidung über {} (ein Admin)",
    HumanTask.VOTE: "eine Stimme zum Löschen, für {} (eine genehmigende Person)",
    HumanTask.TICK: "das Abhaken, für {} (ein Admin)",
    HumanTask.CLOSE: "eine Suche, die nicht möglich war: „Erneut versuchen“ (ein Admin) oder schließen (eine andere genehmigende Person)",
    HumanTask.LEFT: "ob auch andere Fehlende entfernt wurden (ein anderer Admin oder eine genehmigende Person)",
    HumanTask.CONFIRM: "dass die Liste der Empfänger vollständig ist (ein Admin)",
    HumanTask.TELL: "die Mitteilung, an {} (ein Admin)",
    HumanTask.ANSWER: "die Antwort an die Person (ein Admin)",
}

COMES_LATER: Mapping[StepKind, str] = {
    StepKind.STATIC: "an der Reihe, sobald die Quellen und die nachgelagerten Prozesse fertig sind: Vorher wäre es vergeblich",
    StepKind.ANSWER: "nach dem letzten Blick",
}

EARLY: Mapping[StepKind, str] = {
    StepKind.STATIC: "Das kommt später: Jetzt neu erstellt, könnte das Segment die Person wieder aufnehmen. Sobald die Quellen und die nachgelagerten Prozesse fertig sind, fragt die Karte danach. Es wurde nichts geändert.",
    StepKind.ANSWER: "Das kommt später: Die Karte fragt danach, sobald zum letzten Mal nach der Person gesucht wurde. Es wurde nichts geändert.",
}  # fmt: skip

_COUNTED = {
    HumanTask.DECIDE: ("inaktives Segment", "inaktive Segmente"),
    HumanTask.VOTE: ("Segment", "Segmente"),
    HumanTask.TICK: ("Segment", "Segmente"),
    HumanTask.TELL: ("Empfänger", "Empfänger"),
}


def numbered(number: str) -> str:
    return f"Nr. {number}"


def missing(humans: Mapping[HumanTask | None, int]) -> str:
    """What a request still waits for, and who can do it."""
    waits = [
        _MISSING[human].format(GERMAN.counted(humans[human], *_COUNTED.get(human, ("", ""))))
        for human in HumanTask
        if humans.get(human)
    ]
    return f"Es fehlt noch: {'; '.join(waits)}." if waits else ""


_NO_SOURCE = "unbekannt"


def still_there(places: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"Quelle {source or _NO_SOURCE}, Tabelle {table}" for source, table in places)


def still_in_tables(names: Sequence[str]) -> str:
    return f"Tabelle {', '.join(names)}, die Customer Insights aus den Profilen macht: Sehen Sie dort nach, warum sie nicht neu gemacht wurde"


def still_in_segments(labels: Sequence[str]) -> str:
    return f"Segment {', '.join(labels)}"


def still_in_copies(names: Sequence[str]) -> str:
    return f"noch in einer Kopie in Dataverse, Tabelle {', '.join(names)}. Sie wird mit keiner Frist nachgezogen. Drücken Sie nach der nächsten Aktualisierung „Erneut versuchen“. Bleibt sie, fragen Sie, wer Dataverse betreibt"


OUTLIVES: Mapping[Outliving, str] = {
    Outliving.SNAPSHOTS: "Ältere Momentaufnahmen in Customer Insights",
    Outliving.COOKIES: "Zwischengespeicherte Profile von Besuchern",
    Outliving.REAL_TIME: "Aktivitäten, die in Echtzeit eingingen",
    Outliving.DELTAS: "Quellen, die in Teilen gelesen werden",
    Outliving.DATAVERSE: "Kopien von Tabellen in Dataverse",
    Outliving.PERSONALIZATION: "Tabellen zur Personalisierung von Websites",
    Outliving.JOURNEYS: "Customer Insights - Journeys",
}

_ENDED_BY = {
    Outliving.DELTAS: "wem die Quelle gehört, führt den Datensatz in ihrem Ordner „Deletes“ auf",
    Outliving.DATAVERSE: "wer Dataverse betreibt, löscht sie",
    Outliving.PERSONALIZATION: "wer die Website betreibt, löscht sie",
    Outliving.JOURNEYS: "wer es betreibt, stellt einen Antrag in msdynmkt_gdprrequest",
}


def outlives_until(what: Outliving, until: date | None) -> str:
    """Until when it may hold the data still, or who must end it."""
    if until:
        return f"kann die Daten noch enthalten, bis zum {day(until)}"
    return f"kann die Daten noch enthalten, bis dies geschieht: {_ENDED_BY[what]}"


WAITS_FOR_RUN = f"wartet auf die geplante Aktualisierung vom {PLACE}"


def done_by_run(*, scheduled: bool) -> str:
    return f"getan durch die {'geplante' if scheduled else 'vollständige'} Aktualisierung vom {PLACE}"


RUN_MISSED = "die geplante Aktualisierung hat es nicht getan, daher starte ich es selbst"


def closed_because(reason: str, before: str) -> str:
    """`before`: what the look-up said; nothing where none was made."""
    return f"weil „{reason}“" + (f"; die Suche sagte: {before.rstrip('.')}" if before else "")


STILL_SWITCHED_ON = "ist noch aktiv und ließ sich nicht wieder abschalten: Deaktivieren Sie es in Customer Insights"
