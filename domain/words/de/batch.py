"""Many people at once: the list that is asked for, what was found, and how it stands with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.batch import Stand, Why
from domain.list_file import Unfit
from domain.upload import Unbrought
from domain.words.de.card import things
from domain.words.de.german import GERMAN

TITLE, LOOK, WHOM, MORE = (
    "Viele Personen löschen",
    "Nachsehen",
    "Wen? Je Zeile eine Person",
    "Mehr, je Zeile eine Person",
)
BEGIN = "Jede Person mit E-Mail-Adresse oder Kundennummer. Ich sehe zuerst nach allen; beantragt wird nichts, bevor Sie es gesehen haben."
NOBODY = "Hier finde ich niemanden: bitte je Zeile eine E-Mail-Adresse oder Kundennummer."
GO_ON, CORRECT, PEOPLE = "Weiter…", "Liste berichtigen…", "Personen"
CHOOSE_TITLE, CHOOSE = "Viele Personen löschen", "Genehmigung erbitten"
UNKNOWN, UNKNOWN_NOT, UNKNOWN_TOO = "Und die, die ich nicht fand?", "Weglassen", "Auch löschen"
FORGOTTEN = (
    "Diese Liste wurde schon beantragt oder ist zu alt: Ich weiß sie nicht mehr. Bitte geben Sie sie noch einmal."
)
LOST = "Ihre Liste kann ich nicht mehr lesen. Beantragt wurde nichts. Bitte geben Sie sie noch einmal."
NOBODY_LEFT = "Auf dieser Liste ist niemand mehr, für den ich etwas beantragen kann."
RECEIVED = "Eingegangen von allen am"
TELL_TITLE, TELL, TELL_SUBMIT = "Sie wurden unterrichtet", "Unterrichtet…", "Antworten festhalten"
TELL_NOBODY = "Hier ist niemand gelöscht und noch zu unterrichten."
TELL_OTHERS = (
    "Inzwischen sind andere zu unterrichten, als dieses Formular sagte. Oben steht, wie viele es jetzt sind: Bitte "
    "unterrichten Sie auch sie, und senden Sie es noch einmal."
)
NOT_CORRECTED = "Ein Sammelantrag wird nicht als Ganzes berichtigt. Brechen Sie ihn ab, oder den Antrag einer Person, und beantragen Sie neu."
STILL_FOR_OTHERS = (
    "Wer gesperrt ist, wird ausgelassen, und die anderen gehen weiter. Was eine Quelle schon verloren hat, verlässt Customer "
    "Insights mit ihrer nächsten Aktualisierung, von wem sie auch kommt."
)

WHY: Mapping[Why, str] = {
    Why.NOT: "Wird beantragt",
    Why.UNREAD: "Nicht ganz verstanden, daher ausgelassen",
    Why.TWICE: "Doppelt auf der Liste",
    Why.HELD: "Gesperrt, daher weggelassen",
    Why.OPEN: "Schon beantragt, daher weggelassen",
    Why.COPY: "Eine Kopie ihrer Daten ist beantragt und steht noch aus, daher weggelassen",
    Why.UNKNOWN: "Nicht in Customer Insights",
}

STANDS: Mapping[Stand, str] = {
    Stand.PENDING: "wartet auf die anderen",
    Stand.LOOKING: "wird gesucht",
    Stand.GONE: "gelöscht",
    Stand.STILL_THERE: "noch da",
    Stand.NO_CHECK: "nicht prüfbar",
    Stand.CLOSED: "nicht nachgesehen",
    Stand.HELD: "gesperrt",
    Stand.APART: "wartet auf jemanden",
    Stand.ENDED: "ohne Löschung beendet",
}

FILE, COLUMN = "Oder eine CSV-Datei", "Spalte der Datei"
FILE_HINT = "Bis 1 MB. Ich behalte davon nur die Personen, versiegelt."
COLUMN_HINT = "Nur wenn in mehreren Spalten Adressen stehen: ihre Überschrift oder ihr Buchstabe."
ONE_FILE = "Bitte nur eine Datei auf einmal."
DELETE_UPLOAD = "Die gesendete Datei darf ich nicht löschen. Bitte löschen Sie sie selbst."
FILE_ANEW = "Senden Sie die Datei noch einmal, wo nötig mit dem Namen der Spalte hinter „erase-many“."
FOR_MANY = "Viele Personen stehen in einer Datei, die Sie mir senden, oder im Formular von „erase-many“."
CORRECT_FILE = (
    "Diese Liste ist zu lang für ein Formular. Bitte berichtigen Sie Ihre Datei und geben Sie sie noch einmal."
)
UNFIT: Mapping[Unfit, str] = {
    Unfit.EMPTY: "In dieser Datei steht niemand.",
    Unfit.LARGE: "Diese Datei ist größer als 1 MB. Bitte teilen Sie sie.",
    Unfit.WORKBOOK: "Das ist eine Arbeitsmappe. Bitte speichern Sie sie als „CSV UTF-8“ und geben Sie mir diese Datei.",
    Unfit.BINARY: "Diese Datei ist kein Text. Bitte speichern Sie die Liste als „CSV UTF-8“.",
    Unfit.CHARACTERS: "Einige Personen stehen darin in Zeichen, die ich raten müsste. Bitte speichern Sie sie als „CSV UTF-8“.",
    Unfit.BROKEN: "Ein Anführungszeichen ist nicht geschlossen oder steht, wo keines stehen darf. Bitte berichtigen Sie es.",
    Unfit.APART: "Ob Komma, Semikolon oder Tabulator die Spalten trennt, ist unklar. Bitte geben Sie mir nur die eine Spalte.",
    Unfit.COLUMN: "Mir ist nicht klar, in welcher Spalte die Personen stehen.",
    Unfit.DECIDES: "Eine Spalte dieser Datei sagt vielleicht, wer gemeint ist oder worum es geht. Bitte lassen Sie nur stehen, wer gelöscht werden soll, und nehmen Sie die Spalte heraus.",
    Unfit.REMARK: "Eine Zeile dieser Datei nennt niemanden und sagt vielleicht etwas über die darunter. Bitte entfernen Sie sie und alle, die nicht gemeint sind.",
    Unfit.RAGGED: "Die erste Zeile dieser Datei hat andere Spalten als der Rest. Bitte entfernen Sie, was über oder hinter der Tabelle steht.",
    Unfit.COLUMNS: "Diese Datei hat zu viele Spalten. Bitte geben Sie mir nur die mit den Personen.",
    Unfit.ROWS: "Diese Datei hat zu viele Zeilen. Bitte teilen Sie sie.",
}
UNBROUGHT: Mapping[Unbrought, str] = {
    Unbrought.GONE: "Die Datei ist nicht mehr da. Bitte geben Sie sie noch einmal.",
    Unbrought.LARGE: "Diese Datei ist größer als 1 MB. Bitte teilen Sie sie.",
    Unbrought.FOREIGN: "Diese Datei liegt nicht dort, wo ich sie holen darf. Bitte geben Sie sie mir selbst.",
    Unbrought.SILENT: "Ich konnte die Datei gerade nicht holen. Bitte versuchen Sie es in einer Minute noch einmal.",
    Unbrought.RIGHT: "Ich darf keine Dateien lesen. Bitte fügen Sie die Liste ein, oder bitten Sie um dieses Recht für mich.",
}

TOLD, NOT_TOLD = "unterrichtet", "noch zu unterrichten"


def people(count: int) -> str:
    return GERMAN.counted(count, "Person", "Personen")


def erase(count: int, sources: Sequence[str]) -> str:
    return f"{people(count)} löschen: {things(sources)}"


def looking(count: int, not_taken: int) -> str:
    lines = GERMAN.counted(not_taken, "Zeile", "Zeilen")
    rest = f" {lines} kann ich nicht nehmen; ich nenne sie dann." if not_taken else ""
    return f"Ich sehe nach {people(count)} und bringe Ihnen vertraulich, was ich finde. Das kann Minuten dauern.{rest}"


def too_many(count: int, most: int) -> str:
    return f"Das sind {people(count)}. Ich nehme {most} auf einmal: Bitte teilen Sie die Liste."


def found(taken: int, held: int) -> str:
    return f"{people(taken)} zu beantragen; davon {held} in Customer Insights gefunden."


def unlooked(count: int) -> str:
    return f"Customer Insights hat nicht geantwortet, als ich {people(count)} suchte."


def failed(count: int) -> str:
    return f"{unlooked(count)} Sie bleiben auf der Liste."


def unsure(count: int) -> str:
    return f"Bei {people(count)} ließ sich nicht herausfinden, ob sie da sind. Sie bleiben auf der Liste."


def found_in(names: Sequence[str]) -> str:
    return f"Sie sind in {GERMAN.all_of(list(names))}."


def unlisted(names: Sequence[str]) -> str:
    return f"Auch in {GERMAN.all_of(list(names))}, was in keiner Liste von Quellen steht: Bitte sehen Sie dort von Hand nach."


def tagged(count: int) -> str:
    return f"Es gibt {GERMAN.counted(count, 'Profil', 'Profile')} unter denselben Adressen mit anderem Plus-Zusatz; sie bleiben, wie sie sind."


def staff(count: int) -> str:
    return f"{people(count)} der Liste mit einer Rolle hier, oder Sie selbst."


def left_out(why: Why, names: Sequence[str], count: int, more: str = "") -> str:
    return f"{WHY[why]} ({count}): {_some(names, count, more)}." if names else f"{WHY[why]} ({count})."


def _some(names: Sequence[str], count: int, more: str) -> str:
    rest = [more or f"{count - len(names)} weitere"] if count > len(names) else []
    return GERMAN.all_of([*names, *rest])


def row(number: int) -> str:
    return f"Zeile {number}"


def rows(numbers: Sequence[int], more: int) -> str:
    rest = [f"{more} weitere"] if more else []
    return f"Zeilen {GERMAN.all_of([*map(str, numbers), *rest])}"


def columns(names: Sequence[str]) -> str:
    """What is said where nobody can tell which of these is meant."""
    some = [*names[:20], *([f"{len(names) - 20} weitere"] if len(names) > 20 else [])]
    return f"In welcher Spalte stehen die Personen? Die Datei hat {GERMAN.all_of(some)}."


def remark(line: str) -> str:
    return (
        f"„{line}“ nennt niemanden und sagt vielleicht etwas über die darunter. Bitte entfernen Sie es und alle, die nicht "
        "gemeint sind."
    )


def means(names: Sequence[str]) -> str:
    return f"Es geht um {GERMAN.all_of([f'„{name}“' for name in names[:20]])}." if names else ""


def read_of(column: str, headings: int) -> str:
    taken = f"Gelesen habe ich die Spalte „{column}“ der Datei" if column else "Gelesen habe ich jede Zeile der Datei"
    return (
        f"{taken}; Zeile {headings} habe ich als Überschrift genommen."
        if headings
        else f"{taken}, von der ersten Zeile an."
    )


def tally(counts: Mapping[Stand, int]) -> str:
    """How it stands with all of them."""
    said = [f"{counts[one]} {STANDS[one]}" for one in Stand if counts.get(one)]
    return f"Von {people(sum(counts.values()))}: {', '.join(said)}."


def status(gone: int, count: int) -> str:
    return f"{gone} von {count} gelöscht"


def answered(told: int, gone: int) -> str:
    return f"{told} von {gone} gelöschten Personen wurden unterrichtet."


def about(count: int) -> str:
    return f"Es geht um {people(count)} dieses Sammelantrags."


def each(sources: Sequence[str]) -> str:
    own = "Jede Person hat einen Antrag, eine Antwort und eine Bescheinigung für sich."
    return f"{own} Was sie gemeinsam haben, geschieht einmal für alle: {things(sources)}, dann alles daraus."


def page(first: int, last: int, count: int) -> str:
    return f"{first} bis {last} von {count}"


def tell(count: int) -> str:
    are = "ist" if count == 1 else "sind"
    return f"Dies hält die Antwort an {people(count)} fest, die gelöscht {are}. Unterrichten Sie sie zuerst."


def told_now(count: int) -> str:
    return f"Für {people(count)} festgehalten."


def waits_since(who: str, ref: str, since: date) -> str:
    return f"{who} ({ref}, seit dem {GERMAN.short(since)})"


def still_wait(names: Sequence[str], count: int) -> str:
    return (
        f"Auf einen früheren Antrag von {people(count)} hat noch niemand geantwortet: {_some(names, count, '')}. Ein neuer "
        "Antrag ändert nicht, seit wann sie warten. Damit es ab jenem Tag weitergeht, beantragen Sie es für jede davon "
        "erneut mit „correct“ und jenem Antrag."
    )


def never_found(count: int) -> str:
    return (
        f"Unter {GERMAN.counted(count, 'Kundennummer', 'Kundennummern')} habe ich nie jemanden gefunden. Daher kann ich dazu "
        "nichts beweisen und nicht sagen, ob eine Löschsperre gilt. Bitte nennen Sie diese Personen anders: mit ihren "
        "E-Mail-Adressen."
    )
