"""The few sentences that only Teams needs. Everything else a person reads stands beside this."""

from __future__ import annotations

from typing import Protocol


class TeamsWords(Protocol):
    ONE_MOMENT: str
    CANNOT_NOW: str
    NOT_MINE: str
    NOBODY: str
    SHARED: str
    HELLO: str
    HELLO_ALL: str
    HOME: str
    IN_OUR_CHAT: str
    BELOW: str
    INSTALL: str
    FILL_IN: str
    CHOOSE: str
    NOTHING_TO_CHOOSE: str
    NO_ROOM: str
    SEND_FILE: str
    ENTRA_SILENT: str
    KEYS_SILENT: str
    DIRECTORY_REFUSED: str
    INSECURE: str

    def tenant_refused(self, tenant: str) -> str: ...
    def tenant_silent(self, tenant: str) -> str: ...
    def elsewhere(self, purpose: str, channel: str, tenant: str) -> str: ...
    def more(self, count: int) -> str: ...
    def more_choices(self, count: int) -> str: ...
    def works(self, app_type: str) -> str: ...
    def credentials_refused(self, code: str) -> str: ...
    def shared(self, purpose: str, channel: str) -> str: ...
    def unmet(self, purpose: str, channel: str) -> str: ...
