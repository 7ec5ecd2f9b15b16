"""Workshops as files, their publication and their participants, from the command line."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app import clock
from app.cli.refusing import inside_app
from app.errors import Refusal
from app.exchange import reading
from app.exchange import service as exchange
from app.exchange.source import LIMIT
from app.extensions import db
from app.i18n import N_
from app.publishing import service as publishing
from app.registration import queries
from app.registration.queries import ExportRow
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop


class NoSuchWorkshop(Refusal):
    message = N_("There is no workshop %(slug)s.")
    status = 422


def _get(slug: str) -> Workshop:
    workshop = find_workshop(slug)
    if workshop is None:
        raise NoSuchWorkshop(slug=slug)
    return workshop


def _publish(workshop: Workshop) -> str:
    version = publishing.publish(workshop, at=clock.now(), account_id=None)
    if version is None:
        return "Nothing changed since it was last published."
    return f"Published {workshop.slug} as version {version.number}."


@click.command()
@click.argument("file", type=click.Path(allow_dash=True, path_type=str))
@click.option("--publish", is_flag=True, help="And publish what was read.")
@inside_app
def load(file: str, publish: bool) -> None:
    """Read a workshop file; - reads standard input.

    The file is the whole workshop: what it does not hold leaves the draft. Registrations stay.
    """
    with sys.stdin.buffer if file == "-" else Path(file).open("rb") as source:
        content = source.read(LIMIT + 1)  # enough to see that it is too much
    workshop = exchange.load(reading.read(content), at=clock.now(), account_id=None)
    said = [f"Loaded {workshop.slug}."]
    if publish:
        said.append(_publish(workshop))
    db.session.commit()
    click.echo("\n".join(said))


@click.command()
@click.argument("slug")
@inside_app
def dump(slug: str) -> None:
    """Write the draft of a workshop as a workshop file to standard output."""
    click.echo(exchange.dump(_get(slug)).encode(), nl=False)


@click.command()
@click.argument("slug")
@inside_app
def publish(slug: str) -> None:
    """Publish the draft. Where nothing changed, no version is made."""
    said = _publish(_get(slug))
    db.session.commit()
    click.echo(said)


@click.command()
@click.argument("slug")
@click.option("--format", "how", type=click.Choice(["csv", "json"]), default="csv")
@inside_app
def participants(slug: str, how: str) -> None:
    """Write every registration of a workshop, in the order of asking."""
    rows = queries.export_rows(_get(slug).id)
    text = as_csv(rows) if how == "csv" else as_json(rows)
    click.echo(text.encode(), nl=False)


def as_json(rows: Sequence[ExportRow]) -> str:
    return json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Sequence[ExportRow]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, ["name", "email", "way", "state", "place", "at"])
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _not_a_formula(value) for column, value in _plain(row).items()})
    return file.getvalue()


def _plain(row: ExportRow) -> dict[str, str | int | None]:
    return {
        "name": row.name,
        "email": row.email,
        "way": row.way.value,
        "state": row.state.value,
        "place": row.place,
        "at": row.at.isoformat(),
    }


def _not_a_formula(value: str | int | None) -> str | int | None:
    """Spreadsheets run a cell that begins like a formula; an apostrophe makes it text."""
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@")):
        return f"'{value}"
    return value
