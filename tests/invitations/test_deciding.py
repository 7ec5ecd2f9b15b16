"""What organisers decide: another time, a colleague, an answer they heard, a question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from app.agenda import hints
from app.agenda.models import AgendaItem
from app.agenda.rules.hints import HintKind
from app.agenda.service import history
from app.errors import Refusal
from app.extensions import config, db
from app.invitations import checks, queries, rules, service
from app.invitations.models import Invitation, Remark
from app.invitations.rules import Action, Author, InvitationState, Via
from app.invitations.rules.deciding import (
    ASKED_ANEW,
    Named,
    NamesAnother,
    NamesThemselves,
    StandsElsewhere,
    meant,
    stands_within,
)
from app.invitations.service.deciding import HEARD, colleague_there, seen_of
from app.links import derive, opens
from app.people.models import Speaker
from app.people.queries import windows_of
from app.people.rules import Part
from app.registration.checks import broken as broken_seats
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_item, make_part, make_speaker
from tests.invitations.stage import Stage, drafted, kinds, stage

S, A = InvitationState, Action
#: The talk is on 21 May from 09:00 to 09:20 in Shanghai.
NINE = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOON + timedelta(days=2)


# -- Rules ----------------------------------------------------------------------------------------


def test_a_part_is_met_where_every_time_lies_in_what_was_proposed() -> None:
    window = (NINE, NINE + HOUR)
    assert stands_within([window], [(NINE, NINE + HOUR)])
    assert stands_within([window], [(NINE, None)])
    assert not stands_within([window], [(NINE, NINE + 2 * HOUR)])
    assert not stands_within([window], [(NINE, NINE + HOUR), (NINE + HOUR, NINE + 2 * HOUR)])
    assert not stands_within([window], [])
    assert not stands_within([], [(NINE, NINE + HOUR)])


def test_the_colleague_is_known_by_the_address_and_where_many_share_it_by_the_name() -> None:
    zhu, li = Named(("Zhu Shu",), "zhu@x.org"), Named(("Li Na",), "li@x.org")
    assert meant(Named(("Na LI",), "li@x.org"), zhu, [li]) == 0
    assert meant(Named(("Dr Li",), "li@x.org"), zhu, [li]) == 0
    assert meant(Named(("Li Na",), "na@x.org"), zhu, [li]) is None
    office = Named(("He Landi",), "zhu@x.org")
    assert meant(Named(("Li Na",), "zhu@x.org"), zhu, [office]) is None
    assert meant(Named(("Landi He",), "zhu@x.org"), zhu, [office]) == 0
    with pytest.raises(NamesThemselves):
        meant(Named(("Shu Zhu",), "zhu@x.org"), zhu, [li])


def test_who_is_asked_anew_goes_through_the_table() -> None:
    for state, acts in ASKED_ANEW.items():
        for act in acts:
            state = rules.apply(state, act) or state
        assert state is S.SENT


# -- Another time ---------------------------------------------------------------------------------


def proposes(here: Stage, first: datetime, last: datetime) -> Invitation:
    invitation = here.invite()
    service.propose(invitation, windows=[(first, last)], answer="Not that early", at=NOON)
    return invitation


@ON_BOTH
def test_a_time_is_agreed_once_the_agenda_that_the_speaker_reads_has_it(app: Flask) -> None:
    here = stage()
    here.publish()
    invitation = proposes(here, NINE + HOUR, NINE + 2 * HOUR)
    with pytest.raises(StandsElsewhere):
        service.agree_time(invitation, at=NOON, account_id=None)
    here.item.pinned = time(10)
    with pytest.raises(StandsElsewhere):  # moved, and not published
        service.agree_time(invitation, at=NOON, account_id=None)
    here.publish(LATER)
    service.agree_time(invitation, at=LATER, account_id=None)
    assert invitation.state is S.ACCEPTED
    assert kinds()[-1] == "time_agreed"
    assert [one.state for one in seats()] == [RegistrationState.CONFIRMED]
    assert checks.broken() == broken_seats() == []
    with pytest.raises(rules.ProposesNothing):
        service.agree_time(invitation, at=LATER, account_id=None)


@ON_BOTH
def test_a_time_is_kept_and_the_speaker_is_asked_again_from_then_on(app: Flask) -> None:
    here = stage()
    invitation = proposes(here, NINE + HOUR, NINE + 2 * HOUR)
    before = hints.of_workshop(here.workshop, at=NOON).open
    assert HintKind.UNAVAILABLE in {one.hint.kind for one in before}
    service.keep_time(invitation, word="The minister leaves at ten", at=LATER, account_id=None)
    assert (invitation.state, invitation.reminded_at) == (S.SENT, LATER)
    assert (invitation.answered_at, invitation.answered_via) == (None, None)
    assert invitation.reminders == 0
    assert windows_of(here.speaker) == []
    found = hints.of_workshop(here.workshop, at=LATER).open
    assert HintKind.UNAVAILABLE not in {one.hint.kind for one in found}
    assert kinds()[-1] == "time_kept"
    said = queries.conversation_of(invitation)
    assert [(one.author, one.text) for one in said] == [
        (Author.ORGANISER, "The minister leaves at ten")
    ]


# -- A colleague ----------------------------------------------------------------------------------


def names(invitation: Invitation, name: str = "Li Na", email: str = "li@example.org") -> None:
    service.delegate(invitation, name=name, email=email, answer=None, at=NOON)


def seats() -> list[Registration]:
    active = Registration.state == RegistrationState.CONFIRMED
    return list(db.session.scalars(db.select(Registration).where(active)))


def named_in(item: AgendaItem) -> list[str]:
    db.session.expire_all()
    return [row.speaker.person.name for row in item.parts if row.speaker]


def desk_opens(invitation: Invitation, generation: int) -> bool:
    secret = config().secret_key
    token = derive(secret, "desk", invitation.key, generation)
    return opens(secret, "desk", token, invitation.key, invitation.generation)


@ON_BOTH
def test_a_colleague_takes_the_part_and_the_original_is_out_of_it(app: Flask) -> None:
    here = stage()
    account = make_account().id
    moderates = make_item(here.workshop, here.day)
    make_part(moderates, here.speaker, Part.MODERATOR)
    here.publish()
    invitation = here.invite()
    service.accept(invitation, answer=None, at=NOON)
    names(invitation)
    theirs = service.confirm_delegate(invitation, at=LATER, account_id=account)

    assert (invitation.state, theirs.state) == (S.DELEGATED, S.SENT)
    assert theirs.delegated_from is invitation
    assert (theirs.speaker.person.name, theirs.language) == ("Li Na", "en")
    assert not desk_opens(invitation, 0)
    assert invitation.feed_generation == 1
    assert kinds()[-2:] == ["delegated", "invitation"]
    assert seats() == []
    assert named_in(here.item) == named_in(moderates) == ["Li Na"]

    service.accept(theirs, answer=None, at=LATER)
    assert len(seats()) == 1
    assert checks.broken() == broken_seats() == []

    again = service.confirm_delegate(invitation, at=LATER, account_id=account)
    assert again is theirs
    assert db.session.scalar(db.select(db.func.count(Speaker.id))) == 2

    history.undo(here.workshop, at=LATER, account_id=account)
    assert named_in(here.item) == named_in(moderates) == ["Zhu Shu"]


@ON_BOTH
def test_a_colleague_who_is_a_speaker_keeps_the_one_invitation(app: Flask) -> None:
    here = stage()
    li = make_speaker(here.workshop, "Li Na", email="Li@Example.org")
    make_part(here.item, li, Part.PANELLIST)
    own = drafted(li)
    service.send(own, at=NOON, account_id=None)
    service.accept(own, answer=None, at=NOON)
    invitation = here.invite()
    names(invitation)
    assert colleague_there(invitation) is li
    assert service.confirm_delegate(invitation, at=LATER, account_id=None) is own
    assert (own.state, own.generation) == (S.ACCEPTED, 0)
    assert kinds().count("invitation") == 2  # one each, none more for Li Na
    assert kinds()[-1] == "delegated"
    db.session.expire_all()
    parts = [(row.speaker.key, row.part) for row in here.item.parts if row.speaker]
    assert parts == [(li.key, Part.SPEAKER), (li.key, Part.PANELLIST)]


@ON_BOTH
@pytest.mark.parametrize("state", list(ASKED_ANEW))
def test_a_colleague_who_is_not_asked_any_more_is_asked_anew(
    app: Flask, state: InvitationState
) -> None:
    here = stage()
    li = make_speaker(here.workshop, "Li Na", email="li@example.org")
    own = drafted(li)
    own.state = state
    invitation = here.invite()
    names(invitation)
    service.confirm_delegate(invitation, at=LATER, account_id=None)
    assert (own.state, own.sent_at) == (S.SENT, LATER)
    assert own.delegated_from is invitation


@ON_BOTH
def test_only_the_colleague_whom_the_page_showed_is_confirmed(app: Flask) -> None:
    invitation = stage().invite()
    names(invitation)
    seen = seen_of(invitation)
    names(invitation, "Wang Fang", "wang@example.org")
    with pytest.raises(NamesAnother):
        service.confirm_delegate(invitation, seen=seen, at=LATER, account_id=None)
    assert invitation.state is S.DELEGATING


@ON_BOTH
def test_a_colleague_is_refused_and_the_speaker_asked_again(app: Flask) -> None:
    invitation = stage().invite()
    names(invitation)
    service.refuse_delegate(invitation, at=LATER, account_id=None)
    assert (invitation.state, invitation.delegate_email) == (S.SENT, None)
    assert kinds()[-1] == "delegate_refused"
    with pytest.raises(rules.NamesNobody):
        service.refuse_delegate(invitation, at=LATER, account_id=None)


# -- Heard, lapsed, asked -------------------------------------------------------------------------


@ON_BOTH
@pytest.mark.parametrize(("heard", "state"), [(A.ACCEPT, S.ACCEPTED), (A.DECLINE, S.DECLINED)])
def test_an_answer_by_phone_counts_like_any_other(
    app: Flask, heard: Action, state: InvitationState
) -> None:
    here = stage()
    invitation = here.invite()
    service.note_answer(invitation, heard, answer="On the phone", at=LATER, account_id=None)
    assert (invitation.state, invitation.answered_via) == (state, Via.ORGANISER)
    assert kinds()[-1] == state.value
    assert len(seats()) == (state is S.ACCEPTED)
    assert A.AWAIT_APPROVAL in HEARD


@ON_BOTH
def test_an_invitation_lapses_while_nobody_has_answered(app: Flask) -> None:
    invitation = stage().invite()
    service.lapse(invitation, at=LATER, account_id=None)
    assert invitation.state is S.LAPSED
    assert kinds()[-1] == "lapsed"
    with pytest.raises(rules.Lapsed):
        service.accept(invitation, answer=None, at=LATER)


@ON_BOTH
def test_a_question_is_answered_once_and_waits_no_longer(app: Flask) -> None:
    invitation = stage().invite()
    first = service.ask(invitation, "Is there a projector?", at=NOON)
    second = service.ask(invitation, "And a clicker?", at=NOON + HOUR)
    for _ in range(2):
        service.reply(second, "Both are there.", at=LATER, account_id=None)
    assert first.settled_at == second.settled_at == LATER
    assert kinds().count("answered") == 1
    third = service.ask(invitation, "Thank you", at=LATER + HOUR)
    service.settle(third, at=LATER + 2 * HOUR, account_id=None)
    service.settle(third, at=LATER + 3 * HOUR, account_id=None)
    assert third.settled_at == LATER + 2 * HOUR
    assert db.session.scalar(db.select(db.func.count(Remark.id))) == 4


# -- At once --------------------------------------------------------------------------------------


def race(app: Flask, *acts: Callable[[Invitation], object]) -> list[object]:
    """What each act upon the one delegating invitation came to: a value, or the refusal."""
    here = stage()
    invitation = here.invite()
    names(invitation)
    number = invitation.id
    db.session.commit()
    came: list[object] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[Invitation], object]) -> None:
        with app.app_context():
            try:
                gate.wait()
                db.session.info["writes"] = True
                came.append(act(db.session.get_one(Invitation, number)) or "done")
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                came.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return came


@ON_BOTH
def test_two_organisers_confirm_at_once_and_one_colleague_comes(app: Flask) -> None:
    def confirm(invitation: Invitation) -> object:
        return service.confirm_delegate(invitation, at=LATER, account_id=None).key

    came = race(app, confirm, confirm)
    assert len(set(map(str, came))) == 1, came
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 2
    assert kinds().count("delegated") == 1


@ON_BOTH
def test_confirming_while_the_speaker_accepts_leaves_one_outcome(app: Flask) -> None:
    came = race(
        app,
        lambda one: service.confirm_delegate(one, at=LATER, account_id=None).key,
        lambda one: service.accept(one, answer=None, at=LATER),
    )
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] in ([rules.Delegated], [rules.NamesNobody]), came
    assert all(isinstance(one, Refusal) for one in refused)
    assert checks.broken() == broken_seats() == []
