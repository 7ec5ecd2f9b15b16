"""What a form asks, between the workshop file and the form's row. Pure.

A file may name a choice by its words alone. Its key is then made of them, and one that the form
has already with the same words keeps the key it has, so that a second load changes no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from app.errors import Refusal
from app.exchange.values import ChoiceInFile, ConsentInFile, QuestionInFile, WhenInFile
from app.i18n import N_
from app.i18n.texts import Text
from app.registration.rules import editing
from app.registration.rules.questions import EVERYBODY, Choice, Condition, Consent, Question


class KindChanged(Refusal):
    message = N_(
        "The question “%(key)s” has been answered and cannot be of another kind. Please give the "
        "new question another key."
    )


# -- From the file --------------------------------------------------------------------------------


def questions(
    file: Iterable[QuestionInFile],
    before: Sequence[Question],
    *,
    answered: Collection[str],
    chosen: Mapping[str, Collection[str]],
) -> list[Question]:
    """As the form keeps them. What was answered and is not in the file is retired, and so is each
    choice that somebody made. Raises KindChanged."""
    known = {one.key: one for one in before}
    those = []
    for one in file:
        was = known.get(one.key)
        made = question(one, was)
        if was is not None and one.key in answered:
            if was.kind is not made.kind:
                raise KindChanged(key=one.key)
            kept = editing.changed(was, made, chosen.get(one.key, ()))
            made = replace(kept, retired=made.retired)
        those.append(made)
    named = {one.key for one in those}
    gone = [one for one in before if one.key not in named and one.key in answered]
    return [*those, *(replace(one, retired=True) for one in gone)]


def question(one: QuestionInFile, was: Question | None = None) -> Question:
    return Question(
        key=one.key,
        label=one.label,
        kind=one.kind,
        required=one.required,
        choices=_choices(one.choices or (), was.choices if was else ()),
        hint=one.hint,
        why=one.why,
        when=_condition(one.when),
        step=one.step,
        long=one.long,
        may_decline=one.may_decline,
        keep_days=one.keep_days,
        retired=one.retired,
    )


def _choices(file: Sequence[Text | ChoiceInFile], before: Sequence[Choice]) -> tuple[Choice, ...]:
    known = {_words(one.label): one.key for one in before}
    taken = {one.key for one in before}
    taken |= {one.key for one in file if isinstance(one, ChoiceInFile)}
    those: dict[str, Choice] = {}
    for one in file:
        if isinstance(one, ChoiceInFile):
            choice = Choice(key=one.key, label=one.label, places=one.places, retired=one.retired)
        else:
            key = known.get(_words(one))
            if key is None or key in those:
                key = editing.key_of(one, taken, "choice")
            taken.add(key)
            choice = Choice(key=key, label=one)
        those[choice.key] = choice
    return tuple(those.values())


def _words(label: Text) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(label.items()))


def _condition(when: WhenInFile | None) -> Condition:
    if when is None:
        return EVERYBODY
    return Condition(
        way=when.way, countries=when.countries, question=when.question, answers=when.answers
    )


def consents(
    file: Iterable[ConsentInFile], before: Sequence[Consent], *, noted: Collection[str]
) -> list[Consent]:
    """As the form keeps them; a version rises with its words, and never falls."""
    known = {one.key: one for one in before}
    those = []
    for one in file:
        made = Consent(
            key=one.key,
            label=one.label,
            details=one.details,
            required=one.required,
            when=_condition(one.when),
            version=one.version,
            retired=one.retired,
        )
        was = known.get(one.key)
        if was is not None:
            risen = editing.reworded(was, made).version
            made = replace(made, version=max(risen, one.version))
        those.append(made)
    named = {one.key for one in those}
    gone = [one for one in before if one.key not in named and one.key in noted]
    return [*those, *(replace(one, retired=True) for one in gone)]


# -- Into the file --------------------------------------------------------------------------------


def question_in_file(one: Question) -> QuestionInFile:
    return QuestionInFile(
        key=one.key,
        label=one.label,
        kind=one.kind,
        required=one.required,
        choices=_choices_in_file(one.choices) or None,
        hint=one.hint,
        why=one.why,
        when=_when(one.when),
        step=one.step,
        long=one.long,
        may_decline=one.may_decline,
        keep_days=one.keep_days,
        retired=one.retired,
    )


def _choices_in_file(choices: Sequence[Choice]) -> tuple[Text | ChoiceInFile, ...]:
    """By their words alone where reading them again gives the same keys."""
    bare: list[Text | ChoiceInFile] = [one.label for one in choices]
    if _choices(bare, ()) == tuple(choices):
        return tuple(bare)
    return tuple(
        ChoiceInFile(key=one.key, label=one.label, places=one.places, retired=one.retired)
        for one in choices
    )


def _when(when: Condition) -> WhenInFile | None:
    if when == EVERYBODY:
        return None
    return WhenInFile(
        way=when.way, countries=when.countries, question=when.question, answers=when.answers
    )


def consent_in_file(one: Consent) -> ConsentInFile:
    return ConsentInFile(
        key=one.key,
        label=one.label,
        required=one.required,
        details=one.details,
        version=one.version,
        when=_when(one.when),
        retired=one.retired,
    )
