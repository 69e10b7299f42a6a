"""What the engine of durable work has on record, as far as it is changed beside the engine."""

from __future__ import annotations

import json

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
    """The executors that have begun work which has not ended; on PostgreSQL, once the engine was started."""
    works = table("workflow_status", column("executor_id"), column("status"), schema="dbos")
    return set(connection.scalars(select(works.c.executor_id).where(works.c.status == "PENDING").distinct()))
