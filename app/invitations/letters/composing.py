"""The invitation in the organisers' own words: what takes the place of each placeholder, for one
person and in the spoken language; and texts to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.i18n import gettext, language, lazy_gettext, speaking
from app.i18n.punctuation import listed, semicolon
from app.i18n.texts import one_line, words
from app.invitations import own_part
from app.invitations.letters import deadlines
from app.invitations.models import Invitation
from app.invitations.own_part import OwnItem, OwnPart
from app.invitations.rules import texts
from app.invitations.rules.plans import Plan
from app.invitations.rules.texts import LetterText, Placeholder
from app.people.rules import called
from app.registration.rules import greeted
from app.workshops.rules import Relation

P = Placeholder

#: What each stands for, beside the list to copy from.
MEANINGS: Mapping[Placeholder, Any] = {
    P.NAME: lazy_gettext("the name, in Chinese e-mails in Chinese characters where known"),
    P.GREETING_NAME: lazy_gettext("the name with the form of address the person gave"),
    P.FORM_OF_ADDRESS: lazy_gettext("only the form of address the person gave"),
    P.TITLE: lazy_gettext("the title of their contribution"),
    P.THEME: lazy_gettext("the theme it belongs to"),
    P.WORKSHOP: lazy_gettext("the title of the workshop"),
    P.HOST: lazy_gettext("who hosts it"),
    P.PLACE: lazy_gettext("where it is"),
    P.CONTACT: lazy_gettext("whom to ask"),
    P.DATE: lazy_gettext("the day or days of the workshop"),
    P.WHEN: lazy_gettext("their own time, on the workshop’s clock"),
    P.OWN_TIME: lazy_gettext("the same, on their own clock"),
    P.DEADLINE: lazy_gettext("the last day for an answer, with its zone"),
    P.LINK: lazy_gettext("the link to their page; the button below stays"),
}
#: The same as a bare word, for a list of what nobody recorded.
NAMES: Mapping[Placeholder, Any] = {
    P.NAME: lazy_gettext("name"),
    P.GREETING_NAME: lazy_gettext("name"),
    P.FORM_OF_ADDRESS: lazy_gettext("form of address"),
    P.TITLE: lazy_gettext("title of the contribution"),
    P.THEME: lazy_gettext("theme"),
    P.WORKSHOP: lazy_gettext("title of the workshop"),
    P.HOST: lazy_gettext("host"),
    P.PLACE: lazy_gettext("place"),
    P.CONTACT: lazy_gettext("contact"),
    P.DATE: lazy_gettext("date"),
    P.WHEN: lazy_gettext("time"),
    P.OWN_TIME: lazy_gettext("own time zone"),
    P.DEADLINE: lazy_gettext("day by which to answer"),
    P.LINK: "",
}
#: What is said where nobody recorded it.
INSTEAD: Mapping[Placeholder, Any] = {
    P.NAME: lazy_gettext("(name not recorded)"),
    P.GREETING_NAME: lazy_gettext("(name not recorded)"),
    P.FORM_OF_ADDRESS: lazy_gettext("(form of address not recorded)"),
    P.TITLE: lazy_gettext("(title not recorded)"),
    P.THEME: lazy_gettext("(theme not recorded)"),
    P.WORKSHOP: lazy_gettext("(title of the workshop not recorded)"),
    P.HOST: lazy_gettext("(host not recorded)"),
    P.PLACE: lazy_gettext("(place not recorded)"),
    P.CONTACT: lazy_gettext("(contact not recorded)"),
    P.DATE: lazy_gettext("(date not recorded)"),
    P.WHEN: lazy_gettext("(time not recorded)"),
    P.OWN_TIME: lazy_gettext("(own time not known)"),
    P.DEADLINE: lazy_gettext("(no last day set)"),
    P.LINK: "",
}

#: A line of a paragraph: words, and None where the link to the desk belongs.
Line = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The organisers' text with this person's values; empty parts are said by the standard."""

    subject: str
    salutation: tuple[tuple[Line, ...], ...]
    opening: tuple[tuple[Line, ...], ...]
    closing: tuple[tuple[Line, ...], ...]
    #: What the text names and nobody has recorded for this person.
    unknown: frozenset[Placeholder]

    @property
    def first(self) -> str:
        """The first paragraph as bare words, for lists of mail programs."""
        lines = self.opening[0] if self.opening else ()
        return one_line(" ".join("".join(piece or "" for piece in line) for line in lines))


def context(kind: str, invitation: Invitation, part: OwnPart, plan: Plan) -> dict[str, Any]:
    """For the letter's template. Without a text in the spoken language, the standard letter."""
    text = plan.texts.get(language())
    if kind != "invitation" or not text:
        return {"composed": None, "composed_subject": None}
    made = compose(text, invitation, part, plan)
    return {"composed": made, "composed_subject": made.subject or None}


