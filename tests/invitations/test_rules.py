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
    (S.DRAFTED, A.AGREE_TIME): rules.NotSent,
    (S.DRAFTED, A.KEEP_TIME): rules.NotSent,
    (S.DRAFTED, A.CONFIRM_DELEGATE): rules.NotSent,
    (S.DRAFTED, A.REFUSE_DELEGATE): rules.NotSent,
    (S.DRAFTED, A.ACCEPT): rules.NotSent,
    (S.DRAFTED, A.DECLINE): rules.NotSent,
    (S.DRAFTED, A.AWAIT_APPROVAL): rules.NotSent,
    (S.DRAFTED, A.PROPOSE): rules.NotSent,
    (S.DRAFTED, A.DELEGATE): rules.NotSent,
    (S.DRAFTED, A.LAPSE): rules.NotSent,
    (S.SENT, A.EDIT): rules.AlreadySent,
    (S.SENT, A.SEND): rules.AlreadySent,
    (S.SENT, A.REMIND): S.SENT,
    (S.SENT, A.WITHDRAW): S.WITHDRAWN,
    (S.SENT, A.REOPEN): rules.StillOpen,
    (S.SENT, A.REMOVE): rules.StillOpen,
    (S.SENT, A.AGREE_TIME): rules.ProposesNothing,
    (S.SENT, A.KEEP_TIME): rules.ProposesNothing,
    (S.SENT, A.CONFIRM_DELEGATE): rules.NamesNobody,
    (S.SENT, A.REFUSE_DELEGATE): rules.NamesNobody,
    (S.SENT, A.ACCEPT): S.ACCEPTED,
    (S.SENT, A.DECLINE): S.DECLINED,
    (S.SENT, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.SENT, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.SENT, A.DELEGATE): S.DELEGATING,
    (S.SENT, A.LAPSE): S.LAPSED,
    (S.ACCEPTED, A.EDIT): rules.AlreadySent,
    (S.ACCEPTED, A.SEND): rules.AlreadySent,
    (S.ACCEPTED, A.REMIND): rules.AlreadyAnswered,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.REOPEN): rules.StillOpen,
    (S.ACCEPTED, A.REMOVE): rules.StillOpen,
    (S.ACCEPTED, A.AGREE_TIME): rules.ProposesNothing,
    (S.ACCEPTED, A.KEEP_TIME): rules.ProposesNothing,
    (S.ACCEPTED, A.CONFIRM_DELEGATE): rules.NamesNobody,
    (S.ACCEPTED, A.REFUSE_DELEGATE): rules.NamesNobody,
    (S.ACCEPTED, A.ACCEPT): S.ACCEPTED,
    (S.ACCEPTED, A.DECLINE): S.DECLINED,
    (S.ACCEPTED, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.ACCEPTED, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.ACCEPTED, A.DELEGATE): S.DELEGATING,
    (S.ACCEPTED, A.LAPSE): rules.Unlapsing,
    (S.DECLINED, A.EDIT): rules.AlreadySent,
    (S.DECLINED, A.SEND): rules.AlreadySent,
    (S.DECLINED, A.REMIND): rules.AlreadyAnswered,
    (S.DECLINED, A.WITHDRAW): S.WITHDRAWN,
    (S.DECLINED, A.REOPEN): rules.StillOpen,
    (S.DECLINED, A.REMOVE): rules.StillOpen,
    (S.DECLINED, A.AGREE_TIME): rules.ProposesNothing,
    (S.DECLINED, A.KEEP_TIME): rules.ProposesNothing,
    (S.DECLINED, A.CONFIRM_DELEGATE): rules.NamesNobody,
    (S.DECLINED, A.REFUSE_DELEGATE): rules.NamesNobody,
    (S.DECLINED, A.ACCEPT): S.ACCEPTED,
    (S.DECLINED, A.DECLINE): S.DECLINED,
    (S.DECLINED, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.DECLINED, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.DECLINED, A.DELEGATE): S.DELEGATING,
    (S.DECLINED, A.LAPSE): rules.Unlapsing,
    (S.TENTATIVE, A.EDIT): rules.AlreadySent,
    (S.TENTATIVE, A.SEND): rules.AlreadySent,
    (S.TENTATIVE, A.REMIND): S.TENTATIVE,
    (S.TENTATIVE, A.WITHDRAW): S.WITHDRAWN,
    (S.TENTATIVE, A.REOPEN): rules.StillOpen,
    (S.TENTATIVE, A.REMOVE): rules.StillOpen,
    (S.TENTATIVE, A.AGREE_TIME): rules.ProposesNothing,
    (S.TENTATIVE, A.KEEP_TIME): rules.ProposesNothing,
    (S.TENTATIVE, A.CONFIRM_DELEGATE): rules.NamesNobody,
    (S.TENTATIVE, A.REFUSE_DELEGATE): rules.NamesNobody,
    (S.TENTATIVE, A.ACCEPT): S.ACCEPTED,
    (S.TENTATIVE, A.DECLINE): S.DECLINED,
    (S.TENTATIVE, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.TENTATIVE, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.TENTATIVE, A.DELEGATE): S.DELEGATING,
    (S.TENTATIVE, A.LAPSE): S.LAPSED,
    (S.COUNTER_PROPOSED, A.EDIT): rules.AlreadySent,
    (S.COUNTER_PROPOSED, A.SEND): rules.AlreadySent,
    (S.COUNTER_PROPOSED, A.REMIND): rules.AlreadyAnswered,
    (S.COUNTER_PROPOSED, A.WITHDRAW): S.WITHDRAWN,
    (S.COUNTER_PROPOSED, A.REOPEN): rules.StillOpen,
    (S.COUNTER_PROPOSED, A.REMOVE): rules.StillOpen,
    (S.COUNTER_PROPOSED, A.AGREE_TIME): S.ACCEPTED,
    (S.COUNTER_PROPOSED, A.KEEP_TIME): S.SENT,
    (S.COUNTER_PROPOSED, A.CONFIRM_DELEGATE): rules.NamesNobody,
    (S.COUNTER_PROPOSED, A.REFUSE_DELEGATE): rules.NamesNobody,
    (S.COUNTER_PROPOSED, A.ACCEPT): S.ACCEPTED,
    (S.COUNTER_PROPOSED, A.DECLINE): S.DECLINED,
    (S.COUNTER_PROPOSED, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.COUNTER_PROPOSED, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.COUNTER_PROPOSED, A.DELEGATE): S.DELEGATING,
    (S.COUNTER_PROPOSED, A.LAPSE): rules.Unlapsing,
    (S.DELEGATING, A.EDIT): rules.AlreadySent,
    (S.DELEGATING, A.SEND): rules.AlreadySent,
    (S.DELEGATING, A.REMIND): rules.AlreadyAnswered,
    (S.DELEGATING, A.WITHDRAW): S.WITHDRAWN,
    (S.DELEGATING, A.REOPEN): rules.StillOpen,
    (S.DELEGATING, A.REMOVE): rules.StillOpen,
    (S.DELEGATING, A.AGREE_TIME): rules.ProposesNothing,
    (S.DELEGATING, A.KEEP_TIME): rules.ProposesNothing,
    (S.DELEGATING, A.CONFIRM_DELEGATE): S.DELEGATED,
    (S.DELEGATING, A.REFUSE_DELEGATE): S.SENT,
    (S.DELEGATING, A.ACCEPT): S.ACCEPTED,
    (S.DELEGATING, A.DECLINE): S.DECLINED,
    (S.DELEGATING, A.AWAIT_APPROVAL): S.TENTATIVE,
    (S.DELEGATING, A.PROPOSE): S.COUNTER_PROPOSED,
    (S.DELEGATING, A.DELEGATE): S.DELEGATING,
    (S.DELEGATING, A.LAPSE): rules.Unlapsing,
    (S.DELEGATED, A.EDIT): rules.AlreadySent,
    (S.DELEGATED, A.SEND): rules.AlreadySent,
    (S.DELEGATED, A.REMIND): rules.Delegated,
    (S.DELEGATED, A.WITHDRAW): S.WITHDRAWN,
    (S.DELEGATED, A.REOPEN): rules.StillOpen,
    (S.DELEGATED, A.REMOVE): rules.StillOpen,
    (S.DELEGATED, A.AGREE_TIME): rules.Delegated,
    (S.DELEGATED, A.KEEP_TIME): rules.Delegated,
    (S.DELEGATED, A.CONFIRM_DELEGATE): rules.Delegated,
    (S.DELEGATED, A.REFUSE_DELEGATE): rules.Delegated,
    (S.DELEGATED, A.ACCEPT): rules.Delegated,
    (S.DELEGATED, A.DECLINE): rules.Delegated,
    (S.DELEGATED, A.AWAIT_APPROVAL): rules.Delegated,
    (S.DELEGATED, A.PROPOSE): rules.Delegated,
    (S.DELEGATED, A.DELEGATE): rules.Delegated,
    (S.DELEGATED, A.LAPSE): rules.Delegated,
    (S.WITHDRAWN, A.EDIT): rules.Withdrawn,
    (S.WITHDRAWN, A.SEND): rules.Withdrawn,
    (S.WITHDRAWN, A.REMIND): rules.Withdrawn,
    (S.WITHDRAWN, A.WITHDRAW): rules.Withdrawn,
    (S.WITHDRAWN, A.REOPEN): S.DRAFTED,
    (S.WITHDRAWN, A.REMOVE): GONE,
    (S.WITHDRAWN, A.AGREE_TIME): rules.Withdrawn,
    (S.WITHDRAWN, A.KEEP_TIME): rules.Withdrawn,
    (S.WITHDRAWN, A.CONFIRM_DELEGATE): rules.Withdrawn,
    (S.WITHDRAWN, A.REFUSE_DELEGATE): rules.Withdrawn,
    (S.WITHDRAWN, A.ACCEPT): rules.Withdrawn,
    (S.WITHDRAWN, A.DECLINE): rules.Withdrawn,
    (S.WITHDRAWN, A.AWAIT_APPROVAL): rules.Withdrawn,
    (S.WITHDRAWN, A.PROPOSE): rules.Withdrawn,
    (S.WITHDRAWN, A.DELEGATE): rules.Withdrawn,
    (S.WITHDRAWN, A.LAPSE): rules.Withdrawn,
    (S.LAPSED, A.EDIT): rules.AlreadySent,
    (S.LAPSED, A.SEND): rules.AlreadySent,
    (S.LAPSED, A.REMIND): rules.Lapsed,
    (S.LAPSED, A.WITHDRAW): S.WITHDRAWN,
    (S.LAPSED, A.REOPEN): S.DRAFTED,
    (S.LAPSED, A.REMOVE): rules.StillOpen,
    (S.LAPSED, A.AGREE_TIME): rules.Lapsed,
    (S.LAPSED, A.KEEP_TIME): rules.Lapsed,
    (S.LAPSED, A.CONFIRM_DELEGATE): rules.Lapsed,
    (S.LAPSED, A.REFUSE_DELEGATE): rules.Lapsed,
    (S.LAPSED, A.ACCEPT): rules.Lapsed,
    (S.LAPSED, A.DECLINE): rules.Lapsed,
    (S.LAPSED, A.AWAIT_APPROVAL): rules.Lapsed,
    (S.LAPSED, A.PROPOSE): rules.Lapsed,
    (S.LAPSED, A.DELEGATE): rules.Lapsed,
    (S.LAPSED, A.LAPSE): rules.Lapsed,
}


