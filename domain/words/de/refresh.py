"""Sources, and what refreshes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.insights import RefreshState
from domain.moment import Moment, Timed
from domain.plain import one_line
from domain.words.de.german import GERMAN

NO_SOURCES = "Customer Insights zeigt in dieser Umgebung keine Datenquellen."


def whose(day: str) -> str:
    return (
        f"Wessen Antrag kam am {day} an? Bitte fügen Sie „for“ und die E-Mail-Adresse oder Kundennummer hinzu. Eine "
        "Aktualisierung für niemanden hat keinen Eingangstag."
    )


def in_reference(who: str) -> str:
    return (
        f"„{who[:60]}“ steht im Aktenzeichen, wonach niemand handelt. Bitte schreiben Sie „for {who[:60]}“ vor „ref“, wenn diese "
        "Person gemeint ist, und das Aktenzeichen in Anführungszeichen, wenn es sie nur nennt."
    )


def ambiguous(name: str) -> str:
    return f"Mehr als eine Quelle heißt „{name[:80]}“. Bitte verwenden Sie die Kennung derjenigen, die Sie meinen."


def unknown(name: str, nearest: Sequence[str]) -> str:
    hint = (
        " Meinten Sie " + " oder ".join(f"„{near}“" for near in nearest) + "?"
        if nearest
        else " Mit „sources“ sehen Sie alle."
    )
    return f"Ich kenne keine Quelle namens „{name[:80]}“.{hint}"


GONE_SOURCE = "Diese Quelle gibt es in Customer Insights nicht mehr."

NO_SOURCE_NAMED = "Bitte nennen Sie mindestens eine Quelle oder „all“."

ALL_FROZEN = "„All“ meint die Quellen von heute. Eine später hinzugefügte Quelle gehört nicht zu diesem Antrag."


def needs_sign_in(names: Sequence[str]) -> str:
    return (
        f"Zuerst muss sich jemand in Customer Insights neu anmelden: {GERMAN.all_of(names)}. Bis dahin schlägt die "
        "Aktualisierung fehl."
    )


def microsoft_message(environment: str, lines: Sequence[tuple[str, str, str, str]]) -> str:
    """A message to Microsoft's team, who read English; each line is (name, id, job, error code)."""
    sources = "\n".join(
        one_line(f"- {name}, id {key}, job {job or 'none'}, error {code or 'none'}") for name, key, job, code in lines
    )
    return (
        "To: D365CI@microsoft.com\nSubject: A data source does not refresh (data subject request)\n\n"
        f"Environment: {one_line(environment)}\n{sources}\n\n"
        "The refresh failed for good. We need it to answer data subject requests under the GDPR. Please help us."
    )


WHAT_NEXT = (
    "Was zu tun ist: Lesen Sie oben die Zeile jeder Quelle, und drücken Sie dann „Erneut versuchen“. Wenn es weiter "
    "fehlschlägt, senden Sie dies an Microsoft:"
)


def scheduled_failure(name: str) -> str:
    return f"Eine geplante Aktualisierung von „{name}“ ist fehlgeschlagen."


TITLE, SUBMIT, SOURCES = "Quellen aktualisieren", "Genehmigung anfragen", "Welche Quellen?"

FOR = "Für wen?"

FOR_HINT = "E-Mail-Adressen oder Kundennummern. Lassen Sie es leer, wenn niemand darum gebeten hat."

RECEIVED, REFERENCE = "Wann ist der Antrag beim Unternehmen eingegangen?", "Ihr Aktenzeichen"

UNNAMED, NEVER, UNKNOWN_STATE = "(ohne Namen)", "nie aktualisiert", "Zustand unbekannt"

REFRESHES: Mapping[RefreshState, str] = {
    RefreshState.UPDATED: "aktualisiert",
    RefreshState.UPDATING: "wird gerade aktualisiert",
    RefreshState.UPDATE_FAILED: "die letzte Aktualisierung ist fehlgeschlagen",
    RefreshState.UPDATE_CANCELLED: "die letzte Aktualisierung wurde angehalten",
    RefreshState.NOT_UPDATED: "noch nicht aktualisiert",
}


def silent_since(at: Moment) -> str:
    return Timed("Stand ", at, ": Seitdem antwortet Customer Insights nicht. Inzwischen kann es anders aussehen.")


def sources_title(count: int) -> str:
    return GERMAN.counted(count, "Datenquelle", "Datenquellen")


def unread_sources(count: int) -> str:
    more = GERMAN.counted(count, "weitere Datenquelle", "weitere Datenquellen")
    return f"Customer Insights führt {more} auf, die ich nicht lesen kann. „all“ ließe also etwas aus: Nennen Sie stattdessen Quellen."


def unlisted(names: Sequence[str]) -> str:
    return f"Gerade nicht in der Liste und darum hier nicht ausgewählt: {GERMAN.all_of(names)}."
