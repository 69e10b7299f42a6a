"""What a card says first: what it is about, how it stands, whose turn it is; and the dialogs before what is final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.erasure.plan import Verdict
from domain.export.letters import Holder
from domain.export.plan import Stage
from domain.moment import Moment, Timed
from domain.people import Role
from domain.words import day

SOMEBODY = "a person"  # whose key was destroyed

# ---- what it is about


def whom(names: Sequence[str]) -> str:
    """`names`: everybody it is about, masked where others look on; nobody is no answer."""
    first, more = _short(names[0]) if names else SOMEBODY, len(names) - 1
    return f"{first} and {'one' if more == 1 else more} more" if more > 0 else first


def things(names: Sequence[str]) -> str:
    """Sources: one by its name, more by their number."""
    return _short(names[0]) if len(names) == 1 and names[0] else f"{len(names)} source{'s' if len(names) != 1 else ''}"


def _short(name: str) -> str:
    return f"{name[:50]}…" if len(name) > 50 else name


def erase(names: Sequence[str], sources: Sequence[str]) -> str:
    return f"Erase {whom(names)} from {things(sources)}"


def refresh(sources: Sequence[str]) -> str:
    return f"Refresh {things(sources)}"


def remove(names: Sequence[str]) -> str:
    return f"Remove {whom(names)}"


def export(names: Sequence[str], holder: str, purpose: str) -> str:
    whose = "a user’s" if holder == Holder.USER else "a customer’s"
    return f"Export {whose} data" + (f" ({purpose})" if purpose else "") + (f": {whom(names)}" if names else "")


def about(ref: str, title: str) -> str:
    """In a form, of which only the title of the dialog would be seen otherwise."""
    return f"{ref}: {title}"


# ---- how it stands

ON_HOLD = "On legal hold"
GONE = "Gone, looked up twice"
VERDICTS = {
    Verdict.GONE: f"Completed · {GONE.lower()}",
    Verdict.STILL_THERE: "Still there",
    Verdict.NO_CHECK: "Could not check",
}
LATER = {  # of a look at what was completed already
    Verdict.STILL_THERE: "Found again · a later look found the person",
    Verdict.NO_CHECK: "Not verified again · a later look could not check",
}
NOT_VERIFIED = "Not verified · closed without a look-up"
ACCESS_REMAINS = "Completed · access remains through a group"

SCHEDULED_FAILED = "A scheduled refresh failed"

# ---- whose turn it is

AT_WORK, STOPPING, TEAM = "I am at work", "I am stopping it", "Microsoft’s team"
_ROLES = {
    Role.ADMIN: ("an admin", "another admin"),
    Role.APPROVER: ("an approver", "another approver"),
    Role.TENANT_ADMIN: ("a tenant admin", "another tenant admin"),
    Role.AUDITOR: ("an auditor", "another auditor"),
}
_MOST = 3  # names


def somebody(role: Role, names: Sequence[str], others: int = 0) -> str:
    """Any one of these. `others`: how many more there are whose names nobody knows yet."""
    one, another = _ROLES[role]
    shown, rest = list(names[:_MOST]), len(names[_MOST:]) + others
    if not shown:
        return one
    shown += [another if rest == 1 else f"{rest} others"] if rest else []
    return ", ".join(shown[:-1]) + f" or {shown[-1]}" if len(shown) > 1 else shown[0]


def waits_for(*who: str) -> str:
    """Empty where there is nobody."""
    return f"Waits for {' and '.join(filter(None, who))}" if any(who) else ""


def release(who: str) -> str:
    return f"Waits for {who} to release the hold" if who else ""


NOBODY_CAN_RELEASE = "Nobody can release the hold: it takes another admin"
NOBODY_COULD_RELEASE = (
    "Nobody could release it: who set a hold may not, and there is no other admin. Please have another admin named "
    "under [people] in dsrbot.toml."
)
NOBODY_CAN_APPROVE = "Nobody can approve this: it takes another approver"


def held(name: str, at: Moment, reason: str) -> str:
    return Timed(f"Legal hold set by {name}, ", at, f": “{reason}”" if reason else ".")


def days_left(days: int) -> str:
    """Until the answer to the person is due by law."""
    if days == 0:
        return "due today"
    plain = f"{abs(days)} day{'s' if abs(days) != 1 else ''}"
    return f"{plain} left" if days > 0 else f"{plain} overdue"


def near(ref: str, last_day: date) -> str:
    return f"{ref}: the answer to the person is due on {day(last_day)}, and they have none yet."


def overdue(ref: str, last_day: date) -> str:
    return f"{ref}: the answer to the person was due on {day(last_day)}, and they have none yet."


def closed(ref: str, status: str) -> str:
    """An end that is not all that was wanted."""
    return f"{ref} has ended: {status.lower()}."


def folded(done: int, total: int) -> str:
    return f"{done} of {total} done"


SHOW_ALL = "Show all"

# ---- dialogs

_COUNTS = "Your approval counts as the confirmation."
APPROVE_REFRESH = f"{_COUNTS} The refresh starts as soon as enough people have approved."
APPROVE_ERASURE = f"{_COUNTS} The refresh takes the person out of Customer Insights; this cannot be undone."
APPROVE_REMOVAL = f"{_COUNTS} Their roles in Customer Insights are removed; this cannot be undone."
APPROVE_EXPORT = (
    "With enough approvals a tenant admin may have the request mailed to Microsoft’s team. The mail names the person."
)
CANCEL_TEXT = "What is running is stopped where Customer Insights allows it. What is already done stays done."
_SEND_TITLES = {Stage.REQUEST: "Send the request? {}", Stage.CONFIRMATION: "Confirm to Microsoft’s team? {}"}
SEND_TEXTS = {
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
