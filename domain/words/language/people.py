"""What people read about who is who, where an address moved to another account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.card import Confirm
from domain.chat import Account
from domain.people import Move, Whose


class PeopleWords(Protocol):
    LOST: str
    WHO_IS_WHO: str
    LOOK: str
    ADDRESS: str
    MOVED_TITLE: str
    NOTHING_MOVED: str
    NEVER_MET: str
    STRANGERS: str
    CHOOSE: str
    SETTLED_BEFORE: str
    NOT_YOUR_MOVE: str
    WHOSE: Mapping[Whose, str]
    SETTLED: Mapping[Whose, str]
    AGAIN: str

    def erased(self, pseudonym: str) -> str: ...
    def at_the_start(self, move: Move) -> str: ...
    def stays(self, one: Account) -> str: ...
    def found_by_check(self, move: Move, email: str | None) -> str: ...
    def line(self, move: Move, email: str | None) -> str: ...
    def entry(self, one: Account) -> str: ...
    def which_address(self, text: str) -> str: ...
    def account(self, one: Account) -> str: ...
    def moved(self, move: Move) -> str: ...
    def between(self, move: Move) -> str: ...
    def belongs_to(self, names: Sequence[str], accounts: Sequence[Account]) -> str: ...
    def confirm(self, move: Move, said: Whose) -> Confirm: ...
