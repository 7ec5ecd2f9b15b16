"""Organisers' pages of themes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from app import links
from app.agenda import answers, queries
from app.agenda.answers import BLANKS, by, key_of, renewed, texts_of
from app.agenda.forms import ThemeForm, chosen_people, offer_people
from app.agenda.models import Theme
from app.agenda.rules.words import Colour
from app.agenda.service import frame as service
from app.errors import Refusal
from app.i18n import gettext, language
from app.i18n.texts import words
from app.people.rules import Part
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint("agenda_themes", __name__, url_prefix="/organise/<slug>/agenda")


@bp.get("/add-theme")
@member(Role.EDITOR)
def new_theme_form(slug: str) -> ResponseReturnValue:
    form = ThemeForm(formdata=None, data={"key": links.new_key(), "guests": _rows(None)})
    return _theme_page(form, None)


@bp.post("/add-theme")
@member(Role.EDITOR)
def new_theme(slug: str) -> ResponseReturnValue:
    form = _with_people(ThemeForm())

    def add() -> None:
        service.add_theme(
            current_workshop(),
            key=key_of(form),
            values=_facts(form),
            guests=chosen_people(form.guests),
            **by(),
        )

    return answers.save(
        form, add, lambda refusal, status: _theme_page(form, None, refusal, status)
    )


@bp.get("/themes/<key>")
@member(Role.VIEWER)
def edit_theme_form(slug: str, key: str) -> ResponseReturnValue:
    theme = queries.find_theme(current_workshop(), key) or abort(404)
    return _theme_page(_theme_as_typed(theme), theme)


@bp.post("/themes/<key>")
@member(Role.EDITOR)
def edit_theme(slug: str, key: str) -> ResponseReturnValue:
    theme = queries.find_theme(current_workshop(), key)
    form = _with_people(ThemeForm(data=texts_of(theme, "title", "focus")))

    def change() -> None:
        service.edit_theme(
            current_workshop(),
            key,
            _facts(form),
            guests=chosen_people(form.guests),
            revision=form.revision.data,
            **by(),
        )

    def again(refusal: Refusal | None, status: int) -> ResponseReturnValue:
        return _theme_page(form, queries.find_theme(current_workshop(), key), refusal, status)

    return answers.save(form, change, again)


@bp.post("/themes/<key>/<any(up, down):way>")
@member(Role.EDITOR)
def step_theme(slug: str, key: str, way: str) -> ResponseReturnValue:
    return answers.act(lambda: service.step_theme(current_workshop(), key, up=way == "up", **by()))


@bp.get("/themes/<key>/remove")
@member(Role.EDITOR)
def remove_theme_form(slug: str, key: str) -> ResponseReturnValue:
    theme = queries.find_theme(current_workshop(), key) or abort(404)
    return answers.removal(
        words(theme.title, language()),
        gettext("Its items stay on the agenda, without a theme."),
        url_for(".remove_theme", slug=slug, key=key),
    )


@bp.post("/themes/<key>/remove")
@member(Role.EDITOR)
def remove_theme(slug: str, key: str) -> ResponseReturnValue:
    return answers.act(lambda: service.remove_theme(current_workshop(), key, **by()))


def _facts(form: ThemeForm) -> dict[str, Any]:
    return {
        "number": form.number.data,
        "title": form.title.data,
        "focus": form.focus.data,
        "colour": Colour(form.colour.data) if form.colour.data else None,
    }


def _rows(theme: Theme | None) -> list[dict[str, str]]:
    blank = {"person": "", "part": Part.DELEGATE}
    guests = theme.guests if theme else []
    return [{"person": one.speaker.key, "part": one.part} for one in guests] + [blank] * BLANKS


def _theme_as_typed(theme: Theme) -> ThemeForm:
    data = {name: getattr(theme, name) for name in service.THEME_FACTS}
    data |= {"colour": theme.colour or "", "revision": theme.revision, "guests": _rows(theme)}
    return ThemeForm(formdata=None, data=data)


def _with_people(form: ThemeForm) -> ThemeForm:
    offer_people(form.guests, queries.draft(current_workshop()).names(), unnamed=False)
    return form


def _theme_page(
    form: ThemeForm, theme: Theme | None, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = None
    if theme and isinstance(refusal, Stale):
        theirs = _with_people(_theme_as_typed(theme))
        renewed(form, theme)
    return answers.page("theme", _with_people(form), theme, theirs, refusal, status)
