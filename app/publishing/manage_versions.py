"""The versions of a workshop: what each changed, and what lies between any two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.agenda import versions
from app.agenda.models import AgendaVersion
from app.agenda.published import document_of
from app.agenda.rules.changes import compare
from app.agenda.service import history
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.publishing import words
from app.publishing.service import bringing_back
from app.publishing.words import GroupSaid
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("publishing_versions", __name__, url_prefix="/organise/<slug>/versions")

#: Versions on a page; each is compared with the one before it.
MOST = 20
#: Sentences of a version in the list; the rest stands on the page that compares.
SENTENCES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    version: AgendaVersion
    #: None = the account is gone, or a command published it.
    author: str | None
    sentences: list[str]
    more: int
    cancelled: bool


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    below = request.args.get("below", type=int)
    if below is not None and not 1 < below < 2**31:
        abort(404)
    # One more than is shown, which the last one shown is compared with.
    found = versions.page(workshop.id, below=below, most=MOST + 1)
    return render_template(
        "publishing/versions.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        entries=_entries(found[:MOST], found, versions.authors(found)),
        numbers=_numbers(versions.newest_number(workshop.id)),
        older=found[MOST - 1].number if len(found) > MOST else None,
        is_first_page=below is None,
    )


def _entries(
    shown: Sequence[AgendaVersion], known: Sequence[AgendaVersion], authors: Mapping[int, str]
) -> list[Entry]:
    return [
        _entry(version, next(iter(known[n + 1 :]), None), authors)
        for n, version in enumerate(shown)
    ]


def _entry(
    version: AgendaVersion, before: AgendaVersion | None, authors: Mapping[int, str]
) -> Entry:
    document = document_of(version)
    # The first version is all new: its items would say nothing else.
    groups = _between(before, version) if before else []
    sentences = [said.sentence for group in groups for said in group.sentences]
    return Entry(
        version=version,
        author=authors.get(version.published_by) if version.published_by else None,
        sentences=sentences[:SENTENCES],
        more=max(0, len(sentences) - SENTENCES),
        cancelled=document.workshop.cancelled,
    )


def _between(before: AgendaVersion, after: AgendaVersion) -> list[GroupSaid]:
    old, new = document_of(before), document_of(after)
    return words.by_theme(compare(old, new), old, new)


def _numbers(newest: int) -> list[int]:
    """Numbers have no gaps, so the newest one says which there are."""
    return list(range(newest, 0, -1))


@bp.get("/compare")
@member(Role.VIEWER)
def differences(slug: str) -> ResponseReturnValue:
    """What lies between two versions, the older one first whichever way they are named."""
    workshop = current_workshop()
    one, other = (request.args.get(name, type=int) for name in ("from", "to"))
    if one is None or other is None:
        return redirect(url_for(".index", slug=slug))
    earlier, later = sorted((one, other))
    if earlier < 1 or later >= 2**31:
        abort(404)
    found = versions.find(workshop.id, {earlier, later})
    if len(found) < len({earlier, later}):
        abort(404)
    before, after = found[earlier], found[later]
    return render_template(
        "publishing/differences.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        before=before,
        after=after,
        groups=_between(before, after),
        numbers=_numbers(versions.newest_number(workshop.id)),
        shown=30,
    )


@bp.get("/<int:number>/bring-back")
@member(Role.EDITOR)
def bring_back_form(slug: str, number: int) -> ResponseReturnValue:
    return _bring_back_page(_version(number))


def _bring_back_page(
    version: AgendaVersion, refusal: Refusal | None = None
) -> ResponseReturnValue:
    workshop = current_workshop()
    looked = bringing_back.look(workshop, version, at=clock.now())
    page = render_template(
        "publishing/bring_back.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        version=version,
        groups=words.by_theme(looked.changes, looked.draft, looked.wanted),
        left_out=[one.name for one in looked.left_out],
        shown=30,
        refusal=refusal_sentence(refusal) if refusal else None,
        seen=history.newest_number(workshop),
    )
    return page, refusal.status if refusal else 200


@bp.post("/<int:number>/bring-back")
@member(Role.EDITOR)
def bring_back(slug: str, number: int) -> ResponseReturnValue:
    version = _version(number)
    try:
        bringing_back.bring_back(
            current_workshop(),
            version,
            seen=request.form.get("seen"),
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _bring_back_page(_version(number), refusal)
    db.session.commit()
    flash(
        gettext(
            "The draft says what version %(number)s said. Nothing of it is published yet.",
            number=number,
        )
    )
    return redirect(url_for("agenda_manage.edit", slug=slug), 303)


def _version(number: int) -> AgendaVersion:
    found = versions.find(current_workshop().id, {number}) if number < 2**31 else {}
    return found.get(number) or abort(404)
