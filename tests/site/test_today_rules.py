"""What waits, decided from facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.agenda.rules.words import ItemState
from app.invitations.rules import InvitationState
from app.people.rules import Part
from app.registration.rules import Window
from app.site.rules import today
from app.site.rules.today import Asked, Facts, Guest, Kind, Line, Places, Undelivered
from app.workshops.rules import Role, Way, WorkshopState
from tests.agenda.documents import day, document, item, speaker, theme, workshop
from tests.steps import steps

#: Two weeks before the Friday of these documents, 12:00 in Shanghai.
AT = datetime(2027, 5, 7, 4, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
TALK = document(item("talk", speakers=(speaker("zhu-shu"),)))


def facts(**values: Any) -> Facts:
    """A published workshop in two weeks with a talk by Zhu Shu, where nothing waits."""
    calm: dict[str, Any] = {
        "state": WorkshopState.PUBLISHED, "role": Role.OWNER, "document": TALK,
        "differs": False, "clashes": 0, "guests": [guest(accepted())], "undelivered": (),
        "window": None, "places": (), "pending": 0,
    }  # fmt: skip
    return Facts(**calm | values)


def asked(state: InvitationState, sent: datetime | None = None, reminded: Any = None) -> Asked:
    return Asked(state=state, sent_at=sent, reminded_at=reminded)


def accepted() -> Asked:
    return asked(InvitationState.ACCEPTED, AT - 4 * WEEK)


def guest(was: Asked | None, key: str = "zhu-shu", has_address: bool = True) -> Guest:
    return Guest(key=key, name=key.title(), has_address=has_address, asked=was)


def undelivered(name: str, speaker: str | None) -> Undelivered:
    return Undelivered(
        letter=7, recipient="speaker:3" if speaker else "registration:12", name=name,
        speaker=speaker, no_such_address=True,
    )  # fmt: skip


def waits(**values: Any) -> Sequence[Line]:
    return today.lines(facts(**values), AT)


def kinds(**values: Any) -> list[Kind]:
    return [line.kind for line in waits(**values)]


def test_where_all_is_done_nothing_waits() -> None:
    assert kinds() == []


@pytest.mark.parametrize("state", [WorkshopState.CANCELLED, WorkshopState.ARCHIVED])
def test_what_is_called_off_needs_nobody(state: WorkshopState) -> None:
    assert kinds(state=state, differs=True, clashes=2, pending=1) == []


def test_a_draft_that_says_something_else_is_to_be_published() -> None:
    assert kinds(differs=True) == [Kind.DIFFERS]
    assert kinds(differs=True, state=WorkshopState.DRAFT) == [Kind.NOT_PUBLIC]


def test_a_draft_far_ahead_may_stay_one() -> None:
    draft = facts(state=WorkshopState.DRAFT, differs=True)
    assert today.lines(draft, AT - timedelta(days=60)) == ()


def test_a_workshop_without_a_day_needs_one_and_nothing_else_is_made_up() -> None:
    bare = document(days=(), workshop=workshop(way=None, time_zone=None))
    assert kinds(state=WorkshopState.DRAFT, document=bare, guests=()) == [Kind.NO_DAY]


def test_hours_and_way_are_missed_in_the_last_month() -> None:
    unknown = document(days=(day(starts=None),), workshop=workshop(way=None))
    asking = facts(document=unknown, guests=())
    assert [line.kind for line in today.lines(asking, AT)] == [Kind.NO_HOURS, Kind.NO_WAY]
    assert today.lines(asking, AT - timedelta(days=30)) == ()


def test_shortly_before_what_is_missing_comes_first() -> None:
    letters = [undelivered("Li", None)]
    pressed = facts(differs=True, undelivered=letters)
    assert [one.kind for one in today.lines(pressed, AT)] == [Kind.UNDELIVERED, Kind.DIFFERS]
    late = today.lines(pressed, AT + WEEK)
    assert [(one.kind, one.pressing) for one in late] == [
        (Kind.DIFFERS, True), (Kind.UNDELIVERED, False),
    ]  # fmt: skip


def test_days_are_counted_by_the_clock_of_the_workshop() -> None:
    assert today.days_until(None, "Asia/Shanghai", AT) is None
    before_midnight = datetime(2027, 5, 20, 15, 59, tzinfo=UTC)
    friday = TALK.whole.first
    assert today.days_until(friday, "Asia/Shanghai", before_midnight) == 1
    assert today.days_until(friday, "Asia/Shanghai", before_midnight + timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("was", "waiting"),
    [
        (asked(InvitationState.SENT, AT - WEEK + timedelta(seconds=1)), []),
        (asked(InvitationState.SENT, AT - WEEK), [(Kind.SILENT, 7)]),
        (asked(InvitationState.SENT, AT - 3 * WEEK, AT - WEEK / 2), []),
        (asked(InvitationState.SENT, AT - 3 * WEEK, AT - WEEK), [(Kind.STILL_SILENT, 7)]),
        (asked(InvitationState.DECLINED, AT - WEEK), [(Kind.DECLINED, None)]),
        (asked(InvitationState.DRAFTED), [(Kind.NOT_SENT, None)]),
        (asked(InvitationState.WITHDRAWN, AT - WEEK), [(Kind.GONE, None)]),
        (asked(InvitationState.LAPSED, AT - WEEK), [(Kind.GONE, None)]),
        (accepted(), []),
        (None, [(Kind.NOT_INVITED, None)]),
    ],
)
def test_what_an_invitation_leaves_to_do(
    was: Asked | None, waiting: list[tuple[Kind, int | None]]
) -> None:
    assert [(line.kind, line.days) for line in waits(guests=[guest(was)])] == waiting


def test_those_silent_who_may_be_reminded_are_one_line_and_a_single_one_is_named() -> None:
    sent = InvitationState.SENT
    ada = guest(asked(sent, AT - WEEK), "ada")
    ben = guest(asked(sent, AT - 3 * WEEK, AT - WEEK), "ben")
    late = Asked(state=sent, sent_at=AT - WEEK, reminded_at=None, answer_by=date(2027, 5, 1))
    cho, dan = guest(late, "cho"), guest(asked(sent, AT - WEEK), "dan", has_address=False)
    eve = guest(asked(sent, AT - WEEK + timedelta(days=1)), "eve")
    (of_cho, both, of_dan) = waits(guests=[ada, cho, dan, ben, eve])
    assert (both.kind, both.keys, both.count) == (Kind.SILENT, ("ada", "ben"), 2)
    assert both.names == ("Ada", "Ben")
    assert (of_cho.kind, of_cho.key) == (Kind.LATE, "cho")
    assert (of_dan.kind, of_dan.key, of_dan.may_remind) == (Kind.SILENT, "dan", False)
    (alone,) = waits(guests=[ada, eve])
    assert (alone.key, alone.days, alone.keys) == ("ada", 7, ())


def test_who_declined_and_stands_nowhere_waits_for_nothing() -> None:
    off = document(item("talk", speakers=(speaker("zhu-shu"),), state=ItemState.CANCELLED))
    declined = [guest(asked(InvitationState.DECLINED, AT - WEEK))]
    assert kinds(guests=declined, document=document(item("talk"))) == []
    assert kinds(guests=declined, document=off) == []
    assert [line.item and line.item.key for line in waits(guests=declined)] == ["talk"]


def test_who_does_not_come_and_moderates_a_theme_is_still_named() -> None:
    moderated = theme("roofs", guests=(speaker("zhu-shu", Part.MODERATOR),))
    named = replace(document(item("talk")), themes=(moderated,))
    (line,) = waits(guests=[guest(asked(InvitationState.DECLINED, AT - WEEK))], document=named)
    assert (line.kind, line.item, line.theme) == (Kind.DECLINED, None, moderated)


def test_who_accepted_while_all_places_were_taken_waits_for_more() -> None:
    waiting = replace(accepted(), waits_for_seat=True)
    assert kinds(guests=[guest(waiting)]) == [Kind.NO_SEAT]


def test_who_is_not_on_the_agenda_is_not_missed_among_the_invited() -> None:
    assert kinds(guests=[guest(None, "somebody-else")]) == []


def test_without_an_address_nobody_can_be_written_to() -> None:
    mute = [guest(None, has_address=False)]
    assert kinds(guests=mute) == [Kind.NO_ADDRESS]
    mute = [guest(asked(InvitationState.DRAFTED), has_address=False)]
    assert kinds(guests=mute) == [Kind.NO_ADDRESS]


def test_several_of_a_kind_are_one_line_with_their_names() -> None:
    drafted = [guest(asked(InvitationState.DRAFTED), key) for key in ("ada", "ben", "cho")]
    (line,) = waits(guests=drafted)
    assert (line.kind, line.count, line.names) == (Kind.NOT_SENT, 3, ("Ada", "Ben", "Cho"))


def window(opens: timedelta | None = None, closes: timedelta | None = None) -> Window:
    return Window(
        opens=AT + opens if opens is not None else None,
        closes=AT + closes if closes is not None else None,
        begins=None,
        over=None,
        zone="Asia/Shanghai",
    )


@pytest.mark.parametrize(
    ("opens", "closes", "waiting"),
    [
        (None, None, []),
        (WEEK, 2 * WEEK, [Kind.OPENS]),
        (WEEK + timedelta(seconds=1), 2 * WEEK, []),
        (-WEEK, WEEK, [Kind.CLOSES]),
        (-WEEK, timedelta(0), []),
        (None, WEEK + timedelta(seconds=1), []),
    ],
)
def test_doors_of_registration_are_named_a_week_before(
    opens: timedelta | None, closes: timedelta | None, waiting: list[Kind]
) -> None:
    assert kinds(window=window(opens, closes)) == waiting
    draft = kinds(window=window(opens, closes), state=WorkshopState.DRAFT)
    assert draft == [Kind.NOT_PUBLIC]  # whose doors no visitor has seen


def test_who_waits_for_a_place_is_told_by_way() -> None:
    places = [
        Places(way=Way.ONLINE, left=3, waiting=1),
        Places(way=Way.ON_SITE, left=0, waiting=4),
    ]
    found = [(one.kind, one.way, one.count) for one in waits(window=window(), places=places)]
    assert found == [(Kind.FREE_PLACES, Way.ONLINE, 1), (Kind.WAITING, Way.ON_SITE, 4)]
    none = [Places(way=Way.ONLINE, left=0, waiting=0)]
    assert kinds(window=window(), places=none) == []


def test_each_sees_what_their_role_can_act_upon() -> None:
    everything: dict[str, Any] = {
        "differs": True, "clashes": 1, "pending": 1, "window": window(),
        "guests": [guest(None)],
        "undelivered": [
            undelivered("Li", None),
            undelivered("Zhu Shu", "zhu-shu"),
        ],
    }  # fmt: skip
    assert kinds(role=Role.VIEWER, **everything) == []
    assert kinds(role=Role.HELPER, **everything) == [Kind.UNDELIVERED]
    assert kinds(role=Role.EDITOR, **everything) == [
        Kind.UNDELIVERED, Kind.UNDELIVERED, Kind.CLASHES, Kind.PENDING, Kind.DIFFERS,
        Kind.NOT_INVITED,
    ]  # fmt: skip


def test_twice_the_guests_are_twice_the_work() -> None:
    drafted = asked(InvitationState.DRAFTED)
    guests = [guest(drafted, f"guest-{n}", has_address=bool(n % 2)) for n in range(400)]
    half = steps(lambda: waits(guests=guests[:200]))
    assert steps(lambda: waits(guests=guests)) < 2.1 * half


def said_of(state: InvitationState, **more: Any) -> list[tuple[Kind, bool]]:
    was = Asked(state=state, **{"sent_at": AT - WEEK / 2, "reminded_at": None} | more)
    return [(line.kind, line.may_remind) for line in waits(guests=[guest(was)])]


def test_what_speakers_ask_and_propose_waits_for_a_decision() -> None:
    assert said_of(InvitationState.DELEGATING, delegate="Li Na") == [(Kind.DELEGATE, False)]
    assert said_of(InvitationState.COUNTER_PROPOSED) == [(Kind.PROPOSAL, False)]
    assert said_of(InvitationState.ACCEPTED, questions=2) == [(Kind.QUESTION, False)]


def test_an_answer_that_is_late_comes_before_silence_and_a_call_after_three_reminders() -> None:
    late = {"answer_by": AT.date() - timedelta(days=2), "zone": "Asia/Shanghai"}
    assert said_of(InvitationState.SENT, **late) == [(Kind.LATE, True)]
    assert said_of(InvitationState.TENTATIVE, **late) == [(Kind.LATE, True)]
    assert said_of(InvitationState.ACCEPTED, **late) == []
    thrice: dict[str, Any] = {"reminders": 3, "reminded_at": AT - timedelta(days=3)}
    assert said_of(InvitationState.SENT, **late, **thrice) == [(Kind.LATE, False)]
    assert said_of(InvitationState.SENT, **thrice) == [(Kind.EXHAUSTED, False)]
    just_now = thrice | {"reminded_at": AT - timedelta(days=2)}
    assert said_of(InvitationState.SENT, **just_now) == []


def test_overdue_material_is_one_line_with_names_and_mail_is_said_of_the_workshop() -> None:
    owes = [
        Guest(key=key, name=key.title(), has_address=True, asked=accepted(), owes=True)
        for key in ("zhu-shu", "li-na")
    ]
    (line,) = waits(guests=owes)
    assert (line.kind, line.count, line.names) == (Kind.MATERIAL, 2, ("Zhu-Shu", "Li-Na"))
    assert kinds(received=2) == [Kind.RECEIVED]
    assert kinds(held=True, on_trial=True) == [Kind.HELD]
    assert kinds(on_trial=True) == [Kind.TRIAL]
    assert kinds(role=Role.VIEWER, received=2, held=True) == []
