"""What a form asks of whom, as plain values and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.i18n import gettext, language, texts
from app.i18n.punctuation import listed
from app.people import countries
from app.registration.rules.questions import Condition, Consent, Question, QuestionKind, Step
from app.workshops.rules import Way

#: Places left in choices that have a limited number of them, by (question, choice).
Left = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asks: live questions of one screen, or of both, and live consents."""

    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()
    #: All questions, since conditions may speak of one on the other screen.
    all_questions: tuple[Question, ...] = ()
    left: Left = field(default_factory=dict)
    #: Whether a choice without places may be asked for, as by who waits.
    may_wish: bool = False
    #: What the person answered and agreed to before, by key.
    answers: Mapping[str, Any] = field(default_factory=dict)
    agreed: Mapping[str, bool] = field(default_factory=dict)

    @property
    def has_files(self) -> bool:
        return any(question.kind is QuestionKind.FILE for question in self.questions)


def ask(
    questions: Iterable[Question],
    consents: Iterable[Consent] = (),
    *,
    step: Step | None = Step.FORM,
    left: Left | None = None,
    may_wish: bool = False,
    answers: Mapping[str, Any] | None = None,
    agreed: Mapping[str, bool] | None = None,
) -> Asked:
    """Of one screen, or with step=None of both; consents belong to the first."""
    everything = tuple(question for question in questions if not question.retired)
    here = [one for one in everything if step is None or one.step is step]
    keys = {one.key for one in here}
    heard = answers or {}
    return Asked(
        # What depends on an answer of the other screen is decided already.
        questions=tuple(
            one
            for one in here
            if one.when.question in keys
            or replace(one.when, way=None, countries=()).holds(
                way=None, country=None, answers=heard
            )
        ),
        consents=()
        if step is Step.AFTER
        else tuple(consent for consent in consents if not consent.retired),
        all_questions=everything,
        left=left or {},
        may_wish=may_wish,
        answers=answers or {},
        agreed=agreed or {},
    )


def only_if(when: Condition, questions: Iterable[Question]) -> list[str]:
    """The condition in sentences, for pages that ask everybody because they run no script."""
    said = []
    if when.way is Way.ONLINE:
        said.append(gettext("Only if you take part online."))
    if when.way is Way.ON_SITE:
        said.append(gettext("Only if you take part on site."))
    if when.countries:
        names = countries.names(language())
        those = listed(names.get(code, code) for code in when.countries)
        said.append(gettext("Only for this country or region: %(countries)s.", countries=those))
    other = next((one for one in questions if one.key == when.question), None)
    if other is not None:
        yes_no = {"yes": gettext("Yes"), "no": gettext("No")}
        labels = [
            texts.words(one.label, language()) for one in other.choices if one.key in when.answers
        ]
        said.append(
            gettext(
                "Only if you answered “%(question)s” with: %(answers)s.",
                question=texts.words(other.label, language()),
                answers=listed(labels or [yes_no[one] for one in when.answers if one in yes_no]),
            )
        )
    return said
