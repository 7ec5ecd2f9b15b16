"""Writing a letter: with what it carries into the calendar, and the copy for an assistant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.agenda import calendar
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import speaking
from app.i18n.texts import one_line
from app.invitations import appointments, checklist, own_part
from app.invitations.appointments import Planned
from app.invitations.letters import content as contents
from app.invitations.letters.content import assistants_links, content, personal_links
from app.invitations.letters.told_part import own_part_of
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import InvitationState
from app.invitations.rules.told import snapshot
from app.mail import outbox, switches
from app.mail.message import readable
from app.mail.outbox import Link
from app.mail.rendering import unbroken
from app.people.models import Speaker

#: Kinds that tell the speaker all of their part as it is now.
TELLS_PART = frozenset({
    "invitation", "reminder", "accepted", "tentative", "proposed", "time_agreed", "time_kept",
    "delegate_refused", "changed",
})  # fmt: skip
#: Kinds that only carry an entry into the speaker's own calendar.
FOR_CALENDARS = frozenset({"appointment"})


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
    """One letter to this speaker, with its copy; who has no address gets none.

    `act` names a publishing or a cancellation; without one the letter is an act of the invitation
    itself. `document` is the agenda it speaks of, `also` further items for the calendar file.
    """
    speaker = invitation.speaker
    if act is None:
        invitation.letters += 1
        act = f"invitation:{invitation.key}:{invitation.letters}"
    context = _asked(kind, speaker, at) | context
    with speaking(invitation.language):
        part = _part(invitation, document, at)
        carried = appointments.planned(kind, invitation, part, at=at)
    first, others = _shared_out(carried, speaker.person.email)
    common = {"at": at, "act": act, "workshop_id": invitation.workshop_id}
    # What is kept back tells nobody anything, and no calendar has it.
    is_trial = switches.read(invitation.workshop_id).on_trial
    if speaker.person.email:
        outbox.write(**_letter(kind, invitation, part, first, also, context) | common)
        if kind in TELLS_PART and not is_trial:
            invitation.told = snapshot(part)
    if invitation.assistant_email and kind not in FOR_CALENDARS:
        outbox.write(**copy(kind, invitation, part, context) | common)
    for n, one in enumerate(others, 1):
        planned = _appointment(invitation, part, one) | common | {"act": f"{act}:{n}"}
        outbox.write(**planned)
    if not is_trial:
        appointments.remember(carried, invitation, at=at)


def write_copy(kind: str, invitation: Invitation, *, at: datetime) -> None:
    """The copy alone: for an assistant who was named after the letter itself had gone out."""
    invitation.letters += 1
    with speaking(invitation.language):
        part = own_part_of(invitation.speaker, at=at)
    outbox.write(
        **copy(kind, invitation, part, _asked(kind, invitation.speaker, at)),
        at=at,
        act=f"invitation:{invitation.key}:{invitation.letters}",
        workshop_id=invitation.workshop_id,
    )


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
    with speaking(invitation.language):
        part = _part(invitation, document, at)
        carried = appointments.planned(kind, invitation, part, at=at)
    first, _ = _shared_out(carried, invitation.speaker.person.email)
    common = {"at": at, "act": act, "workshop_id": invitation.workshop_id}
    return _letter(kind, invitation, part, first, also, context) | common


def letter(
    kind: str, invitation: Invitation, part: OwnPart, context: dict[str, Any]
) -> dict[str, Any]:
    """The letter alone, about a part that was read already; its calendar asks for nothing."""
    return _letter(kind, invitation, part, None, frozenset(), context)


def rehearse(
    kind: str,
    speaker: Speaker,
    *,
    language: str,
    message: str | None,
    at: datetime,
    **context: Any,
) -> dict[str, str]:
    """Subject and text as they would go out, with words where the personal link will stand."""
    unsent = Invitation(
        key="", language=language, message=message, generation=0, feed_generation=0, reminders=0,
        state=InvitationState.DRAFTED, speaker=speaker,
    )  # fmt: skip
    with speaking(language):
        part = own_part_of(speaker, at=at)
        with unbroken():
            letter = outbox.rehearse(**content(kind, unsent, part, context))
    text = readable(letter["text"], letter["links"], language)
    return {"subject": letter["subject"], "text": text, "language": language}


def _asked(kind: str, speaker: Speaker, at: datetime) -> dict[str, Any]:
    """Who accepts reads at once what is asked of them, and by when."""
    return {"checklist": checklist.of(speaker, at=at)} if kind == "accepted" else {}


def _part(invitation: Invitation, document: Document | None, at: datetime) -> OwnPart:
    speaker = invitation.speaker
    if document is None:
        return own_part_of(speaker, at=at)
    return own_part.own_part(document, speaker.key, speaker.person.time_zone)


def _shared_out(carried: list[Planned], email: str | None) -> tuple[Planned | None, list[Planned]]:
    """What goes with the letter itself, and what needs mails of its own: calendar programs want
    one entry in each, and an address the speaker has no longer is written to by itself."""
    first = next(iter(carried[:1]), None)
    if first is None or first.email != email:
        return None, carried
    return first, carried[1:]


def _letter(
    kind: str,
    invitation: Invitation,
    part: OwnPart,
    carried: Planned | None,
    also: frozenset[str],
    context: dict[str, Any],
) -> dict[str, Any]:
    with speaking(invitation.language):
        attachment = carried.text if carried else _attachment(invitation, part, also)
        method = carried.method if carried else None
        more = context | {"attached": attachment is not None, "carries": method}
        if carried:
            more["entry"] = carried.said
        made = content(kind, invitation, part, more)
    if carried:
        made["links"] = _replied_to(made["links"], carried)
    return made | {
        "recipient": f"speaker:{invitation.speaker.id}",
        "calendar": attachment,
        "method": method,
    }


def _replied_to(links: list[Link], carried: Planned) -> list[Link]:
    """The ORGANIZER's address is that of the letter."""
    return [*(link for link in links if link.name != carried.reply.name), carried.reply]


