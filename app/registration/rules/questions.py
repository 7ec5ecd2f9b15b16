"""What a form asks beside name and address: questions and consents as plain values.

A question, a choice and a consent are known by their keys, which never change: wording, order and
languages may, and answers given before stay what they were. What was answered once is not deleted
but retired: it is asked no more, and its answers keep their words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.i18n.texts import Text
from app.workshops.rules import Way


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    COUNTRY = "country"


class Step(StrEnum):
    """When a question is asked."""

    #: On the form itself.
    FORM = "form"
    #: On a second screen, once somebody is in: for funders' reports, always optional.
    AFTER = "after"


#: The answer of who prefers not to say, which is an answer.
NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    key: str
    label: Text
    #: None = without limit.
    places: int | None = None
    #: Offered no more; who chose it before still has.
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Asked of whom all of this is true of; what is None or empty is true of everybody."""

    way: Way | None = None
    #: ISO 3166, two letters.
    countries: tuple[str, ...] = ()
    #: The key of another question before this one, and the answers to it that count: keys of
    #: choices, "yes" or "no".
    question: str | None = None
    answers: tuple[str, ...] = ()

    def holds(self, *, way: Way | None, country: str | None, answers: Mapping[str, Any]) -> bool:
        if self.way is not None and way is not self.way:
            return False
        if self.countries and country not in self.countries:
            return False
        return self.question is None or bool(
            self._said(answers.get(self.question)) & set(self.answers)
        )

    @staticmethod
    def _said(answer: Any) -> set[str]:
        if isinstance(answer, bool):
            return {"yes" if answer else "no"}
        if isinstance(answer, list | tuple):
            return set(answer)
        return {answer} if answer else set()


EVERYBODY = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    label: Text
    kind: QuestionKind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None
    #: Why we ask; said beside questions of the second screen.
    why: Text | None = None
    when: Condition = EVERYBODY
    step: Step = Step.FORM
    #: A text of several lines.
    long: bool = False
    #: Whether "prefer not to say" is offered.
    may_decline: bool = False
    #: Days after the workshop after which the answers are erased; None = with everything else.
    keep_days: int | None = None
    retired: bool = False

    def choice(self, key: str) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    key: str
    label: Text
    #: More than the label holds, such as who receives the data.
    details: Text | None = None
    required: bool = False
    when: Condition = EVERYBODY
    #: Rises when the words change; what people agreed to is kept with its words.
    version: int = 1
    retired: bool = False


# -- As stored ------------------------------------------------------------------------------------


def questions(stored: Collection[Mapping[str, Any]]) -> list[Question]:
    return [_question(one) for one in stored]


def consents(stored: Collection[Mapping[str, Any]]) -> list[Consent]:
    return [_consent(one) for one in stored]


def _question(stored: Mapping[str, Any]) -> Question:
    return Question(
        key=stored["key"],
        label=dict(stored["label"]),
        kind=QuestionKind(stored["kind"]),
        required=stored.get("required", False),
        choices=tuple(_choice(one) for one in stored.get("choices") or ()),
        hint=stored.get("hint"),
        why=stored.get("why"),
        when=_condition(stored.get("when") or {}),
        step=Step(stored.get("step", Step.FORM)),
        long=stored.get("long", False),
        may_decline=stored.get("may_decline", False),
        keep_days=stored.get("keep_days"),
        retired=stored.get("retired", False),
    )


def _choice(stored: Mapping[str, Any]) -> Choice:
    return Choice(
        key=stored["key"],
        label=dict(stored["label"]),
        places=stored.get("places"),
        retired=stored.get("retired", False),
    )


def _consent(stored: Mapping[str, Any]) -> Consent:
    return Consent(
        key=stored["key"],
        label=dict(stored["label"]),
        details=stored.get("details"),
        required=stored.get("required", False),
        when=_condition(stored.get("when") or {}),
        version=stored.get("version", 1),
        retired=stored.get("retired", False),
    )


def _condition(stored: Mapping[str, Any]) -> Condition:
    return Condition(
        way=Way(stored["way"]) if stored.get("way") else None,
        countries=tuple(stored.get("countries") or ()),
        question=stored.get("question"),
        answers=tuple(stored.get("answers") or ()),
    )


def stored(one: Question | Consent) -> dict[str, Any]:
    """As the form's row and the workshop file keep it: what says nothing is left out."""
    said: dict[str, Any] = {"key": one.key, "label": dict(one.label)}
    if isinstance(one, Question):
        said["kind"] = one.kind.value
        if one.choices:
            said["choices"] = [_stored_choice(choice) for choice in one.choices]
        more: dict[str, Any] = {"hint": one.hint, "why": one.why, "keep_days": one.keep_days}
        if one.step is not Step.FORM:
            more["step"] = one.step.value
        if one.long:
            more["long"] = True
        if one.may_decline:
            more["may_decline"] = True
    else:
        more = {"details": one.details, "version": one.version}
    said["required"] = one.required
    said |= {name: value for name, value in more.items() if value is not None}
    if when := _stored_condition(one.when):
        said["when"] = when
    if one.retired:
        said["retired"] = True
    return said


def _stored_choice(choice: Choice) -> dict[str, Any]:
    said: dict[str, Any] = {"key": choice.key, "label": dict(choice.label)}
    if choice.places is not None:
        said["places"] = choice.places
    return said | {"retired": True} if choice.retired else said


def _stored_condition(when: Condition) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if when.way is not None:
        said["way"] = when.way.value
    if when.countries:
        said["countries"] = list(when.countries)
    if when.question is not None:
        said |= {"question": when.question, "answers": list(when.answers)}
    return said
