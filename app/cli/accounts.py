"""Organisers' accounts, from the command line."""

from __future__ import annotations

import click

from app import clock
from app.accounts import service
from app.cli.refusing import inside_app
from app.extensions import db


@click.group()
def account() -> None:
    """Organisers: who may sign in."""


@account.command()
@click.argument("email")
@click.option("--name", required=True, help="As it is shown to others.")
@click.option("--admin", is_flag=True, help="May see every workshop and the outgoing letters.")
@inside_app
def add(email: str, name: str, admin: bool) -> None:
    """Make an organiser."""
    made = service.add_account(email=email, name=name, is_admin=admin, at=clock.now())
    db.session.commit()
    click.echo(f"{made.name} <{made.email}> can sign in. A link: plenum account link {made.email}")


@account.command()
@click.argument("email")
@inside_app
def link(email: str) -> None:
    """Print a link that signs the organiser in, once."""
    click.echo(service.sign_in_link(service.get_account(email), at=clock.now()))
