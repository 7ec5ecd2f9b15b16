"""What somebody has still to tell or to agree to, such as whom others registered."""

from __future__ import annotations

from app.registration.models import Registration
from app.registration.queries.answers import agreed, answers_of
from app.registration.queries.asks import Asks, asks
from app.registration.rules import answering
from app.registration.rules.answering import Missing

NOTHING = Missing()


def missing(registration: Registration, asking: Asks | None = None) -> Missing:
    """`asking` is what the form asks, where that is known already."""
    form = asks(registration.workshop_id) if asking is None else asking
    if not form.insists:
        return NOTHING
    return answering.missing(
        form.questions,
        form.consents,
        way=registration.way,
        country=registration.country,
        answers=answers_of(registration.id),
        agreed=agreed(registration.id),
    )
