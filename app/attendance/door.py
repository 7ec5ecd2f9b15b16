"""How somebody stands at the door, and what can be done about it: plain values for pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.attendance.queries import Guest
from app.attendance.rules import Light, Seen, folded
from app.i18n import gettext, language, zones
from app.registration import tickets
from app.registration.rules import RegistrationState as S
from app.registration.rules.references import reference
from app.workshops.rules import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The words say the same as the light."""

    light: Light
    says: str
    #: What follows from it, or what to do; may be empty.
    more: str = ""
    #: here, admit, approve, switch: the button there is; None = none.
    act: str | None = None


def standing(guest: Guest, *, ways: Collection[Way], cancelled: bool) -> Standing:
    """In the spoken language; `ways` are those the workshop offers."""
    one = guest.registration
    if cancelled:
        return Standing(
            light=Light.STOP,
            says=gettext("This workshop is cancelled."),
            more=gettext("Nobody can be checked in."),
        )
    if one.state is S.CONFIRMED:
        return _with_a_place(guest, ways)
    return _WITHOUT[one.state](guest)


def _with_a_place(guest: Guest, ways: Collection[Way]) -> Standing:
    if guest.seen:
        return Standing(light=Light.GO, says=gettext("Is here already"))
    if guest.registration.way is Way.ONLINE and Way.ON_SITE in ways:
        return Standing(
            light=Light.WAIT,
            says=gettext("Has a place online, not on site"),
            more=gettext(
                "Who comes to the door needs a place on site: it is taken if one is free."
            ),
            act="switch",
        )
    return Standing(light=Light.GO, says=gettext("Has a place"), act="here")


def _waiting(guest: Guest) -> Standing:
    place = guest.place or 1
    return Standing(
        light=Light.WAIT,
        says=gettext("Is number %(place)s on the waiting list", place=place),
        more=gettext(
            "All places are taken. When somebody cancels or there are more places, the next in "
            "line gets one by itself."
        ),
    )


def _pending(_: Guest) -> Standing:
    return Standing(
        light=Light.WAIT,
        says=gettext("Waits for the organisers’ decision"),
        more=gettext("An editor or an owner can decide here and now."),
        act="approve",
    )


def _offered(guest: Guest) -> Standing:
    return Standing(
        light=Light.WAIT,
        says=gettext("Has been offered a place and has not answered"),
        more=gettext("The place is held: who stands at the door takes it."),
        act="admit",
    )


def _unconfirmed(_: Guest) -> Standing:
    return Standing(
        light=Light.WAIT,
        says=gettext("Never confirmed the e-mail address"),
        more=gettext("There is a place for this person if one is free."),
        act="admit",
    )


def _cancelled(_: Guest) -> Standing:
    return Standing(
        light=Light.STOP,
        says=gettext("This registration was cancelled"),
        more=gettext("If a place is free, this person can have one again."),
        act="admit",
    )


def _expired(_: Guest) -> Standing:
    return Standing(
        light=Light.STOP,
        says=gettext("This registration has expired"),
        more=gettext("If a place is free, this person can have one again."),
        act="admit",
    )


def _rejected(_: Guest) -> Standing:
    return Standing(
        light=Light.STOP,
        says=gettext("The organisers declined this registration"),
        more=gettext("Please ask an editor or an owner of this workshop."),
    )


_WITHOUT = {
    S.WAITLISTED: _waiting,
    S.PENDING: _pending,
    S.OFFERED: _offered,
    S.UNCONFIRMED: _unconfirmed,
    S.CANCELLED: _cancelled,
    S.EXPIRED: _expired,
    S.REJECTED: _rejected,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list at the door."""

    key: str
    name: str
    native_name: str | None
    affiliation: str | None
    reference: str
    code: str
    #: What is looked for, folded.
    finds: str
    standing: Standing
    #: Of those who are here: since when, and whether the team noted it.
    here: str
    by_hand: bool
    #: Has a place of the kind that the list shows.
    is_listed: bool


def row(
    guest: Guest, *, way: Way | None, ways: Collection[Way], cancelled: bool, zone: str | None
) -> Row:
    one = guest.registration
    return Row(
        key=one.key,
        name=one.name,
        native_name=one.native_name,
        affiliation=one.affiliation,
        reference=reference(one.key),
        code=tickets.code_of(one),
        finds=finds(guest),
        standing=standing(guest, ways=ways, cancelled=cancelled),
        here=since(guest, zone),
        by_hand=any(entry.seen is Seen.DOOR for entry in guest.seen),
        is_listed=is_listed(guest, way),
    )


def is_listed(guest: Guest, way: Way | None) -> bool:
    """Has a place of this kind."""
    return guest.may_enter and (way is None or guest.registration.way is way)


def finds(guest: Guest) -> str:
    """What is looked for, folded."""
    one = guest.registration
    said = [one.name, one.native_name, one.email, one.affiliation, reference(one.key)]
    return folded(" ".join(filter(None, said)))


def since(guest: Guest, zone: str | None) -> str:
    """09:12, in the workshop's zone; empty for who is not here."""
    if not guest.seen:
        return ""
    first = min(entry.at for entry in guest.seen)
    return zones.clock(first, zone or "UTC")


def counted(here: int, expected: int) -> str:
    return gettext("%(here)s of %(expected)s here", here=here, expected=expected)


def named(day: date) -> str:
    return zones.day(day, language())


def short(day: date) -> str:
    return zones.day_and_month(day, language())