def test_no_cell_is_forgotten() -> None:
    assert set(CELLS) == set(product(S, A))


@pytest.mark.parametrize(("state", "action"), list(product(S, A)))
def test_every_state_knows_what_every_action_makes_of_it(state: S, action: A) -> None:
    expected = CELLS[state, action]
    if isinstance(expected, type) and issubclass(expected, Refusal):
        with pytest.raises(expected):
            rules.apply(state, action)
        assert action not in rules.possible(state, 0)
    else:
        made = rules.apply(state, action)
        assert made == (None if expected == GONE else expected)
        assert action in rules.possible(state, 0)


def test_a_fourth_reminder_is_refused_and_not_offered() -> None:
    rules.check_remind(S.SENT, 2)
    assert A.REMIND in rules.possible(S.SENT, 2)
    with pytest.raises(rules.AlreadyReminded):
        rules.check_remind(S.SENT, 3)
    assert A.REMIND not in rules.possible(S.SENT, 3)


def test_a_reminder_is_offered_only_days_after_the_last_letter_that_asked() -> None:
    soon, later = NOON + timedelta(days=2, hours=23), NOON + timedelta(days=3)
    assert A.REMIND not in rules.possible(S.SENT, 0, asked_at=NOON, at=soon)
    assert A.REMIND in rules.possible(S.SENT, 0, asked_at=NOON, at=later)


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
