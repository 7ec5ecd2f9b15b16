"""Organisers' pages of the workshop itself: new, settings, organisations, members, log."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts import service as accounts
from app.accounts.sessions import current_account, require_account, signed_in
from app.errors import Refusal
from app.extensions import Text, db
from app.i18n import gettext, language, refusal_sentence, texts, zones
from app.i18n.zones import zone_names
from app.workshops import queries, service, words, zone
from app.workshops.forms import (
    RELATIONS,
    MemberForm,
    NewWorkshopForm,
    OrganisationForm,
    SettingsForm,
    zone_list,
)
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.models import Organisation, Workshop
from app.workshops.rules import Relation, Role, Way, ZoneNeeded

bp = Blueprint("workshops_manage", __name__, url_prefix="/organise")


@bp.get("/new")
@signed_in
def new() -> ResponseReturnValue:
    form = NewWorkshopForm(formdata=None, data={"key": links.new_key(), "languages": [language()]})
    return render_template("workshops/new.html", form=form, zones=zone_names())


@bp.post("/new")
@signed_in
def create() -> ResponseReturnValue:
    form = NewWorkshopForm()
    if not form.validate_on_submit():
        return render_template("workshops/new.html", form=form, zones=zone_names()), 422
    try:
        workshop = service.create(
            slug=form.slug.data or "",
            title=form.title.data,
            languages=form.languages.data or [],
            owner=current_account(),
            at=clock.now(),
            key=form.key.data,
            time_zone=form.time_zone.data,
            way=Way(form.way.data) if form.way.data else None,
        )
    except Refusal as refusal:
        db.session.rollback()
        form.slug.errors = [refusal_sentence(refusal)]
        return render_template("workshops/new.html", form=form, zones=zone_names()), refusal.status
    slug = workshop.slug
    db.session.commit()
    flash(gettext("The workshop is made. Only members see it until you publish."))
    return redirect(url_for("agenda_manage.edit", slug=slug), 303)


@bp.route("/<slug>/settings", methods=["GET", "POST"])
@member(Role.EDITOR)
def settings(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = SettingsForm(data=_as_typed(workshop))
    if not form.is_submitted():
        return _settings_page(form, workshop)
    if not form.validate():
        return _settings_page(form, workshop, status=422)
    account = require_account()
    if workshop.time_zone and not form.time_zone.data and zone.is_needed(workshop):
        form.time_zone.errors = [refusal_sentence(ZoneNeeded())]
        return _settings_page(form, workshop, status=422)
    try:
        service.change(
            workshop,
            _as_meant(form),
            revision=form.revision.data,
            at=clock.now(),
            account_id=account.id,
        )
        service.set_programme(
            workshop,
            key=form.programme_key.data,
            name=_programme_name(form, workshop),
            at=clock.now(),
            account_id=account.id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _settings_page(form, current_workshop(), refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. The public page follows when you publish."))
    return redirect(url_for(".settings", slug=slug), 303)


def _settings_page(
    form: SettingsForm, workshop: Workshop, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = SettingsForm(formdata=None, data=_as_typed(workshop)) if refusal else None
    if theirs is not None:
        form.revision.data = workshop.revision
        form.revision.raw_data = None
    page = render_template(
        "workshops/settings.html",
        form=form,
        theirs=theirs,
        workshop=workshop,
        refusal=refusal_sentence(refusal) if refusal else None,
        zones=zone_names(),
    )
    return page, status


def _as_typed(workshop: Workshop) -> dict[str, Any]:
    """The workshop's facts as the settings form shows them."""
    typed = {name: getattr(workshop, name) for name in service.SETTINGS}
    programme = workshop.programme
    return typed | {
        "revision": workshop.revision,
        "spoken": workshop.spoken or [],
        "zones": ", ".join(workshop.zones),
        "way": workshop.way or "",
        "programme_key": programme.key if programme else None,
        "programme_name": programme.name if programme else None,
    }


def _programme_name(form: SettingsForm, workshop: Workshop) -> Text | None:
    """What was typed; the name of the programme before says nothing about another one."""
    was, field = workshop.programme, form.programme_name
    name: Text = field.data or {}
    if was is not None and was.key != form.programme_key.data:
        name = {code: text for code, text in name.items() if code in field.shown}
        name = {} if name.items() <= was.name.items() else name
    return name or None


def _as_meant(form: SettingsForm) -> dict[str, Any]:
    meant = {name: form[name].data for name in service.SETTINGS}
    return meant | {
        "spoken": form.spoken.data or None,
        "zones": zone_list(form.zones.data),
        "way": Way(form.way.data) if form.way.data else None,
    }


@bp.get("/<slug>/organisations")
@member(Role.VIEWER)
def organisations(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template("workshops/organisations.html", workshop=workshop, relations=RELATIONS)


@bp.route("/<slug>/organisations/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new_organisation(slug: str) -> ResponseReturnValue:
    form = _organisation_form(None)
    if not form.is_submitted():
        form.key.data = links.new_key()
    return _save_organisation(form, None)


@bp.route("/<slug>/organisations/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def organisation(slug: str, key: str) -> ResponseReturnValue:
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
    theirs = _organisation_form(known, typed=False) if refusal and known else None
    if theirs is not None:
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
    return redirect(url_for(".organisations", slug=slug), 303)


@bp.post("/<slug>/organisations/<key>/remove")
@member(Role.EDITOR)
def remove_organisation(slug: str, key: str) -> ResponseReturnValue:
    workshop = current_workshop()
    known = queries.find_organisation(workshop, key)
    if known is not None:  # a second click finds it gone, which is what was asked for
        service.remove_organisation(
            workshop, known, at=clock.now(), account_id=require_account().id
        )
        db.session.commit()
    return redirect(url_for(".organisations", slug=slug), 303)


@bp.route("/<slug>/members", methods=["GET", "POST"])
@member(Role.OWNER)
def members(slug: str) -> ResponseReturnValue:
    workshop, form = current_workshop(), MemberForm()
    if form.is_submitted() and form.validate():
        try:
            _set_member(workshop, form.email.data or "", Role(form.role.data))
        except Refusal as refusal:
            db.session.rollback()
            form.email.errors = [refusal_sentence(refusal)]
            return _members_page(form), refusal.status
        return redirect(url_for(".members", slug=slug), 303)
    return _members_page(form), 422 if form.is_submitted() else 200


@bp.post("/<slug>/members/remove")
@member(Role.OWNER)
def remove_member(slug: str) -> ResponseReturnValue:
    form = MemberForm()
    try:
        _set_member(current_workshop(), form.email.data or "", None)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    return redirect(url_for(".members", slug=slug), 303)


def _members_page(form: MemberForm) -> str:
    return render_template(
        "workshops/members.html", form=form, workshop=current_workshop(), role=current_role()
    )


def _set_member(workshop: Workshop, email: str, role: Role | None) -> None:
    account = accounts.get_account(email)
    service.set_member(workshop, account, role, at=clock.now(), account_id=require_account().id)
    db.session.commit()


@bp.get("/<slug>/log")
@member(Role.OWNER)
def log(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    clock_of = workshop.time_zone or "UTC"
    entries = queries.log_of(workshop)
    days = groupby(entries, key=lambda entry: zones.local(entry[0].at, clock_of).date())
    return render_template(
        "workshops/log.html",
        workshop=workshop,
        days=[(day, list(of_day)) for day, of_day in days],
        words=words,
        zone=clock_of,
    )
