"""Organisers' pages of days and rooms."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, ValidationError

from app import links
from app.agenda import answers, queries
from app.agenda.answers import by, key_of, renewed, texts_of
from app.agenda.forms import DayForm, RoomForm
from app.agenda.models import Day, Room
from app.agenda.service import frame as service
from app.errors import Refusal
from app.i18n import gettext, language, zones
from app.i18n.texts import words
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint("agenda_frame", __name__, url_prefix="/organise/<slug>/agenda")


class DateConverter(BaseConverter):
    """A date as a part of an address, 2027-05-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> Any:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: Any) -> str:
        return str(value.isoformat())


@bp.record_once
def _know_dates(state: Any) -> None:
    state.app.url_map.converters["date"] = DateConverter


# -- Days -----------------------------------------------------------------------------------------


@bp.get("/add-day")
@member(Role.EDITOR)
def new_day_form(slug: str) -> ResponseReturnValue:
    return _day_page(DayForm(formdata=None), None)


@bp.post("/add-day")
@member(Role.EDITOR)
def new_day(slug: str) -> ResponseReturnValue:
    form = DayForm()
    return answers.save(
        form,
        lambda: service.add_day(current_workshop(), _hours(form), **by()),
        lambda refusal, status: _day_page(form, None, refusal, status),
    )


@bp.get("/days/<date:day>")
@member(Role.VIEWER)
def edit_day_form(slug: str, day: date) -> ResponseReturnValue:
    row = queries.find_day(current_workshop(), day) or abort(404)
    return _day_page(_day_as_typed(row), row)


@bp.post("/days/<date:day>")
@member(Role.EDITOR)
def edit_day(slug: str, day: date) -> ResponseReturnValue:
    form = DayForm()
    return answers.save(
        form,
        lambda: service.edit_day(
            current_workshop(), day, _hours(form), revision=form.revision.data, **by()
        ),
        lambda refusal, status: _day_page(
            form, queries.find_day(current_workshop(), day), refusal, status
        ),
    )


@bp.get("/days/<date:day>/remove")
@member(Role.EDITOR)
def remove_day_form(slug: str, day: date) -> ResponseReturnValue:
    row = queries.find_day(current_workshop(), day) or abort(404)
    return answers.removal(
        zones.day(row.date, language()),
        gettext("Its items stay, among those that are not placed on a day."),
        url_for(".remove_day", slug=slug, day=day),
    )


@bp.post("/days/<date:day>/remove")
@member(Role.EDITOR)
def remove_day(slug: str, day: date) -> ResponseReturnValue:
    return answers.act(lambda: service.remove_day(current_workshop(), day, **by()))


def _hours(form: DayForm) -> dict[str, Any]:
    return {name: form[name].data for name in service.DAY_FACTS}


def _day_as_typed(row: Day) -> DayForm:
    data = {name: getattr(row, name) for name in service.DAY_FACTS}
    return DayForm(formdata=None, data=data | {"revision": row.revision})


def _day_page(
    form: DayForm, row: Day | None, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = _day_as_typed(row) if row and isinstance(refusal, Stale) else None
    if theirs is not None:
        renewed(form, row)
    return answers.page("day", form, row, theirs, refusal, status)


# -- Rooms ----------------------------------------------------------------------------------------


@bp.get("/add-room")
@member(Role.EDITOR)
def new_room_form(slug: str) -> ResponseReturnValue:
    return _room_page(RoomForm(formdata=None, data={"key": links.new_key()}), None)


@bp.post("/add-room")
@member(Role.EDITOR)
def new_room(slug: str) -> ResponseReturnValue:
    form = RoomForm()
    return answers.save(
        form,
        lambda: service.add_room(
            current_workshop(), key=key_of(form), name=form.name.data, **by()
        ),
        lambda refusal, status: _room_page(form, None, refusal, status),
    )


@bp.get("/rooms/<key>")
@member(Role.VIEWER)
def edit_room_form(slug: str, key: str) -> ResponseReturnValue:
    room = queries.find_room(current_workshop(), key) or abort(404)
    return _room_page(_room_as_typed(room), room)


@bp.post("/rooms/<key>")
@member(Role.EDITOR)
def edit_room(slug: str, key: str) -> ResponseReturnValue:
    room = queries.find_room(current_workshop(), key)
    form = RoomForm(data=texts_of(room, "name"))

    def change() -> None:
        service.edit_room(
            current_workshop(), key, form.name.data, revision=form.revision.data, **by()
        )

    def again(refusal: Refusal | None, status: int) -> ResponseReturnValue:
        return _room_page(form, queries.find_room(current_workshop(), key), refusal, status)

    return answers.save(form, change, again)


@bp.post("/rooms/<key>/<any(up, down):way>")
@member(Role.EDITOR)
def step_room(slug: str, key: str, way: str) -> ResponseReturnValue:
    return answers.act(lambda: service.step_room(current_workshop(), key, up=way == "up", **by()))


@bp.get("/rooms/<key>/remove")
@member(Role.EDITOR)
def remove_room_form(slug: str, key: str) -> ResponseReturnValue:
    room = queries.find_room(current_workshop(), key) or abort(404)
    return answers.removal(
        words(room.name, language()),
        gettext("Its items stay; while there are other rooms they are plenary, in all of them."),
        url_for(".remove_room", slug=slug, key=key),
    )


@bp.post("/rooms/<key>/remove")
@member(Role.EDITOR)
def remove_room(slug: str, key: str) -> ResponseReturnValue:
    return answers.act(lambda: service.remove_room(current_workshop(), key, **by()))


def _room_as_typed(room: Room) -> RoomForm:
    return RoomForm(formdata=None, data={"name": room.name, "revision": room.revision})


def _room_page(
    form: RoomForm, room: Room | None, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = _room_as_typed(room) if room and isinstance(refusal, Stale) else None
    if theirs is not None:
        renewed(form, room)
    return answers.page("room", form, room, theirs, refusal, status)
