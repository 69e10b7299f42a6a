"""What `dsrbot.toml` may say, and probably does not mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot.settings.config import Config
from domain.addresses import folded

_SHORTEST_MONTH, _LONG = timedelta(days=28), timedelta(days=366)


def doubts(config: Config) -> Iterator[str]:
    """What is allowed, and probably not meant."""
    if not config.people.admins:
        yield "people.admins is empty: nobody may file a request."
    yield from _outside_doubts(config, datetime.now(UTC).astimezone(config.law.timezone).date())
    for purpose, ids in config.channels.ids().items():
        if not ids:
            yield f"channels.{purpose} is empty: what belongs there reaches people one by one, or nobody."
    if config.mail.mailbox and not config.mail.server:
        yield "mail.server is empty: every mail of Microsoft's team waits until a person has looked at it."
    if not config.people.tenant_admins:
        yield "people.tenant_admins is empty: nobody may send or confirm an export."
    yield from _retention_doubts(config)
    yield from _log_doubts(config)
    if "law" not in config.model_fields_set:
        yield "law is not set: due dates follow the public holidays of Germany."
    if config.law.target >= _SHORTEST_MONTH:
        yield 'law.target may be no earlier than the legal date, and then does not count: give "27d" or less.'


def _log_doubts(config: Config) -> Iterator[str]:
    if not config.audit.keep:
        yield "audit.keep is not set: the log of who did what is kept for ever."
        return
    if not config.audit.reason:
        yield "audit.reason is empty: write down why the log is kept for so long (GDPR Art. 5(1)(e))."
    if not config.retention.after or config.audit.keep < config.retention.after:
        yield "audit.keep is shorter than retention.after: what was done is forgotten before whom it was done for."


def _retention_doubts(config: Config) -> Iterator[str]:
    if not config.retention.after:
        yield "retention.after is not set: what is kept of the people who asked is never erased from here."
        return
    if config.retention.after < _SHORTEST_MONTH:
        yield "retention.after is shorter than a month: whoever asks by then what became of it is not known here."
    if not config.retention.reason:
        yield "retention.reason is empty: write down why what names people is kept for so long (GDPR Art. 5(1)(e))."


def _outside_doubts(config: Config, today: date) -> Iterator[str]:
    """Nobody is named, as whoever reads this may not know them all."""
    days = config.people.outside_auditors.values()
    if over := sum(until < today for until in days):
        yield f"people.outside_auditors has {over} whose last day has passed, and who may read no more: take them out."
    if long := sum(until > today + _LONG for until in days):
        yield f"people.outside_auditors lets {long} read for more than a year: give an earlier day."
    domains = {entry.rpartition("@")[2] for entry in map(folded, config.people.outside_auditors)}
    if domains & set(config.people.domains):
        yield "people.outside_auditors names an address of the company's own: it counts for guests alone; see auditors."
