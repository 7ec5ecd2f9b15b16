"""How much a speaker may ask, and what counts as asked twice."""

from __future__ import annotations

from datetime import timedelta

from app.errors import Refusal
from app.i18n import N_

#: Messages within an hour; more than that is a program or a mistake.
MOST_QUESTIONS = 20
ASKING_COUNTS_FOR = timedelta(hours=1)
#: The same words within this time are one press too many, not another question.
SAME_QUESTION_WITHIN = timedelta(minutes=10)


class TooManyQuestions(Refusal):
    message = N_("These are many messages within an hour. Please write the next one later.")
    status = 429


class OwnAddress(Refusal):
    message = N_("This is the speaker’s own address. Please enter another one.")
    status = 422


class OnlyTheSpeaker(Refusal):
    message = N_(
        "Only the speaker can say who acts for them. Everything else here is open to you."
    )
    status = 403


def check_ask(recent: int) -> None:
    """`recent` messages were written within the hour. Raises TooManyQuestions."""
    if recent >= MOST_QUESTIONS:
        raise TooManyQuestions
