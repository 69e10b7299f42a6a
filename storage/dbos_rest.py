"""DBOS at rest. It has threads that look again and again for what ours never has, and no setting that ends them; they
took two thirds of what the bot used when nothing happened (docs/performance.md).
"""

from __future__ import annotations

from typing import Any

from dbos import DBOS, _dbos
from dbos._sys_db import SystemDatabase

THREADS = (
    (_dbos, "background_jobs_thread"),  # work that is delayed or has a deadline
    (_dbos, "dynamic_scheduler_loop"),  # work by the calendar
    (SystemDatabase, "_notification_listener_polling"),  # messages and events that work waits for
)


def install() -> None:
    """Before DBOS is launched: these threads end as soon as they begin."""
    for where, name in THREADS:
        setattr(where, name, _ends)


def has_no_other_queue(engine: DBOS) -> None:
    """It asks once a second for queues that somebody may have registered meanwhile."""
    engine._sys_db.list_queues = _none  # type: ignore[method-assign]


def looks_each(engine: DBOS, seconds: float) -> None:
    """For what is taken up: what was left at a start, or by a process that ended. From the look after next on."""
    engine._registry.get_internal_queue()._polling_interval_sec = seconds


def _ends(*_: Any) -> None:
    return None


def _none(**_: Any) -> list[Any]:
    return []
