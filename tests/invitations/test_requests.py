"""Whatever happens to an agenda and an invitation: the last request sent is the one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ical.scheduling import Method, PartStat
from app.invitations.rules.requests import CARRYING, ENDING, Sent, Step, Wanted, steps

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
UIDS = ("a@plenum.test", "b@plenum.test")
ADDRESSES = ("zhu@example.org", "shu@example.net")


@dataclass
class Calendar:
    """One person's, as RFC 5546 has it: the higher sequence wins, then the later stamp."""

    held: dict[str, Step] = field(default_factory=dict)

    def receive(self, step: Step) -> None:
        held = self.held.get(step.uid)
        if held is None or (held.sequence, held.at) < (step.sequence, step.at):
            self.held[step.uid] = step


@dataclass
class World:
    """The agenda, the invitation and what is known of what was sent."""

    items: dict[str, Wanted] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    email: str = ADDRESSES[0]
    generation: int = 0
    at: datetime = AT

    def write(self, kind: str) -> list[Step]:
        found = steps(
            kind, list(self.items.values()), list(self.sent.values()),
            email=self.email, generation=self.generation, at=self.at,
        )  # fmt: skip
        for step in sorted(found, key=lambda one: one.sequence):
            was = self.sent.get(step.uid)
            assert was is None or (step.sequence, step.at) > (was.sequence, was.at)
            assert was is None or step.sequence >= was.sequence
            answered = was.answered if was and step.partstat is was.answered else None
            self.sent[step.uid] = Sent(
                uid=step.uid, method=step.method, sequence=step.sequence, email=step.email,
                said=step.said, at=step.at, answered=answered,
            )  # fmt: skip
        for step in found:  # mails arrive in any order
            self.calendars.setdefault(step.email, Calendar()).receive(step)
        return found

    def move(self, uid: str, hour: int) -> None:
        self._set(uid, start=f"2027-05-21T{hour:02}:00:00Z", end=f"2027-05-21T{hour:02}:30:00Z")

    def rename(self, uid: str, title: str) -> None:
        self._set(uid, title=[{"en": title}, None])

    def name(self, uid: str) -> None:
        self.items.setdefault(uid, item(uid))

    def drop(self, uid: str) -> None:
        self.items.pop(uid, None)

    def withdraw(self) -> None:
        self.generation += 1
        self.write("withdrawn")

    def new_address(self, email: str) -> None:
        self.email = email

    def reply(self, uid: str, partstat: PartStat) -> None:
        was = self.sent.get(uid)
        if was and was.is_live and partstat is not PartStat.NEEDS_ACTION:
            self.sent[uid] = replace(was, answered=partstat)

    def wait(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    def _set(self, uid: str, **said: object) -> None:
        if uid in self.items:
            was = self.items[uid]
            rises = "start" in said and said["start"] != was.said["start"]
            self.items[uid] = replace(
                was, sequence=was.sequence + rises, said={**was.said, **said}
            )


ACTS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(sorted(CARRYING))),
    st.tuples(st.just("move"), st.sampled_from(UIDS), st.integers(6, 9)),
    st.tuples(st.just("rename"), st.sampled_from(UIDS), st.sampled_from(("Roofs", "Walls"))),
    st.tuples(st.just("name"), st.sampled_from(UIDS)),
    st.tuples(st.just("drop"), st.sampled_from(UIDS)),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("new_address"), st.sampled_from(ADDRESSES)),
    st.tuples(st.just("reply"), st.sampled_from(UIDS), st.sampled_from(list(PartStat))),
    st.tuples(st.just("wait"), st.integers(0, 3)),
)


def item(uid: str) -> Wanted:
    return Wanted(
        uid=uid,
        sequence=0,
        said={
            "start": "2027-05-21T06:00:00Z", "end": "2027-05-21T06:30:00Z", "zone": None,
            "place": [None, None], "title": [{"en": "Roofs"}, None],
        },
    )  # fmt: skip


def play(acts: Sequence[tuple[object, ...]]) -> World:
    world = World(items={uid: item(uid) for uid in UIDS})
    for name, *said in acts:
        getattr(world, str(name))(*said)
    return world


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=25))
def test_no_sequence_falls_and_the_last_mail_wins(acts: list[tuple[object, ...]]) -> None:
    world = play(acts)
    for uid, sent in world.sent.items():
        held = world.calendars[sent.email].held[uid]
        assert (held.sequence, held.at, held.said) == (sent.sequence, sent.at, sent.said)


@settings(max_examples=80, deadline=None)
@given(st.lists(ACTS, max_size=20))
def test_after_a_publication_the_calendar_holds_the_agenda_and_nothing_else(
    acts: list[tuple[object, ...]],
) -> None:
    world = play(acts)
    world.write("changed")
    held = {
        uid: step.said["start"]
        for uid, step in world.calendars.get(world.email, Calendar()).held.items()
        if step.method is Method.REQUEST
    }
    assert held == {uid: one.said["start"] for uid, one in world.items.items()}
    others = [one for email, one in world.calendars.items() if email != world.email]
    assert all(step.method is Method.CANCEL for one in others for step in one.held.values())
    assert world.write("changed") == []


@settings(max_examples=50, deadline=None)
@given(st.lists(ACTS, max_size=15), st.sampled_from(sorted(ENDING - {"declined"})))
def test_after_the_end_no_calendar_holds_anything(
    acts: list[tuple[object, ...]], kind: str
) -> None:
    world = play(acts)
    world.write(kind)
    held = [step for one in world.calendars.values() for step in one.held.values()]
    assert all(step.method is Method.CANCEL for step in held)


def test_a_letter_of_another_kind_asks_nothing() -> None:
    world = World(items={uid: item(uid) for uid in UIDS})
    assert world.write("chase") == []


def test_a_reminder_asks_again_without_raising_the_sequence() -> None:
    world = World(items={UIDS[0]: item(UIDS[0])})
    [first] = world.write("invitation")
    [again] = world.write("reminder")
    assert (first.sequence, again.sequence) == (0, 0)
    assert again.at > first.at


def test_whoever_declined_is_asked_again_by_one_that_wins() -> None:
    world = World(items={UIDS[0]: item(UIDS[0])})
    world.write("invitation")
    world.sent[UIDS[0]] = replace(world.sent[UIDS[0]], answered=PartStat.DECLINED)
    assert world.write("declined") == []
    [asked] = world.write("time_kept")
    assert asked.sequence == 1
    assert asked.partstat is PartStat.NEEDS_ACTION


def test_an_answer_is_repeated_only_along_with_its_letter() -> None:
    for kind in ("accepted", "tentative"):
        world = World(items={uid: item(uid) for uid in UIDS})
        world.write("invitation")
        assert [step.uid for step in world.write(kind)] == [UIDS[0]]
        world.move(UIDS[1], 9)
        assert [step.uid for step in world.write("tentative")][-1:] == [UIDS[1]]
        world.sent[UIDS[1]] = replace(world.sent[UIDS[1]], answered=PartStat.DECLINED)
        assert UIDS[1] in [step.uid for step in world.write("accepted")]
