"""The checklist of a speaker as it stands: what is there, what is missing, what is over."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import Refusal
from app.i18n import N_
from app.i18n.texts import Text
from app.invitations.rules.plans import ends
from app.invitations.rules.tasks import Consent, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTalk:
    """An item that the speaker gives, as far as the checklist asks about it."""

    key: str
    uid: str
    title: Text | None
    subject: Text | None
    abstract: Text | None
    has_slides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What is there of one speaker."""

    #: Of the workshop's texts.
    languages: tuple[str, ...]
    #: The organisers translate, so that one language is enough.
    please_translate: bool
    talks: tuple[OwnTalk, ...]
    biography: Text | None
    has_photo: bool
    #: What was answered to, yes or no.
    consents: Mapping[Consent, bool]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: of which talk, in which language, or which consent."""

    task: Task
    talk: OwnTalk | None = None
    language: str | None = None
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One task as it stands."""

    task: Task
    asked: bool
    #: The last day, where the speaker lives; None = no day is set.
    by: date | None
    overdue: bool
    #: Whether the speaker may still change it.
    open: bool
    gaps: tuple[Gap, ...]
    #: Those it is done for, where it is done for each talk.
    talks: tuple[OwnTalk, ...] = ()

    @property
    def done(self) -> bool:
        return not self.gaps


def stand(
    tasks: Mapping[Task, date | None], given: HandedIn, *, zone: str | None, at: datetime
) -> tuple[Asked, ...]:
    """Every task in its order; `tasks` names those that are asked, with their last days."""
    return tuple(_asked(task, tasks, given, zone, at) for task in Task)


def _asked(
    task: Task,
    tasks: Mapping[Task, date | None],
    given: HandedIn,
    zone: str | None,
    at: datetime,
) -> Asked:
    by = tasks.get(task)
    over = by is not None and at >= ends(by, zone)
    # Without a talk there is nothing to be handed in about one.
    asked = task in tasks and (bool(given.talks) or task not in OF_TALKS)
    gaps = tuple(_gaps(task, given))
    return Asked(
        task=task,
        asked=asked,
        by=by,
        overdue=asked and over and bool(gaps),
        # What was allowed may be taken back at any time.
        open=not over or task is Task.CONSENTS,
        gaps=gaps,
        talks=given.talks if task in OF_TALKS else (),
    )


#: Tasks that are done for each talk.
OF_TALKS = frozenset({Task.TITLE, Task.ABSTRACT, Task.SLIDES})


def _gaps(task: Task, given: HandedIn) -> Iterator[Gap]:
    match task:
        case Task.TITLE:
            for talk in given.talks:
                yield from _of_text(task, talk.title, given, talk)
        case Task.ABSTRACT:
            for talk in given.talks:
                yield from _of_text(task, talk.abstract, given, talk)
        case Task.BIOGRAPHY:
            yield from _of_text(task, given.biography, given)
        case Task.PHOTO:
            if not given.has_photo:
                yield Gap(task)
        case Task.SLIDES:
            yield from (Gap(task, talk) for talk in given.talks if not talk.has_slides)
        case Task.CONSENTS:
            yield from (Gap(task, consent=one) for one in Consent if one not in given.consents)


def _of_text(
    task: Task, text: Text | None, given: HandedIn, talk: OwnTalk | None = None
) -> Iterator[Gap]:
    written = {code for code, words in (text or {}).items() if words}
    if not written:
        yield Gap(task, talk)
    elif not given.please_translate:
        for language in missing_languages(written, given.languages):
            yield Gap(task, talk, language)


def missing_languages(written: Collection[str], languages: Sequence[str]) -> list[str]:
    return [language for language in languages if language not in written]


# -- What may be handed in ------------------------------------------------------------------------

#: Of a biography.
MOST_WORDS = 100
#: Versions of the slides to one talk that are kept; then the oldest goes.
MOST_VERSIONS = 10

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
#: Signs of Chinese that say as much as one word of English.
_SIGNS_A_WORD = 1.6


def count_words(text: str) -> int:
    """Words; of Chinese, which writes none apart, eight signs count as five."""
    signs = len(_HAN.findall(text))
    return len(_WORD.findall(_HAN.sub(" ", text))) + math.ceil(signs / _SIGNS_A_WORD)


def fingerprint(*texts: Text | None) -> str:
    """Names what a form was opened with, so that a save over somebody else's is noticed."""
    said = json.dumps([text or {} for text in texts], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class NotAccepted(Refusal):
    message = N_("This can be handed in once the invitation is accepted, and as long as it is.")


class LastDayOver(Refusal):
    message = N_(
        "The last day for this is over. Please ask the organisers, and they will change it."
    )


class NotYours(Refusal):
    message = N_("This talk is not in your hands any more. Nothing was changed.")


class WordsChanged(Refusal):
    message = N_("What is asked here has been worded anew. Please read it, then save once more.")
