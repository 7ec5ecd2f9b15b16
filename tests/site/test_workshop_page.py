"""The public page of a workshop: what it shows, in which words, at what cost."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.agenda import service as agenda
from app.agenda.models import AgendaItem, ThemeGuest
from app.agenda.rules.words import ItemState, Kind
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Organisation, Programme, Workshop
from app.workshops.rules import Relation, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_day,
    make_form,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at")


def page(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/w/nature{query}")
    assert answer.status_code == 200
    return answer.text


def plain(html: str) -> str:
    """The words of a page as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# -- Times ---------------------------------------------------------------------------------------


def test_hours_stand_in_both_zones_with_machine_readable_times(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    make_item(workshop, make_day(workshop))
    publish(workshop)
    html = page(client)
    assert 'datetime="2027-05-21T09:00:00+08:00">09:00</time>' in html
    assert 'datetime="2027-05-21T03:00:00+02:00">03:00 Berlin</time>' in html
    assert "Times in Shanghai (UTC+8) Berlin (UTC+2)" in plain(html)


def test_a_clock_change_is_said_beside_the_hours(client: FlaskClient) -> None:
    workshop = make_workshop("nature", time_zone="Europe/Berlin", zones=["Asia/Shanghai"])
    day = make_day(workshop, date(2027, 3, 28), starts=time(1, 30))
    make_item(workshop, day, minutes=135)
    publish(workshop)
    html = page(client)
    assert "01:30–04:45 Berlin (UTC+1, later UTC+2)" in plain(html)
    assert "Times in Berlin (UTC+1, later UTC+2) Shanghai (UTC+8)" in plain(html)


def test_every_day_has_the_offset_of_its_own(client: FlaskClient) -> None:
    workshop = make_workshop("nature", time_zone="Europe/Berlin", zones=[])
    for day in (date(2027, 3, 27), date(2027, 3, 28)):
        make_item(workshop, make_day(workshop, day))
    publish(workshop)
    html = plain(page(client))
    assert "09:00–09:20 Berlin (UTC+1)" in html
    assert "09:00–09:20 Berlin (UTC+2)" in html
    assert "Times in Berlin (UTC+1, later UTC+2)" in html


def test_a_zone_with_another_date_names_it(client: FlaskClient) -> None:
    workshop = make_workshop("nature", zones=["America/New_York"])
    make_item(workshop, make_day(workshop))
    publish(workshop)
    assert ">Thu 20 May 21:00 New York</time>" in page(client)


def test_without_hours_the_page_counts_and_says_that_they_are_not_recorded(
    client: FlaskClient,
) -> None:
    workshop = make_workshop("nature", time_zone=None, zones=[])
    day = make_day(workshop, starts=None)
    for _ in range(3):
        make_item(workshop, day, minutes=None)
    publish(workshop)
    html = page(client)
    assert re.findall(r'class="count">(\d)<', html) == ["1", "2", "3"]
    assert "In this order; hours not recorded" in html
    assert 'class="here"' not in html


def test_an_item_whose_hour_is_not_known_says_so(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    make_item(workshop, day, minutes=None)
    make_item(workshop, day, minutes=None)
    publish(workshop)
    assert "time not recorded" in page(client)


# -- What is known and what is not ---------------------------------------------------------------


def test_what_is_not_known_is_shown_as_not_recorded(client: FlaskClient) -> None:
    workshop = make_workshop("nature", way=None, time_zone=None, zones=[])
    item = make_item(workshop, make_day(workshop, starts=None), title=None, minutes=None)
    speaker = make_speaker(workshop)
    speaker.affiliation = None
    make_part(item, speaker)
    make_part(item, None, Part.MODERATOR)
    publish(workshop)
    words = plain(page(client))
    for sentence in (
        "way of meeting not recorded",
        "Hosted by not recorded",
        "hours not recorded",
        "Languages not recorded",
        "title not recorded",
        "role and organisation not recorded",
        "Moderator: not recorded by name",
    ):
        assert sentence in words


def test_a_subject_is_marked_as_ours_and_a_title_is_not(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    make_item(workshop, day, title=None, subject={"en": "Rivers"})
    make_item(workshop, day, title={"en": "Trees"})
    publish(workshop)
    words = plain(page(client))
    assert "Rivers * our description" in words
    assert "Trees * our description" not in words
    assert "* Our description; the title is not recorded." in words


def test_summaries_are_marked_as_the_editors_and_captions_as_captions(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    make_item(
        workshop, make_day(workshop), summary={"en": "It went well."}, caption={"en": "Ada, 2027"}
    )
    publish(workshop)
    words = plain(page(client))
    assert "Summary by the editors It went well." in words
    assert "Caption of a picture: Ada, 2027" in words


def test_a_theme_shows_number_focus_and_who_is_only_named_with_it(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    theme = make_theme(workshop, number="II", focus={"en": "Local practice"})
    guest = make_speaker(workshop, "Philipp LaHaela Walter")
    db.session.add(ThemeGuest(theme=theme, speaker=guest, part=Part.DELEGATE, position=1))
    make_item(workshop, make_day(workshop), theme_id=theme.id)
    publish(workshop)
    words = plain(page(client))
    assert "Theme II" in words
    assert "Local practice" in words
    assert "Also with this theme Delegate: Philipp LaHaela Walter" in words


def test_who_stands_behind_the_workshop_and_behind_its_programme(client: FlaskClient) -> None:
    workshop = make_workshop("nature", programme=Programme(key="bio", name={"en": "Interact-Bio"}))
    for n, (name, relation, of_programme) in enumerate(
        (
            ("ICLEI", Relation.HOST, Relation.IMPLEMENTER),
            ("The academy", Relation.SUPPORTER, None),
            ("The ministry", None, Relation.FUNDER),
            ("The initiative", None, Relation.FUNDING_LINE),
            ("Its whole", None, None),
            ("Only mentioned", None, None),
        )
    ):
        workshop.organisations.append(
            Organisation(
                key=f"o{n}",
                position=n,
                name={"en": name},
                short="MIN" if n == 2 else None,
                relation=relation,
                programme_relation=of_programme,
            )
        )
    workshop.organisations[1].parent = workshop.organisations[4]
    publish(workshop)
    words = plain(page(client))
    assert "Hosted by ICLEI Supported by The academy, Its whole Programme Interact-Bio" in words
    assert "Implemented by ICLEI Funded by The ministry (MIN) Funding line The initiative" in words
    assert "Only mentioned" not in words


def test_cancelled_items_are_struck_with_the_word_and_removed_ones_gone(
    client: FlaskClient,
) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    make_item(workshop, day, title={"en": "Called off"}, state=ItemState.CANCELLED)
    gone = make_item(workshop, day, title={"en": "Taken out"})
    make_item(workshop, day)
    agenda.freeze(workshop, at=NOON, account_id=None)
    db.session.delete(gone)
    publish(workshop)
    html = page(client)
    assert "Cancelled Called off" in plain(html)
    assert 'class="anchor struck"' in html
    assert "Taken out" not in html


def test_rooms_stand_side_by_side_up_to_three(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    for _ in range(3):
        make_item(workshop, day, room_id=make_room(workshop).id)
    make_item(workshop, day)
    for n in range(4):
        key = f"second-{n}"
        make_item(workshop, day, room_id=make_room(workshop, key).id)
    publish(workshop)
    assert re.findall(r'class="(rooms[^"]*)"', page(client)) == ["rooms rooms-3", "rooms"]


def test_every_theme_and_item_has_an_anchor_and_a_calendar(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    theme = make_theme(workshop, key="rivers")
    make_item(workshop, make_day(workshop), key="otters", theme_id=theme.id)
    publish(workshop)
    html = page(client)
    for anchor in ('id="theme-rivers"', 'id="item-otters"', 'id="day-2027-05-21"'):
        assert anchor in html
    for address in ("/w/nature/themes/rivers.ics", "/w/nature/items/otters.ics"):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_the_calendar_menu_has_an_address_for_every_kind_of_program(client: FlaskClient) -> None:
    publish(make_workshop("nature", title={"en": "Trees & rivers"}))
    html = page(client)
    feed = "http%3A%2F%2Fplenum.test%2Fw%2Fnature%2Fcalendar.ics"
    for address in (
        ">http://plenum.test/w/nature/calendar.ics</code>",
        'href="webcal://plenum.test/w/nature/calendar.ics"',
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fplenum.test%2Fw%2Fnature%2F",
        f"https://outlook.live.com/calendar/0/addfromweb/?url={feed}&amp;name=Trees%20%26%20rivers",
        f"https://outlook.office.com/calendar/0/addfromweb/?url={feed}&amp;name=",
    ):
        assert address in html
    assert "Changes appear after 1 to 24 hours" in html


# -- Languages -----------------------------------------------------------------------------------


def test_a_text_that_exists_only_in_another_language_is_marked_as_such(
    client: FlaskClient,
) -> None:
    workshop = make_workshop("nature", title={"en": "Nature", "zh": "自然"})
    make_item(workshop, make_day(workshop), title={"zh": "河流"})
    publish(workshop)
    assert '<span lang="zh-Hans" class="other-language">河流</span>' in page(client, "?lang=en")
    chinese = page(client, "?lang=zh")
    assert '<html lang="zh-Hans">' in chinese
    assert "<h1>自然</h1>" in chinese
    assert "河流" in chinese
    assert 'class="other-language">河流' not in chinese


def test_a_page_with_some_texts_of_other_languages_says_what_the_mark_means(
    client: FlaskClient,
) -> None:
    workshop = make_workshop("nature", title={"en": "Nature", "zh": "自然"})
    make_item(workshop, make_day(workshop), title={"en": "Rivers"})
    publish(workshop)
    assert "标有 EN 的文字仅有英语版本。" in page(client, "?lang=zh")
    assert "Texts marked" not in page(client, "?lang=en")


def test_a_page_without_any_text_in_the_language_says_which_ones_there_are(
    client: FlaskClient,
) -> None:
    publish(make_workshop("nature", languages=["en", "zh"]))
    german = page(client, "?lang=de")
    assert "English, 中文" in german
    assert "all-elsewhere" in german
    assert "all-elsewhere" not in page(client, "?lang=en")


def test_every_language_has_its_address(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    html = page(client)
    for code, lang in (("en", "en"), ("de", "de"), ("zh", "zh-Hans")):
        assert f'hreflang="{lang}" href="http://plenum.test/w/nature?lang={code}"' in html
    assert re.findall(r'rel="nofollow"[^>]*>(中文|English|Deutsch)<', html) == [
        "中文",
        "English",
        "Deutsch",
    ]


def test_the_browser_chooses_the_language_and_an_address_wins(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    german = client.get("/w/nature", headers={"Accept-Language": "de-DE, en;q=0.5"})
    assert german.headers["Content-Language"] == "de"
    told = re.findall(r'href="([^"?]*)\?lang=', german.text.split("<main")[1])
    assert {link.rpartition(".")[2] for link in told} <= {
        "pdf",
        "docx",
        "xlsx",
        "csv",
        "json",
        "xml",
    }
    english = client.get("/w/nature?lang=en", headers={"Accept-Language": "de"})
    assert english.headers["Content-Language"] == "en"
    assert 'href="/?lang=en"' in english.text


def test_foreign_arguments_do_not_find_their_way_into_a_page(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    assert "evil" not in page(client, "?evil=1&lang=en")


# -- Safety --------------------------------------------------------------------------------------

NASTY = "<script>alert(1)</script>\"'&"


def test_markup_in_any_text_is_shown_and_not_obeyed(client: FlaskClient) -> None:
    nasty = {"en": NASTY}
    workshop = make_workshop(
        "nature",
        title=nasty,
        note=nasty,
        purpose=nasty,
        place=nasty,
        contact=nasty,
        programme=Programme(key="bio", name=nasty),
    )
    workshop.organisations.append(
        Organisation(key="o", position=1, name=nasty, short=NASTY, relation=Relation.HOST)
    )
    theme = make_theme(workshop, title=nasty, focus=nasty, number="<b>")
    room = make_room(workshop)
    room.name = nasty
    texts = {"title": nasty, "abstract": nasty, "summary": nasty, "caption": nasty}
    item = make_item(workshop, make_day(workshop), theme_id=theme.id, room_id=room.id, **texts)
    make_item(workshop, item.day, title=None, subject=nasty)
    speaker = make_speaker(workshop, NASTY, native_name=NASTY)
    speaker.affiliation = speaker.post = nasty
    make_part(item, speaker)
    make_form(workshop)
    publish(workshop)
    for address in ("/w/nature", "/w/nature?lang=de", "/"):
        html = client.get(address).text
        assert "<script>alert" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;alert(1)" in html
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(client))
    assert json.loads(data)["name"] == NASTY


def test_nothing_on_the_page_comes_from_another_host_and_nothing_is_inline(
    client: FlaskClient,
) -> None:
    publish(make_workshop("nature"))
    html = page(client)
    assert all(source.startswith("/static/") for source in re.findall(r'src="([^"]+)"', html))
    assert all(
        address.startswith("/static/")
        for address in re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', html)
    )
    assert "style=" not in html
    assert "onclick" not in html


def test_the_join_link_is_not_public(client: FlaskClient) -> None:
    publish(make_workshop("nature", join_url="https://meet.example.org/secret"))
    assert "secret" not in page(client)


def test_a_draft_an_unknown_and_an_unpublished_workshop_look_alike(client: FlaskClient) -> None:
    make_workshop("nature")
    db.session.commit()
    draft, unknown = client.get("/w/nature"), client.get("/w/none-such")
    assert draft.status_code == unknown.status_code == 404
    assert draft.text.replace("nature", "none-such") == unknown.text


# -- Practice and search engines -----------------------------------------------------------------


def test_a_practice_workshop_is_marked_and_hidden_from_search_engines(client: FlaskClient) -> None:
    publish(make_workshop("nature", practice=True))
    answer = client.get("/w/nature")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert 'class="practice-band"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "ld+json" not in answer.text


def test_search_engines_read_the_workshop_as_an_event(client: FlaskClient) -> None:
    workshop = make_workshop("nature", way=Way.HYBRID, place={"en": "Harbour Hall"})
    make_item(workshop, make_day(workshop, starts=time(9, 0)))
    publish(workshop)
    html = page(client)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    event = json.loads(data)
    assert event["startDate"] == "2027-05-21T09:00:00+08:00"
    assert event["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert [place["@type"] for place in event["location"]] == ["VirtualLocation", "Place"]
    assert "noindex" not in html
    assert "X-Robots-Tag" not in client.get("/w/nature").headers


def test_search_engines_are_not_told_an_end_that_is_not_known(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    make_item(workshop, make_day(workshop, starts=time(9, 0)), minutes=None)
    publish(workshop)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(client))
    event = json.loads(data)
    assert event["startDate"] == "2027-05-21T09:00:00+08:00"
    assert "endDate" not in event


def test_what_is_not_known_is_not_told_to_search_engines(client: FlaskClient) -> None:
    workshop = make_workshop("nature", way=None, time_zone=None, zones=[])
    make_item(workshop, make_day(workshop, starts=None), minutes=None)
    publish(workshop)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(client))
    event = json.loads(data)
    assert event["startDate"] == event["endDate"] == "2027-05-21"
    assert not {"eventAttendanceMode", "location", "inLanguage", "description"} & event.keys()


# -- Cost ----------------------------------------------------------------------------------------


@ON_BOTH
@pytest.mark.parametrize("items", [1, 300])
def test_a_page_costs_the_same_for_any_number_of_items(
    client: FlaskClient, queries: list[str], items: int, database: str
) -> None:
    workshop = make_workshop("nature")
    day, theme = make_day(workshop), make_theme(workshop)
    speaker = make_speaker(workshop)
    for n in range(items):
        item = make_item(workshop, day, theme_id=theme.id, minutes=5)
        if n < 30:
            make_part(item, speaker)
    make_form(workshop)
    publish(workshop)
    queries.clear()

    page(client)

    # How registration stands, and what speakers let everybody see. SQLite's agenda is found on a
    # connection of its own, which does not count here; on PostgreSQL it is the newest version, and
    # its document.
    assert len(queries) == (2 if database.startswith("sqlite") else 4)
    queries.clear()
    page(client)
    page(client, "?lang=de")
    assert queries == []


def test_the_page_is_kept_and_answered_by_304_until_something_is_published(
    client: FlaskClient,
) -> None:
    workshop = make_workshop("nature")
    make_item(workshop, make_day(workshop), key="talk", title={"en": "Rivers"})
    publish(workshop)
    first = client.get("/w/nature")
    tag = first.headers["ETag"]
    again = client.get("/w/nature", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Vary"] == "Accept-Language, Accept-Encoding"

    db.session.query(AgendaItem).one().title = {"en": "Trees"}
    publish(db.session.query(Workshop).one())

    changed = client.get("/w/nature", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "Trees" in changed.text


def test_another_language_has_another_tag(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    english = client.get("/w/nature?lang=en").headers["ETag"]
    german = client.get("/w/nature?lang=de", headers={"If-None-Match": english})
    assert german.status_code == 200


def test_a_draft_that_changes_shows_nothing(client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    make_item(workshop, make_day(workshop), title={"en": "Rivers"})
    publish(workshop)
    before = page(client)
    db.session.query(AgendaItem).one().title = {"en": "Secret plans"}
    db.session.commit()
    assert page(client) == before


def test_readers_who_take_it_get_it_packed(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    packed = client.get("/w/nature", headers={"Accept-Encoding": "gzip, br"})
    bare = client.get("/w/nature", headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in bare.headers
    assert gzip.decompress(packed.data) == bare.data


def test_no_cookie_is_set_and_every_header_of_safety_is_there(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    for _ in range(2):  # the second answer is a kept one
        headers = client.get("/w/nature").headers
        assert "Set-Cookie" not in headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_a_head_request_has_the_headers_alone(client: FlaskClient) -> None:
    publish(make_workshop("nature"))
    page(client)
    for _ in range(2):
        head = client.head("/w/nature")
        assert (head.status_code, head.data) == (200, b"")
        assert "ETag" in head.headers
    assert page(client)


def test_a_first_visit_weighs_less_than_60_kilobytes(app: Flask, client: FlaskClient) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    for _ in range(12):
        make_item(workshop, day, kind=Kind.TALK, abstract={"en": "About rivers and trees. " * 20})
    publish(workshop)
    html = page(client)
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert len(parts) == 3
    bodies = [html.encode()]
    for part in parts:
        with client.get(part) as answer:
            bodies.append(answer.data)
    assert sum(len(gzip.compress(body)) for body in bodies) < 60_000


def test_styles_and_scripts_go_packed_and_are_kept_for_ever_by_their_content(
    client: FlaskClient,
) -> None:
    publish(make_workshop("nature"))
    [style] = re.findall(r'rel="stylesheet" href="([^"]+)"', page(client))
    with (
        client.get(style, headers={"Accept-Encoding": "gzip"}) as packed,
        client.get(style) as bare,
        client.get("/static/plenum.css?v=other") as other,
    ):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == bare.data
        assert "immutable" in packed.headers["Cache-Control"]
        assert "immutable" not in other.headers["Cache-Control"]
        tag = packed.headers["ETag"]
    with client.get(style, headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304
