"""Organisers' pages of the people at a workshop."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.i18n.zones import zone_names
from app.people import countries, queries, service
from app.people.forms import SpeakerForm
from app.people.models import Speaker
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint("people_manage", __name__, url_prefix="/organise/<slug>/people")


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "people/index.html",
        workshop=workshop,
        speakers=queries.speakers(workshop),
        country=lambda code: countries.name(code, i18n.language()),
    )


@bp.route("/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    form = _form(None)
    if not form.is_submitted():
        form.key.data = links.new_key()
        return _page(form, None)
    return _save(form, None)


@bp.route("/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    speaker = queries.find_speaker(current_workshop(), key) or abort(404)
    form = _form(speaker)
    return _save(form, speaker) if form.is_submitted() else _page(form, speaker)


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    speaker = queries.find_speaker(current_workshop(), key)
    if speaker is not None:  # a second click finds the person gone, as asked for
        try:
            service.remove_speaker(speaker, at=clock.now(), account_id=require_account().id)
        except Refusal as refusal:
            db.session.rollback()
            flash(refusal_sentence(refusal), "refusal")
        else:
            db.session.commit()
    return redirect(url_for(".index", slug=slug), 303)


def _form(speaker: Speaker | None, *, typed: bool = True) -> SpeakerForm:
    data: dict[str, Any] = {}
    if speaker is not None:
        data = {name: getattr(speaker.person, name) for name in service.PERSON}
        data |= {name: getattr(speaker, name) for name in service.SPEAKER}
        data |= {"key": speaker.key, "revision": speaker.revision}
        data |= {
            "language": speaker.person.language or "",
            "country": speaker.person.country or "",
        }
    form = SpeakerForm(data=data) if typed else SpeakerForm(formdata=None, data=data)
    form.country.offer([("", gettext("not recorded")), *countries.names(i18n.language()).items()])
    return form


def _save(form: SpeakerForm, speaker: Speaker | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, speaker, status=422)
    workshop = current_workshop()
    slug = workshop.slug
    values = {
        name: form[name].data or None
        for name in (*service.PERSON, *service.SPEAKER)
        if name in form
    }
    try:
        service.save_speaker(
            workshop,
            key=speaker.key if speaker else form.key.data or links.new_key(),
            values=values,
            revision=form.revision.data if speaker else None,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, speaker, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. The public page follows when you publish."))
    return redirect(url_for(".index", slug=slug), 303)


def _page(
    form: SpeakerForm,
    speaker: Speaker | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    theirs = None
    if speaker and isinstance(refusal, Stale):
        theirs = _form(speaker, typed=False)
        form.revision.data, form.revision.raw_data = speaker.revision, None
    page = render_template(
        "people/edit.html",
        form=form,
        theirs=theirs,
        speaker=speaker,
        workshop=current_workshop(),
        refusal=refusal_sentence(refusal) if refusal else None,
        zones=zone_names(),
    )
    return page, status
