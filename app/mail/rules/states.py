"""The plain states of a letter, and of what comes back, with their words."""

from __future__ import annotations

from enum import StrEnum

from app.i18n import N_


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    #: The address does not exist; not tried again.
    NO_SUCH_ADDRESS = "no_such_address"
    #: The mailbox is full, or its side refuses the letter for good.
    REFUSED = "refused"
    #: The other side was not accepting for as long as we try.
    GAVE_UP = "gave_up"
    #: Trial mode: kept back, as its reader is not of the team. Lifting the mode sends it not.
    KEPT_BACK = "kept_back"


#: Where a letter ends that never came to its reader.
UNDELIVERED = (LetterState.NO_SUCH_ADDRESS, LetterState.REFUSED, LetterState.GAVE_UP)


#: Where a letter stays until somebody sends it again.
STOPPED = (*UNDELIVERED, LetterState.KEPT_BACK)


class ReceivedKind(StrEnum):
    """What a message that came in is."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    CALENDAR = "calendar"
    #: Somebody wrote.
    MESSAGE = "message"


class Outcome(StrEnum):
    """What became of it."""

    APPLIED = "applied"
    #: Understood, and not believed or too late: a wrong token, another attendee, an old answer.
    REFUSED = "refused"
    #: Not understood, or nobody's to decide but an organiser's.
    UNCLEAR = "unclear"
    #: Nothing to do: an automatic answer.
    IGNORED = "ignored"


#: What an organiser reads.
IN_WORDS = {
    LetterState.WAITING: N_("waiting to be sent"),
    LetterState.SENDING: N_("being sent"),
    LetterState.SENT: N_("sent"),
    LetterState.NO_SUCH_ADDRESS: N_("not delivered: the address does not exist"),
    LetterState.REFUSED: N_("not delivered: the mailbox is full or refuses it"),
    LetterState.GAVE_UP: N_("gave up: the other side accepted nothing for three days"),
    LetterState.KEPT_BACK: N_("kept back: trial mode writes to the team only"),
}
