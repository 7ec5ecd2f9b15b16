"""Asking speakers, their answers, and what is published or cancelled, told to them."""

from app.invitations.service.acting import hold_all
from app.invitations.service.answering import (
    accept,
    await_approval,
    decline,
    delegate,
    propose,
    seat_accepted,
)
from app.invitations.service.asking import draft, remind, remove, reopen, send, withdraw
from app.invitations.service.assistants import is_same, name_assistant, remove_assistant
from app.invitations.service.deciding import (
    agree_time,
    confirm_delegate,
    keep_time,
    lapse,
    note_answer,
    refuse_delegate,
)
from app.invitations.service.opening import note_opened
from app.invitations.service.plans import save_plan, save_text
from app.invitations.service.remarks import ask, reply, settle
from app.invitations.service.reminding import chase, lapse_due, remind_due
from app.invitations.service.sending import send_to_many
from app.invitations.service.telling import (
    changed_since,
    follow_addresses,
    plan_changed,
    tell_cancelled,
    tell_changes,
)

__all__ = (
    "accept",
    "agree_time",
    "ask",
    "await_approval",
    "chase",
    "changed_since",
    "confirm_delegate",
    "decline",
    "delegate",
    "draft",
    "hold_all",
    "is_same",
    "keep_time",
    "follow_addresses",
    "lapse",
    "lapse_due",
    "name_assistant",
    "note_answer",
    "note_opened",
    "plan_changed",
    "propose",
    "refuse_delegate",
    "remind",
    "remind_due",
    "remove",
    "remove_assistant",
    "reopen",
    "reply",
    "save_plan",
    "save_text",
    "seat_accepted",
    "send",
    "send_to_many",
    "settle",
    "tell_cancelled",
    "tell_changes",
    "withdraw",
)