def copy(
    kind: str, invitation: Invitation, part: OwnPart, context: dict[str, Any]
) -> dict[str, Any]:
    """The same words to whom the speaker has named, in a mail of its own: neither address stands
    in the other's, and no calendar but the speaker's is asked."""
    with speaking(invitation.language):
        made = content(kind, invitation, part, dict(context))
        links = assistants_links(invitation)
    name = one_line(invitation.assistant_name or "")
    return made | {
        "recipient": f"assistant:{invitation.speaker.id}",
        "to_name": name,
        "to_email": invitation.assistant_email or "",
        "called": name,
        "links": links,
        "calendar": None,
        "copy": True,
        "join_url": None,
    }


def _appointment(invitation: Invitation, part: OwnPart, one: Planned) -> dict[str, Any]:
    """A mail that carries one more entry, and no personal link but the address for replies."""
    with speaking(invitation.language):
        made = content("appointment", invitation, part, {"entry": one.said, "carries": one.method})
    return made | {
        "recipient": f"speaker:{invitation.speaker.id}",
        "to_email": one.email,
        "links": _replied_to([link for link in made["links"] if link.name == "page"], one),
        "calendar": one.text,
        "method": one.method,
        "join_url": None,
    }


def _attachment(invitation: Invitation, part: OwnPart, also: frozenset[str]) -> str | None:
    """The speaker's own items, once they have accepted and a day of them is known."""
    keys = (part.keys | also) - appointments.by_request(invitation, part)
    dated = any(item.key in keys and (item.day or item.start) for item in part.document.items)
    if not contents.may_join(invitation) or not dated:
        return None
    workshop = invitation.speaker.workshop
    return calendar.attachment(
        part.document,
        language=invitation.language,
        base_url=config().base_url,
        only=keys,
        join_url=None if workshop.is_cancelled else workshop.join_url,
        to_speaker=True,
    )


__all__ = ("TELLS_PART", "personal_links", "plan", "rehearse", "write")
