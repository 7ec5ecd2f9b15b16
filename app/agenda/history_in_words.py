"""What was done to a draft, in a few words of the spoken language."""

from __future__ import annotations

from app.agenda.items_in_words import text_of
from app.agenda.models_history import AgendaEdit
from app.agenda.rules.history import Act
from app.i18n import N_, gettext
from app.i18n.punctuation import colon, listed

#: Of one thing that has a name, and of what has none or is many.
_WORDS: dict[Act, tuple[str, str]] = {
    Act.ITEM_ADDED: (N_("“%(title)s” added"), N_("an item added")),
    Act.ITEM_CHANGED: (N_("“%(title)s” changed"), N_("an item changed")),
    Act.ITEM_MOVED: (N_("“%(title)s” moved"), N_("an item moved")),
    Act.ITEM_REMOVED: (N_("“%(title)s” removed"), N_("an item removed")),
    Act.ITEM_COPIED: (N_("“%(title)s” duplicated"), N_("an item duplicated")),
    Act.ITEM_SPLIT: (N_("“%(title)s” split"), N_("an item split")),
    Act.ITEMS_SWAPPED: (N_("two items swapped"), N_("two items swapped")),
    Act.ITEMS_PASTED: (N_("rows pasted"), N_("rows pasted")),
    Act.BREAK_SHORTENED: (N_("a break shortened"), N_("a break shortened")),
    Act.THEME_ADDED: (N_("the theme “%(title)s” added"), N_("a theme added")),
    Act.THEME_CHANGED: (N_("the theme “%(title)s” changed"), N_("a theme changed")),
    Act.THEME_MOVED: (N_("the theme “%(title)s” moved"), N_("a theme moved")),
    Act.THEME_REMOVED: (N_("a theme removed"), N_("a theme removed")),
    Act.DAY_ADDED: (N_("a day added"), N_("a day added")),
    Act.DAY_CHANGED: (N_("a day changed"), N_("a day changed")),
    Act.DAY_REMOVED: (N_("a day removed"), N_("a day removed")),
    Act.ROOM_ADDED: (N_("the room “%(title)s” added"), N_("a room added")),
    Act.ROOM_CHANGED: (N_("the room “%(title)s” changed"), N_("a room changed")),
    Act.ROOM_MOVED: (N_("the room “%(title)s” moved"), N_("a room moved")),
    Act.ROOM_REMOVED: (N_("a room removed"), N_("a room removed")),
    Act.PERSON_REMOVED: (N_("a person taken out"), N_("a person taken out")),
    Act.PERSON_REPLACED: (
        N_("somebody else taking part in “%(title)s”"),
        N_("parts passed on to somebody else"),
    ),
    Act.LOADED: (N_("a workshop file loaded"), N_("a workshop file loaded")),
    Act.RESTORED: (N_("an earlier draft restored"), N_("an earlier draft restored")),
    Act.BROUGHT_BACK: (N_("a version brought back"), N_("a version brought back")),
    Act.UNDONE: (N_("“%(title)s” undone"), N_("an act undone")),
    Act.REDONE: (N_("“%(title)s” done again"), N_("an act done again")),
}


#: Facts of an item by the labels of their fields.
_FACTS = {
    "title": N_("Title"),
    "subject": N_("Subject"),
    "kind": N_("Kind"),
    "minutes": N_("Length in minutes"),
    "pinned": N_("Pinned to"),
    "day": N_("Day"),
    "theme": N_("Theme"),
    "room": N_("Room"),
    "parts": N_("People"),
    "state": N_("This item is cancelled"),
    "abstract": N_("Abstract"),
    "summary": N_("Summary afterwards"),
    "caption": N_("Caption of a picture"),
}
#: Facts that are said with what they were and are.
_SAID = ("minutes", "pinned")


def of_edit(edit: AgendaEdit) -> str:
    """“Soil” changed: Length in minutes 20 → 30"""
    named, unnamed = _WORDS[Act(edit.act)]
    title = text_of(edit.about)
    said = gettext(named, title=title) if title else gettext(unnamed)
    facts = _facts(edit) if edit.act in (Act.ITEM_CHANGED, Act.UNDONE, Act.REDONE) else []
    return colon(said, listed(facts)) if facts else said


def _facts(edit: AgendaEdit) -> list[str]:
    """What changed of the one item it was about."""
    changes = list(edit.patch["facts"].get("items", {}).values())
    if len(changes) != 1 or None in changes[0]:
        return []
    before, after = changes[0]
    return [
        f"{gettext(_FACTS[name])} {_value(before[name])} → {_value(after[name])}"
        if name in _SAID
        else gettext(_FACTS[name])
        for name in after
        if name in _FACTS
    ]


def _value(value: object) -> str:
    return gettext("not recorded") if value is None else str(value)
