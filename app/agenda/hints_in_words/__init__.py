"""Hints as sentences in the spoken language: what is the matter, and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from app.agenda.hints_in_words import of_people, of_times
from app.agenda.hints_in_words.telling import Telling
from app.agenda.rules.hints import Hint, HintKind, Planning, Severity, find, has_grown
from app.i18n import lazy_gettext

K = HintKind
#: What hints of one kind are called together.
HEADINGS = {
    K.PERSON_TWICE: lazy_gettext("In two places at once"),
    K.MODERATES_ELSEWHERE: lazy_gettext("Moderators needed elsewhere"),
    K.ROOM_TWICE: lazy_gettext("Items that overlap"),
    K.THEME_OVER: lazy_gettext("Themes past their time"),
    K.UNAVAILABLE: lazy_gettext("Outside the hours somebody offered"),
    K.DECLINED: lazy_gettext("Declined, and still in the agenda"),
    K.NO_ZONE: lazy_gettext("No time zone"),
    K.CLOCK_SKIPPED: lazy_gettext("Hours that do not exist"),
    K.CLOCK_TWICE: lazy_gettext("Hours that come twice"),
    K.BEFORE_DAY: lazy_gettext("Before the day begins"),
    K.DAY_OVER: lazy_gettext("After the end of the day"),
    K.NO_LENGTH: lazy_gettext("Lengths missing"),
    K.NO_BREAK: lazy_gettext("Long without a break"),
    K.INTERPRETS_ALONE: lazy_gettext("Interpreters without relief"),
    K.NIGHT: lazy_gettext("At night for somebody"),
    K.NO_SPEAKER: lazy_gettext("Talks without a speaker"),
    K.UNCONFIRMED: lazy_gettext("Not confirmed yet"),
    K.NOT_INVITED: lazy_gettext("Not invited yet"),
    K.MODERATOR_SPEAKS: lazy_gettext("Moderators who speak"),
    K.NO_MODERATOR: lazy_gettext("Without a moderator"),
    K.NOT_IN_AGENDA: lazy_gettext("Not in the agenda yet"),
    K.NO_TITLE: lazy_gettext("Titles missing"),
    K.WEEKEND: lazy_gettext("At a weekend"),
    K.AFTER_MIDNIGHT: lazy_gettext("After midnight"),
    K.CLOCKS_CHANGE: lazy_gettext("Clocks change in between"),
    K.SLACK: lazy_gettext("Free time"),
}


SENTENCES = {**of_people.SENTENCES, **of_times.SENTENCES}
#: Sentences that hold their hours already, and those that hold the day as well.
HOLD_HOURS = frozenset({K.THEME_OVER, K.DAY_OVER, K.BEFORE_DAY})
HOLD_ALL = frozenset({K.NO_BREAK, K.CLOCKS_CHANGE, K.WEEKEND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """That organisers know of it and why it stays."""

    reason: str
    #: None = the account is gone.
    by: str | None
    at: datetime
    #: How much it was then.
    minutes: int | None


@dataclass(frozen=True, kw_only=True)
class HintSaid:
    """Its words are made when they are asked for: a big agenda has more hints than it shows."""

    hint: Hint
    telling: Telling = field(compare=False, repr=False)
    accepted: Accepted | None = None
    #: It was accepted once and has grown since.
    earlier: Accepted | None = None

    @cached_property
    def _words(self) -> tuple[str, str]:
        return SENTENCES[self.hint.kind](self.hint, self.telling)

    @property
    def sentence(self) -> str:
        return self._words[0]

    @property
    def advice(self) -> str:
        """What one could do; empty where that is plain."""
        return self._words[1]

    @property
    def when(self) -> str:
        """10:20–10:40 (Shanghai); empty where no hour is known."""
        if self.hint.kind in HOLD_ALL:
            return ""
        holds_hours = self.hint.kind in HOLD_HOURS
        return self.telling.day(self.hint) if holds_hours else self.telling.when(self.hint)

    @property
    def key(self) -> str:
        return self.hint.key

    @property
    def severity(self) -> Severity:
        return self.hint.severity

    @property
    def item(self) -> str | None:
        return self.hint.item

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.hint.kind])


def sentences(
    planning: Planning, accepted: Mapping[str, Accepted] | None = None
) -> list[HintSaid]:
    """All that is found, the gravest first; what was accepted says so, and is for the caller to
    set apart."""
    telling = Telling(planning)
    if not accepted:
        return [HintSaid(hint=hint, telling=telling) for hint in find(planning)]
    return [_said(hint, telling, accepted.get(hint.key)) for hint in find(planning)]


def _said(hint: Hint, telling: Telling, accepted: Accepted | None) -> HintSaid:
    back = accepted is not None and has_grown(hint, accepted.minutes)
    return HintSaid(
        hint=hint,
        telling=telling,
        accepted=None if back else accepted,
        earlier=accepted if back else None,
    )
