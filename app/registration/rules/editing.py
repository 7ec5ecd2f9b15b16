"""What organisers may do to a form's questions and consents, so that no answer is ever lost.

Both are lists of plain values in the order in which they are asked. A key is made once, of the
words a question was first asked in, and never changes; what was answered is retired, not removed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.errors import Refusal
from app.i18n import N_
from app.i18n.texts import Text
from app.registration.rules.questions import Choice, Consent, Question, QuestionKind, Step

One = TypeVar("One", Question, Consent)

MOST_QUESTIONS = 60
MOST_CHOICES = 60
#: Letters of a key; the tables hold no longer ones.
MOST_OF_A_KEY = 32


class TooMany(Refusal):
    message = N_("A form holds at most %(most)s questions.")


class StillAnswered(Refusal):
    message = N_("Somebody has answered this already. It can be asked no more, and is kept.")


class OthersDepend(Refusal):
    """Values: the label of the question that depends on this one."""

    message = N_(
        "“%(other)s” is asked only after certain answers to this question. "
        "Please change that first."
    )


class StaysBehind(Refusal):
    message = N_("A question whose condition names another one stays behind it.")


def key_of(label: Text, taken: Collection[str], fallback: str) -> str:
    """A key of the words, in ASCII letters, that is not taken; `fallback` where they have none."""
    words = label.get("en") or next(iter(label.values()), "")
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss")).encode("ascii", "ignore")
    parts = re.findall(r"[a-z0-9]+", plain.decode().lower())
    stem = ""
    for part in parts:
        if len(stem) + 1 + len(part) > MOST_OF_A_KEY:
            break
        stem = f"{stem}-{part}" if stem else part
    stem = stem or (parts[0][:MOST_OF_A_KEY] if parts else fallback)
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def added(those: Sequence[One], one: One) -> list[One]:
    """Behind all others of its list. Raises TooMany."""
    if len(those) >= MOST_QUESTIONS:
        raise TooMany(most=MOST_QUESTIONS)
    return list(those) + [one]


def changed(before: Question, after: Question, chosen: Collection[str]) -> Question:
    """As it is kept: the key and the kind stay, and so does each choice that somebody made."""
    kept = {choice.key for choice in after.choices}
    gone = [
        replace(choice, retired=True)
        for choice in before.choices
        if choice.key not in kept and choice.key in chosen
    ]
    return replace(
        after,
        key=before.key,
        kind=before.kind,
        retired=before.retired,
        choices=(*after.choices, *gone),
    )


def reworded(before: Consent, after: Consent) -> Consent:
    """Its version rises with its words: who agreed, agreed to the others."""
    same = (before.label, before.details or None) == (after.label, after.details or None)
    version = before.version if same else before.version + 1
    return replace(after, key=before.key, retired=before.retired, version=version)


def put(those: Sequence[One], one: One, consents: Sequence[Consent] = ()) -> list[One]:
    """In the place of the one with its key. Raises OthersDepend where it would be asked after
    what depends on it."""
    after = [one if other.key == one.key else other for other in those]
    too_early = _too_early(after) - _too_early(those) - {one.key}
    for other in after:
        if other.key in too_early:
            raise OthersDepend(other=next(iter(other.label.values()), other.key))
    if _is_after(one):
        _refuse_if_others_depend(one.key, consents, ())
    return after


def _too_early(those: Sequence[Question | Consent]) -> set[str]:
    """Keys of those whose condition names a question that is asked only later."""
    order = sorted(those, key=_is_after)
    return {
        one.key
        for n, one in enumerate(order)
        if one.when.question in {later.key for later in order[n:]}
    }


def _is_after(one: Question | Consent) -> bool:
    return isinstance(one, Question) and one.step is Step.AFTER


def retired(those: Sequence[One], key: str, questions: Sequence[Question] = ()) -> list[One]:
    """Asked no more. Raises OthersDepend."""
    _refuse_if_others_depend(key, those, questions)
    return [replace(one, retired=True) if one.key == key else one for one in those]


def brought_back(those: Sequence[One], key: str) -> list[One]:
    return [replace(one, retired=False) if one.key == key else one for one in those]


def removed(
    those: Sequence[One], key: str, *, answers: int, questions: Sequence[Question] = ()
) -> list[One]:
    """Raises StillAnswered or OthersDepend."""
    if answers:
        raise StillAnswered
    _refuse_if_others_depend(key, those, questions)
    return [one for one in those if one.key != key]


def _refuse_if_others_depend(
    key: str, those: Iterable[One], questions: Iterable[Question]
) -> None:
    others: list[Question | Consent] = [*those, *questions]
    for other in others:
        if other.when.question == key and not other.retired:
            raise OthersDepend(other=next(iter(other.label.values()), other.key))


def moved(those: Sequence[One], key: str, by: int) -> list[One]:
    """One earlier (-1) or later (+1) among those of the same screen. Raises StaysBehind."""
    shown = [one for one in those if _screen(one) == _screen_of(those, key)]
    at = next((n for n, one in enumerate(shown) if one.key == key), None)
    if at is None or not 0 <= at + by < len(shown):
        return list(those)
    shown[at], shown[at + by] = shown[at + by], shown[at]
    rest = iter(shown)
    order = [next(rest) if _screen(one) == _screen(shown[0]) else one for one in those]
    if _too_early(order) - _too_early(those):
        raise StaysBehind
    return order


def _screen(one: Question | Consent) -> tuple[str, bool]:
    return (one.step.value if isinstance(one, Question) else "", one.retired)


def _screen_of(those: Sequence[Question] | Sequence[Consent], key: str) -> tuple[str, bool]:
    return next((_screen(one) for one in those if one.key == key), ("", False))


def may_be_asked_after(
    those: Sequence[Question], key: str | None, step: Step = Step.FORM
) -> list[Question]:
    """Questions asked before this one, or before a new one, that a condition may name: all of the
    form come before those of the second page."""
    known = [replace(one, step=step) if one.key == key else one for one in those]
    order = sorted(known, key=_is_after)
    end = next(
        (n for n, one in enumerate(order) if one.key == key),
        sum(step is Step.AFTER or not _is_after(one) for one in order),
    )
    return [one for one in order[:end] if not one.retired and one.kind in _SAYS_ONE_OF_SEVERAL]


_SAYS_ONE_OF_SEVERAL = {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.YES_NO}


def choices_of(
    typed: Iterable[tuple[str | None, Text, int | None, bool]], before: Sequence[Choice]
) -> tuple[Choice, ...]:
    """Choices as a page has them: key if it had one, words, places, retired; without words, gone.

    A new one gets a key of its words, which no choice of this question ever had.
    """
    taken = {choice.key for choice in before}
    those: list[Choice] = []
    for key, label, places, is_retired in typed:
        if not label:
            continue
        if key is None or key not in {choice.key for choice in before}:
            key = key_of(label, taken, "choice")
            taken.add(key)
        those.append(Choice(key=key, label=label, places=places, retired=is_retired))
    return tuple(those)
