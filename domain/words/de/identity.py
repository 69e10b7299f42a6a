"""The question who somebody is, and what it does to the legal clock."""

from __future__ import annotations

from datetime import date

from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN

TITLE, ASK, PROOF = "Frage zur Identität", "Frage festhalten", "Antwort festhalten"
HOW_ASKED = "Wie wurde die Person gefragt, wer sie ist?"
HOW_PROVED = "Wie hat sie gezeigt, wer sie ist?"
ASK_HINT = (
    "Fragen Sie nur bei begründeten Zweifeln (Art. 12 Abs. 6 DSGVO) und nach keiner Ausweiskopie, wo weniger genügt. Wer für "
    "jemanden handelt, zeigt, dass das erlaubt ist."
)
PROOF_HINT = (
    "Sagen Sie, wie, etwa: „unter der Nummer zurückgerufen, die wir haben“. Bitte bewahren Sie kein Dokument auf und keine "
    "Nummer davon."
)
DAY_ASKED, DAY_PROVED = "An welchem Tag wurde sie gefragt?", "An welchem Tag hat sie geantwortet?"
NEEDS_HOW = "Bitte sagen Sie, wie: Mehr bleibt davon nicht festgehalten."
NEEDS_DAY = "Bitte sagen Sie, an welchem Tag."
BEFORE_QUESTION = "Das liegt vor der Frage an die Person. Bitte korrigieren Sie den Tag."
MEANWHILE = (
    "Jemand hat dies inzwischen festgehalten. Tippen Sie „identity“ mit der Nummer des Antrags, um zu sehen, was offen ist. Es "
    "wurde nichts geändert."
)
NOBODY = "Bei diesem Antrag wartet keine Person auf eine Antwort, daher muss niemand zeigen, wer er ist. Es wurde nichts geändert."
FACT = "Identität"


def asked(ref: str, due: date) -> str:
    return (
        f"Festgehalten: Die Person von {ref} wurde gefragt, wer sie ist. Die Antwort an sie bleibt am {GERMAN.short(due)} "
        f"fällig: Ob die Frage die Frist hemmt, ist umstritten. Tippen Sie „identity {ref}“, wenn sie geantwortet hat."
    )


def proved(ref: str, due: date) -> str:
    return f"Festgehalten: Die Person von {ref} hat gezeigt, wer sie ist. Die Antwort an sie bleibt am {GERMAN.short(due)} fällig."


def already(ref: str, asked: date, proved: date) -> str:
    return f"{ref}: {days(asked, proved)}. Es gibt nichts mehr festzuhalten. Es wurde nichts geändert."


def over(ref: str) -> str:
    return f"{ref} ist beendet, und niemand wartet darauf noch auf eine Antwort. Es wurde nichts geändert."


def days(asked: date, proved: date | None) -> str:
    if proved:
        return f"gefragt am {GERMAN.short(asked)}, geantwortet am {GERMAN.short(proved)}"
    return f"gefragt am {GERMAN.short(asked)}, noch nicht geantwortet"


def both(due: str, suspended: date, *, proved: bool) -> str:
    """`due`: the date that binds, as it is shown without a question."""
    when = "" if proved else ", käme die Antwort heute"
    return f"{due}. Das gilt. Falls die Frage zur Identität die Frist hemmt: {GERMAN.short(suspended)}{when}"


def kept_question(name: str, at: Moment, how: str) -> str:
    return Timed(f"Gefragt, wer sie ist, festgehalten von {name}, ", at, f": „{how}“")


def kept_proof(name: str, at: Moment, how: str) -> str:
    return Timed(f"Gezeigt, wer sie ist, festgehalten von {name}, ", at, f": „{how}“")
