"""What is out of order, told to the admins each time that it changes, and once a day while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.notice import NoticeKind
from domain.people import Role
from domain.target import Target
from handlers.ports import Unit


def tell_admins(unit: Unit, kind: NoticeKind, what: str, how: str, data: Mapping[str, str], now: datetime) -> None:
    """Once, however many replicas notice it. `what` is out of order, or well again; `how`: a code, empty where it is
    well, which is no news where nothing else was told."""
    start = f"{kind}/{what}/"
    last = unit.notices.last(kind, start)
    if not how and not last:
        return
    if last and last.data == data and (not how or last.created_at.date() == now.date()):
        return
    key = f"{start}{how}/{last.id if last else 0}"
    unit.notices.add(key, kind, Target.role(Role.ADMIN), now, data=data)
