"""What a calendar answers (RFC 6047) moves the invitation, or becomes a question to people.

An answer counts if it is about an entry that was sent, by the one who was asked, and newer than
what is known. It is given by the verbs of every other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, speaking, zones
from app.i18n.punctuation import colon
from app.i18n.texts import many_lines
from app.ical.replies import Answer, Attendee
from app.ical.scheduling import Method, PartStat
from app.invitations import rules
from app.invitations.models import Appointment, Invitation
from app.invitations.rules import Action, Via
from app.invitations.rules import replies as believing
from app.invitations.rules.states import TABLE
from app.invitations.service import acting, answering, remarks
from app.mail import addresses
from app.mail.receiving import Verdict
from app.mail.rules import Outcome
from app.people.queries import windows_of

#: Signs of one question; the rest stays with the mail that came in.
LONGEST = 4000
_VERBS = {
    Action.ACCEPT: answering.accept,
    Action.DECLINE: answering.decline,
    Action.AWAIT_APPROVAL: answering.await_approval,
}


def take(invitation: Invitation, answer: Answer, *, at: datetime) -> Verdict:
    """Believe one answer, or say why not. The caller holds the invitation."""
    row = db.session.scalar(
        select(Appointment).where(
            Appointment.invitation_id == invitation.id, Appointment.uid == answer.uid
        )
    )
    if row is None:
        return Verdict(Outcome.REFUSED, "unknown_entry")
    normal = replace(
        answer,
        attendees=tuple(
            replace(one, address=addresses.as_compared(one.address)) for one in answer.attendees
        ),
        # A clock that is ahead must not make later answers old.
        stamp=min(answer.stamp or at, at),
    )
    attendee = believing.speaks_for(normal, addresses.as_compared(row.email))
    if attendee is None:
        return Verdict(Outcome.REFUSED, "other_attendee")
    reason = believing.refusal(
        normal,
        is_live=row.method == Method.REQUEST,
        sequence=row.sequence,
        sent_at=row.sent_at,
        replied_at=row.replied_at,
        answered_at=invitation.answered_at,
    )
    if reason is not None:
        return Verdict(Outcome.REFUSED, reason)
    try:
        return _believed(invitation, row, normal, attendee, at)
    except rules.TooManyQuestions:
        return Verdict(Outcome.UNCLEAR, "too_many")
    except Refusal:
        _ask(invitation, answer.comment, at)
        return Verdict(Outcome.REFUSED, "not_possible")


def _believed(
    invitation: Invitation, row: Appointment, answer: Answer, attendee: Attendee, at: datetime
) -> Verdict:
    if answer.method == "COUNTER" and not _is_as_asked(row, answer):
        return _countered(invitation, row, answer, at)
    if attendee.partstat == "DELEGATED":
        return _passed_on(invitation, row, answer, attendee, at)
    said = believing.SAID.get(attendee.partstat)
    if said is None:
        if _ask(invitation, answer.comment, at):
            return Verdict(Outcome.APPLIED, "became_question")
        return Verdict(Outcome.IGNORED, "no_answer")
    rows = _live(invitation)
    parts = {one.uid: PartStat(one.partstat or one.said["partstat"]) for one in rows}
    action = believing.meaning([*(parts | {row.uid: said}).values()])
    if action is not None:
        _check(invitation, action, at)
    is_news = row.partstat != said
    row.partstat, row.replied_at = said.value, answer.stamp
    db.session.flush()
    if action is None:
        return _in_part(invitation, row, answer, rows, at, is_news=is_news)
    _move(invitation, action, answer.comment, at)
    return Verdict(Outcome.APPLIED, "answered")


def _move(invitation: Invitation, action: Action, comment: str, at: datetime) -> None:
    if TABLE[invitation.state, action] is not invitation.state:
        _VERBS[action](invitation, answer=comment or None, via=Via.CALENDAR, at=at)
        return
    # The same answer again: the note that came with it stays, and another one is not lost.
    if comment and comment != invitation.answer:
        _ask(invitation, comment, at)
    acting.noted("calendar_answered", invitation, at=at, actor="calendar", via=Via.CALENDAR.value)


def _check(invitation: Invitation, action: Action, at: datetime) -> None:
    """Before anything is noted. Raises a Refusal."""
    rules.apply(invitation.state, action)
    acting.check_ahead(invitation, at)


def _in_part(
    invitation: Invitation,
    row: Appointment,
    answer: Answer,
    rows: Sequence[Appointment],
    at: datetime,
    *,
    is_news: bool,
) -> Verdict:
    """Yes to one part and no to another: what that means, people have to say."""
    acting.check_ahead(invitation, at)
    said = [PartStat(one.partstat or one.said["partstat"]) for one in rows]
    with _spoken(invitation):
        words = {
            PartStat.ACCEPTED: gettext("accepted"),
            PartStat.DECLINED: gettext("declined"),
            PartStat.TENTATIVE: gettext("perhaps"),
            PartStat.NEEDS_ACTION: gettext("no answer yet"),
        }
        lines = [gettext("The calendar has answered for each part:")]
        lines += [
            colon(one.said["summary"], words[partstat])
            for one, partstat in zip(rows, said, strict=True)
        ]
    # Yes to one part while others wait is no question yet.
    if (is_news and PartStat.DECLINED in said) or answer.comment:
        _ask(invitation, "\n".join((*lines, *filter(None, ("", answer.comment)))), at)
    acting.noted("calendar_answered", invitation, at=at, actor="calendar", via=Via.CALENDAR.value)
    return Verdict(Outcome.APPLIED, "in_part")


def _countered(invitation: Invitation, row: Appointment, answer: Answer, at: datetime) -> Verdict:
    """Another time: one that is clear becomes a proposal, and the words of it stay in any case."""
    _check(invitation, Action.PROPOSE, at)
    start, end = answer.start, answer.end
    zone = row.said["zone"] or "UTC"
    with _spoken(invitation) as spoken:
        when = zones.span(start, end, zone, spoken) if start else gettext("not recorded")
        said = gettext(
            "Another time for “%(title)s”: %(when)s", title=row.said["summary"], when=when
        )
    row.replied_at = answer.stamp
    remark = remarks.ask(
        invitation,
        cut("\n\n".join(filter(None, (said, answer.comment)))),
        via=Via.CALENDAR,
        at=at,
    )
    if len(_live(invitation)) == 1 and start and end and at < start < end:
        # What was offered before still holds.
        windows = [*windows_of(invitation.speaker), (start, end)]
        answering.propose(
            invitation, windows=windows, answer=answer.comment or None, via=Via.CALENDAR, at=at
        )
        remark.settled_at = at  # the proposal waits already
    return Verdict(Outcome.APPLIED, "proposed")


def _passed_on(
    invitation: Invitation, row: Appointment, answer: Answer, attendee: Attendee, at: datetime
) -> Verdict:
    """A calendar names somebody else: whether they take the part, nobody but people decide."""
    row.replied_at = answer.stamp
    with _spoken(invitation):
        said = gettext(
            "“%(title)s” was passed on in the calendar to %(address)s. Should they take the part?",
            title=row.said["summary"],
            address=attendee.delegated_to or gettext("not recorded"),
        )
    _ask(invitation, "\n\n".join(filter(None, (said, answer.comment))), at)
    return Verdict(Outcome.APPLIED, "became_question")


def _is_as_asked(row: Appointment, answer: Answer) -> bool:
    """Some programs counter with the very time, and a word."""
    asked = (row.said["start"], row.said["end"])
    return asked == tuple(
        one and one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in (answer.start, answer.end)
    )


def _live(invitation: Invitation) -> Sequence[Appointment]:
    return db.session.scalars(
        select(Appointment)
        .where(
            Appointment.invitation_id == invitation.id, Appointment.method == Method.REQUEST.value
        )
        .order_by(Appointment.id)
    ).all()


def _ask(invitation: Invitation, text: str, at: datetime) -> bool:
    """Whether there was anything to ask."""
    words = many_lines(text).strip()
    if words:
        remarks.ask(invitation, cut(words), via=Via.CALENDAR, at=at)
    return bool(words)


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@contextmanager
def _spoken(invitation: Invitation) -> Iterator[str]:
    """In the workshop's first language: organisers read it."""
    spoken = invitation.speaker.workshop.languages[0]
    with speaking(spoken):
        yield language()
