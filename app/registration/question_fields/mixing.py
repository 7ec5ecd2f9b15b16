"""A form class with questions and consents behind its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from app.errors import Refusal
from app.i18n import refusal_sentence
from app.i18n.fields import Form
from app.registration.question_fields.asked import Asked
from app.registration.question_fields.fields import ConsentField, field_of
from app.registration.rules import answering
from app.registration.rules.questions import NOT_SAID, Question, QuestionKind
from app.workshops.rules import Way

F = TypeVar("F", bound=type[Form])


class Asking:
    """Mixed into a form class by `asking`."""

    asked: Asked
    #: Way and country where the form itself does not ask for them.
    circumstances: tuple[Way | None, str | None] | None = None

    _answers: dict[str, Any]
    _consents: dict[str, bool]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields of the house first, then the questions that are asked of this person."""
        super().validate(extra_validators)  # type: ignore[misc]
        self._answers, self._consents = {}, {}
        way, country = self._circumstances()
        heard = dict(self.asked.answers)
        for question in self.asked.questions:
            one = self[f"q-{question.key}"]  # type: ignore[index]
            if question in self._those(way, country, heard):
                heard[question.key] = self._answer(question, one)
            else:
                one.errors = []
        for consent in answering.asked_consents(
            self.asked.consents, self.asked.all_questions, way=way, country=country, answers=heard
        ):
            box = self[f"consent-{consent.key}"]  # type: ignore[index]
            self._consents[consent.key] = bool(box.data)
            try:
                answering.require_consent(consent, bool(box.data))
                if box.data:
                    answering.require_read(consent, box.read)
            except answering.WordsChanged as changed:
                self.says(changed)
            except Refusal as refusal:
                box.errors = [refusal_sentence(refusal)]
        return not self.errors  # type: ignore[attr-defined]

    def _answer(self, question: Question, one: Any) -> Any:
        if one.errors:  # a file that cannot be taken
            return None
        before = self.asked.answers.get(question.key)
        try:
            answer = answering.clean(question, _raw(one), before=before)
            if question.kind is QuestionKind.FILE and answer is None:
                answer = _kept_file(one, before)
            answering.require(question, answer)
        except Refusal as refusal:
            one.errors = [refusal_sentence(refusal)]
            return None
        self._answers[question.key] = answer
        return answer

    def says(self, refusal: Refusal) -> bool:
        """Say at its field what was found out on saving; False where it is about none of them."""
        if isinstance(refusal, answering.ChoiceTaken):
            self._refuse_choice(refusal)
        elif isinstance(refusal, answering.WordsChanged):
            self._ask_again(refusal)
        else:
            return False
        return True

    def _refuse_choice(self, taken: answering.ChoiceTaken) -> None:
        """Somebody else took it meanwhile."""
        question, choice = str(taken.values["question"]), str(taken.values["key"])
        one = self[f"q-{question}"]  # type: ignore[index]
        one.asked = replace(one.asked, left={**one.asked.left, (question, choice): 0})
        one.errors = [refusal_sentence(taken)]

    def _ask_again(self, changed: answering.WordsChanged) -> None:
        """What was ticked stood beside other words."""
        consent: Any = changed.values["consent"]
        box = self[f"consent-{consent.key}"]  # type: ignore[index]
        box.consent, box.data = consent, False
        box.errors = [refusal_sentence(changed)]

    def _those(
        self, way: Way | None, country: str | None, heard: Mapping[str, Any]
    ) -> list[Question]:
        return answering.asked(self.asked.all_questions, way=way, country=country, answers=heard)

    def _circumstances(self) -> tuple[Way | None, str | None]:
        if self.circumstances is not None:
            return self.circumstances
        way, country = self["way"].data, self["country"].data  # type: ignore[index]
        return Way(way) if way in list(Way) else None, country or None

    @property
    def answers(self) -> dict[str, Any]:
        """By key, of the questions that are asked of this person; None = left empty."""
        return self._answers

    @property
    def consents(self) -> dict[str, bool]:
        """By key, of the consents that this person was shown."""
        return self._consents

    @property
    def read(self) -> dict[str, int]:
        """By key, the versions of the consents that the form showed, as far as it told."""
        told = {key: self[f"consent-{key}"].read for key in self._consents}  # type: ignore[index]
        return {key: version for key, version in told.items() if version is not None}

    @property
    def question_fields(self) -> list[Any]:
        return [self[f"q-{question.key}"] for question in self.asked.questions]  # type: ignore[index]

    @property
    def consent_fields(self) -> list[Any]:
        return [self[f"consent-{consent.key}"] for consent in self.asked.consents]  # type: ignore[index]


def asking(base: F, asked: Asked) -> F:
    """The form class with these questions and consents behind its own fields."""
    fields: dict[str, Any] = {"asked": asked}
    for question in asked.questions:
        fields[f"q-{question.key}"] = field_of(question, asked)
    for consent in asked.consents:
        fields[f"consent-{consent.key}"] = ConsentField(consent, asked)
    return cast(F, type(base.__name__, (Asking, base), fields))


def _raw(one: Any) -> Any:
    return NOT_SAID if getattr(one, "declined", False) else one.data


def _kept_file(one: Any, before: Any) -> Any:
    """Whoever handed in a file before and chooses no other keeps it."""
    return None if one.takes_away or before == NOT_SAID else before
