"""What search engines and messengers read of a public page."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.agenda import service as agenda
from app.agenda.rules.words import ItemState
from app.extensions import db
from app.people.rules import Part
from app.publishing import service as publishing
from app.workshops.models import Organisation
from app.workshops.queries import find_workshop
from app.workshops.rules import Relation, Way
from tests.conftest import NOON
from tests.factories import make_day, make_item, make_part, make_speaker, make_workshop
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at")


def event(client: FlaskClient, query: str = "") -> dict[str, Any]:
    page = client.get(f"/w/nature{query}").text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    found: dict[str, Any] = json.loads(data)
    return found


def meta(client: FlaskClient, address: str) -> dict[str, str]:
    page = client.get(address).text
    pairs = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page)
    return {name: html.unescape(content) for name, content in pairs}


def links(client: FlaskClient, address: str) -> dict[str, str]:
    page = client.get(address).text
    found = {"canonical": re.findall(r'<link rel="canonical" href="([^"]+)">', page)[0]}
    return found | dict(
        re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
    )


# -- schema.org ----------------------------------------------------------------------------------


def test_a_workshop_is_an_event_with_all_that_is_known(client: FlaskClient) -> None:
    held = make_workshop("nature", purpose={"en": "To plant trees."}, spoken=["en", "zh"])
    held.organisations.append(
        Organisation(key="iclei", position=1, name={"en": "ICLEI"}, relation=Relation.HOST)
    )
    talk = make_item(held, make_day(held), minutes=90)
    make_part(talk, make_speaker(held, "Zhu Shu"))
    make_part(talk, make_speaker(held, "Ada Host"), part=Part.MODERATOR)
    publish(held)
    known = event(client)
    known.pop("image", None)
    assert known == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Cities and nature",
        "description": "To plant trees.",
        "url": "http://plenum.test/w/nature",
        "startDate": "2027-05-21T09:00:00+08:00",
        "endDate": "2027-05-21T10:30:00+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": [{"@type": "VirtualLocation", "url": "http://plenum.test/w/nature"}],
        "inLanguage": ["en", "zh"],
        "organizer": [{"@type": "Organization", "name": "ICLEI"}],
        "performer": [{"@type": "Person", "name": "Zhu Shu"}],
    }


def test_a_moved_workshop_names_the_day_it_was_planned_for(client: FlaskClient) -> None:
    held = make_workshop("nature")
    day = make_day(held)
    make_item(held, day)
    agenda.freeze(held, at=NOON, account_id=None)
    day.date = date(2027, 6, 18)
    publish(held)
    known = event(client)
    assert known["eventStatus"] == "https://schema.org/EventRescheduled"
    assert known["previousStartDate"] == "2027-05-21T09:00:00+08:00"
    assert known["startDate"] == "2027-06-18T09:00:00+08:00"


def test_a_cancelled_workshop_says_so_and_keeps_its_dates(client: FlaskClient) -> None:
    held = make_workshop("nature")
    make_item(held, make_day(held))
    publish(held)
    again = find_workshop("nature")
    assert again is not None
    publishing.cancel(again, at=NOON, account_id=None)
    db.session.commit()
    known = event(client)
    assert known["eventStatus"] == "https://schema.org/EventCancelled"
    assert known["startDate"] == "2027-05-21T09:00:00+08:00"
    assert meta(client, "/w/nature")["og:description"].startswith("Cancelled · ")


def test_a_talk_that_was_called_off_has_no_performer(client: FlaskClient) -> None:
    held = make_workshop("nature")
    talk = make_item(held, make_day(held), state=ItemState.CANCELLED)
    make_part(talk, make_speaker(held, "Zhu Shu"))
    publish(held)
    assert "performer" not in event(client)


def test_a_place_is_told_where_people_meet_and_not_for_meetings_online(
    client: FlaskClient,
) -> None:
    publish(make_workshop("nature", way=Way.ON_SITE, place={"en": "Harbour Hall"}))
    place = {"@type": "Place", "name": "Harbour Hall", "address": "Harbour Hall"}
    assert event(client)["location"] == [place]


def test_nobody_is_told_how_to_join_or_to_write(client: FlaskClient) -> None:
    held = make_workshop(
        "nature",
        join_url="https://meet.example.org/secret",
        contact={"en": "Write to ada@example.org"},
        purpose={"en": "Questions: bob.b+x@mail.example.org, or come."},
    )
    speaker = make_speaker(held, "Zhu Shu")
    speaker.person.email = "zhu@example.org"
    make_part(make_item(held, make_day(held)), speaker)
    publish(held)
    said = json.dumps(event(client)) + json.dumps(meta(client, "/w/nature"))
    assert "meet.example.org" not in said
    assert not re.search(r"\w@\w", said)
    assert "Questions" in said


def test_a_practice_workshop_is_no_event(client: FlaskClient) -> None:
    publish(make_workshop("nature", practice=True))
    assert "ld+json" not in client.get("/w/nature").text


def test_a_title_cannot_leave_the_script_it_stands_in(client: FlaskClient) -> None:
    title = "</script><script>alert(1)</script>"
    publish(make_workshop("nature", title={"en": title}))
    assert event(client)["name"] == title
    assert "<script>alert" not in client.get("/w/nature").text


# -- Cards ---------------------------------------------------------------------------------------


def test_a_card_has_what_messengers_show(client: FlaskClient) -> None:
    held = make_workshop("nature", purpose={"en": "To plant\n\ntrees."})
    make_item(held, make_day(held), minutes=90)
    publish(held)
    known = meta(client, "/w/nature")
    assert known["og:title"] == "Cities and nature"
    assert (
        known["og:description"]
        == known["description"]
        == ("Friday, 21 May 2027, 09:00–10:30 (Shanghai, UTC+8) · online · To plant trees.")
    )
    assert known["og:url"] == "http://plenum.test/w/nature"
    assert known["og:site_name"] == "Plenum"
    assert known["og:locale"] == "en_GB"


def test_a_card_speaks_one_language(client: FlaskClient) -> None:
    held = make_workshop(
        "nature", title={"en": "Cities", "zh": "城市"}, purpose={"en": "To plant trees."}
    )
    make_item(held, make_day(held), minutes=90)
    publish(held)
    known = meta(client, "/w/nature?lang=zh")
    assert known["og:title"] == "城市"
    assert known["og:locale"] == "zh_CN"
    assert "plant" not in known["og:description"]
    assert "2027年5月21日" in known["og:description"]


def test_names_stand_on_a_card_in_the_language_they_have(client: FlaskClient) -> None:
    """As on the page: the purpose is prose, but a host and a place are what they are called."""
    held = make_workshop("nature", place={"en": "Harbour Hall"}, purpose={"en": "To plant."})
    held.organisations.append(
        Organisation(key="iclei", position=1, name={"en": "ICLEI"}, relation=Relation.HOST)
    )
    publish(held)
    said = meta(client, "/w/nature?lang=de")["og:description"]
    assert "Harbour Hall" in said
    assert "ICLEI" in said
    assert "plant" not in said


@pytest.mark.usefixtures("fonts")
def test_a_card_has_a_picture(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    known = meta(client, "/w/nature")
    address = "http://plenum.test/w/nature/picture-en.png?v="
    assert known["og:image"].startswith(address)
    assert event(client)["image"] == [known["og:image"]]
    assert (known["og:image:width"], known["og:image:height"]) == ("1200", "630")
    assert known["og:image:alt"] == "Title page of the programme: Cities and nature"
    assert known["twitter:card"] == "summary_large_image"
    assert "/w/nature/picture-zh.png?v=" in meta(client, "/w/nature?lang=zh")["og:image"]
    assert "/picture-de.png?v=" in meta(client, "/?lang=de")["og:image"]


def test_a_card_does_without_a_picture_where_there_are_no_fonts(
    client: FlaskClient, no_fonts: None
) -> None:
    publish(make_workshop("nature"))
    known = meta(client, "/w/nature")
    assert known["twitter:card"] == "summary"
    assert not any(name.startswith("og:image") for name in known)
    assert "image" not in event(client)


def test_a_long_description_ends_at_a_word(client: FlaskClient) -> None:
    publish(make_workshop("nature", purpose={"en": "Trees and rivers. " * 40}))
    said = meta(client, "/w/nature")["description"]
    assert len(said) <= 200
    assert re.search(r"(Trees|and|rivers)…$", said)


def test_home_has_a_card_too(client: FlaskClient) -> None:
    known = meta(client, "/?lang=de")
    assert known["og:title"] == "Workshops"
    assert known["og:locale"] == "de_DE"
    assert known["og:url"] == "http://plenum.test/?lang=de"


# -- Addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/w/nature"])
def test_pages_name_themselves_in_every_language(client: FlaskClient, path: str) -> None:
    publish(make_workshop("nature"))
    plain = f"http://plenum.test{path}"
    others = {
        "en": f"{plain}?lang=en",
        "de": f"{plain}?lang=de",
        "zh-Hans": f"{plain}?lang=zh",
        "x-default": plain,
    }
    assert links(client, path) == {"canonical": plain} | others
    assert links(client, f"{path}?lang=zh") == {"canonical": f"{plain}?lang=zh"} | others
    assert client.get(f"{path}?lang=zh").headers["Content-Language"] == "zh-Hans"


def test_choices_of_a_reader_do_not_make_another_page(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    plain = "http://plenum.test/w/nature"
    assert links(client, "/w/nature?zone=Asia/Tokyo")["canonical"] == plain
    chosen = links(client, "/w/nature?zone=Asia/Tokyo&lang=de")
    assert chosen["canonical"] == f"{plain}?lang=de"
    assert meta(client, "/w/nature?zone=Asia/Tokyo")["og:url"] == plain


def test_the_host_that_a_request_names_is_believed_by_nobody(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    page = client.get("/w/nature", headers={"Host": "evil.example"}).text
    assert "evil.example" not in page
