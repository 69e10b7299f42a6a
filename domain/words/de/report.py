"""What a report says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain.period import Period, Span
from domain.report import Share, Spread
from domain.request import Kind, State
from domain.words.de.german import GERMAN

KINDS: Mapping[Kind, str] = {
    Kind.REFRESH: "Aktualisierungen",
    Kind.ERASURE: "Löschungen",
    Kind.REMOVE_USER: "Entfernte Nutzer",
    Kind.EXPORT: "Exporte",
}
_ENDS: Mapping[State | None, str] = {
    State.COMPLETED: "erledigt",
    State.REFUSED: "verweigert",
    State.DENIED: "abgelehnt",
    State.EXPIRED: "abgelaufen",
    State.CANCELLED: "abgebrochen",
    None: "offen",
}
MONTH, THREE_MONTHS = "Innerhalb eines Monats beantwortet", "Innerhalb von drei Monaten beantwortet"
IN_TIME = "Rechtzeitig beantwortet (mit Verlängerungen)"
APPROVAL, COMPLETION = "Vom Antrag bis zur Genehmigung", "Vom Antrag bis zur Erledigung"
FAILURES, NO_FAILURES = "Fehlgeschlagene Aktualisierungen", "keine"
EXTENSIONS, REFUSALS = "Verlängerungen", "Verweigerungen"
NOTE = (
    "Gezählt nach dem Tag, an dem der Antrag beim Unternehmen einging. Eine Antwort zählt ab dem Tag, an dem sie hier "
    "festgehalten wurde. Aus den Anteilen ausgenommen ist, was offen und noch nicht fällig ist, ersetzt wurde oder hier "
    "keinen Tag der Antwort hat."
)
WHICH = (
    "Ich kann über einen Monat, ein Quartal oder ein Jahr berichten: „report 2026-03“, „report 2026-Q1“, „report 2026“ "
    "oder „report last quarter“. Ohne Angabe ist es dieser Monat bis jetzt."
)
MEDIAN, SLOWEST = "Median (Stunden)", "langsamstes Zehntel ab (Stunden)"
CSV = "Als CSV"
ENDS, ANSWERS, TIMES = "Wie die Anträge endeten", "Antworten", "Wie lange es dauerte"
TO_MEDIAN, TO_SLOWEST = "bis zum Median", "bis zum Beginn des langsamsten Zehntels"
PICTURE = "Ein Balkendiagramm"
AS_PICTURE, AS_DARK_PICTURE = "Als Bild", "Als dunkles Bild"
COLUMNS = ("Was", "wovon", "Wert", "von")


def title(period: Period, *, so_far: bool) -> str:
    return f"Bericht über {_name(period)}{', bis jetzt' if so_far else ''}"


def nothing(period: Period, *, so_far: bool) -> str:
    return f"{_name(period)}: {'Bis jetzt wurde' if so_far else 'Es wurde'} nichts beantragt."


def ahead(period: Period) -> str:
    return f"{_name(period)} hat noch nicht begonnen, daher gibt es nichts zu berichten."


def asked(requests: int) -> str:
    return GERMAN.counted(requests, "Antrag", "Anträge")


def ends(ends: Mapping[State | None, int]) -> str:
    told = ", ".join(f"{ends[state]} {name}" for state, name in _ENDS.items() if ends.get(state))
    return f"{sum(ends.values())} beantragt: {told}"


def end(state: State | None) -> str:
    return _ENDS[state]


def share(share: Share) -> str:
    return f"{share.met} von {share.of} ({share.percent} %)" if share.of else "nichts zu zählen"


def spread(spread: Spread) -> str:
    if not spread.of:
        return "noch nichts"
    if spread.of == 1:
        return f"{_long(spread.median)}, aus 1"
    return f"Median {_long(spread.median)}; das langsamste Zehntel {_long(spread.slowest)} oder mehr; aus {spread.of}"


def about(period: Period) -> str:
    return f"Der Bericht über {_name(period)} als Bild. Seine Zahlen stehen auf der Karte des Berichts."


def times(times: int) -> str:
    return f"{times}-mal"


def failed(failures: int) -> str:
    return f"ihre Aktualisierung ist {failures}-mal fehlgeschlagen"


def more_failures(sources: int, failures: int) -> str:
    return f"bei {GERMAN.counted(sources, 'weiteren Quelle', 'weiteren Quellen')}: {failures}-mal"


def _name(period: Period) -> str:
    match period.span:
        case Span.MONTH:
            return GERMAN.month(period.first)
        case Span.QUARTER:
            return GERMAN.quarter(period.first)
        case Span.YEAR:
            return str(period)


def _long(time: timedelta) -> str:
    """Rounded to what matters at its length."""
    if time >= timedelta(days=2):
        return GERMAN.counted(round(time / timedelta(days=1)), "Tag", "Tage")
    if time >= timedelta(hours=2):
        return GERMAN.counted(round(time / timedelta(hours=1)), "Stunde", "Stunden")
    minutes = round(time / timedelta(minutes=1))
    return GERMAN.counted(minutes, "Minute", "Minuten") if minutes else "weniger als eine Minute"