def compose(text: LetterText, invitation: Invitation, part: OwnPart, plan: Plan) -> Composed:
    values = values_for(invitation, part, plan)
    instead = {one: str(said) for one, said in INSTEAD.items()}
    parts = {
        name: texts.fill(getattr(text, name), values, instead)
        for name in ("subject", "salutation", "opening", "closing")
    }
    subject = " ".join(
        str(piece)
        for paragraph in parts["subject"].paragraphs
        for line in paragraph
        for piece in ("".join(line),)
    )
    return Composed(
        subject=one_line(subject),
        salutation=_shown(parts["salutation"]),
        opening=_shown(parts["opening"]),
        closing=_shown(parts["closing"]),
        unknown=frozenset().union(*(one.unknown for one in parts.values())),
    )


def _shown(filled: texts.Filled) -> tuple[tuple[Line, ...], ...]:
    return tuple(
        tuple(
            tuple(None if piece is P.LINK else one_kept(str(piece)) for piece in line)
            for line in paragraph
        )
        for paragraph in filled.paragraphs
    )


def one_kept(piece: str) -> str:
    """Cleaned as one line is, with the blanks at its ends, which part it from its neighbours."""
    inner = one_line(piece)
    if not inner:
        return " " if piece else ""
    return f"{' ' if piece[:1].isspace() else ''}{inner}{' ' if piece[-1:].isspace() else ''}"


def values_for(invitation: Invitation, part: OwnPart, plan: Plan) -> dict[Placeholder, str | None]:
    """None of what is not recorded; nothing is guessed."""
    person, document, spoken = invitation.speaker.person, part.document, language()
    workshop = document.workshop
    return {
        P.NAME: called(person.name, person.native_name, spoken),
        P.GREETING_NAME: greeted(person.name, person.native_name, person.address_as, spoken),
        P.FORM_OF_ADDRESS: person.address_as,
        P.TITLE: _all(
            words(one.item.title, spoken) if not one.is_subject else None for one in part.items
        ),
        P.THEME: _any(
            words(theme.title, spoken)
            for theme in (
                *(one.theme for one in part.items),
                *(theme for theme, _ in part.themes),
            )
            if theme
        ),
        P.WORKSHOP: words(workshop.title, spoken) or None,
        P.HOST: _any(
            words(name, spoken) for name in own_part.organisations(document, Relation.HOST)
        ),
        P.PLACE: words(workshop.place, spoken) or None,
        P.CONTACT: words(workshop.contact, spoken) or None,
        P.DATE: own_part.days(document) if document.whole.first else None,
        P.WHEN: _times(part, own=False),
        P.OWN_TIME: _times(part, own=True) if person.time_zone else None,
        P.DEADLINE: _deadline(invitation, part, plan),
    }


def _all(found: Iterable[str | None]) -> str | None:
    """All of them; one that is missing makes the whole unknown."""
    every = list(found)
    return listed([one for one in every if one]) if every and all(every) else None


def _any(found: Iterable[str | None]) -> str | None:
    """Those that are known, each once."""
    return listed(dict.fromkeys(one for one in found if one)) or None


def _times(part: OwnPart, *, own: bool) -> str | None:
    """Of each own item one time; unknown if that of one of them is not known."""

    def time_of(one: OwnItem) -> str | None:
        if one.item.start is None and (own or one.item.day is None):
            return None
        return one.times[-1 if own else 0]

    every = [time_of(one) for one in part.items]
    return semicolon([one for one in every if one]) if every and all(every) else None


def _deadline(invitation: Invitation, part: OwnPart, plan: Plan) -> str | None:
    said = deadlines.to_answer(invitation, part, plan)
    if said is None or said.zone is None:
        return said.day if said else None
    return gettext("%(day)s (%(zone)s)", day=said.day, zone=said.zone)


# -- Texts to begin with --------------------------------------------------------------------------


def starting_text(
    spoken: str, *, has_deadline: bool, has_contact: bool, has_host: bool
) -> LetterText:
    """A polite invitation in this language, to be changed. It names only what is recorded."""
    with speaking(spoken):
        opening = [
            gettext(
                "We would be delighted if you took part in “{workshop}” ({date}). "
                "Your knowledge and experience would enrich it greatly."
            ),
            gettext(
                "Below you find what we have in mind for you. If another time would suit you "
                "better, please tell us on your page."
            ),
        ]
        if has_deadline:
            opening.append(gettext("We look forward to your answer by {deadline}."))
        closing = [gettext("Thank you very much for considering our invitation.")]
        if has_contact:
            closing[0] = gettext(
                "Thank you very much for considering our invitation. If you have any questions, "
                "you can reach us here: {contact}"
            )
        closing.append(
            gettext("With kind regards,\n{host}")
            if has_host
            else gettext("With kind regards,\nyour organisers")
        )
        return LetterText(
            subject=gettext("Invitation: {workshop}, {date}"),
            salutation=gettext("Dear {greeting_name},"),
            opening="\n\n".join(opening),
            closing="\n\n".join(closing),
        )
