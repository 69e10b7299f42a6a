"""What a card says first: what it is about and how it stands; and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.erasure.plan import Verdict
from domain.export.letters import Holder, Purpose
from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN

SOMEBODY = "eine Person"  # whose key was destroyed


def whom(names: Sequence[str]) -> str:
    """`names`: everybody it is about, masked where others look on; nobody is no answer."""
    first, more = _short(names[0]) if names else SOMEBODY, len(names) - 1
    return f"{first} und {'eine weitere' if more == 1 else f'{more} weitere'}" if more > 0 else first


def things(names: Sequence[str]) -> str:
    """Sources: one by its name, more by their number."""
    return _short(names[0]) if len(names) == 1 and names[0] else GERMAN.counted(len(names), "Quelle", "Quellen")


def _short(name: str) -> str:
    return f"{name[:50]}…" if len(name) > 50 else name


def erase(names: Sequence[str], sources: Sequence[str]) -> str:
    return f"{whom(names)} aus {things(sources)} löschen"


def refresh(sources: Sequence[str]) -> str:
    return f"{things(sources)} aktualisieren"


def remove(names: Sequence[str]) -> str:
    return f"{whom(names)} entfernen"


_PURPOSES: Mapping[str, str] = {Purpose.ACCESS: "Auskunft", Purpose.PORTABILITY: "Datenübertragbarkeit"}


def export(names: Sequence[str], holder: str, purpose: str) -> str:
    whose = "Nutzerdaten" if holder == Holder.USER else "Kundendaten"
    why = f" ({_PURPOSES.get(purpose, purpose)})" if purpose else ""
    return f"{whose} exportieren{why}" + (f": {whom(names)}" if names else "")


def about(ref: str, title: str) -> str:
    """In a form, of which only the title of the dialog would be seen otherwise."""
    return f"{ref}: {title}"


ON_HOLD = "Löschsperre"

GONE = "Nicht mehr da, zweimal nachgesehen"

VERDICTS: Mapping[Verdict, str] = {
    Verdict.GONE: "Erledigt · nicht mehr da, zweimal nachgesehen",
    Verdict.STILL_THERE: "Noch da",
    Verdict.NO_CHECK: "Nicht prüfbar",
}

LATER: Mapping[Verdict, str] = {  # of a look at what was completed already
    Verdict.STILL_THERE: "Wieder gefunden · ein späterer Blick fand die Person",
    Verdict.NO_CHECK: "Nicht erneut bestätigt · ein späterer Blick konnte nicht prüfen",
}

NOT_VERIFIED = "Nicht bestätigt · geschlossen, ohne nachzusehen"

ACCESS_REMAINS = "Erledigt · Zugriff bleibt über eine Gruppe"

SCHEDULED_FAILED = "Eine geplante Aktualisierung ist fehlgeschlagen"


def held(name: str, at: Moment, reason: str) -> str:
    return Timed(f"Löschsperre gesetzt von {name}, ", at, f": „{reason}“" if reason else ".")


def left(name: str, *, voted: bool) -> str:
    what = "; die Genehmigung zählt daher nicht mehr" if voted else ", und war gefragt"
    return f"{name} gehört nicht mehr zu denen, die entscheiden{what}."


def folded(done: int, total: int) -> str:
    return f"{done} von {total} getan"


SHOW_ALL = "Alle zeigen"

ASKED_BY, FOR, REFERENCE, RECEIVED, DUE = "Gestellt von", "Für", "Aktenzeichen", "Eingegangen", "Antwort fällig"

VOTES, INSTEAD_OF, SANDBOX = "Stimmen", "Anstelle von", "Sandbox"

ALTERED = (
    "Ein Teil dessen, was ich hierzu aufbewahre, ist nicht, was ich geschrieben hatte. Er steht hier als gelöscht, und "
    "ich verwende nichts davon."
)

CHANGED = "Hinter mir geändert"
NOT_ENDED = (
    "Meine Aufzeichnungen sagen, dass dies beendet ist, aber ich habe es nicht beendet: Jemand hat sie hinter mir "
    "geändert. Es beweist nichts. Ich öffne es in Kürze wieder und unterrichte die Admins."
)

CLOCK_RUNS = "Die Person hat noch keine Antwort, daher läuft die gesetzliche Frist weiter."

RETRY_IS_AN_ADMINS = "„Erneut versuchen“ ist Sache eines Admins; die Schaltfläche steht im Kanal oder unter „show“."


def taken_over(ref: str) -> str:
    return f"An seiner Stelle wurde {ref} gestellt: Die Antwort an die Person ist dort fällig."
