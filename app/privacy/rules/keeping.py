"""How long data of people are kept, and why they go."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_

#: So many registrations are erased in one transaction of the worker.
AT_ONCE = 200
#: What is left of the last e-mail goes after this time, counted from its sending.
COPY_FOR = timedelta(days=1)
#: What came in by e-mail stays so long after the workshop, as answers come until it is over, and
#: after its own coming.
RECEIVED_FOR = timedelta(days=90)
#: Where no day of the workshop is recorded.
UNDATED_FOR = timedelta(days=365)


class Why(StrEnum):
    #: The person wanted it so.
    ASKED = "asked"
    #: The time that the form names is over.
    RETENTION = "retention"
    #: Organisers did it.
    ORGANISERS = "organisers"


class PlaceOfSpeaker(Refusal):
    message = N_(
        "A place is kept for everybody who speaks here. To give it up, please decline on your "
        "page as a speaker; the organisers can also take the invitation back."
    )


class NotOver(Refusal):
    message = N_("The data of everybody can be erased once the workshop is over or cancelled.")


def erased_from(over: datetime | None, keep_days: int | None) -> datetime | None:
    """From when on data are erased by themselves; None = never, as without a day or a time."""
    if over is None or keep_days is None:
        return None
    return over + timedelta(days=keep_days)


def is_due(over: datetime | None, keep_days: int | None, at: datetime) -> bool:
    begins = erased_from(over, keep_days)
    return begins is not None and at >= begins


def received_goes(came: datetime, workshop: bool, last: date | None) -> datetime:
    """From when on a message that came in is erased: of nobody's workshop, of one without a day,
    and of one whose last day is known."""
    if not workshop:
        return came + RECEIVED_FOR
    if last is None:
        return came + UNDATED_FOR
    over = datetime.combine(last, time(), UTC) + timedelta(days=1, hours=12)  # wherever it ends
    return max(over, came) + RECEIVED_FOR
