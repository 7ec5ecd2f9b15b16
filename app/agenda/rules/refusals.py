"""What the rules of an agenda refuse."""

from __future__ import annotations

from app.errors import Refusal
from app.i18n import N_


class Gone(Refusal):
    message = N_("Somebody else removed this in the meantime. What you typed was not saved.")


class UnknownPlace(Refusal):
    message = N_("The day, theme or room you chose is no longer there. Please choose again.")
    status = 422


class UnknownNeighbour(Refusal):
    message = N_("The item to put it after is not on that day. Please choose again.")
    status = 422


class UnknownSpeaker(Refusal):
    message = N_("One of the people you chose is no longer there. Please choose again.")
    status = 422


class DayTaken(Refusal):
    message = N_("This day is on the agenda already.")
    status = 422


class EndsBeforeStart(Refusal):
    message = N_("The day ends at %(ends)s, which is not after its start at %(starts)s.")
    status = 422
