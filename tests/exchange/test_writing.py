"""A workshop file as it is written: for people, and read back as what it was."""

from __future__ import annotations

import yaml
from hypothesis import given, settings

from app.exchange import reading, writing
from app.exchange.values import WorkshopInFile
from app.i18n import texts
from tests.exchange.example import EXAMPLE
from tests.exchange.values import ANY, workshops

WRITTEN = """\
format: plenum-workshop/1
workshop:
  slug: example-2027
  practice: false
  title:
    en: Example
    zh: 示例
  note:
    en: Made up
  purpose:
    en: |-
      First line
      second line
    zh: 目的
  languages: [en, zh]
  spoken: [en]
  time_zone: Asia/Shanghai
  zones: [Europe/Berlin, America/St_Johns]
  way: hybrid
  place:
    en: Town hall
  join_url: https://meet.example.org/x?y=1
  contact:
    en: office@example.org
  programme:
    key: example-programme
    name:
      en: Example programme
    organisations:
      - {organisation: ministry, relation: funder}
"""
ITEM = """\
    - key: talk-1
      kind: talk
      day: 2027-05-21
      theme: theme-1
      room: main
      title: null
      subject:
        en: On rivers
      minutes: 20
      pinned: "10:30"
      state: null
      abstract:
        en: |-
          One

          Two
      summary:
        en: Done
      caption:
        en: A picture
      speakers:
        - {person: zhu-shu, part: speaker}
        - {person: he-landi, part: panellist}
        - {person: null, part: moderator}
      uid: item-1@old.example.org
      sequence: 4
"""


def test_a_file_is_written_for_people() -> None:
    text = writing.write(reading.read(EXAMPLE.encode()))
    assert text.startswith(WRITTEN)
    assert ITEM in text
    assert '    - {date: 2027-05-21, starts: "09:00", ends: null}\n' in text
    assert "      family: 'Null'\n" in text
    assert "    opens: 2027-05-01 09:00+08:00\n    closes: 2027-05-20 18:00+02:00\n" in text
    assert text.endswith("""        required: false
  invitations:
    answer_by: 2027-04-16
    reminds: true
    lapses: true
    tasks:
      photo: null
      slides: 2027-05-14
    texts:
      de:
        subject: 'Einladung: {workshop}'
        opening: |-
          Guten Tag,

          bitte
    paper:
      letterhead:
        en: |-
          Institute
          Bonn
      signatory:
        en: Anna Weber
        zh: 安娜
""")


def test_the_example_is_read_back_as_it_was() -> None:
    once = reading.read(EXAMPLE.encode())
    assert reading.read(writing.write(once).encode()) == once


@settings(max_examples=40, deadline=None)
@given(workshops())
def test_any_workshop_is_read_back_as_it_was(workshop: WorkshopInFile) -> None:
    text = writing.write(workshop)
    assert reading.read(text.encode()) == workshop
    assert writing.write(reading.read(text.encode())) == text


@settings(max_examples=15, deadline=None)
@given(workshops())
def test_other_readers_of_yaml_read_the_same_texts(workshop: WorkshopInFile) -> None:
    other = yaml.safe_load(writing.write(workshop))["workshop"]
    assert other["title"] == workshop.title
    assert [person["name"] for person in other["people"]] == [one.name for one in workshop.people]
    pinned = [item.pinned and f"{item.pinned:%H:%M}" for item in workshop.items]
    assert [item["pinned"] for item in other["items"]] == pinned


@given(ANY)
def test_a_cleaned_text_is_clean(text: str) -> None:
    assert texts.one_line(texts.one_line(text)) == texts.one_line(text)
    assert texts.many_lines(texts.many_lines(text)) == texts.many_lines(text)
