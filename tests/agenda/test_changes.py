from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from app.agenda.changes_in_words import say
from app.agenda.rules.changes import TIME_OR_PLACE, Change, ChangeKind, compare
from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState, Kind
from app.people.rules import Part
from app.workshops.rules import Way
from tests.agenda.documents import (
    FRIDAY,
    SATURDAY,
    day,
    document,
    draft,
    item,
    person,
    publish,
    room,
    speaker,
    theme,
    workshop,
)

K = ChangeKind
CALLED_OFF = {"state": ItemState.CANCELLED}
NO_HOURS = {"days": (day(starts=None),)}


def changes(before: Document, now: Document) -> list[ChangeKind]:
    return [change.kind for change in compare(before, publish(before, now))]


def sentences(before: Document, now: Document) -> list[str]:
    after = publish(before, now)
    return [say(change, before, after) for change in compare(before, after)]


def sentence(before: Document, now: Document) -> str:
    (only,) = sentences(before, now)
    return only


def test_against_no_version_every_item_is_new() -> None:
    after = document(item("a"), item("b"))
    assert [(one.kind, one.item) for one in compare(None, after)] == [
        (K.ADDED, "a"),
        (K.ADDED, "b"),
    ]
    assert say(compare(None, after)[0], None, after) == (
        "“A” is new: Friday, 21 May 2027, 09:00 (Shanghai, UTC+8)"
    )


def test_an_unchanged_draft_changes_nothing() -> None:
    before = document(item(), **NO_HOURS)
    assert changes(before, draft(item(), **NO_HOURS)) == []


# -- Times ----------------------------------------------------------------------------------------


def test_moved() -> None:
    before = document(item("opening", time(10, 0)))
    assert sentence(before, draft(item("opening", time(10, 30)))) == (
        "“Opening” moved from 10:00 to 10:30 (Shanghai, UTC+8)"
    )


def test_moved_to_another_day_says_the_dates() -> None:
    days = {"days": (day(), day(SATURDAY))}
    before = document(item(), **days)
    assert sentence(before, draft(item(day=SATURDAY), **days)) == (
        "“Talk” moved from Friday, 21 May 2027, 09:00 to Saturday, 22 May 2027, 09:00 "
        "(Shanghai, UTC+8)"
    )


def test_moved_to_a_time_not_recorded() -> None:
    before = document(item())
    assert sentences(before, draft(item(), **NO_HOURS)) == [
        "The hours of Friday, 21 May 2027 are now not recorded; they were from 09:00 "
        "(Shanghai, UTC+8)",
        "“Talk” moved from 09:00 to a time not recorded (Shanghai, UTC+8)",
    ]


def test_moved_from_a_time_not_recorded() -> None:
    before = document(item(), **NO_HOURS)
    assert sentences(before, draft(item()))[1] == (
        "“Talk” moved from a time not recorded to 09:00 (Shanghai, UTC+8)"
    )


def test_moved_between_days_without_hours_names_no_zone() -> None:
    days = {"days": (day(starts=None), day(SATURDAY, starts=None))}
    before = document(item(), **days)
    assert sentence(before, draft(item(day=SATURDAY), **days)) == (
        "“Talk” moved from Friday, 21 May 2027, time not recorded to Saturday, 22 May 2027, "
        "time not recorded"
    )


def test_no_longer_placed() -> None:
    before = document(item())
    assert sentence(before, draft(item(day=None))) == (
        "“Talk” moved from Friday, 21 May 2027, 09:00 to not placed on a day (Shanghai, UTC+8)"
    )


def test_moved_because_the_zone_is_another_says_both_zones() -> None:
    before = document(item())
    after = draft(item(), workshop=workshop(time_zone="Europe/Berlin"))
    assert sentences(before, after) == [
        "The time zone of the workshop changed from Shanghai to Berlin",
        "“Talk” moved from Friday, 21 May 2027, 09:00 (Shanghai, UTC+8) to "
        "Friday, 21 May 2027, 09:00 (Berlin, UTC+2)",
    ]


def test_lengthened() -> None:
    before = document(item())
    assert sentence(before, draft(item(minutes=30))) == (
        "“Talk” now takes 30 minutes instead of 20 minutes"
    )
    assert sentence(before, draft(item(minutes=None))) == (
        "“Talk” now takes a length not recorded instead of 20 minutes"
    )


def test_a_longer_item_moves_its_followers() -> None:
    before = document(item("a"), item("b"))
    assert sentences(before, draft(item("a", minutes=30), item("b"))) == [
        "“A” now takes 30 minutes instead of 20 minutes",
        "“B” moved from 09:20 to 09:30 (Shanghai, UTC+8)",
    ]


