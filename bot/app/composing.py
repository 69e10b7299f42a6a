"""From settings to a bot's parts: the company's rules as a policy, and the way to Customer Insights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from bot.app.outside import Outside
from bot.app.setup import Setup
from bot.settings.approval import Approval
from bot.settings.config import Audit, Config, Mail
from bot.settings.contoso import SANDBOX_MAIL
from bot.settings.environment import Insights, Process
from bot.settings.letters import templates
from bot.settings.setting_errors import SettingsError
from domain.export.chase import ChaseIntervals
from domain.keeping import Retention
from domain.mail.message import Rules
from domain.policy import ActLimits, MailPolicy, Policy
from domain.target import Channel, List, Target
from domain.words.languages import LANGUAGES
from gateways.clouds import CLOUDS
from gateways.customer_insights import Environment, subscription_keys
from gateways.mail import Server
from gateways.timestamps import Authority, roots_of
from gateways.tokens import Application
from storage.destroyed import list_beside
from storage.engines import parse
from storage.looking import see
from storage.master_key import load_master_key, load_or_make_master_key
from storage.store import Reader, Store, open_reader, open_store, was_used


def setup_of(
    process: Process,
    config: Config,
    insights: Insights,
    *,
    sandbox: bool = False,
    environment: str = "",
    one_of: str = "",
) -> Setup:
    """`sandbox`: every card says so. `environment`: see `Setup`; `one_of`: see `Policy`. On SQLite the missing master
    key of a new database is made beside it."""
    policy = policy_of(config, insights.instance_id, sandbox=sandbox, by_servers=process.smtp_url is not None)
    return Setup(
        environment=environment,
        database_url=process.database_url.get_secret_value(),
        master_key=_value(process.master_key) or load_or_make_master_key(key_file(process)),
        previous_master_key=_value(process.master_key_previous),
        outside=outside_of(process, insights),
        policy=replace(policy, one_of=one_of),
        people=config.people,
        circles=config.approval.circles,
        channels=config.channel_ids(),
        escalate_to=config.approval.escalate_to if isinstance(config.approval.escalate_to, tuple) else (),
        words=LANGUAGES[config.language.channels],
        letters=LANGUAGES[config.language.letters],
        anchor=Path(config.audit.anchor) if config.audit.anchor else None,
        authority=authority(config.audit),
    )


@asynccontextmanager
async def looking(process: Process) -> AsyncIterator[Reader]:
    """The database, to look into; neither it nor a key is made.

    Raises:
        NoDatabase, OlderDatabase, UnusableDatabase, WrongMasterKey: it cannot be looked into; the text says why.
    """
    url = process.database_url.get_secret_value()
    see(url)
    key = _value(process.master_key) or load_master_key(key_file(process))
    async with open_reader(url, key, _value(process.master_key_previous)) as reader:
        yield reader


@asynccontextmanager
async def changing(process: Process, anchor: str = "") -> AsyncIterator[Store]:
    """The database, up to date as it is, to change a little in it, also beside a bot that runs; no work is started.

    `anchor`: that of the log, beside which the list of destroyed keys stands.

    Raises:
        NoDatabase, OlderDatabase, UnusableDatabase, WrongMasterKey: it cannot be used; the text says why.
    """
    async with looking(process):  # neither made nor migrated here
        pass
    key = _value(process.master_key) or load_master_key(key_file(process))
    url, previous = process.database_url.get_secret_value(), _value(process.master_key_previous)
    destroyed = list_beside(Path(anchor)) if anchor else None
    async with open_store(url, key, previous_master_key=previous, destroyed=destroyed) as store:
        yield store


def makes_key(process: Process) -> bool:
    """Whether a start will make a master key.

    Raises:
        WrongMasterKey: the one that the database was made with is missing.
        UnusableDatabase: the address names no database that we can use.
    """
    if process.master_key or key_file(process).exists():
        return False
    if was_used(process.database_url.get_secret_value()):
        load_master_key(key_file(process))  # says that it is missing
    return True


def key_file(process: Process) -> Path:
    """Where the master key of a SQLite database is kept when none is set."""
    return key_beside(process.database_url.get_secret_value())


def key_beside(url: str) -> Path:
    """The same of any one."""
    return Path(parse(url).database or "").with_suffix(".key")


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def authority(audit: Audit) -> Authority | None:
    """Raises: SettingsError, where nobody could vouch for it."""
    if not audit.timestamp:
        return None
    try:
        return Authority(url=audit.timestamp, roots=roots_of(Path(audit.timestamp_ca)))
    except ValueError:
        raise SettingsError("audit.timestamp_ca names no file of PEM certificates: check it.") from None


def _servers(process: Process) -> tuple[Server, Server] | None:
    if not process.smtp_url or not process.imap_url:
        return None
    return Server.of(process.smtp_url.get_secret_value()), Server.of(process.imap_url.get_secret_value())


def outside_of(process: Process, insights: Insights) -> Outside:
    """How the parties outside are reached."""
    return Outside(
        environment=Environment(
            instance_id=insights.instance_id,
            keys=subscription_keys(insights.subscription_key.get_secret_value()),
            url=insights.url,
        ),
        application=Application(
            tenant=insights.tenant_id,
            client_id=insights.client_id,
            secret=insights.client_secret.get_secret_value(),
            authority=insights.authority,
        ),
        graph_url=insights.graph_url,
        insights_scope=insights.scope,
        graph_scope=CLOUDS[insights.clouds["GRAPH_CLOUD"]].graph_scope,
        dataverse_url=insights.dataverse_url or "",
        servers=_servers(process),
    )


def policy_of(config: Config, instance_id: str, *, sandbox: bool = False, by_servers: bool = False) -> Policy:
    """With a sandbox, its own mailbox stands in for the registered one, unless mail servers are connected."""
    return Policy(
        environment=instance_id,
        environment_name=config.environment.name or instance_id,
        required=config.approval.required,
        confirm=config.approval.confirm,
        digest=config.approval.digest,
        remind_after=config.approval.remind_after,
        expires_after=config.approval.expires_after,
        poll_every=config.refresh.poll_every,
        settle=config.refresh.settle,
        give_up_after=config.refresh.give_up_after,
        watch=config.refresh.watch,
        wait_for_schedule=config.refresh.wait_for_schedule,
        look_again=config.erasure.look_again,
        country=config.law.country,
        escalate_after=config.approval.escalate_after,
        escalate_to=_escalation(config.approval),
        region=config.law.region,
        controller=config.law.controller,
        authority=config.law.authority,
        letters=templates(config.letters.folder),
        target=config.law.target,
        timezone=config.law.timezone,
        own_domains=config.people.domains,
        sandbox=sandbox,
        limits=ActLimits(**config.limits.model_dump()),
        log_kept=config.audit.keep,
        retention=Retention(config.retention.after, config.retention.reason),
        recipients=config.recipients.names,
        mail=_mail(config.mail.model_copy(update=SANDBOX_MAIL) if sandbox and not by_servers else config.mail, config),
    )


def _escalation(approval: Approval) -> Target | None:
    if not approval.escalates:
        return None
    people = isinstance(approval.escalate_to, tuple)
    return Target.list(List.ESCALATION) if people else Target.channel(Channel.ESCALATION)


def _mail(mail: Mail, config: Config) -> MailPolicy:
    return MailPolicy(
        mailbox=mail.mailbox,
        rules=Rules(team=mail.team, domains=mail.domains, server=mail.server),
        patience=ChaseIntervals(
            chase_after=mail.chase_after,
            nudge_after=max(config.approval.remind_after, default=ChaseIntervals().nudge_after),
        ),
        escalate_before=mail.escalate_before,
        look_every=mail.look_every,
    )
