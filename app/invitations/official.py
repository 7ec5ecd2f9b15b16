"""What an official letter of invitation says, in one language, as plain values.

It is put together when it is issued and kept as it was: printed again it says the same, whatever
was changed since. What nobody recorded is left out; nothing is made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.agenda.rules.words import Kind
from app.i18n import gettext, language, punctuation, speaking, texts, zones
from app.i18n.texts import Text
from app.invitations import letters, own_part
from app.invitations.own_part import OwnItem, OwnPart
from app.invitations.rules.papers import Paper, reference
from app.people.models import Speaker
from app.people.rules import Part, called, is_han
from app.registration.words import on_day
from app.workshops.rules import Relation, Way

#: A label and its lines.
Fact = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Lines as they are printed; empty ones are left out."""

    language: str
    title: str
    #: The organisation, then its address.
    letterhead: tuple[str, ...]
    reference_label: str
    reference: str
    date_label: str
    date: str
    #: With the town, as some letters say it above, others below.
    dated: str
    #: Name, post, organisation; then the same in the addressee's own script, where known.
    addressee: tuple[str, ...]
    addressee_there: tuple[str, ...]
    salutation: str
    opening: str
    facts: tuple[Fact, ...]
    paragraphs: tuple[str, ...]
    #: One line, or the two of a Chinese letter.
    closing: tuple[str, ...]
    signatory: str
    post: str
    organisation: str
    stamp: str
    #: Said where nothing of it takes place.
    practice: str

    def as_facts(self) -> dict[str, Any]:
        """As JSON gives it back."""
        return {
            name: json.loads(json.dumps(said)) if isinstance(said, tuple) else said
            for name, said in asdict(self).items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What an organiser types for one letter; None = as for all."""

    salutation: str | None = None
    costs: str | None = None


def compose(
    speaker: Speaker, paper: Paper, *, spoken: str, typed: Typed, number: int, at: datetime
) -> Official:
    with speaking(spoken):
        return _compose(speaker, paper, typed, number, at)


def proposed(speaker: Speaker, paper: Paper, *, spoken: str) -> Typed:
    """What the form offers to be changed: the salutation as it would be, and the usual costs."""
    with speaking(spoken):
        return Typed(salutation=_salutation(speaker), costs=_said(paper.costs) or None)


def _compose(speaker: Speaker, paper: Paper, typed: Typed, number: int, at: datetime) -> Official:
    workshop = speaker.workshop
    part = letters.own_part_of(speaker, at=at)
    today = zones.local(at, workshop.time_zone or "UTC").date()
    dated, town = zones.short_day(today, language()), _said(paper.town)
    letterhead = _lines(_said(paper.letterhead))
    organisation = letterhead[0] if letterhead else ""
    return Official(
        language=language(),
        title=gettext("Letter of invitation"),
        letterhead=letterhead,
        reference_label=gettext("Our reference"),
        reference=reference(workshop.slug, today, number),
        date_label=gettext("Date"),
        date=dated,
        dated=gettext("%(town)s, %(day)s", town=town, day=dated) if town else dated,
        addressee=_addressee(speaker),
        addressee_there=_addressee_there(speaker),
        salutation=typed.salutation or _salutation(speaker),
        opening=_opening(organisation, part),
        facts=tuple(_facts(part, typed)),
        paragraphs=tuple(_paragraphs(paper, part)),
        closing=tuple(_lines(gettext("Yours sincerely,"))),
        signatory=_said(paper.signatory),
        post=_said(paper.post),
        organisation=organisation,
        stamp=gettext("Stamp"),
        practice=gettext("This is a practice workshop; it does not take place.")
        if workshop.practice
        else "",
    )


def ends(speaker: Speaker, *, at: datetime) -> datetime | None:
    """When the workshop is over for certain, as far as anybody knows."""
    return own_part.ends(letters.own_part_of(speaker, at=at).document)


# -- To whom --------------------------------------------------------------------------------------


def _addressee(speaker: Speaker) -> tuple[str, ...]:
    name = _titled(speaker, between=" ")
    lines = (name, _said(speaker.post), _said(speaker.affiliation))
    return tuple(one for line in lines for one in _lines(line))


def _addressee_there(speaker: Speaker) -> tuple[str, ...]:
    """The other forms of the same: in the person's own script and language, as who approves at
    home reads it there; and the name as passports have it."""
    person = speaker.person
    is_chinese = person.native_name is not None and is_han(person.native_name)
    own = "zh" if is_chinese else person.language
    said = [person.name, person.native_name or ""]
    if own != language():
        said += [(text or {}).get(own or "", "") for text in (speaker.post, speaker.affiliation)]
    shown = _addressee(speaker)
    name = called(person.name, person.native_name, language())
    return tuple(one for line in said if line != name for one in _lines(line) if one not in shown)


def _salutation(speaker: Speaker) -> str:
    """Nobody's sex is guessed: title and whole name."""
    return gettext("Dear %(addressee)s,", addressee=_titled(speaker, between=""))


def _titled(speaker: Speaker, *, between: str) -> str:
    """The name with the form of address, where both are in one script; Chinese puts it behind."""
    person = speaker.person
    name, title = called(person.name, person.native_name, language()), person.address_as
    if not title or is_han(title) != is_han(name):
        return name
    return f"{name}{between}{title}" if is_han(name) else f"{title} {name}"


# -- What -----------------------------------------------------------------------------------------


def _opening(organisation: str, part: OwnPart) -> str:
    title = punctuation.quoted(_said(part.document.workshop.title))
    return gettext(
        "%(organisation)s has the honour of inviting you to the workshop %(title)s.",
        organisation=organisation,
        title=title,
    )


def _facts(part: OwnPart, typed: Typed) -> Iterator[Fact]:
    document = part.document
    workshop = document.workshop
    day = on_day(document)
    if day:
        yield gettext("Date of the workshop"), (day,)
    if workshop.way:
        yield gettext("Held"), (own_part.way_in_words(document),)
    if workshop.place and workshop.way is not Way.ONLINE:
        yield gettext("Place"), _lines(_said(workshop.place))
    yield gettext("Your part in the workshop"), tuple(_parts(part))
    for label, relation in (
        (gettext("Hosted by"), Relation.HOST),
        (gettext("Implemented by"), Relation.IMPLEMENTER),
        (gettext("Funded by"), Relation.FUNDER),
        (gettext("Funding line"), Relation.FUNDING_LINE),
    ):
        names = tuple(_said(one) for one in own_part.organisations(document, relation))
        if names:
            yield label, names
    costs = _lines(typed.costs or "")
    if costs:
        yield gettext("Costs"), costs
    contact = _lines(_said(workshop.contact))
    if contact:
        yield gettext("Contact"), contact


_TO_SPEAK = {
    Part.SPEAKER: lambda title: gettext("to speak on %(title)s", title=title),
    Part.MODERATOR: lambda title: gettext("to moderate %(title)s", title=title),
    Part.PANELLIST: lambda title: gettext("to discuss %(title)s on the panel", title=title),
    Part.INTERPRETER: lambda title: gettext("to interpret at %(title)s", title=title),
    Part.DELEGATE: lambda title: gettext("to take part in %(title)s", title=title),
}


def _parts(part: OwnPart) -> Iterator[str]:
    """A line for what, and one for when; who is in no item yet is asked to speak, no more."""
    lines = list(_of_items([one for one in part.items if not one.cancelled]))
    for theme, role in part.themes:
        lines.append(_TO_SPEAK[role](punctuation.quoted(_said(theme.title))))
    yield from lines or [gettext("to speak at the workshop")]


def _of_items(items: list[OwnItem]) -> Iterator[str]:
    for one in items:
        title = punctuation.quoted(one.title)
        # Who opens or closes a workshop says a word of welcome or thanks, and gives no talk.
        if one.part is Part.SPEAKER and one.item.kind in (Kind.OPENING, Kind.CLOSING):
            yield gettext("to give an address: %(title)s", title=title)
        else:
            yield _TO_SPEAK[one.part](title)
        if one.item.start is not None or one.item.day is not None:
            when = one.times[0]
            yield (punctuation.comma((when, one.length)) if one.item.minutes is not None else when)


def _paragraphs(paper: Paper, part: OwnPart) -> Iterator[str]:
    more = _said(paper.more)
    yield from (" ".join(one.split()) for one in more.split("\n\n") if one.strip())
    if part.document.workshop.way is Way.ONLINE:
        yield gettext("This letter may be shown wherever your taking part has to be approved.")
    else:
        yield gettext(
            "This letter may be shown wherever your taking part or your journey has to be "
            "approved, and with an application for a visa."
        )
    yield gettext("We look forward to your contribution.")


def _said(text: Text | None) -> str:
    return texts.words(text, language())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
