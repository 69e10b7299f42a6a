"""The few sentences that only Teams needs. Everything else a person reads stands beside this."""

from __future__ import annotations

ONE_MOMENT = "One moment…"
CANNOT_NOW = "Something went wrong on my side. Nothing was lost; please try again in a minute."
NOT_MINE = "I do not know this button. Type “help” to see what I can do."
NOBODY = "I do not know who you are here. Please sign in to Teams with your account at work."
SHARED = "People of another company can read here, so I do not work here. Please write to me in our private chat."
HELLO = (
    "Hello, I am DSR Bot. I refresh, export and erase what Customer Insights holds about people who ask for it, once "
    "someone else has approved. Type “help” to see what you may do."
)
HELLO_ALL = (
    "Hello, I am DSR Bot. Here I tell of requests about personal data in Customer Insights, and of failed refreshes. "
    "Type “@DSR Bot help” to see what you may do; I answer you in private."
)
HOME = "What waits for me"
IN_OUR_CHAT = "I have answered you in our private chat."
BELOW = "Here it is, in a message of its own."
INSTALL = (
    "I cannot write to you in private yet, so I keep the answer to myself. Please open Apps in Teams, look for DSR Bot "
    "and choose Add. Then ask me again."
)
FILL_IN = "Please fill this in."
CHOOSE = "Please choose."
SEND_FILE = "attach it to a message to me here, in place of this form. No words are needed."
NOTHING_TO_CHOOSE = "There is nothing to choose from."
NO_ROOM = (
    "For this I would open a form, but Teams has no room for all that would stand in it, and I cut nothing. Nothing was "
    "changed; please send less."
)


def more(count: int) -> str:
    return f"… and {count} more"


def more_choices(count: int) -> str:
    return f"… and {count} more, for which there is no room here. Please type the command with their names instead."


# ---- for whoever runs the bot

ENTRA_SILENT = "Teams: Entra does not answer: check the network, and TEAMS_LOGIN_URL if it is set."
KEYS_SILENT = (
    "Teams: no keys of Bot Service to verify with: check the network, and TEAMS_OPENID_METADATA_URL if it is set."
)
DIRECTORY_REFUSED = (
    "Microsoft Graph does not let the bot look up who somebody is: check ENTRA_CLIENT_SECRET, and that its app "
    "registration has Directory.Read.All with admin consent."
)
INSECURE = "Teams: anybody on this machine can pretend to be anyone: this mode is for the Agents Playground only."


def tenant_silent(tenant: str) -> str:
    return (
        f"Microsoft Graph tells nothing of the tenant {tenant} just now, so nobody of it can act or be found. "
        "People of the other tenants can. It is asked again and again."
    )


def tenant_refused(tenant: str) -> str:
    return (
        f"Microsoft Graph does not let the bot look up who somebody of the tenant {tenant} is: have an administrator "
        "there consent to the app registration of ENTRA_CLIENT_ID, with Directory.Read.All."
    )


def works(app_type: str) -> str:
    return f"Teams: signed in as {app_type}, and ready to verify what comes."


def credentials_refused(code: str) -> str:
    return (
        f"MicrosoftAppId or MicrosoftAppPassword was refused by Entra ({code}): make a new client secret under "
        "App registrations, Certificates & secrets."
    )


def shared(purpose: str, channel: str) -> str:
    return (
        f"The Teams conversation {channel} (channels.{purpose}) is open to people of another company: choose one of "
        "your own, a standard or private channel."
    )


def elsewhere(purpose: str, channel: str, tenant: str) -> str:
    return (
        f"The Teams conversation {channel} (channels.{purpose}) is of the tenant {tenant}, which platforms.teams_tenants "
        "does not name for this environment: choose another one."
    )


def unmet(purpose: str, channel: str) -> str:
    return (
        f"The Teams conversation {channel} (channels.{purpose}) was never met: add the app to it and type "
        "“@DSR Bot help” there."
    )
