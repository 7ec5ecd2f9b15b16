"""The readiness board, reminding several, and the page of one speaker."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.agenda.models import ThemeGuest
from app.extensions import db
from app.invitations import service
from app.invitations.models import Invitation, InvitationPlan, OfficialLetter, Remark
from app.invitations.rules import InvitationState, Via
from app.invitations.rules.readiness import (
    Need,
    Show,
    Standing,
    funnel,
    is_shown,
    needs,
    silent_since,
)
from app.mail.models import Letter, Received
from app.mail.rules import LetterState, Outcome, ReceivedKind
from app.people.rules import Part
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_part, make_speaker, make_theme
from tests.invitations.stage import Stage, drafted, kinds, last_letter

S = InvitationState
BOARD = "/organise/urban/invitations"
WEEK = timedelta(days=7)


def of(here: Stage, act: str = "/status") -> str:
    return f"{BOARD}/{here.speaker.key}{act}"


def invite(here: Stage, name: str, at: datetime = NOON - WEEK) -> Invitation:
    speaker = make_speaker(here.workshop, name)
    make_part(here.item, speaker)
    invitation = drafted(speaker)
    service.send(invitation, at=at, account_id=None)
    return invitation


def named(page: str) -> list[str]:
    """Who stands in the rows, in order."""
    return re.findall(r'<th scope="row"><(?:a[^>]*><)?bdi>([^<]+)</bdi>', page)


# -- Rules ----------------------------------------------------------------------------------------

YESTERDAY = NOON.date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"state": S.SENT}, []),
        ({"state": S.SENT, "questions": 1}, [Need.QUESTION]),
        ({"state": S.COUNTER_PROPOSED}, [Need.PROPOSAL]),
        ({"state": S.DELEGATING}, [Need.DELEGATE]),
        ({"state": S.SENT, "bounced": True}, [Need.BOUNCED]),
        ({"state": S.DECLINED, "bounced": True}, []),
        ({"state": S.DECLINED, "is_named": True}, [Need.NAMED]),
        ({"state": S.WITHDRAWN, "is_named": True}, [Need.NAMED]),
        ({"state": S.LAPSED, "is_named": True}, [Need.NAMED]),
        ({"state": S.LAPSED}, []),
        ({"state": S.ACCEPTED, "is_named": True, "waits_for_seat": True}, [Need.NO_SEAT]),
        ({"state": S.DRAFTED, "has_address": False}, [Need.NO_ADDRESS]),
        ({"state": None, "has_address": False}, []),
        ({"state": S.TENTATIVE, "answer_by": YESTERDAY}, [Need.ANSWER_LATE]),
        ({"state": S.SENT, "answer_by": YESTERDAY, "reminders": 3}, [Need.ANSWER_LATE]),
        ({"state": S.ACCEPTED, "answer_by": YESTERDAY}, []),
        ({"state": S.SENT, "reminders": 3}, [Need.EXHAUSTED]),
        ({"state": S.ACCEPTED, "misses": True}, []),
        ({"state": S.ACCEPTED, "misses": True, "late": True}, [Need.MATERIAL_LATE]),
    ],
)
def test_what_waits_for_the_organisers(said: dict[str, Any], found: list[Need]) -> None:
    assert list(needs(Standing(zone="Asia/Shanghai", **said), NOON)) == found


def test_silence_counts_from_the_asking_and_anew_once_a_wish_was_turned_down() -> None:
    later = NOON + WEEK
    asked = Standing(state=S.SENT, sent_at=NOON)
    assert silent_since(asked) == NOON
    reminded = Standing(state=S.SENT, sent_at=NOON, reminded_at=later, reminders=1)
    assert silent_since(reminded) == NOON
    assert silent_since(Standing(state=S.SENT, sent_at=NOON, reminded_at=later)) == later
    assert silent_since(Standing(state=S.ACCEPTED, sent_at=NOON)) is None


def test_the_funnel_counts_people_who_are_still_asked() -> None:
    states = [None, *S, S.SENT]
    found = funnel(Standing(state=state, opened=state is S.ACCEPTED) for state in states)
    assert (found.invited, found.opened, found.answered, found.silent) == (7, 1, 5, 2)
    assert sum(n for _, n in found.answers) == found.answered
    assert found.gone == ((S.DELEGATED, 1), (S.WITHDRAWN, 1), (S.LAPSED, 1))


def test_each_filter_shows_those_it_is_about() -> None:
    silent, idle = Standing(state=S.SENT), Standing(state=S.ACCEPTED, misses=True)
    assert [is_shown(silent, show, ()) for show in Show] == [True, False, True, False, False]
    assert [is_shown(idle, show, (Need.QUESTION,)) for show in Show] == [
        True, True, False, True, False,
    ]  # fmt: skip
    assert is_shown(Standing(state=None), Show.NOT_ASKED, ())


# -- The board ------------------------------------------------------------------------------------


@ON_BOTH
def test_the_board_says_per_speaker_what_is_missing_and_since_when(
    client: FlaskClient, here: Stage
) -> None:
    db.session.add(
        InvitationPlan(
            workshop_id=here.workshop.id, texts={}, answer_by=date(2027, 3, 20), paper={},
            tasks={"biography": "2027-02-20", "photo": None}, revision=1,
        )
    )  # fmt: skip
    service.accept(here.invite(NOON - WEEK), answer="A private word", at=NOON - WEEK)
    silent = invite(here, "Silent Li", NOON - timedelta(days=12))
    asks = invite(here, "Asking Wu")
    service.ask(asks, "Is there a projector?", at=NOON)
    bounced = invite(here, "Bounced Ma")
    letter = db.session.scalars(
        db.select(Letter).where(Letter.recipient == f"speaker:{bounced.speaker_id}")
    ).one()
    letter.state = LetterState.NO_SUCH_ADDRESS
    db.session.commit()
    page = client.get(BOARD).text
    assert named(page) == ["Zhu Shu", "Silent Li", "Asking Wu", "Bounced Ma"]
    assert "silent for 12 days" in page
    assert "page not opened yet" in page
    (heads,) = re.findall(r"<thead>.*?</thead>", page)
    assert "\u00ad" in heads  # long words are broken at syllables, and nowhere else
    assert "answer by Sat, 20 Mar" in page or "answer by Sat 20 Mar" in page
    assert "1 question waits" in page
    assert "the address does not exist" in page
    assert re.findall(r'class="task task-(\w+)">(\w+)<', page) == [
        ("late", "overdue"), ("open", "missing"),
    ]  # fmt: skip
    assert named(client.get(f"{BOARD}?show=needs-me").text) == [
        "Zhu Shu", "Asking Wu", "Bounced Ma",
    ]  # fmt: skip
    assert named(client.get(f"{BOARD}?show=missing").text) == ["Zhu Shu"]
    assert named(client.get(f"{BOARD}?show=silent").text)[0] == silent.speaker.person.name


@ON_BOTH
def test_whoever_only_looks_reads_no_private_word(client: FlaskClient, here: Stage) -> None:
    service.decline(here.invite(), answer="My mother is ill", at=NOON)
    service.ask(invite(here, "Asking Wu"), "A private question", at=NOON)
    db.session.add(mail(here))
    here.workshop.members[0].role = Role.VIEWER
    db.session.commit()
    page = client.get(BOARD).text
    assert "declined" in page
    for secret in ("mother", "question waits", "could not be used", "/status", "<button class"):
        assert secret not in page.partition("<main")[2], secret
    for lead_or_list in ("before you press Send", "needs-me"):
        assert lead_or_list not in page
    assert "Who is asked to speak, and who has answered." in page
    assert len(named(client.get(f"{BOARD}?show=needs-me").text)) == 2
    assert client.get(of(here)).status_code == 404
    assert client.get(f"{BOARD}/remind").status_code == 404


@pytest.mark.parametrize("speakers", [1, 30])
def test_the_board_costs_the_same_for_one_and_thirty(
    client: FlaskClient, here: Stage, queries: list[str], speakers: int
) -> None:
    service.accept(here.invite(), answer=None, at=NOON)
    for n in range(speakers - 1):
        one = invite(here, f"Speaker {n}")
        if n % 2:
            service.accept(one, answer=None, at=NOON)
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get(BOARD).status_code == 200
    assert len(queries) == 17


def test_who_declined_and_moderates_a_theme_still_is_named_wherever_organisers_look(
    client: FlaskClient, here: Stage
) -> None:
    host = make_speaker(here.workshop, "Kind No")
    theme = make_theme(here.workshop, title={"en": "Parks"})
    theme.guests.append(ThemeGuest(speaker=host, part=Part.MODERATOR, position=0))
    gone = drafted(host)
    service.send(gone, at=NOON, account_id=None)
    service.accept(here.invite(), answer=None, at=NOON)
    here.publish()
    service.decline(gone, answer=None, at=NOON)
    db.session.commit()
    assert "Kind No has declined and is still named in “Parks”." in client.get("/organise/").text
    board = client.get(f"{BOARD}?show=needs-me").text
    assert named(board) == ["Kind No"]
    assert "still named in the agenda" in board
    assert "it goes on doing so until you take them out" in board
    publish = client.get("/organise/urban/publish").text
    assert "There is nothing to publish." in publish
    assert "Kind No has declined and is still named." in publish
    service.withdraw(gone, at=NOON, account_id=None)
    db.session.commit()
    assert "Kind No is not invited any more" in client.get("/organise/urban/publish").text
    assert "Kind No is not invited any more" in client.get("/organise/").text
    board = client.get(BOARD).text
    assert re.search(r"besides, not invited any more: 1 withdrawn", board)


@ON_BOTH
def test_who_is_silent_is_seen_and_reminded_in_three_acts(
    client: FlaskClient, here: Stage
) -> None:
    first, second = invite(here, "Silent Li"), invite(here, "Silent Wu")
    fresh = invite(here, "Fresh Ma", NOON - timedelta(days=1))
    service.decline(invite(here, "Kind No"), answer=None, at=NOON)
    db.session.commit()
    board = client.get(BOARD).text  # 1: the board
    assert "Remind 2 who are silent" in board
    assert re.search(r'id="ticked"[^§]*?name="marked" value="1"', board)
    nobody = client.get(f"{BOARD}/remind?marked=1").text
    assert "Nobody is marked." in nobody
    assert 'name="key"' not in nobody
    preview = client.get(f"{BOARD}/remind").text  # 2: the names
    keys = re.findall(r'name="key" value="([^"]+)" checked', preview)
    assert keys == [first.speaker.key, second.speaker.key]
    assert "Fresh Ma" in preview
    assert "written to less than three days ago" in preview
    assert "reminder" not in kinds()
    db.session.rollback()
    done = client.post(f"{BOARD}/remind", data={"key": keys}, follow_redirects=True)  # 3: send
    assert "2 reminders are on their way." in done.text
    assert kinds().count("reminder") == 2
    assert db.session.get_one(Invitation, fresh.id).reminders == 0


def test_nobody_is_offered_to_remind_who_was_written_to_less_than_three_days_ago(
    client: FlaskClient, here: Stage
) -> None:
    invite(here, "Fresh Ma", NOON - timedelta(days=2))
    perhaps = invite(here, "Perhaps Li")
    service.await_approval(perhaps, answer=None, at=NOON - timedelta(days=1))
    db.session.commit()
    assert "Remind…" not in client.get(BOARD).text
    page = client.get(f"{BOARD}/remind", query_string={"key": perhaps.speaker.key}).text
    assert "written to less than three days ago" in page
    assert "Untick" not in page


def test_of_those_ticked_who_has_answered_since_is_left_out_by_name(
    client: FlaskClient, here: Stage
) -> None:
    silent, answered = invite(here, "Silent Li"), invite(here, "Quick Wu")
    service.accept(answered, answer=None, at=NOON)
    db.session.commit()
    keys = [silent.speaker.key, answered.speaker.key]
    preview = client.get(f"{BOARD}/remind", query_string={"key": keys}).text
    assert re.findall(r'value="([^"]+)" checked', preview) == keys[:1]
    done = client.post(f"{BOARD}/remind", data={"key": keys}, follow_redirects=True)
    assert "1 reminder is on its way." in done.text
    assert "Left out, as something has changed: Quick Wu" in done.text


def mail(here: Stage) -> Received:
    return Received(
        at=NOON, kind=ReceivedKind.CALENDAR, outcome=Outcome.UNCLEAR, reason="not_understood",
        fingerprint="f" * 64, sender="li@example.org", subject="Accepted", content=b"as it came",
        text="Yes, <b>if</b> the train is on time", workshop_id=here.workshop.id,
    )  # fmt: skip


@ON_BOTH
def test_an_e_mail_that_could_not_be_used_waits_until_it_is_dealt_with(
    client: FlaskClient, here: Stage
) -> None:
    db.session.add(mail(here))
    db.session.commit()
    page = client.get(BOARD).text
    assert "1 e-mail came in that could not be used" in page
    assert "Yes, &lt;b&gt;if&lt;/b&gt; the train" in page
    assert "It could not be understood" in page
    assert page.count("Times in Shanghai") == 2  # of these e-mails, and of the table
    (act,) = re.findall(r'action="([^"]+/settle)"', page)
    answer = client.post(act, data={"back": "invitations"})
    assert answer.location == BOARD
    assert "could not be used" not in client.get(BOARD).text


# -- One speaker ----------------------------------------------------------------------------------


@ON_BOTH
def test_a_proposal_stands_beside_the_agenda_until_it_can_be_agreed_to(
    client: FlaskClient, here: Stage
) -> None:
    here.publish()
    nine = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
    window = (nine + timedelta(hours=1), nine + timedelta(hours=2))
    service.propose(here.invite(), windows=[window], answer="Not so early", at=NOON)
    db.session.commit()
    page = client.get(of(here)).text
    for said in ("10:00–11:00 (Shanghai", "04:00–05:00 (Berlin", "09:00–09:20 (Shanghai"):
        assert said in page
    assert "does not fit" in page
    assert page.count('aria-labelledby="part-proposal"') == 1  # a landmark has a name of its own
    assert f"#item-{here.item.key}" in page
    assert "agree-time" not in page
    refused = client.post(of(here, "/agree-time"))
    assert refused.status_code == 409
    assert "Move the item and publish first" in refused.text
    here.item.pinned = time(10)
    db.session.commit()
    assert "Publish it, then agree here." in client.get(of(here)).text
    here.publish(NOON + WEEK)
    db.session.commit()
    assert "agree-time" in client.get(of(here)).text
    assert client.post(of(here, "/agree-time")).status_code == 303
    assert "time_agreed" in kinds()


@ON_BOTH
def test_a_colleague_is_confirmed_from_the_page_that_names_them(
    client: FlaskClient, here: Stage
) -> None:
    service.delegate(here.invite(), name="Li Na", email="li@example.org", answer=None, at=NOON)
    db.session.commit()
    page = client.get(of(here)).text
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    stale = client.post(of(here, "/confirm-delegate"), data={"seen": "somebody else"})
    assert stale.status_code == 409
    done = client.post(of(here, "/confirm-delegate"), data={"seen": seen}, follow_redirects=True)
    assert "Li Na takes this part now." in done.text
    assert "Both are told by e-mail" in done.text
    assert "has stopped working already" in done.text  # what withdrawing it would change
    states = db.session.scalars(db.select(Invitation.state).order_by(Invitation.id)).all()
    assert states == [S.DELEGATED, S.SENT]


def test_a_colleague_who_is_asked_already_is_said_to_hear_of_it_with_publishing(
    client: FlaskClient, here: Stage
) -> None:
    li = invite(here, "Li Na")
    li.speaker.person.email = "li@gmial.com"
    service.delegate(here.invite(), name="Li Na", email="li@gmial.com", answer=None, at=NOON)
    db.session.commit()
    page = client.get(of(here)).text
    assert "is it perhaps li@gmail.com?" in page
    assert "their invitation stays as it is" in page
    assert "Li Na is told when you publish." in page
    assert "is invited by e-mail" not in page
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    before = kinds().count("invitation")
    done = client.post(of(here, "/confirm-delegate"), data={"seen": seen}, follow_redirects=True)
    assert "is told when you publish the agenda" in done.text
    assert "Both are told" not in done.text
    assert kinds().count("invitation") == before


def test_what_was_sent_to_a_speaker_is_led_to_and_each_time_has_its_zone(
    client: FlaskClient, here: Stage
) -> None:
    here.invite()
    letter = last_letter("invitation")
    letter.state, letter.trouble = LetterState.NO_SUCH_ADDRESS, "550 no such user"
    db.session.add(
        OfficialLetter(
            workshop_id=here.workshop.id, number=1, recipient=f"speaker:{here.speaker.id}",
            language="de", facts={"reference": "URBAN/2027/001"}, issued_at=NOON,
        )
    )  # fmt: skip
    db.session.commit()
    page = client.get(of(here)).text
    assert f'href="/organise/urban/letters/{letter.id}"' in page
    assert f'href="/organise/urban/people/{here.speaker.key}"' in page
    assert "Check the address" in page
    assert 'href="/organise/urban/letters-of-invitation/1.pdf"' in page
    assert page.count('<ol class="log">') == page.count("Times in Shanghai") == 2
    assert re.search(r"URBAN/2027/001 \(PDF\)</a> · Deutsch · [^<]*Shanghai", page)
    again = {"back": "speaker", "key": here.speaker.key}
    sent = client.post(f"/organise/urban/letters/{letter.id}/again", data=again)
    assert (sent.status_code, sent.location) == (303, of(here))
    assert "Check the address" not in client.get(of(here)).text


def test_a_question_is_answered_from_the_page_and_nothing_typed_is_lost(
    client: FlaskClient, here: Stage
) -> None:
    remark = service.ask(here.invite(), "Is there a <projector>?", at=NOON)
    db.session.commit()
    page = client.get(of(here)).text
    assert "Is there a &lt;projector&gt;?" in page
    empty = client.post(of(here, f"/remarks/{remark.id}/reply"), data={"reply": ""})
    assert empty.status_code == 422
    assert "Please write an answer." in empty.text
    long = client.post(of(here, f"/remarks/{remark.id}/reply"), data={"reply": "x" * 4001})
    assert "x" * 4001 in long.text
    answer = client.post(of(here, f"/remarks/{remark.id}/reply"), data={"reply": "There is."})
    assert answer.status_code == 303
    assert kinds()[-1] == "answered"
    assert db.session.scalars(db.select(Remark).where(Remark.settled_at.is_(None))).all() == [
        db.session.scalars(db.select(Remark).order_by(Remark.id.desc())).first()
    ]
    assert "waits for an answer" not in client.get(of(here)).text


def test_remarks_of_another_speaker_are_not_answered_from_here(
    client: FlaskClient, here: Stage
) -> None:
    here.invite()
    other = service.ask(invite(here, "Asking Wu"), "Mine", at=NOON)
    db.session.commit()
    answer = client.post(of(here, f"/remarks/{other.id}/reply"), data={"reply": "Oops"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("act", "data", "state"),
    [
        ("/answer", {"heard": "accept", "note": "By phone"}, S.ACCEPTED),
        ("/answer", {"heard": "await_approval"}, S.TENTATIVE),
        ("/answer", {}, S.SENT),
        ("/answer", {"heard": "delegate"}, S.SENT),
        ("/lapse", {}, S.LAPSED),
    ],
)
def test_what_organisers_do_for_a_speaker(
    client: FlaskClient, here: Stage, act: str, data: dict[str, str], state: InvitationState
) -> None:
    here.invite()
    db.session.commit()
    answer = client.post(of(here, act), data=data)
    assert answer.status_code == (422 if state is S.SENT else 303)
    assert db.session.scalars(db.select(Invitation.state)).one() is state
    page = client.get(of(here)).text
    assert "History" in page
    assert page.count('class="letter-line"') >= 3


def test_the_history_says_in_sentences_who_did_what(client: FlaskClient, here: Stage) -> None:
    one = here.invite()
    service.accept(one, answer=None, via=Via.ASSISTANT, at=NOON)
    service.decline(one, answer=None, via=Via.CALENDAR, at=NOON)
    service.ask(one, "Is there a projector?", via=Via.MAIL, at=NOON)
    db.session.commit()
    client.post(of(here, "/answer"), data={"heard": "accept", "note": ""})
    page = client.get(of(here)).text
    for sentence in (
        "The assistant of Zhu Shu accepted the invitation.",
        "The calendar of Zhu Shu declined the invitation.",
        "Ada Organiser noted that Zhu Shu has accepted.",
        "Zhu Shu (by e-mail) wrote to the organisers.",
    ):
        assert f"<p>{sentence}</p>" in page
    log = client.get("/organise/urban/log").text
    assert "Ada Organiser</span> noted that a speaker has accepted" in log
    assert "the calendar of a speaker</span> declined an invitation" in log


def test_a_draft_leads_to_where_it_is_written(client: FlaskClient, here: Stage) -> None:
    drafted(here.speaker)
    db.session.commit()
    answer = client.get(of(here))
    assert (answer.status_code, answer.location) == (302, of(here, "/letter"))
