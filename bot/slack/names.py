"""How ids are said outside of the door where the app is installed several times.

The workspace of SLACK_BOT_TOKEN is the own one: its ids are said as Slack says them. Those of any other installation
are said with its key, `T0123/U0456`, so that what is of one is never taken for what is of another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from domain.card import Card
from domain.chat import Account, Incoming, Place, Profile

OWN = ""
_BETWEEN = "/"


def apart(said: str) -> tuple[str, str]:
    """The key of an installation, and the id as Slack says it there."""
    key, between, plain = said.partition(_BETWEEN)
    return (key, plain) if between else (OWN, said)


@dataclass(frozen=True)
class Names:
    """How ids of one installation are said outside of it. `key`: its own. `beside`: of the own one, the keys of the
    others: whoever comes in there is looked up there, whatever workspace of theirs Slack names."""

    key: str = OWN
    beside: Callable[[], Collection[str]] = tuple

    def outside(self, plain: str) -> str:
        return f"{self.key}{_BETWEEN}{plain}" if self.key and plain else plain

    def inside(self, said: str) -> str:
        """Empty for what is of another installation."""
        key, plain = apart(said)
        return plain if key == self.key else ""

    def account(self, account: Account) -> Account:
        if self.key:
            return replace(account, tenant=self.key, id=self.outside(account.id))
        return replace(account, tenant="") if account.tenant in self.beside() else account

    def profile(self, profile: Profile) -> Profile:
        return replace(profile, account=self.account(profile.account))

    def place(self, place: Place) -> Place:
        return replace(place, id=self.outside(place.id))

    def incoming(self, act: Incoming) -> Incoming:
        return replace(act, account=self.account(act.account), place=self.place(act.place))

    def card(self, card: Card) -> Card:
        """As it is shown inside: whoever has no account there is called by name alone."""
        if not card.calls:
            return card
        return replace(card, calls=tuple(replace(one, account=self.inside(one.account)) for one in card.calls))
