"""What is published or cancelled, told to the speakers it touches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.agenda.changes_in_words import by_other_clocks, say, title_of
from app.agenda.rules.changes import Change, compare
from app.agenda.rules.changes import ChangeKind as K
from app.agenda.rules.document import Document, ItemSeen
from app.errors import Refusal
from app.extensions import config
from app.i18n import gettext, speaking, zones
from app.i18n.punctuation import semicolon
from app.i18n.texts import Text
from app.invitations import letters, own_part, queries, waiting
from app.invitations.models import Invitation
from app.invitations.rules import told
from app.invitations.service import acting
from app.people.models import Speaker
from app.workshops.models import Workshop


def tell_changes(
    workshop: Workshop, before: Document | None, after: Document, *, act: str, at: datetime
) -> None:
    """Write to the expected speakers whose own time, place or title changed since they were told.

    `act` names the publishing, which holds every invitation: an answer given meanwhile came first,
    and its calendar request too.
    """
    for invitation in queries.touched(workshop.id, before, after):
        said = _said(invitation, before, after)
        letters.write("changed", invitation, act=act, at=at, document=after, **said)


def plan_changed(
    invitation: Invitation, before: Document | None, after: Document, *, act: str, at: datetime
) -> dict[str, Any]:
    """The letter about these changes to one of those whom `queries.touched` names."""
    said = _said(invitation, before, after)
    return letters.plan("changed", invitation, act=act, at=at, document=after, **said)


def _said(invitation: Invitation, before: Document | None, after: Document) -> dict[str, Any]:
    """The changes in the speaker's language, and the items they had before."""
    person = invitation.speaker.key
    was = told.as_document(invitation.told, after, person) if invitation.told else before
    assert was is not None  # the first version touches nobody of whom nothing is noted
    with speaking(invitation.language):
        sentences = _sentences(invitation.speaker, was, after)
    return {"also": _keys(was, person), "changes": sentences}


def changed_since(invitation: Invitation, now: Document) -> list[str]:
    """What is other than the last letter told, in the spoken language; nothing where that was not
    noted. For the speaker's own page."""
    if not invitation.told:
        return []
    person = invitation.speaker.key
    was = told.as_document(invitation.told, now, person)
    return _sentences(invitation.speaker, was, now)


def knows_title(speaker: Speaker, uid: str, title: Text | None) -> None:
    """Who gave their own item this title is not told of it; everybody else with it is."""
    invitation = queries.find_invitation(speaker)
    if invitation is not None:
        invitation.told = told.retitled(invitation.told, uid, title)


def follow_addresses(at: datetime) -> None:
    """Ask the calendar at a speaker's new address, and take the question back from the old one."""
    if config().mail_inbound is None:
        return
    moved = queries.asked_elsewhere()
    over = waiting.over({one.workshop_id for one in moved}, at) if moved else set()
    for invitation in [one for one in moved if one.workshop_id not in over][: waiting.AT_ONCE]:
        acting.hold(invitation)
        try:
            acting.check_ahead(invitation, at)
        except Refusal:
            continue
        letters.write("appointment", invitation, at=at)


def tell_cancelled(workshop: Workshop, *, act: str, at: datetime) -> None:
    """Write to everybody who was asked and has not said no; the cancelling holds them."""
    document = queries.newest_document(workshop)
    for invitation in queries.expected(workshop.id):
        letters.write("workshop_cancelled", invitation, act=act, at=at, document=document)


def _keys(document: Document, person: str) -> frozenset[str]:
    return frozenset(item.key for item, _ in own_part.parts_of(document, person))


def _sentences(speaker: Speaker, before: Document, after: Document) -> list[str]:
    """What changed for this person, in the spoken language and on their own clock as well."""
    person, own_zone = speaker.key, zones.known(speaker.person.time_zone)
    others = [own_zone] if own_zone and own_zone != after.workshop.time_zone else []

    def said(change: Change) -> str:
        return semicolon(
            (say(change, before, after), *by_other_clocks(change, before, after, others))
        )

    old = {item.uid: item for item, _ in own_part.parts_of(before, person)}
    new = {item.uid: item for item, _ in own_part.parts_of(after, person)}
    own = {item.key for item in (*old.values(), *new.values())}
    # What was taken out of the agenda is said so; what was never in it, like what is another's.
    taken_out = {item.uid for item in after.items if item.removed}
    return [
        *(said(one) for one in compare(before, after) if _concerns(one, own)),
        *(_lost(item) for uid, item in old.items() if uid not in taken_out and uid not in new),
        *(_gained(item, after, own_zone) for uid, item in new.items() if uid not in old),
    ]


def _concerns(change: Change, own: set[str]) -> bool:
    if change.kind in (K.WORKSHOP_PLACE, K.WORKSHOP_WAY):
        return True
    heard = change.concerns_time_or_place or change.kind is K.RETITLED
    return heard and change.item in own


def _lost(item: ItemSeen) -> str:
    return gettext("You are no longer named with “%(title)s”", title=title_of(item))


def _gained(item: ItemSeen, after: Document, own_zone: str | None) -> str:
    when = semicolon(own_part.times(item, after, own_zone))
    return gettext("You are now named with “%(title)s”: %(when)s", title=title_of(item), when=when)
