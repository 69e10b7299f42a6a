"""Who may do what, and what somebody reads who may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.chat import Standing
from domain.people import Role


class RightsWords(Protocol):
    STANDING: Mapping[Standing, str]
    OWN_REQUEST: str
    NOT_YOUR_RELEASE: str
    NOT_BY_WHO_ASKED: str
    NOT_FOR_YOU: str
    NOT_FROM_OUTSIDE: str
    THIS: str
    DECIDING: str
    LOOKING: str
    TICKET: str

    def command(self, name: str) -> str: ...
    def needs_role(self, roles: Iterable[Role], thing: str) -> str: ...
    def your_roles(self, roles: Iterable[Role]) -> str: ...
    def takes(self, thing: str, roles: Iterable[Role], *, own: bool, turn: bool) -> str: ...
