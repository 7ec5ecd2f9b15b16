"""What made a registration what it is, where its letter says more than that it is so."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    #: Somebody asked, or others registered them: the source of the registration tells.
    REGISTERED = "registered"
    ADDRESS_CONFIRMED = "address_confirmed"
    APPROVED = "approved"
    #: An offered place was taken.
    ACCEPTED = "accepted"
    #: A cancellation was taken back.
    UNDONE = "undone"
