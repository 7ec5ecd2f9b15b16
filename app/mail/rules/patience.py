"""How long a letter is tried, with which pauses, by the kind of failure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from app.mail.rules.answers import Answer
from app.mail.rules.states import LetterState

#: A letter taken by a worker that died is taken by another one after this.
LEASE = timedelta(minutes=2)
#: How long a letter is tried from its first attempt on, as mail servers do (RFC 5321 §4.5.4.1).
PATIENCE = timedelta(hours=72)


def _minutes(*those: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=one) for one in those)


#: Pauses after the first, second, … failure; the last one goes on until patience ends.
PAUSES = {
    Answer.LATER: _minutes(1, 4, 10, 30, 60, 120, 240, 480, 720),
    # The usual gates open after five minutes, strict ones after an hour.
    Answer.GREYLISTED: _minutes(6, 10, 20, 40, 60, 120, 240, 480, 720),
    Answer.FULL: _minutes(60, 240, 480, 720),
    Answer.SLOWER: _minutes(5, 10, 20, 40, 60, 120, 240),
}
#: While nothing can leave the house each letter looks again after a part of the time that it has
#: waited, within these: the way out is back for all of them at once.
AWAY_AT_LEAST, AWAY_AT_MOST = _minutes(1, 10)
AWAY_PART = 6


class Next(NamedTuple):
    """What becomes of a letter, and how long until it is tried again."""

    state: LetterState
    pause: timedelta | None = None


#: Answers that settle it, and where a letter ends when patience does.
_FINAL = {
    Answer.TAKEN: LetterState.SENT,
    Answer.NO_SUCH_ADDRESS: LetterState.NO_SUCH_ADDRESS,
    Answer.REFUSED: LetterState.REFUSED,
}
_OUT_OF_PATIENCE = {Answer.FULL: LetterState.REFUSED}


def next_step(answer: Answer, attempts: int, tried_for: timedelta) -> Next:
    """What becomes of a letter after its `attempts`th attempt that counts, this long after its
    first one. The last attempt is made exactly when patience ends."""
    if answer in _FINAL:
        return Next(_FINAL[answer])
    left = PATIENCE - tried_for
    if left <= timedelta():
        return Next(_OUT_OF_PATIENCE.get(answer, LetterState.GAVE_UP))
    return Next(LetterState.WAITING, min(_pause(answer, attempts, tried_for), left))


def _pause(answer: Answer, attempts: int, tried_for: timedelta) -> timedelta:
    if answer is Answer.AWAY:
        return min(max(tried_for / AWAY_PART, AWAY_AT_LEAST), AWAY_AT_MOST)
    pauses: Sequence[timedelta] = PAUSES[answer]
    return pauses[min(max(attempts, 1), len(pauses)) - 1]
