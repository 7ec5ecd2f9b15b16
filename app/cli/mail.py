"""Mail that comes in: a mail server hands each message to this program."""

from __future__ import annotations

import logging
import sys
from typing import BinaryIO

import click

from app import clock
from app.cli import migrating
from app.cli.refusing import opened
from app.extensions import db
from app.mail import receiving

#: Read of a message; what is longer is read to its end, so that the mail server can go on, and not
#: kept.
LIMIT = 10 * 1024 * 1024
#: sysexits.h: try again later. With any other number a mail server sends the message back.
EX_TEMPFAIL = 75


@click.group()
def mail() -> None:
    """E-mails that come in."""


@mail.command()
@click.option("--recipient", help="The address it was sent to, where the mail server says it.")
@click.option("--sender", help="The envelope's sender; empty for reports of mail servers.")
def receive(recipient: str | None, sender: str | None) -> None:
    """Read one message on standard input: an answer from a calendar, a report, a reply.

    Ends with 0 once the message is kept, whatever it says, and with 75 where the mail server
    should try again later. Postfix, in /etc/aliases: plenum-in: "|plenum mail receive"
    """
    # Nobody sees a terminal here; addresses and texts stay out of logs.
    logging.basicConfig(stream=sys.stderr, level=logging.CRITICAL)
    try:
        raw = _read(sys.stdin.buffer)
        with opened():
            migrating.check_newest()
            receiving.take(raw, at=clock.now(), recipient=recipient, sender=sender)
            db.session.commit()
    except Exception as error:  # a mail server shows what is said here to whoever wrote
        click.echo(f"The message could not be kept ({type(error).__name__}).", err=True)
        sys.exit(EX_TEMPFAIL)


def _read(stream: BinaryIO) -> bytes:
    raw = stream.read(LIMIT)
    while stream.read(1024 * 1024):
        pass
    return raw
