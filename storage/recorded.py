"""What the engine of durable work has on record, as far as it is changed beside the engine."""

from __future__ import annotations

import json

from sqlalchemy import Connection, column, func, inspect, table, update


def rename(connection: Connection, request_id: str, old: str, new: str) -> None:
    """A text in what the steps of the work on a request have returned, in the caller's transaction."""
    schema = "dbos" if connection.dialect.name == "postgresql" else None
    if not inspect(connection).has_table("operation_outputs", schema=schema):
        return  # no work was ever begun
    outputs = table("operation_outputs", column("workflow_uuid"), column("output"), schema=schema)
    output = func.replace(outputs.c.output, json.dumps(old), json.dumps(new))
    chosen = outputs.c.workflow_uuid.startswith(f"{request_id}/", autoescape=True)
    connection.execute(update(outputs).where(chosen).values(output=output))
