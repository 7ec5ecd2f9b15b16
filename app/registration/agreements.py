"""What a person agrees to, as their own page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from app.registration import queries, rules
from app.registration.models import ConsentNote, Registration
from app.registration.queries import Asks
from app.registration.rules import answering
from app.registration.rules.questions import Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One consent as it stands."""

    consent: Consent
    note: ConsentNote | None

    @property
    def given(self) -> bool:
        return self.note is not None and self.note.given

    @property
    def is_outdated(self) -> bool:
        """Whether the words have changed since they were agreed to."""
        return self.note is not None and self.note.version != self.consent.version

    @property
    def is_missing(self) -> bool:
        return self.consent.required and not self.given


def agreements(registration: Registration, asks: Asks) -> list[Agreed]:
    """What this person is asked to agree to, and what they agreed to that nobody is asked any
    more, so that it can be taken back."""
    notes = queries.consents_of(registration.id)
    needs_answers = any(one.when.question for one in asks.consents)
    asked = answering.asked_consents(
        asks.consents,
        asks.questions,
        way=registration.way,
        country=registration.country,
        answers=queries.answers_of(registration.id) if needs_answers else {},
    )
    kept = {key: note for key, note in notes.items() if note.given}
    if registration.state in rules.ENDED:
        # Who is out of it can take back, and is asked nothing any more.
        asked = [one for one in asked if one.key in kept]
    return [
        *(Agreed(consent=one, note=notes.get(one.key)) for one in asked),
        *(
            Agreed(consent=_as_read(note), note=note)
            for key, note in kept.items()
            if not any(one.key == key for one in asked)
        ),
    ]


def _as_read(note: ConsentNote) -> Consent:
    """In the words in which it was given."""
    label, _, details = note.text.partition("\n")
    return Consent(
        key=note.consent,
        label={note.language: label},
        details={note.language: details} if details else None,
        version=note.version,
        retired=True,
    )
