"""What a speaker says after accepting, each on a page of its own: talks, biography, consents."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.agenda.models import AgendaItem
from app.errors import Refusal
from app.extensions import csrf, limiter
from app.i18n import LANGUAGES, language
from app.invitations import allowing, handed_in, views_parts
from app.invitations.entering import Entered, entered
from app.invitations.forms_materials import BiographyForm, ConsentsForm, TalkForm
from app.invitations.rules import Consent, Task, handing_in
from app.invitations.rules.handing_in import fingerprint
from app.invitations.service import materials as service
from app.people.models import Speaker

bp = Blueprint("materials", __name__, url_prefix="/s/<token>")
#: As on the rest of the desk: no session, no authority that a foreign page could misuse.
csrf.exempt(bp)


# -- Talks ----------------------------------------------------------------------------------------


@bp.get("/talks/<key>")
@by_link
@limiter.limit("120 per minute")
def talk(token: str, key: str) -> ResponseReturnValue:
    here = views_parts.let_in(token)
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

    refusal = views_parts.refused(here, save)
    if refusal is None:
        return views_parts.saved("materials.talk", token, key=key)
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
    theirs = views_parts.theirs_of(refusal, form, _talk_form(here.invitation.speaker, item))
    return views_parts.page_of(
        "talk", here, token, form, refusal=refusal, status=status, item=item, theirs=theirs,
        tasks=(Task.TITLE, Task.ABSTRACT),
    )  # fmt: skip


# -- Biography ------------------------------------------------------------------------------------


@bp.get("/biography")
@by_link
@limiter.limit("120 per minute")
def biography(token: str) -> ResponseReturnValue:
    here = views_parts.let_in(token)
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

    refusal = views_parts.refused(here, save)
    if refusal is None:
        return views_parts.saved("materials.biography", token)
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
    theirs = views_parts.theirs_of(refusal, form, _biography_form(here.invitation.speaker))
    return views_parts.page_of(
        "biography", here, token, form, refusal=refusal, status=status, theirs=theirs,
        tasks=(Task.BIOGRAPHY,), most_words=handing_in.MOST_WORDS, earlier=earlier,
    )  # fmt: skip


# -- Consents -------------------------------------------------------------------------------------


@bp.get("/consents")
@by_link
@limiter.limit("120 per minute")
def consents(token: str) -> ResponseReturnValue:
    here = views_parts.let_in_to_take_back(token)
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

    refusal = views_parts.refused(here, save)
    if refusal is None:
        return views_parts.saved("materials.consents", token)
    return _consents_page(entered(token), token, refusal=refusal, status=refusal.status)


def _consents_page(
    here: Entered, token: str, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    shown, now = allowing.words(), views_parts.consents_of(here.invitation.speaker)
    form = ConsentsForm(
        formdata=None,
        data={kind.value: kind in now and now[kind].given for kind in Consent}
        | {"language": language(), "seen": _said(shown)},
    )
    return views_parts.page_of(
        "consents", here, token, form, refusal=refusal, status=status, tasks=(Task.CONSENTS,),
        shown=shown, now=now, names=allowing.NAMES,
    )  # fmt: skip


def _said(shown: dict[Consent, str]) -> str:
    return fingerprint({kind.value: words for kind, words in shown.items()})
