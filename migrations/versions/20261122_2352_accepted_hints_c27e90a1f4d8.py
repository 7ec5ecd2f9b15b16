"""Hints that organisers know of and leave as they are, with their reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c27e90a1f4d8"
down_revision = "9d41c7ae5b10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accepted_hints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_accepted_hints_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_accepted_hints_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_hints")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_accepted_hints_workshop_id_key")),
    )


def downgrade() -> None:
    op.drop_table("accepted_hints")
