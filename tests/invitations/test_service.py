from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.agenda import hints
from app.agenda.rules.hints import Answer
from app.audit.models import AuditEntry
from app.extensions import db
from app.invitations import checks, queries, rules, service
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.mail.checks import broken as broken_mail
from app.people.rules import Part
from app.registration.checks import broken as broken_seats
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.rules import Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_form, make_speaker, make_theme, make_workshop
from tests.invitations.stage import drafted, kinds, last_letter, stage

pytestmark = ON_BOTH


def test_an_invitation_says_who_asks_what_when_and_how_long(app: Flask) -> None:
    here = stage()
    here.invite()
    letter = last_letter("invitation")
    assert letter.subject == "Invitation to take part: Cities and nature, 21 May 2027"
    assert "- Roofs of Kunming\n  When: Friday" in letter.text
    assert "\n  As: speaker\n" in letter.text
    assert "Theme: Green roofs" in letter.text
    assert "Friday, 21 May 2027, 09:00–09:20 (Shanghai, UTC+8)" in letter.text
    assert "Friday, 21 May 2027, 03:00–03:20 (Berlin, UTC+2)" in letter.text
    assert "Length: 20 minutes" in letter.text
    assert "%%link:desk%%" in letter.text
    assert "%%link:desk%%" in letter.html
    assert "meet.example.org" not in letter.text + letter.html
    assert letter.calendar is None
    assert (letter.to_email, letter.recipient) == ("zhu@example.org", f"speaker:{here.speaker.id}")


@pytest.mark.parametrize("part", list(Part))
def test_an_invitation_names_the_part_that_is_asked_for(app: Flask, part: Part) -> None:
    here = stage()
    here.item.parts[0].part = part
    here.invite()
    letter = last_letter("invitation")
    assert letter.subject == "Invitation to take part: Cities and nature, 21 May 2027"
    assert f"  As: {part.value}\n" in letter.text
    assert f">{part.value}</td>" in letter.html


def test_the_organisers_own_words_come_first_and_stay_words(app: Flask) -> None:
    here = stage()
    invitation = drafted(here.speaker, "We met in <b>Kunming</b>.\n\n{{7*7}} & https://x.example")
    service.send(invitation, at=NOON, account_id=None)
    letter = last_letter("invitation")
    assert "We met in <b>Kunming</b>.\n\n{{7*7}} & https://x.example" in letter.text
    assert ">We met in &lt;b&gt;Kunming&lt;/b&gt;.</p>" in letter.html
    assert 'href="https://x.example' not in letter.html


def test_nothing_is_known_stays_not_recorded(app: Flask) -> None:
    workshop = make_workshop("bare", time_zone=None)
    speaker = make_speaker(workshop)
    service.send(drafted(speaker), at=NOON, account_id=None)
    letter = last_letter("invitation")
    assert "When: not recorded" in letter.text
    assert "Your part:" not in letter.text


def test_a_guest_of_a_theme_reads_of_the_theme(app: Flask) -> None:
    from app.agenda.models import ThemeGuest  # noqa: PLC0415

    workshop = make_workshop("guests")
    theme = make_theme(workshop, title={"en": "Green roofs"})
    speaker = make_speaker(workshop)
    db.session.add(ThemeGuest(theme=theme, speaker=speaker, part=Part.DELEGATE, position=0))
    service.send(drafted(speaker), at=NOON, account_id=None)
    sentence = "You are named with the theme “Green roofs” (delegate)."
    assert sentence in last_letter("invitation").text


def test_who_has_no_address_cannot_be_asked(app: Flask) -> None:
    here = stage()
    here.speaker.person.email = None
    with pytest.raises(rules.NoAddress):
        here.invite()
    assert kinds() == []


