"""The database from the command line: migrations, the demo, the invariants."""

from __future__ import annotations

import click

from app import clock
from app.agenda import checks as agenda
from app.attendance import checks as attendance
from app.cli import migrating
from app.cli.refusing import inside_app, opened
from app.demo import service as demo_service
from app.extensions import db as database
from app.extensions import means_to_write
from app.files import checks as files
from app.invitations import checks as invitations
from app.mail import checks as mail
from app.privacy import checks as privacy
from app.registration import checks as registration


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest migration."""
    with opened():
        if migrating.upgrade():
            click.echo("The database is set up for this Plenum.")
        else:
            click.echo("The database is up to date.")


@click.command()
@click.option("--reset", is_flag=True, help="Make the demo workshops anew, as they were at first.")
@inside_app
def demo(reset: bool) -> None:
    """Load the demo where it is not yet: the workshop of July 2023 and one to practise with."""
    said = demo_service.load_demo(at=clock.now(), reset=reset)
    database.session.commit()
    click.echo("\n".join(said) or "The demo is there already.")


@click.command()
@inside_app
def check() -> None:
    """Look whether what is stored still agrees with itself. Changes nothing."""
    means_to_write.set(False)
    features = (agenda, registration, invitations, attendance, mail, files, privacy)
    broken = [line for feature in features for line in feature.broken()]
    broken += files.held_by_nobody()
    for line in broken:
        click.echo(line)
    if broken:
        raise SystemExit(1)
    click.echo("Everything stored agrees with itself.")
