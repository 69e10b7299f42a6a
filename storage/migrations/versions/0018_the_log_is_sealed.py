"""The audit log is numbered, chained and signed, and what was written stays as it was.

A trigger keeps events, seals and cuts from being changed or deleted, but for what a signed cut covers. It stops slips,
and whoever takes it away first is found by the chain.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SAYS = "the audit log is not changed"
_KEPT = "old.seq IS NOT NULL AND old.seq <= (SELECT coalesce(max(after), 0) FROM cuts)"
_WRITTEN = ("id", "kind", "at", "actor_id", "request_id", "data")


def upgrade() -> None:
    for name in ("previous_hash", "batch", "signature"):
        op.drop_column("events", name)
    number = sa.BigInteger()
    op.create_table(
        "seals",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("first", number, nullable=False),
        sa.Column("last", number, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seals"),
    )
    op.create_index("ix_seals_at", "seals", ["at"])
    op.create_table(
        "cuts",
        sa.Column("after", number, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", number, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("after", name="pk_cuts"),
    )
    op.create_table(
        "signing_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public", sa.String(64), nullable=False),
        sa.Column("from_seal", number, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.Column("consent", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_signing_keys"),
        sa.UniqueConstraint("public", name="uq_signing_keys_public"),
    )
    _guard(op.get_bind().dialect.name == "sqlite")


def _guard(sqlite: bool) -> None:
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"new.{name} {differs} old.{name}" for name in _WRITTEN)
    _forbid(sqlite, "events", "UPDATE", f"old.seq IS NOT NULL OR {changed}")
    _forbid(sqlite, "events", "DELETE", f"NOT ({_KEPT})")
    _forbid(sqlite, "seals", "UPDATE", "TRUE")
    _forbid(sqlite, "seals", "DELETE", "old.last > (SELECT coalesce(max(after), 0) FROM cuts)")
    for table in ("cuts", "signing_keys"):
        for act in ("UPDATE", "DELETE"):
            _forbid(sqlite, table, act, "TRUE")


def _forbid(sqlite: bool, table: str, act: str, when: str) -> None:
    name = f"{table}_{act.lower()}_guard"
    if sqlite:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
        return
    back = "new" if act == "UPDATE" else "old"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{_SAYS}'; END IF; RETURN {back}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
