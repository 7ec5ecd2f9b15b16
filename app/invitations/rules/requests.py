"""Which calendar requests a letter carries (iTIP, RFC 5546), decided from plain values.

Of two requests about one entry the one with the higher SEQUENCE wins, and of two with the same
the later DTSTAMP. So SEQUENCE rises whenever the next one has to win, over an answer as well, and
stays where only words change; it never falls, whatever becomes of the agenda meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.ical.scheduling import Method, PartStat

#: They ask for an answer.
ASKING = frozenset({"invitation", "reminder", "time_kept", "delegate_refused"})
#: These ask even where the calendar holds all of it already, unanswered.
REPEATING = frozenset({"invitation", "reminder"})
#: They confirm an answer.
SETTLING = {
    "accepted": PartStat.ACCEPTED,
    "time_agreed": PartStat.ACCEPTED,
    "tentative": PartStat.TENTATIVE,
}
#: These answer what the speaker did, so that the calendar is told no more than it has to be.
ANSWERING = frozenset({"accepted", "tentative"})
TELLING = frozenset({"changed", "appointment"})
#: After them nothing of the part belongs in the calendar.
ENDING = frozenset({"declined", "withdrawn", "workshop_cancelled", "delegated", "lapsed"})
CARRYING = ASKING | SETTLING.keys() | TELLING | ENDING

#: What of an entry may differ: after a change of these the answer is asked for anew …
APPOINTMENT = ("start", "end", "place")
#: … and after one of these it stays.
WORDS = ("title",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent last about one entry."""

    uid: str
    method: Method
    sequence: int
    email: str
    said: Mapping[str, Any]
    at: datetime
    #: As the calendar itself answered.
    answered: PartStat | None = None

    @property
    def is_live(self) -> bool:
        return self.method is Method.REQUEST

    @property
    def known(self) -> PartStat:
        """What the calendar shows: as it answered, else as the request said."""
        return self.answered or PartStat(self.said["partstat"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An own item that takes place, with its hours."""

    uid: str
    #: The agenda's.
    sequence: int
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request to send. `said` is what it says; a CANCEL repeats what was said last."""

    uid: str
    method: Method
    sequence: int
    email: str
    partstat: PartStat
    said: Mapping[str, Any]
    #: DTSTAMP.
    at: datetime
    #: Of the address for replies, which is the ORGANIZER.
    generation: int


def steps(
    kind: str,
    wanted: Sequence[Wanted],
    sent: Sequence[Sent],
    *,
    email: str | None,
    generation: int,
    at: datetime,
) -> list[Step]:
    """What a letter of this kind has to ask, those to the speaker's own address first.

    `email` is where the speaker is now; None = nowhere.
    """
    if kind not in CARRYING:
        return []
    at = at.replace(microsecond=0)
    known = {one.uid: one for one in sent}
    if kind in ENDING or email is None:
        gone = [one for one in sent if one.is_live and not _is_settled(kind, one)]
        return [_cancel(one, at) for one in gone]
    found: list[Step] = []
    for one in wanted:
        was = known.get(one.uid)
        if was and was.is_live and not _same(was.email, email):
            step = _cancel(was, at)
            found.append(step)
            was = replace(was, method=step.method, sequence=step.sequence, at=step.at)
        found.extend(_request(kind, one, was, email, generation, at))
    stays = {one.uid for one in wanted}
    found.extend(_cancel(one, at) for one in sent if one.is_live and one.uid not in stays)
    ordered = sorted(found, key=lambda step: not _same(step.email, email))
    if kind not in ANSWERING:
        return ordered
    # The speaker has just answered: only what goes along with the letter itself repeats that.
    return [step for step in ordered if step is ordered[0] or not _only_says(step, known)]


def _only_says(step: Step, known: Mapping[str, Sent]) -> bool:
    """Nothing but how the person takes part is other than what the calendar holds."""
    was = known.get(step.uid)
    return (
        was is not None
        and was.is_live
        and step.method is Method.REQUEST
        and step.sequence == was.sequence
        and _same(step.email, was.email)
        and not _differ((*APPOINTMENT, *WORDS), was.said, step.said)
    )


def _is_settled(kind: str, was: Sent) -> bool:
    """The calendar said no by itself: nobody has to tell it."""
    return kind == "declined" and was.answered is PartStat.DECLINED


def _cancel(was: Sent, at: datetime) -> Step:
    return Step(
        uid=was.uid,
        method=Method.CANCEL,
        sequence=was.sequence + 1,
        email=was.email,
        partstat=was.known,
        said=was.said,
        at=_after(was, at),
        generation=was.said["generation"],
    )


def _request(
    kind: str, one: Wanted, was: Sent | None, email: str, generation: int, at: datetime
) -> Iterator[Step]:
    live = was if was and was.is_live else None
    moved = live is not None and _differ(APPOINTMENT, live.said, one.said)
    renamed = live is not None and _differ(WORDS, live.said, one.said)
    partstat = _partstat(kind, live, moved=moved)
    is_as_before = live is not None and live.known is partstat and not moved and not renamed
    if is_as_before and kind not in REPEATING:
        return
    yield Step(
        uid=one.uid,
        method=Method.REQUEST,
        sequence=_sequence(one, was, partstat, generation, moved=moved),
        email=email,
        partstat=partstat,
        said={**one.said, "partstat": partstat.value, "generation": generation},
        at=_after(was, at),
        generation=generation,
    )


def _partstat(kind: str, live: Sent | None, *, moved: bool) -> PartStat:
    if kind in SETTLING:
        return SETTLING[kind]
    if kind in ASKING or live is None or moved:
        return PartStat.NEEDS_ACTION
    return live.known


def _sequence(
    one: Wanted, was: Sent | None, partstat: PartStat, generation: int, *, moved: bool
) -> int:
    if was is None:
        return one.sequence
    asks_anew = partstat is PartStat.NEEDS_ACTION and was.known is not partstat
    must_win = (
        not was.is_live
        or moved
        or asks_anew
        # Who declined has taken the entry out.
        or (was.answered is PartStat.DECLINED and partstat is not PartStat.DECLINED)
        # The ORGANIZER is another one than before (RFC 5546 §3.2.2.6).
        or was.said["generation"] != generation
    )
    return max(one.sequence, was.sequence + must_win)


def _differ(names: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before.get(name) != after.get(name) for name in names)


def _after(was: Sent | None, at: datetime) -> datetime:
    """Later than the last one, by whole seconds, as DTSTAMP counts."""
    return max(at, was.at.replace(microsecond=0) + timedelta(seconds=1)) if was else at


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
