"""What `dsrbot init` asks, in this order; what is asked later may rest on what was answered before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import ValidationError

from bot.cli.init_question import Answers, Question, token
from bot.settings.config import Config
from bot.settings.reach import ONE_ADMIN, impossible
from bot.settings.setting_types import Country, Duration, Email, Entry, Guid, Line, SlackChannel, TimeZone


def _slack(answers: Answers) -> bool:
    return str(answers["chats"]) in {"slack", "both"}


def _teams(answers: Answers) -> bool:
    return str(answers["chats"]) in {"teams", "both"}


def _insights(answers: Answers) -> bool:
    return str(answers["insights"]) == "now"


def _mailbox(answers: Answers) -> bool:
    return bool(answers["mail.mailbox"])


def _kept(answers: Answers) -> bool:
    return str(answers["retention.after"]) != "0"


def config_of(answers: Answers) -> dict[str, Any]:
    """As `dsrbot.toml` holds it: tables in tables, without what was left empty."""
    tables: dict[str, Any] = {}
    for question in QUESTIONS:
        *path, name = question.name.split(".")
        if path and answers.get(question.name):
            table = tables
            for one in path:
                table = table.setdefault(one, {})
            table[name] = answers[question.name]
    return tables


def _two_admins(answers: Answers) -> str:
    config = Config.model_validate({"people": {"admins": answers["people.admins"]}})
    return ONE_ADMIN if ONE_ADMIN in impossible(config) else ""


def _enough(answers: Answers) -> str:
    """Whether somebody can approve what anybody files."""
    try:
        return next(impossible(Config.model_validate(config_of(answers))), "")
    except ValidationError:
        return "These answers do not go together."


_ID = "Overview of the app registration in Entra"
QUESTIONS: tuple[Question, ...] = (
    Question(
        name="chats",
        asks="Which chat do your people use: slack, teams or both?",
        usual="slack",
        kind=Literal["slack", "teams", "both"],
    ),
    Question(
        name="SLACK_BOT_TOKEN",
        asks="The bot token of your Slack app",
        kind=Annotated[str, token("xoxb-")],
        secret=True,
        where="`dsrbot manifest slack` prints the app's manifest; the token stands under OAuth & "
        "Permissions, once it is installed",
        asked=_slack,
    ),
    Question(
        name="way",
        asks="Does the bot reach out to Slack, or does Slack call it at an address of yours: socket or http?",
        usual="socket",
        kind=Literal["socket", "http"],
        asked=_slack,
    ),
    Question(
        name="SLACK_APP_TOKEN",
        asks="Its app-level token, for Socket Mode",
        kind=Annotated[str, token("xapp-")],
        secret=True,
        where="Basic Information, App-Level Tokens, with connections:write",
        asked=lambda answers: _slack(answers) and str(answers["way"]) == "socket",
    ),
    Question(
        name="SLACK_SIGNING_SECRET",
        asks="Its signing secret, by which the bot knows that Slack calls",
        secret=True,
        where="Basic Information, App Credentials",
        asked=lambda answers: _slack(answers) and str(answers["way"]) == "http",
    ),
    Question(
        name="MicrosoftAppId", asks="The app id of your Azure Bot", kind=Guid, where="Configuration", asked=_teams
    ),
    Question(
        name="MicrosoftAppPassword",
        asks="A client secret of it",
        secret=True,
        where="Certificates & secrets",
        asked=_teams,
    ),
    Question(name="MicrosoftAppTenantId", asks="The id of your directory (tenant)", kind=Guid, where=_ID, asked=_teams),
    Question(
        name="insights",
        asks="Connect Customer Insights now, or begin with the sandbox: now or later?",
        usual="later",
        kind=Literal["now", "later"],
    ),
    Question(
        name="INSIGHTS_INSTANCE_ID",
        asks="The id of your environment in Customer Insights",
        where="its settings, or its address",
        asked=_insights,
    ),
    Question(
        name="INSIGHTS_SUBSCRIPTION_KEY",
        asks="The subscription key of its API: the primary, or both with a comma",
        secret=True,
        where="Permissions, APIs",
        asked=_insights,
    ),
    Question(
        name="ENTRA_TENANT_ID",
        asks="The directory (tenant) id of the app registration that may call it",
        kind=Guid,
        where=_ID,
        asked=_insights,
    ),
    Question(name="ENTRA_CLIENT_ID", asks="Its application (client) id", kind=Guid, where=_ID, asked=_insights),
    Question(
        name="ENTRA_CLIENT_SECRET",
        asks="A client secret of it",
        secret=True,
        where="Certificates & secrets",
        asked=_insights,
    ),
    Question(
        name="people.admins",
        asks="Who may file requests? At least two e-mail addresses, with commas",
        kind=Entry,
        many=True,
        fits=_two_admins,
    ),
    Question(
        name="people.approvers",
        asks="Who approves them? Nobody approves their own",
        kind=Entry,
        many=True,
        fits=_enough,
    ),
    Question(
        name="people.tenant_admins",
        asks="Who may send and confirm exports to Microsoft? Enter for nobody",
        kind=Entry,
        many=True,
        usual="",
    ),
    Question(
        name="people.auditors",
        asks="Who may read everything and change nothing? Enter for nobody",
        kind=Entry,
        many=True,
        usual="",
    ),
    Question(
        name="channels.approvals.slack",
        asks="The Slack channel for approvals",
        kind=SlackChannel,
        usual="",
        where="`/dsr help` typed in it tells an admin its id; Enter to add it later",
        asked=_slack,
    ),
    Question(
        name="channels.failures.slack",
        asks="The Slack channel for what failed",
        kind=SlackChannel,
        usual="",
        asked=_slack,
    ),
    Question(
        name="channels.approvals.teams",
        asks="The Teams channel for approvals",
        usual="",
        asked=_teams,
        where="`@DSR Bot help` typed in it tells an admin its id; Enter to add it later",
    ),
    Question(name="channels.failures.teams", asks="The Teams channel for what failed", usual="", asked=_teams),
    Question(
        name="law.country",
        asks="Whose public holidays move a due date? A country by its two letters",
        kind=Country,
        usual="DE",
    ),
    Question(name="law.timezone", asks="Whose midnight ends a day? A time zone", kind=TimeZone, usual="Europe/Berlin"),
    Question(
        name="environment.name", asks="What do your people call this environment? Enter for its id", kind=Line, usual=""
    ),
    Question(
        name="mail.mailbox",
        asks="The mailbox that Microsoft's team knows, for exports; Enter to send by hand",
        kind=Email,
        usual="",
    ),
    Question(
        name="mail.server",
        asks="Who checks the senders of its mail? A host name, or exchange-online",
        kind=Line,
        usual="exchange-online",
        asked=_mailbox,
    ),
    Question(
        name="retention.after",
        asks='How long to keep what names people, after their last request? "0": for ever',
        kind=Duration,
        usual="365d",
    ),
    Question(
        name="retention.reason",
        asks="Why so long? One sentence, for who asks by GDPR Art. 5(1)(e)",
        kind=Line,
        usual="To show for a year how requests were answered",
        asked=_kept,
    ),
    Question(
        name="audit.keep", asks='How long to keep the log of who did what? "0": for ever', kind=Duration, usual="1095d"
    ),
    Question(
        name="audit.reason",
        asks="Why so long? One sentence",
        kind=Line,
        usual="To show for three years what was done",
        asked=lambda answers: answers["audit.keep"] != "0",
    ),
)


def questions(answers: Answers) -> Iterator[Question]:
    """Those that are asked, each once those before it were answered: `answers` grows meanwhile."""
    return (question for question in QUESTIONS if question.asked(answers))
