"""Decisions about letters: their states, what servers mean, how long and how fast to try."""

from app.mail.rules.answers import Answer, judge, without_addresses
from app.mail.rules.pacing import BURST, INTERVAL, SLOWER, domain_of
from app.mail.rules.patience import LEASE, PATIENCE, PAUSES, Next, next_step
from app.mail.rules.states import (
    IN_WORDS,
    STOPPED,
    UNDELIVERED,
    LetterState,
    Outcome,
    ReceivedKind,
)

__all__ = [
    "BURST",
    "INTERVAL",
    "IN_WORDS",
    "LEASE",
    "PATIENCE",
    "PAUSES",
    "SLOWER",
    "STOPPED",
    "UNDELIVERED",
    "Answer",
    "LetterState",
    "Next",
    "Outcome",
    "ReceivedKind",
    "domain_of",
    "judge",
    "next_step",
    "without_addresses",
]
