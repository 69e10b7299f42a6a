"""What people read about who is who, where an address moved to another account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.card import Confirm
from domain.chat import Account
from domain.people import Move, Whose
from domain.words.de.german import GERMAN

LOST = "(gelöscht)"  # what stands where a key was destroyed
WHO_IS_WHO, LOOK, ADDRESS = "Wer ist wer?", "Nachsehen", "E-Mail-Adresse"
MOVED_TITLE = "Eine E-Mail-Adresse ist gewandert"
NOTHING_MOVED = (
    "Keine E-Mail-Adresse ist zu einem anderen Konto gewandert. Um eine anzusehen, tippen Sie sie hinter „person“."
)
NEVER_MET = "Mit dieser E-Mail-Adresse bin ich niemandem begegnet."
STRANGERS = "Bis ein Admin sagt, wer wer ist, haben beide hier keine Rolle und erhalten keine Nachrichten."
CHOOSE = "Wem gehört sie? Fragen Sie im Zweifel persönlich nach: Wer die Adresse hat, hat die Rechte, die dazu gehören."
SETTLED_BEFORE = (
    "Jemand hat das schon gesagt, oder es gibt nichts zu sagen. Tippen Sie „person“, um zu sehen, was offen ist."
)
NOT_YOUR_MOVE = (
    "Hier geht es um Sie, daher muss ein anderer Admin es sagen. Gibt es keinen, kann es, wer DSR Bot betreibt: mit einer "
    "Zeile unter [people.moved] in dsrbot.toml. Es wurde nichts geändert."
)
WHOSE: Mapping[Whose, str] = {
    Whose.SAME: "Es ist eine Person",
    Whose.NEW: "Sie gehört dem neuen Konto",
    Whose.OLD: "Sie gehört noch dem alten",
}
SETTLED: Mapping[Whose, str] = {
    Whose.SAME: "Festgehalten: Es ist eine Person mit einer Stimme. Beide Konten können weitermachen.",
    Whose.NEW: "Festgehalten: Die Adresse gehört dem Konto, das sie jetzt hat, und dahinter steht jemand anderes. Beide können "
    "weitermachen.",
    Whose.OLD: "Festgehalten: Die Adresse gehört weiter dem Konto, das sie vorher hatte, und das kann weitermachen. Das andere "
    "bleibt ohne Rolle, bis seine Adresse geändert ist.",
}
AGAIN = "Ein Admin hat gesagt, wem Ihre E-Mail-Adresse gehört. Sie können DSR Bot wieder verwenden."
_SURFACES = {"slack": "Slack", "teams": "Teams"}


def erased(pseudonym: str) -> str:
    return f"(gelöscht {pseudonym})"


def at_the_start(move: Move) -> str:
    """Names nobody: it may end up in a log."""
    return (
        f"Die E-Mail-Adresse von {entry(move.account)} gehörte vorher einem anderen Konto. Beide sind ohne Rolle, bis ein Admin "
        f"„person“ tippt oder dsrbot.toml sagt, wem sie gehört: {line(move, None)}."
    )


def stays(one: Account) -> str:
    return f"Kein anderer Admin ist erreichbar, daher bleibt {entry(one)} trotzdem einer."


def found_by_check(move: Move, email: str | None) -> str:
    what = email or "Eine Adresse"
    return (
        f"{what} von {move.owner.name} gehört jetzt {move.taker.name}. Beide sind ohne Rolle, bis ein anderer Admin „person“ "
        f"tippt oder dsrbot.toml sagt, wem sie gehört: {line(move, email)}."
    )


def line(move: Move, email: str | None) -> str:
    said = f'"{email or "die Adresse"}" = {{ to = "{entry(move.account)}", whose = "same" }}'
    return f'[people.moved] {said} (oder "new" oder "old")'


def entry(one: Account) -> str:
    """As it stands in `dsrbot.toml`."""
    of = f"{one.tenant}/" if one.surface == "teams" and one.tenant else ""  # one id may be in two tenants
    return f"{one.surface}:{of}{one.id}"


def which_address(text: str) -> str:
    return f"„{text[:60]}“ ist nicht genau eine E-Mail-Adresse. Bitte geben Sie nur sie an, etwa ada@contoso.com."


def account(one: Account) -> str:
    return f"{_SURFACES.get(one.surface, one.surface)}-Konto {one.id}"


def moved(move: Move) -> str:
    return f"Die Adresse von {move.owner.name} gehört jetzt {move.taker.name} ({account(move.account)})."


def between(move: Move) -> str:
    return f"{move.owner.name} und {move.taker.name}"


def belongs_to(names: Sequence[str], accounts: Sequence[Account]) -> str:
    return f"Diese Adresse gehört {GERMAN.all_of(names)}: {', '.join(map(account, accounts))}."


def confirm(move: Move, said: Whose) -> Confirm:
    old, new, it = move.owner.name, move.taker.name, account(move.account)
    texts = {
        Whose.SAME: f"{old} und {new} ({it}) werden eine Person mit einer Stimme. Das lässt sich nicht rückgängig machen.",
        Whose.NEW: f"{new} ({it}) ist jemand anderes als {old} und erhält die Rechte, die zur Adresse gehören.",
        Whose.OLD: f"{old} macht weiter. {it} bleibt ohne Rolle, bis seine Adresse geändert ist.",
    }
    return Confirm(f"{WHOSE[said]}?", texts[said], "Ja", "Jetzt nicht")
