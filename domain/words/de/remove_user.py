"""Users, and what takes their roles away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.insights import PrincipalType
from domain.words.de.german import GERMAN
from domain.words.de.lists import names_of

NO_USERS = "Customer Insights zeigt in dieser Umgebung keine Nutzer."

WHOM_TO_REMOVE = "Bitte geben Sie mindestens eine E-Mail-Adresse an, etwa anna@contoso.com."


def no_assignment(who: str, through: Sequence[str]) -> str:
    if through:
        return f"{who} hat keine eigene Rolle, aber Zugriff über {GERMAN.all_of(through)}. Bitte ändern Sie die Gruppe."
    return f"{who} hat keine Rolle in Customer Insights, daher gibt es nichts zu entfernen."


OWN_APPLICATION = (
    "Das ist die eigene Anwendung von DSR Bot. Ohne sie könnte ich nicht arbeiten, daher entferne ich sie nicht. Mit der "
    "Rolle Administrator geht es in Customer Insights unter Einstellungen, Berechtigungen."
)

_PERMISSIONS = "Einstellungen > Berechtigungen in Customer Insights"


BY_ID = "Bitte geben Sie die Objekt-ID dessen an, den Sie meinen; Microsoft Entra zeigt sie."

_IS: Mapping[PrincipalType, str] = {
    PrincipalType.APP: "ist eine Anwendung",
    PrincipalType.GROUP: "ist eine Gruppe",
    PrincipalType.UNKNOWN: "ist vielleicht kein Nutzer",
}


def no_user(name: str, kind: PrincipalType) -> str:
    """What is listed, and cannot be removed by its name: no person, or one without an address."""
    if kind is PrincipalType.USER:
        return f"„{name[:80]}“ hat im Verzeichnis keine E-Mail-Adresse. {BY_ID}"
    return (
        f"„{name[:80]}“ {_IS[kind]}, und ich entferne nur Personen. Mit der Rolle Administrator geht es in Customer "
        "Insights unter Einstellungen, Berechtigungen."
    )


def not_listed(who: str) -> str:
    return f"{who} ist nicht die Kennung von jemandem in der Liste der Nutzer. „users“ zeigt sie Ihnen."


def not_whole(unread: int) -> str:
    """The list of users may miss somebody."""
    some = GERMAN.counted(unread, "Eintrag ist", "Einträge sind")
    why = f"{some} nicht lesbar" if unread else "sie hatte kein Ende"
    return f"Diese Liste ist vielleicht nicht vollständig: {why}. {_PERMISSIONS} zeigt alle."


def perhaps_no_assignment(who: str) -> str:
    return (
        f"In der Liste der Nutzer habe ich {who} nicht gefunden, aber sie ist nicht vollständig, daher kann ich es nicht sagen. "
        f"Versuchen Sie es in einer Minute noch einmal, oder sehen Sie unter {_PERMISSIONS} nach."
    )


def through_groups(groups: Sequence[str]) -> str:
    return f"hat noch Zugriff über {GERMAN.all_of(groups)}"


FIFTEEN_MINUTES = "Eine Änderung von Rechten kann bis zu 15 Minuten brauchen, bis sie in Customer Insights überall ist."

GROUPS_LEFT = "Jemand hier hat noch Zugriff über eine Gruppe. Wer die Gruppe betreibt, kann sie dort entfernen."

GROUPS_UNKNOWN = "ob über eine Gruppe noch Zugriff bleibt, ließ sich nicht prüfen: Sehen Sie die Gruppen der Person in Microsoft Entra nach"

DATAVERSE = (
    "Rollen und Teams in Dataverse können bleiben: Power Platform Admin Center > Umgebungen > Einstellungen > Benutzer. "
    "Prüfen Sie sie dort; was Customer Insights seinen eigenen Rollen zugeordnet hat, darf nicht geändert werden."
)

LEFT_TITLE, LEFT_FIELD = "Auch andere entfernt", "Wer hat sie entfernt, und woher wissen Sie es?"


def left_text(who: str, others: Sequence[str]) -> str:
    """What somebody vouches for."""
    return (
        f"Diese standen vorher in der Liste der Nutzer und fehlen jetzt, wie {who}: {names_of(others, len(others))}. "
        f"Wenn die Liste abgeschnitten war, haben vielleicht alle noch Zugriff: Sehen Sie unter {_PERMISSIONS} nach, und fragen "
        "Sie, wer sie entfernt hat. Sagen Sie es nur, wenn jede dieser Personen entfernt wurde. Dann lese ich die Liste neu."
    )


OTHERS_NOW = (
    "Inzwischen fehlen andere in der Liste, als dieses Formular genannt hat. Es wurde nichts geändert. Bitte schließen Sie es, "
    "und drücken Sie „Andere fehlen…“ noch einmal."
)
NOT_NAMED = (
    "Niemand kann das von jemandem sagen, der nicht genannt ist, und ich kann nicht alle nennen, die fehlen. Es wurde nichts "
    f"geändert. Wenn {_PERMISSIONS} sie zeigt, drücken Sie „Erneut versuchen“. Wenn sie entfernt wurden, brechen Sie dies ab, "
    "und beantragen Sie es neu."
)


def others_left(because: str) -> str:
    return f"andere, die in der Liste fehlen, wurden auch entfernt: „{because}“"


def object_id(who: str) -> str:
    """Somebody whom the directory does not name any more."""
    return f"jemand ohne Namen in Microsoft Entra (Objekt-ID {who})"


def missing_too(names: Sequence[str]) -> str:
    return f"es fehlen auch: {names_of(names)}"


TITLE, USERS = "Nutzer entfernen", "E-Mail-Adressen der Nutzer, eine je Zeile"


CHOOSE, BY_NAME, MORE_USERS = "Wer gemeint ist", "Oder nach dem Namen", "Und diese, je Zeile eine Adresse"


def matches(word: str, count: int, shown: int) -> str:
    """Of a name in the place of an address. `shown`: how many are, at most."""
    said = word[:40]
    if not count:
        return f"In der Liste der Nutzer heißt niemand „{said}“. Bitte nennen Sie die E-Mail-Adresse."
    more = f"; gezeigt sind die ersten {shown}, nennen Sie bitte mehr vom Namen" if count > shown else ""
    return f"„{said}“ kann {GERMAN.counted(count, 'Person', 'Personen')} meinen{more}."


def users_title(count: int) -> str:
    return f"{GERMAN.counted(count, 'Nutzer', 'Nutzer')} mit einer Rolle in Customer Insights"


def narrow(count: int, shown: int) -> str:
    if count <= shown:
        return ""
    return f"Die ersten {shown} von {count}. Tippen Sie „users“ und einen Teil eines Namens, um es einzugrenzen."


def no_users(text: str) -> str:
    return f"Niemand passt zu „{text[:40]}“." if text else NO_USERS
