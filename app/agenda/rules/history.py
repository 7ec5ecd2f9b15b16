"""What was done to a draft, and what of it one person would take back or do again next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_


class Act(StrEnum):
    ITEM_ADDED = "item_added"
    ITEM_CHANGED = "item_changed"
    ITEM_MOVED = "item_moved"
    ITEM_REMOVED = "item_removed"
    ITEM_COPIED = "item_copied"
    ITEM_SPLIT = "item_split"
    ITEMS_SWAPPED = "items_swapped"
    ITEMS_PASTED = "items_pasted"
    BREAK_SHORTENED = "break_shortened"
    THEME_ADDED = "theme_added"
    THEME_CHANGED = "theme_changed"
    THEME_MOVED = "theme_moved"
    THEME_REMOVED = "theme_removed"
    DAY_ADDED = "day_added"
    DAY_CHANGED = "day_changed"
    DAY_REMOVED = "day_removed"
    ROOM_ADDED = "room_added"
    ROOM_CHANGED = "room_changed"
    ROOM_MOVED = "room_moved"
    ROOM_REMOVED = "room_removed"
    PERSON_REMOVED = "person_removed"
    #: A colleague takes what somebody was to do.
    PERSON_REPLACED = "person_replaced"
    LOADED = "loaded"
    #: As it was after an earlier edit.
    RESTORED = "restored"
    #: As a version has it.
    BROUGHT_BACK = "brought_back"
    UNDONE = "undone"
    REDONE = "redone"


class NothingToUndo(Refusal):
    message = N_("There is nothing of yours to undo.")


class NothingToRedo(Refusal):
    message = N_("There is nothing to do again.")


class Overtaken(Refusal):
    """Undoing would overwrite what somebody else did later."""

    message = N_(
        "Somebody else has changed the same since, and undoing would overwrite it. "
        "Nothing was changed. The history shows both."
    )


class Repeated(Refusal):
    """The same act came once more; the first time it was done."""

    message = N_("This was saved already.")


class NoSuchEdit(Refusal):
    message = N_("This step of the history is no longer there.")
    status = 404


@dataclass(frozen=True, slots=True)
class Step:
    """An edit of one person: its number, and the number of the one it takes back."""

    number: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacks:
    """Numbers of the edits that undo and redo would take back, the next one last."""

    undo: tuple[int, ...]
    #: These are undoings: to do again is to take them back.
    redo: tuple[int, ...]


def stacks(steps: Iterable[Step]) -> Stacks:
    """Replays what one person did, in its order. Anything new empties what could be done again."""
    undo: list[int] = []
    redo: list[int] = []
    for step in steps:
        if step.undoes is not None and undo and undo[-1] == step.undoes:
            undo.pop()
            redo.append(step.number)
        elif step.undoes is not None and redo and redo[-1] == step.undoes:
            redo.pop()
            undo.append(step.number)
        else:
            undo.append(step.number)
            redo.clear()
    return Stacks(undo=tuple(undo), redo=tuple(redo))


def standing(steps: Iterable[Step]) -> set[int]:
    """Numbers of those edits that were not taken back, nor take back one of these: what both
    leave behind is nothing."""
    left: dict[int, int | None] = {}
    for step in steps:
        if step.undoes is not None and step.undoes in left:
            left.pop(step.undoes)
        else:
            left[step.number] = step.undoes
    return set(left)
