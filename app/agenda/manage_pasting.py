"""Organisers' pages of pasting rows: the text, the preview, and what is added."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.agenda import queries
from app.agenda.answers import by
from app.agenda.forms_pasting import (
    NEW,
    PasteForm,
    PreviewForm,
    as_posted,
    offer_paste,
    offer_preview,
)
from app.agenda.pasted_people import ask_about, names_of, take_apart
from app.agenda.pasted_rows import to_add
from app.agenda.queries import Draft
from app.agenda.rules.pasted import names, rows
from app.agenda.rules.pasted.cells import MOST_BYTES, MOST_ROWS, Separator
from app.agenda.rules.pasted.rows import Reading, Remark, Why
from app.agenda.rules.pasted.vocabulary import Column
from app.agenda.service import pasting as service
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, lazy_gettext, ngettext, refusal_sentence
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("agenda_pasting", __name__, url_prefix="/organise/<slug>/agenda")

REMARKS = {
    Remark.UNTIL_NEXT: lazy_gettext("The length reaches to the next beginning."),
    Remark.LENGTHS_DIFFER: lazy_gettext("From and to say another length than this one."),
    Remark.ENDS_TOO_EARLY: lazy_gettext("It would end before it begins."),
}
WHY = {
    Why.HEADING: lazy_gettext("the headings of the columns"),
    Why.THEME: lazy_gettext("the heading of a theme: the rows below it belong to that theme"),
    Why.DAY: lazy_gettext("the heading of a day: all rows go to the day that you choose here"),
    Why.RULE: lazy_gettext("a line that only divides"),
    Why.LEFT_OUT: lazy_gettext("only in columns that are left out"),
    Why.TOO_MANY: lazy_gettext("too many at once: paste these afterwards"),
}


@bp.get("/paste")
@member(Role.EDITOR)
def paste_form(slug: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    wanted = {name: request.args.get(name, "") for name in ("day", "theme", "room", "spot")}
    return _box(PasteForm(formdata=None, data=_at_first(wanted, draft)), draft)


@bp.post("/paste")
@member(Role.EDITOR)
def paste(slug: str) -> ResponseReturnValue:
    """Reads the text, unless its preview is to be looked at again, or added, as it stands."""
    draft = queries.draft(current_workshop())
    acts = {"add": _add, "look": _look}
    return acts.get(request.form.get("act", ""), _read)(draft)


def _at_first(wanted: dict[str, str], draft: Draft) -> dict[str, str]:
    """The first day, unless somebody came from another one."""
    if not wanted["day"] and draft.days:
        return wanted | {"day": draft.days[0].date.isoformat()}
    return wanted


# -- Reading --------------------------------------------------------------------------------------


def _read(draft: Draft) -> ResponseReturnValue:
    fields = MultiDict(request.form.items())
    if "day" not in fields:
        fields.update(_at_first({"day": "", "theme": "", "room": "", "spot": ""}, draft))
    form = PasteForm(MultiDict([*fields.items(), *request.files.items()]))
    offer_paste(form, draft)
    text = _text_of(form) if form.validate() else None
    if text is None:
        return _box(form, draft, status=422)
    reading = _reading(text, fields, draft)
    if not reading.rows:
        form.text.errors = [gettext("There is no row in this text that could become an item.")]
        return _box(form, draft, status=422)
    fields["text"] = text
    shown = as_posted(reading, fields, draft)
    ask_about(
        shown,
        [one for row in reading.rows for one in row.people],
        [row.theme for row in reading.rows],
        draft,
    )
    preview = PreviewForm(shown)
    offer_preview(preview, draft)
    preview.validate()
    return _preview(preview, draft, reading, is_first=True)


def _text_of(form: PasteForm) -> str | None:
    """What was pasted, or stands in the file; None with a fault said at the field."""
    file = form.file.data
    text = form.text.data
    if file is not None and file.filename:
        content = file.read(MOST_BYTES + 1)
        text = _decoded(content)
        if text is None:
            form.file.errors = [
                gettext("This file cannot be read as text. Save the sheet as CSV in UTF-8.")
            ]
            return None
    if not text:
        form.text.errors = [gettext("Please paste the rows of your programme.")]
        return None
    if len(text.encode()) > MOST_BYTES:
        form.text.errors = [gettext("This is too long. At most 200 kB can be read at once.")]
        return None
    return text


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else (
        "utf-8-sig", "gb18030",
    ):  # fmt: skip
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _reading(text: str, fields: MultiDict[str, str], draft: Draft) -> Reading:
    return rows.read(text, _separator(fields), _columns(fields), names_of(draft))


def _separator(fields: MultiDict[str, str]) -> Separator | None:
    told = fields.get("separator", "")
    return Separator(told) if told in list(Separator) else None


def _columns(fields: MultiDict[str, str]) -> list[Column | None]:
    told = [fields.get(f"columns-{n}", "") for n in range(30)]
    if fields.get("separator") != fields.get("was_separated"):
        return []  # other columns than those that were named
    return [Column(one) if one in list(Column) else None for one in told]


# -- Adding ---------------------------------------------------------------------------------------


def _look(draft: Draft) -> ResponseReturnValue:
    """The preview once more, with what was typed into it and whom that names; nothing is added."""
    form, reading, _ = _as_typed(draft)
    if not form.validate():
        return _preview(form, draft, reading, status=422)
    return _preview(form, draft, reading, is_again=True)


def _as_typed(draft: Draft) -> tuple[PreviewForm, Reading, bool]:
    """The preview as it was posted, and whether it asks about more than it did."""
    fields = MultiDict(request.form.items())
    take_apart(fields)
    form = PreviewForm(fields)
    taken = [entry.form for entry in form.lines if entry.form.take.data]
    asked = len(form.people) + len(form.themes)
    known = ask_about(
        fields,
        [one for row in taken for one in names.as_written(row.names.data or "")],
        [row.theme.data or "" for row in taken],
        draft,
    )
    form = PreviewForm(fields)
    offer_preview(form, draft)
    return form, _reading(form.text.data or "", fields, draft), known > asked


def _add(draft: Draft) -> ResponseReturnValue:
    form, reading, asks_more = _as_typed(draft)
    if not form.validate():
        return _preview(form, draft, reading, status=422)
    if asks_more:
        return _preview(form, draft, reading, status=422, is_asking=True)
    taken = [entry.form for entry in form.lines if entry.form.take.data]
    if not taken:
        return _preview(form, draft, reading, status=422, is_empty=True)
    try:
        done = service.paste_rows(
            current_workshop(), **to_add(form, taken), **by(),
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        draft = queries.draft(current_workshop())
        offer_preview(form, draft)
        return _preview(form, draft, reading, refusal=refusal, status=refusal.status)
    address = url_for(
        "agenda_manage.edit", slug=current_workshop().slug, _anchor=f"item-{done.first}"
    )
    db.session.commit()
    if done.added:
        flash(ngettext("%(n)s item is added.", "%(n)s items are added.", done.added))
    else:
        flash(gettext("These rows are on the agenda already."))
    return redirect(address, 303)


# -- Pages ----------------------------------------------------------------------------------------


def _box(form: PasteForm, draft: Draft, *, status: int = 200) -> ResponseReturnValue:
    offer_paste(form, draft)
    return render_template("agenda/paste.html", workshop=draft.workshop, form=form), status


def _preview(
    form: PreviewForm,
    draft: Draft,
    reading: Reading,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    **said: bool,
) -> ResponseReturnValue:
    page = render_template(
        "agenda/paste_preview.html",
        workshop=draft.workshop,
        form=form,
        reading=reading,
        remarks=REMARKS,
        why=WHY,
        new=NEW,
        most=MOST_ROWS,
        has_times=any(entry.form.begins.raw_data and entry.form.begins.raw_data[0]
                      for entry in form.lines),
        has_themes=bool(len(form.themes)),
        unsure=[one.form.name.data for one in form.people
                if one.form.who.data == NEW and len(names.halves(one.form.name.data or "")) > 1],
        refusal=refusal_sentence(refusal) if refusal else None,
        said=dict.fromkeys(("is_first", "is_asking", "is_again", "is_empty"), False) | said,
    )  # fmt: skip
    return page, status
