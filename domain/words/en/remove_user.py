"""Users, and what takes their roles away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.insights import PrincipalType
from domain.words.en.english import ENGLISH
from domain.words.en.lists import names_of

NO_USERS = "Customer Insights shows no users in this environment."

WHOM_TO_REMOVE = "Please give at least one e-mail address, as in anna@contoso.com."


def no_assignment(who: str, through: Sequence[str]) -> str:
    if through:
        return f"{who} has no role of their own, but has access through {ENGLISH.all_of(through)}. Please change the group."
    return f"{who} has no role in Customer Insights, so there is nothing to remove."


OWN_APPLICATION = (
    "This is DSR Bot's own application. Without it I could not work, so I do not remove it. "
    "An administrator can do it in Customer Insights under Settings, Permissions."
)


BY_ID = "Please give the object id of the one you mean, which Microsoft Entra shows."

_IS: Mapping[PrincipalType, str] = {
    PrincipalType.APP: "is an application",
    PrincipalType.GROUP: "is a group",
    PrincipalType.UNKNOWN: "may be no user",
}


def no_user(name: str, kind: PrincipalType) -> str:
    """What is listed, and cannot be removed by its name: no person, or one without an address."""
    if kind is PrincipalType.USER:
        return f"“{name[:80]}” has no e-mail address in the directory. {BY_ID}"
    return (
        f"“{name[:80]}” {_IS[kind]}, and I remove people alone. An administrator can do it in Customer Insights under "
        "Settings, Permissions."
    )


def not_listed(who: str) -> str:
    return f"{who} is not the id of anybody in the list of users. Type “users” to see them."


def not_whole(unread: int) -> str:
    """The list of users may miss somebody."""
    why = f"{ENGLISH.counted(unread, 'entry', 'entries')} of it cannot be read" if unread else "it did not end"
    return f"This list may not be whole: {why}. Settings > Permissions in Customer Insights shows all."


def perhaps_no_assignment(who: str) -> str:
    return (
        f"I did not find {who} in the list of users, but the list is not whole, so I cannot tell. "
        "Try again in a minute, or look at Settings > Permissions in Customer Insights."
    )


def through_groups(groups: Sequence[str]) -> str:
    return f"still has access through {ENGLISH.all_of(groups)}"


FIFTEEN_MINUTES = "A change of rights can take up to 15 minutes to be everywhere in Customer Insights."

GROUPS_LEFT = "Someone here still has access through a group. Removing them there is up to whoever runs the group."

GROUPS_UNKNOWN = (
    "whether access remains through a group could not be checked: look at the person’s groups in Microsoft Entra"
)

DATAVERSE = (
    "Roles and teams in Dataverse may remain: Power Platform admin center > Environments > Settings > Users. "
    "Check them there; what Customer Insights mapped to its own roles must not be changed."
)

LEFT_TITLE, LEFT_FIELD = "Others removed, too", "Who removed them, and how do you know?"


def left_text(who: str, others: Sequence[str]) -> str:
    """What somebody vouches for."""
    return (
        f"These were in the list of users before, and are missing now, as {who} is: {names_of(others, len(others))}. "
        "If the list was cut, all of them may have access still: look at Settings > Permissions in Customer Insights, and "
        "ask whoever removed them. Say so only if each of them was removed. Then I read the list again."
    )


OTHERS_NOW = (
    "By now others are missing from the list than this form named. Nothing was changed. Please close it, and press "
    "“Others left…” again."
)
NOT_NAMED = (
    "Nobody can say so of somebody who is not named, and I cannot name all who are missing. Nothing was changed. If "
    "Settings > Permissions in Customer Insights shows them, press Retry; if they were removed, cancel this and ask for "
    "the removal anew."
)


def others_left(because: str) -> str:
    return f"others who are missing from the list were removed, too: “{because}”"


def object_id(who: str) -> str:
    """Somebody whom the directory does not name any more."""
    return f"somebody without a name in Microsoft Entra (object id {who})"


def missing_too(names: Sequence[str]) -> str:
    return f"missing as well: {names_of(names)}"


TITLE, USERS = "Remove users", "E-mail addresses of the users, one per line"


CHOOSE, BY_NAME, MORE_USERS = "Who is meant", "Or by name", "And these, one per line"


def matches(word: str, count: int, shown: int) -> str:
    """Of a name in the place of an address. `shown`: how many are, at most."""
    said = word[:40]
    if not count:
        return f"Nobody in the list of users is called “{said}”. Please give their e-mail address."
    more = f"; the first {shown} are shown, so please type more of the name" if count > shown else ""
    return f"“{said}” may mean {ENGLISH.counted(count, 'user', 'users')}{more}."


def users_title(count: int) -> str:
    return f"{ENGLISH.counted(count, 'user', 'users')} with a role in Customer Insights"


def narrow(count: int, shown: int) -> str:
    return f"The first {shown} of {count}. Type “users” and part of a name to narrow it down." if count > shown else ""


def no_users(text: str) -> str:
    return f"Nobody matches “{text[:40]}”." if text else NO_USERS
