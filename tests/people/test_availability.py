"""When speakers can be there: as typed, as kept, as asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Account
from app.extensions import db
from app.i18n import zones
from app.people import queries, rules, service
from app.people.models import Speaker
from app.people.queries import availability_of
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_speaker, make_workshop
from tests.people.test_book import sign_in

DAY = date(2027, 5, 21)
HOUR = timedelta(hours=1)
BY = {"at": NOON, "account_id": None}


def test_nothing_said_is_neither_yes_nor_no() -> None:
    assert rules.is_available([], NOON, NOON + HOUR) is None


@pytest.mark.parametrize(
    ("begins", "ends", "is_there"),
    [(0, 3, True), (1, 2, True), (-1, 1, False), (2, 4, False), (5, 6, False)],
)
def test_all_of_it_has_to_lie_within_what_was_offered(
    begins: int, ends: int, is_there: bool
) -> None:
    windows = [(NOON + HOUR, NOON + 3 * HOUR), (NOON, NOON + HOUR)]  # they touch
    found = rules.is_available(windows, NOON + begins * HOUR, NOON + ends * HOUR)
    assert found is is_there


@pytest.mark.parametrize(
    ("typed", "from_utc", "until_utc"),
    [
        ((DAY, time(9), time(12)), "21 01:00", "21 04:00"),
        ((DAY, time(22), time(2)), "21 14:00", "21 18:00"),  # into the next day
        ((DAY, None, None), "20 16:00", "21 16:00"),
    ],
)
def test_rows_are_read_on_the_wall_there(
    typed: rules.TypedWindow, from_utc: str, until_utc: str
) -> None:
    first, last = rules.window(typed, "Asia/Shanghai")
    assert (f"{first:%d %H:%M}", f"{last:%d %H:%M}") == (from_utc, until_utc)


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_moment() -> None:
    first, last = rules.window((date(2024, 4, 26), None, None), "Africa/Cairo")
    assert zones.clock(first, "Africa/Cairo") == "01:00"
    assert last - first == 23 * HOUR


MOMENTS = st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
WINDOWS = st.lists(
    st.tuples(MOMENTS, st.integers(1, 5000)).map(
        lambda pair: (pair[0], pair[0] + timedelta(minutes=pair[1]))
    ),
    max_size=5,
)


@given(windows=WINDOWS)
def test_shown_and_read_again_windows_stay_the_same(windows: list[rules.Window]) -> None:
    rows = rules.as_typed(windows, "Asia/Shanghai")
    assert rules.joined(rules.window(row, "Asia/Shanghai") for row in rows) == rules.joined(
        windows
    )


@ON_BOTH
def test_windows_are_kept_joined_and_counted_as_a_save_once(app: Flask) -> None:
    speaker = make_speaker(make_workshop())
    opened = speaker.revision
    given = [(NOON, NOON + HOUR), (NOON + HOUR, NOON + 2 * HOUR)]
    assert service.set_availability(speaker, given, **BY)
    assert not service.set_availability(speaker, given, **BY)
    db.session.commit()
    assert queries.windows_of(speaker) == [(NOON, NOON + 2 * HOUR)]
    assert speaker.revision == opened + 1
    assert service.set_availability(speaker, [], **BY)
    assert queries.windows_of(speaker) == []


@ON_BOTH
def test_a_window_ends_after_it_starts(app: Flask) -> None:
    with pytest.raises(rules.EndsBeforeStart):
        service.set_availability(make_speaker(make_workshop()), [(NOON, NOON)], **BY)


@pytest.mark.parametrize("people", [1, 3])
def test_one_query_tells_of_everybody(app: Flask, queries: list[str], people: int) -> None:
    workshop = make_workshop()
    for _ in range(people):
        service.set_availability(make_speaker(workshop), [(NOON, NOON + HOUR)], **BY)
    silent = make_speaker(workshop)
    service.set_availability(make_speaker(make_workshop()), [(NOON, NOON + HOUR)], **BY)
    db.session.commit()
    workshop.id  # noqa: B018 - read before queries are counted
    queries.clear()
    found = availability_of(workshop)
    assert len(queries) == 1
    assert len(found) == people
    assert silent.key not in found


# -- The page -------------------------------------------------------------------------------------


@pytest.fixture
def speaker(app: Flask, client: FlaskClient, at: datetime) -> Speaker:
    ada: Account = make_account("ada@example.org")
    speaker = make_speaker(make_workshop("urban", owner=ada), time_zone="Europe/Berlin")
    sign_in(client, ada)
    return speaker


def form(speaker: Speaker, **rows: str) -> dict[str, str]:
    return {
        "revision": str(speaker.revision),
        "name": speaker.person.name,
        "language": "",
        "country": "",
        "time_zone": "Europe/Berlin",
        "clock": "Europe/Berlin",
    } | {name.replace("_", "-"): value for name, value in rows.items()}


def test_hours_are_typed_as_people_write_them_in_the_zone_of_the_speaker(
    client: FlaskClient, speaker: Speaker
) -> None:
    path = f"/organise/urban/people/{speaker.key}"
    assert "Hours in Berlin." in client.get(path).text
    data = form(
        speaker, windows_0_date="2027-05-21", windows_0_starts="9 Uhr", windows_0_ends="下午2点",
        windows_1_date="", windows_1_starts="", windows_1_ends="", windows_2_date="22.5.2027",
    ) | {"time_zone": "Asia/Shanghai"}  # fmt: skip
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert [
        f"{first:%d %H:%M}/{last:%d %H:%M}" for first, last in queries.windows_of(speaker)
    ] == [
        "21 07:00/21 12:00",
        "21 22:00/22 22:00",
    ]
    page = client.get(path).text
    assert "Hours in Shanghai." in page
    assert 'value="15:00"' in page


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"windows_0_starts": "9:00"}, "Please give the date too."),
        ({"windows_0_date": "2027-05-21", "windows_0_starts": "9:00"}, "Please give both hours"),
        ({"windows_0_date": "2027-05-21", "windows_0_starts": "soon"}, "is not a time of day"),
        ({"windows_0_date": "someday"}, "is not a date"),
        ({"windows_0_date": "1066-10-14"}, "Please give a year"),
        (
            {
                "windows_0_date": "2027-03-28",
                "windows_0_starts": "2:30",
                "windows_0_ends": "4:00",
            },
            "The clocks go forward on that day.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_lost(
    client: FlaskClient, speaker: Speaker, rows: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/organise/urban/people/{speaker.key}", data=form(speaker, **rows))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in rows.values())
    assert queries.windows_of(speaker) == []


def test_without_any_zone_no_hours_are_asked_for(client: FlaskClient, speaker: Speaker) -> None:
    speaker.person.time_zone = speaker.workshop.time_zone = None
    db.session.commit()
    assert "windows-0-date" not in client.get(f"/organise/urban/people/{speaker.key}").text
