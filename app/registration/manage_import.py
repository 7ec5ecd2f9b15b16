"""Organisers' pages of registering people who need not ask: one, or a list of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.mail import addresses
from app.registration import imported_list, imported_words, queries, rules, service
from app.registration.forms_adding import AddForm
from app.registration.manage_import_preview import Preview, may_tell, questions_of, ways_of
from app.registration.models import Registration
from app.registration.rules import RegistrationState, Source
from app.registration.rules.imported import files, tables
from app.registration.rules.imported.decoding import Encoding
from app.registration.rules.imported.files import Found
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role

bp = Blueprint("registration_import", __name__, url_prefix="/organise/<slug>/participants")


# -- One person -----------------------------------------------------------------------------------


@bp.get("/add")
@member(Role.EDITOR)
def add_form(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = _add_form(workshop, formdata=None, data={"key": links.new_key(), "tell": True})
    return _add_page(workshop, form)


@bp.post("/add")
@member(Role.EDITOR)
def add(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = _add_form(workshop)
    if not form.validate():
        return _add_page(workshop, form, status=422)
    key = form.key.data or links.new_key()
    row_key = service.row_key(workshop.id, key, form.email.data or "")
    if queries.find(row_key) is None:
        try:
            service.add(
                workshop,
                form.wish(),
                source=Source.ADDED,
                key=row_key,
                tell=bool(form.tell.data) and may_tell(workshop),
                at=clock.now(),
                account_id=require_account().id,
            )
        except Refusal as refusal:
            db.session.rollback()
            return _add_page(current_workshop(), form, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(_stands(queries.find_active(workshop.id, addresses.normal(form.email.data or ""))))
    return redirect(url_for("registration_manage.index", slug=slug), 303)


def _stands(one: Registration | None) -> str:
    """What somebody who was added has got."""
    if one is None:
        return gettext("This registration was ended in the meantime.")
    if one.state is RegistrationState.WAITLISTED:
        return gettext(
            "%(name)s is number %(place)s on the waiting list.",
            name=one.name,
            place=queries.place_in_line(one),
        )
    if one.state is RegistrationState.CONFIRMED:
        return gettext("%(name)s is registered and has a place.", name=one.name)
    return gettext("%(name)s is registered.", name=one.name)


def _add_form(workshop: Workshop, **more: Any) -> AddForm:
    live = queries.live(workshop.id)
    return AddForm(ways_of(live), workshop.languages, **more)


def _add_page(
    workshop: Workshop,
    form: AddForm,
    *,
    refusal: Refusal | None = None,
    about_list: str | None = None,
    text: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "registration/add.html",
        workshop=workshop,
        form=form,
        live=queries.live(workshop.id),
        may_tell=may_tell(workshop),
        refusal=refusal_sentence(refusal) if refusal else None,
        about_list=about_list,
        text=text,
        encodings=imported_words.encodings(),
        encoding=request.form.get("encoding", ""),
        most=tables.MOST_ROWS,
    )
    return page, status


# -- A list ---------------------------------------------------------------------------------------


@bp.post("/import")
@member(Role.EDITOR)
def read_list(slug: str) -> ResponseReturnValue:
    """Reads a file or a text, shows what would become of it, and does it once it was seen."""
    act = request.form.get("act", "")
    if act == "pick":
        text = request.form.get(f"text-{request.form.get('pick', '')}", "")
        return _looked_at(MultiDict({"text": text}))
    if act in ("look", "confirm", "left"):
        return _looked_at(request.form, act)
    return _read()


def _refused(sentence: str, text: str = "", status: int = 422) -> ResponseReturnValue:
    workshop = current_workshop()
    form = _add_form(workshop, formdata=None, data={"key": links.new_key(), "tell": True})
    return _add_page(workshop, form, about_list=sentence, text=text, status=status)


def _read() -> ResponseReturnValue:
    upload, text = request.files.get("file"), request.form.get("text", "")
    if upload is None or not upload.filename:
        if not text.strip():
            return _refused(gettext("Please choose a file, or paste your list."))
        return _looked_at(MultiDict({"text": text}))
    told = request.form.get("encoding", "")
    try:
        found = files.read(
            upload.stream.read(files.MOST_BYTES + 1),
            Encoding(told) if told in list(Encoding) else None,
        )
    except Refusal as refusal:
        return _refused(refusal_sentence(refusal), text, refusal.status)
    except tables.TooMany:
        return _refused(_too_many(), text)
    if len(found.readings) > 1:
        return _which(found)
    return _looked_at(MultiDict({"text": found.readings[0].text}), found=found)


def _too_many() -> str:
    return refusal_sentence(files.TooLarge(rows=tables.MOST_ROWS))


def _which(found: Found) -> ResponseReturnValue:
    return render_template(
        "registration/import_which.html",
        workshop=current_workshop(),
        readings=found.readings,
        by_sheet=bool(found.readings[0].sheet),
        encodings=imported_words.ENCODINGS,
    )


def _looked_at(
    fields: MultiDict[str, str], act: str = "", *, found: Found | None = None
) -> ResponseReturnValue:
    workshop = current_workshop()
    text = fields.get("text", "")
    questions = questions_of(workshop)
    live = queries.live(workshop.id)
    if live is None or not live.seats:
        return _refused(refusal_sentence(rules.NotOpen()), text)
    if len(text.encode()) > tables.MOST_BYTES:
        return _refused(_too_many())
    try:
        posted = imported_list.read(text, fields, questions)
    except tables.TooMany:
        return _refused(_too_many())
    if not posted.body:
        return _refused(gettext("There is no row in this list that could be a person."), text)
    orders = imported_list.orders(
        fields, ways_of(live), workshop.languages,
        may_tell=may_tell(workshop), written_in=posted.language,
    )  # fmt: skip
    page = Preview(workshop, posted, questions, orders, fields.get("key", ""))
    if act == "left":
        return page.left_rows()
    if act == "confirm" and fields.get("digest") == posted.digest:
        return page.confirmed()
    is_changed = "digest" in fields and fields["digest"] != posted.digest
    said = gettext("Your changes are applied. Please look at them.") if is_changed else None
    return page.shown(found=found, said=[said] if said else [])
