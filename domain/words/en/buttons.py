"""The buttons on the card of a request, and the dialogs before what is final."""

from __future__ import annotations

from collections.abc import Mapping

from domain.export.plan import Stage

APPROVE, DENY, DETAILS, RETRY, CANCEL, CORRECT = "Approve", "Deny", "Details", "Retry", "Cancel request", "Correct"

ASK_AGAIN, REFRESH, SHOW, FILE_ANYWAY, OPEN_FORM = "Ask again", "Refresh", "Show", "File anyway…", "Open the form"

ERASE, KEEP = "Erase…", "Not now"

_COUNTS = "Your approval counts as the confirmation."

APPROVE_REFRESH = f"{_COUNTS} The refresh starts as soon as enough people have approved."

APPROVE_ERASURE = f"{_COUNTS} The refresh takes the person out of Customer Insights; this cannot be undone."

APPROVE_REMOVAL = f"{_COUNTS} Their roles in Customer Insights are removed; this cannot be undone."

APPROVE_EXPORT = (
    "With enough approvals a tenant admin may have the request mailed to Microsoft’s team. The mail names the person."
)

CANCEL_TEXT = "What is running is stopped where Customer Insights allows it. What is already done stays done."

_SEND_TITLES = {Stage.REQUEST: "Send the request? {}", Stage.CONFIRMATION: "Confirm to Microsoft’s team? {}"}

SEND_TEXTS: Mapping[Stage, str] = {
    Stage.REQUEST: "The mail goes from the registered mailbox to Microsoft’s team. It names the person.",
    Stage.CONFIRMATION: "I answer their mail and say that the request is ours. Then they export the data.",
}

REMIND_TEXT = "The mail goes from the registered mailbox to Microsoft’s team. It names the person."


def approve_title(title: str) -> str:
    return f"{title}?"


def cancel_title(title: str) -> str:
    return f"Cancel this: {title}?"


def send_title(stage: Stage, title: str) -> str:
    return _SEND_TITLES[stage].format(title)


def remind_title(title: str) -> str:
    return f"Send a reminder? {title}"
