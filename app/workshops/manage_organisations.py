"""Organisers' pages of the organisations that are named at a workshop."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, ngettext, refusal_sentence, texts
from app.workshops import programmes, queries, service
from app.workshops.forms import RELATIONS, OrganisationForm
from app.workshops.membership import current_workshop, member
from app.workshops.models import Organisation
from app.workshops.rules import Relation, Role, Stale

bp = Blueprint("workshops_organisations", __name__, url_prefix="/organise/<slug>/organisations")


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "workshops/organisations.html",
        workshop=workshop,
        relations=RELATIONS,
        sources=programmes.with_organisations(require_account(), workshop),
    )


@bp.post("/take-over")
@member(Role.EDITOR)
def take_over(slug: str) -> ResponseReturnValue:
    """Those of an earlier workshop, which the account must be able to open."""
    workshop, account = current_workshop(), require_account()
    source = queries.find_workshop(request.form.get("source", "")[:80])
    if source is None or queries.role_of(account, source) is None:
        abort(404)
    came = service.take_over(workshop, source, at=clock.now(), account_id=account.id)
    db.session.commit()
    flash(
        ngettext("%(n)s organisation is taken over.", "%(n)s organisations are taken over.", came)
        if came
        else gettext("Everything of that workshop is here already.")
    )
    return redirect(url_for(".index", slug=slug), 303)


@bp.route("/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    form = _organisation_form(None)
    if not form.is_submitted():
        form.key.data = links.new_key()
    return _save_organisation(form, None)


@bp.route("/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    known = queries.find_organisation(current_workshop(), key) or abort(404)
    return _save_organisation(_organisation_form(known), known)


def _organisation_form(known: Organisation | None, *, typed: bool = True) -> OrganisationForm:
    workshop = current_workshop()
    data = {
        "key": known.key if known else None,
        "revision": known.revision if known else None,
        "name": known.name if known else None,
        "short": known.short if known else None,
        "parent": known.parent.key if known and known.parent else "",
        "relation": (known.relation or "") if known else "",
        "programme_relation": (known.programme_relation or "") if known else "",
    }
    form = OrganisationForm(data=data) if typed else OrganisationForm(formdata=None, data=data)
    larger = [
        (one.key, one.short or texts.words(one.name, language()))
        for one in workshop.organisations
        if known is None or not _is_inside(one, known)
    ]
    form.parent.offer([("", gettext("nothing larger")), *larger])
    return form


def _relation(chosen: str) -> Relation | None:
    return Relation(chosen) if chosen else None


def _organisation_page(
    form: OrganisationForm,
    known: Organisation | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    theirs = None
    if known and isinstance(refusal, Stale):
        theirs = _organisation_form(known, typed=False)
        form.revision.data, form.revision.raw_data = theirs.revision.data, None
    page = render_template(
        "workshops/organisation.html",
        form=form,
        theirs=theirs,
        workshop=current_workshop(),
        organisation=known,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _is_inside(one: Organisation | None, whole: Organisation) -> bool:
    seen: set[int] = set()
    while one is not None and one.id not in seen:
        if one.id == whole.id:
            return True
        seen.add(one.id)
        one = one.parent
    return False


def _save_organisation(form: OrganisationForm, known: Organisation | None) -> ResponseReturnValue:
    workshop = current_workshop()
    if not form.is_submitted():
        return _organisation_page(form, known)
    if not form.validate():
        return _organisation_page(form, known, status=422)
    slug = workshop.slug
    try:
        service.save_organisation(
            workshop,
            key=known.key if known else form.key.data or links.new_key(),
            values={
                "name": form.name.data,
                "short": form.short.data,
                "parent": queries.find_organisation(workshop, form.parent.data or ""),
                "relation": _relation(form.relation.data),
                "programme_relation": _relation(form.programme_relation.data),
            },
            revision=form.revision.data if known else None,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _organisation_page(form, known, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. The public page follows when you publish."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    workshop = current_workshop()
    known = queries.find_organisation(workshop, key)
    if known is not None:  # a second click finds it gone, which is what was asked for
        service.remove_organisation(
            workshop, known, at=clock.now(), account_id=require_account().id
        )
        db.session.commit()
    return redirect(url_for(".index", slug=slug), 303)
