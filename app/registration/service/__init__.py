"""What happens to registrations: the verbs that pages, commands and other features call."""

from app.registration.service.bulk import act_on_many, act_on_one
from app.registration.service.deciding import approve, confirm_address, reject, resend_link
from app.registration.service.details import Details, change_details, details_of, set_zone
from app.registration.service.groups import Secretary, register_group
from app.registration.service.handing_over import (
    Colleague,
    hand_over,
    note_attempt,
    tell_who_is_known,
)
from app.registration.service.joining import (
    Outcome,
    Wish,
    add,
    register,
    row_key,
    would_get,
)
from app.registration.service.leaving import cancel, change_way, undo_cancel
from app.registration.service.news import plan_changed, tell_cancelled, tell_changes
from app.registration.service.reminding import remind_due, set_reminders
from app.registration.service.serving import accept_offer, expire_due, let_expire
from app.registration.service.settings import remove_form, set_form
from app.registration.service.speakers import (
    SpeakersPlace,
    place_of_speaker,
    release_speaker,
    seat_for_speaker,
)
from app.registration.service.taking_back import take_back

__all__ = [
    "Colleague",
    "Details",
    "Outcome",
    "Secretary",
    "SpeakersPlace",
    "Wish",
    "accept_offer",
    "act_on_many",
    "act_on_one",
    "add",
    "approve",
    "cancel",
    "change_details",
    "change_way",
    "confirm_address",
    "details_of",
    "expire_due",
    "hand_over",
    "let_expire",
    "note_attempt",
    "place_of_speaker",
    "plan_changed",
    "register",
    "register_group",
    "reject",
    "release_speaker",
    "remind_due",
    "remove_form",
    "resend_link",
    "row_key",
    "seat_for_speaker",
    "set_form",
    "set_zone",
    "take_back",
    "tell_cancelled",
    "tell_changes",
    "set_reminders",
    "tell_who_is_known",
    "undo_cancel",
    "would_get",
]
