"""Every letter to participants as a made-up guest would get it, for organisers to read before.

A kind that can be written and is missing here is found by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.agenda import service as agenda
from app.agenda.published import find as find_published
from app.agenda.rules.document import Document
from app.i18n import gettext, language, speaking, zones
from app.mail.outbox import Link
from app.registration import words
from app.registration.models import Registration, RegistrationForm, RegistrationGroup
from app.registration.rules import Cause, Reminder, Source
from app.registration.rules import RegistrationState as S
from app.registration.service import groups, letters
from app.registration.service.joining import Outcome, Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way

#: Of the made-up guest.
PLACE, HOURS = 3, timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A letter in one of the situations in which it is written; `key` names it in an address."""

    key: str
    kind: str
    state: S = S.CONFIRMED
    source: Source = Source.FORM
    cause: Cause = Cause.REGISTERED
    #: Changed how they take part, by themselves or by the organisers.
    other_way: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


def _of(kind: str, state: S = S.CONFIRMED, **more: Any) -> Sample:
    return Sample(key=kind, kind=kind, state=state, more=more)


REGISTERING = (
    _of("confirm_address", S.UNCONFIRMED),
    _of("pending", S.PENDING),
    _of("confirmed"),
    Sample(key="approved", kind="confirmed", cause=Cause.APPROVED),
    _of("rejected", S.REJECTED),
    Sample(key="added", kind="confirmed", source=Source.ADDED),
    Sample(key="added_waits", kind="waitlisted", state=S.WAITLISTED, source=Source.ADDED),
    Sample(key="in_group", kind="confirmed", source=Source.GROUP),
    _of("group_registered"),
    _of("already_registered"),
    _of("link"),
)
WAITING = (
    _of("waitlisted", S.WAITLISTED),
    _of("promoted"),
    _of("offered", S.OFFERED),
    Sample(key="accepted", kind="confirmed", cause=Cause.ACCEPTED),
    _of("expired", S.EXPIRED),
)
CHANGING = (
    Sample(key="other_way", kind="confirmed", other_way=True),
    Sample(key="changed_for_you", kind="changed_for_you", other_way=True, more={"what": "way"}),
    _of("handed_over", S.CANCELLED),
    Sample(key="received_place", kind="received_place", source=Source.HANDED_OVER),
    _of("new_address"),
    _of("address_changed"),
    _of("address_in_use"),
    _of("cancelled", S.CANCELLED, by_organisers=False, frees_a_place=True, may_undo=True),
    Sample(
        key="cancelled_for_you",
        kind="cancelled",
        state=S.CANCELLED,
        more={"by_organisers": True, "frees_a_place": True, "may_undo": False},
    ),
    Sample(key="undone", kind="confirmed", cause=Cause.UNDONE),
)
AROUND_THE_DAY = (
    _of(Reminder.DAY_BEFORE.value),
    _of(Reminder.HOUR_BEFORE.value),
    _of("changed"),
    _of("workshop_cancelled"),
    _of(Reminder.THANKS.value, came=True),
    Sample(key="thanks_missed", kind=Reminder.THANKS.value, more={"came": False}),
    Sample(key="thanks_to_all", kind=Reminder.THANKS.value),
)
SAMPLES = {one.key: one for one in (*REGISTERING, *WAITING, *CHANGING, *AROUND_THE_DAY)}

#: What a form must be set to for these to be written at all.
_ONLY_WITH = {
    "confirm_address": "confirm_email",
    "pending": "approval",
    "approved": "approval",
    "rejected": "approval",
    "offered": "offer_hours",
    "accepted": "offer_hours",
    "expired": "offer_hours",
    "waitlisted": "waiting_list",
    "added_waits": "waiting_list",
    "promoted": "waiting_list",
    "day_before": "reminders",
    "hour_before": "reminders",
    "thanks": "reminders",
    "thanks_missed": "reminders",
    "thanks_to_all": "reminders",
}


