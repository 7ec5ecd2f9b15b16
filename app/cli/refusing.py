"""How a command says no: one sentence on standard error and exit code 1, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import IO, Any, ParamSpec, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from app import create_app
from app.cli import migrating
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from config import WrongSetting

P = ParamSpec("P")
R = TypeVar("R")


class Said(click.ClickException):
    """The sentence as it is, without click's word Error before it."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), err=True, file=file)


class Plenum(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Said(refusal_sentence(refusal)) from refusal
        except WrongSetting as wrong:
            raise Said(str(wrong)) from wrong
        except ArgumentError as wrong:
            raise Said(f"PLENUM_DATABASE_URL: {_first_line(wrong)}") from wrong
        except DatabaseError as error:
            if type(error) not in (OperationalError, DatabaseError):
                raise  # a broken rule of the tables is a bug of ours
            raise Said(f"The database cannot be used ({_first_line(error.orig)}).") from error
        except OSError as error:
            if not error.filename:
                raise
            raise Said(f"{error.filename}: {error.strerror}.") from error


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


@contextmanager
def opened() -> Iterator[Flask]:
    """The application of a command, left as it was found."""
    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def inside_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside the application, its database being at the newest migration."""

    @wraps(command)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with opened():
            migrating.check_newest()
            return command(*args, **kwargs)

    return inside
