"""The address book: everybody at the workshops of the signed-in organiser, and who is double."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account, signed_in
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence
from app.people import countries, doubles, merging_in_words, queries, service
from app.people.forms import PersonForm
from app.people.models import Person
from app.people.queries import Entry
from app.people.service import Joint
from app.workshops.forms import ROLES
from app.workshops.rules import Stale

bp = Blueprint("address_book", __name__, url_prefix="/organise/people")

#: As many as one looks through; a word more finds the others.
MOST_SHOWN = 300
#: Where the application keeps how features that lie above hand over what they hold of speakers.
JOINTS = "plenum.joints"


def init_app(app: Flask, *, joints: Sequence[Joint]) -> None:
    app.extensions[JOINTS] = tuple(joints)


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    account, wanted = require_account(), request.args.get("q", "").strip()[:200]
    entries = _sorted(queries.address_book(account))
    found = [entry for entry in entries if doubles.speaks_of(entry, wanted)]
    return render_template(
        "people/book.html",
        wanted=wanted,
        entries=found[:MOST_SHOWN],
        further=len(found[MOST_SHOWN:]),
        everybody=len(entries),
        doubles=len(doubles.pairs(_of_mine(entries))),
        country=lambda code: countries.name(code, language()),
    )


@bp.get("/doubles")
@signed_in
def pairs() -> ResponseReturnValue:
    entries = _of_mine(_sorted(queries.address_book(require_account())))
    return render_template(
        "people/doubles.html",
        pairs=doubles.pairs(entries),
        reasons=merging_in_words.REASONS,
    )


@bp.route("/<int:number>", methods=["GET", "POST"])
@signed_in
def person(number: int) -> ResponseReturnValue:
    entry = _entry(number)
    form = _form(entry.person)
    if not form.is_submitted():
        return _page(form, entry)
    if not form.validate():
        return _page(form, entry, status=422)
    values = {
        name: form[name].data or ([] if name == "other_names" else None) for name in service.PERSON
    }
    try:
        service.save_person(
            entry.person,
            values,
            revision=form.revision.data,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, entry, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. Public pages follow when each workshop is published."))
    return redirect(url_for(".person", number=number), 303)


@bp.get("/merge")
@signed_in
def compare() -> ResponseReturnValue:
    one, other = (_entry(request.args.get(name, type=int)) for name in ("one", "other"))
    if len(_mine([one, other])) < len({one.person.id, other.person.id}):
        abort(404)  # who does not edit all of their workshops is not asked to judge them
    if one.person.id == other.person.id:
        flash(gettext("Please choose somebody else to compare with."), "refusal")
        return redirect(url_for(".person", number=one.person.id), 303)
    return _compare_page(one, other)


@bp.post("/merge")
@signed_in
def merge() -> ResponseReturnValue:
    account, sent = require_account(), _both_sent()
    if isinstance(sent, Entry):
        return _are_one(sent)
    one, other = sent
    shown = merging_in_words.compare(one, other, current_app.extensions[JOINTS])
    try:
        kept = service.merge(
            one.person,
            other.person,
            values=shown.chosen(request.form),
            revisions=(_revision("one"), _revision("other")),
            joints=current_app.extensions[JOINTS],
            facts_of_other=shown.facts_of_other(request.form),
            at=clock.now(),
            account_id=account.id,
        )
    except Refusal as refusal:
        db.session.rollback()
        sent = _both_sent()  # a colleague may have been faster
        if isinstance(sent, Entry):
            return _are_one(sent)
        return _compare_page(*sent, refusal=refusal, status=refusal.status)
    number, name = kept.id, kept.name
    db.session.commit()
    flash(gettext("The two are one now: %(name)s.", name=name))
    return redirect(url_for(".person", number=number), 303)


def _both_sent() -> tuple[Entry, Entry] | Entry:
    """The two that were sent, or the one of them that is still there."""
    one, other = (_find(request.form.get(name, type=int)) for name in ("one", "other"))
    left = one or other or abort(404)
    if one is None or other is None or one.person.id == other.person.id:
        return left
    return one, other


def _are_one(entry: Entry) -> ResponseReturnValue:
    flash(gettext("The two are one already."))
    return redirect(url_for(".person", number=entry.person.id), 303)


def _revision(which: str) -> int:
    return request.form.get(f"revision-{which}", default=0, type=int)


def _compare_page(
    one: Entry, other: Entry, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    return (
        render_template(
            "people/merge.html",
            one=one,
            other=other,
            shown=merging_in_words.compare(one, other, current_app.extensions[JOINTS]),
            refusal=refusal_sentence(refusal) if refusal else None,
        ),
        status,
    )


def _page(
    form: PersonForm, entry: Entry, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = None
    if isinstance(refusal, Stale):
        entry = _entry(entry.person.id)
        theirs = _form(entry.person, typed=False)
        form.revision.data, form.revision.raw_data = entry.person.revision, None
    account = require_account()
    mine = _of_mine(_sorted(queries.address_book(account)))
    page = render_template(
        "people/person.html",
        form=form,
        theirs=theirs,
        entry=entry,
        may_edit=entry.person.id in {one.person.id for one in mine},
        others=[one for one in mine if one.person.id != entry.person.id],
        editors=queries.EDITORS,
        roles=dict(ROLES),
        country=lambda code: countries.name(code, language()),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _form(known: Person, *, typed: bool = True) -> PersonForm:
    data: dict[str, Any] = {name: getattr(known, name) for name in service.PERSON}
    data |= {
        "language": known.language or "",
        "country": known.country or "",
        "revision": known.revision,
    }
    form = PersonForm(data=data) if typed else PersonForm(formdata=None, data=data)
    form.country.offer([("", gettext("not recorded")), *countries.names(language()).items()])
    return form


def _find(number: int | None) -> Entry | None:
    if number is None or not 0 < number < 2**31:
        return None
    return queries.find_entry(require_account(), number)


def _entry(number: int | None) -> Entry:
    """To whoever may open none of a person's workshops the person does not exist."""
    return _find(number) or abort(404)


def _sorted(entries: list[Entry]) -> list[Entry]:
    return doubles.in_order(entries, language())


def _mine(entries: Sequence[Entry]) -> set[int]:
    return queries.editable(require_account().id, [entry.person.id for entry in entries])


def _of_mine(entries: Sequence[Entry]) -> list[Entry]:
    """Those whom the reader may change, wherever they speak."""
    mine = _mine(entries)
    return [entry for entry in entries if entry.person.id in mine]
