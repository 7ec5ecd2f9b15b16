"""Organisers' pages: copy a workshop, download its file, load one from a file."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account, signed_in
from app.agenda import queries as agenda
from app.errors import Refusal
from app.exchange import reading, service
from app.exchange.faults import FaultyFile
from app.exchange.forms import CopyForm, LoadForm
from app.exchange.values import WorkshopInFile
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop, role_of
from app.workshops.rules import Role, SlugTaken, may

bp = Blueprint("exchange_manage", __name__, url_prefix="/organise")


@bp.route("/<slug>/copy", methods=["GET", "POST"])
@member(Role.EDITOR)
def copy_form(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    first_day = _first_day(workshop)
    known = {"title": workshop.title, "first_day": first_day, "practice": workshop.practice}
    form = CopyForm(data={"key": links.new_key()} | known)
    if first_day is None:
        del form.first_day
    if not form.is_submitted():
        return _copy_page(form)
    if not form.validate():
        return _copy_page(form), 422
    try:
        copied = _copy(workshop, form, first_day)
    except FaultyFile as refusal:
        db.session.rollback()
        return _copy_page(form, refusal), refusal.status
    except Refusal as refusal:
        db.session.rollback()
        form.slug.errors = [refusal_sentence(refusal)]
        return _copy_page(form), refusal.status
    there = url_for("agenda_manage.edit", slug=copied.slug)
    db.session.commit()
    flash(gettext("The copy is made. Only you see it until you publish."))
    return redirect(there, 303)


def _first_day(workshop: Workshop) -> date | None:
    return min((day.date for day in agenda.draft(workshop).days), default=None)


def _copy(workshop: Workshop, form: CopyForm, first_day: date | None) -> Workshop:
    wanted = form.first_day.data if first_day else None
    return service.copy(
        workshop,
        slug=form.slug.data or "",
        title=form.title.data,
        days=(wanted - first_day).days if wanted and first_day else 0,
        practice=form.practice.data,
        key=form.key.data,
        at=clock.now(),
        account_id=require_account().id,
    )


def _copy_page(form: CopyForm, refusal: FaultyFile | None = None) -> str:
    return render_template(
        "exchange/copy.html",
        form=form,
        workshop=current_workshop(),
        faults=refusal.faults if refusal else None,
    )


@bp.get("/<slug>/workshop.yaml")
@member(Role.EDITOR)
def download(slug: str) -> ResponseReturnValue:
    answer = Response(service.dump(current_workshop()), mimetype="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.yaml"'
    return answer


@bp.get("/load")
@signed_in
def load_form() -> ResponseReturnValue:
    return render_template("exchange/load.html", form=LoadForm(), faults=None, refusal=None)


@bp.post("/load")
@signed_in
def load() -> ResponseReturnValue:
    form = LoadForm()
    form.validate()
    content = _content(form)
    try:
        file = reading.read(content)
        _check_may_load(file)
        workshop = service.load(file, at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        form.text.data = _as_text(content)
        faults = refusal.faults if isinstance(refusal, FaultyFile) else None
        page = render_template(
            "exchange/load.html",
            form=form,
            faults=faults,
            refusal=None if faults else refusal_sentence(refusal),
        )
        return page, refusal.status
    there = url_for("agenda_manage.edit", slug=workshop.slug)
    db.session.commit()
    flash(gettext("The file is loaded as a draft. The public page follows when you publish."))
    return redirect(there, 303)


def _content(form: LoadForm) -> bytes:
    """The uploaded file, else the pasted text; a byte more than fits tells that it is too much."""
    if form.file.data:
        with form.file.data.stream as stream:
            content: bytes = stream.read(reading.LIMIT + 1)
        return content
    return (form.text.data or "").encode("utf-8", "replace")


def _as_text(content: bytes) -> str:
    """For the page: what was sent can be mended in place, unless it is no text of that size."""
    if len(content) > reading.LIMIT:
        return ""
    return content.decode("utf-8-sig", "replace")


def _check_may_load(file: WorkshopInFile) -> None:
    """Over a workshop that is there only its editors may load. Raises SlugTaken."""
    known = find_workshop(file.slug)
    if known is not None and not may(role_of(require_account(), known), Role.EDITOR):
        raise SlugTaken(slug=file.slug)
