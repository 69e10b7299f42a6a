"""What people read about who is who, where an address moved to another account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.card import Confirm
from domain.chat import Account
from domain.people import Move, Whose
from domain.words.en.english import ENGLISH

LOST = "(erased)"  # what stands where a key was destroyed
WHO_IS_WHO, LOOK, ADDRESS = "Who is who?", "Look", "E-mail address"
MOVED_TITLE = "An e-mail address moved"
NOTHING_MOVED = "No e-mail address has moved to another account. To look at one, type it behind “person”."
NEVER_MET = "I have met nobody with this e-mail address."
STRANGERS = "Until an admin says who is who, both have no role here and get no news."
CHOOSE = "Whose is it? If in doubt, ask them in person: whoever has the address has the rights that go with it."
SETTLED_BEFORE = "Somebody has said this already, or there is nothing to say. Type “person” to see what is open."
NOT_YOUR_MOVE = (
    "This is about you, so another admin must say it. Where there is none, whoever runs DSR Bot can: "
    "with a line under [people.moved] in dsrbot.toml. Nothing was changed."
)
WHOSE: Mapping[Whose, str] = {
    Whose.SAME: "They are one person",
    Whose.NEW: "It is the new account’s",
    Whose.OLD: "It is still the old one’s",
}
SETTLED: Mapping[Whose, str] = {
    Whose.SAME: "Noted: they are one person, with one vote. Both accounts may go on.",
    Whose.NEW: "Noted: the address belongs to the account that has it now, who is somebody else. Both may go on.",
    Whose.OLD: "Noted: the address is still that of the one who had it before, who may go on. The other account stays "
    "without a role until its address is changed.",
}
AGAIN = "An admin has said whose your e-mail address is. You can use DSR Bot again."
_SURFACES = {"slack": "Slack", "teams": "Teams"}


def erased(pseudonym: str) -> str:
    return f"(erased {pseudonym})"


def at_the_start(move: Move) -> str:
    """Names nobody: it may end up in a log."""
    return (
        f"The e-mail address of {entry(move.account)} was another account's before. Both are without a role, until an "
        f"admin types “person” or dsrbot.toml says whose it is: {line(move, None)}."
    )


def stays(one: Account) -> str:
    return f"No other admin can be reached, so {entry(one)} stays one all the same."


def found_by_check(move: Move, email: str | None) -> str:
    what = email or "an address"
    return (
        f"{what} of {move.owner.name} is now that of {move.taker.name}. Both are without a role, until another admin "
        f"types “person” or dsrbot.toml says whose it is: {line(move, email)}."
    )


def line(move: Move, email: str | None) -> str:
    said = f'"{email or "the address"}" = {{ to = "{entry(move.account)}", whose = "same" }}'
    return f'[people.moved] {said} (or "new", or "old")'


def entry(one: Account) -> str:
    """As it stands in `dsrbot.toml`."""
    of = f"{one.tenant}/" if one.surface == "teams" and one.tenant else ""  # one id may be in two tenants
    return f"{one.surface}:{of}{one.id}"


def which_address(text: str) -> str:
    return f"“{text[:60]}” is not one e-mail address. Please give it alone, as in ada@contoso.com."


def account(one: Account) -> str:
    return f"{_SURFACES.get(one.surface, one.surface)} account {one.id}"


def moved(move: Move) -> str:
    return f"The address of {move.owner.name} is now that of {move.taker.name} ({account(move.account)})."


def between(move: Move) -> str:
    return f"{move.owner.name} and {move.taker.name}"


def belongs_to(names: Sequence[str], accounts: Sequence[Account]) -> str:
    return f"This address belongs to {ENGLISH.all_of(names)}: {', '.join(map(account, accounts))}."


def confirm(move: Move, said: Whose) -> Confirm:
    old, new, it = move.owner.name, move.taker.name, account(move.account)
    texts = {
        Whose.SAME: f"{old} and {new} ({it}) become one person with one vote. This cannot be undone.",
        Whose.NEW: f"{new} ({it}) is somebody else than {old}, and gets the rights that go with the address.",
        Whose.OLD: f"{old} goes on. {it} stays without a role until its address is changed.",
    }
    return Confirm(f"{WHOSE[said]}?", texts[said], "Yes", "Not now")
