"""What guests are told about their data, and the organisers' record: one reading of one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.i18n import gettext, language, ngettext, texts, zones
from app.i18n.texts import Text
from app.privacy.rules import RECEIVED_FOR, erased_from
from app.privacy.rules.purposes import BASES, KINDS, OF_SPEAKERS, TEAM, Kept, Kind
from app.registration import queries
from app.registration.models import RegistrationForm
from app.registration.rules.questions import Consent, Question, consents, questions
from app.workshops.models import Workshop

#: Where a second consent is asked for data that leave the country (PIPL, Articles 23 and 39).
CHINA = "CN"


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    purpose: str
    basis: str
    readers: str
    until: str
    #: Whether readers and time are those of most kinds, which are said once.
    is_read_as_usual: bool
    is_kept_as_usual: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the form."""

    label: Text
    why: Text | None
    until: str


@dataclass(frozen=True, slots=True)
class Notice:
    responsible: Text | None
    contact: Text | None
    #: When everything goes, in a sentence.
    until: str
    rows: tuple[Row, ...]
    #: Of those who are asked to speak.
    of_speakers: tuple[Row, ...]
    asked: tuple[Asked, ...]
    #: What people in China are asked to agree to before their data leave the country.
    transfers: tuple[Consent, ...]


def of(workshop: Workshop, form: RegistrationForm) -> Notice:
    """In the spoken language."""
    over = queries.window_of(form, workshop.slug).over
    zone = workshop.time_zone or "UTC"
    all_of_it = _until(over, form.keep_days, zone)
    live = [one for one in questions(form.questions) if not one.retired]
    return Notice(
        responsible=form.responsible,
        contact=workshop.contact,
        until=all_of_it,
        rows=tuple(_row(kind, all_of_it) for kind in KINDS if kind.key != "answers" or live),
        of_speakers=tuple(_row(kind, all_of_it) for kind in OF_SPEAKERS),
        asked=tuple(
            Asked(one.label, one.why, _of_question(one, over, zone, all_of_it)) for one in live
        ),
        transfers=tuple(
            one
            for one in consents(form.consents)
            if not one.retired and CHINA in one.when.countries
        ),
    )


def _row(kind: Kind, all_of_it: str) -> Row:
    return Row(
        str(kind.what),
        str(kind.purpose),
        str(BASES[kind.basis]),
        str(kind.readers),
        _of_kind(kind.kept, all_of_it),
        kind.readers is TEAM,
        kind.kept is Kept.WITH_ALL,
    )


def _of_kind(kept: Kept, all_of_it: str) -> str:
    if kept is Kept.MOMENT:
        return gettext("for a moment; it is not stored")
    if kept is Kept.UNTIL_ASKED:
        return gettext("until you or the organisers erase it")
    if kept is Kept.RECEIVED:
        return ngettext(
            "%(n)s day after the workshop’s last day",
            "%(n)s days after the workshop’s last day",
            RECEIVED_FOR.days,
        )
    if kept is Kept.AS_ASKED:
        return gettext("for the time said beside each question")
    return all_of_it


def _of_question(one: Question, over: datetime | None, zone: str, all_of_it: str) -> str:
    return all_of_it if one.keep_days is None else _until(over, one.keep_days, zone)


def _until(over: datetime | None, keep_days: int | None, zone: str) -> str:
    if keep_days is None:
        return gettext("until you or the organisers erase it")
    begins = erased_from(over, keep_days)
    if begins is None:
        return ngettext(
            "%(n)s day after the workshop’s last day",
            "%(n)s days after the workshop’s last day",
            keep_days,
        )
    day = zones.day(zones.local(begins, zone).date(), language())
    return gettext("until %(day)s", day=day)


def as_markdown(workshop: Workshop, notice: Notice) -> str:
    """The record of processing as a file: what Article 30 GDPR asks to be written down."""
    title = texts.words(workshop.title, language())
    unknown = gettext("not recorded")
    responsible = texts.words(notice.responsible, language()) or unknown
    contact = texts.words(notice.contact, language()) or unknown
    lines = [
        f"# {_cell(gettext('Record of processing'))}: {_cell(title)}",
        "",
        f"- {gettext('Responsible')}: {_cell(responsible)}",
        f"- {gettext('Contact')}: {_cell(contact)}",
        f"- {gettext('Whose data')}: {gettext('people who register for the workshop')}",
        f"- {gettext('How long')}: {notice.until}",
        "",
    ]
    head = (
        gettext("Data"),
        gettext("What for"),
        gettext("On what ground"),
        gettext("Who reads it"),
        gettext("How long"),
    )
    lines += [_line(head), _line(["---"] * len(head))]
    lines += [
        _line((row.what, row.purpose, row.basis, row.readers, row.until)) for row in notice.rows
    ]
    lines += ["", f"## {gettext('People who speak')}", "", _line(head), _line(["---"] * len(head))]
    lines += [
        _line((row.what, row.purpose, row.basis, row.readers, row.until))
        for row in notice.of_speakers
    ]
    if notice.asked:
        heads = (gettext("Question"), gettext("Why we ask"), gettext("How long"))
        lines += ["", f"## {gettext('Questions of the form')}", ""]
        lines += [_line(heads), _line(["---"] * len(heads))]
        lines += [
            _line(
                (
                    texts.words(one.label, language()),
                    texts.words(one.why, language()) or unknown,
                    one.until,
                )
            )
            for one in notice.asked
        ]
    if notice.transfers:
        lines += ["", f"## {gettext('Data that leave China')}", ""]
        lines += [f"- {gettext('Recipient')}: {_cell(responsible)}"]
        for one in notice.transfers:
            words = (texts.words(one.label, language()), texts.words(one.details, language()))
            lines += [f"- {gettext('By consent')}: {_cell(' '.join(filter(None, words)))}"]
    return "\n".join(lines) + "\n"


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