def test_the_order_is_told_where_no_time_tells_it() -> None:
    before = document(item("a"), item("b"), **NO_HOURS)
    assert sentence(before, draft(item("b"), item("a"), **NO_HOURS)) == (
        "The order of the agenda changed"
    )
    timed = document(item("a"), item("b"))
    assert changes(timed, draft(item("b"), item("a"))) == [K.MOVED, K.MOVED]


# -- Items ----------------------------------------------------------------------------------------


def test_added() -> None:
    before = document(item("a"))
    assert sentence(before, draft(item("a"), item("b"))) == (
        "“B” is new: Friday, 21 May 2027, 09:20 (Shanghai, UTC+8)"
    )


def test_added_without_hours_or_day() -> None:
    before = document(**NO_HOURS)
    assert sentence(before, draft(item(), **NO_HOURS)) == "“Talk” is new: Friday, 21 May 2027"
    assert sentence(document(), draft(item(day=None))) == "“Talk” is new: not recorded"


def test_removed_and_back() -> None:
    before = document(item())
    assert sentence(before, draft()) == (
        "“Talk” was taken out of the agenda; it was planned for: "
        "Friday, 21 May 2027, 09:00 (Shanghai, UTC+8)"
    )
    gone = publish(before, draft())
    assert changes(gone, draft(item())) == [K.ADDED]


def test_cancelled_and_reinstated() -> None:
    on, off = document(item()), document(item(**CALLED_OFF))
    assert sentence(on, draft(item(**CALLED_OFF))) == "“Talk” is cancelled"
    assert sentence(off, draft(item())) == "“Talk” takes place after all"


def test_room() -> None:
    rooms = {"rooms": (room("red"), room("blue"))}
    red, blue, plenary = (item(room=key) for key in ("red", "blue", None))
    assert sentence(document(red, **rooms), draft(blue, **rooms)) == (
        "“Talk” moved from room Red to room Blue"
    )
    assert sentence(document(red, **rooms), draft(plenary, **rooms)) == (
        "“Talk” is no longer in room Red"
    )
    assert sentence(document(plenary, **rooms), draft(red, **rooms)) == (
        "“Talk” is now in room Red"
    )


def test_a_renamed_room_is_another_place() -> None:
    before = document(item(room="red"))
    aula = replace(room("red"), name={"en": "Aula"})
    assert sentence(before, draft(item(room="red"), rooms=(aula,))) == (
        "“Talk” moved from room Red to room Aula"
    )


def test_retitled() -> None:
    before = document(item())
    assert sentence(before, draft(item(title={"en": "Soil"}))) == "“Talk” is now called “Soil”"
    assert sentence(before, draft(item(title={"en": "Talk", "zh": "演讲"}))) == (
        "The title of “Talk” changed in another language"
    )
    assert sentence(before, draft(item(title=None, subject={"en": "On soil"}))) == (
        "“Talk” is now called “On soil”"
    )


@pytest.mark.parametrize("text", ["abstract", "summary", "caption"])
def test_text(text: str) -> None:
    values: dict[str, Any] = {text: {"en": "New"}}
    assert sentence(document(item()), draft(item(**values))) == "The text about “Talk” changed"


def test_speakers() -> None:
    before = document(item(speakers=(speaker("zhu-shu"),)))
    now = draft(item(speakers=(speaker("zhu-shu"), speaker(None, Part.MODERATOR))))
    assert sentence(before, now) == (
        "The people of “Talk” changed from Zhu Shu to Zhu Shu, somebody not named"
    )
    assert sentence(before, draft(item())) == "The people of “Talk” changed from Zhu Shu to nobody"


def test_theme_of_an_item() -> None:
    themes = {"themes": (theme("theme-1", title={"en": "Soil"}),)}
    before, after = document(item(), **themes), draft(item(theme="theme-1"), **themes)
    assert sentence(before, after) == "“Talk” now belongs to the theme “Soil”"
    back = publish(before, after)
    assert sentence(back, draft(item(), **themes)) == "“Talk” belongs to no theme any more"


def test_details() -> None:
    before = document(item())
    assert sentence(before, draft(item(kind=Kind.OPENING))) == "Details of “Talk” changed"
    assert sentence(before, draft(item(pinned_to=time(9, 0)))) == "Details of “Talk” changed"


# -- The workshop, themes and people --------------------------------------------------------------


