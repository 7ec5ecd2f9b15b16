"""The program `plenum`. Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage."""

from __future__ import annotations

import click

from app.cli import accounts, database, mail, serving, workshops
from app.cli.refusing import Plenum

main = Plenum(
    "plenum",
    help="Plan a workshop by theme, invite its speakers, register its participants, feed their "
    "calendars. Settings come from the environment; README.md lists them.",
    commands=[
        database.db,
        database.demo,
        database.check,
        workshops.load,
        workshops.dump,
        workshops.publish,
        workshops.participants,
        accounts.account,
        mail.mail,
        serving.serve,
        serving.worker,
        serving.up,
    ],
)
click.version_option(package_name="plenum", message="%(package)s %(version)s")(main)
