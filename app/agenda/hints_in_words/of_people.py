"""Hints about people: where they are needed, when they can, whether they come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.agenda.hints_in_words.telling import Sentence, Telling
from app.agenda.rules.hints import Hint, HintKind
from app.i18n import gettext, language, ngettext, zones
from app.i18n.cities import city
from app.i18n.punctuation import comma, listed, semicolon, with_note
from app.people.rules import as_typed

K = HintKind
#: Offered hours that are told at once.
OFFERED = 3


def _twice(hint: Hint, say: Telling) -> tuple[str, str]:
    sentence = ngettext(
        "%(name)s is in “%(first)s” and in “%(second)s” at once, for %(n)s minute.",
        "%(name)s is in “%(first)s” and in “%(second)s” at once, for %(n)s minutes.",
        hint.minutes or 0,
        name=say.person(hint.person),
        first=say.item(hint.items[1]),
        second=say.item(hint.items[0]),
    )
    return sentence, gettext("One of the two could move, or somebody else take one of the parts.")


def _elsewhere(hint: Hint, say: Telling) -> tuple[str, str]:
    sentence = ngettext(
        "%(name)s moderates the theme “%(theme)s” and is needed in “%(item)s” at the same time, "
        "for %(n)s minute.",
        "%(name)s moderates the theme “%(theme)s” and is needed in “%(item)s” at the same time, "
        "for %(n)s minutes.",
        hint.minutes or 0,
        name=say.person(hint.person), theme=say.theme(hint.theme), item=say.item(hint.item),
    )  # fmt: skip
    return sentence, gettext("Somebody else could lead through the theme meanwhile.")


def _unavailable(hint: Hint, say: Telling) -> tuple[str, str]:
    person = say.planning.people[hint.people[0]]
    sentence = gettext(
        "“%(item)s” lies outside the hours that %(name)s has offered.",
        item=say.item(hint.item), name=person.name,
    )  # fmt: skip
    zone = person.zone or say.zone
    rows = as_typed(person.windows, zone)
    day = zones.local(hint.start, zone).date() if hint.start else date.min
    near = [row for row in rows if abs((row[0] - day).days) <= 1] or rows
    offered = [
        with_note(
            comma(
                (
                    zones.day_and_month(on, language()),
                    f"{begins:%H:%M}–{ends:%H:%M}" if begins and ends else "",
                )
            ),
            city(zone, language()),
        )
        for on, begins, ends in near[:OFFERED]
    ]
    return sentence, gettext("Offered: %(hours)s.", hours=semicolon(offered))


def _declined(hint: Hint, say: Telling) -> tuple[str, str]:
    about = {"name": say.person(hint.person), "item": say.item(hint.item)}
    if say.planning.people[hint.people[0]].is_gone:
        said = gettext(
            "%(name)s is not invited any more and is still named in “%(item)s”.", **about
        )
    elif len(hint.items) > 1:
        said = gettext(
            "%(name)s has declined and is still named in “%(item)s” and elsewhere.", **about
        )
    else:
        said = gettext("%(name)s has declined and is still named in “%(item)s”.", **about)
    return said, gettext("Somebody else could take the part, or the item be cancelled.")


def _interprets(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "%(name)s interprets alone for %(n)s minutes.",
            name=say.person(hint.person), n=hint.minutes,
        ),
        gettext("Interpreters take turns after about half an hour; a second one would help."),
    )  # fmt: skip


def _night(hint: Hint, say: Telling) -> tuple[str, str]:
    assert hint.start is not None
    assert hint.zone is not None
    return (
        gettext(
            "“%(item)s” is at night for %(name)s: %(when)s.",
            item=say.item(hint.item), name=say.person(hint.person),
            when=zones.span(hint.start, hint.end, hint.zone, language()),
        ),
        "",
    )  # fmt: skip


def _no_speaker(hint: Hint, say: Telling) -> tuple[str, str]:
    return gettext("“%(item)s” has no named speaker yet.", item=say.item(hint.item)), ""


def _unconfirmed(hint: Hint, say: Telling) -> tuple[str, str]:
    names = listed(say.person(key) for key in hint.people)
    if len(hint.people) == 1:
        said = gettext(
            "%(name)s has not yet confirmed to speak in “%(item)s”.",
            name=names, item=say.item(hint.item),
        )  # fmt: skip
    else:
        said = gettext(
            "Nobody has yet confirmed to speak in “%(item)s”: %(names)s.",
            names=names, item=say.item(hint.item),
        )  # fmt: skip
    return said, ""


def _not_invited(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s person who is to speak is not invited yet.",
            "%(n)s people who are to speak are not invited yet.",
            hint.count or 0,
        ),
        listed(map(say.person, hint.people)),
    )


def _moderator_speaks(hint: Hint, say: Telling) -> tuple[str, str]:
    about = {"name": say.person(hint.person), "item": say.item(hint.item)}
    if hint.theme is None:
        said = gettext("%(name)s moderates “%(item)s” and speaks in it.", **about)
    else:
        said = gettext(
            "%(name)s moderates the theme “%(theme)s” and speaks in “%(item)s”.",
            theme=say.theme(hint.theme), **about,
        )  # fmt: skip
    return said, gettext("Somebody else could introduce that part and keep the time.")


def _no_moderator(hint: Hint, say: Telling) -> tuple[str, str]:
    if len(hint.themes) > 1:
        return gettext("No theme has a moderator yet."), ""
    return gettext("The theme “%(theme)s” has no moderator yet.", theme=say.theme(hint.theme)), ""


def _not_in_agenda(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "%(name)s is among the people of this workshop and not in its agenda yet.",
            name=say.person(hint.person),
        ),
        "",
    )


SENTENCES: Mapping[HintKind, Sentence] = {
    K.PERSON_TWICE: _twice,
    K.MODERATES_ELSEWHERE: _elsewhere,
    K.UNAVAILABLE: _unavailable,
    K.DECLINED: _declined,
    K.INTERPRETS_ALONE: _interprets,
    K.NIGHT: _night,
    K.NO_SPEAKER: _no_speaker,
    K.UNCONFIRMED: _unconfirmed,
    K.NOT_INVITED: _not_invited,
    K.MODERATOR_SPEAKS: _moderator_speaks,
    K.NO_MODERATOR: _no_moderator,
    K.NOT_IN_AGENDA: _not_in_agenda,
}
