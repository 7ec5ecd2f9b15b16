"""Organisers' page of the invitation's text, read as a real person will."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import LANGUAGES, gettext, language, refusal_sentence, speaking
from app.i18n.punctuation import listed
from app.invitations import letters, queries, service
from app.invitations.forms_compose import TextForm
from app.invitations.last_workshop import last_plan
from app.invitations.letters import composing
from app.invitations.on_its_way import on_its_way
from app.invitations.own_part import organisations
from app.invitations.rules.plans import Plan
from app.invitations.rules.texts import TRUSTED, LetterText, Placeholder
from app.invitations.service import sending
from app.invitations.service.sending import Asked
from app.mail import outbox
from app.mail.message import readable
from app.mail.rendering import unbroken
from app.people.models import Speaker
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Relation, Role, Stale

bp = Blueprint("invitations_compose", __name__, url_prefix="/organise/<slug>/invitations")


@bp.get("/letter")
@member(Role.EDITOR)
def letter(slug: str) -> ResponseReturnValue:
    desk = Desk.now()
    stored = desk.stored
    form = _form(desk.begun() or stored, stored)
    return _page(desk, form, desk.begun())


@bp.post("/letter")
@member(Role.EDITOR)
def save_letter(slug: str) -> ResponseReturnValue:
    """Save, look, try, or go back to the standard letter, as the button says."""
    desk, form = Desk.now(), TextForm()
    do = request.form.get("do", "save")
    if do == "clear":
        return _save(desk, form, LetterText())
    if not form.validate():
        return _page(desk, form, None, status=422)
    if do == "look":
        return _page(desk, form, form.text())
    if do == "try":
        return _try(desk, form)
    return _save(desk, form, form.text())


def _save(desk: Desk, form: TextForm, text: LetterText) -> ResponseReturnValue:
    try:
        service.save_text(
            desk.workshop,
            desk.reads,
            text,
            seen=form.seen.data or None,
            at=desk.at,
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(Desk.now(), form, text, refusal=refusal, status=refusal.status)
    here = desk.here
    db.session.commit()
    if text:
        flash(gettext("Saved. Invitations that you send from now on read so."))
    else:
        flash(gettext("Invitations in this language are the standard e-mail again."))
    return redirect(url_for(".letter", **here), 303)


def _try(desk: Desk, form: TextForm) -> ResponseReturnValue:
    """The text as it stands in the form, saved or not, to the organiser who asks."""
    text, account = form.text(), require_account()
    if desk.reader is not None:
        plan = desk.planned(desk.reads, text)
        sending.try_letters(
            desk.workshop,
            [(f"{desk.reader.key}:{desk.reads}:{text.fingerprint}", plan)],
            to=account,
            back=url_for(".letter", **desk.here),
            at=desk.at,
        )
        said = gettext("The trial e-mail is on its way to %(address)s.", address=account.email)
        db.session.commit()
        flash(on_its_way(said, to_team=True))
    if text == desk.stored:
        return redirect(url_for(".letter", **desk.here), 303)
    return _page(Desk.now(), form, text)


# -- The page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """What is composed and for whom it is read: the language and the person of the address."""

    workshop: Workshop
    #: The language of the text.
    reads: str
    #: Whom the preview speaks to; None where the workshop has nobody yet.
    reader: Speaker | None
    readers: list[Speaker]
    at: datetime

    @classmethod
    def now(cls) -> Desk:
        workshop = current_workshop()
        readers = [speaker for speaker, _ in queries.speakers_and_invitations(workshop)]
        wanted = request.values.get("for", "")
        asked = request.values.get("in", "")
        reads = asked if asked in LANGUAGES else language()
        likely = sorted(readers, key=lambda one: one.person.language != reads)
        return cls(
            workshop=workshop,
            reads=reads,
            reader=next((one for one in readers if one.key == wanted), next(iter(likely), None)),
            readers=readers,
            at=clock.now(),
        )

    @property
    def here(self) -> dict[str, Any]:
        """The address of the page as it is looked at."""
        whose = {"for": self.reader.key} if self.reader else {}
        return {"slug": self.workshop.slug, "in": self.reads, **whose}

    @cached_property
    def plan(self) -> Plan:
        return queries.plan_of(self.workshop.id)

    @cached_property
    def agenda(self) -> letters.Agenda:
        return letters.Agenda(self.workshop, self.at)

    @property
    def stored(self) -> LetterText:
        return self.plan.texts.get(self.reads, LetterText())

    def begun(self) -> LetterText | None:
        """A text to begin with, if one was asked for; nothing is saved by looking."""
        match request.args.get("begin"):
            case "polite":
                return self._polite()
            case "last":
                found = last_plan(self.workshop, require_account())
                return found.plan.texts.get(self.reads) if found else None
            case _:
                return None

    def _polite(self) -> LetterText:
        document = self.agenda.newest()
        return composing.starting_text(
            self.reads,
            has_deadline=self.plan.answer_by is not None,
            has_contact=bool(document.workshop.contact),
            has_host=bool(organisations(document, Relation.HOST)),
        )

    def planned(self, reads: str, text: LetterText | None) -> dict[str, Any]:
        """The letter to the reader, with this text in place of the stored one."""
        assert self.reader is not None
        invitation = queries.find_invitation(self.reader)
        typed = {} if text is None else {self.reads: text}
        return sending.planned(
            self.reader,
            Asked(
                key=self.reader.key,
                language=reads,
                message=invitation.message if invitation else None,
                answer_by=invitation.answer_by if invitation else None,
            ),
            agenda=self.agenda,
            plan=replace(self.plan, texts={**self.plan.texts, **typed}),
        )


def _form(text: LetterText, stored: LetterText) -> TextForm:
    data = {name: said or None for name, said in text.parts().items()}
    return TextForm(formdata=None, data=data | {"seen": stored.fingerprint})


def _page(
    desk: Desk,
    form: TextForm,
    text: LetterText | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """`text` is what the preview shows in place of what is stored."""
    theirs = None
    if isinstance(refusal, Stale):
        theirs = _form(desk.stored, desk.stored)
        form.seen.data, form.seen.raw_data = theirs.seen.data, None
    last = last_plan(desk.workshop, require_account())
    page = render_template(
        "invitations/letter.html",
        workshop=desk.workshop,
        form=form,
        desk=desk,
        here=desk.here,
        texts=desk.plan.texts,
        is_unsaved=text is not None and text != desk.stored,
        # Of a text with faults there is none: the stored one would read as if it were this.
        shown={} if form.errors else _shown(desk, text),
        unknown=_unknown(desk, text),
        placeholders=_placeholders(desk),
        trusted=TRUSTED,
        last=last.workshop if last and last.plan.texts.get(desk.reads) else None,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and theirs is None else None,
    )
    return page, status


def _shown(desk: Desk, text: LetterText | None) -> dict[str, dict[str, str]]:
    """The letter to the reader in every language, the one that is composed first."""
    if desk.reader is None:
        return {}
    order = [desk.reads, *(one for one in LANGUAGES if one != desk.reads)]
    return {one: shown(desk.planned(one, text)) for one in order}


def shown(plan: dict[str, Any]) -> dict[str, str]:
    """Subject and text as they will go out, with words where the personal link will stand."""
    with speaking(plan["language"]), unbroken():
        letter = outbox.rehearse(**plan)
    text = readable(letter["text"], letter["links"], plan["language"])
    return {"subject": letter["subject"], "text": text, "language": plan["language"]}


def _unknown(desk: Desk, text: LetterText | None) -> str:
    """What the text names and nobody has recorded of the reader."""
    if desk.reader is None:
        return ""
    return said_unknown(desk.planned(desk.reads, text))


def said_unknown(plan: dict[str, Any]) -> str:
    """In the language of the page: what this letter has to say is not recorded."""
    composed = plan["composed"]
    missing = composed.unknown if composed else frozenset()
    return listed(str(composing.NAMES[one]) for one in Placeholder if one in missing)


def _placeholders(desk: Desk) -> list[dict[str, Any]]:
    """Each with what it stands for, and its value for the reader."""
    values: dict[Placeholder, str | None] = {}
    if desk.reader is not None:
        values = sending.values_for(desk.reader, desk.reads, agenda=desk.agenda, plan=desk.plan)
    return [
        {
            "code": "{" + one + "}",
            "meaning": composing.MEANINGS[one],
            "value": values.get(one),
            "is_link": one is Placeholder.LINK,
        }
        for one in Placeholder
    ]
