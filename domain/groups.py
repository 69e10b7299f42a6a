"""Groups that chats and directories keep, named in the configuration in the place of people.

Only what was read a moment ago counts. A group that cannot be read is not known: nobody has a role by it.
"""

from __future__ import annotations

from enum import StrEnum

SLACK, ENTRA = "slack-group:", "entra-group:"
MOST = 100  # members; more are no list of people whom a company trusts with this


def is_group(entry: str) -> bool:
    return entry.startswith((SLACK, ENTRA))


class Why(StrEnum):
    """Our own words for what is wrong with a group; besides, the platform's."""

    NOT_YET = "not_read_yet"
    NO_ANSWER = "no_answer"
    NOT_THERE = "not_found"
    OFF = "disabled"
    OTHERS = "of_another_company"
    TOO_MANY = "too_many_members"
    HIDDEN = "members_hidden"
    UNREADABLE = "unreadable"
    NOT_CONNECTED = "not_connected"


class Unknown(Exception):
    """Who is of it is not known. `code`: ours or the platform's, fit for logs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
