"""The dates of the law, and the company's own before them."""

from __future__ import annotations

from datetime import date, timedelta

from domain.words.de.german import GERMAN

TARGET = "Eigenes Ziel"
WHY_LATER = "Warum liegt der Tag des Eingangs später als bisher?"
WHY_LATER_HINT = "Er zählt erst, wenn ihn jemand genehmigt hat; wer das tut, liest dies."


def counts(received: date, last_day: date) -> str:
    return f"Eingegangen am {GERMAN.short(received)}; die Antwort an die Person ist am {GERMAN.short(last_day)} fällig."


def from_today(ref: str) -> str:
    """Of a request whose day of receipt is that on which it was filed, whether or not somebody said so."""
    return f"Kam der Antrag schon vor heute, sagen Sie es mit „correct {ref}“: Die Frist zählt von jenem Tag an."


def why_later(first: date) -> str:
    return (
        f"Bisher wartet die Person seit dem {GERMAN.short(first)}. Ein späterer Tag braucht eine Begründung, die liest, wer "
        "ihn genehmigt. Es wurde nichts beantragt."
    )


def first_day(ref: str, first: date, later: date) -> str:
    return (
        f"Bis zur Genehmigung zählt er ab dem {GERMAN.short(first)}, wie {ref}: Mit ihm wird der {GERMAN.short(later)} "
        "genehmigt."
    )


def later_asked(first: date, later: date, why: str) -> str:
    return (
        f"Als Tag des Eingangs soll der {GERMAN.short(later)} gelten statt des {GERMAN.short(first)}{_because(why)} "
        "Wer dies genehmigt, genehmigt auch diesen Tag; bis dahin zählt der erste."
    )


def later_approved(first: date, later: date, why: str) -> str:
    return (
        f"Genehmigt wurde, dass als Tag des Eingangs der {GERMAN.short(later)} gilt statt des "
        f"{GERMAN.short(first)}{_because(why)}"
    )


def later_not_approved(first: date, later: date, why: str) -> str:
    return (
        f"Als Tag des Eingangs sollte der {GERMAN.short(later)} gelten statt des {GERMAN.short(first)}{_because(why)} "
        "Niemand hat das genehmigt, daher zählt der erste."
    )


def _because(why: str) -> str:
    return f": „{why}“." if why else "."


def missed(last_day: date) -> str:
    since = GERMAN.short(last_day + timedelta(days=1))
    return (
        f"Die gesetzliche Frist, der {GERMAN.short(last_day)}, wurde versäumt: Die Antwort an die Person ist seit dem "
        f"{since} überfällig. Bitte antworten Sie ihr so bald wie möglich, und sagen Sie ihr, warum es länger gedauert "
        "hat. Die Frist lässt sich nicht mehr verlängern."
    )


def target_left(days: int) -> str:
    if days == 0:
        return "eigenes Ziel heute"
    plain = GERMAN.counted(abs(days), "Tag", "Tagen")
    return f"eigenes Ziel in {plain}" if days > 0 else f"eigenes Ziel vor {plain} verstrichen"


def target_near(ref: str, target: date, last_day: date) -> str:
    return (
        f"{ref}: Ihr eigenes Ziel für die Antwort an die Person ist der {GERMAN.short(target)}. "
        f"Nach dem Gesetz ist sie am {GERMAN.short(last_day)} fällig."
    )


def target_passed(ref: str, target: date, last_day: date) -> str:
    return (
        f"{ref}: Ihr eigenes Ziel, der {GERMAN.short(target)}, ist verstrichen, und die Person hat noch keine Antwort. "
        f"Nach dem Gesetz ist sie am {GERMAN.short(last_day)} fällig."
    )
