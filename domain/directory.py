"""Who counts, by what a directory says of them."""

from __future__ import annotations

from typing import Protocol

from domain.addresses import is_address
from domain.chat import Standing


class User(Protocol):
    """As the directory knows them. `upn`: the sign-in name."""

    @property
    def upn(self) -> str: ...
    @property
    def user_type(self) -> str | None:
        """Member or Guest."""

    @property
    def enabled(self) -> bool: ...


def standing(user: User) -> Standing:
    """Only what the directory calls a member is one; what it does not say counts against."""
    if not user.enabled:
        return Standing.DEACTIVATED
    if user.user_type != "Member" or "#ext#" in user.upn.casefold():
        return Standing.GUEST
    return Standing.MEMBER if is_address(user.upn) else Standing.UNKNOWN
