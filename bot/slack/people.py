"""Who somebody is, as Slack knows them: docs.slack.dev/reference/objects/user-object."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.delivery.memory import Memory
from bot.door import Busy, Closed
from bot.slack.acts import SURFACE
from bot.slack.web import RETRY_AFTER, Refused, Web
from domain.addresses import folded
from domain.chat import Account, Profile, Standing
from domain.shown_name import shown_name

PROFILE_SECONDS = 60.0
ADDRESS_SECONDS = 300.0
_TOLD_OF_EVERYBODY = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted")
# Only these say that there is no private chat with somebody: docs.slack.dev/reference/methods/conversations.open.
_UNREACHABLE = frozenset(
    {"cannot_dm_bot", "channel_not_found", "not_enough_users", "user_disabled", "user_not_found", "user_not_visible"}
    | {"users_not_found", "users_list_not_supplied"}
)
_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

Teams = Callable[[], Awaitable[frozenset[str]]]


class People:
    """`teams` tells the workspaces whose members count."""

    def __init__(self, web: Web, teams: Teams, clock: Callable[[], float] = time.monotonic) -> None:
        self._web, self._teams = web, teams
        self._profiles: Memory[str, Profile] = Memory(self._look_up, PROFILE_SECONDS, clock=clock)
        self._addresses: Memory[str, Account | None] = Memory(self._search, ADDRESS_SECONDS, clock=clock)
        self._chats: Memory[str, str] = Memory(self._open, 86_400, clock=clock)

    async def profile(self, account: Account) -> Profile:
        """The account in the profile has the workspace that Slack names, whatever the one asked for has."""
        return await self._profiles(account.id)

    def locale(self, account: Account) -> str:
        """As it was seen last, without asking."""
        seen = self._profiles.known(account.id)
        return seen.locale if seen else ""

    async def find(self, email: str) -> Account | None:
        return await self._addresses(folded(email))

    async def direct(self, account: Account) -> str:
        return await self._chats(account.id)

    def changed(self, user_id: str, email: str) -> None:
        """Slack told of a change, and of the address after it: the next look at either is a fresh one."""
        self._profiles.forget(user_id)
        self._addresses.forget(folded(email))
        self._addresses.forget_if(lambda account: account is not None and account.id == user_id)

    async def _look_up(self, user_id: str) -> Profile:
        try:
            answer = await self._web.call("users.info", {"user": user_id, "include_locale": "true"}, repeat=True)
        except Refused as refused:
            if refused.code not in _NOBODY:
                raise Busy(RETRY_AFTER) from None
            return Profile(Account(SURFACE, "", user_id), "", None, Standing.STRANGER)
        profile = profile_of(answer["user"], await self._teams())
        if not profile.email and profile.standing in {Standing.MEMBER, Standing.UNCONFIRMED}:
            self._web.lacks("users.info", "users:read.email")  # members have an address, and Slack keeps it to itself
            raise Busy(RETRY_AFTER)
        return profile

    async def _search(self, email: str) -> Account | None:
        try:
            answer = await self._web.call("users.lookupByEmail", {"email": email}, repeat=True)
        except Refused as refused:
            if refused.code not in _NOBODY:
                raise Busy(RETRY_AFTER) from None
            return None
        found = profile_of(answer["user"], await self._teams())
        asked = folded(found.email or "") == email
        return found.account if asked and found.standing is Standing.MEMBER else None

    async def _open(self, user_id: str) -> str:
        try:
            answer = await self._web.call("conversations.open", {"users": user_id}, repeat=True)
        except Refused as refused:
            raise Closed(refused.code) if refused.code in _UNREACHABLE else Busy(RETRY_AFTER) from None
        return str(answer["channel"]["id"])


def profile_of(user: Mapping[str, Any], teams: frozenset[str]) -> Profile:
    """`user` as Slack's API gives it; a member of the organisation counts where it does, or one of their
    workspaces."""
    shown = user.get("profile") or {}
    told = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"))
    name = shown_name(*(one for one in told if isinstance(one, str)))
    account = Account(SURFACE, user.get("team_id") or "", user["id"])
    email, standing = shown.get("email") or None, _standing(user, teams)
    sure = standing is Standing.GUEST and _is_sure(user)
    locale = user.get("locale")  # such as "de-DE"; it comes where it was asked for
    return Profile(
        account,
        name,
        email,
        standing,
        vouched=email if sure else None,
        locale=locale if isinstance(locale, str) else "",
    )


def _standing(user: Mapping[str, Any], teams: frozenset[str]) -> Standing:
    """What the profile does not say counts against. Three of the flags are there only where they are true."""
    org = user.get("enterprise_user") or {}
    own = {user.get("team_id"), org.get("enterprise_id"), *(org.get("teams") or ())}
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user.get("is_workflow_bot") or user["id"] == "USLACKBOT":
        return Standing.BOT
    if user.get("is_stranger") or not own & teams:
        return Standing.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    if any(user.get(flag) is not False for flag in _TOLD_OF_EVERYBODY):
        return Standing.UNKNOWN
    return Standing.MEMBER if _is_confirmed(user) else Standing.UNCONFIRMED


def _is_sure(user: Mapping[str, Any]) -> bool:
    """Of a guest: nothing that is told of everybody is missing, and the address is confirmed."""
    told = all(isinstance(user.get(flag), bool) for flag in _TOLD_OF_EVERYBODY)
    return told and _is_confirmed(user)


def _is_confirmed(user: Mapping[str, Any]) -> bool:
    return user.get("is_email_confirmed") is True and not user.get("is_invited_user")
