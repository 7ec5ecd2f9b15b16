"""What a person's own page offers, by how the registration and the workshop stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.i18n import zones
from app.registration.rules.opening import Doors
from app.registration.rules.states import ACTIVE, Action, State, may
from app.workshops.rules import Way

#: The way into the meeting is shown, and open, so long before the beginning.
JOIN_BEFORE = timedelta(minutes=30)


class Thing(StrEnum):
    CONFIRM_ADDRESS = "confirm_address"
    #: The two answers to an offer.
    ACCEPT_OFFER = "accept_offer"
    DECLINE_OFFER = "decline_offer"
    CANCEL = "cancel"
    UNDO_CANCEL = "undo_cancel"
    CHANGE_WAY = "change_way"
    CHANGE_DETAILS = "change_details"
    HAND_OVER = "hand_over"
    CALENDAR = "calendar"
    #: The way into the online meeting.
    JOIN = "join"
    #: What is shown at the door.
    TICKET = "ticket"
    HANDOUTS = "handouts"
    REGISTER_ANEW = "register_anew"


#: Acts that make sense only while the workshop is still to come, or running.
_TO_COME = {
    Thing.CONFIRM_ADDRESS: Action.CONFIRM_ADDRESS,
    Thing.ACCEPT_OFFER: Action.ACCEPT_OFFER,
    Thing.CANCEL: Action.CANCEL,
    Thing.CHANGE_WAY: Action.CHANGE_WAY,
    Thing.HAND_OVER: Action.HAND_OVER,
}


def things(
    state: State, doors: Doors, way: Way, *, speaks: bool, may_undo: bool
) -> frozenset[Thing]:
    """`speaks`: the place is kept for one of the speakers; `may_undo`: see states.may_undo."""
    found: set[Thing] = set()
    if may(state, Action.CHANGE_DETAILS):
        found.add(Thing.CHANGE_DETAILS)
    if state is State.CONFIRMED:
        found.add(Thing.HANDOUTS)
    if doors in (Doors.CANCELLED, Doors.OVER):
        return frozenset(found)
    found |= {thing for thing, action in _TO_COME.items() if may(state, action)}
    if state is State.OFFERED:
        found.remove(Thing.CANCEL)
        found.add(Thing.DECLINE_OFFER)
    if speaks:
        found.discard(Thing.HAND_OVER)
    if state in ACTIVE:
        found.add(Thing.CALENDAR)
    if state is State.CONFIRMED:
        found.add(Thing.TICKET if way is Way.ON_SITE else Thing.JOIN)
    if may(state, Action.UNDO_CANCEL) and may_undo:
        found.add(Thing.UNDO_CANCEL)
    elif state in (State.CANCELLED, State.EXPIRED) and doors is Doors.OPEN:
        found.add(Thing.REGISTER_ANEW)
    return frozenset(found)


def joins_from(start: datetime | None, first: date | None, zone: str | None) -> datetime | None:
    """From when the way into the meeting is shown: shortly before the beginning; where no hour is
    known, from the beginning of the day there. None = nothing is known, so nothing is waited for.
    """
    if start is not None:
        return start - JOIN_BEFORE
    if first is None:
        return None
    if zone is None:
        # The day begins first where the clocks are ahead of all others.
        return datetime.combine(first, time(), UTC) - timedelta(hours=14)
    return zones.moment_or_next(first, time(), zone)
