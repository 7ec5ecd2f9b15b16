"""What calendar entries say of a published agenda."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from app.agenda import calendar
from app.agenda.calendar_in_words import Holding
from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState, Kind
from app.i18n import LANGUAGES
from app.ical import write
from app.ical.values import Calendar, Days, Entry, Hours, Status
from app.people.rules import Part
from tests.agenda.documents import (
    FRIDAY,
    SATURDAY,
    day,
    document,
    draft,
    item,
    person,
    publish,
    speaker,
    theme,
    workshop,
)

BASE = "https://plenum.example.org"
JOIN = "https://meet.example.org/1"


def feed(published: Document, language: str | None = None) -> Calendar:
    return calendar.workshop_feed(published, language=language, base_url=BASE, source=None)


def entry(published: Document, language: str | None = None) -> Entry:
    (only,) = feed(published, language).entries
    return only


def test_where_there_is_no_title_the_subject_or_kind_is_shown_and_said_to_be_one() -> None:
    named, described, bare = feed(
        document(
            item("a", title={"en": "Title"}, subject={"en": "Subject"}),
            item("b", title=None, subject={"en": "Subject"}),
            item("c", title=None, kind=Kind.DISCUSSION),
        )
    ).entries
    assert [one.summary for one in (named, described, bare)] == ["Title", "Subject", "Discussion"]
    assert "Title: not recorded." in described.description
    assert "not recorded" not in named.description + bare.description


def test_speakers_stand_in_the_description_as_of_that_day() -> None:
    people = [
        person("zhu-shu", position={"en": "Director"}, affiliation={"en": "City of Example"}),
        person("he-landi"),
    ]
    said = entry(
        document(
            item(
                speakers=(
                    speaker("zhu-shu"),
                    speaker("he-landi", Part.INTERPRETER),
                    speaker(None, Part.MODERATOR),
                )
            ),
            people=people,
        )
    ).description
    assert said.splitlines() == [
        "Cities and nature",
        "Zhu Shu, Director, City of Example",
        "Interpreter: He Landi",
        "Moderator: not recorded",
    ]


def test_texts_come_in_the_language_asked_for_else_in_one_they_exist_in() -> None:
    published = document(
        item(title={"zh": "主题"}, theme="theme-1", room="red"),
        workshop=workshop(title={"en": "Cities", "zh": "城市"}, place={"fr": "Salle 3"}),
        themes=[theme(title={"en": "Nature", "zh": "自然"}, number=None)],
    )
    for language, title, category, place in (
        (None, "Cities", "Nature", "Red, Salle 3"),
        ("zh", "城市", "自然", "Red，Salle 3"),
    ):
        made = feed(published, language)
        assert made.feed is not None
        assert made.feed.name == title
        assert made.entries[0].summary == "主题"
        assert made.entries[0].categories == (category,)
        assert made.entries[0].location == place


def test_a_break_leaves_the_time_free() -> None:
    talk, pause = feed(document(item("a"), item("b", kind=Kind.BREAK))).entries
    assert (talk.transparent, pause.transparent) == (False, True)


def test_called_off_says_so_first_and_takes_the_link_back() -> None:
    before = document(item())
    for after in (
        publish(before, draft(item(state=ItemState.CANCELLED))),
        publish(before, draft(workshop=workshop())),
        publish(before, draft(item(), workshop=workshop(cancelled=True))),
    ):
        (one,) = calendar.personal_feed(
            after, language=None, base_url=BASE, since=before.changed, join_url=JOIN
        ).entries
        assert one.status is Status.CANCELLED
        assert one.summary == "Cancelled: Talk"
        assert one.sequence == 1
        assert one.join_url is None
        assert JOIN not in one.description


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_cancelled_entry_says_so_in_a_word_of_its_language(language: str) -> None:
    words = {"en": "cancel", "de": "abgesagt", "zh": "取消"}
    before = document(item(), workshop=workshop(languages=(language,)))
    after = publish(before, draft(workshop=workshop(languages=(language,))))
    said = entry(after).summary.lower()
    assert words[language] in said or "cancelled" in said  # until the catalogue has the sentence


def test_days_without_hours_are_one_entry_that_lists_them() -> None:
    published = document(
        item("a", theme="theme-1", speakers=(speaker(), speaker("he-landi"))),
        item("b", theme="theme-1", title=None, subject={"en": "B"}),
        item("c", state=ItemState.CANCELLED, day=SATURDAY),
        item("d", day=None),
        days=[day(FRIDAY, starts=None), day(SATURDAY, starts=None)],
        workshop=workshop(time_zone=None),
    )
    one = entry(published)
    assert one.when == Days(FRIDAY, SATURDAY)
    assert one.uid == "agenda-w@plenum.test"
    assert one.transparent
    assert one.description.split("\n\n")[1:] == [
        "Friday, 21 May 2027",
        "Theme I: theme-1\n• A (Zhu Shu, He Landi)\n• B",
        "Saturday, 22 May 2027",
        "• Cancelled: C",
    ]


def test_hours_in_part_are_said_in_part() -> None:
    published = document(item("a", minutes=None), item("b"))
    listed = entry(published)
    assert "• 09:00 (Shanghai, UTC+8) A\n• B" in listed.description
    alone = calendar.item_feed(published, "a", language=None, base_url=BASE, source=None)
    assert alone is not None
    assert alone.entries[0].when == Days(FRIDAY, FRIDAY)
    assert "Begins: 09:00 (Shanghai, UTC+8). End: not recorded." in alone.entries[0].description


def test_a_theme_without_hours_has_an_entry_of_its_own_that_counts_for_itself() -> None:
    days = [day(FRIDAY), day(SATURDAY, starts=None)]
    items = [item("a", theme="one"), item("b", theme="two", day=SATURDAY)]

    def own(published: Document, key: str) -> list[Entry]:
        made = calendar.theme_feed(published, key, language=None, base_url=BASE, source=None)
        assert made is not None
        return [one for one in made.entries if isinstance(one.when, Days)]

    first = document(*items, days=days)
    assert own(first, "one") == []
    (listed,) = own(first, "two")
    assert (listed.uid, listed.sequence) == ("agenda-w-theme-two@plenum.test", 0)
    # Its hours become known, while another item waits for its own.
    second = publish(
        first,
        draft(
            replace(items[0], minutes=None), items[1],
            days=[day(FRIDAY), day(SATURDAY, starts=time(9, 0))],
        ),
    )  # fmt: skip
    (taken_back,) = own(second, "two")
    assert (taken_back.sequence, taken_back.status) == (1, Status.CANCELLED)
    assert taken_back.changed > listed.changed
    assert [one.status for one in own(second, "one")] == [Status.CONFIRMED]
    assert second.all_day is not None
    assert not second.all_day.cancelled


def test_one_item_keeps_its_uid_when_its_hours_become_known() -> None:
    before = document(item(), days=[day(starts=None)])
    after = publish(before, draft(item()))

    def alone(published: Document) -> Entry:
        made = calendar.item_feed(published, "talk", language=None, base_url=BASE, source=None)
        assert made is not None
        return made.entries[0]

    assert alone(before).uid == alone(after).uid
    assert (alone(before).sequence, alone(after).sequence) == (0, 1)


def test_a_day_without_hours_that_changes_moves_the_item() -> None:
    days = [day(FRIDAY, starts=None), day(SATURDAY, starts=None)]
    before = document(item(), days=days)
    after = publish(before, draft(item(day=SATURDAY), days=days))
    assert after.items[0].sequence == 1


def test_abstracts_are_cut_and_lead_to_the_page() -> None:
    said = entry(document(item(abstract={"en": "word " * 1000}))).description
    assert len(said) < 1400
    assert said.endswith(f"word…\n{BASE}/w/example#item-talk")


def test_a_theme_or_item_that_never_was_has_no_feed() -> None:
    published = document(item())
    told = {"language": None, "base_url": BASE, "source": None}
    assert calendar.theme_feed(published, "x", **told) is None
    assert calendar.item_feed(published, "x", **told) is None


def test_an_attachment_is_the_feeds_entries_without_a_method() -> None:
    published = document(item("a"), item("b"), item("c"))
    text = calendar.attachment(published, language=None, base_url=BASE, only={"b"}, join_url=JOIN)
    assert text.count("BEGIN:VEVENT") == 1
    assert "METHOD" not in text
    assert "X-WR-CALNAME" not in text
    assert "UID:b@plenum.test\r\nSEQUENCE:0\r\n" in text
    assert JOIN in text.replace("\r\n ", "")
    whole = calendar.attachment(published, language=None, base_url=BASE)
    in_feed = write.calendar(feed(published)).decode()
    assert whole[whole.index("BEGIN:VEVENT") :] == in_feed[in_feed.index("BEGIN:VEVENT") :]


def test_all_workshops_are_one_entry_each_in_their_own_language() -> None:
    documents = [
        document(item()),
        document(item(), workshop=workshop(practice=True)),
        document(item(), workshop=workshop(title={"zh": "城市"}, languages=("zh",))),
        document(),
        document(item("a"), item("b", minutes=None)),
    ]
    made = calendar.all_workshops(
        documents, language=None, base_url=BASE, source=None, uid_domain="plenum.test"
    )
    assert [one.summary for one in made.entries] == [
        "Cities and nature",
        "城市",
        "Cities and nature",
        "Cities and nature",
    ]
    assert isinstance(made.entries[0].when, Hours)
    # Without days' hours, and with a start that has no end.
    assert isinstance(made.entries[2].when, Days)
    assert isinstance(made.entries[3].when, Days)


def test_stamps_of_a_personal_entry_follow_the_person_too() -> None:
    published = document(item())
    since = published.changed + timedelta(days=1)
    made = calendar.personal_feed(published, language=None, base_url=BASE, since=since)
    assert made.entries[0].changed == since
    assert made.feed is not None
    assert (made.feed.changed, made.feed.source) == (since, None)


def test_who_has_no_place_yet_gets_entries_that_say_so_and_are_not_certain() -> None:
    cancelled = item("off", state=ItemState.CANCELLED)
    published = document(item(), cancelled, item("open", minutes=None))
    for holding, sentence in (
        (Holding.WAITING, "You are on the waiting list and have no place yet."),
        (Holding.UNDECIDED, "You have no place yet."),
    ):
        made = calendar.personal_feed(
            published, language="en", base_url=BASE, since=published.changed, holding=holding
        )
        talk, off, listed = made.entries
        assert [talk.status, off.status, listed.status] == [
            Status.TENTATIVE,
            Status.CANCELLED,
            Status.TENTATIVE,
        ]
        assert talk.description.startswith(sentence)
        assert listed.description.startswith(sentence)
        assert "place yet" not in off.description
        assert made.feed is not None
        assert made.feed.description.startswith(sentence)