def is_written(sample: Sample, form: RegistrationForm | None) -> bool:
    """Whether registration as it is set now writes this letter."""
    if form is None:
        return False
    if sample.key == "promoted" and form.offer_hours is not None:
        return False
    if sample.key == "confirmed" and form.approval:
        return False
    asked = _ONLY_WITH.get(sample.key)
    return asked is None or bool(getattr(form, asked))


def plan(
    sample: Sample,
    workshop: Workshop,
    *,
    reads: str,
    way: Way,
    at: datetime,
    document: Document,
) -> dict[str, Any]:
    """What the outbox would be given, were this guest real who `reads` one of our languages, and
    `document` the agenda the letter speaks of; nothing is written."""
    with speaking(reads):
        guest = _guest(sample, workshop, way, at)
        if sample.kind == "group_registered":
            return _to_secretary(guest, workshop, document, at)
        planned = letters.plan(
            sample.kind,
            guest,
            act="sample",
            at=at,
            document=document,
            **_said(sample, guest, document),
        )
    return planned | _at_another_address(sample, planned)


def document_of(workshop: Workshop, at: datetime) -> Document:
    """As published, else as the draft has it."""
    published = find_published(workshop.slug)
    return published.document if published else agenda.preview(workshop, at=at)


def _guest(sample: Sample, workshop: Workshop, way: Way, at: datetime) -> Registration:
    return Registration(
        key="sample",
        workshop=workshop,
        workshop_id=workshop.id,
        name=gettext("Kim Example"),
        email="kim@example.org",
        email_normal="kim@example.org",
        state=sample.state,
        source=sample.source,
        group=_group(at) if sample.source is Source.GROUP else None,
        way=way,
        language=language(),
        offered_until=at + HOURS if sample.state is S.OFFERED else None,
        generation=0,
        feed_generation=0,
        at=at,
        state_at=at,
    )


def _said(sample: Sample, guest: Registration, document: Document) -> dict[str, Any]:
    said = {"choices_missed": []} | dict(sample.more)
    if sample.state is S.WAITLISTED:
        said["place"] = PLACE
    if sample.other_way:
        other = Way.ON_SITE if guest.way is Way.ONLINE else Way.ONLINE
        said["way_before"] = words.WAYS[other]
    else:
        said["how"] = words.how(guest, sample.cause)
        is_new = sample.cause is Cause.REGISTERED
        said["by_others"] = is_new and guest.source in letters.BY_OTHERS
        said["by_form"] = is_new and guest.source is Source.FORM
    if sample.kind == "changed":
        said |= {"times_before": _week_before(document), "changes": []}
    if sample.kind in ("new_address", "address_changed"):
        said["joins"] = False
    return said


def _week_before(document: Document) -> list[str]:
    first = document.whole.first
    return [zones.day(first - timedelta(weeks=1), language())] if first else []


def _at_another_address(sample: Sample, planned: dict[str, Any]) -> dict[str, Any]:
    """What goes to an address that is not the guest's holds nothing that opens their page."""
    if sample.kind not in ("new_address", "address_changed"):
        return {}
    page = [link for link in planned["links"] if link.name == "page"]
    confirm = Link("confirm", "/r/address/{token}", "address", "sample")
    return {"links": [*page, confirm], "calendar": None}


def _to_secretary(
    guest: Registration, workshop: Workshop, document: Document, at: datetime
) -> dict[str, Any]:
    group = _group(at)
    wishes = [
        Wish(name=name, email=f"{first}@example.org", way=guest.way)
        for name, first in ((guest.name, "kim"), (gettext("Lou Example"), "lou"))
    ]
    outcomes = [Outcome(S.CONFIRMED, None), Outcome(S.WAITLISTED, PLACE)]
    return groups.plan(group, workshop, wishes, outcomes, document=document, at=at)


def _group(at: datetime) -> RegistrationGroup:
    return RegistrationGroup(
        key="sample",
        name=gettext("Robin Example"),
        email="robin@example.org",
        language=language(),
        at=at,
    )
