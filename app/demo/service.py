"""The demo: the workshop of 21 July 2023 as it is told in its report, and one to practise with."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from app.accounts import queries as account_queries
from app.accounts import service as accounts
from app.errors import Refusal
from app.exchange import reading, shifting
from app.exchange import service as exchange
from app.exchange.values import WorkshopInFile
from app.extensions import db
from app.i18n import N_, gettext, zones
from app.invitations.models import Invitation
from app.mail.models import Letter
from app.publishing import service as publishing
from app.registration.models import Registration, SeatPool
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import WorkshopState

FOLDER = Path(__file__).parent
SEED = FOLDER / "2023-07-21.yaml"
PRACTICE = FOLDER / "practice.yaml"

ORGANISER = "organiser@example.org"
#: From loading to the day of the practice workshop: time enough to plan, invite and register.
AHEAD = timedelta(weeks=8)


class NotPractice(Refusal):
    message = N_("The workshop at “%(slug)s” is not marked as practice, so nothing was reset.")


def load_demo(*, at: datetime, reset: bool = False) -> list[str]:
    """Load and publish the demo workshops that are not there; one that is stays untouched.

    With `reset` the files are loaded over them: what was changed in them is undone, and the
    practice workshop loses its registrations, invitations and letters and gets a new date. Returns
    a sentence for each workshop loaded. Raises NotPractice when the practice workshop's address
    belongs to something else.
    """
    organiser = account_queries.find_by_email(ORGANISER) or accounts.add_account(
        email=ORGANISER, name="Demo organiser", is_admin=True, at=at
    )
    said = []
    for file in (reading.read(SEED.read_bytes()), practice(at)):
        known = find_workshop(file.slug)
        if known is not None and not reset:
            continue
        if known is not None:
            _clear(known, file)
        workshop = exchange.load(file, at=at, account_id=organiser.id)
        publishing.publish(workshop, at=at, account_id=organiser.id)
        said.append(gettext("Loaded the demo workshop %(slug)s.", slug=workshop.slug))
    return said


def practice(at: datetime) -> WorkshopInFile:
    """The practice workshop, its day eight weeks after this moment."""
    file = reading.read(PRACTICE.read_bytes())
    today = zones.local(at, file.time_zone or "UTC").date()
    return shifting.shifted(file, today + AHEAD - file.days[0].date)


def _clear(workshop: Workshop, file: WorkshopInFile) -> None:
    """Make room for the file: whoever tried the demo may have cancelled it, or filled it."""
    if workshop.state is WorkshopState.CANCELLED:
        workshop.state, workshop.cancelled_at = WorkshopState.PUBLISHED, None
    if not file.practice:
        return
    if not workshop.practice:
        raise NotPractice(slug=workshop.slug)
    for kind in (Registration, Invitation, SeatPool, Letter):
        db.session.execute(delete(kind).where(kind.workshop_id == workshop.id))
