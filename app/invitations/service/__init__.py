"""Asking speakers, their answers, and what is published or cancelled, told to them."""

from app.invitations.service.answering import (
    accept,
    await_approval,
    decline,
    delegate,
    propose,
    seat_accepted,
)
from app.invitations.service.asking import draft, remind, remove, reopen, send, withdraw
from app.invitations.service.remarks import ask
from app.invitations.service.telling import plan_changed, tell_cancelled, tell_changes

__all__ = (
    "accept",
    "ask",
    "await_approval",
    "decline",
    "delegate",
    "draft",
    "plan_changed",
    "propose",
    "remind",
    "remove",
    "reopen",
    "seat_accepted",
    "send",
    "tell_cancelled",
    "tell_changes",
    "withdraw",
)
