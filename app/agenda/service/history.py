"""Every edit of a draft is kept as what it changed: to be undone, done again, and gone back to.

`recorded` wraps a verb and locks the agenda before it. What the verb did is found by looking at
the draft before and after, so no verb can forget to say it; verbs within verbs make one edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda import outlines
from app.agenda.models_history import AgendaEdit
from app.agenda.rules import history, patches
from app.agenda.rules.history import Act, Step
from app.agenda.rules.outline import ItemPlanned, Outline, RoomPlanned, ThemePlanned
from app.agenda.rules.patches import Patch
from app.agenda.rules.typed import NeedsZone
from app.agenda.service.freezing import lock
from app.audit.service import note
from app.extensions import Text, db
from app.workshops.models import Workshop

Verb = TypeVar("Verb", bound=Callable[..., Any])

#: As the log says it.
_NOTED = {
    Act.UNDONE: "agenda.undone",
    Act.REDONE: "agenda.redone",
    Act.RESTORED: "agenda.restored",
    Act.BROUGHT_BACK: "agenda.brought_back",
}

#: Where a session keeps that an edit is being recorded.
_RECORDING = "plenum.recording"
#: Where it keeps how the next act is named.
_KEY = "plenum.act"


def recorded(act: Act) -> Callable[[Verb], Verb]:
    """A verb `(workshop, …, at=, account_id=)` whose doing can be undone."""

    def wrap(verb: Verb) -> Verb:
        @wraps(verb)
        def recording(
            workshop: Workshop,
            *args: Any,
            at: datetime,
            account_id: int | None,
            **more: Any,
        ) -> Any:
            subject = args[0] if args and isinstance(args[0], str) else None
            with record(workshop, act, subject=subject, at=at, account_id=account_id):
                return verb(workshop, *args, at=at, account_id=account_id, **more)

        return cast(Verb, recording)

    return wrap


@contextmanager
def record(
    workshop: Workshop,
    act: Act,
    *,
    subject: str | None = None,
    at: datetime,
    account_id: int | None,
    undoes: AgendaEdit | None = None,
) -> Iterator[Outline]:
    """Keep what happens to the draft within as one edit; nothing where nothing changed.

    Gives the draft as it is before. `subject` is the key of what it is done to, where that is one
    thing.
    """
    if db.session.info.get(_RECORDING):
        yield Outline()  # verbs within verbs have no use for it, and the agenda is locked
        return
    lock(workshop)
    key = db.session.info.pop(_KEY, None)
    if key is not None and _is_done(workshop, key):
        raise history.Repeated
    before = outlines.read(workshop)
    db.session.info[_RECORDING] = True
    try:
        yield before
        db.session.flush()
    finally:
        del db.session.info[_RECORDING]
    after = outlines.read(workshop)
    patch = patches.compare(before, after)
    if patch or undoes is not None:
        edit = AgendaEdit(
            workshop_id=workshop.id,
            number=newest_number(workshop) + 1,
            key=key,
            at=at,
            account_id=account_id,
            act=act,
            about=undoes.about if undoes else _about(patch, subject, before, after),
            undoes=undoes.number if undoes else None,
            patch=patches.to_json(patch),
        )
        db.session.add(edit)
        db.session.flush()


def name_next(key: str | None) -> None:
    """The next act of this session has this name; done already, it is Repeated."""
    db.session.info[_KEY] = key


def _is_done(workshop: Workshop, key: str) -> bool:
    wanted = select(AgendaEdit.id).where(
        AgendaEdit.workshop_id == workshop.id, AgendaEdit.key == key
    )
    return db.session.scalar(wanted) is not None


@contextmanager
def unrecorded() -> Iterator[None]:
    """For what a workshop is made with."""
    db.session.info[_RECORDING] = True
    try:
        yield
    finally:
        del db.session.info[_RECORDING]


def _about(patch: Patch, subject: str | None, before: Outline, after: Outline) -> Text | None:
    """What the one thing is called that it was done to; of an item first."""
    for kind in ("items", "themes", "rooms"):
        rows = {row.key: row for row in (*getattr(before, kind), *getattr(after, kind))}
        if subject in rows:
            return _called(rows[subject])
        keys = patch.facts.get(kind, {}) or patch.of(kind)
        if keys:
            return _called(rows[next(iter(keys))]) if len(keys) == 1 else None
    return None


def _called(row: ItemPlanned | ThemePlanned | RoomPlanned) -> Text | None:
    if isinstance(row, RoomPlanned):
        return row.name
    return row.title or (row.subject if isinstance(row, ItemPlanned) else None)


def rename_person(workshop_id: int, old: str, new: str) -> None:
    """Two entries of a person became one: earlier edits speak of the one that stays."""
    edits = db.session.scalars(select(AgendaEdit).where(AgendaEdit.workshop_id == workshop_id))
    for edit in edits:
        renamed = patches.with_person(patches.from_json(edit.patch), old, new)
        stored = patches.to_json(renamed)
        if stored != edit.patch:
            edit.patch = stored


# -- Looking back ---------------------------------------------------------------------------------


def newest_number(workshop: Workshop) -> int:
    """0 where nothing was done yet."""
    wanted = select(func.max(AgendaEdit.number)).where(AgendaEdit.workshop_id == workshop.id)
    return db.session.scalar(wanted) or 0


def edits_after(workshop: Workshop, number: int) -> Sequence[AgendaEdit]:
    """In the order they were made."""
    return db.session.scalars(
        select(AgendaEdit)
        .where(AgendaEdit.workshop_id == workshop.id, AgendaEdit.number > number)
        .order_by(AgendaEdit.number)
    ).all()


def newest_steps(workshop: Workshop, most: int) -> Sequence[tuple[AgendaEdit, str | None]]:
    """The newest first, each with the name of who did it."""
    rows = db.session.execute(
        select(AgendaEdit, Account.name)
        .outerjoin(Account, Account.id == AgendaEdit.account_id)
        .where(AgendaEdit.workshop_id == workshop.id)
        .order_by(AgendaEdit.number.desc())
        .limit(most)
    )
    return [(edit, name) for edit, name in rows]


def outline_after(workshop: Workshop, number: int, now: Outline) -> Outline:
    """The draft as it was right after the edit of this number; `now` is how it is."""
    for edit in reversed(edits_after(workshop, number)):
        now = patches.apply(patches.from_json(edit.patch).inverse(), now)
    return now


def stacks_of(workshop: Workshop, account_id: int) -> history.Stacks:
    """What this person would undo and redo next."""
    rows = db.session.execute(
        select(AgendaEdit.number, AgendaEdit.undoes)
        .where(AgendaEdit.workshop_id == workshop.id, AgendaEdit.account_id == account_id)
        .order_by(AgendaEdit.number)
    )
    return history.stacks(Step(number, undoes) for number, undoes in rows)


# -- Going back -----------------------------------------------------------------------------------


def undo(workshop: Workshop, *, at: datetime, account_id: int) -> AgendaEdit:
    """Take back the last edit of this person. Raises NothingToUndo, Overtaken, Repeated."""
    _begin(workshop)
    mine = stacks_of(workshop, account_id).undo
    if not mine:
        raise history.NothingToUndo
    return _take_back(workshop, mine[-1], Act.UNDONE, at=at, account_id=account_id)


def redo(workshop: Workshop, *, at: datetime, account_id: int) -> AgendaEdit:
    """Do again what this person took back last. Raises NothingToRedo, Overtaken, Repeated."""
    _begin(workshop)
    mine = stacks_of(workshop, account_id).redo
    if not mine:
        raise history.NothingToRedo
    return _take_back(workshop, mine[-1], Act.REDONE, at=at, account_id=account_id)


def _begin(workshop: Workshop) -> None:
    """What was done already is told apart from there being nothing left to do."""
    lock(workshop)
    key = db.session.info.get(_KEY)
    if key is not None and _is_done(workshop, key):
        raise history.Repeated


def restore(workshop: Workshop, number: int, *, at: datetime, account_id: int) -> None:
    """Make the draft what it was right after this edit. Raises NoSuchEdit."""
    lock(workshop)
    if number and not any(edit.number == number for edit in edits_after(workshop, number - 1)):
        raise history.NoSuchEdit
    wanted = outline_after(workshop, number, outlines.read(workshop))
    put(workshop, wanted, Act.RESTORED, at=at, account_id=account_id)


def put(
    workshop: Workshop, wanted: Outline, act: Act, *, at: datetime, account_id: int | None
) -> None:
    """Make the draft say what this outline says, as one edit that can be undone."""
    with record(workshop, act, at=at, account_id=account_id) as now:
        _check_clocks(workshop, wanted)
        outlines.write(workshop, now, wanted)
        note(_NOTED[act], at=at, account_id=account_id, workshop_id=workshop.id)


def _check_clocks(workshop: Workshop, wanted: Outline) -> None:
    """Hours need a zone, also those that come back. Raises NeedsZone."""
    if wanted.says_hours and workshop.time_zone is None:
        raise NeedsZone


def _take_back(
    workshop: Workshop, number: int, act: Act, *, at: datetime, account_id: int
) -> AgendaEdit:
    later = edits_after(workshop, number - 1)
    edit, since = later[0], later[1:]
    patch = patches.from_json(edit.patch)
    left = history.standing(Step(one.number, one.undoes) for one in since)
    for one in since:
        overlaps = patches.meet(patch.touches(), patches.from_json(one.patch).touches())
        if one.account_id != account_id and one.number in left and overlaps:
            raise history.Overtaken
    with record(workshop, act, at=at, account_id=account_id, undoes=edit) as now:
        wanted = patches.apply(patch.inverse(), now)
        _check_clocks(workshop, wanted)
        outlines.write(workshop, now, wanted)
        note(_NOTED[act], at=at, account_id=account_id, workshop_id=workshop.id)
    return edit
