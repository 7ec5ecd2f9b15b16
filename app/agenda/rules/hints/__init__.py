"""Live hints: what an organiser may want to look at, and never has to.

`find` decides, `app.agenda.hints_in_words` says it. A hint keeps its key as long as it is about
the same things, so that one that was accepted stays accepted; it comes back when it has grown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from app.agenda.rules.clashes import Clash
from app.agenda.rules.hints import clocks, gaps, people, times
from app.agenda.rules.hints.facts import (
    Answer,
    Hint,
    HintKind,
    PersonPlanned,
    Planning,
    Severity,
    has_grown,
)
from app.errors import Refusal
from app.i18n import N_

__all__ = [
    "LONGEST_KEY",
    "LONGEST_REASON",
    "Answer",
    "Hint",
    "HintKind",
    "NoReason",
    "NoSuchHint",
    "PersonPlanned",
    "Planning",
    "ReasonTooLong",
    "Severity",
    "find",
    "has_grown",
    "is_accepted",
]

#: Signs of a key, and of the reason for which a hint is accepted.
LONGEST_KEY, LONGEST_REASON = 64, 300

_SEVERITIES = {one: n for n, one in enumerate(Severity)}
_KINDS = {one: n for n, one in enumerate(HintKind)}
_NEVER = datetime.max.replace(tzinfo=UTC)


class NoReason(Refusal):
    message = N_("Please say in a few words why this may stay as it is.")
    status = 422


class ReasonTooLong(Refusal):
    message = N_("The reason has %(length)s characters; at most %(most)s fit.")
    status = 422


class NoSuchHint(Refusal):
    message = N_("This hint is gone: the agenda has changed in the meantime.")


def is_accepted(clash: Clash, accepted: Mapping[str, int | None]) -> bool:
    """Whether the hint that tells of this clash was accepted, and has not grown since.

    `accepted` holds how much each was then, by key of the hint.
    """
    items = (clash.second.key, clash.first.key)
    if clash.person is not None:
        hint = Hint(kind=HintKind.PERSON_TWICE, items=items, people=(clash.person,))
    else:
        hint = Hint(kind=HintKind.ROOM_TWICE, items=items)
    told = [replace(hint, minutes=clash.minutes)]
    if clash.person is None and clash.first.theme is not None:
        about = (clash.first.theme, clash.second.key)
        told.append(Hint(kind=HintKind.THEME_OVER, about=about))
    return any(one.key in accepted and not has_grown(one, accepted[one.key]) for one in told)


def find(planning: Planning) -> tuple[Hint, ...]:
    """The gravest first, then as they come in time; those without an hour after the others."""
    if planning.cancelled:
        return ()
    places = {item.key: n for n, item in enumerate(planning.outline.items)}

    def order(hint: Hint) -> tuple[int, date, datetime, int, int, str]:
        item = planning.by_key.get(hint.item or "")
        day = hint.day or (item.day if item else None) or date.max
        place = places.get(hint.item or "", len(places))
        return (
            _SEVERITIES[hint.severity], day, hint.start or _NEVER, place, _KINDS[hint.kind],
            hint.key,
        )  # fmt: skip

    found = (hint for part in (people, times, clocks, gaps) for hint in part.find(planning))
    return tuple(sorted(found, key=order))
