"""The few sentences that only Slack needs. Everything else a person reads stands beside this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class SlackWords(Protocol):
    ONE_MOMENT: str
    ONE_MOMENT_IN_FORM: str
    WAITING: str
    SORRY: str
    CLOSE: str
    NOT_NOW: str
    NO_FORM: str
    FORM_GONE: str
    CANNOT_NOW: str
    NOT_MINE: str
    NOT_MY_FORM: str
    NOT_MY_COMMAND: str
    TAKES_A_FORM: str
    FORM_FORGOTTEN: str
    NOTHING_TO_CHOOSE: str
    NOT_INSTALLED: str
    INSTALL_ABOUT: str
    INSTALL_ADD: str
    INSTALL_AGAIN: str
    INSTALL_REFUSED: str
    INSTALL_CANCELLED: str
    INSTALL_NOT_NAMED: str
    INSTALL_TOO_LITTLE: str
    INSTALL_OWN: str
    INSTALL_NO_ANSWER: str
    INSTALL_LATER: str
    SILENT: str
    NO_WAY_IN: str
    CHANNEL_TROUBLES: Mapping[str, str]

    def more(self, count: int) -> str: ...
    def installed(self, name: str) -> str: ...
    def not_installed(self, workspace: str) -> str: ...
    def channel_nowhere(self, purpose: str, channel: str) -> str: ...
    def workspace_refused(self, workspace: str, code: str) -> str: ...
    def workspace_withdrawn(self, workspace: str, code: str) -> str:
        """`code`: why Slack did not take the token back; empty where it is good for nothing."""

    def works(self, bot: str, team: str, way: str) -> str: ...
    def token_refused(self, setting: str, code: str) -> str: ...
    def missing_scopes(self, scopes: Iterable[str]) -> str: ...
    def channel_trouble(self, purpose: str, channel: str, code: str) -> str: ...
