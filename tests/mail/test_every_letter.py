"""What holds of every kind of letter in every language."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.extensions import db
from app.i18n import HTML_LANG, LANGUAGES
from app.mail import message
from app.mail.models import Letter
from tests.conftest import NOON, settings_for
from tests.invitations.test_golden import EVIL as EVIL_NAMES
from tests.mail.every_letter import CHANGES, FUNDER, KINDS, TITLE, write_all

#: They open a door and hold no hours.
TO_ORGANISERS = ("accounts/sign_in", "workshops/member_added")
#: To who is erased: nothing is left to be told of.
AFTER_ALL = ("privacy/erased",)
#: To people whose clock nobody knows.
WITHOUT_CLOCK = (*TO_ORGANISERS, *AFTER_ALL, "registration/group_registered")
EVERY = [(language, kind) for language in LANGUAGES for kind in KINDS]
#: Links, headers, markup and what templates compute.
EVIL = [*EVIL_NAMES, "{{ 7*7 }}", "%(name)s ${7*7} {0.__class__}", "[x](http://evil.example)"]
ADDRESS = re.compile(r"https?://[^\s()（）<>\"]+")
WORD = re.compile(rf"{ADDRESS.pattern}|\w+")
IN_NEW_YORK = {"en": "(New York, UTC−4)", "de": "(New York, UTC−4)", "zh": "（纽约，UTC−4）"}
IN_SHANGHAI = {"en": "(Shanghai, UTC+8)", "de": "(Shanghai, UTC+8)", "zh": "（上海，UTC+8）"}
ON_DAY = {"en": "21 May 2027", "de": "21. Mai 2027", "zh": "2027年5月21日"}


@dataclass(frozen=True)
class Parts:
    subject: str
    text: str
    html: str
    stored: str


@pytest.fixture(scope="module")
def letters(
    empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Parts]:
    """Every letter as it would leave the house."""
    found = {}
    for language in LANGUAGES:
        folder = tmp_path_factory.mktemp(language)
        shutil.copy(empty_sqlite, folder / "plenum.db")
        app = create_app(settings_for(folder))
        with app.app_context():
            for kind, letter in write_all(language).items():
                found[language, kind] = _parts(letter)
            db.session.remove()
            db.engine.dispose()
    return found


def _parts(letter: Letter) -> Parts:
    known = message.addresses(letter)
    return Parts(
        letter.subject,
        message.text(letter, known),
        message.html_part(letter, known),
        letter.text + letter.html,
    )


class Reader(HTMLParser):
    """What a person reads of a letter, piece by piece, the addresses of links included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = [""]
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden: list[str] = []
        self._link = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if (
            self._hidden
            or tag in ("title", "style")
            or "display:none" in (told.get("style") or "")
        ):
            if tag not in ("br", "meta"):
                self._hidden.append(tag)
        elif tag == "a":
            self._link = told["href"] or ""
        self.pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden.pop()
        elif tag == "a":
            if self._link not in self.pieces[-1]:
                self.pieces.append(self._link)
            self._link = ""
        if tag in ("td", "th", "p", "li", "tr"):
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces[-1] += data

    @property
    def styles(self) -> Iterator[tuple[str, str]]:
        return ((tag, told["style"] or "") for tag, told in self.tags if "style" in told)


def words(pieces: str) -> list[str]:
    """Words and addresses in order; a button's address may stand below it once more."""
    found = WORD.findall(pieces)
    return [
        word
        for n, word in enumerate(found)
        if not (n and ADDRESS.fullmatch(word) and found[n - 1] == word)
    ]


