"""Who may do what, and what somebody reads who may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.chat import Standing
from domain.people import Role
from domain.words.de.german import GERMAN
from domain.words.de.inflected import ROLES

STANDING: Mapping[Standing, str] = {
    Standing.GUEST: "Gäste können DSR Bot nicht verwenden. Bitte wenden Sie sich an ein vollwertiges Mitglied des Unternehmens.",
    Standing.STRANGER: "DSR Bot hört nur auf Mitglieder des eigenen Unternehmens. Es wurde nichts geändert.",
    Standing.BOT: "DSR Bot nimmt keine Aufträge anderer Bots an. Es wurde nichts geändert.",
    Standing.DEACTIVATED: "Dieses Konto ist deaktiviert und kann DSR Bot daher nicht verwenden. Es wurde nichts geändert.",
    Standing.UNCONFIRMED: "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Bis dahin kann DSR Bot nicht wissen, wer Sie sind.",
    Standing.UNKNOWN: "Ich konnte gerade nicht prüfen, wer Sie sind. Es wurde nichts geändert. Bitte versuchen Sie es in einer Minute noch einmal.",
    Standing.ABSENT: "DSR Bot ist nicht mit der App verbunden, aus der Sie schreiben. Es wurde nichts geändert.",
    Standing.MOVED: "Eine Ihrer E-Mail-Adressen gehört oder gehörte auch einem anderen Konto. Bis ein Admin es klärt, haben Sie hier keine Rolle. Bitten Sie einen Admin, „person“ zu tippen. Es wurde nichts geändert.",
}
OWN_REQUEST = (
    "Über Ihren eigenen Antrag können Sie nicht entscheiden. Bitte fragen Sie eine andere genehmigende Person. Es wurde "
    "nichts geändert."
)
NOT_YOUR_RELEASE = (
    "Sie haben diese Sperre gesetzt, oder jemand in Ihrem Namen, daher muss ein anderer Admin sie aufheben. "
    "Es wurde nichts geändert."
)
NOT_BY_WHO_ASKED = (
    "Sie haben diesen Antrag gestellt, daher muss ein anderer Admin oder eine genehmigende Person dies tun. Es wurde nichts "
    "geändert."
)
NOT_FOR_YOU = "Das verlangt eine genehmigende Person, die weder den Antrag gestellt noch hierum gebeten hat. Es wurde nichts geändert."
NOT_FROM_OUTSIDE = "Sie prüfen von außen, daher dürfen Sie hier lesen und sonst nichts. Es wurde nichts geändert."
THIS = "Dies"
DECIDING = "Zu entscheiden"
LOOKING = "Einen Antrag anzusehen"
_FOR_EXPORTS = "Mandanten-Admin (für genehmigte Exporte)"
TICKET = "Das verlangt die Rolle Mandanten-Admin, sobald der Export genehmigt ist. Es wurde nichts geändert."


def command(name: str) -> str:
    """What may not be done, by what is typed for it."""
    return f"„{name}“"


def needs_role(roles: Iterable[Role], thing: str) -> str:
    return f"{thing} verlangt die Rolle {GERMAN.one_of(_ours(roles))}, die Sie nicht haben. Bitte fragen Sie jemanden, der sie hat."


def _ours(roles: Iterable[Role]) -> list[str]:
    """Nobody is sent to who is from outside."""
    return [ROLES[role] for role in sorted({*roles} - {Role.OUTSIDE_AUDITOR})]


def your_roles(roles: Iterable[Role]) -> str:
    names = [ROLES[role] for role in sorted(roles)]
    return (
        f"Ihre Rolle: {', '.join(names)}."
        if names
        else "Sie haben hier keine Rolle. Fragen Sie einen Admin, wenn Sie eine brauchen."
    )


def takes(thing: str, roles: Iterable[Role], *, own: bool, turn: bool) -> str:
    """`own`: or that the request is one's own; `turn`: or that it is a tenant admin's to send the mails of an export."""
    listed = GERMAN.one_of([*_ours(roles), *([_FOR_EXPORTS] if turn else [])])
    unless = ", außer bei Ihrem eigenen Antrag" if own else ""
    return f"{thing} verlangt die Rolle {listed}{unless}. Bitte fragen Sie jemanden, der sie hat."
