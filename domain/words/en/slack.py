"""The few sentences that only Slack needs. Everything else a person reads stands beside this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.words.en.english import ENGLISH

ONE_MOMENT = "One moment…"
ONE_MOMENT_IN_FORM = "One moment… The answer comes as a message that only you see. You may close this window."
WAITING = "One moment"
SORRY = "Sorry"
CLOSE = "Close"
NOT_NOW = "Not now"
NO_FORM = "Slack would not open the form just now. Please try again in a minute."
FORM_GONE = (
    "Something is missing in your form, and I could not show it in its window any more. Nothing was changed, and what you "
    "filled in is not lost: please open it again."
)
CANNOT_NOW = "Something went wrong on my side. Nothing was lost; please try again in a minute."
NOT_MINE = "I do not know this button. Type “/dsr help” to see what I can do."
NOT_MY_FORM = "I do not know this form. Nothing was changed. Type “/dsr help” to see what I can do."
NOT_MY_COMMAND = "I only know the command /dsr. Type “/dsr help” to see what I can do."
TAKES_A_FORM = "This takes a form."
FORM_FORGOTTEN = "I no longer have this form. Nothing was changed; please type the command again."
NOTHING_TO_CHOOSE = "There is nothing to choose from."
NOT_INSTALLED = "I am not installed in this workspace, so I read nothing and did nothing. Please ask who runs me."

INSTALL_ABOUT = "DSR Bot works in the Slack workspaces that it is set up for. You can add it to one of them here."
INSTALL_ADD = "Add DSR Bot to Slack"
INSTALL_AGAIN = "This did not begin here, or too long ago. Nothing was installed; please begin again at /slack/install."
INSTALL_REFUSED = "Slack did not confirm this. Nothing was installed; please begin again at /slack/install."
INSTALL_CANCELLED = "Nothing was installed. You may close this window, or begin again at /slack/install."
INSTALL_NOT_NAMED = (
    "DSR Bot is not set up for this workspace, so it kept nothing of it. "
    "Who runs it can name the workspace in platforms.slack_teams."
)
INSTALL_TOO_LITTLE = (
    "Some of the rights that DSR Bot needs were left out. Nothing was installed; please begin again at /slack/install."
)
INSTALL_OWN = "DSR Bot works in this workspace already, with the token in its settings. Nothing was changed."
INSTALL_NO_ANSWER = (
    "Slack gave no clear answer. Nothing was installed; please begin again in a minute at /slack/install."
)
INSTALL_LATER = "Too many visits just now. Please try again in a minute."


_TAKEN_AWAY = frozenset({"account_inactive", "token_revoked"})


def installed(name: str) -> str:
    return f"DSR Bot is installed in {name}. You may close this window; in Slack, type “/dsr help”."


def not_installed(workspace: str) -> str:
    return f"Slack: not installed in {workspace}, or its token has ended: open /slack/install of the bot's own address."


def channel_nowhere(purpose: str, channel: str) -> str:
    return (
        f"The Slack channel {channel} (channels.{purpose}) is of no workspace that the bot is set up for: "
        "write T…/C… for one of platforms.slack_teams, and C… alone for that of SLACK_BOT_TOKEN."
    )


_OF_THE_APP = frozenset({"bad_client_secret", "invalid_client_id"})
_ENDED = _TAKEN_AWAY | {"invalid_grant", "invalid_refresh_token", "token_expired"}


def workspace_withdrawn(workspace: str, code: str) -> str:
    told = f"platforms.slack_teams no longer names {workspace}, so I serve nobody there and deleted its token."
    if code:
        return f"{told} Slack did not take it back ({code}): have the app removed there."
    return f"{told} It is good for nothing any more. To come back, name it, start me again, and install the app there."


def workspace_refused(workspace: str, code: str) -> str:
    if code in _OF_THE_APP:
        return (
            f"Slack does not renew the token of the workspace {workspace} ({code}): "
            "check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and start me again."
        )
    if code in _ENDED:
        return (
            f"Slack no longer takes the token of the workspace {workspace} ({code}): "
            "install the app there again, at /slack/install of my own address."
        )
    return f"Slack does not let me into the workspace {workspace} ({code}): ask who administers it. I try again myself."


def more(count: int) -> str:
    return f"… and {count} more"


def works(bot: str, team: str, way: str) -> str:
    return f"Slack: connected to {team} as {bot}, {way}."


def token_refused(setting: str, code: str) -> str:
    first = "install the app again, and " if code in _TAKEN_AWAY else ""
    return f"{setting} was refused by Slack ({code}): {first}copy it again from the app's page at api.slack.com."


def missing_scopes(scopes: Iterable[str]) -> str:
    return (
        f"Slack: the bot lacks the rights {ENGLISH.all_of([*scopes])}: "
        "paste the manifest anew (dsrbot manifest slack) and install the app again."
    )


SILENT = "Slack does not answer: check the network, and SLACK_API_URL if it is set."
NO_WAY_IN = "Slack: set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode: nobody can reach the bot yet."

CHANNEL_TROUBLES: Mapping[str, str] = {
    "channel_not_found": "does not exist, or is private and the bot is not in it: invite the bot with /invite",
    "not_in_channel": "is there, but the bot is not in it: invite the bot with /invite",
    "is_archived": "is archived: unarchive it, or name another one",
    "missing_scope": "cannot be looked at: paste the manifest anew and install the app again",
    "shared": "is shared with another company or a workspace that does not count: choose one that is not",
}


def channel_trouble(purpose: str, channel: str, code: str) -> str:
    trouble = CHANNEL_TROUBLES.get(code, f"cannot be used ({code})")
    return f"The Slack channel {channel} (channels.{purpose}) {trouble}."