def test_there_is_a_letter_of_every_kind(letters: dict[tuple[str, str], Parts]) -> None:
    assert sorted(letters) == sorted(EVERY)


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_both_parts_say_the_same_words_in_the_same_order(
    letters: dict[tuple[str, str], Parts], language: str, kind: str
) -> None:
    letter = letters[language, kind]
    said = words(letter.text)
    assert len(said) > 15
    assert words("\n".join(Reader(letter.html).pieces)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_parts_hold_no_markup_and_no_long_lines(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    for kind in KINDS:
        text = letters[language, kind].text
        assert not re.search(r"&\w+;|</?[a-z]+>", text.replace("<else>", "")), kind
        assert not re.search(r"\n{3}| \n|\A\n", text), kind
        long = [line for line in text.splitlines() if len(line) > 74 and "http" not in line]
        assert language == "zh" or long == [], kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_parts_hold_without_their_style_block(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    """Some programs drop <style>; Word draws tables and what stands on their cells, no more."""
    for kind in KINDS:
        html = letters[language, kind].html
        read = Reader(html)
        assert all("&" not in block for block in re.findall(r"<style>(.*?)</style>", html, re.S))
        assert len(html.encode()) < 20_000, kind
        assert f'<html lang="{HTML_LANG[language]}"' in html
        frames = [told for tag, told in read.tags if tag == "table"]
        assert {told["width"] for told in frames if "width" in told} <= {"100%", "600"}, kind
        assert frames[0]["lang"] == HTML_LANG[language]
        assert "max-width:600px" in frames[1]["style"]
        layout = [told for told in frames if told.get("class") != "facts"]
        assert all(told.get("role") == "presentation" for told in layout), kind
        cells = [told for tag, told in read.tags if tag in ("td", "th")]
        assert all("style" in told for told in cells), kind
        drawn = " ".join(style for _, style in read.styles)
        assert not re.search(r"flex|grid|float|position|var\(|rgb", drawn), kind
        for bare in ("h1", "p", "a"):
            assert all(told.get("style") for tag, told in read.tags if tag == bare), (kind, bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_cells_that_word_can_draw(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    for kind in ("invitations/invitation", "registration/confirmed", "accounts/sign_in"):
        cells = [told for tag, told in Reader(letters[language, kind].html).tags if tag == "td"]
        [button] = [told for told in cells if told.get("class") == "act"]
        assert button["bgcolor"] == "#0B5F4A"
        assert "padding:12px 24px" in button["style"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_fetch_nothing_and_lead_nowhere_else(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    for kind in KINDS:
        letter = letters[language, kind]
        assert not re.search(
            r"<(img|link|script|iframe|form|object|video)|url\(|@import|src=", letter.html
        )
        known = ("http://plenum.test", "https://meet.example.org/urban")
        assert all(one.startswith(known) for one in ADDRESS.findall(letter.html + letter.text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clock_names_its_zone_and_readers_find_their_own(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    for kind in KINDS:
        letter = letters[language, kind]
        timed = [one for one in Reader(letter.html).pieces if re.search(r"\d\d:\d\d", one)]
        assert all("UTC" in one for one in timed), kind
        if kind not in (*TO_ORGANISERS, *AFTER_ALL):
            assert IN_SHANGHAI[language] in " ".join(letter.text.split()), kind
        if kind not in WITHOUT_CLOCK:
            assert IN_NEW_YORK[language] in " ".join(letter.text.split()), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_subjects_tell_letters_apart_and_name_workshop_and_day(
    letters: dict[tuple[str, str], Parts], language: str
) -> None:
    workshop = [kind for kind in KINDS if kind not in (*TO_ORGANISERS, *AFTER_ALL)]
    subjects = [letters[language, kind].subject for kind in workshop]
    # Speakers and participants are told alike of a cancelled workshop; so is who registers again,
    # and who is asked for by a change of address.
    alike = 2
    assert len(set(subjects)) == len(subjects) - alike
    ending = ("，" if language == "zh" else ", ").join((TITLE[language], ON_DAY[language]))
    assert all(subject.endswith(ending) for subject in subjects)
    assert max(map(len, subjects)) <= 100


def test_chinese_letters_call_people_by_their_own_script_and_use_its_marks(
    letters: dict[tuple[str, str], Parts],
) -> None:
    text = letters["zh", "invitations/accepted"].text
    assert "尊敬的何兰迪，您好！" in text
    assert "同场人员：文静（讲者）\n    未记录（主持人）" in text
    for kind in KINDS:
        ours = letters["zh", kind].text
        for theirs in (*CHANGES, *FUNDER.values()):
            ours = ours.replace(theirs, "")
        # A half-width mark beside a Chinese sign is one that nobody meant.
        assert not re.search(r"[\u4e00-\u9fff] ?[,:;()]|[,:;()] ?[\u4e00-\u9fff]", ours), kind


def test_german_letters_greet_without_guessing(letters: dict[tuple[str, str], Parts]) -> None:
    text = letters["de", "invitations/accepted"].text
    assert "Guten Tag He Landi,\n\nvielen Dank für Ihre Zusage." in text
    assert "Gemeinsam mit: Wen Jing (Vortragende/r)" in text


def test_what_exists_in_another_language_is_a_fact_by_itself_and_marked(
    letters: dict[tuple[str, str], Parts],
) -> None:
    for language in ("de", "zh"):
        html = letters[language, "invitations/invitation"].html
        assert f'<span lang="en" class="other-language">{FUNDER["en"]}</span></td>' in html


@pytest.mark.parametrize("language", ["de", "zh"])
def test_links_of_a_letter_open_pages_in_its_language(
    app: Flask, client: FlaskClient, at: object, language: str
) -> None:
    opened = set()
    for letter in write_all(language).values():
        for name, address in message.addresses(letter).items():
            path = address.removeprefix("http://plenum.test")
            if name == "feed" or path in opened:
                continue
            opened.add(path)
            page = client.get(path, headers={"Accept-Language": "en"})
            assert page.status_code == 200, path
            assert f'<html lang="{HTML_LANG[language]}"' in page.text, path
    assert len(opened) == 9


def test_what_people_typed_is_words_in_both_parts(app: Flask) -> None:
    name = "Ada <b>Bold</b> & Co\nBcc: x@evil.example"
    for kind, letter in write_all("en", name=name).items():
        if kind in TO_ORGANISERS:
            continue
        assert "Dear Ada <b>Bold</b> & Co Bcc: x@evil.example," in letter.text, kind
        assert "Dear Ada &lt;b&gt;Bold&lt;/b&gt; &amp; Co Bcc: x@evil.example," in letter.html
        assert "<b>" not in letter.html, kind


@pytest.mark.parametrize("evil", EVIL)
def test_no_name_makes_a_header_a_recipient_a_link_or_a_sum(app: Flask, evil: str) -> None:
    own = ("http://plenum.test", "https://meet.example.org/urban")
    for kind, letter in write_all("en", name=evil, address_as=evil[:80]).items():
        mail = message_from_bytes(message.compose(letter, at=NOON).content, policy=policy.default)
        assert "Bcc" not in mail, kind
        assert len(mail["To"].addresses) == 1, kind
        html = message.html_part(letter, message.addresses(letter))
        links = [told["href"] or "" for tag, told in Reader(html).tags if tag == "a"]
        assert all(link.startswith(own) for link in links), kind
        assert "<img" not in html, kind
        assert not re.search(r"(?<!\d)49(?!\d)", letter.text.replace("+49 30 1234", "")), kind


def test_a_letter_about_practice_says_so_first(app: Flask) -> None:
    for kind, letter in write_all("en", practice=True).items():
        if kind in TO_ORGANISERS:
            continue
        assert letter.subject.startswith("[Practice] "), kind
        assert letter.text.startswith("This e-mail is about a practice workshop"), kind
        assert words("\n".join(Reader(letter.html).pieces))[:3] == ["This", "e", "mail"]
