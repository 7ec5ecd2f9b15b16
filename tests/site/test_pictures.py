"""The picture of a shared link: what stands on it, that nothing leaves it, how it is served."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock, i18n
from app.agenda import service as agenda
from app.agenda.rules.colours import TOKENS
from app.agenda.rules.document import Document, FirstDay, OrganisationSeen
from app.agenda.rules.words import Colour
from app.site import drawing, pictures, title_page
from app.workshops.queries import find_workshop
from app.workshops.rules import Relation
from config import ROOT
from tests.agenda.documents import document, item, theme, workshop
from tests.conftest import NOON
from tests.factories import make_day, make_item, make_workshop
from tests.site.pages import publish

pytestmark = pytest.mark.usefixtures("at", "app")
#: What only looks at the SVG needs none.
NEEDS_FONTS = pytest.mark.usefixtures("fonts")

LONG = {
    "en": "WWW MAMMOTH: Protecting urban biodiversity in the rapidly growing city regions of "
    "China, Europe and Latin America – what governments and people’s initiatives can learn",
    "de": "Biodiversitätsschutzmaßnahmenfinanzierungsgesetzgebungsverfahren in Metropolregionen: "
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsänderungsantrag",
    "zh": "城市生物多样性保护国际研讨会：快速发展的城市群如何与自然共同生活、共同成长——来自中国、"
    "欧洲与拉丁美洲地方政府的“实践经验”、方法与合作展望（第三届线上线下结合会议）" * 2,
}


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def drawn(seen: Document, language: str = "en", *, over: bool = False) -> str:
    with i18n.speaking(language):
        return title_page.svg(pictures.page_of_workshop(seen, over=over))


def said(svg: str) -> list[str]:
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [one.text or "" for one in texts]


def seen(**values: object) -> Document:
    return document(item(minutes=90, theme="theme-1"), workshop=workshop(**values))


def test_it_says_title_day_hours_with_zone_way_themes_and_host() -> None:
    host = OrganisationSeen(
        key="iclei", name={"en": "ICLEI"}, short=None, parent=None,
        relation=Relation.HOST, programme_relation=None,
    )  # fmt: skip
    assert said(drawn(seen(organisations=(host,)))) == [
        "21 May 2027",
        "09:00–10:30 (Shanghai, UTC+8) · online",
        "Cities and nature",
        "I",
        "theme-1",
        "Hosted by: ICLEI",
        "Plenum",
    ]


def test_it_speaks_the_language_it_is_asked_for() -> None:
    words = said(drawn(seen(title={"en": "Cities", "zh": "城市与自然"}), "zh"))
    assert words[0] == "2027年5月21日"
    assert "城市与自然" in words
    assert "上海" in words[1]


@pytest.mark.parametrize(
    ("values", "word"), [({"cancelled": True}, "Cancelled"), ({"practice": True}, "Practice")]
)
def test_it_says_when_a_workshop_is_not_as_others(values: dict[str, bool], word: str) -> None:
    assert word in said(drawn(seen(**values)))


def test_it_says_that_a_workshop_moved_until_it_is_over() -> None:
    moved = replace(seen(), moved_from=FirstDay(day=date(2027, 4, 1), start=None))
    assert "Moved" in said(drawn(moved))
    assert "Moved" not in said(drawn(moved, over=True))


def test_what_is_not_recorded_is_said_to_be_so() -> None:
    unknown = document(workshop=workshop(time_zone=None, zones=(), way=None), days=())
    assert "date not recorded" in said(drawn(unknown))


def test_text_of_organisers_is_only_text() -> None:
    title = {"en": "<image href=\"file:///etc/passwd\"/> & 'so' on"}
    svg = drawn(seen(title=title, place={"en": "]]><script/>"}))
    tags = {one.tag.split("}")[1] for one in ElementTree.fromstring(svg).iter()}
    assert tags == {"svg", "rect", "text"}
    assert "href" not in re.sub(r">[^<]*<", "><", svg)


def test_emoji_and_hidden_signs_are_left_out_of_it() -> None:
    title = {"en": "Green 🌳\ufe0f cities\x07 \ue000°"}
    assert "Green cities °" in said(drawn(seen(title=title)))


@NEEDS_FONTS
@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize("which", ["those here", "broad ones"])
def test_nothing_leaves_the_frame(
    language: str, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both margins stay paper, however long the words."""
    if which == "broad ones":
        monkeypatch.setattr(drawing, "LATIN", ("DejaVu Serif",))
        drawing.breadth.cache_clear()
        monkeypatch.setattr(drawing, "_known", {})
    themes = tuple(theme(f"theme-{n}", number="VIII", title=LONG) for n in range(1, 6))
    full = document(
        *(item(f"i{n}", theme=one.key) for n, one in enumerate(themes)),
        themes=themes,
        workshop=workshop(title=LONG, place=LONG, cancelled=True),
    )
    svg = drawn(full, language)
    paper = re.sub(r"<text.*?</text>|<rect x=.*?/>", "", svg)
    assert "<text" not in paper
    for left, top, width, height in ((0, 0, 60, 630), (1140, 0, 60, 630), (0, 0, 1200, 56)):
        view = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{left} {top} {width} {height}"'
        )
        strip, blank = (re.sub(r"<svg [^>]*?(?=>)", view, one, count=1) for one in (svg, paper))
        assert drawing.png(strip) == drawing.png(blank)
    drawing.breadth.cache_clear()


