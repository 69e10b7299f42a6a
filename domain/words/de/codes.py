"""Codes of people's own devices."""

from __future__ import annotations

from collections.abc import Sequence

from domain.moment import Moment, Timed
from domain.request import Kind
from domain.words.de.german import GERMAN

# ---- approving

APPROVE_TITLE, NUMBER_TITLE = "Mit Code genehmigen", "Mit Nummer genehmigen"

CODE = "Die sechs Ziffern, die Ihr Gerät jetzt zeigt"

CODE_HINT = "Jeder Code zählt einmal. Fünf falsche sperren Sie für eine Stunde."

CODE_FOR_YES = "Nur für ein Ja. Jeder Code zählt einmal. Fünf falsche sperren Sie für eine Stunde."

NUMBER = "Die Nummer des Antrags"

NUMBER_HINT = "Bitte tippen Sie sie so, wie sie oben steht."

NUMBER_FOR_YES = "Nur für ein Ja. Bitte tippen Sie sie so, wie sie oben steht."

NUMBER_WRONG = "Das ist nicht die Nummer des Antrags. Es wurde nichts geändert."

NEEDS_CODE = "Bitte tippen Sie die sechs Ziffern, die Ihr Gerät jetzt zeigt."

NO_CODE = (
    "Diese Genehmigung verlangt einen Code eines eigenen Geräts, und Sie haben noch keines. Bitte tippen Sie „code“, um "
    "eines einzurichten: Dazu brauchen Sie eine Authenticator-App und jemanden im Team, der es bestätigt. Es wurde nichts "
    "geändert."
)

USED = "Dieser Code wurde schon verwendet. Bitte warten Sie auf den nächsten. Es wurde nichts geändert."


def by_giver(name: str) -> str:
    return (
        f"Sie handeln hier für {name}, und von dort wurde auch Ihr Gerät bestätigt: Seine Codes zählen dafür nicht. "
        "Entscheiden kann eine andere genehmigende Person. Oder Sie tippen „code“ und lassen Ihr Gerät von jemand "
        "anderem bestätigen: von einer anderen genehmigenden Person oder, wo es keine gibt, von einem Admin. Es wurde "
        "nichts geändert."
    )


def about(ref: str) -> str:
    return f"Es geht um {ref}."


def wrong(left: int) -> str:
    return f"Das ist nicht der Code. {_tries(left)} Es wurde nichts geändert."


def _tries(left: int) -> str:
    return "Ein Versuch bleibt." if left == 1 else f"{left} Versuche bleiben."


def locked(until: Moment) -> str:
    return Timed(
        "Es gab fünf falsche Codes. Sie können wieder mit einem Code genehmigen ab: ",
        until,
        ". Es wurde nichts geändert.",
    )


# ---- a device

SET_UP_TITLE, SET_UP = "Codes einrichten", "Das ist mein Code"

FIRST_CODE = "Die sechs Ziffern, die es jetzt zeigt"

OLD = "Dieser Schlüssel ist zu alt, oder es wurde seither ein anderer begonnen. Bitte tippen Sie „code“ erneut."

OFF = "Das ist nicht, was der Schlüssel jetzt zeigt. Geht die Uhr Ihres Geräts richtig? Es wurde nichts geändert."

PROVED = (
    "Ihr Gerät zeigt den richtigen Code. Nun muss jemand anderes bestätigen, dass es Ihres ist: Die Nachricht mit der "
    "Schaltfläche dafür habe ich schon verschickt. Nennen Sie dann den Code, den es zeigt, von Angesicht zu Angesicht oder mit "
    "einer vertrauten Stimme. Bis dahin ist nichts geändert."
)

CONFIRM_TITLE, CONFIRM = "Wessen Gerät ist es?", "Es gehört dazu"

CONFIRMED = "Diese Codes zählen ab jetzt. Die Person und alle Admins werden unterrichtet."

SETTLED = "Darauf wartet nichts mehr."

NOT_YOUR_OWN = "Ihr eigenes Gerät muss jemand anderes bestätigen. Es wurde nichts geändert."

IN_YOUR_OWN_NAME = "Wer ein Gerät bestätigt, tut es im eigenen Namen und nicht für jemanden, der abwesend ist. Es wurde nichts geändert."

