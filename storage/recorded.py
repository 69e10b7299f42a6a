"""What the engine of durable work has on record, as far as it is changed beside the engine."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, column, func, inspect, select, table, update

EARLIER = "dsrbot"  # whose all work was before there were replicas, and is on SQLite


def rename(connection: Connection, request_id: str, old: str, new: str) -> None:
    """A text in what the steps of the work on a request have returned, in the caller's transaction."""
    schema = "dbos" if connection.dialect.name == "postgresql" else None
    if not inspect(connection).has_table("operation_outputs", schema=schema):
        return  # no work was ever begun
    outputs = table("operation_outputs", column("workflow_uuid"), column("output"), schema=schema)
    output = func.replace(outputs.c.output, json.dumps(old), json.dumps(new))
    chosen = outputs.c.workflow_uuid.startswith(f"{request_id}/", autoescape=True)
    connection.execute(update(outputs).where(chosen).values(output=output))


def workers(connection: Connection) -> set[str]:
    """On PostgreSQL: the executors that have begun work which has not ended."""
    if not inspect(connection).has_table("workflow_status", schema="dbos"):
        return set()  # the engine was never started
    works = table("workflow_status", column("executor_id"), column("status"), schema="dbos")
    return set(connection.scalars(select(works.c.executor_id).where(works.c.status == "PENDING").distinct()))


def hand_on(connection: Connection, of: Collection[str] | None = None) -> None:
    """On PostgreSQL: work that was under way elsewhere goes into the engine's own queue, as it puts there what it takes
    up again. From there it is taken once, by whatever process looks first. `of`: that of these executors alone, and of
    whom it is by then."""
    works = table("workflow_status", *map(column, ("status", "executor_id", *_NOBODYS)), schema="dbos")
    nobodys = update(works).where(works.c.status == "PENDING").values(status="ENQUEUED", **_NOBODYS)
    connection.execute(nobodys if of is None else nobodys.where(works.c.executor_id.in_(sorted(of))))


_NOBODYS = {
    "queue_name": "_dbos_internal_queue", "owner_xid": None, "recovery_attempts": 0, "deduplication_id": None,
    "started_at_epoch_ms": None, "completed_at": None,
}  # fmt: skip
