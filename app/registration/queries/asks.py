"""What the public form of a workshop asks and promises, beside its seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.extensions import Text, db
from app.registration.models import RegistrationForm
from app.registration.queries.seats import Live, as_live, live_of_one
from app.registration.rules import questions as rules
from app.registration.rules.answering import asks_by_country
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
    #: Counts saves of the form: what is asked at one count never changes.
    revision: int = 0

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
    def by_country(self) -> bool:
        return asks_by_country(self.questions, self.consents)

    @property
    def insists(self) -> bool:
        """Whether anything must be told or agreed to, beside name and address."""
        every: tuple[Question | Consent, ...] = (*self.questions, *self.consents)
        return self.by_country or any(one.required for one in every)

    @property
    def requires_more(self) -> bool:
        """Whether people whom others registered are still to answer or to decide something."""
        return self.insists or bool(self.consents)


NOTHING = Asks()


_COLUMNS = (
    RegistrationForm.questions,
    RegistrationForm.consents,
    RegistrationForm.offer_hours,
    RegistrationForm.keep_days,
    RegistrationForm.responsible,
    RegistrationForm.revision,
)
_asks = select(*_COLUMNS).where(RegistrationForm.workshop_id == bindparam("workshop"))
_live_and_asks = live_of_one.add_columns(*_COLUMNS)


def asks(workshop_id: int) -> Asks:
    """One plain query; NOTHING where there is no registration."""
    row = db.session.execute(_asks, {"workshop": workshop_id}).one_or_none()
    return _as_asks(row) if row is not None else NOTHING


def live_and_asks(workshop_id: int) -> tuple[Live | None, Asks]:
    """Both, as of one moment and by one query."""
    rows = db.session.execute(_live_and_asks, {"workshop": workshop_id}).all()
    return (as_live(rows), _as_asks(rows[0])) if rows else (None, NOTHING)


def _as_asks(row: Any) -> Asks:
    return Asks(
        questions=tuple(one for one in rules.questions(row.questions) if not one.retired),
        consents=tuple(one for one in rules.consents(row.consents) if not one.retired),
        offer_hours=row.offer_hours,
        keep_days=row.keep_days,
        responsible=row.responsible,
        revision=row.revision,
    )
