"""State × action: every cell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.errors import Refusal
from app.invitations import rules
from app.invitations.rules import Action, InvitationState
from tests.conftest import NOON

S, A = InvitationState, Action
GONE = "gone"

#: What each cell gives: the new state, that the row goes, or the refusal.
CELLS: dict[tuple[S, A], object] = {
    (S.DRAFTED, A.EDIT): S.DRAFTED,
    (S.DRAFTED, A.SEND): S.SENT,
    (S.DRAFTED, A.REMIND): rules.NotSent,
    (S.DRAFTED, A.WITHDRAW): rules.NotSent,
    (S.DRAFTED, A.REOPEN): rules.NotSent,
    (S.DRAFTED, A.REMOVE): GONE,
    (S.DRAFTED, A.ACCEPT): rules.NotSent,
    (S.DRAFTED, A.DECLINE): rules.NotSent,
    (S.SENT, A.EDIT): rules.AlreadySent,
    (S.SENT, A.SEND): rules.AlreadySent,
    (S.SENT, A.REMIND): S.SENT,
    (S.SENT, A.WITHDRAW): S.WITHDRAWN,
    (S.SENT, A.REOPEN): rules.StillOpen,
    (S.SENT, A.REMOVE): rules.StillOpen,
    (S.SENT, A.ACCEPT): S.ACCEPTED,
    (S.SENT, A.DECLINE): S.DECLINED,
    (S.ACCEPTED, A.EDIT): rules.AlreadySent,
    (S.ACCEPTED, A.SEND): rules.AlreadySent,
    (S.ACCEPTED, A.REMIND): rules.AlreadyAnswered,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.REOPEN): rules.StillOpen,
    (S.ACCEPTED, A.REMOVE): rules.StillOpen,
    (S.ACCEPTED, A.ACCEPT): S.ACCEPTED,
    (S.ACCEPTED, A.DECLINE): S.DECLINED,
    (S.DECLINED, A.EDIT): rules.AlreadySent,
    (S.DECLINED, A.SEND): rules.AlreadySent,
    (S.DECLINED, A.REMIND): rules.AlreadyAnswered,
    (S.DECLINED, A.WITHDRAW): S.WITHDRAWN,
    (S.DECLINED, A.REOPEN): rules.StillOpen,
    (S.DECLINED, A.REMOVE): rules.StillOpen,
    (S.DECLINED, A.ACCEPT): S.ACCEPTED,
    (S.DECLINED, A.DECLINE): S.DECLINED,
    (S.TENTATIVE, A.EDIT): rules.AlreadySent,
    (S.TENTATIVE, A.SEND): rules.AlreadySent,
    (S.TENTATIVE, A.REMIND): rules.AlreadyAnswered,
    (S.TENTATIVE, A.WITHDRAW): S.WITHDRAWN,
    (S.TENTATIVE, A.REOPEN): rules.StillOpen,
    (S.TENTATIVE, A.REMOVE): rules.StillOpen,
    (S.TENTATIVE, A.ACCEPT): S.ACCEPTED,
    (S.TENTATIVE, A.DECLINE): S.DECLINED,
    (S.COUNTER_PROPOSED, A.EDIT): rules.AlreadySent,
    (S.COUNTER_PROPOSED, A.SEND): rules.AlreadySent,
    (S.COUNTER_PROPOSED, A.REMIND): rules.AlreadyAnswered,
    (S.COUNTER_PROPOSED, A.WITHDRAW): S.WITHDRAWN,
    (S.COUNTER_PROPOSED, A.REOPEN): rules.StillOpen,
    (S.COUNTER_PROPOSED, A.REMOVE): rules.StillOpen,
    (S.COUNTER_PROPOSED, A.ACCEPT): S.ACCEPTED,
    (S.COUNTER_PROPOSED, A.DECLINE): S.DECLINED,
    (S.DELEGATING, A.EDIT): rules.AlreadySent,
    (S.DELEGATING, A.SEND): rules.AlreadySent,
    (S.DELEGATING, A.REMIND): rules.AlreadyAnswered,
    (S.DELEGATING, A.WITHDRAW): S.WITHDRAWN,
    (S.DELEGATING, A.REOPEN): rules.StillOpen,
    (S.DELEGATING, A.REMOVE): rules.StillOpen,
    (S.DELEGATING, A.ACCEPT): S.ACCEPTED,
    (S.DELEGATING, A.DECLINE): S.DECLINED,
    (S.DELEGATED, A.EDIT): rules.AlreadySent,
    (S.DELEGATED, A.SEND): rules.AlreadySent,
    (S.DELEGATED, A.REMIND): rules.Delegated,
    (S.DELEGATED, A.WITHDRAW): S.WITHDRAWN,
    (S.DELEGATED, A.REOPEN): rules.StillOpen,
    (S.DELEGATED, A.REMOVE): rules.StillOpen,
    (S.DELEGATED, A.ACCEPT): rules.Delegated,
    (S.DELEGATED, A.DECLINE): rules.Delegated,
    (S.WITHDRAWN, A.EDIT): rules.Withdrawn,
    (S.WITHDRAWN, A.SEND): rules.Withdrawn,
    (S.WITHDRAWN, A.REMIND): rules.Withdrawn,
    (S.WITHDRAWN, A.WITHDRAW): rules.Withdrawn,
    (S.WITHDRAWN, A.REOPEN): S.DRAFTED,
    (S.WITHDRAWN, A.REMOVE): GONE,
    (S.WITHDRAWN, A.ACCEPT): rules.Withdrawn,
    (S.WITHDRAWN, A.DECLINE): rules.Withdrawn,
    (S.LAPSED, A.EDIT): rules.AlreadySent,
    (S.LAPSED, A.SEND): rules.AlreadySent,
    (S.LAPSED, A.REMIND): rules.Lapsed,
    (S.LAPSED, A.WITHDRAW): S.WITHDRAWN,
    (S.LAPSED, A.REOPEN): S.DRAFTED,
    (S.LAPSED, A.REMOVE): rules.StillOpen,
    (S.LAPSED, A.ACCEPT): rules.Lapsed,
    (S.LAPSED, A.DECLINE): rules.Lapsed,
}


def test_no_cell_is_forgotten() -> None:
    assert set(CELLS) == set(product(S, A))


@pytest.mark.parametrize(("state", "action"), list(product(S, A)))
def test_every_state_knows_what_every_action_makes_of_it(state: S, action: A) -> None:
    expected = CELLS[state, action]
    if isinstance(expected, type) and issubclass(expected, Refusal):
        with pytest.raises(expected):
            rules.apply(state, action)
        assert action not in rules.possible(state, None)
    else:
        made = rules.apply(state, action)
        assert made == (None if expected == GONE else expected)
        assert action in rules.possible(state, None)


def test_a_second_reminder_is_refused_and_not_offered() -> None:
    rules.check_remind(S.SENT, None)
    with pytest.raises(rules.AlreadyReminded):
        rules.check_remind(S.SENT, NOON)
    assert A.REMIND not in rules.possible(S.SENT, NOON)


def test_a_reminder_is_offered_only_days_after_the_invitation_went_out() -> None:
    soon, later = NOON + timedelta(days=2, hours=23), NOON + timedelta(days=3)
    assert A.REMIND not in rules.possible(S.SENT, None, sent_at=NOON, at=soon)
    assert A.REMIND in rules.possible(S.SENT, None, sent_at=NOON, at=later)


def test_asking_and_answering_end_with_the_workshop() -> None:
    ends = datetime(2027, 5, 21, 10, 0, tzinfo=UTC)
    rules.check_ahead(cancelled=False, ends=ends, at=ends - timedelta(seconds=1))
    rules.check_ahead(cancelled=False, ends=None, at=ends)
    with pytest.raises(rules.IsOver):
        rules.check_ahead(cancelled=False, ends=ends, at=ends)
    with pytest.raises(rules.IsCancelled):
        rules.check_ahead(cancelled=True, ends=None, at=ends)


def test_a_fingerprint_tells_what_a_form_was_opened_with() -> None:
    assert rules.fingerprint(None, "en") == rules.fingerprint("", "en")
    assert rules.fingerprint("a", "en") != rules.fingerprint("a", "de")
    assert rules.fingerprint("a", "en") != rules.fingerprint("b", "en")


def test_how_the_asking_stands_is_counted_once_per_person() -> None:
    states = [S.DRAFTED, S.SENT, S.SENT, S.ACCEPTED, S.DECLINED, S.WITHDRAWN, None]
    found = rules.count(states)
    assert (found.asked, found.silent, found.accepted, found.declined) == (4, 2, 1, 1)
    assert (found.drafted, found.none) == (1, 2)
