"""From settings to a bot's parts: the company's rules as a policy, and the way to Customer Insights."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, Mail
from bot.contoso import SANDBOX_MAIL
from bot.environment import Insights, Process
from bot.wiring import Outside, Setup
from domain.chase import Patience
from domain.mail import Rules
from domain.policy import MailPolicy, Policy
from gateways.customer_insights import Environment, subscription_keys
from gateways.mail import Server
from gateways.tokens import Application
from storage.engines import parse
from storage.master_key import load_or_make_master_key


def setup_of(process: Process, config: Config, insights: Insights, *, sandbox: bool = False) -> Setup:
    """`sandbox`: every card says so. On SQLite a missing master key is made beside the database."""
    url = process.database_url.get_secret_value()
    key = process.master_key.get_secret_value() if process.master_key else load_or_make_master_key(key_file(url))
    previous = process.master_key_previous
    return Setup(
        database_url=url,
        master_key=key,
        previous_master_key=previous.get_secret_value() if previous else None,
        outside=_outside(insights, _servers(process)),
        policy=policy_of(config, insights.instance_id, sandbox=sandbox, by_servers=process.smtp_url is not None),
        people=config.people,
        channels=config.channels.ids(),
    )


def key_file(url: str) -> Path:
    """Where the master key of a SQLite database is kept when none is set."""
    return Path(parse(url).database or "").with_suffix(".key")


def _servers(process: Process) -> tuple[Server, Server] | None:
    if not process.smtp_url or not process.imap_url:
        return None
    return Server.of(process.smtp_url.get_secret_value()), Server.of(process.imap_url.get_secret_value())


def _outside(insights: Insights, servers: tuple[Server, Server] | None) -> Outside:
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
        servers=servers,
    )


def policy_of(config: Config, instance_id: str, *, sandbox: bool = False, by_servers: bool = False) -> Policy:
    """With a sandbox, its own mailbox stands in for the registered one, unless mail servers are connected."""
    return Policy(
        environment=instance_id,
        environment_name=config.environment.name or instance_id,
        required=config.approval.required,
        remind_after=config.approval.remind_after,
        expires_after=config.approval.expires_after,
        poll_every=config.refresh.poll_every,
        settle=config.refresh.settle,
        give_up_after=config.refresh.give_up_after,
        watch=config.refresh.watch,
        wait_for_schedule=config.refresh.wait_for_schedule,
        country=config.law.country,
        timezone=config.law.timezone,
        own_domains=config.people.domains,
        sandbox=sandbox,
        recipients=config.recipients.names,
        mail=_mail(config.mail.model_copy(update=SANDBOX_MAIL) if sandbox and not by_servers else config.mail, config),
    )


def _mail(mail: Mail, config: Config) -> MailPolicy:
    return MailPolicy(
        mailbox=mail.mailbox,
        rules=Rules(team=mail.team, domains=mail.domains, server=mail.server),
        patience=Patience(
            chase_after=mail.chase_after, nudge_after=max(config.approval.remind_after, default=Patience().nudge_after)
        ),
        escalate_before=mail.escalate_before,
        look_every=mail.look_every,
    )
