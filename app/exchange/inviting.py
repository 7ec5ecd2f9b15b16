"""Putting into a workshop how a file says that its speakers are asked."""

from __future__ import annotations

from datetime import datetime

from app.exchange import queries
from app.exchange.values import InvitationsInFile
from app.i18n import LANGUAGES
from app.invitations import queries as invitations
from app.invitations.rules.papers import Paper
from app.invitations.rules.texts import LetterText
from app.invitations.service import papers, plans
from app.workshops.models import Workshop


def put(
    workshop: Workshop, block: InvitationsInFile, *, at: datetime, account_id: int | None
) -> None:
    """What stands there already is not saved again."""
    before = queries.invitations_in_file(invitations.plan_of(workshop.id))
    if before == block and invitations.plan_of(workshop.id).revision:
        return
    plans.save_plan(
        workshop,
        answer_by=block.answer_by,
        reminds=block.reminds,
        lapses=block.lapses,
        tasks=block.tasks,
        at=at,
        account_id=account_id,
    )
    for code in LANGUAGES:
        text = block.texts.get(code, LetterText())
        if text != before.texts.get(code, LetterText()):
            plans.save_text(workshop, code, text, at=at, account_id=account_id)
    papers.set_paper(workshop, block.paper or Paper(), seen=None, at=at, account_id=account_id)
