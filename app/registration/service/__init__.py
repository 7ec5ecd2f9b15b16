"""What happens to registrations: the verbs that pages, commands and other features call."""

from app.registration.service.joining import (
    Outcome,
    Wish,
    add,
    approve,
    confirm_address,
    register,
    reject,
    resend_link,
    would_get,
)
from app.registration.service.leaving import cancel, change_way, undo_cancel
from app.registration.service.news import plan_changed, tell_cancelled, tell_changes
from app.registration.service.serving import accept_offer, expire_due, let_expire
from app.registration.service.settings import remove_form, set_form
from app.registration.service.speakers import (
    SpeakersPlace,
    place_of_speaker,
    release_speaker,
    seat_for_speaker,
)

__all__ = [
    "Outcome",
    "SpeakersPlace",
    "Wish",
    "accept_offer",
    "add",
    "approve",
    "cancel",
    "change_way",
    "confirm_address",
    "expire_due",
    "let_expire",
    "place_of_speaker",
    "plan_changed",
    "register",
    "reject",
    "release_speaker",
    "remove_form",
    "resend_link",
    "seat_for_speaker",
    "set_form",
    "tell_cancelled",
    "tell_changes",
    "undo_cancel",
    "would_get",
]
