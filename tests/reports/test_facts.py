"""What is counted of registrations and of the erased, without a database."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from app.attendance.rules import Seen
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.rules.questions import Choice, Question, QuestionKind
from app.reports import attendance, breakdowns
from app.reports.rules import SMALL, are_apart, facts, is_small
from app.reports.rules.facts import OTHERWISE, Entry, Facts
from app.reports.rules.tables import Row, found_ones, named_ones
from app.workshops.rules import Way

DAY, NEXT = date(2027, 5, 20), date(2027, 5, 21)
GENDER = Question(
    key="gender",
    label={"en": "Gender"},
    kind=QuestionKind.CHOICE,
    choices=(Choice(key="woman", label={"en": "Woman"}), Choice(key="man", label={"en": "Man"})),
)


def one(state: S = S.CONFIRMED, **more: object) -> Entry:
    usual: dict[str, object] = {
        "asked": DAY, "since": DAY, "way": Way.ONLINE, "country": None, "language": "en",
        "source": Source.FORM, "affiliation": None,
    }  # fmt: skip
    return Entry(state=state, **usual | more)  # type: ignore[arg-type]


def known(*entries: Entry, **erased: dict[str, int]) -> Facts:
    return Facts(entries=entries, erased=erased, questions={"gender": GENDER})


def test_the_erased_are_counted_among_those_who_are_left() -> None:
    found = known(
        one(country="CN"),
        one(S.CANCELLED, country="DE"),
        state={"confirmed": 3, "cancelled": 2},
        attended={"yes": 2, "no": 1},
        way={"online": 1, "on_site": 2},
        country={"CN": 1, "unknown": 2},
        day={"2027-05-20": 4, "2027-05-21": 1},
    )
    assert (found.registrations, found.taking_part) == (7, 4)
    assert facts.states(found) == {"confirmed": 4, "cancelled": 3}
    assert facts.ways(found) == {"online": 2, "on_site": 2}
    assert facts.countries(found) == {"CN": 2, None: 2}
    assert facts.languages(found) == {"en": 1, None: 3}
    assert facts.of_days(found) == {DAY: 6, NEXT: 1}
    assert facts.came(found) == 2
    assert facts.places_of_days(found) is None


def test_an_answer_that_went_before_its_row_is_counted_once_and_the_row_is_not_unknown() -> None:
    whose_answers_went = [one(), one()]
    found = known(*whose_answers_went, one(answers={"gender": "man"}), gender={"woman": 2})
    assert facts.answers(found, "gender") == {"woman": 2, "man": 1}
    later = known(
        one(answers={"gender": "man"}),
        gender={"woman": 2, "unknown": 2},
        attended={"yes": 2},
    )
    assert facts.answers(later, "gender") == {"woman": 2, "man": 1}


def test_who_prefers_not_to_say_said_so_and_who_said_nothing_is_unknown() -> None:
    answers = ("not-said", "something typed", ["woman"], None)
    found = known(*(one(answers={"gender": value}) for value in answers))
    assert facts.answers(found, "gender") == {"not-said": 1, OTHERWISE: 1, "woman": 1, None: 1}


def test_one_organisation_in_several_writings_is_one() -> None:
    found = known(*(one(affiliation=name) for name in ("Stadt Bonn", "STADT  BONN", "Stadt Bonn")))
    assert facts.organisations(found) == {"Stadt Bonn": 3}


def test_who_was_there_is_unknown_where_nobody_noted_it() -> None:
    assert facts.came(known(one(), one())) is None
    both = frozenset({(DAY, Seen.DOOR), (DAY, Seen.ONLINE)})
    found = known(one(seen=both), one())
    assert facts.came(found) == 1
    assert facts.people_on(found, DAY) == 1
    assert facts.came_on(found) == {DAY: {Seen.DOOR: 1, Seen.ONLINE: 1}}


def test_the_team_sees_all_with_marks_on_what_others_do_not() -> None:
    rows = [Row(label="a", number=12), Row(label="b", number=3), Row(label="c", number=9)]
    inside = named_ones(rows, is_outside=False).rows
    assert [(row.number, row.stays_inside) for row in inside] == [
        (12, False), (3, True), (9, True),
    ]  # fmt: skip
    assert [row.number for row in named_ones(rows, is_outside=True).rows] == [12, None, None]


def test_small_countries_are_told_together_and_not_named() -> None:
    numbers = {"China": 30, "Germany": 9, "Mongolia": 3, "Chad": 1}
    rows = [Row(label=label, number=number) for label, number in numbers.items()]
    told = found_ones(rows, lambda _: "others", is_outside=True).rows
    assert [(row.label, row.number) for row in told] == [("China", 30), ("others", 13)]


def test_of_few_people_no_parts_are_told_outside() -> None:
    rows = [Row(label="a", number=4), Row(label="b", number=4)]
    assert named_ones(rows, is_outside=True).is_withheld
    assert found_ones(rows, lambda _: "others", is_outside=True).is_withheld


@given(some.data())
def test_outside_no_number_of_any_table_is_small_nor_the_rest_of_one(
    data: some.DataObject,
) -> None:
    people = some.builds(
        one,
        some.sampled_from([S.CONFIRMED, S.CONFIRMED, S.CONFIRMED, S.WAITLISTED, S.CANCELLED]),
        way=some.sampled_from([Way.ONLINE, Way.ON_SITE]),
        country=some.sampled_from(["CN", "DE", "TD", None]),
        answers=some.sampled_from([{"gender": "woman"}, {"gender": "man"}, {}]),
        seen=some.sampled_from([frozenset(), frozenset({(DAY, Seen.DOOR)})]),
    )
    found = known(*data.draw(some.lists(people, max_size=60)))
    apart = are_apart(found.registrations, found.taking_part)
    tables = [
        breakdowns.states(found, True, apart),
        breakdowns.ways(found, True),
        breakdowns.countries(found, True),
        breakdowns.answers(found, "gender", True),
        breakdowns.languages(found, True),
        *attendance.reports(found, True),
    ]
    for table in tables:
        numbers = [row.number for row in table.cells.rows]
        assert not any(number is not None and is_small(number) for number in numbers), table.key
        if None in numbers and table.key != "attendance-days":
            rest = table.total - sum(number or 0 for number in numbers)
            assert numbers.count(None) > 1, table.key
            assert rest >= SMALL, table.key