def test_its_colours_are_the_tokens_of_the_stylesheet() -> None:
    css = (ROOT / "app" / "static" / "plenum.css").read_text("utf-8")
    light = css.split("@media", 1)[0]
    for name, colour in TOKENS.items():
        assert f"--{name}: {colour};" in light or f"--{name}: {colour}" in light, name
    assert set(Colour) <= set(TOKENS)


def name(seen: Document, language: str = "en") -> str | None:
    with i18n.speaking(language):
        return pictures.name_of(pictures.page_of_workshop(seen, over=False))


@NEEDS_FONTS
def test_there_is_no_picture_where_the_fonts_lack_its_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "HAN", ("No such font",))
    monkeypatch.setattr(drawing, "_known", {})
    assert name(seen(title={"zh": "城市"}), "zh") is None
    assert name(seen()) is not None
    assert drawing.languages_without_signs() == ["zh"]


def test_without_any_font_there_is_none_at_all(client: FlaskClient, no_fonts: None) -> None:
    publish(make_workshop("nature"))
    assert drawing.languages_without_signs() == ["en", "de", "zh"]
    for address in ("/picture-en.png", "/w/nature/picture-de.png"):
        assert client.get(address).status_code == 404


@NEEDS_FONTS
def test_who_asked_about_the_fonts_before_leaves_nothing_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server asks before it forks: no visitor waits for strips to be drawn."""
    drawing.languages_without_signs()

    def probe(*_: object) -> bytes:
        raise AssertionError("looked for a font again")

    monkeypatch.setattr(drawing, "_probe", probe)
    for language in i18n.LANGUAGES:
        assert name(seen(title=LONG, place=LONG), language)


# -- Served --------------------------------------------------------------------------------------


def size_of(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def image_address(client: FlaskClient, page: str) -> str:
    [found] = re.findall(
        r'property="og:image" content="http://plenum.test([^"]+)"', client.get(page).text
    )
    return str(found)


@NEEDS_FONTS
@pytest.mark.parametrize("page", ["/w/nature", "/w/nature?lang=zh", "/", "/?lang=de"])
def test_the_picture_a_page_names_is_there_and_kept_for_ever(
    client: FlaskClient, page: str
) -> None:
    held = make_workshop("nature")
    make_item(held, make_day(held))
    publish(held)
    address = image_address(client, page)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert size_of(answer.data) == (1200, 630)
    assert len(answer.data) < 120_000
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "X-Robots-Tag" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "Last-Modified" not in answer.headers
    assert answer.headers["Content-Language"] == client.get(page).headers["Content-Language"]
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(answer.data))
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@NEEDS_FONTS
def test_the_picture_of_a_moved_workshop_is_another_when_it_is_over(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = make_workshop("nature")
    day = make_day(held)
    make_item(held, day)
    agenda.freeze(held, at=NOON, account_id=None)
    day.date = date(2027, 6, 18)
    publish(held)
    old = image_address(client, "/w/nature")
    before = client.get(old)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 7, 1, tzinfo=UTC))
    new = image_address(client, "/w/nature")
    after = client.get(new)
    assert new != old
    assert after.data != before.data
    assert "immutable" in after.headers["Cache-Control"]


@NEEDS_FONTS
def test_a_picture_is_named_once_for_all_pages_that_show_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(make_workshop("nature"))
    composed = []
    svg = title_page.svg

    def counted(page: title_page.TitlePage) -> str:
        composed.append(page.title)
        return svg(page)

    monkeypatch.setattr(title_page, "svg", counted)
    for zone in ("Asia/Tokyo", "Europe/Berlin", "America/Lima"):
        client.get(f"/w/nature?zone={zone}")
    assert composed == ["Cities and nature"]


def test_the_names_that_are_remembered_are_bounded(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_NAMES", 3)
    for number in range(10):
        pictures.Picture(number, pictures.page_of_home).name  # noqa: B018
        assert len(app.extensions[pictures.NAMES]) <= 3


@NEEDS_FONTS
def test_another_version_has_another_address_and_the_old_one_is_not_kept_long(
    client: FlaskClient,
) -> None:
    held = make_workshop("nature")
    publish(held)
    old = image_address(client, "/w/nature")
    before = client.get(old)
    again = find_workshop("nature")
    assert again is not None
    again.title = {"en": "Another title"}
    publish(again)
    assert image_address(client, "/w/nature") != old
    after = client.get(old)
    assert after.data != before.data
    assert after.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "address",
    ["/w/nature/picture-en.png", "/w/none-such/picture-en.png", "/picture-fr.png"],
)
def test_drafts_and_other_languages_have_none(client: FlaskClient, address: str) -> None:
    make_workshop("nature")
    assert client.get(address).status_code == 404


@NEEDS_FONTS
def test_the_picture_of_a_practice_workshop_is_not_listed(client: FlaskClient) -> None:
    publish(make_workshop("nature", practice=True))
    assert client.get("/w/nature/picture-en.png").headers["X-Robots-Tag"] == "noindex"
