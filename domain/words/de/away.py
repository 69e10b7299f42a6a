"""Acting for somebody who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.people import Role
from domain.words.de.german import GERMAN
from domain.words.de.inflected import ROLES
from domain.words.de.moments import day

TITLE, DELEGATE, END = "Wer handelt für Sie?", "Vertretung beginnen", "Beenden"
WHO, WHO_HINT = "E-Mail-Adresse der Person", "Ein vollwertiges Mitglied, das nicht Sie selbst sind."
UNTIL, UNTIL_HINT = "Bis zu welchem Tag, diesen eingeschlossen?", "Höchstens 90 Tage ab heute."
NEEDS_DAY = "Bitte sagen Sie, bis zu welchem Tag, etwa 2027-01-05."
PAST_DAY = "Dieser Tag ist vorbei. Bitte geben Sie heute oder einen späteren an."
NOT_YOURSELF = "Sie können nicht für sich selbst handeln. Bitte nennen Sie jemand anderen."
NO_SUCH_MEMBER = (
    "Ich finde kein vollwertiges Mitglied mit dieser E-Mail-Adresse, oder wir sind uns noch nicht begegnet. Bitte nennen "
    "Sie jemand anderen."
)
HOW = "Bitte tippen Sie es so: delegate ben@contoso.com until 2027-01-05."
NOTHING_OF_YOUR_OWN = (
    "Sie haben keine eigene Rolle zu übergeben: Was Sie hier dürfen, kommt von jemandem, der abwesend ist. Es wurde nichts "
    "geändert."
)
CHANGED_MEANWHILE = (
    "Inzwischen haben Sie eine andere begonnen. Tippen Sie „delegate“, um sie zu sehen. Es wurde nichts geändert."
)
CLOCK_BEHIND = (
    "Gerade handelt niemand für Sie: Meine Uhr geht hinter dem nach, was meine Aufzeichnungen sagen. Bitte lassen Sie sie "
    "von einem Admin richtig stellen, und beginnen Sie dann noch einmal."
)
NOTHING_TO_END = "Gerade handelt niemand für Sie. Es wurde nichts geändert."
ENDED = "Beendet: Niemand handelt mehr für Sie. Was in Ihrem Namen getan wurde, bleibt."


def too_long(last: date) -> str:
    return (
        f"Das ist zu lang: Geben Sie den {day(last)} oder einen früheren Tag an. Für länger braucht die Person die Rolle "
        "selbst."
    )


def begun(name: str, until: date, roles: Iterable[Role]) -> str:
    return (
        f"{name} handelt bis zum {day(until)} für Sie ({_as(roles)}), aber nie bei dem, was Sie selbst beantragt haben. "
        "Tippen Sie „delegate“, um es zu sehen oder zu beenden."
    )


def standing(name: str, until: date) -> str:
    return f"{name} handelt bis zum {day(until)} für Sie."


def told_begun(giver: str, until: date) -> str:
    return (
        f"{giver} ist bis zum {day(until)} abwesend und bittet Sie um Vertretung. Was Sie so tun, trägt diesen Vermerk; über "
        "das, was dort selbst beantragt wurde, können Sie nicht entscheiden."
    )


def told_ended(giver: str) -> str:
    return f"Sie handeln nicht mehr für {giver}."


def stands_in(name: str, giver: str, until: date) -> str:
    return f"{name} (für {giver}, abwesend bis {day(until)})"


def _as(roles: Iterable[Role]) -> str:
    return GERMAN.all_of(sorted(ROLES[role] for role in roles))
