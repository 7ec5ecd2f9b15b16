from __future__ import annotations

from datetime import timedelta

import pytest

from app.mail.rules import PATIENCE, Answer, LetterState, judge, next_step, without_addresses
from app.mail.rules.pacing import (
    BURST,
    CALM,
    INTERVAL,
    SLOWER,
    STRIKES,
    Pace,
    after_one,
    calmed,
    complained,
    opens_at,
)
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("code", "words", "meaning"),
    [
        (250, "OK", Answer.TAKEN),
        (421, "Service not available", Answer.LATER),
        (450, "4.2.0 Greylisted, please try again later", Answer.GREYLISTED),
        (451, "4.7.1 Greylisting in action, come back later", Answer.GREYLISTED),
        (451, "Please try again later", Answer.LATER),
        (421, "4.7.0 Try again later, closing connection", Answer.SLOWER),
        (450, "4.2.1 receiving mail at an unusual rate", Answer.SLOWER),
        (451, "Temporary local problem", Answer.LATER),
        (452, "4.2.2 mailbox full", Answer.FULL),
        (452, "Requested action not taken: insufficient system storage", Answer.FULL),
        (452, "4.5.3 too many recipients", Answer.LATER),
        (450, "The user's mailbox is over quota", Answer.FULL),
        (552, "Requested mail action aborted: exceeded storage allocation", Answer.FULL),
        (552, "5.3.4 message too big", Answer.REFUSED),
        (552, "5.7.0 this message was blocked for its content", Answer.REFUSED),
        (450, "4.1.1 user unknown for now", Answer.LATER),
        (550, "5.1.1 User unknown", Answer.NO_SUCH_ADDRESS),
        (550, "5.1.2 no such domain", Answer.NO_SUCH_ADDRESS),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", Answer.NO_SUCH_ADDRESS),
        (550, "No such user here", Answer.NO_SUCH_ADDRESS),
        (550, "Mailbox ada does not exist", Answer.NO_SUCH_ADDRESS),
        (550, "User not found: ada", Answer.NO_SUCH_ADDRESS),
        (550, "Sender frequency limited", Answer.SLOWER),
        (550, "Ip frequency limited", Answer.SLOWER),
        (550, "Connection temporarily prohibited", Answer.SLOWER),
        (550, "Mail content denied", Answer.REFUSED),
        (421, "4.7.0 Too many messages, slow down", Answer.SLOWER),
        (550, "5.1.8 sender unknown user", Answer.REFUSED),
        (550, "5.7.1 no such user is allowed to relay", Answer.REFUSED),
        (554, "5.7.1 spam", Answer.REFUSED),
        (552, "5.2.2 mailbox full", Answer.FULL),
        (550, "5.2.2 over quota", Answer.FULL),
        (550, "Mailbox not found", Answer.NO_SUCH_ADDRESS),
        (550, "too many mails from your IP", Answer.SLOWER),
    ],
)
def test_what_an_answer_means(code: int, words: str, meaning: Answer) -> None:
    assert judge(code, words) is meaning


HOUR = timedelta(hours=1)


def tries(answer: Answer) -> list[timedelta]:
    """The pauses of a letter that never gets another answer."""
    pauses: list[timedelta] = []
    while pause := next_step(answer, len(pauses) + 1, sum(pauses, timedelta())).pause:
        pauses.append(pause)
    return pauses


@pytest.mark.parametrize(
    ("answer", "first", "at_most", "end"),
    [
        (Answer.LATER, timedelta(minutes=1), 20, LetterState.GAVE_UP),
        (Answer.GREYLISTED, timedelta(minutes=6), 20, LetterState.GAVE_UP),
        (Answer.SLOWER, SLOWER, 30, LetterState.GAVE_UP),
        (Answer.FULL, HOUR, 10, LetterState.REFUSED),
    ],
)
def test_attempts_come_in_growing_gaps_and_end_after_three_days(
    answer: Answer, first: timedelta, at_most: int, end: LetterState
) -> None:
    pauses = tries(answer)
    assert pauses[0] == first
    assert pauses[:-1] == sorted(pauses[:-1])
    assert sum(pauses, timedelta()) == PATIENCE == 72 * HOUR
    assert len(pauses) <= at_most
    assert next_step(answer, 1, PATIENCE).state is end
    assert next_step(answer, 1, 100 * HOUR).state is end


def test_while_nothing_can_leave_attempts_do_not_run_out_but_three_days_do() -> None:
    for after, pause in ((0 * HOUR, 1), (0.5 * HOUR, 5), (24 * HOUR, 10)):
        step = next_step(Answer.AWAY, 0, after)
        assert (step.state, step.pause) == (LetterState.WAITING, timedelta(minutes=pause))
    assert next_step(Answer.AWAY, 0, PATIENCE).state is LetterState.GAVE_UP


@pytest.mark.parametrize("attempts", [1, 99])
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.TAKEN, LetterState.SENT),
        (Answer.NO_SUCH_ADDRESS, LetterState.NO_SUCH_ADDRESS),
        (Answer.REFUSED, LetterState.REFUSED),
    ],
)
def test_some_answers_are_final(answer: Answer, state: LetterState, attempts: int) -> None:
    assert next_step(answer, attempts, timedelta()) == (state, None)


def sent_within(pace: Pace, length: timedelta) -> list[timedelta]:
    """When letters go to a provider that always has some waiting."""
    at, sent = NOON, []
    while (at := max(at, opens_at(pace))) <= NOON + length:
        sent.append(at - NOON)
        pace = pace._replace(paced_until=after_one(pace, at))
    return sent


def test_a_burst_goes_at_once_and_the_rest_at_a_steady_pace() -> None:
    sent = sent_within(Pace(NOON), timedelta(minutes=10))
    assert sent[:BURST] == [timedelta()] * BURST
    assert [then - one for one, then in zip(sent[BURST:], sent[BURST + 1 :], strict=False)] == [
        INTERVAL
    ] * (len(sent) - BURST - 1)
    # The burst is no gift: it is what a provider in peace did not get before.
    assert len(sent) == BURST + 300


def test_who_rested_gets_a_burst_again_and_no_more() -> None:
    rested = Pace(NOON - timedelta(days=30))
    assert sent_within(rested, timedelta()) == [timedelta()] * BURST


def test_each_complaint_halves_the_pace_and_calm_brings_it_back() -> None:
    once = complained(Pace(NOON), NOON)
    assert opens_at(once) == NOON + SLOWER
    assert after_one(once, NOON) == NOON + 2 * INTERVAL
    many = Pace(NOON)
    for _ in range(20):
        many = complained(many, NOON)
    assert many.strikes == STRIKES
    assert calmed(many, NOON + CALM) == many
    at = NOON + SLOWER
    for left in range(STRIKES - 1, -1, -1):
        at += CALM
        many = calmed(many, at)
        assert (many.strikes, calmed(many, at)) == (left, many)
        assert opens_at(many) <= at


def test_addresses_are_left_out_of_a_servers_words() -> None:
    said = "550 5.1.1 <ada@example.org>: Recipient\r\n ada@example.org unknown"
    assert without_addresses(said) == "550 5.1.1 … Recipient … unknown"
