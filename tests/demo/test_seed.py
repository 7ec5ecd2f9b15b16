"""The workshop of 21 July 2023 holds what its report tells, and nothing else.

The counts are those that follow from the report's text; what the report does not tell stays empty.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.agenda.rules.words import Kind
from app.demo.service import SEED
from app.exchange import reading, writing
from app.exchange.values import ItemInFile, WorkshopInFile
from app.i18n.texts import Text
from app.people.rules import Part
from app.workshops.rules import Relation


@pytest.fixture(scope="module")
def seed() -> WorkshopInFile:
    return reading.read(SEED.read_bytes())


def talks(seed: WorkshopInFile) -> list[ItemInFile]:
    return [item for item in seed.items if item.kind is Kind.TALK]


def all_texts(seed: WorkshopInFile) -> list[Text]:
    found = [seed.title, seed.note, seed.purpose]
    found += [text for theme in seed.themes for text in (theme.title, theme.focus)]
    for item in seed.items:
        found += [item.subject, item.summary]
    return [text for text in found if text]


def test_it_counts_what_the_report_counts(seed: WorkshopInFile) -> None:
    assert len(seed.people) == 10
    speaking = {part.person for item in talks(seed) for part in item.speakers}
    assert len(speaking) == 7
    assert len(talks(seed)) == 6
    joint = [item for item in talks(seed) if len(item.speakers) > 1]
    assert [[part.person for part in item.speakers] for item in joint] == [
        ["stefanie-hennecke", "arne-kunkel"]
    ]
    openings = [item for item in seed.items if item.kind is Kind.OPENING]
    assert [item.speakers[0].person for item in openings] == ["zhu-shu", "lu-yicheng"]
    assert len(seed.themes) == 2
    assert len([item for item in seed.items if item.caption]) == 5


def test_a_delegate_is_named_without_a_talk_and_a_moderator_without_a_name(
    seed: WorkshopInFile,
) -> None:
    guests = [(one.person, one.part) for theme in seed.themes for one in theme.guests]
    assert guests == [("philipp-lahaela-walter", Part.DELEGATE)]
    parts = [(part.person, part.part) for item in seed.items for part in item.speakers]
    assert "philipp-lahaela-walter" not in [person for person, _ in parts]
    assert [part for part in parts if part[0] is None] == [(None, Part.MODERATOR)]
    assert seed.items[-1].speakers[0].person is None


def test_the_order_is_that_of_the_telling(seed: WorkshopInFile) -> None:
    assert [(item.key, item.theme) for item in seed.items] == [
        ("opening-zhu-shu", None),
        ("opening-lu-yicheng", None),
        ("talk-1", "theme-1"),
        ("talk-2", "theme-1"),
        ("talk-3", "theme-1"),
        ("talk-4", "theme-2"),
        ("talk-5", "theme-2"),
        ("talk-6", "theme-2"),
        ("discussion", None),
    ]
    assert seed.note is not None
    assert "the order in which the report tells of them" in seed.note["en"]


def test_names_are_printed_in_one_way_and_other_forms_are_kept(seed: WorkshopInFile) -> None:
    names = {person.name: (person.family, person.given) for person in seed.people}
    assert names == {
        "Zhu Shu": ("Zhu", "Shu"),
        "Lu Yicheng": ("Lu", "Yicheng"),
        "Philipp LaHaela Walter": (None, None),
        "Ingrid Coetzee": ("Coetzee", "Ingrid"),
        "Stefanie Hennecke": ("Hennecke", "Stefanie"),
        "Chang Jiang": ("Chang", "Jiang"),
        "Arne Kunkel": ("Kunkel", "Arne"),
        "He Landi": ("He", "Landi"),
        "Wang Yating": ("Wang", "Yating"),
        "Han Baolong": ("Han", "Baolong"),
    }
    others = {person.name: person.other_names for person in seed.people if person.other_names}
    assert others == {
        "Chang Jiang": ("Jiang Chang",),
        "He Landi": ("HE Landi", "Landi He"),
        "Han Baolong": ("Baolong Han",),
    }


def test_titles_of_themes_stand_as_printed(seed: WorkshopInFile) -> None:
    assert [(theme.number, theme.title["en"]) for theme in seed.themes] == [
        ("I", "Take Integrated Actions for the Kunming-Montreal Global Biodiversity Framework"),
        ("II", "Local Actions: Targets, Progress and Vision"),
    ]


def test_the_five_relations_are_five(seed: WorkshopInFile) -> None:
    to_workshop = {one.relation: one.key for one in seed.organisations if one.relation}
    assert to_workshop == {Relation.HOST: "iclei", Relation.SUPPORTER: "rcees"}
    assert seed.programme is not None
    assert [(one.relation, one.organisation) for one in seed.programme.organisations] == [
        (Relation.IMPLEMENTER, "iclei"),
        (Relation.FUNDER, "bmuv"),
        (Relation.FUNDING_LINE, "iki"),
    ]
    parents = {one.key: one.parent for one in seed.organisations if one.parent}
    assert parents["rcees"] == "cas"
    assert parents["iclei-east-asia"] == "iclei"
    assert parents["feco"] == "mee"


def test_what_the_report_does_not_tell_is_not_recorded(seed: WorkshopInFile) -> None:
    assert [(day.date, day.starts, day.ends) for day in seed.days] == [
        (date(2023, 7, 21), None, None)
    ]
    for unknown in (
        seed.time_zone, seed.way, seed.place, seed.spoken, seed.join_url, seed.contact,
        seed.registration,
    ):  # fmt: skip
        assert unknown is None
    assert (seed.zones, seed.rooms) == ((), ())
    for item in seed.items:
        assert (item.title, item.minutes, item.pinned, item.room) == (None, None, None, None)
        assert (item.state, item.abstract) == (None, None)
    for person in seed.people:
        assert (person.email, person.country, person.native_name) == (None, None, None)
        assert (person.time_zone, person.language) == (None, None)
    assert seed.people[2].position is None


def test_the_editors_own_words_are_in_three_languages_and_marked(seed: WorkshopInFile) -> None:
    for text in all_texts(seed):
        assert list(text) == ["en", "de", "zh"]
        assert len(set(text.values())) == 3
    assert seed.note is not None
    assert "The report gives no title" in seed.note["en"]
    assert "stammen von der Redaktion" in seed.note["de"]
    assert "均由编辑撰写" in seed.note["zh"]


def test_printed_words_are_in_the_language_they_were_printed_in(seed: WorkshopInFile) -> None:
    printed = [one.name for one in seed.organisations]
    printed += [item.caption for item in seed.items if item.caption]
    printed += [person.affiliation for person in seed.people if person.affiliation]
    printed += [person.position for person in seed.people if person.position]
    assert {tuple(text) for text in printed} == {("en",)}


def test_nobody_gets_a_title_or_a_gender(seed: WorkshopInFile) -> None:
    for text in all_texts(seed):
        assert not re.search(r"\b(Dr|Prof|Mr|Ms|Mrs|he|she|his|her|him)\b", text["en"])
        assert not re.search(r"\b(Dr|Prof|Herr|Frau|er|seiner)\b", text["de"])
        assert not re.search("(?<!其)他|她|女士|先生|博士|教授", text["zh"])


def test_it_holds_no_address_of_anybody(seed: WorkshopInFile) -> None:
    text = writing.write(seed)
    assert "@" not in text
    assert "http" not in text
