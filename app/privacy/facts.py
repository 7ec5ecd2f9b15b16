"""What is kept of one participant, as plain values: in words, and as programs read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.i18n import language, zones
from app.registration import queries
from app.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Fact:
    #: Names it in the file for programs.
    key: str
    label: str
    #: As people read it; empty where nothing was said.
    words: str
    #: As programs read it.
    value: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str
    #: One or more entries of facts; none = we hold nothing of this kind.
    entries: tuple[tuple[Fact, ...], ...]


def said(key: str, label: str, text: str | None) -> Fact:
    return Fact(key, label, text or "", text)


def moment(key: str, label: str, one: Registration, at: Any) -> Fact:
    if at is None:
        return Fact(key, label, "", None)
    return Fact(key, label, zones.when(at, queries.zone_of(one), language()), at.isoformat())
