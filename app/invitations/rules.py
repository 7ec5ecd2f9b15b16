"""Placeholder head; the decisions follow."""

from __future__ import annotations

from enum import StrEnum


class InvitationState(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTER_PROPOSED = "counter_proposed"
    DELEGATING = "delegating"
    DELEGATED = "delegated"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
