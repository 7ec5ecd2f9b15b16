"""Which migration the database is at, and bringing it to the newest one."""

from __future__ import annotations

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from app.errors import Refusal
from app.extensions import db, means_to_write
from app.i18n import N_


class NotSetUp(Refusal):
    message = N_("The database is empty. Set it up with: plenum db upgrade")


class TooOld(Refusal):
    message = N_("The database is older than this Plenum. Bring it up to date: plenum db upgrade")


class TooNew(Refusal):
    message = N_(
        "The database was made by a newer Plenum (%(revision)s) and is left alone. Use that one."
    )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(current_app.extensions["plenum.migrations"]))


def _current() -> str | None:
    """The revision of the database; None before the first."""
    token = means_to_write.set(False)
    try:
        with db.engine.connect() as connection:
            revision: str | None = MigrationContext.configure(connection).get_current_revision()
            return revision
    finally:
        means_to_write.reset(token)


def _is_known(scripts: ScriptDirectory, revision: str | None) -> bool:
    return revision is None or revision in {one.revision for one in scripts.walk_revisions()}


def check_newest() -> None:
    """Raises NotSetUp, TooOld, TooNew."""
    scripts, revision = _scripts(), _current()
    if not _is_known(scripts, revision):
        raise TooNew(revision=revision)
    if revision != scripts.get_current_head():
        raise TooOld if revision else NotSetUp


def upgrade() -> bool:
    """Bring the database to the newest migration; False when it was there. Raises TooNew."""
    scripts, revision = _scripts(), _current()
    if not _is_known(scripts, revision):
        raise TooNew(revision=revision)
    if revision == scripts.get_current_head():
        return False
    command.upgrade(current_app.extensions["migrate"].migrate.get_config(), "head")
    return True
