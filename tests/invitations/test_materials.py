"""What speakers hand in after accepting, who may see it, and what gates it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from zlib import compress, crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import config, db
from app.files.models import StoredFile
from app.files.rules import NotSlides, checked_slides
from app.invitations import checklist, handed_in, service
from app.invitations.models import Invitation, InvitationPlan, SlideFile, SpeakerConsent
from app.invitations.rules import Consent, Task, Via, handing_in
from app.invitations.service import materials
from app.publishing import service as publishing
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part
from tests.invitations.stage import Stage, desk_of, stage

PDF = b"%PDF-1.7\nslides"
SLIDES = Consent.PUBLISH_SLIDES
PHOTO = Consent.USE_PHOTO


def png(width: int = 600, height: int = 800, *, more: bytes = b"") -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = compress((b"\0" + b"\x80" * width) * height)
    rest = more + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rest


def accepted(**workshop: object) -> tuple[Stage, Invitation]:
    made = stage(**workshop)  # type: ignore[arg-type]
    made.publish()
    invitation = made.invite()
    service.accept(invitation, answer=None, at=NOON)
    db.session.commit()
    return made, invitation


def allow(made: Stage, *kinds: Consent) -> None:
    given = {kind: kind in kinds for kind in Consent}
    words = dict.fromkeys(Consent, "Yes.")
    materials.consent(made.speaker, given, words=words, language="en", via=Via.DESK, at=NOON)
    db.session.commit()


def send(client: FlaskClient, address: str, name: str, content: bytes, **more: str) -> int:
    file = (io.BytesIO(content), f"{name}.any")
    return client.post(address, data={name: file, **more}).status_code


def uploads() -> list[Path]:
    folder = config().data / "uploads"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def plan(made: Stage, **tasks: str | None) -> None:
    db.session.add(
        InvitationPlan(
            workshop_id=made.workshop.id, texts={}, tasks=tasks, paper={}, answer_by=None
        )
    )
    db.session.commit()


# -- The checklist --------------------------------------------------------------------------------


@ON_BOTH
def test_the_checklist_says_what_is_missing_and_when_it_is_over(app: Flask) -> None:
    made, _ = accepted(languages=["en", "de"])
    plan(made, slides="2027-05-14", abstract=None, biography="2027-05-10")
    # Late on the last day in Berlin; in Shanghai it is the next one already.
    evening = datetime.fromisoformat("2027-05-14T21:59:00+00:00")
    now = checklist.of(made.speaker, at=evening)
    assert [line.task for line in now.asked] == [Task.ABSTRACT, Task.BIOGRAPHY, Task.SLIDES]
    assert now[Task.SLIDES].open
    assert [line.task for line in now.overdue] == [Task.BIOGRAPHY]
    assert now[Task.SLIDES].missing == ["the slides of “Roofs of Kunming”"]
    later = checklist.checklists_of(made.workshop, evening + timedelta(minutes=1))
    assert not later[made.speaker.id][Task.SLIDES].open
    assert later[made.speaker.id][Task.SLIDES].overdue
    made.speaker.biography = {"en": "She builds."}
    assert checklist.of(made.speaker, at=NOON)[Task.BIOGRAPHY].missing == [
        "your biography in Deutsch"
    ]
    made.speaker.please_translate = True
    assert checklist.of(made.speaker, at=NOON)[Task.BIOGRAPHY].done


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("Zhu Shu plans green-blue roofs.", 5), ("她规划屋顶绿化。", 5), ("她在 WWF", 3)],
)
def test_words_are_counted_in_chinese_too(text: str, words: int) -> None:
    assert handing_in.count_words(text) == words


# -- Texts ----------------------------------------------------------------------------------------


def test_a_title_waits_in_the_draft_until_it_is_published(client: FlaskClient) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/talks/{made.item.key}"
    seen = handing_in.fingerprint(made.item.title, made.item.abstract)
    sent = {"title-en": "Roofs that cool", "abstract-en": "How.", "seen": seen}
    assert client.post(page, data=sent).status_code == 303
    assert made.item.title == {"en": "Roofs that cool"}
    assert b"Roofs that cool" not in client.get("/w/urban").data
    made.publish(NOON + timedelta(hours=1))
    db.session.commit()
    assert b"Roofs that cool" in client.get("/w/urban").data


def test_what_organisers_changed_meanwhile_is_shown_beside_and_not_overwritten(
    client: FlaskClient,
) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/talks/{made.item.key}"
    seen = handing_in.fingerprint(made.item.title, made.item.abstract)
    made.item.title = {"en": "Roofs, by the organisers"}
    db.session.commit()
    sent = {"title-en": "Roofs, by the speaker", "abstract-en": "", "seen": seen}
    answer = client.post(page, data=sent)
    assert answer.status_code == 409
    assert b"Roofs, by the organisers" in answer.data
    assert b"Roofs, by the speaker" in answer.data
    db.session.expire_all()
    assert made.item.title == {"en": "Roofs, by the organisers"}


def test_a_biography_is_published_with_the_agenda(client: FlaskClient) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/biography"
    long = {"biography-en": "word " * 101, "seen": handing_in.fingerprint(None)}
    assert client.post(page, data=long).status_code == 422
    assert client.post(page, data=long | {"biography-en": "Plans roofs."}).status_code == 303
    assert b"Plans roofs." not in client.get("/w/urban").data
    made.publish(NOON + timedelta(hours=1))
    db.session.commit()
    assert b"Plans roofs." in client.get("/w/urban").data


def test_after_the_last_day_the_organisers_change_it(client: FlaskClient) -> None:
    made, invitation = accepted()
    plan(made, biography="2020-05-14")
    page = f"{desk_of(invitation)}/biography"
    assert b"Ask to change it" in client.get(page).data
    sent = {"biography-en": "Late.", "seen": handing_in.fingerprint(None)}
    assert client.post(page, data=sent).status_code == 409
    materials.write_biography(made.speaker, {"en": "Late."}, via=Via.ORGANISER, at=NOON)
    assert made.speaker.biography == {"en": "Late."}


def test_what_is_missing_and_over_is_asked_for_and_not_looked_at(client: FlaskClient) -> None:
    made, invitation = accepted()
    plan(made, biography="2020-05-14", slides="2020-05-14", title="2020-05-14", photo=None)
    desk = desk_of(invitation)
    page = client.get(desk).text
    assert page.count("Ask to send it later") == 2
    for gone in ("/biography", f"/slides/{made.item.key}"):
        assert f'href="{desk}{gone}"' not in page
    for there in ("/photo", f"/talks/{made.item.key}"):
        assert f'href="{desk}{there}"' in page


def test_next_is_what_comes_after_and_then_what_was_left_out(client: FlaskClient) -> None:
    made, invitation = accepted()
    plan(made, abstract=None, biography=None, photo=None)
    made.speaker.biography = {"en": "She builds."}
    db.session.commit()
    desk = desk_of(invitation)
    assert "Next: Photo" in client.get(f"{desk}/biography?saved=1").text
    assert "Next: Abstract" in client.get(f"{desk}/photo?saved=1").text


def test_days_that_differ_say_what_they_are_for_and_consents_hold_no_last_one(
    client: FlaskClient,
) -> None:
    made, invitation = accepted()
    plan(made, title="2027-05-10", abstract="2027-05-14", consents="2027-05-12")
    desk = desk_of(invitation)
    talk = client.get(f"{desk}/talks/{made.item.key}").text
    assert "Title of your talk: you can change it until the end of Monday, 10 May 2027" in talk
    assert "Abstract: you can change it until the end of Friday, 14 May 2027" in talk
    consents = client.get(f"{desk}/consents").text
    assert "Please decide by the end of Wednesday, 12 May 2027" in consents
    assert "What you allowed you can take back at any time" in consents
    assert "until the end" not in consents
    for page in ("consents", "photo", f"slides/{made.item.key}"):
        assert "shown on the public page at once" in client.get(f"{desk}/{page}").text


# -- Files ----------------------------------------------------------------------------------------


def test_a_photo_is_drawn_anew_and_goes_with_its_row(client: FlaskClient) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/photo"
    assert send(client, page, "photo", png()) == 303
    assert send(client, page, "photo", png(700, 700)) == 303
    assert len(uploads()) == 1
    picture = client.get(f"{page}/picture", buffered=True)
    assert picture.data.startswith(b"\xff\xd8")
    assert picture.headers["Cache-Control"] == "no-store"
    assert client.post(f"{page}/remove").status_code == 303
    assert (uploads(), made.speaker.photo_id) == ([], None)


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<Types/>")
        file.writestr("ppt/presentation.xml", b"<p/>")
        file.writestr("ppt/media/image1.bmp", bytes(60_000_000))
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [bomb(), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04broken", png(), b"MZ"],
)
def test_slides_are_known_by_their_content(content: bytes) -> None:
    with pytest.raises(NotSlides):
        checked_slides("slides.pptx", io.BytesIO(content))


@ON_BOTH
def test_slides_are_kept_in_versions(app: Flask, client: FlaskClient) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/slides/{made.item.key}"
    for content in (PDF, PDF, PDF + b" again"):
        assert send(client, page, "slides", content) == 303
    numbers = db.session.scalars(select(SlideFile.number).order_by(SlideFile.number)).all()
    assert numbers == [1, 2]  # the same file once more is the version that is there
    assert (
        client.get(f"{page}/2", buffered=True)
        .headers["Content-Disposition"]
        .startswith("attachment")
    )
    assert client.post(f"{page}/2/remove").status_code == 303
    assert len(uploads()) == 1


def test_who_has_left_while_uploading_is_told_and_leaves_no_file(client: FlaskClient) -> None:
    made, invitation = accepted()
    page = f"{desk_of(invitation)}/slides/{made.item.key}"
    service.decline(invitation, answer=None, at=NOON)
    db.session.commit()
    assert send(client, page, "slides", PDF) == 409
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert send(client, page, "slides", PDF) == 410
    assert (uploads(), db.session.scalars(select(StoredFile)).all()) == ([], [])


# -- Consents -------------------------------------------------------------------------------------


@ON_BOTH
def test_nothing_is_shown_without_its_consent_and_at_once_no_more(
    app: Flask, client: FlaskClient
) -> None:
    made, invitation = accepted()
    desk = desk_of(invitation)
    assert send(client, f"{desk}/photo", "photo", png()) == 303
    assert send(client, f"{desk}/slides/{made.item.key}", "slides", PDF) == 303
    portrait = f"/w/urban/photos/{made.speaker.photo.key}"  # type: ignore[union-attr]
    slides = f"/w/urban/slides/{db.session.scalars(select(SlideFile)).one().file.key}"
    for kinds in ((), (PHOTO,), (SLIDES,), (PHOTO, SLIDES), (Consent.RECORD,), ()):
        allow(made, *kinds)
        page = client.get("/w/urban").text
        for address, kind in ((portrait, PHOTO), (slides, SLIDES)):
            shown = kind in kinds
            assert (address in page) == shown
            assert client.get(address, buffered=True).status_code == (200 if shown else 404)
    allow(made, PHOTO)
    made.speaker.person.native_name, made.speaker.photo_alt = "朱树", None
    made.publish(NOON + timedelta(hours=1))
    db.session.commit()
    assert handed_in.proposed_alt(made.speaker)["en"] == "Portrait of Zhu Shu"
    portraits = re.findall(r'<img class="portrait"[^>]*>', client.get("/w/urban?lang=zh").text)
    assert ["朱树" in one for one in portraits] == [True]
    materials.take_back(made.speaker, PHOTO, via=Via.ORGANISER, at=NOON)
    db.session.commit()
    assert client.get(portrait, buffered=True).status_code == 404


def test_who_is_asked_no_longer_or_anew_is_not_shown(client: FlaskClient) -> None:
    made, invitation = accepted()
    page = desk_of(invitation)
    send(client, f"{page}/photo", "photo", png())
    allow(made, PHOTO)
    made.publish()
    db.session.commit()
    db.session.refresh(made.speaker)
    assert made.speaker.photo is not None
    portrait = f"/w/urban/photos/{made.speaker.photo.key}"
    assert client.get(portrait, buffered=True).status_code == 200
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert client.get(portrait, buffered=True).status_code == 404
    service.reopen(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert client.get(portrait, buffered=True).status_code == 404


@pytest.mark.parametrize("state", ["declined", "tentative", "lapsed", "cancelled"])
def test_what_was_given_is_taken_back_in_every_state(client: FlaskClient, state: str) -> None:
    made, invitation = accepted()
    other = make_item(made.workshop, made.day, title={"en": "Nothing sent for this"})
    make_part(other, made.speaker)
    db.session.commit()
    desk, slides = desk_of(invitation), f"/slides/{made.item.key}"
    assert "What you allow" not in client.get(desk).text
    assert send(client, f"{desk}/photo", "photo", png()) == 303
    assert send(client, f"{desk}{slides}", "slides", PDF) == 303
    allow(made, PHOTO, SLIDES)
    if state == "declined":
        service.decline(invitation, answer=None, at=NOON)
    elif state == "cancelled":
        publishing.cancel(made.workshop, at=NOON, account_id=None)
    else:
        service.await_approval(invitation, answer=None, at=NOON)
        if state == "lapsed":
            service.lapse(invitation, at=NOON)
    db.session.commit()
    page = client.get(desk).text
    assert "What you allow" in page
    for there in ("/consents", "/photo", slides):
        assert f'href="{desk}{there}"' in page
        assert client.get(f"{desk}{there}").status_code == 200
    assert f"/slides/{other.key}" not in page
    # In another language than the one in which it was allowed: what stays ticked stands.
    shown = client.get(f"{desk}/consents?lang=de").text
    assert 'name="record"' not in shown
    seen = shown.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    sent = {"language": "de", "seen": seen, "publish_slides": "y"}
    assert client.post(f"{desk}/consents", data=sent | {"record": "y"}).status_code == 409
    assert client.post(f"{desk}/consents", data=sent).status_code == 303
    now = checklist.consents_of([made.speaker.id])[made.speaker.id]
    assert {kind: one.given for kind, one in now.items()} == {
        PHOTO: False, SLIDES: True, Consent.RECORD: False
    }  # fmt: skip
    for button in ("/photo/remove", f"{slides}/1/remove"):
        done = client.post(f"{desk}{button}", follow_redirects=True)
        assert (done.status_code, "Saved." in done.text) == (200, True)
        assert 'type="file"' not in done.text
    assert uploads() == []


def test_who_gave_nothing_is_led_to_the_desk(client: FlaskClient) -> None:
    made, invitation = accepted()
    service.decline(invitation, answer=None, at=NOON)
    db.session.commit()
    desk = desk_of(invitation)
    assert "What you allow" not in client.get(desk).text
    for page in ("/consents", "/photo", f"/slides/{made.item.key}", "/biography"):
        assert client.get(f"{desk}{page}").headers["Location"] == desk


def test_consents_are_kept_in_the_words_that_were_read(client: FlaskClient) -> None:
    _, invitation = accepted()
    page = f"{desk_of(invitation)}/consents"
    shown = client.get(f"{page}?lang=de").text
    assert " checked" not in shown
    seen = shown.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    sent = {"use_photo": "y", "language": "de", "seen": seen}
    assert client.post(page, data=sent | {"seen": "other"}).status_code == 409
    assert client.post(page, data=sent).status_code == 303
    rows = db.session.scalars(select(SpeakerConsent).order_by(SpeakerConsent.kind)).all()
    assert {row.kind: row.given for row in rows} == {
        Consent.PUBLISH_SLIDES: False, Consent.RECORD: False, Consent.USE_PHOTO: True,
    }  # fmt: skip
    assert rows[0].language == "de"
