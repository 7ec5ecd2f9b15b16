"""Plans, calendars, conversations, materials and papers of invitations; what holds mail back and
what comes back.

One reminder that was sent counts as the first; letters know the provider they go to.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "766a8478c7db"
down_revision = "5a1e90c4b7d2"
branch_labels = None
depends_on = None

INVITATIONS = sa.table("invitations", sa.column("reminded_at"), sa.column("reminders"))
LETTERS = sa.table("letters", sa.column("id"), sa.column("to_email"), sa.column("domain"))
STORED_FILES = sa.table("stored_files", sa.column("id"))
SLIDES = sa.table("slide_files", sa.column("file_id"))
SPEAKERS = sa.table("speakers", sa.column("photo_id"))
LETTER_STATES = sa.table("letters", sa.column("state"))


def upgrade() -> None:
    op.create_table(
        "mail_providers",
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.Column("paced_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_mail_providers")),
    )
    op.create_table(
        "mail_switches",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("team_only", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_mail_switches")),
    )
    op.create_table(
        "received_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=True),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_received_mails_fingerprint")),
    )
    with op.batch_alter_table("received_mails", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_received_mails_recipient"), ["recipient"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_received_mails_workshop_id"), ["workshop_id"], unique=False
        )

    op.create_table(
        "invitation_plans",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("lapses", sa.Boolean(), nullable=False),
        sa.Column("tasks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("paper", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_invitation_plans_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_invitation_plans")),
    )
    op.create_table(
        "official_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_official_letters_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_official_letters_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_letters")),
        sa.UniqueConstraint(
            "workshop_id", "number", name=op.f("uq_official_letters_workshop_id_number")
        ),
    )
    with op.batch_alter_table("official_letters", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_official_letters_recipient"), ["recipient"], unique=False
        )

    op.create_table(
        "slide_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("item_uid", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_slide_files_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speakers.id"],
            name=op.f("fk_slide_files_speaker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slide_files")),
        sa.UniqueConstraint("file_id", name=op.f("uq_slide_files_file_id")),
        sa.UniqueConstraint(
            "speaker_id",
            "item_uid",
            "number",
            name=op.f("uq_slide_files_speaker_id_item_uid_number"),
        ),
    )
    op.create_table(
        "speaker_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speakers.id"],
            name=op.f("fk_speaker_consents_speaker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_consents")),
    )
    with op.batch_alter_table("speaker_consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_speaker_consents_speaker_id"), ["speaker_id"], unique=False
        )

    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partstat", sa.String(length=20), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_appointments_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint(
            "invitation_id", "uid", name=op.f("uq_appointments_invitation_id_uid")
        ),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_remarks_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_remarks_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_remarks_invitation_id"), ["invitation_id"], unique=False
        )

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("answered_via", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("reminders", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("chases", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("told", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("assistant_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("assistant_email", sa.String(length=254), nullable=True))
        batch_op.add_column(
            sa.Column("assistant_generation", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("delegate_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("delegate_email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("delegated_from_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_invitations_delegated_from_id"),
            "invitations",
            ["delegated_from_id"],
            ["id"],
            ondelete="SET NULL",
        )

    op.execute(
        INVITATIONS.update().where(INVITATIONS.c.reminded_at.is_not(None)).values(reminders=1)
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        for column in ("reminders", "chases", "assistant_generation"):
            batch_op.alter_column(column, server_default=None)

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("domain", sa.String(length=254), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("method", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("tried_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_letters_domain"), ["domain"], unique=False)

    _say_domains()
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.alter_column("domain", server_default=None)

    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("biography", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(
            sa.Column("please_translate", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("photo_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("photo_alt", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_speakers_photo_id"), ["photo_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_speakers_photo_id"),
            "stored_files",
            ["photo_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.alter_column("please_translate", server_default=None)


def _say_domains() -> None:
    rows = op.get_bind().execute(sa.select(LETTERS.c.id, LETTERS.c.to_email)).all()
    for id, address in rows:
        domain = address.rpartition("@")[2].lower()[:254]
        op.execute(LETTERS.update().where(LETTERS.c.id == id).values(domain=domain))


def _let_files_go() -> None:
    """Photos and slides have no holder before; their octets are swept once no row knows them."""
    kept = STORED_FILES.c.id.in_(
        sa.union_all(
            sa.select(SLIDES.c.file_id),
            sa.select(SPEAKERS.c.photo_id).where(SPEAKERS.c.photo_id.is_not(None)),
        )
    )
    ids = op.get_bind().scalars(sa.select(STORED_FILES.c.id).where(kept)).all()
    op.execute(SLIDES.delete())
    op.execute(SPEAKERS.update().values(photo_id=None))
    op.execute(STORED_FILES.delete().where(STORED_FILES.c.id.in_(ids)))


def downgrade() -> None:
    _let_files_go()
    later = {"refused": "gave_up", "kept_back": "gave_up"}
    for state, earlier in later.items():
        known = LETTER_STATES.update().where(LETTER_STATES.c.state == state)
        op.execute(known.values(state=earlier))
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_speakers_photo_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_speakers_photo_id"), type_="unique")
        batch_op.drop_column("photo_alt")
        batch_op.drop_column("photo_id")
        batch_op.drop_column("please_translate")
        batch_op.drop_column("biography")

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_domain"))
        batch_op.drop_column("tried_since")
        batch_op.drop_column("method")
        batch_op.drop_column("domain")

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_invitations_delegated_from_id"), type_="foreignkey"
        )
        batch_op.drop_column("delegated_from_id")
        batch_op.drop_column("delegate_email")
        batch_op.drop_column("delegate_name")
        batch_op.drop_column("assistant_generation")
        batch_op.drop_column("assistant_email")
        batch_op.drop_column("assistant_name")
        batch_op.drop_column("told")
        batch_op.drop_column("chases")
        batch_op.drop_column("chased_at")
        batch_op.drop_column("reminders")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("answered_via")
        batch_op.drop_column("answer_by")

    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_invitation_id"))

    op.drop_table("remarks")
    op.drop_table("appointments")
    with op.batch_alter_table("speaker_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_consents_speaker_id"))

    op.drop_table("speaker_consents")
    op.drop_table("slide_files")
    with op.batch_alter_table("official_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_official_letters_recipient"))

    op.drop_table("official_letters")
    op.drop_table("invitation_plans")
    with op.batch_alter_table("received_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_received_mails_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_received_mails_recipient"))

    op.drop_table("received_mails")
    op.drop_table("mail_switches")
    op.drop_table("mail_providers")