WORKSHOP_CHANGES: list[tuple[ChangeKind, dict[str, Any], str]] = [
    (K.WORKSHOP_TITLE, {"title": {"en": "Soil"}},
     "The workshop “Cities and nature” is now called “Soil”"),
    (K.WORKSHOP_TITLE, {"title": {"en": "Cities and nature", "zh": "城市"}},
     "The title of the workshop changed in another language"),
    (K.WORKSHOP_ZONE, {"time_zone": "Europe/Berlin"},
     "The time zone of the workshop changed from Shanghai to Berlin"),
    (K.WORKSHOP_PLACE, {"place": {"en": "Beijing"}},
     "The place of the workshop changed from not recorded to Beijing"),
    (K.WORKSHOP_WAY, {"way": Way.HYBRID},
     "How the workshop is held changed from online to hybrid"),
    (K.WORKSHOP_WAY, {"way": None},
     "How the workshop is held changed from online to not recorded"),
    (K.WORKSHOP_CANCELLED, {"cancelled": True}, "The workshop is cancelled"),
    *((K.WORKSHOP_DETAILS, values, f"Said about the workshop, and changed: {names}")
      for values, names in (
        ({"note": {"en": "New"}}, "Note under the title"),
        ({"purpose": {"en": "New"}, "zones": ()}, "Purpose, Further zones to show"),
        ({"languages": ("en",)}, "Languages of the texts"),
        ({"spoken": ("en",)}, "Working languages of the workshop"),
        ({"contact": {"en": "New"}}, "Contact"),
    )),
    *((K.WORKSHOP_DETAILS, values, "What is said about the workshop changed") for values in (
        {"practice": True}, {"slug": "new"},
    )),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "said"), WORKSHOP_CHANGES)
def test_facts_of_the_workshop(kind: ChangeKind, values: dict[str, Any], said: str) -> None:
    before = document()
    after = draft(workshop=workshop(**values))
    assert changes(before, after) == [kind]
    assert sentence(before, after) == said


def test_a_cancelled_workshop_is_told_once_and_not_item_by_item() -> None:
    before = document(item("a"), item("b"))
    off = publish(before, draft(item("a"), item("b"), workshop=workshop(cancelled=True)))
    assert [change.kind for change in compare(before, off)] == [K.WORKSHOP_CANCELLED]
    assert sentence(off, draft(item("a"), item("b"))) == "The workshop takes place after all"


def test_an_item_called_off_by_itself_while_the_workshop_comes_back() -> None:
    off = document(item(), workshop=workshop(cancelled=True))
    assert changes(off, draft(item(**CALLED_OFF))) == [K.WORKSHOP_REINSTATED, K.CANCELLED]


def test_dates() -> None:
    one, two = (day(starts=None),), (day(starts=None), day(SATURDAY, None))
    three = (*two, day(date(2027, 5, 24), None))
    assert sentence(document(days=one), draft(days=two)) == (
        "The date of the workshop changed from Friday, 21 May 2027 to "
        "Friday, 21 May 2027 and Saturday, 22 May 2027"
    )
    assert sentence(document(days=()), draft(days=three)) == (
        "The date of the workshop changed from not recorded to "
        "3 days from Friday, 21 May 2027 to Monday, 24 May 2027"
    )


def test_hours_of_a_day() -> None:
    after = draft(days=(day(FRIDAY, time(9, 0), time(17, 0)),))
    assert sentence(document(), after) == (
        "The hours of Friday, 21 May 2027 are now 09:00–17:00; they were from 09:00 "
        "(Shanghai, UTC+8)"
    )


def test_themes() -> None:
    soil, water = theme(title={"en": "Soil"}), theme(title={"en": "Water"})
    assert sentence(document(), draft(themes=(soil,))) == "The theme “Soil” is new"
    assert sentence(document(themes=(soil,)), draft()) == "The theme “Soil” was taken out"
    assert sentence(document(themes=(soil,)), draft(themes=(water,))) == (
        "The theme “Soil” is now called “Water”"
    )
    assert sentence(document(themes=(soil,)), draft(themes=(replace(soil, number="II"),))) == (
        "Details of the theme “Soil” changed"
    )


def test_people() -> None:
    one = item(speakers=(speaker(),))
    before = document(one)
    after = draft(one, people=(person(affiliation={"en": "City"}),))
    assert sentence(before, after) == "What is said of Zhu Shu changed"


def test_a_change_nobody_sees_is_still_a_change() -> None:
    before = document(rooms=(room("red"),))
    assert sentence(before, draft(rooms=(room("red"), room("blue")))) == "Small details changed"


def test_every_kind_has_a_sentence() -> None:
    from app.agenda.changes_in_words import _SENTENCES  # noqa: PLC0415

    assert set(_SENTENCES) == set(ChangeKind)


def test_what_spoils_a_calendar_entry_concerns_time_or_place() -> None:
    assert Change(kind=K.MOVED).concerns_time_or_place
    assert not Change(kind=K.RETITLED).concerns_time_or_place
    assert set(ChangeKind) > TIME_OR_PLACE
