"""Organisers' page: erasing a person of the address book from everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import clock
from app.accounts.sessions import require_account, signed_in
from app.extensions import db
from app.i18n import gettext
from app.people.models import Person, Speaker
from app.people.queries import may_edit
from app.privacy import service
from app.workshops.models import Workshop

bp = Blueprint("privacy_persons", __name__, url_prefix="/organise/people")


@bp.get("/<int:number>/erase")
@signed_in
def erase_form(number: int) -> ResponseReturnValue:
    person, workshops = _person(number)
    return render_template("privacy/erase_person.html", person=person, workshops=workshops)


@bp.post("/<int:number>/erase")
@signed_in
def erase(number: int) -> ResponseReturnValue:
    person, _ = _person(number)
    service.erase_person(person, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(gettext("The person is erased from everywhere. Public pages show it at once."))
    return redirect(url_for("address_book.index"), 303)


def _person(number: int) -> tuple[Person, Sequence[Workshop]]:
    """With the workshops, all of which the reader edits; to others there is no such page."""
    person = db.session.get(Person, number)
    workshops = db.session.scalars(
        select(Workshop)
        .join(Speaker, Speaker.workshop_id == Workshop.id)
        .where(Speaker.person_id == number)
        .order_by(Workshop.id)
    ).all()
    if person is None or not workshops or not may_edit(require_account().id, person):
        abort(404)
    return person, workshops
