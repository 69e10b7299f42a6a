"""Where a person is: what a look-up shows, and what one at filing showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.words.de.german import GERMAN

TITLE, WHOM, FIND = "Eine Person suchen", "E-Mail-Adresse oder Kundennummer", "Suchen"

NOT_FOUND = "Customer Insights zeigt darunter niemanden."

NOTHING_PROVED = "Das beweist noch nichts:"

DOUBTS: Mapping[str, str] = {
    "store": "Der Speicher, der Suchen beantwortet, wird neu aufgebaut.",
    "no_column": "Keine Spalte der Kunden ist als E-Mail-Adresse gekennzeichnet.",
    "no_index": "Die Spalte mit der E-Mail-Adresse steht nicht im Such- und Filterindex.",
    "too_many": "Die Suche hat mehr gefunden, als ich lesen kann.",
    "segment": "Ein Segment nimmt keine Suche an.",
    "nobody": "Keine Kundennummer der Person ist bekannt, daher lassen sich Segmente und Tabellen nicht nach ihr fragen.",
    "no_sources": "Customer Insights sagt nicht, aus welchen Quellen das Profil stammt.",
    "unread": "Customer Insights hat eine Antwort gegeben, die ich ganz oder zum Teil nicht lesen kann.",
}


def found(profiles: int) -> str:
    return "Ein Kundenprofil" if profiles == 1 else f"{profiles} Kundenprofile"


def records(table: str, count: int) -> str:
    return f"Tabelle {table}, {GERMAN.counted(count, 'Datensatz', 'Datensätze')}"


def respelt(count: int) -> str:
    return f"{found(count)} mit anderer Groß- und Kleinschreibung: als dieselbe Person gezählt."


def other_tags(count: int) -> str:
    return (
        f"{found(count)} unter derselben Adresse mit einem anderen „+…“: nicht gezählt. Nennen Sie auch diese Adresse, "
        "wenn es dieselbe Person ist."
    )


def dormant_segments(count: int) -> str:
    some = GERMAN.counted(count, "inaktives Segment kann", "inaktive Segmente können")
    return f"{some} Personen enthalten, die in keinem Profil mehr sind."


NOT_IN_COPIES = "Ich habe auch in den Kopien in Dataverse nachgesehen, und darunter ist dort niemand."

COPIES_UNCLEAR = "Nicht in ganz Dataverse ließ sich nachsehen, daher können Kopien dort die Person enthalten:"

COPIES_UNASKED = "Ich habe nur in Customer Insights nachgesehen: Ein Dataverse mit Kopien seiner Tabellen ist hier nicht eingestellt."


def copied(count: int) -> str:
    return f"Kopie in Dataverse, {GERMAN.counted(count, 'Datensatz', 'Datensätze')}"


FOUND_NOW = "Customer Insights führt sie in: {}."

FOUND_ELSEWHERE = "Es führt sie auch in Quellen, die nicht zu diesem Antrag gehören: {}. Korrigieren Sie den Antrag, um diese hinzuzufügen."

NOT_FOUND_NOW = "Ich habe nachgesehen, und Customer Insights zeigt niemanden unter: {}."

NOT_LOOKED = "Ich konnte gerade nicht nachsehen. Die Prüfung nach der Arbeit wird es tun."

NO_DIRECTORY = "Ich konnte die Person gerade nicht im Verzeichnis suchen."

USER_KNOWN = "Das Verzeichnis kennt diese Person."


def unclear(names: Sequence[str]) -> str:
    more = [f"{len(names) - 10} weitere"] if len(names) > 10 else []
    listed = GERMAN.all_of([*names[:10], *more])
    return f"Ausgelassen, obwohl sich nicht feststellen ließ, ob sie die Person führen: {listed}."


def not_in_directory(who: str) -> str:
    return f"Ich habe im Verzeichnis niemanden mit der Adresse {who} gefunden. Bitte prüfen Sie die Schreibweise."


def several_in_directory(who: str) -> str:
    return f"Im Verzeichnis haben mehrere Konten {who} als Adresse oder Anmeldenamen, daher weiß ich nicht, wem sie gehört."


MAYBE_NO_ID = (
    "Vielleicht ist es gar keine Kundennummer, sondern etwa eine Nummer einer Quelle: Bitte suchen Sie auch mit einer "
    "E-Mail-Adresse."
)

NEVER_FOUND = (
    "Unter der genannten Kundennummer wurde nie jemand gefunden, daher beweist nichts, dass die Person weg ist."
)


def never_found(ids: Sequence[str]) -> str:
    return (
        f"Unter {GERMAN.all_of(ids)} habe ich nie jemanden gefunden. Daher kann ich dazu nichts beweisen und nicht sagen, ob "
        "eine Löschsperre gilt. Bitte nennen Sie die Person anders: mit ihrer E-Mail-Adresse oder ihrer "
        "Kundennummer in Customer Insights."
    )
