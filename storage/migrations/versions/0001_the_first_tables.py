"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)
WORD = sa.String(32)
BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def only(condition: str) -> dict[str, Any]:
    """An index of some rows only."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("request_id", ID),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])

    op.create_table(
        "events",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", ID),
        sa.Column("request_id", ID),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger()),
        sa.Column("previous_hash", BYTES),
        sa.Column("hash", BYTES),
        sa.Column("batch", sa.BigInteger()),
        sa.Column("signature", BYTES),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("seq", name="uq_events_seq"),
    )
    op.create_index("ix_events_request_id", "events", ["request_id"])
    op.create_index("ix_events_unsealed", "events", ["id"], **only("seq IS NULL"))

    op.create_table(
        "keys",
        sa.Column("name", WORD, nullable=False),
        sa.Column("wrapped", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )

    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lookup", BYTES),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("lookup", name="uq_people_lookup"),
    )

    op.create_table(
        "subjects",
        sa.Column("id", ID, nullable=False),
        sa.Column("wrapped_key", BYTES),
        sa.Column("lookup", BYTES),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("destroyed_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
        sa.UniqueConstraint("lookup", name="uq_subjects_lookup"),
    )

    op.create_table(
        "accounts",
        sa.Column("surface", ID, nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id"),
        sa.PrimaryKeyConstraint("surface", "tenant", "account_id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_person_id", "accounts", ["person_id"])

    op.create_table(
        "requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("environment", sa.String(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("requester_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("surface", ID, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("cancel_asked_by", ID),
        sa.Column("replaces", ID),
        sa.Column("fingerprint", ID),
        sa.Column("changed", sa.Integer()),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_requests_subject_id"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_changed", "requests", ["changed"], **only("changed IS NOT NULL"))
    op.create_index("ix_requests_created_at", "requests", ["created_at"])
    op.create_index("ix_requests_due_at", "requests", ["due_at"], **only("due_at IS NOT NULL"))
    op.create_index("ix_requests_fingerprint", "requests", ["fingerprint"], **only("fingerprint IS NOT NULL"))
    op.create_index("ix_requests_requester_id_created_at", "requests", ["requester_id", "created_at"])
    op.create_index("ix_requests_state_created_at", "requests", ["state", "created_at"])
    op.create_index("ix_requests_subject_id", "requests", ["subject_id"])

    op.create_table(
        "cards",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("surface", ID, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("person_id", ID),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_cards_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint("address", "place", "surface", name="uq_cards_address_place_surface"),
    )
    op.create_index("ix_cards_request_id", "cards", ["request_id"])

    op.create_table(
        "notices",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("request_id", ID),
        sa.Column("surface", ID),
        sa.Column("place", sa.String()),
        sa.Column("person_id", ID),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("given_up", sa.String()),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_notices_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
    )
    op.create_index("ix_notices_due_at", "notices", ["due_at"], **only("due_at IS NOT NULL"))
    op.create_index("ix_notices_request_id", "notices", ["request_id"])

    op.create_table(
        "request_subjects",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_request_subjects_request_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_request_subjects_subject_id"),
        sa.PrimaryKeyConstraint("request_id", "subject_id", name="pk_request_subjects"),
    )
    op.create_index("ix_request_subjects_subject_id", "request_subjects", ["subject_id"])

    op.create_table(
        "steps",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sealed", BYTES),
        sa.Column("state", WORD, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("fault", BYTES),
        sa.Column("job_id", sa.String()),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("intent_at", INSTANT),
        sa.Column("failed_at", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_steps_request_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_steps_subject_id"),
        sa.PrimaryKeyConstraint("request_id", "key", name="pk_steps"),
    )
    op.create_index("ix_steps_job_id", "steps", ["job_id"])
    op.create_index("ix_steps_subject_id", "steps", ["subject_id"])

    op.create_table(
        "votes",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", BYTES),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_votes_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
        sa.UniqueConstraint("request_id", "person_id", name="uq_votes_request_id_person_id"),
    )
