"""What one act would make of many registrations: planned before it is done, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_
from app.registration.rules import refusals
from app.registration.rules.opening import Doors
from app.registration.rules.states import SEATED, Action, State, may
from app.workshops.rules import Way

#: What can be done to many at once.
DEEDS = (
    Action.APPROVE,
    Action.REJECT,
    Action.CANCEL,
    Action.CHANGE_WAY,
    Action.RESEND_LINK,
)
#: So many in one transaction: each of them gets an e-mail, and nobody else can register meanwhile.
AT_ONCE = 300
#: How long organisers may take such an act back.
TAKE_BACK_FOR = timedelta(hours=1)


class Why(StrEnum):
    """Why somebody is left as they are."""

    STATE = "state"
    #: Neither a place nor a waiting list.
    FULL = "full"
    #: All places of the other way are taken; nobody loses a place by being moved.
    WAY_FULL = "way_full"
    SAME_WAY = "same_way"
    NO_ADDRESS = "no_address"
    #: Since the preview, or since the act that is taken back.
    CHANGED = "changed"
    #: The same address has registered again.
    ANEW = "anew"
    OVER = "over"
    CANCELLED = "cancelled"
    #: More than can be done in one go.
    TOO_MANY = "too_many"
    #: The workshop no longer takes part in this way.
    NOT_OFFERED = "not_offered"


#: What a verb that refuses says about it.
OF_REFUSAL: dict[type[Refusal], Why] = {
    refusals.NotFromHere: Why.CHANGED,
    refusals.Full: Why.FULL,
    refusals.WayFull: Why.WAY_FULL,
    refusals.WayNotOffered: Why.NOT_OFFERED,
    refusals.WorkshopOver: Why.OVER,
    refusals.WorkshopCancelled: Why.CANCELLED,
    refusals.RegisteredAnew: Why.ANEW,
}


class TooLateToTakeBack(Refusal):
    message = N_("This can be taken back for one hour only. You may still act on each person.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    state: State
    way: Way
    #: To which guests' e-mails go.
    has_address: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Of one way: how many there are, are taken, and are waited for."""

    #: None = without limit.
    capacity: int | None
    used: int
    waiting: int
    offered: bool = True

    @property
    def has_one(self) -> bool:
        return self.offered and (self.capacity is None or self.used < self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    #: In the order in which it is done; each with what becomes of them.
    touched: tuple[tuple[Entry, State], ...]
    left: tuple[tuple[Entry, Why], ...]
    before: Mapping[Way, Places]
    after: Mapping[Way, Places]
    #: Others who move up, or are offered a place.
    served: tuple[Entry, ...]

    @property
    def letters(self) -> int:
        told = (*(entry for entry, _ in self.touched), *self.served)
        return sum(entry.has_address for entry in told)


def in_turn(entries: Sequence[Entry]) -> list[Entry]:
    """Who waits comes before who has a place, so that nobody is moved up by an act that is about
    to reach them; among them in the order given, which is the order of asking."""
    return sorted(entries, key=lambda entry: entry.state in SEATED)


def plan(
    entries: Sequence[Entry],
    action: Action,
    *,
    way: Way | None = None,
    places: Mapping[Way, Places],
    lines: Mapping[Way, Sequence[Entry]],
    waiting_list: bool,
    doors: Doors,
) -> Plan:
    """`entries` in the order of asking; `way` is where CHANGE_WAY leads; `lines` hold everybody
    who waits, in turn."""
    planning = _Planning(action, way, dict(places), waiting_list, doors)
    for entry in in_turn(entries):
        planning.meet(entry)
    planning.serve(lines)
    return Plan(
        touched=tuple(planning.touched),
        left=tuple(planning.left),
        before=places,
        after=planning.places,
        served=tuple(planning.served),
    )


@dataclass
class _Planning:
    action: Action
    way: Way | None
    places: dict[Way, Places]
    waiting_list: bool
    doors: Doors
    touched: list[tuple[Entry, State]] = field(default_factory=list)
    left: list[tuple[Entry, Why]] = field(default_factory=list)
    served: list[Entry] = field(default_factory=list)

    def meet(self, entry: Entry) -> None:
        found = self._becomes(entry)
        if isinstance(found, Why):
            self.left.append((entry, found))
        else:
            self.touched.append((entry, found))

    def _becomes(self, entry: Entry) -> State | Why:
        if len(self.touched) >= AT_ONCE:
            return Why.TOO_MANY
        if not may(entry.state, self.action):
            return Why.STATE
        if past := self._past():
            return past
        if self.action is Action.APPROVE:
            return self._enters(entry.way)
        if self.action is Action.REJECT:
            return State.REJECTED
        if self.action is Action.CANCEL:
            self._leaves(entry)
            return State.CANCELLED
        if self.action is Action.CHANGE_WAY:
            return self._moves(entry)
        return entry.state if entry.has_address else Why.NO_ADDRESS

    def _past(self) -> Why | None:
        """What each verb asks itself: declining and the link go on, cancelling until the end."""
        if self.action in (Action.REJECT, Action.RESEND_LINK):
            return None
        if self.doors is Doors.OVER:
            return Why.OVER
        if self.doors is Doors.CANCELLED and self.action is not Action.CANCEL:
            return Why.CANCELLED
        return None

    def _enters(self, way: Way) -> State | Why:
        there = self.places[way]
        if there.has_one and not there.waiting:
            self._set(way, used=1)
            return State.CONFIRMED
        if not self.waiting_list:
            return Why.FULL
        self._set(way, waiting=1)
        return State.WAITLISTED

    def _leaves(self, entry: Entry) -> None:
        if entry.state in SEATED:
            self._set(entry.way, used=-1)
        elif entry.state is State.WAITLISTED:
            self._set(entry.way, waiting=-1)

    def _moves(self, entry: Entry) -> State | Why:
        if self.way is None or self.way not in self.places or not self.places[self.way].offered:
            return Why.NOT_OFFERED
        if entry.way is self.way:
            return Why.SAME_WAY
        if entry.state not in (State.CONFIRMED, State.WAITLISTED):
            return entry.state
        there = self.places[self.way]
        if not there.has_one or there.waiting:
            return Why.WAY_FULL
        self._leaves(entry)
        self._set(self.way, used=1)
        return State.CONFIRMED

    def _set(self, way: Way, *, used: int = 0, waiting: int = 0) -> None:
        there = self.places[way]
        self.places[way] = replace(there, used=there.used + used, waiting=there.waiting + waiting)

    def serve(self, lines: Mapping[Way, Sequence[Entry]]) -> None:
        """Whoever still waits gets what came free."""
        if self.doors is Doors.CANCELLED:
            return
        gone = {entry.id for entry, _ in self.touched}
        for way, line in lines.items():
            for entry in (one for one in line if one.id not in gone):
                if not self.places[way].has_one:
                    break
                self._set(way, used=1, waiting=-1)
                self.served.append(entry)
