"""Organisers' pages: copy a workshop, download its file, load one from a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account, signed_in
from app.agenda import queries as agenda
from app.errors import Refusal
from app.exchange import reading, service, shifting
from app.exchange.carrying import USUAL, Carried
from app.exchange.faults import FaultyFile
from app.exchange.forms import CopyForm, LoadForm
from app.exchange.shifting import Skipped
from app.exchange.values import WorkshopInFile
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop, role_of
from app.workshops.rules import Role, SlugTaken, may

bp = Blueprint("exchange_manage", __name__, url_prefix="/organise")


@bp.get("/<slug>/copy")
@member(Role.EDITOR)
def copy_form(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    known = {"title": workshop.title, "first_day": _first_day(workshop), "carried": USUAL}
    more = {"key": links.new_key(), "practice": workshop.practice}
    return _copy_page(_copy_form(workshop, formdata=None, data=known | more))


@bp.post("/<slug>/copy")
@member(Role.EDITOR)
def copy(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = _copy_form(workshop, data={"title": workshop.title})
    if not form.validate():
        return _copy_page(form), 422
    try:
        copied = _copy(workshop, form)
    except FaultyFile as refusal:
        db.session.rollback()
        gaps = shifting.skips(refusal.faults)
        if gaps and len(gaps) == len(refusal.faults.found):
            form.ask_of(gaps)
            form.skipped.errors = [fault.sentence() for fault in refusal.faults.found]
            return _copy_page(form, asks=True), refusal.status
        return _copy_page(form, refusal), refusal.status
    except Refusal as refusal:
        db.session.rollback()
        form.slug.errors = [refusal_sentence(refusal)]
        return _copy_page(form), refusal.status
    there = url_for("agenda_manage.edit", slug=copied.slug)
    db.session.commit()
    flash(gettext("The copy is made. Only you see it until you publish."))
    return redirect(there, 303)


def _copy_form(workshop: Workshop, **more: Any) -> CopyForm:
    form = CopyForm(**more)
    form.ask_of()
    if _first_day(workshop) is None:
        del form.first_day
    return form


def _first_day(workshop: Workshop) -> date | None:
    return agenda.days_of([workshop.id]).get(workshop.id, (None, None))[0]


def _copy(workshop: Workshop, form: CopyForm) -> Workshop:
    first = _first_day(workshop)
    wanted = form.first_day.data if first else None
    return service.copy(
        workshop,
        slug=form.slug.data,
        title=form.title.data,
        days=(wanted - first).days if wanted and first else 0,
        parts={Carried(one) for one in form.carried.data or ()},
        skipped=Skipped(form.skipped.data) if form.skipped.data else None,
        practice=form.practice.data,
        key=form.key.data,
        at=clock.now(),
        account_id=require_account().id,
    )


def _copy_page(form: CopyForm, refusal: FaultyFile | None = None, *, asks: bool = False) -> str:
    workshop = current_workshop()
    return render_template(
        "exchange/copy.html",
        form=form,
        workshop=workshop,
        first_day=_first_day(workshop),
        asks=asks or bool(form.skipped.data),
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
