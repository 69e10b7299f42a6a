"""Mails that came: what was read in them, and those that changed nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.mail.message import Meaning
from domain.moment import Moment


class MailWords(Protocol):
    FROM: str
    SUBJECT: str
    CAME: str
    NOBODY: str
    MEANINGS: Mapping[Meaning, str]
    REASONS: Mapping[str, str]
    UNREADABLE_MAIL: str
    UNREADABLE_TITLE: str
    IN_JUNK: str
    NOT_IT: str
    NOT_IT_NOW: str
    MAILBOX_AGAIN: str
    IF_IT_IS_THEIRS: str

    def mailbox_unread(self, since: str | Moment) -> str: ...
    def came_by(self, sender: str, subject: str) -> str: ...
    def they_wrote(self, text: str) -> str: ...
    def rests_on(self, detail: str) -> str: ...
    def title(self, ref: str) -> str: ...
