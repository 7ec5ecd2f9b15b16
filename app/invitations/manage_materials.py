"""What one speaker handed in and allows, for the organisers, who may hand in for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.files import photos
from app.files import rules as files
from app.files.serving import send, show
from app.i18n import gettext, refusal_sentence
from app.invitations import allowing, checklist, handed_in
from app.invitations.forms_materials import (
    BiographyByOrganisers,
    PhotoByOrganisers,
    SlidesByOrganisers,
)
from app.invitations.rules import Consent, Via, handing_in
from app.invitations.rules.handing_in import fingerprint
from app.invitations.service import materials as service
from app.invitations.views_material_files import WITH_SLIDES
from app.people.models import Speaker
from app.people.queries import find_speaker
from app.registration.own_page import megabytes
from app.web import private, takes
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint(
    "materials_manage", __name__, url_prefix="/organise/<slug>/invitations/<key>/materials"
)


@bp.get("")
@member(Role.EDITOR)
def index(slug: str, key: str) -> ResponseReturnValue:
    return _page(_speaker(key))


@bp.post("/biography")
@member(Role.EDITOR)
def save_biography(slug: str, key: str) -> ResponseReturnValue:
    speaker = _speaker(key)
    form = BiographyByOrganisers(data={"biography": speaker.biography})
    if not form.validate():
        return _page(speaker, biography=form, status=422)
    return _done(
        lambda speaker: service.write_biography(
            speaker, form.biography.data, please_translate=form.please_translate.data,
            seen=form.seen.data or "", **_by(),
        ),
        key,
        gettext("The biography is saved. It becomes public when you publish."),
        biography=form,
    )  # fmt: skip


@bp.post("/photo")
@member(Role.EDITOR)
def save_photo(slug: str, key: str) -> ResponseReturnValue:
    speaker = _speaker(key)
    form = PhotoByOrganisers(data={"alt": speaker.photo_alt})
    content = form.handed_in(photos.MOST_OCTETS)
    if content is None and speaker.photo_id is None:
        form.photo.errors = [gettext("Please choose a photo.")]
    if form.photo.errors or not form.validate():
        return _page(speaker, photo=form, status=422)
    db.session.rollback()  # drawing takes a second or two, in which others may write
    try:
        portrait = photos.portrait(content, form.chosen()) if content is not None else None
    except Refusal as refused:
        return _page(_speaker(key), photo=form, refusal=refused, status=refused.status)
    return _done(
        lambda speaker: service.take_photo(speaker, portrait, alt=form.alt.data, **_by()),
        key,
        gettext("The photo is saved. It is shown once the speaker allows it."),
        photo=form,
    )


@bp.post("/photo/remove")
@member(Role.EDITOR)
def remove_photo(slug: str, key: str) -> ResponseReturnValue:
    return _done(
        lambda speaker: service.remove_photo(speaker, **_by()),
        key,
        gettext("The photo is deleted."),
    )


@bp.get("/photo")
@member(Role.EDITOR)
def photo(slug: str, key: str) -> ResponseReturnValue:
    return private(show(_speaker(key).photo or abort(404)))


@bp.post("/slides/<item>")
@takes(WITH_SLIDES)
@member(Role.EDITOR)
def save_slides(slug: str, key: str, item: str) -> ResponseReturnValue:
    form = SlidesByOrganisers()
    file = form.handed_in()
    if file is None or not form.validate():
        form.slides.errors = [gettext("Please choose a file.")]
        return _page(_speaker(key), slides=form, status=422)
    return _done(
        lambda speaker: service.add_slides(
            speaker, item, files.checked_slides(file.filename or "", file.stream), **_by()
        ),
        key,
        gettext("The slides are saved. They are offered to all once the speaker allows it."),
        slides=form,
    )


@bp.get("/slides/<item>/<int:number>")
@member(Role.EDITOR)
def slides(slug: str, key: str, item: str, number: int) -> ResponseReturnValue:
    found = handed_in.version_of(_speaker(key), item, number) or abort(404)
    return private(send(found.file))


@bp.post("/slides/<item>/<int:number>/remove")
@member(Role.EDITOR)
def remove_slides(slug: str, key: str, item: str, number: int) -> ResponseReturnValue:
    def remove(speaker: Speaker) -> None:
        found = handed_in.version_of(speaker, item, number)
        if found is not None:  # a second click finds it gone
            service.remove_slides(speaker, found, **_by())

    return _done(remove, key, gettext("This version is deleted."))


@bp.post("/consents/<any(record, publish_slides, use_photo):kind>/take-back")
@member(Role.EDITOR)
def take_back(slug: str, key: str, kind: str) -> ResponseReturnValue:
    """By word of the speaker; only they themselves can allow it again."""
    return _done(
        lambda speaker: service.take_back(speaker, Consent(kind), **_by()),
        key,
        gettext("This is no longer allowed, and no longer shown."),
    )


def _speaker(key: str) -> Speaker:
    return find_speaker(current_workshop(), key) or abort(404)


def _by() -> dict[str, Any]:
    return {"via": Via.ORGANISER, "at": clock.now(), "account_id": require_account().id}


def _done(
    perform: Callable[[Speaker], Any], key: str, said: str, **forms: Any
) -> ResponseReturnValue:
    slug = current_workshop().slug
    try:
        perform(_speaker(key))
    except Refusal as refusal:
        db.session.rollback()
        return _page(_speaker(key), refusal=refusal, status=refusal.status, **forms)
    db.session.commit()
    flash(said)
    return redirect(url_for(".index", slug=slug, key=key), 303)


def _page(
    speaker: Speaker,
    *,
    biography: BiographyByOrganisers | None = None,
    photo: PhotoByOrganisers | None = None,
    slides: SlidesByOrganisers | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    stored, theirs = _biography(speaker), None
    if isinstance(refusal, Stale) and biography is not None:
        theirs = stored.as_words()
        biography.seen.data, biography.seen.raw_data = stored.seen.data, None
    talks = checklist.talks_of(speaker)
    page = render_template(
        "invitations/materials/organise.html",
        workshop=current_workshop(),
        speaker=speaker,
        checklist=checklist.of(speaker, at=clock.now()),
        form=biography or photo or slides,
        biography=biography or stored,
        theirs=theirs,
        photo=photo or _photo(speaker),
        proposed_alt=handed_in.proposed_alt(speaker),
        slides=slides or SlidesByOrganisers(formdata=None),
        talks=[(talk, service.slides_to(speaker, talk.uid)) for talk in talks],
        consents=checklist.consents_of([speaker.id]).get(speaker.id, {}),
        kinds=list(Consent),
        names=allowing.NAMES,
        most=photos.MOST_OCTETS // 1024 // 1024,
        good=photos.GOOD_SIDE,
        most_slides=files.MOST_OCTETS_OF_SLIDES // 1024 // 1024,
        most_versions=handing_in.MOST_VERSIONS,
        most_words=handing_in.MOST_WORDS,
        accept=files.ACCEPT_SLIDES,
        megabytes=megabytes,
        zone=current_workshop().time_zone or "UTC",
        refusal=refusal_sentence(refusal) if refusal and theirs is None else None,
    )
    return page, status


def _biography(speaker: Speaker) -> BiographyByOrganisers:
    data = {
        "biography": speaker.biography,
        "please_translate": speaker.please_translate,
        "seen": fingerprint(speaker.biography),
    }
    return BiographyByOrganisers(formdata=None, data=data)


def _photo(speaker: Speaker) -> PhotoByOrganisers:
    alt = speaker.photo_alt or handed_in.proposed_alt(speaker)
    return PhotoByOrganisers(formdata=None, data={"alt": alt, "place": "1-0", "near": "1"})
