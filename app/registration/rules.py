"""Placeholder head; the decisions follow."""

from __future__ import annotations

from enum import StrEnum


class RegistrationState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
