"""The photo and the slides that a speaker hands in after accepting."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.files import photos
from app.files import rules as files
from app.files.serving import send, show
from app.i18n import gettext
from app.invitations import handed_in, views_parts
from app.invitations.entering import Entered, entered
from app.invitations.forms_materials import PhotoForm, SlidesForm
from app.invitations.models import SlideFile
from app.invitations.rules import Consent, Task, handing_in
from app.invitations.service import materials as service
from app.registration.own_page import megabytes
from app.web import private, takes

bp = Blueprint("material_files", __name__, url_prefix="/s/<token>")
#: As on the rest of the desk: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)

#: A whole request with slides: the file, and what a form wraps it in. Somewhat more is let in, so
#: that a file a little too large is told so on the page.
WITH_SLIDES = files.MOST_OCTETS_OF_SLIDES + 15 * 1024 * 1024


# -- Photo ----------------------------------------------------------------------------------------


@bp.get("/photo")
@by_link
@limiter.limit("120 per minute")
def photo(token: str) -> ResponseReturnValue:
    here = views_parts.let_in_to_take_back(token)
    return here if isinstance(here, Response) else _photo_page(here, token)


@bp.post("/photo")
@by_link
@limiter.limit("20 per minute")
def save_photo(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = PhotoForm(data={"alt": here.invitation.speaker.photo_alt})
    content = form.handed_in(photos.MOST_OCTETS)
    if content is None and here.invitation.speaker.photo_id is None:
        form.photo.errors = [gettext("Please choose a photo.")]
    if form.photo.errors or not form.validate():
        return _photo_page(here, token, form, status=422)
    try:
        service.check(here.invitation.speaker, Task.PHOTO, via=here.via, at=clock.now())
        # Drawing takes a second or two, in which others may write.
        db.session.rollback()
        portrait = photos.portrait(content, form.chosen()) if content is not None else None
    except Refusal as refused:
        db.session.rollback()
        return _photo_page(entered(token), token, form, refusal=refused, status=refused.status)

    def save(here: Entered) -> None:
        service.take_photo(
            here.invitation.speaker,
            portrait,
            alt=form.alt.data,
            via=here.via,
            at=clock.now(),
        )

    here = entered(token)
    refusal = views_parts.refused(here, save)
    if refusal is None:
        return views_parts.saved("material_files.photo", token)
    return _photo_page(entered(token), token, form, refusal=refusal, status=refusal.status)


@bp.post("/photo/remove")
@by_link
@limiter.limit("60 per minute")
def remove_photo(token: str) -> ResponseReturnValue:
    here = entered(token)
    service.remove_photo(here.invitation.speaker, via=here.via, at=clock.now())
    db.session.commit()
    return views_parts.saved("material_files.photo", token)


@bp.get("/photo/picture")
@by_link
@limiter.limit("120 per minute")
def picture(token: str) -> ResponseReturnValue:
    return private(show(entered(token).invitation.speaker.photo or abort(404)))


def _photo_page(
    here: Entered,
    token: str,
    form: PhotoForm | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    speaker = here.invitation.speaker
    if form is None:
        alt = speaker.photo_alt or handed_in.proposed_alt(speaker)
        form = PhotoForm(formdata=None, data={"alt": alt, "place": "1-0", "near": "1"})
    return views_parts.page_of(
        "photo", here, token, form, refusal=refusal, status=status, tasks=(Task.PHOTO,),
        most=photos.MOST_OCTETS // 1024 // 1024, good=photos.GOOD_SIDE,
        proposed_alt=handed_in.proposed_alt(speaker),
        allowed=views_parts.consents_of(speaker).get(Consent.USE_PHOTO),
    )  # fmt: skip


# -- Slides ---------------------------------------------------------------------------------------


@bp.get("/slides/<key>")
@by_link
@limiter.limit("120 per minute")
def slides(token: str, key: str) -> ResponseReturnValue:
    here = views_parts.let_in_to_take_back(token)
    if isinstance(here, Response):
        return here
    return _slides_page(here, token, key, SlidesForm(formdata=None))


@bp.post("/slides/<key>")
@takes(WITH_SLIDES)
@by_link
@limiter.limit("20 per minute")
def save_slides(token: str, key: str) -> ResponseReturnValue:
    here = entered(token)
    form = SlidesForm()
    file = form.handed_in()
    if file is None:
        form.slides.errors = [gettext("Please choose a file.")]
        return _slides_page(here, token, key, form, status=422)

    def save(here: Entered) -> None:
        upload = files.checked_slides(file.filename or "", file.stream)
        service.add_slides(here.invitation.speaker, key, upload, via=here.via, at=clock.now())

    refusal = views_parts.refused(here, save)
    if refusal is None:
        return views_parts.saved("material_files.slides", token, key=key)
    here = entered(token)
    if handed_in.talk_of(here.invitation.speaker, key) is None:
        return private(make_response(redirect(url_for("invitations.desk", token=token), 303)))
    return _slides_page(here, token, key, form, refusal=refusal, status=refusal.status)


@bp.get("/slides/<key>/<int:number>")
@by_link
@limiter.limit("60 per minute")
def slides_file(token: str, key: str, number: int) -> ResponseReturnValue:
    return private(send(_version(entered(token), key, number).file))


@bp.post("/slides/<key>/<int:number>/remove")
@by_link
@limiter.limit("60 per minute")
def remove_slides(token: str, key: str, number: int) -> ResponseReturnValue:
    here = entered(token)
    speaker = here.invitation.speaker
    found = handed_in.version_of(speaker, key, number)
    if found is not None:  # a second click finds it gone
        service.remove_slides(speaker, found, via=here.via, at=clock.now())
        db.session.commit()
    return views_parts.saved("material_files.slides", token, key=key)


def _version(here: Entered, key: str, number: int) -> SlideFile:
    return handed_in.version_of(here.invitation.speaker, key, number) or abort(404)


def _slides_page(
    here: Entered,
    token: str,
    key: str,
    form: SlidesForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    speaker = here.invitation.speaker
    item = handed_in.talk_of(speaker, key) or abort(404)
    return views_parts.page_of(
        "slides", here, token, form, refusal=refusal, status=status, item=item,
        tasks=(Task.SLIDES,), versions=service.slides_to(speaker, item.uid),
        most=files.MOST_OCTETS_OF_SLIDES // 1024 // 1024, accept=files.ACCEPT_SLIDES,
        megabytes=megabytes, most_versions=handing_in.MOST_VERSIONS,
        allowed=views_parts.consents_of(speaker).get(Consent.PUBLISH_SLIDES),
    )  # fmt: skip
