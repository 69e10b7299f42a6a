"""Every address that an account ever had, addresses that moved to another account, and the addresses of who asked.

The address of a person becomes that of each of their accounts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID, ROW, CODE = sa.String(64), sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("same_as", ID))
    op.add_column("accounts", sa.Column("lookup", sa.LargeBinary))
    op.create_index("ix_accounts_lookup", "accounts", ["lookup"])
    _addresses()
    _moves()
    op.create_table(
        "request_addresses",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("request_id", "lookup", name="pk_request_addresses"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_request_addresses_request_id"),
    )
    _carry_over()


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("surface", CODE, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("lookup", "surface", "tenant", "account_id", name="pk_addresses"),
    )
    op.create_index("ix_addresses_surface_tenant_account_id", "addresses", ["surface", "tenant", "account_id"])


def _moves() -> None:
    op.create_table(
        "moves",
        sa.Column("id", ROW, nullable=False),
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("surface", CODE, nullable=False),
        sa.Column("tenant", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("taker_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("whose", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
    )
    op.create_index("ix_moves_owner_id", "moves", ["owner_id"])
    op.create_index("ix_moves_taker_id", "moves", ["taker_id"])
    op.create_index("ix_moves_lookup", "moves", ["lookup"])
    unsaid = sa.text("whose IS NULL")
    op.create_index("ix_moves_open", "moves", ["id"], sqlite_where=unsaid, postgresql_where=unsaid)


def _carry_over() -> None:
    mine = "(SELECT people.lookup FROM people WHERE people.id = accounts.person_id)"
    op.execute(f"UPDATE accounts SET lookup = {mine}")  # noqa: S608
    op.execute(
        "INSERT INTO addresses (lookup, surface, tenant, account_id) "
        "SELECT lookup, surface, tenant, account_id FROM accounts WHERE lookup IS NOT NULL"
    )
    op.execute(
        "INSERT INTO request_addresses (request_id, lookup) SELECT DISTINCT requests.id, accounts.lookup FROM requests "
        "JOIN accounts ON accounts.person_id = requests.requester_id WHERE accounts.lookup IS NOT NULL"
    )
