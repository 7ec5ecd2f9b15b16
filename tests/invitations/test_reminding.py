"""The worker reminds speakers and lets invitations lapse, each once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.audit.models import AuditEntry
from app.extensions import db
from app.invitations import checklist, service
from app.invitations.models import Invitation, InvitationPlan
from app.invitations.rules import InvitationState, Task
from app.invitations.rules.reminding import AlreadyChased, NotAccepted, NothingMissing
from app.invitations.service import acting, reminding
from app.mail import switches
from app.mail.models import Letter
from app.mail.rules import LetterState
from app.mail.worker import timed_jobs
from app.publishing import service as publishing
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.invitations.stage import Stage, drafted, kinds, last_letter, stage

#: Nine in the morning in Berlin, a week after the invitation: a Monday.
MONDAY = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)


def run(at: datetime) -> None:
    """As the worker does each minute."""
    service.remind_due(at)
    service.lapse_due(at)
    db.session.commit()


def plan(here: Stage, **values: object) -> None:
    told = {"texts": {}, "tasks": {}, "paper": {}} | values
    db.session.add(InvitationPlan(workshop_id=here.workshop.id, **told))
    db.session.commit()


def accepted(here: Stage, **tasks: str | None) -> Invitation:
    invitation = here.invite()
    service.accept(invitation, answer=None, at=NOON)
    plan(here, tasks=tasks)
    return invitation


@ON_BOTH
def test_a_job_that_runs_five_times_or_after_the_clock_went_back_reminds_once(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    run(MONDAY - timedelta(minutes=1))
    for _ in range(5):
        run(MONDAY)
    run(MONDAY - timedelta(hours=2))
    run(MONDAY + timedelta(hours=2))
    assert kinds() == ["invitation", "reminder"]
    assert (invitation.reminders, invitation.reminded_at) == (1, MONDAY)
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor) == ("invitation.reminded", "worker")


@ON_BOTH
def test_two_workers_at_the_same_moment_remind_once(app: Flask) -> None:
    stage().invite()
    db.session.commit()
    together, broke = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            try:
                together.wait()
                run(MONDAY)
            except Exception as error:
                broke.append(error)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broke == []
    assert kinds() == ["invitation", "reminder"]


@ON_BOTH
def test_of_two_who_act_upon_one_invitation_the_second_sees_what_the_first_did(app: Flask) -> None:
    number = stage().invite().id
    db.session.commit()

    def remind() -> None:
        with app.app_context():
            one = db.session.get_one(Invitation, number)
            service.remind(one, at=MONDAY, account_id=None)
            db.session.commit()

    other = threading.Thread(target=remind)
    with app.app_context():
        mine = db.session.get_one(Invitation, number)
        acting.hold(mine)
        other.start()
        other.join(0.5)  # it has come to what is held
        mine.reminders += 1
        db.session.commit()
    other.join()
    assert db.session.get_one(Invitation, number).reminders == 2


@ON_BOTH
def test_each_reminder_reads_otherwise_and_the_third_says_it_is_the_last(app: Flask) -> None:
    here = stage()
    here.invite()
    said = []
    for weeks in range(6):
        run(MONDAY + timedelta(weeks=weeks, hours=-1 if weeks > 2 else 0))
        said = list(db.session.scalars(db.select(Letter).where(Letter.kind == "reminder")))
    assert len({letter.subject for letter in said}) == 3
    assert ["last reminder" in letter.text for letter in said] == [False, False, True]


def test_an_answer_ends_the_reminders(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    service.decline(invitation, answer=None, at=NOON)
    run(MONDAY)
    assert kinds() == ["invitation", "declined"]


def test_who_was_written_to_yesterday_is_reminded_two_days_later(app: Flask) -> None:
    """Whatever it was about, and whoever wrote it."""
    here = stage()
    invitation = here.invite()
    letter = last_letter("invitation")
    letter.written_at = MONDAY - timedelta(hours=20)  # on the Sunday
    letter.to_email = "Zhu@Example.org"
    db.session.commit()
    run(MONDAY)
    assert invitation.reminders == 0
    run(MONDAY + timedelta(days=1))
    assert invitation.reminders == 1


def test_an_address_that_takes_nothing_is_not_written_to_again(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    last_letter("invitation").state = LetterState.NO_SUCH_ADDRESS
    db.session.commit()
    run(MONDAY)
    assert invitation.reminders == 0


def test_plans_that_do_not_remind_and_workshops_that_are_off_or_over_are_left(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    plan(here, reminds=False)
    run(MONDAY)
    assert invitation.reminders == 0
    db.session.get_one(InvitationPlan, here.workshop.id).reminds = True
    invitation.sent_at = datetime(2027, 5, 20, 8, 0, tzinfo=UTC)
    run(datetime(2027, 5, 27, 8, 0, tzinfo=UTC))
    assert invitation.reminders == 0  # over since the 21st
    invitation.sent_at = NOON
    publishing.cancel(here.workshop, at=NOON, account_id=None)
    run(MONDAY)
    assert invitation.reminders == 0


@ON_BOTH
def test_one_mail_says_all_that_is_missing_until_nothing_is(app: Flask) -> None:
    here = stage()
    invitation = accepted(here, biography="2027-03-19", photo="2027-03-19", slides=None)
    run(datetime(2027, 3, 12, 8, 0, tzinfo=UTC))
    letter = last_letter("chase")
    assert "By the end of Friday, 19 March 2027 (Berlin, UTC+1): your biography" in " ".join(
        letter.text.split()
    )
    assert "your photo" in letter.text
    assert "No last day is set: the slides" in letter.text
    assert invitation.chases == 1
    # What has a day is handed in; what has none is nothing to run after.
    plan_row = db.session.get_one(InvitationPlan, here.workshop.id)
    plan_row.tasks = {"slides": None}
    db.session.commit()
    run(datetime(2027, 3, 18, 8, 0, tzinfo=UTC))
    assert invitation.chases == 1


def test_what_is_handed_in_in_time_is_not_asked_for(app: Flask) -> None:
    here = stage()
    here.item.title = {"en": "Roofs", "zh": "屋顶", "de": "Dächer"}
    invitation = accepted(here, title="2027-03-19")
    assert checklist.of(here.speaker, at=NOON)[Task.TITLE].done
    run(datetime(2027, 3, 12, 8, 0, tzinfo=UTC))
    assert kinds() == ["invitation", "accepted"]
    with pytest.raises(NothingMissing):
        service.chase(invitation, at=NOON, account_id=None)


def test_organisers_may_remind_of_the_checklist_three_times_in_all(app: Flask) -> None:
    here = stage()
    invitation = accepted(here, photo=None)
    for _ in range(3):
        service.chase(invitation, at=NOON, account_id=None)
    with pytest.raises(AlreadyChased):
        service.chase(invitation, at=NOON, account_id=None)
    service.decline(invitation, answer=None, at=NOON)
    with pytest.raises(NotAccepted):
        service.chase(invitation, at=NOON, account_id=None)


@ON_BOTH
def test_an_invitation_lapses_once_and_only_where_organisers_want_it(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    plan(here, answer_by=date(2027, 3, 5), reminds=False)
    morning = datetime(2027, 3, 6, 8, 0, tzinfo=UTC)
    run(morning)
    assert invitation.state is InvitationState.SENT
    db.session.get_one(InvitationPlan, here.workshop.id).lapses = True
    run(morning - timedelta(minutes=1))
    assert invitation.state is InvitationState.SENT
    for _ in range(3):
        run(morning)
    assert invitation.state is InvitationState.LAPSED
    assert kinds() == ["invitation", "lapsed"]


def test_a_quiet_minute_is_one_query_for_each_job(app: Flask) -> None:
    stage().invite()
    db.session.commit()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    run(MONDAY - timedelta(hours=1))
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) == 2


def test_the_worker_does_both(app: Flask) -> None:
    assert {service.remind_due, service.lapse_due} <= set(timed_jobs(app))


# -- Whose turn it is -----------------------------------------------------------------------------


def colleague(here: Stage) -> Invitation:
    """A second speaker, invited after the first."""
    ole = make_speaker(here.workshop, "Ole Berg", email="ole@example.org", language="en")
    ole.person.time_zone = "Europe/Berlin"
    asked = drafted(ole)
    service.send(asked, at=NOON, account_id=None)
    return asked


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 1)


@pytest.mark.usefixtures("one_at_a_time")
def test_who_has_handed_in_everything_is_in_nobody_s_way(app: Flask, queries: list[str]) -> None:
    here = stage()
    accepted(here, biography="2027-03-19")
    here.speaker.biography = dict.fromkeys(here.workshop.languages, "x")
    other = colleague(here)
    service.accept(other, answer=None, at=NOON)
    db.session.commit()
    queries.clear()
    run(datetime(2027, 3, 12, 8, 0, tzinfo=UTC))
    assert other.chases == 1
    assert len([one for one in queries if "FROM speaker_consents" in one]) < 4


@pytest.mark.usefixtures("one_at_a_time")
def test_who_has_time_left_is_in_nobody_s_way_when_another_s_invitation_lapses(app: Flask) -> None:
    here = stage()
    here.invite().answer_by = date(2027, 4, 30)
    other = colleague(here)
    plan(here, answer_by=date(2027, 3, 5), reminds=False, lapses=True)
    run(datetime(2027, 3, 6, 8, 0, tzinfo=UTC))
    assert other.state is InvitationState.LAPSED


@pytest.mark.usefixtures("one_at_a_time")
def test_workshops_that_are_over_are_in_nobody_s_way(app: Flask) -> None:
    over, here = stage("over"), stage("here")
    old, new = over.invite(), here.invite()
    over.day.date = date(2027, 3, 1)
    for one in (over, here):
        plan(one, answer_by=date(2027, 3, 5), reminds=False, lapses=True)
    run(datetime(2027, 3, 6, 8, 0, tzinfo=UTC))
    assert (old.state, new.state) == (InvitationState.SENT, InvitationState.LAPSED)


@pytest.mark.parametrize("switch", [switches.hold, switches.try_out])
def test_nothing_is_written_that_would_wait_or_be_kept_back(
    app: Flask, switch: Callable[..., bool]
) -> None:
    """Else what was held would go out at any hour, all at once, and trials would use it up."""
    here = stage()
    invitation, other = here.invite(), colleague(here)
    other.answer_by = date(2027, 3, 5)
    plan(here, lapses=True)
    scope = switches.of_workshop(here.workshop.id)
    switch(scope, True, at=NOON, account_id=1)
    run(MONDAY)
    assert (invitation.reminders, other.state) == (0, InvitationState.SENT)
    switch(scope, False, at=NOON, account_id=1)
    run(MONDAY)
    assert (invitation.reminders, other.state) == (1, InvitationState.LAPSED)
