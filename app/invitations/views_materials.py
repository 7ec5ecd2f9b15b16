"""What a speaker hands in after accepting: each part a page of its own, saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.agenda.models import AgendaItem
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.files import photos
from app.files import rules as files
from app.files.serving import send, show
from app.i18n import LANGUAGES, gettext, language, refusal_sentence
from app.invitations import allowing, checklist, handed_in
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import DeskForm
from app.invitations.forms_materials import (
    BiographyForm,
    ConsentsForm,
    PhotoForm,
    SlidesForm,
    TalkForm,
)
from app.invitations.rules import Consent, InvitationState, Task, handing_in
from app.invitations.rules.handing_in import fingerprint
from app.invitations.service import materials as service
from app.people.models import Speaker
from app.registration.own_page import megabytes
from app.web import private, takes
from app.workshops.rules import Stale

bp = Blueprint("materials", __name__, url_prefix="/s/<token>")
#: As on the rest of the desk: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)

#: A whole request with slides: the file, and what a form wraps it in. Somewhat more is let in, so
#: that a file a little too large is told so on the page.
_WITH_SLIDES = files.MOST_OCTETS_OF_SLIDES + 15 * 1024 * 1024


# -- Talks ----------------------------------------------------------------------------------------


@bp.get("/talks/<key>")
@by_link
@limiter.limit("120 per minute")
def talk(token: str, key: str) -> ResponseReturnValue:
    here = _let_in(token)
    if isinstance(here, Response):
        return here
    item = _talk(here.invitation.speaker, key)
    return _talk_page(here, token, item, _talk_form(here.invitation.speaker, item))


@bp.post("/talks/<key>")
@by_link
@limiter.limit("60 per minute")
def save_talk(token: str, key: str) -> ResponseReturnValue:
    here = entered(token)
    speaker = here.invitation.speaker
    item = _talk(speaker, key)
    form = TalkForm(data={"title": item.title, "abstract": item.abstract})
    if not form.validate():
        return _talk_page(here, token, item, form, status=422)

    def save(here: Entered) -> None:
        service.describe_talk(
            here.invitation.speaker,
            key,
            title=form.title.data,
            abstract=form.abstract.data,
            please_translate=form.please_translate.data,
            seen=form.seen.data or "",
            via=here.via,
            at=clock.now(),
        )

    refusal = _refused(here, save)
    if refusal is None:
        return _saved("talk", token, key=key)
    here = entered(token)
    item = _talk(here.invitation.speaker, key)
    return _talk_page(here, token, item, form, refusal=refusal, status=refusal.status)


def _talk(speaker: Speaker, key: str) -> AgendaItem:
    return handed_in.talk_of(speaker, key) or abort(404)


def _talk_form(speaker: Speaker, item: AgendaItem) -> TalkForm:
    return TalkForm(
        formdata=None,
        data={
            "title": item.title,
            "abstract": item.abstract,
            "please_translate": speaker.please_translate,
            "seen": fingerprint(item.title, item.abstract),
        },
    )


def _talk_page(
    here: Entered,
    token: str,
    item: AgendaItem,
    form: TalkForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    theirs = _theirs(refusal, form, _talk_form(here.invitation.speaker, item))
    return _page(
        "talk", here, token, form, refusal=refusal, status=status, item=item, theirs=theirs,
        tasks=(Task.TITLE, Task.ABSTRACT),
    )  # fmt: skip


# -- Biography ------------------------------------------------------------------------------------


@bp.get("/biography")
@by_link
@limiter.limit("120 per minute")
def biography(token: str) -> ResponseReturnValue:
    here = _let_in(token)
    if isinstance(here, Response):
        return here
    speaker = here.invitation.speaker
    form = _biography_form(speaker)
    earlier = handed_in.earlier_biography(speaker) if not speaker.biography else None
    if earlier and request.args.get("from") == "earlier":
        form.biography.data = earlier
    return _biography_page(here, token, form, earlier=earlier)


@bp.post("/biography")
@by_link
@limiter.limit("60 per minute")
def save_biography(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = BiographyForm(data={"biography": here.invitation.speaker.biography})
    if not form.validate():
        return _biography_page(here, token, form, status=422)

    def save(here: Entered) -> None:
        service.write_biography(
            here.invitation.speaker,
            form.biography.data,
            please_translate=form.please_translate.data,
            seen=form.seen.data or "",
            via=here.via,
            at=clock.now(),
        )

    refusal = _refused(here, save)
    if refusal is None:
        return _saved("biography", token)
    return _biography_page(entered(token), token, form, refusal=refusal, status=refusal.status)


def _biography_form(speaker: Speaker) -> BiographyForm:
    return BiographyForm(
        formdata=None,
        data={
            "biography": speaker.biography,
            "please_translate": speaker.please_translate,
            "seen": fingerprint(speaker.biography),
        },
    )


def _biography_page(
    here: Entered,
    token: str,
    form: BiographyForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    earlier: Any = None,
) -> Response:
    theirs = _theirs(refusal, form, _biography_form(here.invitation.speaker))
    return _page(
        "biography", here, token, form, refusal=refusal, status=status, theirs=theirs,
        tasks=(Task.BIOGRAPHY,), most_words=handing_in.MOST_WORDS, earlier=earlier,
    )  # fmt: skip


# -- Photo ----------------------------------------------------------------------------------------


@bp.get("/photo")
@by_link
@limiter.limit("120 per minute")
def photo(token: str) -> ResponseReturnValue:
    here = _let_in(token)
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
    refusal = _refused(here, save)
    if refusal is None:
        return _saved("photo", token)
    return _photo_page(entered(token), token, form, refusal=refusal, status=refusal.status)


@bp.post("/photo/remove")
@by_link
@limiter.limit("60 per minute")
def remove_photo(token: str) -> ResponseReturnValue:
    here = entered(token)
    service.remove_photo(here.invitation.speaker, via=here.via, at=clock.now())
    db.session.commit()
    return _saved("photo", token)


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
    return _page(
        "photo", here, token, form, refusal=refusal, status=status, tasks=(Task.PHOTO,),
        most=photos.MOST_OCTETS // 1024 // 1024, good=photos.GOOD_SIDE,
        allowed=_consents(speaker).get(Consent.USE_PHOTO),
    )  # fmt: skip


# -- Slides ---------------------------------------------------------------------------------------


@bp.get("/slides/<key>")
@by_link
@limiter.limit("120 per minute")
def slides(token: str, key: str) -> ResponseReturnValue:
    here = _let_in(token)
    if isinstance(here, Response):
        return here
    return _slides_page(here, token, key, SlidesForm(formdata=None))


@bp.post("/slides/<key>")
@takes(_WITH_SLIDES)
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

    refusal = _refused(here, save)
    if refusal is None:
        return _saved("slides", token, key=key)
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
    return _saved("slides", token, key=key)


def _version(here: Entered, key: str, number: int) -> Any:
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
    item = _talk(speaker, key)
    return _page(
        "slides", here, token, form, refusal=refusal, status=status, item=item,
        tasks=(Task.SLIDES,), versions=service.slides_to(speaker, item.uid),
        most=files.MOST_OCTETS_OF_SLIDES // 1024 // 1024, accept=files.ACCEPT_SLIDES,
        megabytes=megabytes, most_versions=handing_in.MOST_VERSIONS,
        allowed=_consents(speaker).get(Consent.PUBLISH_SLIDES),
    )  # fmt: skip


# -- Consents -------------------------------------------------------------------------------------


@bp.get("/consents")
@by_link
@limiter.limit("120 per minute")
def consents(token: str) -> ResponseReturnValue:
    here = _let_in(token)
    return here if isinstance(here, Response) else _consents_page(here, token)


@bp.post("/consents")
@by_link
@limiter.limit("60 per minute")
def save_consents(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = ConsentsForm()
    spoken = form.language.data if form.language.data in LANGUAGES else language()
    shown = allowing.words_in(spoken)
    given = {kind: bool(form[kind.value].data) for kind in Consent}
    if any(given.values()) and form.seen.data != _said(shown):
        changed = handing_in.WordsChanged()
        return _consents_page(here, token, refusal=changed, status=changed.status)

    def save(here: Entered) -> None:
        service.consent(
            here.invitation.speaker,
            given,
            words=shown,
            language=spoken,
            via=here.via,
            at=clock.now(),
        )

    refusal = _refused(here, save)
    if refusal is None:
        return _saved("consents", token)
    return _consents_page(entered(token), token, refusal=refusal, status=refusal.status)


def _consents_page(
    here: Entered, token: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    shown, now = allowing.words(), _consents(here.invitation.speaker)
    form = ConsentsForm(
        formdata=None,
        data={kind.value: kind in now and now[kind].given for kind in Consent}
        | {"language": language(), "seen": _said(shown)},
    )
    return _page(
        "consents", here, token, form, refusal=refusal, status=status, tasks=(Task.CONSENTS,),
        shown=shown, now=now, names=allowing.NAMES,
    )  # fmt: skip


def _said(shown: dict[Consent, str]) -> str:
    return fingerprint({kind.value: words for kind, words in shown.items()})


def _consents(speaker: Speaker) -> dict[Consent, Any]:
    return checklist.consents_of([speaker.id]).get(speaker.id, {})


# -- All of them ----------------------------------------------------------------------------------


def _let_in(token: str) -> Entered | Response:
    """Who has not accepted has nothing to hand in, and is led to the desk, which says so."""
    here = entered(token)
    is_open = here.invitation.state is InvitationState.ACCEPTED
    if is_open and not here.invitation.speaker.workshop.is_cancelled:
        return here
    return private(make_response(redirect(url_for("invitations.desk", token=token), 303)))


def _refused(here: Entered, save: Callable[[Entered], None]) -> Refusal | None:
    """Saves and commits, or takes everything back and says why."""
    try:
        save(here)
    except Refusal as refusal:
        db.session.rollback()
        return refusal
    db.session.commit()
    return None


def _theirs(refusal: Refusal | None, mine: Any, theirs: Any) -> dict[str, str] | None:
    """What stands there now, where somebody saved in between; saving once more replaces it."""
    if not isinstance(refusal, Stale):
        return None
    mine.seen.data = theirs.seen.data
    mine.seen.raw_data = None
    words: dict[str, str] = theirs.as_words()
    return words


def _saved(page: str, token: str, **values: Any) -> Response:
    return private(
        make_response(redirect(url_for(f"materials.{page}", token=token, saved=1, **values), 303))
    )


def _page(
    name: str,
    here: Entered,
    token: str,
    form: DeskForm,
    *,
    refusal: Refusal | None,
    status: int,
    tasks: tuple[Task, ...],
    theirs: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    speaker, at = here.invitation.speaker, clock.now()
    listed = checklist.of(speaker, at=at)
    page = render_template(
        f"invitations/materials/{name}.html",
        workshop=speaker.workshop,
        speaker=speaker,
        token=token,
        form=form,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and not theirs else None,
        checklist=listed,
        lines=[listed[task] for task in tasks],
        saved=request.method == "GET" and "saved" in request.args,
        next=handed_in.next_address(listed, tasks, token),
        **more,
    )
    return private(make_response(page, status))
