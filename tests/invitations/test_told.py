"""What is published or cancelled, told to the speakers whom it touches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask

from app.agenda.models import AgendaItem
from app.extensions import db
from app.invitations import service
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, Via
from app.invitations.service.materials import describe_talk
from app.mail import switches
from app.mail.models import Letter
from app.publishing import service as publishing
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part, make_room, make_speaker
from tests.invitations.stage import TEN, Stage, drafted, kinds, last_letter, stage

LATER = NOON + timedelta(days=1)


def published(accept: bool = True) -> Stage:
    here = stage()
    invitation = here.invite()
    if accept:
        service.accept(invitation, answer=None, at=NOON)
    here.publish()
    db.session.commit()
    return here


def told() -> list[str]:
    return [kind for kind in kinds() if kind in ("changed", "workshop_cancelled")]


@ON_BOTH
def test_a_first_version_that_says_what_the_letters_said_writes_to_nobody(app: Flask) -> None:
    published()
    assert kinds() == ["invitation", "accepted"]


@ON_BOTH
def test_a_first_version_that_says_something_else_than_the_letter_is_told(app: Flask) -> None:
    here = stage()
    here.invite()
    here.day.starts = TEN
    db.session.flush()
    assert publishing.rehearse(here.workshop, at=LATER).speakers == ["Zhu Shu"]
    here.publish(LATER)
    db.session.commit()
    assert kinds() == ["invitation", "changed"]
    letter = last_letter("changed")
    assert "“Roofs of Kunming” moved from 09:00 to 10:00 (Shanghai, UTC+8)" in letter.text


def test_what_was_told_once_is_not_told_again(app: Flask) -> None:
    here = published()
    here.day.starts = TEN
    here.publish(LATER)
    here.item.abstract = {"en": "Much to say."}
    here.publish(LATER + timedelta(days=1))
    assert told() == ["changed"]


def test_a_change_that_was_taken_back_before_it_was_told_is_not_told(app: Flask) -> None:
    here = stage()
    invitation = here.invite()
    here.day.starts = TEN
    service.accept(invitation, answer=None, at=NOON)  # its letter tells of ten o'clock
    here.publish()
    assert kinds() == ["invitation", "accepted"]


def test_an_item_of_the_draft_that_is_published_without_the_speaker_is_told(app: Flask) -> None:
    here = stage()
    here.invite()
    _remove(here)
    db.session.flush()
    here.publish(LATER)
    assert "You are no longer named with “Roofs of Kunming”" in last_letter("changed").text


def test_whoever_was_invited_before_this_was_noted_is_told_what_differs_from_the_last_version(
    app: Flask,
) -> None:
    here = published()
    invitation = db.session.scalars(db.select(Invitation)).one()
    invitation.told = None
    here.day.starts = TEN
    here.publish(LATER)
    assert told() == ["changed"]
    assert invitation.told is not None


def test_a_translation_touches_nobody_who_reads_another_language(app: Flask) -> None:
    here = published()
    here.item.title = {"en": "Roofs of Kunming", "zh": "昆明的屋顶"}
    db.session.flush()
    assert publishing.rehearse(here.workshop, at=LATER).speakers == []


@ON_BOTH
def test_a_moved_item_is_told_with_both_times_and_both_zones(app: Flask) -> None:
    here = published()
    here.day.starts = TEN
    assert publishing.rehearse(here.workshop, at=LATER).speakers == ["Zhu Shu"]
    here.publish(LATER)
    db.session.commit()
    letter = last_letter("changed")
    assert "“Roofs of Kunming” moved from 09:00 to 10:00 (Shanghai, UTC+8)" in letter.text
    assert "Friday, 21 May 2027, 10:00–10:20 (Shanghai, UTC+8)" in letter.text
    assert "Friday, 21 May 2027, 04:00–04:20 (Berlin, UTC+2)" in letter.text
    assert letter.calendar is not None
    assert "SEQUENCE:1" in letter.calendar
    assert "DTSTART;TZID=Asia/Shanghai:20270521T100000" in letter.calendar


def _lengthen(here: Stage) -> None:
    here.item.minutes = 30


def _put_in_a_room(here: Stage) -> None:
    here.item.room_id = make_room(here.workshop, "hall").id


def _remove(here: Stage) -> None:
    db.session.delete(here.item)


def _retitle(here: Stage) -> None:
    here.item.title = {"en": "Roofs of Yunnan"}


def _go_elsewhere(here: Stage) -> None:
    here.workshop.place = {"en": "Kunming"}


def _go_on_site(here: Stage) -> None:
    here.workshop.way = Way.HYBRID


def _name_somebody_else(here: Stage) -> None:
    here.item.parts[0].speaker = make_speaker(here.workshop, "He Landi")


def _add_a_second_talk(here: Stage) -> None:
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), here.speaker)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_lengthen, "“Roofs of Kunming” now takes 30 minutes instead of 20 minutes"),
        (_put_in_a_room, "“Roofs of Kunming” is now in room"),
        (_remove, "“Roofs of Kunming” was taken out of the agenda"),
        (_go_elsewhere, "The place of the workshop changed from not recorded to Kunming"),
        (_go_on_site, "How the workshop is held changed from online to hybrid"),
        (_name_somebody_else, "You are no longer named with “Roofs of Kunming”"),
        (_retitle, "“Roofs of Kunming” is now called “Roofs of Yunnan”"),
        (_add_a_second_talk, "You are now named with “Encore”: Friday, 21 May 2027, 09:20–09:40"),
    ],
)
def test_what_concerns_a_speaker_is_told(
    app: Flask, change: Callable[[Stage], None], sentence: str
) -> None:
    here = published()
    change(here)
    db.session.flush()
    here.publish(LATER)
    assert told() == ["changed"]
    assert sentence in last_letter("changed").text


def _describe(here: Stage) -> None:
    here.item.abstract = {"en": "Much to say."}


def _add_somebody_elses_talk(here: Stage) -> None:
    make_item(here.workshop, here.day)


@pytest.mark.parametrize("change", [_describe, _add_somebody_elses_talk])
def test_what_does_not_move_a_speaker_is_not_told(
    app: Flask, change: Callable[[Stage], None]
) -> None:
    here = published()
    change(here)
    db.session.flush()
    assert publishing.rehearse(here.workshop, at=LATER).speakers == []
    here.publish(LATER)
    assert told() == []


def test_a_removed_item_goes_out_as_cancelled_in_the_calendar_file(app: Flask) -> None:
    here = published()
    _remove(here)
    db.session.flush()
    here.publish(LATER)
    letter = last_letter("changed")
    assert letter.calendar is not None
    assert "STATUS:CANCELLED" in letter.calendar
    assert "The agenda now holds no part of yours." in letter.text


@pytest.mark.parametrize(
    ("state", "hears"),
    [(state, state.value in ("sent", "accepted", "tentative", "counter_proposed", "delegating"))
     for state in InvitationState],
)  # fmt: skip
def test_who_was_asked_and_has_not_said_no_hears(
    app: Flask, state: InvitationState, hears: bool
) -> None:
    here = stage()
    here.invite().state = state
    here.publish()
    here.day.starts = TEN
    here.publish(LATER)
    publishing.cancel(here.workshop, at=LATER, account_id=None)
    assert told() == (["changed", "workshop_cancelled"] if hears else [])


def test_only_those_who_accepted_get_a_calendar_file(app: Flask) -> None:
    here = published(accept=False)
    here.day.starts = TEN
    here.publish(LATER)
    assert last_letter("changed").calendar is None


@ON_BOTH
def test_a_cancelled_workshop_is_told_once_and_cancels_the_calendar_entry(app: Flask) -> None:
    here = published()
    publishing.cancel(here.workshop, at=LATER, account_id=None)
    db.session.commit()
    assert told() == ["workshop_cancelled"]
    letter = last_letter("workshop_cancelled")
    assert letter.calendar is not None
    assert "STATUS:CANCELLED" in letter.calendar


@pytest.mark.parametrize("speakers", [1, 3])
def test_looking_up_who_hears_costs_the_same_for_one_and_three(
    app: Flask, queries: list[str], speakers: int
) -> None:
    here = stage()
    for n in range(speakers):
        speaker = make_speaker(here.workshop, f"Speaker {n}")
        make_part(_item(here), speaker)
        service.send(drafted(speaker), at=NOON, account_id=None)
    here.publish()
    db.session.commit()
    here.day.starts = time(8, 0)
    db.session.flush()
    db.session.expire_all()
    rehearsed = publishing.rehearse(here.workshop, at=LATER)
    queries.clear()
    from app.invitations.queries import touched  # noqa: PLC0415

    found = touched(here.workshop.id, rehearsed.before, rehearsed.after)
    assert [one.speaker.person.name for one in found] == [f"Speaker {n}" for n in range(speakers)]
    assert len(queries) == 1


def _item(here: Stage) -> AgendaItem:
    return make_item(here.workshop, here.day)


def test_a_publishing_repeated_writes_no_second_letter(app: Flask) -> None:
    here = published()
    here.day.starts = TEN
    here.publish(LATER)
    here.publish(LATER)
    assert told() == ["changed"]
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 3


@pytest.mark.parametrize(("via", "hears"), [(Via.DESK, []), (Via.ASSISTANT, ["changed"])])
def test_who_gave_a_talk_its_title_is_not_told_of_it(
    app: Flask, via: Via, hears: list[str]
) -> None:
    here = published()
    title = {"en": "Roofs of Yunnan"}
    describe_talk(here.speaker, here.item.key, title=title, abstract=None, via=via, at=LATER)
    here.publish(LATER)
    assert told() == hears


def test_the_others_of_a_talk_are_told_of_its_new_title(app: Flask) -> None:
    here = stage()
    other = make_speaker(here.workshop, "He Landi", email="he@example.org", language="en")
    make_part(here.item, other)
    for speaker in (here.speaker, other):
        invitation = drafted(speaker)
        service.send(invitation, at=NOON, account_id=None)
        service.accept(invitation, answer=None, at=NOON)
    here.publish()
    describe_talk(
        here.speaker, here.item.key, title={"en": "Walls"}, abstract=None, via=Via.DESK, at=LATER
    )
    here.publish(LATER)
    letters = db.session.scalars(db.select(Letter).where(Letter.kind == "changed")).all()
    assert [letter.to_email for letter in letters] == ["he@example.org"]


def test_what_trial_mode_kept_back_is_told_afterwards(app: Flask) -> None:
    here = stage()
    here.publish()
    here.invite()
    scope = switches.of_workshop(here.workshop.id)
    switches.try_out(scope, True, at=NOON, account_id=None)
    here.day.starts = TEN
    here.publish(LATER)
    switches.try_out(scope, False, at=LATER, account_id=None)
    here.item.minutes = 25
    before = len(kinds())
    here.publish(LATER + timedelta(hours=1))
    assert kinds()[before:] == ["changed"]
    assert "10:00" in last_letter("changed").text
    assert "09:00" in last_letter("changed").text  # as was told last
