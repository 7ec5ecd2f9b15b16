"""Answers, consents, groups, offers, files, attendance and what is left after erasure.

Forms that are there keep their data until somebody decides otherwise.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5a1e90c4b7d2"
down_revision = "c27e90a1f4d8"
branch_labels = None
depends_on = None

REGISTRATIONS = sa.table(
    "registrations", sa.column("asked", sa.Boolean()), sa.column("source", sa.String())
)
FORMS = sa.table("registration_forms", sa.column("id"), sa.column("questions", sa.JSON()))


def upgrade() -> None:
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_files_key")),
    )
    op.create_table(
        "bulk_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_bulk_acts_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_bulk_acts_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_bulk_acts_key")),
    )
    with op.batch_alter_table("bulk_acts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bulk_acts_workshop_id"), ["workshop_id"], unique=False
        )

    op.create_table(
        "choice_pools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("stayed", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_choice_pools_no_negative_capacity")),
        sa.CheckConstraint("used >= 0", name=op.f("ck_choice_pools_no_negative_use")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_choice_pools_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_pools")),
        sa.UniqueConstraint(
            "workshop_id",
            "question",
            "choice",
            name=op.f("uq_choice_pools_workshop_id_question_choice"),
        ),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("registration", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_erasures_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("registration", name=op.f("uq_erasures_registration")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasures_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "handouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_handouts_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_handouts_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
        sa.UniqueConstraint("key", name=op.f("uq_handouts_key")),
    )
    with op.batch_alter_table("handouts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handouts_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handouts_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "registration_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_registration_figures_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_figures")),
        sa.UniqueConstraint(
            "workshop_id",
            "dimension",
            "value",
            name=op.f("uq_registration_figures_workshop_id_dimension_value"),
        ),
    )
    op.create_table(
        "registration_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_registration_groups_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_groups")),
        sa.UniqueConstraint("key", name=op.f("uq_registration_groups_key")),
    )
    with op.batch_alter_table("registration_groups", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_groups_workshop_id"), ["workshop_id"], unique=False
        )

    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seen", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_attendances_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_attendances_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "registration_id", "day", "seen", name=op.f("uq_attendances_registration_id_day_seen")
        ),
    )
    op.create_table(
        "choice_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"],
            ["choice_pools.id"],
            name=op.f("fk_choice_places_pool_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_choice_places_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_places")),
        sa.UniqueConstraint(
            "pool_id", "registration_id", name=op.f("uq_choice_places_pool_id_registration_id")
        ),
    )
    with op.batch_alter_table("choice_places", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_choice_places_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "consent_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_consent_notes_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_notes")),
    )
    with op.batch_alter_table("consent_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_notes_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "registration_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_files.id"],
            name=op.f("fk_registration_answers_file_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_answers_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_answers")),
        sa.UniqueConstraint(
            "registration_id",
            "question",
            name=op.f("uq_registration_answers_registration_id_question"),
        ),
    )
    with op.batch_alter_table("registration_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_answers_file_id"), ["file_id"], unique=False
        )

    with op.batch_alter_table("registration_forms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_hours", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("keep_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("keep_held", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("responsible", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("registration_forms", schema=None) as batch_op:
        batch_op.alter_column("reminders", server_default=None)
        batch_op.alter_column("keep_held", server_default=None)

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("native_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("address_as", sa.String(length=80), nullable=True))
        batch_op.add_column(
            sa.Column("source", sa.String(length=32), nullable=False, server_default="form")
        )
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("no_reminders", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("revision", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_index(batch_op.f("ix_registrations_group_id"), ["group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registrations_group_id"),
            "registration_groups",
            ["group_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.execute(REGISTRATIONS.update().where(~REGISTRATIONS.c.asked).values(source="speaker"))
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.alter_column("source", server_default=None)
        batch_op.alter_column("revision", server_default=None)
        batch_op.alter_column("no_reminders", server_default=None)
        batch_op.drop_column("asked")
    _rewrite_choices(_with_keys)


def _rewrite_choices(rewrite):
    connection = op.get_bind()
    for id, questions in connection.execute(sa.select(FORMS.c.id, FORMS.c.questions)).all():
        changed = [
            one | {"choices": rewrite(one["choices"])} if one.get("choices") else one
            for one in questions
        ]
        if changed != questions:
            connection.execute(FORMS.update().where(FORMS.c.id == id).values(questions=changed))


def _with_keys(choices):
    """A choice was its words alone; now it has a key, which answers are kept by."""
    return [{"key": f"c{number}", "label": label} for number, label in enumerate(choices, 1)]


def _without_keys(choices):
    return [choice["label"] for choice in choices]


def downgrade() -> None:
    _rewrite_choices(_without_keys)
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.execute(
        REGISTRATIONS.update().where(REGISTRATIONS.c.source == "speaker").values(asked=sa.false())
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.alter_column("asked", server_default=None)
        batch_op.drop_constraint(batch_op.f("fk_registrations_group_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_registrations_group_id"))
        batch_op.drop_column("no_reminders")
        batch_op.drop_column("revision")
        batch_op.drop_column("offered_until")
        batch_op.drop_column("group_id")
        batch_op.drop_column("source")
        batch_op.drop_column("address_as")
        batch_op.drop_column("native_name")

    with op.batch_alter_table("registration_forms", schema=None) as batch_op:
        batch_op.drop_column("responsible")
        batch_op.drop_column("keep_held")
        batch_op.drop_column("keep_days")
        batch_op.drop_column("reminders")
        batch_op.drop_column("offer_hours")

    with op.batch_alter_table("registration_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_answers_file_id"))

    op.drop_table("registration_answers")
    with op.batch_alter_table("consent_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_notes_registration_id"))

    op.drop_table("consent_notes")
    with op.batch_alter_table("choice_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_places_registration_id"))

    op.drop_table("choice_places")
    op.drop_table("attendances")
    with op.batch_alter_table("registration_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_groups_workshop_id"))

    op.drop_table("registration_groups")
    op.drop_table("registration_figures")
    with op.batch_alter_table("handouts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handouts_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_handouts_file_id"))

    op.drop_table("handouts")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasures_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_erasures_address"))

    op.drop_table("erasures")
    op.drop_table("choice_pools")
    with op.batch_alter_table("bulk_acts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_acts_workshop_id"))

    op.drop_table("bulk_acts")
    op.drop_table("stored_files")
