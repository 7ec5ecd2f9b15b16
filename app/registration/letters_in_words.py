"""When each letter to participants is written, as organisers read it beside the letter."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import lazy_gettext
from app.registration.service import samples
from app.registration.service.samples import Sample

PARTS: Sequence[tuple[str, object, Sequence[Sample]]] = (
    ("registering", lazy_gettext("Registering"), samples.REGISTERING),
    ("waiting", lazy_gettext("Waiting and offers"), samples.WAITING),
    ("changing", lazy_gettext("Changing and cancelling"), samples.CHANGING),
    ("day", lazy_gettext("Around the day"), samples.AROUND_THE_DAY),
)

WHEN = {
    "confirm_address": lazy_gettext("When somebody registers, before a place is kept."),
    "pending": lazy_gettext("When somebody registers and you decide about each registration."),
    "confirmed": lazy_gettext("When somebody registers and has a place at once."),
    "approved": lazy_gettext("When you approve a registration and there is a place."),
    "rejected": lazy_gettext("When you decline a registration."),
    "added": lazy_gettext("When you register somebody yourselves, alone or by a list."),
    "added_waits": lazy_gettext("When you register somebody yourselves and all places are taken."),
    "in_group": lazy_gettext(
        "When somebody is registered by another person, together with others."
    ),
    "group_registered": lazy_gettext(
        "When somebody has registered several people: to that person."
    ),
    "already_registered": lazy_gettext("When somebody registers again with the same address."),
    "link": lazy_gettext("When somebody asks for the personal link again, or you send it."),
    "waitlisted": lazy_gettext("When somebody registers and all places are taken."),
    "promoted": lazy_gettext("When a place comes free: to the next in line, who has it at once."),
    "offered": lazy_gettext("When a place comes free: to the next in line, who is asked first."),
    "accepted": lazy_gettext("When somebody takes the place that was offered."),
    "expired": lazy_gettext("When an offered place was not taken in time."),
    "other_way": lazy_gettext("When somebody changes how they take part and has a place."),
    "changed_for_you": lazy_gettext("When you change how somebody takes part, or take that back."),
    "handed_over": lazy_gettext("When somebody hands the place over to a colleague."),
    "received_place": lazy_gettext("When somebody gets a place from a colleague."),
    "new_address": lazy_gettext("When somebody gives a new address: to that address."),
    "address_changed": lazy_gettext("When the new address was confirmed: to the old one."),
    "address_in_use": lazy_gettext(
        "When somebody else is registered with the new address: to that address."
    ),
    "cancelled": lazy_gettext("When somebody cancels."),
    "cancelled_for_you": lazy_gettext("When you cancel somebody’s registration."),
    "undone": lazy_gettext("When somebody takes the cancellation back within the hour."),
    "day_before": lazy_gettext("The day before, at 10:00 on the reader’s own clock."),
    "hour_before": lazy_gettext("An hour before the beginning, if its hour is known."),
    "changed": lazy_gettext("When you publish another time or place."),
    "workshop_cancelled": lazy_gettext("When you cancel the workshop."),
    "thanks": lazy_gettext(
        "After the end, at the next 10:00 on the reader’s own clock: to who was there."
    ),
    "thanks_missed": lazy_gettext("At the same time, to who was not seen although others were."),
    "thanks_to_all": lazy_gettext("At the same time, to everybody where nobody noted who came."),
}
