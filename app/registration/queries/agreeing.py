"""Whether somebody whom others registered has still to agree to what everybody must agree to."""

from __future__ import annotations

from app.registration.models import Registration
from app.registration.queries.answers import agreed, answers_of
from app.registration.queries.seats import find_form
from app.registration.rules import answering
from app.registration.rules.questions import consents, questions


def lacks_consents(registration: Registration) -> bool:
    form = find_form(registration.workshop_id)
    if form is None or not any(one.required for one in consents(form.consents)):
        return False
    given = agreed(registration.id)
    asked = answering.asked_consents(
        consents(form.consents),
        questions(form.questions),
        way=registration.way,
        country=registration.country,
        answers=answers_of(registration.id),
    )
    return any(one.required and not given.get(one.key) for one in asked)
