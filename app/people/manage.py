"""Organisers' pages of the people at a workshop."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence, typed, zones
from app.people import countries, doubles, queries, rules, service
from app.people.forms import SpeakerForm
from app.people.manage_book import JOINTS
from app.people.models import Speaker
from app.people.rules import TypedWindow, Window
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint("people_manage", __name__, url_prefix="/organise/<slug>/people")

#: Rows for further windows, below those that are there.
BLANK_ROWS = 2
#: As many as one looks through; a word more finds the others.
MOST_FOUND = 40


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


@bp.get("/from-book")
@member(Role.EDITOR)
def book(slug: str) -> ResponseReturnValue:
    """The address book, to take people from."""
    workshop, wanted = current_workshop(), request.args.get("q", "").strip()[:200]
    found = [
        entry
        for entry in doubles.in_order(queries.address_book(require_account()), i18n.language())
        if workshop.id not in {at.workshop_id for at in entry.there}
        and doubles.speaks_of(entry, wanted)
    ]
    return render_template(
        "people/from_book.html",
        workshop=workshop,
        wanted=wanted,
        found=found[:MOST_FOUND],
        further=len(found[MOST_FOUND:]),
        key=links.new_key(),
    )


@bp.post("/from-book")
@member(Role.EDITOR)
def add_from_book(slug: str) -> ResponseReturnValue:
    workshop, account = current_workshop(), require_account()
    number = request.form.get("person", type=int)
    entry = queries.find_entry(account, number) if number and number < 2**31 else None
    if entry is None:
        abort(404)
    last = entry.there[0]
    try:
        speaker = service.add_from_book(
            workshop,
            entry.person,
            key=_key_of_row(entry.person.id),
            affiliation=last.affiliation,
            post=last.post,
            at=clock.now(),
            account_id=account.id,
        )
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        name = speaker.person.name
        db.session.commit()
        flash(gettext("%(name)s is added. Role and organisation are as last time.", name=name))
    return redirect(url_for(".book", slug=slug, q=request.form.get("q") or None), 303)


def _key_of_row(person: int) -> str:
    """Of the page that was sent, and of the person: a second click adds nobody."""
    sent = request.form.get("key", "")
    page = sent if len(sent) == len(links.new_key()) and sent.isascii() and sent.isalnum() else ""
    return f"{page.lower()}-{person}" if page else links.new_key()


@bp.route("/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    speaker = queries.find_speaker(current_workshop(), key) or abort(404)
    form = _form(speaker)
    return _save(form, speaker) if form.is_submitted() else _page(form, speaker)


@bp.post("/<key>/separate")
@member(Role.EDITOR)
def separate(slug: str, key: str) -> ResponseReturnValue:
    """An entry of the workshop's own, for a person who speaks elsewhere too."""
    speaker = queries.find_speaker(current_workshop(), key) or abort(404)
    service.separate(speaker, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(gettext("This workshop has an entry of its own now. What you change stays here."))
    return redirect(url_for(".edit", slug=slug, key=key), 303)


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    speaker = queries.find_speaker(current_workshop(), key)
    if speaker is not None:  # a second click finds the person gone, as asked for
        try:
            service.remove_speaker(
                speaker,
                joints=current_app.extensions[JOINTS],
                at=clock.now(),
                account_id=require_account().id,
            )
        except Refusal as refusal:
            db.session.rollback()
            flash(refusal_sentence(refusal), "refusal")
        else:
            db.session.commit()
    return redirect(url_for(".index", slug=slug), 303)


def _form(speaker: Speaker | None, *, typed: bool = True) -> SpeakerForm:
    workshop = current_workshop()
    data: dict[str, Any] = {}
    if speaker is not None:
        data = {name: getattr(speaker.person, name) for name in service.PERSON}
        data |= {name: getattr(speaker, name) for name in service.SPEAKER}
        data |= {"key": speaker.key, "revision": speaker.revision}
        data |= {
            "language": speaker.person.language or "",
            "country": speaker.person.country or "",
        }
        zone = speaker.person.time_zone or workshop.time_zone
        rows = rules.as_typed(queries.windows_of(speaker), zone) if zone else []
        data |= {
            "clock": zone or "",
            "windows": [dict(zip(("date", "starts", "ends"), row, strict=True)) for row in rows],
        }
    form = SpeakerForm(data=data) if typed else SpeakerForm(formdata=None, data=data)
    form.country.offer([("", gettext("not recorded")), *countries.names(i18n.language()).items()])
    form.time_zone.near([workshop.time_zone, *workshop.zones])
    if speaker is None or form.clock.data not in zones.zone_names():
        del form.windows, form.clock
    elif not form.is_submitted() or not typed:
        for _ in range(BLANK_ROWS):
            form.windows.append_entry()
    if speaker is not None and not _may_edit_person(speaker):
        for name in service.PERSON:
            del form[name]
    return form


def _may_edit_person(speaker: Speaker) -> bool:
    return queries.may_edit(require_account().id, speaker.person)


def _save(form: SpeakerForm, speaker: Speaker | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, speaker, status=422)
    windows = _windows(form)
    if windows is None and "windows" in form:
        return _page(form, speaker, status=422)
    workshop = current_workshop()
    slug = workshop.slug
    values = {
        name: form[name].data or ([] if name == "other_names" else None)
        for name in (*service.PERSON, *service.SPEAKER)
        if name in form
    }
    done: dict[str, Any] = {"at": clock.now(), "account_id": require_account().id}
    try:
        saved = service.save_speaker(
            workshop,
            key=speaker.key if speaker else form.key.data or links.new_key(),
            values=values,
            revision=form.revision.data if speaker else None,
            **done,
        )
        if windows is not None:
            service.set_availability(saved, windows, **done)
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, speaker, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. The public page follows when you publish."))
    return redirect(url_for(".index", slug=slug), 303)


def _windows(form: SpeakerForm) -> list[Window] | None:
    """The moments of the rows; None where there are no rows, or one of them names none."""
    if "windows" not in form:
        return None
    found: list[Window] = []
    zone, is_fine = form.clock.data or "", True
    for entry in form.windows:
        row = entry.form
        if row.date.data is None:
            continue
        asked: TypedWindow = (row.date.data, row.starts.data, row.ends.data)
        try:
            typed.check_year(asked[0])
            found.append(rules.window(asked, zone))
        except zones.NoSuchTime as skipped:
            is_fine = False
            row.starts.errors = [
                gettext(
                    "The clocks go forward on that day. Please choose %(before)s or %(after)s.",
                    before=f"{skipped.before:%H:%M}",
                    after=f"{skipped.after:%H:%M}",
                )
            ]
        except Refusal as refusal:
            is_fine = False
            row.date.errors = [refusal_sentence(refusal)]
    return found if is_fine else None


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
    shares = len(queries.speakers_of([speaker.person_id])) > 1 if speaker else False
    page = render_template(
        "people/edit.html",
        form=form,
        theirs=theirs,
        speaker=speaker,
        shares=shares,
        country=lambda code: countries.name(code, i18n.language()),
        workshop=current_workshop(),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status
