"""The head of the log, posted each day to a channel for people: what they have read, nobody takes back."""

from __future__ import annotations

from datetime import datetime, tzinfo

from domain.audit.head import head_of
from domain.notice import NoticeKind
from domain.target import Channel, Target
from storage.store import Store
from storage.unit import Unit


async def post_head(store: Store, zone: tzinfo, now: datetime) -> bool:
    """Once a day of the company, however many replicas there are and however often they start; whether it was now.

    A day without new events is no exception, so that silence is noticed. Nothing while the log lacks its end: its head
    would not be what it was. `now` is UTC.
    """
    key = f"head/{now.astimezone(zone):%Y-%m-%d}"
    return await store.write(lambda unit: _put(unit, key, now))


def _put(unit: Unit, key: str, now: datetime) -> bool:
    newest = unit.log.newest()
    if not newest or unit.brakes.everything():
        return False
    seal, _ = newest
    data = {"head": str(head_of(seal)), "at": seal.at}
    return unit.notices.add(key, NoticeKind.HEAD, Target.channel(Channel.AUDIT), now, data=data)