TAKES_AN_APPROVER = "Das verlangt eine andere genehmigende Person, da es eine gibt. Es wurde nichts geändert."

VOID = (
    "Das war der fünfte falsche Code, daher ist dieses Gerät nun nichts mehr wert. Die Person muss „code“ erneut tippen "
    "und wird unterrichtet."
)

ENDED = (
    "Keiner Ihrer Codes zählt mehr. Bitte tippen Sie „code“, um ein anderes Gerät einzurichten. Alle Admins werden "
    "unterrichtet."
)

NONE_TO_END = "Sie haben kein Gerät, dessen Codes zählen. Es wurde nichts geändert."


def set_up(key: str, link: str, minutes: int, *, another: bool) -> str:
    before = "Bis dahin zählt das Gerät, das Sie jetzt haben. " if another else ""
    return (
        f"Fügen Sie diesen Schlüssel einer Authenticator-App auf einem eigenen Gerät hinzu: {key} (zeitbasiert, sechs "
        f"Ziffern). Ein Passwortmanager nimmt ihn so: {link} "
        f"Zeigen Sie ihn niemandem. Er gilt {minutes} Minuten. Danach bestätigt jemand aus dem Team, dass es Ihres ist. {before}"
    )


def confirm_text(name: str) -> str:
    return (
        f"Bestätigen Sie dies nur, wenn {name} Ihnen den Code jetzt nennt, von Angesicht zu Angesicht oder mit vertrauter "
        "Stimme. Eine Nachricht genügt nicht: Sie könnte von jedem sein, der das Konto hat."
    )


def confirm_code(name: str) -> str:
    return f"Die sechs Ziffern, die das Gerät von {name} jetzt zeigt"


# ---- what is told

ITS_THEIRS = "Bestätigen"


def asked(name: str) -> str:
    return (
        f"{name} hat ein Gerät für die Codes eingerichtet, die Genehmigungen verlangen, und bittet Sie zu bestätigen, "
        "wem es gehört."
    )


def begun() -> str:
    return (
        "In Ihrem Namen wird ein Gerät für Codes eingerichtet. Wenn Sie das nicht sind, hat jemand Ihr Konto: Bitte sagen "
        "Sie es sofort einem Admin."
    )


def kept(by: str) -> str:
    return (
        f"Ihr neues Gerät zählt ab jetzt, bestätigt von {by}. Wenn Sie das nicht waren, tippen Sie „code stop“ und sagen "
        "Sie es sofort einem Admin."
    )


def void() -> str:
    return (
        "Jemand hat fünf falsche Codes für Ihr neues Gerät eingegeben, daher ist es nichts mehr wert. Bitte tippen Sie "
        "„code“ erneut."
    )


def stopped() -> str:
    return (
        "Keiner Ihrer Codes zählt mehr, wie in Ihrem Namen gewünscht. Bitte tippen Sie „code“, um ein anderes Gerät "
        "einzurichten."
    )


def locked_out(until: Moment) -> str:
    return Timed(
        "In Ihrem Namen wurden fünf falsche Codes eingegeben. Sie können wieder mit einem Code genehmigen ab: ",
        until,
        ". Wenn Sie das nicht waren, hat jemand Ihr Konto: Bitte sagen Sie es sofort einem Admin.",
    )


def kept_of(name: str, by: str) -> str:
    return f"{name} hat ein neues Gerät für Codes, bestätigt von {by}."


def stopped_of(name: str) -> str:
    return f"Kein Code von {name} zählt mehr, auf eigenen Wunsch."


def locked_of(name: str, until: Moment) -> str:
    return Timed(
        f"Im Namen von {name} wurden fünf falsche Codes eingegeben. Genehmigen mit einem Code geht dort wieder ab: ",
        until,
        ". Bitte fragen Sie nach, ob es wirklich diese Person war.",
    )


def lacking(kinds: Sequence[Kind], have: int, needed: int) -> str:
    some = "niemand hat" if not have else "eine Person hat" if have == 1 else f"{have} Personen haben"
    return (
        f"approval.confirm verlangt einen Code für {GERMAN.all_of(kinds)}, also {needed} genehmigende Personen mit "
        f"Gerät, und {some} eines: Es wird eingerichtet, indem sie „code“ tippen."
    )