def test_sending_twice_is_refused_and_writes_one_letter(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    with pytest.raises(rules.AlreadySent):
        service.send(invitation, at=NOON, account_id=None)
    assert kinds() == ["invitation"]


def test_three_reminders_and_no_fourth(app: Flask) -> None:
    invitation = stage().invite()
    for days in (5, 9, 12):
        service.remind(invitation, at=NOON + timedelta(days=days), account_id=None)
    with pytest.raises(rules.AlreadyReminded):
        service.remind(invitation, at=NOON + timedelta(days=15), account_id=None)
    assert kinds() == ["invitation", "reminder", "reminder", "reminder"]


def test_a_reminder_after_the_answer_is_refused(app: Flask) -> None:
    invitation = stage().invite()
    service.decline(invitation, answer=None, at=NOON)
    with pytest.raises(rules.AlreadyAnswered):
        service.remind(invitation, at=NOON, account_id=None)


def test_an_accepted_speaker_holds_a_seat_and_gets_the_calendar_file(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    service.accept(invitation, answer="With pleasure", at=NOON)
    db.session.commit()
    seat = db.session.scalars(db.select(Registration)).one()
    assert (seat.speaker_id, seat.state) == (here.speaker.id, RegistrationState.CONFIRMED)
    assert (invitation.state, invitation.answer) == (InvitationState.ACCEPTED, "With pleasure")
    letter = last_letter("accepted")
    assert "https://meet.example.org/urban" in letter.text
    assert letter.calendar is not None
    assert letter.calendar.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Roofs of Kunming" in letter.calendar
    assert "METHOD" not in letter.calendar
    assert [*checks.broken(), *broken_seats(), *broken_mail()] == []


def test_an_answer_given_twice_changes_nothing_but_the_note(app: Flask) -> None:
    invitation = stage().invite()
    service.accept(invitation, answer=None, at=NOON)
    service.accept(invitation, answer="One thing more", at=NOON + timedelta(hours=1))
    assert kinds() == ["invitation", "accepted"]
    assert (invitation.answer, invitation.answered_at) == ("One thing more", NOON)


def test_an_answer_may_change_and_the_seat_follows(app: Flask) -> None:
    here = stage(seats=1)
    invitation = here.invite()
    service.accept(invitation, answer=None, at=NOON)
    service.decline(invitation, answer="Sorry", at=NOON)
    seat = db.session.scalars(db.select(Registration)).one()
    assert seat.state is RegistrationState.CANCELLED
    service.accept(invitation, answer=None, at=NOON)
    db.session.commit()
    states = sorted(db.session.scalars(db.select(Registration.state)))
    assert states == [RegistrationState.CANCELLED, RegistrationState.CONFIRMED]
    assert kinds() == ["invitation", "accepted", "declined", "accepted"]
    assert [*checks.broken(), *broken_seats()] == []


def test_withdrawing_kills_the_links_and_frees_the_seat(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    service.accept(invitation, answer=None, at=NOON)
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert (invitation.generation, invitation.feed_generation) == (1, 1)
    seat = db.session.scalars(db.select(Registration)).one()
    assert seat.state is RegistrationState.CANCELLED
    assert "%%link" not in last_letter("withdrawn").text
    assert last_letter("withdrawn").calendar is None
    with pytest.raises(rules.Withdrawn):
        service.accept(invitation, answer=None, at=NOON)
    assert [*checks.broken(), *broken_seats()] == []


def test_who_declined_is_not_written_to_when_withdrawn(app: Flask) -> None:
    invitation = stage().invite()
    service.decline(invitation, answer=None, at=NOON)
    service.withdraw(invitation, at=NOON, account_id=None)
    assert kinds() == ["invitation", "declined"]


def test_a_withdrawn_invitation_can_begin_anew(app: Flask) -> None:
    invitation = stage().invite()
    service.decline(invitation, answer="No time", at=NOON)
    service.withdraw(invitation, at=NOON, account_id=None)
    service.reopen(invitation, at=NOON, account_id=None)
    assert (invitation.state, invitation.answer) == (InvitationState.DRAFTED, None)
    service.send(invitation, at=NOON, account_id=None)
    assert kinds() == ["invitation", "declined", "invitation"]


def test_only_a_draft_or_a_withdrawn_one_is_deleted(app: Flask) -> None:
    invitation = stage().invite()
    with pytest.raises(rules.StillOpen):
        service.remove(invitation, at=NOON, account_id=None)
    service.withdraw(invitation, at=NOON, account_id=None)
    service.remove(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_a_draft_that_somebody_else_saved_meanwhile_is_not_overwritten(app: Flask) -> None:
    speaker = stage().speaker
    drafted(speaker, "first")
    opened = rules.fingerprint("first", "en")
    drafted(speaker, "second")
    with pytest.raises(Stale):
        service.draft(
            speaker, language="en", message="third", seen=opened, at=NOON, account_id=None
        )
    assert drafted(speaker, "fourth").message == "fourth"


def test_a_workshop_that_is_over_asks_and_answers_nothing(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    after = NOON + timedelta(days=365)
    with pytest.raises(rules.IsOver):
        service.accept(invitation, answer=None, at=after)
    with pytest.raises(rules.IsOver):
        service.remind(invitation, at=after, account_id=None)


def test_the_letters_speak_the_speakers_language_as_far_as_it_is_there(app: Flask) -> None:
    here = stage(title={"en": "Cities and nature", "zh": "城市与自然"})
    service.send(drafted(here.speaker, language="zh"), at=NOON, account_id=None)
    letter = last_letter("invitation")
    assert letter.language == "zh"
    assert "城市与自然" in letter.subject
    assert "2027年5月21日" in letter.text
    assert '<html lang="zh-Hans"' in letter.html


def test_every_act_is_in_the_log_without_a_personal_value(app: Flask) -> None:
    here = stage()
    invitation = drafted(here.speaker)
    service.send(invitation, at=NOON, account_id=None)
    service.remind(invitation, at=NOON, account_id=None)
    service.accept(invitation, answer="private", at=NOON)
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.flush()
    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()
    ours = [one for one in entries if one.action.startswith("invitation.")]
    assert [(one.action, one.actor) for one in ours] == [
        ("invitation.drafted", "account"),
        ("invitation.sent", "account"),
        ("invitation.reminded", "account"),
        ("invitation.accepted", "speaker"),
        ("invitation.withdrawn", "account"),
    ]
    assert "private" not in str([one.details for one in ours])


def test_who_said_yes_before_registration_opened_is_seated_by_the_worker(app: Flask) -> None:
    workshop = make_workshop()
    speaker = make_speaker(workshop)
    invitation = drafted(speaker)
    service.send(invitation, at=NOON, account_id=None)
    service.accept(invitation, answer=None, at=NOON)
    service.seat_accepted(NOON)
    assert db.session.scalars(db.select(Registration)).all() == []
    make_form(workshop, online=1)
    for _ in range(2):
        service.seat_accepted(NOON)
    db.session.commit()
    seat = db.session.scalars(db.select(Registration)).one()
    assert (seat.speaker_id, seat.state) == (speaker.id, RegistrationState.CONFIRMED)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (InvitationState.DRAFTED, None),
        (InvitationState.WITHDRAWN, Answer.GONE),
        (InvitationState.SENT, Answer.OPEN),
        (InvitationState.TENTATIVE, Answer.OPEN),
        (InvitationState.LAPSED, Answer.GONE),
        (InvitationState.ACCEPTED, Answer.YES),
        (InvitationState.DECLINED, Answer.NO),
    ],
)
def test_the_agenda_knows_who_was_asked_and_what_they_said(
    app: Flask, state: InvitationState, found: Answer | None
) -> None:
    here = stage()
    drafted(here.speaker).state = state
    db.session.flush()
    answers = queries.answers_of(here.workshop)
    assert answers.get(here.speaker.key) == found
    if found is Answer.GONE:
        said = [one.sentence for one in hints.of_workshop(here.workshop, at=NOON).open]
        assert "Zhu Shu is not invited any more and is still named in “Roofs of Kunming”." in said
        assert not any("invited yet" in one for one in said)
