"""Letters to participants: word for word, called by the right name, rendered once for many.

PLENUM_WRITE_GOLDEN=1 writes the files anew; look at the difference.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from app.extensions import db
from app.i18n import LANGUAGES
from app.mail import alike, checks, message, outbox
from app.mail.message import compose, readable
from app.mail.models import Letter
from app.registration import letters_in_words, service
from app.registration.models import Registration, RegistrationForm
from app.registration.queries import find_form
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source, greeted
from app.registration.service import letters, samples
from app.registration.service.joining import Wish, add
from app.registration.service.samples import SAMPLES
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_workshop
from tests.registration.test_manage import sign_in
from tests.registration.workshops import comes, open_workshop, register, registered

GOLDEN = ROOT / "tests" / "golden" / "letters" / "registration"
KINDS = {
    path.stem
    for path in (ROOT / "templates" / "registration" / "mail").glob("*.html")
    if not path.name.startswith("_")
}
MEETING = "https://meet.example.org/urban"


def hybrid(**values: object) -> Workshop:
    return open_workshop(
        online=2,
        on_site=3,
        **{
            "way": Way.HYBRID,
            "languages": ["en", "de", "zh"],
            "title": {"en": "Nature in cities", "de": "Natur in der Stadt", "zh": "城市里的自然"},
            "contact": {"en": "Ada Organiser", "de": "Ada Organiser", "zh": "Ada Organiser"},
            "place": {"en": "Room 2, Kunming", "de": "Raum 2, Kunming", "zh": "昆明，第二会议室"},
            "join_url": MEETING,
            "key": "golden",
        }
        | values,
    )


# -- Word for word --------------------------------------------------------------------------------


def same(name: str, made: str) -> None:
    path: Path = GOLDEN / name
    if os.environ.get("PLENUM_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode())
    assert made == path.read_bytes().decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_to_participants_read_word_for_word(app: Flask, language: str) -> None:
    workshop = hybrid()
    document = samples.document_of(workshop, NOON)
    for sample in SAMPLES.values():
        for way in Way.ONLINE, Way.ON_SITE:
            plan = samples.plan(
                sample, workshop, reads=language, way=way, at=NOON, document=document
            )
            letter = outbox.rehearse(**plan)
            text = readable(letter["text"], letter["links"], language)
            if way is Way.ONLINE:
                same(f"{sample.key}-{language}.txt", f"{letter['subject']}\n\n{text}")
            assert MEETING not in text + (plan["calendar"] or "")


def test_every_kind_that_can_be_written_is_previewed_and_has_its_words_kept(app: Flask) -> None:
    assert {one.kind for one in SAMPLES.values()} == KINDS
    assert set(letters_in_words.WHEN) == set(SAMPLES)
    kept = {path.name for path in GOLDEN.glob("*.txt")}
    assert kept == {f"{key}-{language}.txt" for key in SAMPLES for language in LANGUAGES}


def test_samples_write_nothing(app: Flask) -> None:
    workshop = hybrid()
    document = samples.document_of(workshop, NOON)
    for sample in SAMPLES.values():
        samples.plan(sample, workshop, reads="en", way=Way.ONLINE, at=NOON, document=document)
    db.session.commit()
    assert db.session.query(Registration).count() == 0
    assert db.session.query(Letter).count() == 0


# -- How people are called ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "native", "address_as", "language", "called"),
    [
        ("He Landi", "何兰迪", None, "en", "He Landi"),
        ("He Landi", "何兰迪", None, "zh", "何兰迪"),
        ("He Landi", "何兰迪", "主任", "zh", "何兰迪主任"),
        ("He Landi", None, "主任", "zh", "He Landi主任"),
        ("He Landi", "何兰迪", "何主任", "zh", "何主任"),
        ("He Landi", "何兰迪", "主任", "de", "He Landi"),
        ("He Landi", "何兰迪", "Prof.", "de", "Prof. He Landi"),
        ("Anna Müller", None, "Frau Dr.", "de", "Frau Dr. Anna Müller"),
        ("Anna Müller", None, "Frau Dr. Müller", "de", "Frau Dr. Müller"),
        ("Anna Müller", None, "Frau Bürgermeisterin", "de", "Frau Bürgermeisterin"),
        ("Anna Müller", None, "Ms", "en", "Ms Anna Müller"),
        ("Anna Müller", None, "Annie", "en", "Annie"),
        ("Anna Müller", None, "  ", "en", "Anna Müller"),
        ("Suharto", None, "Mr", "en", "Mr Suharto"),
        ("MS Dhoni", None, "Ms", "en", "Ms"),
        ("Jun Tanaka", "田中 淳", None, "zh", "田中 淳"),
        ("Ekaterina", "Екатерина", None, "zh", "Ekaterina"),
    ],
)
def test_people_are_called_as_they_asked_and_never_by_a_guess(
    name: str, native: str | None, address_as: str | None, language: str, called: str
) -> None:
    assert greeted(name, native, address_as, language) == called


def test_a_letter_greets_by_the_form_of_address(app: Flask) -> None:
    workshop = hybrid()
    register(
        workshop, "he@example.org", language="zh", native_name="何兰迪", address_as="主任",
        name="He Landi",
    )  # fmt: skip
    letter = db.session.scalars(db.select(Letter)).one()
    assert "尊敬的何兰迪主任，您好！" in letter.text
    assert letter.to_name == "He Landi"


# -- Who is registered by others ------------------------------------------------------------------


def opening_of(letter: Letter) -> str:
    return " ".join(letter.text.partition("Dear ")[2].partition("When:")[0].split())


@ON_BOTH
@pytest.mark.parametrize("required", [True, False])
def test_who_did_not_ask_reads_who_registered_them_and_how_to_leave(
    app: Flask, required: bool
) -> None:
    workshop = hybrid()
    form = find_form(workshop.id)
    assert form is not None
    form.consents = [{"key": "photos", "label": {"en": "Photos"}, "required": required}]
    db.session.commit()
    wish = Wish(name="Lou", email="lou@example.org", way=Way.ONLINE)
    add(workshop, wish, source=Source.ADDED, at=NOON, account_id=None)
    letter = db.session.scalars(db.select(Letter)).one()
    said = " ".join(letter.text.split())
    assert "Dear Lou, The organisers have registered you for this workshop." in said
    assert "please cancel on your page" in said
    assert ("Something is still needed from you" in said) is required


def test_later_letters_do_not_say_again_who_registered_them(app: Flask) -> None:
    workshop = hybrid()
    wish = Wish(name="Lou", email="lou@example.org", way=Way.ONLINE)
    lou = add(workshop, wish, source=Source.ADDED, at=NOON, account_id=None)
    later = NOON + timedelta(minutes=1)
    service.cancel(lou, at=later)
    service.undo_cancel(lou, at=later + timedelta(minutes=1))
    last = db.session.scalars(db.select(Letter).order_by(Letter.id.desc())).first()
    assert last is not None
    assert "You have taken your cancellation back." in opening_of(last)
    assert "The organisers have registered you" not in last.text


def test_approval_and_an_accepted_offer_are_told_as_such(app: Flask) -> None:
    workshop = hybrid(form={"approval": True})
    service.approve(comes(workshop, "a@example.org"), at=NOON, account_id=None)
    offered = comes(workshop, "b@example.org")
    offered.state, offered.offered_until = S.OFFERED, NOON + timedelta(days=1)
    service.accept_offer(offered, at=NOON)
    openings = [opening_of(one) for one in db.session.scalars(db.select(Letter))]
    assert any("The organisers have approved your registration." in one for one in openings)
    assert any("You have taken the place that was held for you." in one for one in openings)


def test_an_offer_says_its_end_by_both_clocks(app: Flask) -> None:
    workshop = hybrid()
    guest = comes(workshop, "a@example.org")
    guest.state, guest.time_zone = S.OFFERED, "Europe/Berlin"
    guest.offered_until = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)
    letters.write("offered", guest, act="test", at=NOON)
    # Of whom nothing is known, each clock of the workshop may be theirs.
    guest.time_zone, workshop.zones = None, ["America/Bogota"]
    letters.write("offered", guest, act="again", at=NOON)
    offered = db.select(Letter.text).where(Letter.kind == "offered").order_by(Letter.id)
    known, unknown = (" ".join(text.split()) for text in db.session.scalars(offered))
    assert "13:00 (Berlin, UTC+1)" in known
    assert "20:00 (Shanghai, UTC+8)" in known
    assert "20:00 (Shanghai, UTC+8)" in unknown
    assert "07:00 (Bogotá, UTC-5)" in unknown.replace("−", "-")
    assert "The place is: online" in known
    assert "You take part" not in known


def test_who_is_on_a_list_asked_for_nothing_unless_they_wrote_it(app: Flask) -> None:
    workshop = hybrid(form={"approval": True})
    wu = service.Secretary(name="Wu Min", email="wu@example.org")
    wishes = [
        Wish(name=name, email=f"{name}@example.org", way=Way.ONLINE) for name in ("wu", "lou")
    ]
    service.register_group(workshop, wu, wishes, key="list", at=NOON)
    pending = db.select(Letter.text).where(Letter.kind == "pending").order_by(Letter.id)
    own, other = (" ".join(text.split()) for text in db.session.scalars(pending))
    assert "You have registered for this workshop, together with others." in own
    assert "You asked to take part: online" in own
    assert "Wu Min has registered you" in other
    assert "You would take part: online" in other


def test_the_link_sent_again_comes_with_the_calendar(app: Flask) -> None:
    workshop = hybrid(form={"approval": True})
    letters.write("link", comes(workshop, "a@example.org"), act="test", at=NOON)
    text = db.session.scalars(db.select(Letter.text).where(Letter.kind == "link")).one()
    assert "%%link:feed%%" in text


# -- The way into the meeting ---------------------------------------------------------------------


@ON_BOTH
def test_the_calendar_file_leads_through_the_personal_link_and_stores_none(app: Flask) -> None:
    workshop = hybrid(title={"en": "Nature %%link:mine%% %%link:none%%"})
    comes(workshop, "a@example.org")
    db.session.commit()
    letter = db.session.scalars(db.select(Letter)).one()
    assert checks.broken() == []
    assert MEETING not in (letter.calendar or "") + letter.text + letter.html
    known = message.addresses(letter)
    mail = message_from_bytes(compose(letter, at=NOON).content, policy=policy.default)
    [attached] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    plain = content.decode().replace("\r\n ", "")
    assert known["join"] in plain
    assert known["mine"] not in plain
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")[:1]
    assert known["join"] in str(event["CONFERENCE"]) + str(event.get("DESCRIPTION"))


def test_the_way_in_opens_the_meeting_alone(app: Flask, client: FlaskClient, at: datetime) -> None:
    guest = comes(hybrid(), "a@example.org")
    db.session.commit()
    [letter] = db.session.scalars(db.select(Letter))
    path = message.addresses(letter)["join"].removeprefix("http://plenum.test")
    page = client.get(path)
    assert page.status_code == 200
    assert "/r/" not in page.text.replace(path, "")
    assert client.get(path.removesuffix("/join")).status_code == 404
    assert client.post(path.replace("/join", "/cancel")).status_code == 404
    registered(guest.workshop, "a@example.org").generation += 1
    db.session.commit()
    assert client.get(path).status_code == 410


def test_who_comes_on_site_or_waits_gets_no_way_into_the_meeting(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1, way=Way.HYBRID, join_url=MEETING)
    for n, way in enumerate([Way.ONLINE, Way.ONLINE, Way.ON_SITE]):
        comes(workshop, f"g{n}@example.org", way)
    told = [
        "%%link:join%%" in letter.text + letter.html + (letter.calendar or "")
        for letter in db.session.scalars(db.select(Letter).order_by(Letter.id))
    ]
    assert told == [True, False, False]


# -- Rendered once for many -----------------------------------------------------------------------


@ON_BOTH
def test_a_confirmation_costs_one_statement(app: Flask, queries: list[str]) -> None:
    workshop = hybrid()
    guests = [comes(workshop, f"g{n}@example.org") for n in range(2)]
    db.session.commit()
    assert [one.workshop.slug for one in guests] == ["cities", "cities"]
    letters.write("confirmed", guests[0], act="once more", at=NOON)
    queries.clear()
    letters.write("confirmed", guests[1], act="once more", at=NOON)
    about_choices = [one for one in queries if "choice_pools" in one]
    assert len(about_choices) <= 1
    assert [one.split()[0] for one in queries if one not in about_choices] == ["INSERT"]


def test_letters_rendered_once_differ_by_name_and_links_alone(app: Flask) -> None:
    workshop = hybrid()
    names = ["Ada", "Bo <b>", "%%link:mine%%", "{{ 7*7 }}", "A" * 90, "何兰迪"]
    for n, name in enumerate(names):
        register(workshop, f"g{n}@example.org", Way.ON_SITE if n < 3 else Way.ONLINE, name=name)
    found = db.session.scalars(db.select(Letter).order_by(Letter.id)).all()
    shelf = app.extensions["plenum.letters_alike"]
    for letter, name in zip(found, names, strict=True):
        shelf.__init__()
        guest = registered(workshop, letter.to_email)
        plan = letters.plan(letter.kind, guest, act="again", at=NOON)
        plan |= {"how": "", "by_others": False, "by_form": True, "must_answer": False}
        if guest.state is S.WAITLISTED:
            continue
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(alike, "SHORT", -1)
            alone = outbox.rehearse(**plan)
        assert (letter.subject, letter.text, letter.html) == (
            alone["subject"], alone["text"], alone["html"],
        ), name  # fmt: skip
        assert "Dear 49" not in letter.text


def test_what_looks_alike_is_not_taken_for_the_same() -> None:
    assert alike.frozen("<b>") != alike.frozen(Markup("<b>"))
    assert alike.frozen(True) != alike.frozen(1)
    with pytest.raises(alike.NotPlain):
        alike.frozen({"row": object()})


# -- The preview ----------------------------------------------------------------------------------

AT = "/organise/cities/registration/letters"


@pytest.fixture
def organiser(app: Flask, client: FlaskClient) -> FlaskClient:
    sign_in(client, hybrid(form={"offer_hours": 24}), Role.EDITOR)
    return client


def test_organisers_read_every_letter_before_anybody_gets_it(
    organiser: FlaskClient, at: datetime
) -> None:
    for language in LANGUAGES:
        page = organiser.get(f"{AT}?reads={language}").text
        for sample in SAMPLES.values():
            path = f"{AT}/{sample.key}?reads={language}&way=online"
            assert path.replace("&", "&amp;") in page
    for sample in SAMPLES:
        shown = organiser.get(f"{AT}/{sample}?reads=de&way=on_site")
        assert shown.status_code == 200
        assert "Kim Beispiel" in shown.text or "Robin Beispiel" in shown.text
        assert "%%link" not in shown.text
        html = organiser.get(f"{AT}/{sample}/html?reads=zh")
        assert html.headers["Content-Security-Policy"].startswith("sandbox;")
        assert "%%link" not in html.text
    assert organiser.get(f"{AT}/no-such").status_code == 404
    assert organiser.get(f"{AT}/confirmed?reads=xx&way=by-air").status_code == 200
    assert "Not sent as registration is set now." in organiser.get(f"{AT}/pending").text
    assert samples.is_written(SAMPLES["confirmed"], RegistrationForm(approval=False))
    assert not samples.is_written(SAMPLES["confirmed"], RegistrationForm(approval=True))
    assert "Not sent as registration is set now." not in organiser.get(f"{AT}/offered").text


def test_the_list_of_letters_reads_the_workshop_once(
    organiser: FlaskClient, at: datetime, queries: list[str]
) -> None:
    account = db.session.scalars(db.select(Workshop)).one().members[0].account
    make_day(make_workshop("draft", owner=account))
    db.session.commit()
    for path, most in ((AT, 10), (AT.replace("cities", "draft"), 20)):
        organiser.get(path)
        queries.clear()
        page = organiser.get(path).text
        assert len(queries) <= most, (path, len(queries))
    rows = re.findall(r'<th scope="row"><a[^>]*>(.*?)</a></th>', page)
    assert len(set(rows)) == len(rows) == len(SAMPLES)  # each link says another thing


def test_a_trial_goes_to_the_organiser_alone_and_acts_on_nothing(
    organiser: FlaskClient, at: datetime
) -> None:
    for _ in range(2):
        sent = organiser.post(f"{AT}/confirmed/trial", data={"reads": "de", "way": "online"})
        assert sent.status_code == 303
    db.session.expire_all()
    letter = db.session.scalars(db.select(Letter)).one()
    assert letter.to_email.startswith("organiser")
    assert letter.subject.startswith("[")
    assert "Kim Beispiel" in letter.text
    assert all(not link["purpose"] for link in letter.links)
    mail = compose(letter, at=NOON).content.decode("ascii")
    assert "/r/" not in mail


def test_letters_of_a_draft_are_read_as_the_draft_has_it(
    organiser: FlaskClient, at: datetime
) -> None:
    account = db.session.scalars(db.select(Workshop)).one().members[0].account
    make_day(make_workshop("draft", owner=account, title={"en": "Not public"}))
    db.session.commit()
    page = organiser.get("/organise/draft/registration/letters/confirmed").text
    assert "Not public" in page
    assert "21 May 2027" in page


def test_german_letters_go_on_in_small_letters_after_the_greeting(app: Flask) -> None:
    for path in GOLDEN.glob("*-de.txt"):
        words = path.read_text("utf-8").partition("Guten Tag ")[2].split(",", 1)[1].split()
        fine = words[0][0].islower() or words[0] in (
            "Sie", "Ihr", "Ihre", "Zeit", "Robin",
        )  # fmt: skip
        assert fine, (path.name, words[:4])
