"""The looks at where a person may be: what was asked, what came, and why it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence

from domain.erasure.looks import MOST_ROWS, Aim, Control, How, Look, Why
from domain.erasure.looks import Kind as PlaceKind
from domain.words.de.find import DOUBTS, NEVER_FOUND
from domain.words.de.german import GERMAN
from domain.words.de.lists import names_of

COPIES_LATER = "in den Kopien in Dataverse wurde noch nicht nachgesehen, da sie Customer Insights folgen"


def looked_at(looks: int, places: int, copies: int) -> str:
    """Of those that prove something."""
    there = f", davon {copies} in Dataverse," if copies else ""
    return (
        f"{looks}-mal an {places} Stellen{there} gefragt, jedes Mal mit dem Nachweis, dass die Frage findet, wer da ist"
    )


def table_of(source: str, table: str) -> str:
    return f"{table} von {source}" if source else table


def corrupt_table(source: str, table: str) -> str:
    return f"Die Tabelle {table_of(source, table)} enthält Zeilen, die nicht lesbar waren, und nimmt keine Suche an."


_LISTS = {
    "tables": "die Liste der Tabellen",
    "segments": "die Liste der Segmente",
    "states": "die Zustände aller Prozesse",
}

_UNPROVED = {
    Why.DOWN: "Customer Insights hat nicht geantwortet",
    Why.BUILDING: "der Speicher, der Suchen beantwortet, wird neu aufgebaut",
    Why.STORE: "der Speicher, der Suchen beantwortet, ist in einem Zustand, den ich nicht kenne",
    Why.UNREAD: "die Antwort ist nicht sicher lesbar",
    Why.CUT: f"es gibt mehr als {GERMAN.number(MOST_ROWS)} Einträge, und mehr lese ich nicht",
    Why.SHORT: "sie nennt nicht alles, was da ist",
    Why.CONTROL: "dieselbe Frage hat einen anderen Kunden, der da ist, nicht gefunden",
    Why.CAPITALS: "Großbuchstaben zählen dort, und ich kann nicht nach jeder Schreibweise fragen",
    Why.REFUSED: "dort ist keine Suche möglich",
    Why.RIGHTS: "DSR Bot darf nicht fragen; wer ihn betreibt, sollte „dsrbot check“ ausführen",
    Why.MISSING: "es ist genannt und nicht da",
    Why.NOBODY_KNOWN: "keine Kundennummer der Person ist bekannt, nach der zu fragen wäre",
    Why.NO_ADDRESS: "keine E-Mail-Adresse ist bekannt, die nur diese Person hat",
    Why.NO_COLUMN: "keine Spalte ist bekannt, nach der zu fragen wäre",
    Why.NO_INDEX: "die Spalte steht nicht im Such- und Filterindex",
    Why.NO_KEY: "keine Spalte davon ist als die des Kunden bekannt",
    Why.STALE: "seit der Aktualisierung nicht neu berechnet",
    Why.WARNED: "die Aktualisierung hat gewarnt, dass Zeilen fehlen können, und keine Tabelle zeigt sie",
    Why.SILENT: "niemand hat nachgesehen",
    Why.ELSEWHERE: "kein Kunde von Customer Insights, nach dem ich gefragt habe, ist dort; ist DATAVERSE_URL die richtige Organisation?",
    Why.BESIDE: "nichts hat gezeigt, dass die Frage jemanden finden kann",
}

# What is said otherwise of Dataverse.
_OF_DATAVERSE = {
    Why.DOWN: "es hat nicht geantwortet",
    Why.MISSING: "diese Tabelle gibt es dort nicht; werden Kopien dorthin gebracht?",
}
_NO_INDEX_HELPS = frozenset({PlaceKind.LIST, PlaceKind.DATAVERSE})
_OF_THIS = Aim(kind=PlaceKind.DATAVERSE)  # whether it is the one of this environment

# Said once and by themselves, whatever the place.
_WHOLE = {
    (PlaceKind.CUSTOMERS, Why.NO_INDEX): DOUBTS["no_index"],
    (PlaceKind.CUSTOMERS, Why.NO_COLUMN): DOUBTS["no_column"],
    (PlaceKind.CUSTOMERS, Why.NOBODY_KNOWN): NEVER_FOUND,
    (PlaceKind.SEGMENT, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.TABLE, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.STORE, Why.BUILDING): DOUBTS["store"],
}


def place(look: Look) -> str:
    """The place of a look, as people know it."""
    match look.aim.kind:
        case PlaceKind.LIST:
            return _LISTS.get(look.aim.table, look.aim.table)
        case PlaceKind.STORE:
            return "der Speicher, der Suchen beantwortet"
        case PlaceKind.CUSTOMERS:
            return f"die Kunden nach {look.aim.column}" if look.aim.column else "die Kunden"
        case PlaceKind.SEGMENT:
            return f"Segment {look.label}"
        case PlaceKind.SOURCE:
            return f"Quelle {look.label}"
        case PlaceKind.DATAVERSE if look.label:
            return f"Dataverse, Tabelle {look.label}" + (f" nach {look.aim.column}" if look.aim.column else "")
        case PlaceKind.DATAVERSE:
            return "Dataverse"
        case PlaceKind.TABLE | PlaceKind.CORRUPT:
            by = f" nach {look.aim.column}" if look.aim.column else ""
            return f"Tabelle {table_of(look.source, look.label)}{by}"


_HOWS = {How.FILTER: "nach {}", How.SEARCH: "im Volltext, {}", How.ALL: "jeder Eintrag"}

_CONTROLS = {
    Control.NONE: "nichts hat gezeigt, dass die Frage jemanden finden kann",
    Control.FOUND: "dieselbe Frage hat einen anderen Kunden gefunden",
    Control.EMPTY: "es enthält überhaupt niemanden",
    Control.COUNTED: "so viele Einträge, wie Customer Insights zählt",
    Control.ABSENT: "es ist nicht mehr da",
}


def asked(look: Look) -> str:
    """What was asked, in one line; never about whom."""
    how = _HOWS[look.how].format(look.column)
    whole = look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE, PlaceKind.SOURCE} or look.aim == _OF_THIS
    return _capital(place(look) if whole or (look.aim.column and look.how is How.FILTER) else f"{place(look)}, {how}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def came(look: Look) -> str:
    """What came, in one line, and by what it was shown."""
    rows = GERMAN.counted(look.rows, "Eintrag", "Einträge")
    if look.found:
        return f"noch da: {look.found} von {GERMAN.counted(look.rows, 'Eintrag', 'Einträgen')}"
    if look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE} and not look.reason:
        return f"gelesen, {rows}" if look.rows else "gelesen"
    if look.reason is Why.BESIDE:
        return "nicht da; nebenbei gefragt, und nichts beruht darauf"
    if look.reason:
        return f"beweist nichts: {_unproved(look, look.reason)}"
    if look.aim == _OF_THIS:
        return "hat Kunden dieser Umgebung" if look.control is Control.FOUND else _CONTROLS[look.control]
    if look.control is Control.ABSENT and look.aim.kind is PlaceKind.DATAVERSE:
        return "diese Tabelle gibt es dort nicht"
    return f"nicht da: {rows}, alle gelesen; {_CONTROLS[look.control]}"


def not_checked(missing: Sequence[Look]) -> str:
    """Why it could not be checked, by place."""
    if missing and all(look.reason is Why.DOWN for look in missing):
        there = all(look.aim.kind is PlaceKind.DATAVERSE for look in missing)
        return DATAVERSE_DOWN if there else DOWN
    whole: dict[str, None] = {}
    places: dict[str, list[str]] = {}
    for look in missing:
        reason = look.reason or Why.SILENT
        if look.aim.kind is PlaceKind.CORRUPT and reason in {Why.REFUSED, Why.MISSING}:
            whole[corrupt_table(look.source, look.label)] = None
        elif (look.aim.kind, reason) in _WHOLE:
            whole[_WHOLE[look.aim.kind, reason]] = None
        else:
            places.setdefault(_unproved(look, reason), []).append(place(look))
    said = [f"Nicht geprüft: {names_of(list(dict.fromkeys(some)), 6)} ({why})" for why, some in places.items()]
    large = any(look.reason is Why.CUT and look.aim.kind not in _NO_INDEX_HELPS for look in missing)
    next_step = [CUT_NEXT] if large else []
    return " ".join([*filter(None, whole), *(f"{sentence}." for sentence in said), *next_step])


def _unproved(look: Look, why: Why) -> str:
    """With how many were read where that is known."""
    if look.aim.kind is PlaceKind.DATAVERSE and why in _OF_DATAVERSE:
        return _OF_DATAVERSE[why]
    if why is not Why.CUT or not (look.rows or look.aim.kind is PlaceKind.LIST):
        return _UNPROVED[why]
    return (
        f"ich habe {GERMAN.number(look.rows)} Einträge gelesen, und es gibt mehr" if look.rows else "es hatte kein Ende"
    )


CUT_NEXT = (
    "Lassen Sie die Spalte mit der Adresse in den Such- und Filterindex aufnehmen, und drücken Sie dann „Erneut "
    "versuchen“. Oder suchen Sie die Person dort in Customer Insights: Eine genehmigende Person kann dies mit dem "
    "schließen, was zu sehen war."
)

DOWN = "Customer Insights hat nicht geantwortet."

DATAVERSE_DOWN = "Dataverse hat nicht geantwortet."
