"""Reports of what could not be delivered: whom they say was not reached (RFC 3464)."""

from __future__ import annotations

import re

from domain.mail.message import Mail
from domain.mail.text import MOST_TEXT, folded

_FIELD = re.compile(r"^([A-Za-z-]{1,40})[ \t]*:[ \t]*([^\n]{0,1000})", re.MULTILINE)
_GROUPS = re.compile(r"\n[ \t]*\n")
_RECIPIENTS = ("final-recipient", "original-recipient")


def failed_in(status: str) -> tuple[str, ...]:
    """The addresses, in small letters, that a `message/delivery-status` names as failed for good."""
    groups = [_fields(group) for group in _GROUPS.split(status[:MOST_TEXT].replace("\r\n", "\n"))]
    failed = [group for group in groups if group.get("action", "").casefold() == "failed"]
    return tuple(_address(group[name]) for group in failed for name in _RECIPIENTS if name in group)


def reports(mail: Mail, address: str) -> bool:
    """Whether it says that the mail to this address came back. Some say so in a field, or only in their text."""
    ours = address.casefold()
    if mail.failed is not None:
        return ours in mail.failed
    if told := mail.headers.all("x-failed-recipients"):
        return ours in {part.strip(" <>").casefold() for value in told for part in value.split(",")}
    return ours in folded((mail.text or "")[:MOST_TEXT])


def _fields(group: str) -> dict[str, str]:
    return {name.casefold(): value.strip() for name, value in _FIELD.findall(group)}


def _address(value: str) -> str:
    """Without the type of address before it."""
    return value.rpartition(";")[2].strip(" <>").casefold()
