"""Answers to the questions of a form, as words in the cells of a list."""

from __future__ import annotations

import re
from typing import Any

from app.people import countries
from app.registration.rules import answering
from app.registration.rules.imported.vocabulary import plain
from app.registration.rules.questions import NOT_SAID, Question, QuestionKind

_YES = frozenset(map(plain, ["yes", "y", "ja", "j", "true", "x", "1", "✓", "是", "对", "有"]))
_NO = frozenset(map(plain, ["no", "n", "nein", "false", "0", "-", "否", "不", "没有", "无"]))


def read(question: Question, cell: str) -> Any:
    """The answer as it is kept. Raises a refusal where the words are none."""
    return answering.clean(question, _as_posted(question, cell))


def _as_posted(question: Question, cell: str) -> Any:
    """What a form would have sent for the words of the cell."""
    if question.may_decline and plain(cell) == NOT_SAID:
        return NOT_SAID
    if question.kind is QuestionKind.YES_NO:
        word = plain(cell)
        return "yes" if word in _YES else "no" if word in _NO else cell
    if question.kind is QuestionKind.COUNTRY:
        found = countries.meant(cell)
        return found[0] if len(found) == 1 else cell
    if question.kind is QuestionKind.CHOICE:
        return _chosen(question, cell)
    if question.kind is QuestionKind.CHOICES:
        whole = _chosen(question, cell)
        if whole != cell:
            return [whole]
        pieces = [piece.strip() for piece in re.split(r"[;,，；、|\n]", cell)]
        return [_chosen(question, piece) for piece in pieces if piece]
    return cell


def _chosen(question: Question, words: str) -> str:
    """The key of the choice that is called so in any language; the words as they are if none."""
    wanted = plain(words)
    for choice in question.choices:
        if wanted in {plain(choice.key), *map(plain, choice.label.values())}:
            return choice.key
    return words
