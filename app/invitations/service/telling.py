"""What is published or cancelled, told to the speakers it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.agenda.changes_in_words import say, title_of
from app.agenda.rules.changes import Change
from app.agenda.rules.changes import ChangeKind as K
from app.agenda.rules.document import Document, ItemSeen
from app.i18n import gettext, speaking
from app.invitations import letters, own_part, queries
from app.invitations.models import Invitation
from app.mail import outbox
from app.workshops.models import Workshop


def tell_changes(
    workshop: Workshop,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> None:
    """Write to the expected speakers whose own time or place changed.

    `act` names the publishing.
    """
    for invitation in queries.touched(workshop.id, before, after):
        if invitation.speaker.person.email:
            outbox.write(**plan_changed(invitation, before, after, changes, act=act, at=at))


def plan_changed(
    invitation: Invitation,
    before: Document | None,
    after: Document,
    changes: Sequence[Change],
    *,
    act: str,
    at: datetime,
) -> dict[str, Any]:
    """The letter about these changes to one of those whom `queries.touched` names."""
    assert before is not None  # the first version touches nobody
    person = invitation.speaker.key
    with speaking(invitation.language):
        sentences = _sentences(person, before, after, changes)
    return letters.plan(
        "changed",
        invitation,
        act=act,
        at=at,
        document=after,
        also=_keys(before, person),
        changes=sentences,
    )


def tell_cancelled(workshop: Workshop, *, act: str, at: datetime) -> None:
    """Write to everybody who was asked and has not said no."""
    document = queries.newest_document(workshop)
    for invitation in queries.expected(workshop.id):
        letters.write("workshop_cancelled", invitation, act=act, at=at, document=document)


def _keys(document: Document, person: str) -> frozenset[str]:
    return frozenset(item.key for item, _ in own_part.parts_of(document, person))


def _sentences(
    person: str, before: Document, after: Document, changes: Sequence[Change]
) -> list[str]:
    """What changed for this person, in the spoken language."""
    old = {item.uid: item for item, _ in own_part.parts_of(before, person)}
    new = {item.uid: item for item, _ in own_part.parts_of(after, person)}
    own = {item.key for item in (*old.values(), *new.values())}
    still_there = {item.uid for item in after.shown()}
    return [
        *(say(one, before, after) for one in changes if _concerns(one, own)),
        *(_lost(item) for uid, item in old.items() if uid in still_there and uid not in new),
        *(_gained(item, after) for uid, item in new.items() if uid not in old),
    ]


def _concerns(change: Change, own: set[str]) -> bool:
    if change.kind in (K.WORKSHOP_PLACE, K.WORKSHOP_WAY):
        return True
    return change.concerns_time_or_place and change.item in own


def _lost(item: ItemSeen) -> str:
    return gettext("You are no longer named with “%(title)s”", title=title_of(item))


def _gained(item: ItemSeen, after: Document) -> str:
    when = own_part.times(item, after, None)[0]
    return gettext("You are now named with “%(title)s”: %(when)s", title=title_of(item), when=when)
