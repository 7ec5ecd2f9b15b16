"""What was done to a draft, edit by edit, and who is at work on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9d41c7ae5b10"
down_revision = "3b8e5d71c2a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("patch", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_agenda_edits_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_agenda_edits_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_edits")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_agenda_edits_workshop_id_key")),
        sa.UniqueConstraint(
            "workshop_id", "number", name=op.f("uq_agenda_edits_workshop_id_number")
        ),
    )
    op.create_table(
        "agenda_presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_agenda_presences_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_agenda_presences_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_presences")),
        sa.UniqueConstraint(
            "workshop_id", "account_id", name=op.f("uq_agenda_presences_workshop_id_account_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("agenda_presences")
    op.drop_table("agenda_edits")
