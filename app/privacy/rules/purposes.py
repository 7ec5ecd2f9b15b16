"""Every kind of data that is kept of participants, and of those who speak: what for, on what
ground, who reads it and how long it stays.

The notice for guests and the organisers' record of processing are both read from this table, so
that they cannot say different things. A column that holds something of a participant and is named
by no kind breaks a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.i18n import lazy_gettext


class Basis(StrEnum):
    """Articles of the GDPR (Regulation (EU) 2016/679)."""

    #: 6 (1) (b): what the person asked for.
    REQUEST = "request"
    #: 6 (1) (f): a good reason, weighed against theirs.
    INTEREST = "interest"
    #: 6 (1) (a), and 9 (2) (a) of health and belief: they agreed, and may take it back.
    CONSENT = "consent"
    #: 6 (1) (c) with 5 (2) and 7 (1): it must be possible to show it.
    DUTY = "duty"


BASES = {
    Basis.REQUEST: lazy_gettext(
        "to do what was asked for by registering (Article 6 (1) (b) GDPR)"
    ),
    Basis.INTEREST: lazy_gettext(
        "legitimate interest in a well-prepared workshop (Article 6 (1) (f) GDPR)"
    ),
    Basis.CONSENT: lazy_gettext(
        "consent (Article 6 (1) (a) GDPR); explicit consent where an answer tells of health or "
        "belief, such as diet or access needs (Article 9 (2) (a) GDPR)"
    ),
    Basis.DUTY: lazy_gettext(
        "duty to show what was agreed and done (Articles 5 (2), 6 (1) (c) and 7 (1) GDPR)"
    ),
}


class Kept(StrEnum):
    """Until when, beside that everything goes when the person asks for it."""

    #: With the registration: until the form's time is over.
    WITH_ALL = "with_all"
    #: Each answer for the time its question names, else with the registration.
    AS_ASKED = "as_asked"
    #: For a moment, and never on a disk.
    MOMENT = "moment"
    #: Until the person asks, or the organisers erase the person.
    UNTIL_ASKED = "until_asked"
    #: What came in by e-mail; see `keeping.RECEIVED_FOR`.
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    key: str
    what: Any
    purpose: Any
    basis: Basis
    readers: Any
    kept: Kept = Kept.WITH_ALL
    #: Tables and columns that hold it: table, or table.column.
    columns: tuple[str, ...] = ()


#: Who reads most of it.
TEAM = lazy_gettext("the organisers of this workshop")
_TEAM_AND_MAIL = lazy_gettext("the organisers of this workshop; the mail server that delivers")
_NOBODY = lazy_gettext("nobody; programs alone")

KINDS = (
    Kind(
        key="name",
        what=lazy_gettext("Name, also in its own script, and form of address"),
        purpose=lazy_gettext(
            "To know who takes part, to address people properly, for badges and certificates"
        ),
        basis=Basis.REQUEST,
        readers=TEAM,
        columns=("registrations.name", "registrations.native_name", "registrations.address_as"),
    ),
    Kind(
        key="address",
        what=lazy_gettext("E-mail address"),
        purpose=lazy_gettext(
            "To confirm the place, to tell about changes, and for the link to the personal page"
        ),
        basis=Basis.REQUEST,
        readers=_TEAM_AND_MAIL,
        columns=("registrations.email", "registrations.email_normal"),
    ),
    Kind(
        key="work",
        what=lazy_gettext("Organisation and role"),
        purpose=lazy_gettext("To prepare the workshop for those who come"),
        basis=Basis.INTEREST,
        readers=TEAM,
        columns=("registrations.affiliation", "registrations.position"),
    ),
    Kind(
        key="country",
        what=lazy_gettext("Country or region, language and time zone"),
        purpose=lazy_gettext(
            "To write in the right language, to say hours on the right clock, and to count "
            "participants by country"
        ),
        basis=Basis.INTEREST,
        readers=TEAM,
        columns=("registrations.country", "registrations.language", "registrations.time_zone"),
    ),
    Kind(
        key="place",
        what=lazy_gettext("Way of taking part, when somebody registered, and how it stands"),
        purpose=lazy_gettext("To give the places out fairly, in the order of asking"),
        basis=Basis.REQUEST,
        readers=TEAM,
        columns=("registrations", "choice_places"),
    ),
    Kind(
        key="group",
        what=lazy_gettext("Name and e-mail address of who registers a whole group"),
        purpose=lazy_gettext("To confirm the registration of the group"),
        basis=Basis.REQUEST,
        readers=_TEAM_AND_MAIL,
        columns=("registration_groups",),
    ),
    Kind(
        key="answers",
        what=lazy_gettext("Answers to the questions of the form, and files uploaded with them"),
        purpose=lazy_gettext("For the reason said beside each question"),
        basis=Basis.CONSENT,
        readers=TEAM,
        kept=Kept.AS_ASKED,
        columns=("registration_answers", "stored_files"),
    ),
    Kind(
        key="consents",
        what=lazy_gettext("Consents given or taken back: the words, their language, and when"),
        purpose=lazy_gettext("To keep to them, and to be able to show them"),
        basis=Basis.DUTY,
        readers=TEAM,
        columns=("consent_notes",),
    ),
    Kind(
        key="attendance",
        what=lazy_gettext("On which days somebody was there"),
        purpose=lazy_gettext("For certificates, and to count participants for the report"),
        basis=Basis.INTEREST,
        readers=TEAM,
        columns=("attendances",),
    ),
    Kind(
        key="letters",
        what=lazy_gettext("E-mails that were written"),
        purpose=lazy_gettext("To deliver them, and to know later what was said"),
        basis=Basis.REQUEST,
        readers=_TEAM_AND_MAIL,
        columns=("letters",),
    ),
    Kind(
        key="received",
        what=lazy_gettext("E-mails that people wrote to us, and reports of mail servers"),
        purpose=lazy_gettext("To read answers, and to notice addresses that do not work"),
        basis=Basis.INTEREST,
        readers=TEAM,
        kept=Kept.RECEIVED,
        columns=("received_mails",),
    ),
    Kind(
        key="log",
        what=lazy_gettext("Acts done to a registration and when, without the name"),
        purpose=lazy_gettext("To be able to explain and to take back what was done"),
        basis=Basis.DUTY,
        readers=TEAM,
        columns=("audit_entries", "bulk_acts"),
    ),
    Kind(
        key="connection",
        what=lazy_gettext("Network address of the device"),
        purpose=lazy_gettext("To answer, and to stop programs that send too much"),
        basis=Basis.INTEREST,
        readers=_NOBODY,
        kept=Kept.MOMENT,
    ),
)

_EVERYBODY = lazy_gettext("everybody, once the agenda is published")
_WHERE_ALLOWED = lazy_gettext(
    "the organisers of this workshop; everybody, where the person allows it"
)
#: Of those who are asked to speak; they may have registered as well, then both hold.
OF_SPEAKERS = (
    Kind(
        key="name",
        what=lazy_gettext("Name, also in its own script, and form of address"),
        purpose=lazy_gettext("To invite people, and to print who speaks"),
        basis=Basis.INTEREST,
        readers=_EVERYBODY,
        kept=Kept.UNTIL_ASKED,
        columns=("persons",),
    ),
    Kind(
        key="work",
        what=lazy_gettext("Organisation and role as of the workshop’s day, and biography"),
        purpose=lazy_gettext("To print who speaks"),
        basis=Basis.INTEREST,
        readers=_EVERYBODY,
        kept=Kept.UNTIL_ASKED,
        columns=("speakers.affiliation", "speakers.post", "speakers.biography"),
    ),
    Kind(
        key="photo",
        what=lazy_gettext("Photo, and what it shows; slides in all their versions"),
        purpose=lazy_gettext("To show them to participants"),
        basis=Basis.CONSENT,
        readers=_WHERE_ALLOWED,
        kept=Kept.UNTIL_ASKED,
        columns=(
            "speakers.photo_id",
            "speakers.photo_alt",
            "speakers.please_translate",
            "slide_files",
        ),
    ),
    Kind(
        key="permissions",
        what=lazy_gettext("Consents given or taken back: the words, their language, and when"),
        purpose=lazy_gettext("To keep to them, and to be able to show them"),
        basis=Basis.DUTY,
        readers=TEAM,
        kept=Kept.UNTIL_ASKED,
        columns=("speaker_consents",),
    ),
    Kind(
        key="asking",
        what=lazy_gettext(
            "Invitation, answer and note; when somebody can be there; messages to and from the "
            "organisers"
        ),
        purpose=lazy_gettext("To plan the agenda with those who speak"),
        basis=Basis.INTEREST,
        readers=TEAM,
        kept=Kept.UNTIL_ASKED,
        columns=("invitations", "availabilities", "remarks"),
    ),
    Kind(
        key="helpers",
        what=lazy_gettext("Name and e-mail address of an assistant, and of a colleague named"),
        purpose=lazy_gettext("To write to whom the speaker wants us to write to"),
        basis=Basis.INTEREST,
        readers=_TEAM_AND_MAIL,
        kept=Kept.UNTIL_ASKED,
        columns=(
            "invitations.assistant_name",
            "invitations.assistant_email",
            "invitations.delegate_name",
            "invitations.delegate_email",
        ),
    ),
    Kind(
        key="appointments",
        what=lazy_gettext("What was sent to a calendar, and what the calendar answered"),
        purpose=lazy_gettext("To keep calendars right when the agenda changes"),
        basis=Basis.INTEREST,
        readers=_TEAM_AND_MAIL,
        kept=Kept.UNTIL_ASKED,
        columns=("appointments",),
    ),
    Kind(
        key="papers",
        what=lazy_gettext("Official letters of invitation as they were issued"),
        purpose=lazy_gettext("To print them again as they were, for institutions and visas"),
        basis=Basis.REQUEST,
        readers=TEAM,
        kept=Kept.UNTIL_ASKED,
        columns=("official_letters",),
    ),
    Kind(
        key="received",
        what=lazy_gettext("E-mails that people wrote to us, and reports of mail servers"),
        purpose=lazy_gettext("To read answers, and to notice addresses that do not work"),
        basis=Basis.INTEREST,
        readers=TEAM,
        kept=Kept.RECEIVED,
        columns=("received_mails",),
    ),
)
