"""From settings to a bot's parts: the company's rules as a policy, and the way to Customer Insights."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.environment import Insights, Process
from bot.wiring import Outside, Setup
from domain.policy import Policy
from gateways.customer_insights import Environment, subscription_keys
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
        outside=_outside(insights),
        policy=policy_of(config, insights.instance_id, sandbox=sandbox),
        people=config.people,
        channels=config.channels.ids(),
    )


def key_file(url: str) -> Path:
    """Where the master key of a SQLite database is kept when none is set."""
    return Path(parse(url).database or "").with_suffix(".key")


def _outside(insights: Insights) -> Outside:
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
    )


def policy_of(config: Config, instance_id: str, *, sandbox: bool = False) -> Policy:
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
        country=config.law.country,
        timezone=config.law.timezone,
        own_domains=config.people.domains,
        sandbox=sandbox,
        recipients=config.recipients.names,
    )
