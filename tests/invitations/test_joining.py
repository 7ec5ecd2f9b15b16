"""What speakers handed in stays when two become one, and goes with who leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.files import checks as file_checks
from app.files import service as files
from app.files.models import StoredFile
from app.files.rules import Upload
from app.invitations import checks, issued
from app.invitations.joining import JOINT
from app.invitations.models import OfficialLetter, SlideFile, SpeakerConsent
from app.invitations.official import Typed
from app.invitations.rules import Consent, Via
from app.invitations.rules.papers import Paper
from app.invitations.service import papers
from app.people.models import Speaker
from app.people.service import remove_speaker
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.invitations.stage import stage

PAPER = Paper(letterhead={"en": "Institute"}, signatory={"en": "A"})


def kept(name: str) -> StoredFile:
    upload = Upload(name=name, media_type="application/pdf", content=name.encode())
    return files.keep(upload, at=NOON)


def slides(speaker: Speaker, number: int, at: datetime) -> None:
    db.session.add(
        SlideFile(
            speaker_id=speaker.id, item_uid="talk", number=number, at=at, via=Via.DESK,
            file_id=kept(f"{speaker.key}-{number}.pdf").id,
        )
    )  # fmt: skip


def hands_in(speaker: Speaker, language: str) -> None:
    speaker.biography, speaker.photo = {language: speaker.key}, kept(f"{speaker.key}.png")
    db.session.add(
        SpeakerConsent(
            speaker_id=speaker.id, kind=Consent.RECORD, given=True, words="Yes", language="en",
            at=NOON, via=Via.DESK,
        )
    )  # fmt: skip


def is_sound() -> bool:
    db.session.commit()
    return not [*checks.broken(), *file_checks.broken(), *file_checks.held_by_nobody()]


@ON_BOTH
def test_two_who_become_one_keep_what_both_handed_in(app: Flask) -> None:
    here = stage()
    stays, goes = here.speaker, make_speaker(here.workshop, "Zhu, Shu")
    hands_in(stays, "en")
    hands_in(goes, "zh")
    slides(stays, 1, NOON)
    slides(stays, 2, NOON + timedelta(hours=2))
    slides(goes, 1, NOON + timedelta(hours=1))
    papers.set_paper(here.workshop, PAPER, seen=None, at=NOON, account_id=None)
    papers.issue(goes, language="en", typed=Typed(), after=None, at=NOON, account_id=None)
    db.session.commit()
    stays_key, goes_key = stays.key, goes.key
    JOINT.move(stays, goes)
    db.session.delete(goes)
    db.session.commit()
    assert stays.biography == {"zh": goes_key, "en": stays_key}
    assert stays.photo is not None
    assert stays.photo.name == f"{stays_key}.png"
    rows = db.session.scalars(select(SlideFile).order_by(SlideFile.number)).all()
    assert [(one.number, one.file.name) for one in rows] == [
        (1, f"{stays_key}-1.pdf"),
        (2, f"{goes_key}-1.pdf"),
        (3, f"{stays_key}-2.pdf"),
    ]
    assert len(db.session.scalars(select(SpeakerConsent)).all()) == 2
    assert [one.number for one in issued.issued_to(stays)] == [1]
    assert is_sound()


@ON_BOTH
def test_who_leaves_takes_files_along_and_letters_stay_numbers_of_nobody_else(app: Flask) -> None:
    here = stage()
    gone = make_speaker(here.workshop, "Ada Gone")
    hands_in(gone, "en")
    slides(gone, 1, NOON)
    papers.set_paper(here.workshop, PAPER, seen=None, at=NOON, account_id=None)
    papers.issue(gone, language="en", typed=Typed(), after=None, at=NOON, account_id=None)
    db.session.commit()
    key = gone.key
    remove_speaker(gone, joints=(JOINT,), at=NOON, account_id=None)
    assert is_sound()
    assert db.session.scalars(select(StoredFile)).all() == []
    assert db.session.scalars(select(OfficialLetter.recipient)).all() == [f"removed:{key}"]
    again = make_speaker(here.workshop, "Ben New")  # may get the number of the row
    assert issued.issued_to(again) == []


def test_a_missing_number_or_a_file_of_nobody_is_noticed(app: Flask) -> None:
    here = stage()
    kept("stray.pdf")
    db.session.add(
        OfficialLetter(
            workshop_id=here.workshop.id, number=2, recipient="speaker:1", language="en",
            facts={}, issued_at=NOON,
        )
    )  # fmt: skip
    db.session.commit()
    assert [one.partition(" of ")[0] for one in checks.broken()] == ["invitations: a number"]
    assert list(file_checks.held_by_nobody()) == ["stored file 1: nothing holds it."]
