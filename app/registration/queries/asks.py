"""What the public form of a workshop asks and promises, beside its seats."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import Text, db
from app.registration.models import RegistrationForm
from app.registration.rules import questions as rules
from app.registration.rules.questions import Consent, Question, QuestionKind, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()
    #: Hours for which a place that comes free is offered; None = it is theirs at once.
    offer_hours: int | None = None
    #: Days after the workshop until the data are erased; None = nobody has said.
    keep_days: int | None = None
    responsible: Text | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked that is not asked everywhere."""
        return not self.consents and not any(one.step is Step.FORM for one in self.questions)

    @property
    def has_files(self) -> bool:
        return any(one.kind is QuestionKind.FILE for one in self.questions)

    @property
    def has_places(self) -> bool:
        """Whether some choice has a limited number of places."""
        return any(choice.places is not None for one in self.questions for choice in one.choices)

    @property
    def after(self) -> tuple[Question, ...]:
        """Asked on a second screen, once somebody is in."""
        return tuple(one for one in self.questions if one.step is Step.AFTER)

    @property
    def requires_more(self) -> bool:
        """Whether people whom others registered are still to answer or to decide something."""
        return any(one.required for one in self.questions) or bool(self.consents)


NOTHING = Asks()


def asks(workshop_id: int) -> Asks:
    """One plain query; NOTHING where there is no registration."""
    row = db.session.execute(
        select(
            RegistrationForm.questions,
            RegistrationForm.consents,
            RegistrationForm.offer_hours,
            RegistrationForm.keep_days,
            RegistrationForm.responsible,
        ).where(RegistrationForm.workshop_id == workshop_id)
    ).one_or_none()
    if row is None:
        return NOTHING
    return Asks(
        questions=tuple(one for one in rules.questions(row.questions) if not one.retired),
        consents=tuple(one for one in rules.consents(row.consents) if not one.retired),
        offer_hours=row.offer_hours,
        keep_days=row.keep_days,
        responsible=row.responsible,
    )
