"""The paper of official letters is set up; letters are issued under numbers without a gap."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.audit.service import note
from app.extensions import db
from app.invitations import issued, official, queries
from app.invitations.models import InvitationPlan, OfficialLetter
from app.invitations.official import Typed
from app.invitations.rules import check_ahead, papers, plans
from app.invitations.rules.papers import Paper
from app.people.models import Speaker
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from app.workshops.service import hold


def set_paper(
    workshop: Workshop, paper: Paper, *, seen: str | None, at: datetime, account_id: int | None
) -> None:
    """What all letters share. `seen` is the fingerprint of what the form showed. Raises Stale."""
    hold(workshop)
    plan = db.session.scalar(
        select(InvitationPlan)
        .where(InvitationPlan.workshop_id == workshop.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    now = papers.paper(plan.paper if plan else None)
    if now == paper:
        return
    if seen is not None and seen != papers.fingerprint_of_paper(now):
        raise Stale
    if plan is None:
        asked = plans.write_tasks(plans.Plan().tasks)  # as it was without a row
        plan = InvitationPlan(workshop_id=workshop.id, texts={}, tasks=asked, paper={})
        db.session.add(plan)
    plan.paper = papers.as_stored(paper)
    db.session.flush()
    note("invitation.paper_set", at=at, account_id=account_id, workshop_id=workshop.id)


def issue(
    speaker: Speaker,
    *,
    language: str,
    typed: Typed,
    after: int | None,
    at: datetime,
    account_id: int | None,
) -> OfficialLetter:
    """A letter under the next number of the workshop, kept as it says it now.

    `after` is the last number that the page showed for this speaker: who presses twice gets the
    letter of the first time. Raises NoPaper, NotInvitedNow, IsOver and IsCancelled.
    """
    workshop = speaker.workshop
    hold(workshop)
    here = issued.issued_to(speaker)
    if after is not None and here and here[0].number > after:
        return here[0]
    check(speaker, at=at)
    number = issued.last_number(workshop.id) + 1
    letter = official.compose(
        speaker, issued.paper_of(workshop.id), spoken=language, typed=typed, number=number, at=at
    )
    row = OfficialLetter(
        workshop_id=workshop.id,
        number=number,
        recipient=f"speaker:{speaker.id}",
        language=language,
        facts=letter.as_facts(),
        issued_at=at,
        account_id=account_id,
    )
    db.session.add(row)
    db.session.flush()
    note(
        "invitation.letter_issued",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"speaker:{speaker.id}",
        number=number,
    )
    return row


def check(speaker: Speaker, *, at: datetime) -> None:
    """Whether a letter may be issued. Raises NoPaper, NotInvitedNow, IsOver and IsCancelled."""
    if not issued.paper_of(speaker.workshop_id).is_enough:
        raise papers.NoPaper
    invitation = queries.find_invitation(speaker)
    papers.check_invited(invitation.state if invitation else None, speaker.person.name)
    check_ahead(
        cancelled=speaker.workshop.is_cancelled,
        ends=official.ends(speaker, at=at),
        at=at,
    )
