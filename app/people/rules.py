"""Parts people play at a workshop, what names have in common, and who can be there when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_, zones


class Part(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    INTERPRETER = "interpreter"
    DELEGATE = "delegate"


# -- Names ----------------------------------------------------------------------------------------

#: The signs that Chinese names are written in; a Japanese or Korean name holds others as well.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•\\s]+")
#: What stands inside a word of a name or not, as the writer likes: Lan-Di, O’Brien.
_INSIDE = re.compile(r"[-\u2010-\u2015'’‘`´]")


def called(name: str, native_name: str | None, language: str) -> str:
    """The name a letter in this language calls somebody by: in the language's own script where
    that form is known, and as printed otherwise."""
    if language == "zh" and native_name and is_han(native_name):
        return native_name
    return name


def is_han(name: str) -> bool:
    return _HAN.fullmatch(name) is not None


#: Other shapes of the apostrophe, as phones and word processors set them.
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´′", "'"))


def folded(text: str) -> str:
    """For looking up: without accents, capitals and differences of width or of apostrophes."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def name_marks(forms: Iterable[str | None]) -> frozenset[str]:
    """What two spellings of one name share, whatever comes first: He Landi and Landi HE.

    Of each form the words in the order of the alphabet; a single Latin word marks nobody. Chinese
    names count as a whole.
    """
    marks = set()
    for form in forms:
        if not form:
            continue
        if is_han(form):
            signs = re.sub(r"[·•\s]", "", form)
            marks |= {signs} if len(signs) > 1 else set()
            continue
        words = re.findall(r"\w+", _INSIDE.sub("", folded(form)))
        if len(words) > 1:
            marks.add(" ".join(sorted(words)))
    return frozenset(marks)


# -- When somebody can be there -------------------------------------------------------------------

#: From one moment to another.
Window = tuple[datetime, datetime]
#: As typed: a date, and hours on the wall there; no hours = the whole day.
TypedWindow = tuple[date, time | None, time | None]


def is_available(windows: Sequence[Window], start: datetime, end: datetime) -> bool | None:
    """Whether the whole of it lies in what the speaker offered; None = nothing was said."""
    if not windows:
        return None
    return any(first <= start and end <= last for first, last in joined(windows))


def joined(windows: Iterable[Window]) -> list[Window]:
    """In order, with those that touch made one."""
    whole: list[Window] = []
    for first, last in sorted(windows):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return whole


def window(typed: TypedWindow, zone: str) -> Window:
    """The moments of a row; an end at or before the start is on the day after.

    Raises zones.NoSuchTime and zones.OutOfCalendar.
    """
    day, begins, ends = typed
    start, end = begins or time(0), ends or time(0)
    last = day + timedelta(days=1) if end <= start else day
    return _moment(day, start, zone), _moment(last, end, zone)


def _moment(day: date, clock: time, zone: str) -> datetime:
    """Where the clocks go forward at midnight, a day begins with its first moment."""
    try:
        return zones.moment(day, clock, zone)
    except zones.NoSuchTime as skipped:
        if clock != time(0):
            raise
        return zones.moment(day, skipped.after, zone)


def as_typed(windows: Iterable[Window], zone: str) -> list[TypedWindow]:
    """The rows that say these windows: longer ones in a row for each day of theirs."""
    rows: list[TypedWindow] = []
    for first, last in joined(windows):
        start, end = (zones.local(at, zone).replace(tzinfo=None) for at in (first, last))
        while end - start > timedelta(days=1):
            midnight = datetime.combine(start.date() + timedelta(days=1), time(0))
            rows.append(_row(start, midnight))
            start = midnight
        rows.append(_row(start, end))
    return rows


def _row(start: datetime, end: datetime) -> TypedWindow:
    whole = start.time() == end.time() == time(0)
    return (start.date(), None, None) if whole else (start.date(), start.time(), end.time())


# -- Refusals -------------------------------------------------------------------------------------


class InUse(Refusal):
    message = N_(
        "%(name)s has been invited. Withdraw the invitation and delete it, then remove the person."
    )


class SpeaksElsewhere(Refusal):
    message = N_(
        "%(name)s also speaks at workshops that you do not edit, so name and address cannot be "
        "changed here."
    )


class EndsBeforeStart(Refusal):
    message = N_("This time would end before it starts.")
    status = 422


class InvitedTwice(Refusal):
    message = N_(
        "At “%(workshop)s” there are invitations to both. Delete one of them first, or withdraw "
        "it and then delete it; nobody’s answer is thrown away here."
    )
