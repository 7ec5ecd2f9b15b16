"""Every letter to a speaker: written in the transaction that causes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.agenda import calendar
from app.agenda import service as agenda
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import language, speaking
from app.i18n.texts import many_lines
from app.invitations import own_part, queries, words
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import InvitationState
from app.mail import outbox
from app.mail.message import readable
from app.mail.outbox import Link
from app.mail.rendering import unbroken
from app.people.models import Speaker
from app.people.rules import called
from app.registration.words import on_day, own_time, times
from app.workshops.models import Workshop
from app.workshops.rules import Relation, WorkshopState


def own_part_of(speaker: Speaker, *, at: datetime) -> OwnPart:
    """What the speaker is asked for: as published, else as the draft has it, theirs alone.

    A speaker whom the newest version does not name yet reads the draft as well.
    """
    workshop = speaker.workshop
    newest = queries.newest_document(workshop)
    if newest is None or not own_part.is_in(newest, speaker.key):
        newest = _draft(workshop, newest, at)
    return own_part.own_part(newest, speaker.key, speaker.person.time_zone)


def _draft(workshop: Workshop, newest: Document | None, at: datetime) -> Document:
    """A cancelled workshop has no plans that anybody should be told."""
    if newest is not None and workshop.is_cancelled:
        return newest
    return agenda.preview(workshop, at=at)


def write(
    kind: str,
    invitation: Invitation,
    *,
    at: datetime,
    act: str | None = None,
    document: Document | None = None,
    also: frozenset[str] = frozenset(),
    **context: Any,
) -> None:
    """One letter to this speaker; who has no address gets none.

    `act` names a publishing or a cancellation; without one the letter is an act of the invitation
    itself. `document` is the agenda it speaks of, `also` further items for the calendar file.
    """
    if not invitation.speaker.person.email:
        return
    if act is None:
        invitation.letters += 1
        act = f"invitation:{invitation.id}:{invitation.letters}"
    outbox.write(**plan(kind, invitation, act=act, at=at, document=document, also=also, **context))


def plan(
    kind: str,
    invitation: Invitation,
    *,
    act: str,
    at: datetime,
    document: Document | None = None,
    also: frozenset[str] = frozenset(),
    **context: Any,
) -> dict[str, Any]:
    """What the outbox would be given for this letter; it may be looked at first."""
    speaker = invitation.speaker
    with speaking(invitation.language):
        part = (
            own_part.own_part(document, speaker.key, speaker.person.time_zone)
            if document
            else own_part_of(speaker, at=at)
        )
        attachment = _attachment(invitation, part, also)
        content = _content(kind, invitation, part, context | {"attached": attachment is not None})
    return content | {
        "act": act,
        "recipient": f"speaker:{speaker.id}",
        "workshop_id": invitation.workshop_id,
        "at": at,
        "calendar": attachment,
    }


def rehearse(
    kind: str, speaker: Speaker, *, language: str, message: str | None, at: datetime
) -> dict[str, str]:
    """Subject and text as they would go out, with words where the personal link will stand."""
    unsent = Invitation(
        key="", language=language, message=message, generation=0, feed_generation=0,
        state=InvitationState.DRAFTED, speaker=speaker,
    )  # fmt: skip
    with speaking(language):
        part = own_part_of(speaker, at=at)
        with unbroken():
            letter = outbox.rehearse(**_content(kind, unsent, part, {"attached": False}))
    text = readable(letter["text"], letter["links"], language)
    return {"subject": letter["subject"], "text": text, "language": language}


def _content(
    kind: str, invitation: Invitation, part: OwnPart, context: dict[str, Any]
) -> dict[str, Any]:
    person, workshop = invitation.speaker.person, invitation.speaker.workshop
    document = part.document
    is_to_come = not workshop.is_cancelled and kind != "workshop_cancelled"
    return {
        "kind": kind,
        "feature": "invitations",
        "to_name": person.name,
        "to_email": person.email or "",
        "language": invitation.language,
        "practice": workshop.practice,
        "links": personal_links(invitation),
        "called": called(person.name, person.native_name, language()),
        "title_of_workshop": document.workshop.title,
        "on_day": on_day(document),
        "times": times(document),
        "own_time": own_time(document, person.time_zone),
        "way": own_part.way_in_words(document),
        "place": document.workshop.place,
        "contact": document.workshop.contact,
        "hosts": own_part.organisations(document, Relation.HOST),
        "funders": own_part.organisations(document, Relation.FUNDER),
        "part": part,
        "part_words": words.PARTS,
        "message": many_lines(invitation.message or ""),
        "join_url": _join_url(invitation) if is_to_come else None,
        "is_to_come": is_to_come,
        "is_public": workshop.state is not WorkshopState.DRAFT,
        **context,
    }


def _join_url(invitation: Invitation) -> str | None:
    workshop = invitation.speaker.workshop
    is_to_come = not workshop.is_cancelled
    return workshop.join_url if is_to_come and _may_join(invitation) else None


def _may_join(invitation: Invitation) -> bool:
    return invitation.state is InvitationState.ACCEPTED


def personal_links(invitation: Invitation) -> list[Link]:
    key = invitation.key
    return [
        Link("desk", f"/s/{{token}}?lang={language()}", "desk", key, invitation.generation),
        Link("feed", "/feeds/{token}/calendar.ics", "feed", f"s{key}", invitation.feed_generation),
        Link("page", f"/w/{invitation.speaker.workshop.slug}?lang={language()}"),
    ]


def _attachment(invitation: Invitation, part: OwnPart, also: frozenset[str]) -> str | None:
    """The speaker's own items, once they have accepted and a day of them is known."""
    keys = part.keys | also
    dated = any(item.key in keys and (item.day or item.start) for item in part.document.items)
    if not _may_join(invitation) or not dated:
        return None
    return calendar.attachment(
        part.document,
        language=invitation.language,
        base_url=config().base_url,
        only=keys,
        join_url=_join_url(invitation),
    )
