"""What one's home says."""

from __future__ import annotations

from domain.words.de.german import GERMAN

WAITING, ASKED, OVERDUE = "Wartet auf Sie", "Von Ihnen beantragt", "Überfällig"
EMPTY = (
    "Was Sie beantragen, was auf Sie wartet und was überfällig ist, wird hier stehen. Mit „help“ sehen Sie, was Sie tun "
    "können."
)
BOARD, RENEW, ALL = "Alle Anträge", "Neu ansehen", "Alle zeigen"
ANSWERED = "Ich habe Ihnen in den Nachrichten dieser App geantwortet."
MORNING = "Heute früh"
TO_DECIDE, LATE = "Wartet auf eine Entscheidung", "Überfällig"


def title(count: int, *, whole: bool) -> str:
    """`count`: of what waits for the reader; `whole`: nobody stopped counting."""
    if not count:
        return "Nichts wartet auf Sie" if whole else "Unter den ältesten Anträgen wartet keiner auf Sie"
    more = "" if whole else " oder mehr"
    return f"{count}{more} {GERMAN.form(count, one='Antrag wartet', other='Anträge warten')} auf Sie"


def morning(waiting: int, overdue: int) -> str:
    """To a channel."""
    waits = GERMAN.counted(waiting, "Antrag wartet", "Anträge warten")
    late = GERMAN.counted(overdue, "ist", "sind")
    return f"{MORNING}: {waits} auf eine Entscheidung, {late} überfällig"


def heading(label: str, count: int) -> str:
    return f"{label} · {count}" if count else label


def more(count: int, *, whole: bool) -> str:
    """Beyond those that are shown; empty where these are all."""
    if not whole:
        return "Es gibt vielleicht mehr, das ich nicht durchgesehen habe"
    return f"{count} weitere" if count else ""
