"""Everything that is kept of one participant, as plain values: for their own eyes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.i18n import gettext, language, lazy_gettext, texts
from app.invitations.queries import find_invitation, letters_to
from app.privacy import given, traces
from app.privacy.facts import Fact, Part, moment, said
from app.registration import words
from app.registration.models import Registration
from app.registration.rules import Source

SOURCES = {
    Source.FORM: lazy_gettext("you registered yourself"),
    Source.GROUP: lazy_gettext("somebody registered you with a group"),
    Source.ADDED: lazy_gettext("the organisers entered you"),
    Source.HANDED_OVER: lazy_gettext("a participant handed the place over to you"),
    Source.WALK_IN: lazy_gettext("you came without registering"),
    Source.SPEAKER: lazy_gettext("you accepted to speak"),
}


def of(registration: Registration) -> list[Part]:
    """In the order in which people look for it, in the spoken language."""
    return [
        given.told(registration),
        _standing(registration),
        given.answers(registration),
        given.consents_given(registration),
        traces.attendance(registration),
        traces.letters(registration),
        *_as_speaker(registration),
        traces.log(registration),
    ]


def as_data(parts: Iterable[Part]) -> dict[str, Any]:
    return {
        part.key: [{fact.key: fact.value for fact in entry} for entry in part.entries]
        for part in parts
    }


def _standing(one: Registration) -> Part:
    title = texts.words(one.workshop.title, language())
    facts = [
        Fact("workshop", gettext("Workshop"), title, title),
        Fact("state", gettext("State"), str(words.STATES[one.state]), one.state.value),
        Fact("way", gettext("You take part"), str(words.WAYS[one.way]), one.way.value),
        Fact("source", gettext("How you came in"), str(SOURCES[one.source]), one.source.value),
        Fact(
            "reminders",
            gettext("Reminders by e-mail"),
            gettext("no") if one.no_reminders else gettext("yes"),
            not one.no_reminders,
        ),
        moment("registered_at", gettext("Registered"), one, one.at),
        moment("state_since", gettext("In this state since"), one, one.state_at),
    ]
    if one.group is not None:
        facts.append(said("group", gettext("Registered with a group by"), one.group.name))
    return Part("registration", gettext("Your registration"), (tuple(facts),))


def _as_speaker(one: Registration) -> list[Part]:
    """What organisers recorded of somebody who speaks there too, and the invitation."""
    speaker = one.speaker
    if speaker is None:
        return []
    person, asked = speaker.person, find_invitation(speaker)
    names = [person.name, person.native_name, *person.other_names]
    facts = [
        said("names", gettext("Names"), "; ".join(name for name in names if name)),
        said("address_as", gettext("Form of address"), person.address_as),
        said("email", gettext("E-mail address"), person.email),
        said("affiliation", gettext("Organisation"), texts.words(speaker.affiliation, language())),
        said("position", gettext("Role"), texts.words(speaker.post, language())),
    ]
    if asked is not None:
        facts += [
            moment("invited_at", gettext("Invited"), one, asked.sent_at),
            moment("answered_at", gettext("Answered"), one, asked.answered_at),
            said("note", gettext("Your note"), asked.answer),
        ]
        facts += [
            said(f"letter_{number}", gettext("E-mail"), letter.subject)
            for number, letter in enumerate(letters_to(speaker), 1)
        ]
    return [Part("speaker", gettext("As a speaker"), (tuple(facts),))]
