"""The block of a workshop file that says how speakers are asked."""

from __future__ import annotations

from datetime import date

from app.exchange import scalars
from app.exchange.fields import Block
from app.exchange.values import InvitationsInFile
from app.i18n import LANGUAGES, N_
from app.invitations.rules import Task, texts
from app.invitations.rules.papers import FIELDS, Paper
from app.invitations.rules.texts import LetterText


def invitations(block: Block) -> InvitationsInFile:
    return InvitationsInFile(
        answer_by=block.value("answer_by", scalars.day),
        reminds=block.flag("reminds", default=True),
        lapses=block.flag("lapses", default=False),
        # Without the key everything is asked, as of a workshop that says nothing.
        tasks=(block.block("tasks", _tasks) or {})
        if block.has("tasks")
        else dict.fromkeys(Task, None),
        texts=block.block("texts", _texts) or {},
        paper=block.block("paper", _paper),
    )


def _tasks(block: Block) -> dict[Task, date | None]:
    """A task that is there with null has no last day; one that is not there is not asked."""
    return {task: block.value(task, scalars.day) for task in Task if block.has(task)}


def _texts(block: Block) -> dict[str, LetterText]:
    read = {code: block.block(code, _text) for code in LANGUAGES if block.has(code)}
    return {code: text for code, text in read.items() if text}


def _text(block: Block) -> LetterText:
    said = {
        name: block.long(name, texts.MOST_SUBJECT if name == "subject" else texts.MOST)
        for name in LetterText().parts()
    }
    for name, words in said.items():
        if texts.faults(words, is_subject=name == "subject"):
            block.fault(name, N_("holds a placeholder in curly brackets that cannot be meant"))
    return LetterText(**said)


def _paper(block: Block) -> Paper | None:
    paper = Paper(
        **{
            name: block.words(name, many=name in ("letterhead", "costs", "more"))
            for name in FIELDS
        }
    )
    return None if paper == Paper() else paper
