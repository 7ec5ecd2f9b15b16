from __future__ import annotations

from datetime import timedelta

import pytest

from app.mail.rules import (
    PAUSES,
    Answer,
    LetterState,
    judge,
    next_state,
    pause_after,
    without_addresses,
)


@pytest.mark.parametrize(
    ("code", "words", "meaning"),
    [
        (250, "OK", Answer.TAKEN),
        (421, "Service not available", Answer.LATER),
        (450, "4.2.0 greylisted", Answer.LATER),
        (451, "Temporary local problem", Answer.LATER),
        (452, "4.2.2 mailbox full", Answer.LATER),
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
        (552, "5.2.2 mailbox full", Answer.REFUSED),
    ],
)
def test_what_an_answer_means(code: int, words: str, meaning: Answer) -> None:
    assert judge(code, words) is meaning


def test_attempts_come_in_growing_gaps_and_end_after_three_days() -> None:
    assert sum(PAUSES, timedelta()) == timedelta(hours=72)
    assert list(PAUSES[:-1]) == sorted(PAUSES[:-1])
    assert pause_after(1) == timedelta(minutes=1)
    assert pause_after(len(PAUSES) + 1) is None


@pytest.mark.parametrize(
    ("answer", "attempts", "state"),
    [
        (Answer.TAKEN, 1, LetterState.SENT),
        (Answer.TAKEN, 99, LetterState.SENT),
        (Answer.NO_SUCH_ADDRESS, 1, LetterState.NO_SUCH_ADDRESS),
        (Answer.REFUSED, 1, LetterState.GAVE_UP),
        (Answer.LATER, 1, LetterState.WAITING),
        (Answer.LATER, len(PAUSES), LetterState.WAITING),
        (Answer.LATER, len(PAUSES) + 1, LetterState.GAVE_UP),
        (Answer.SLOWER, 1, LetterState.WAITING),
        (Answer.SLOWER, len(PAUSES) + 1, LetterState.GAVE_UP),
    ],
)
def test_what_becomes_of_a_letter(answer: Answer, attempts: int, state: LetterState) -> None:
    assert next_state(answer, attempts) is state


def test_addresses_are_left_out_of_a_servers_words() -> None:
    said = "550 5.1.1 <ada@example.org>: Recipient\r\n ada@example.org unknown"
    assert without_addresses(said) == "550 5.1.1 … Recipient … unknown"
