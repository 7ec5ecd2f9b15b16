"""The preview of a list of people, and what its buttons do."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import LANGUAGES, gettext, language, refusal_sentence, sheets
from app.i18n.punctuation import listed
from app.people import countries
from app.registration import imported_list, imported_words, queries
from app.registration.imported_list import MOST_CORRECTED, MOST_TICKED, PostedList
from app.registration.queries import Live
from app.registration.rules.imported import files
from app.registration.rules.imported.comparing import LEFT, NEW, Becomes, Outcome
from app.registration.rules.imported.decoding import Encoding
from app.registration.rules.imported.files import Found
from app.registration.rules.imported.persons import NOTHING, Fault
from app.registration.rules.imported.vocabulary import Column
from app.registration.rules.questions import Question, QuestionKind
from app.registration.rules.questions import questions as read_questions
from app.registration.service import importing
from app.registration.service.importing import Orders
from app.workshops.membership import current_workshop
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState


def ways_of(live: Live | None) -> list[Way]:
    return [seats.way for seats in live.seats] if live else []


def may_tell(workshop: Workshop) -> bool:
    """Nobody is written to about a workshop that cannot be looked at yet."""
    return workshop.state is WorkshopState.PUBLISHED


def questions_of(workshop: Workshop) -> list[Question]:
    form = queries.find_form(workshop.id)
    return [
        one
        for one in (read_questions(form.questions) if form else [])
        if not one.retired and one.kind is not QuestionKind.FILE
    ]


class Preview:
    """One list with what becomes of it, and the answers that a page can give about it."""

    def __init__(
        self,
        workshop: Workshop,
        posted: PostedList,
        questions: list[Question],
        orders: Orders,
        key: str,
    ) -> None:
        self.workshop, self.posted, self.questions = workshop, posted, questions
        self.orders = orders
        is_key = key.isalnum() and key.isascii() and len(key) <= 32
        self.key = key if is_key else links.new_key()

    def confirmed(self) -> ResponseReturnValue:
        slug = self.workshop.slug
        ticked = self.orders.update or self.orders.anew
        outcomes = importing.foresee(self.workshop, self.posted.people, self.orders)
        try:
            done = importing.bring_in(
                self.workshop,
                self.posted.people,
                self.orders,
                key=self.key,
                at=clock.now(),
                account_id=require_account().id,
            )
        except Refusal as refusal:
            db.session.rollback()
            self.workshop = current_workshop()
            return self.shown(refusal=refusal_sentence(refusal), status=refusal.status)
        if not done.settled:
            db.session.rollback()
            self.workshop = current_workshop()
            nobody = gettext("Nobody was registered: every row is left out or known already.")
            return self.shown(
                refusal=gettext("Nothing was changed.") if ticked else nobody, status=422
            )
        db.session.commit()
        said = imported_words.done(done.placed, done.waiting, done.updated)
        left = {
            one.person.number
            for one in outcomes
            if one.becomes in LEFT and one.person.number not in done.settled and not _is_twin(one)
        }
        if not left:
            for sentence in said:
                flash(sentence)
            return redirect(url_for("registration_manage.index", slug=slug), 303)
        rest = MultiDict({"text": self.posted.text_of(left)})
        rest.update({f"columns-{n}": column for n, column in enumerate(self.posted.columns)})
        rest["heading"] = "yes" if self.posted.heading else "no"
        rest["order"] = "family" if self.posted.family_first else "given"
        posted = imported_list.read(rest["text"], rest, self.questions)
        following = Preview(self.workshop, posted, self.questions, self.orders, "")
        return following.shown(said=said, is_rest=True)

    def left_rows(self) -> ResponseReturnValue:
        """The rows that are left out as a file of their own, each with its reason."""
        outcomes = importing.foresee(self.workshop, self.posted.people, self.orders)
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow([*map(sheets.harmless, self.posted.headings), gettext("Reason")])
        width = len(self.posted.columns)
        for one in outcomes:
            if one.becomes in LEFT:
                cells = [*one.person.cells, *[""] * (width - len(one.person.cells))]
                reason = " ".join(imported_words.why_left(one))
                writer.writerow([*map(sheets.harmless, cells), reason])
        answer = Response("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = (
            f"attachment; filename={self.workshop.slug}-left.csv"
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def shown(
        self,
        *,
        found: Found | None = None,
        said: list[str] | None = None,
        refusal: str | None = None,
        is_rest: bool = False,
        status: int = 200,
    ) -> ResponseReturnValue:
        posted = self.posted
        outcomes = importing.foresee(self.workshop, posted.people, self.orders)
        by_kind = {kind: [one for one in outcomes if one.becomes is kind] for kind in Becomes}
        left = [one for one in outcomes if one.becomes in LEFT]
        live = queries.live(self.workshop.id)
        page = render_template(
            "registration/import_preview.html",
            workshop=self.workshop,
            posted=posted,
            key=self.key,
            orders=self.orders,
            outcomes=outcomes,
            placed=len(by_kind[Becomes.PLACE]),
            waiting=len(by_kind[Becomes.WAITS]),
            same=len(by_kind[Becomes.SAME]),
            left=left,
            unused=_unused(posted),
            to_correct=_to_correct(left, posted.columns),
            differing=by_kind[Becomes.DIFFERS],
            was_out=by_kind[Becomes.WAS_OUT],
            most_ticked=MOST_TICKED,
            came_back=[
                one
                for one in outcomes
                if one.becomes in NEW and one.person.address in self.orders.anew
            ],
            asked=imported_list.asked(posted),
            nothing=NOTHING,
            choices=_choices(live, self.workshop),
            ways=ways_of(live),
            languages=LANGUAGES,
            needs_way=len(ways_of(live)) > 1,
            without_way=len(by_kind[Becomes.NO_WAY]),
            may_tell=may_tell(self.workshop),
            columns=imported_words.columns(self.questions),
            labels=dict(imported_words.columns(self.questions)),
            left_out=Column.LEFT_OUT.value,
            digest_of=imported_list.digest_of,
            words=imported_words,
            questions=self.questions,
            country=lambda code: countries.name(code, language()) or "",
            remarks=_remarks(found),
            said=said or [],
            refusal=refusal,
            is_rest=is_rest,
        )
        return page, status


def _unused(posted: PostedList) -> str:
    """Columns that say something and are left out, by their headings."""
    return listed(
        posted.headings[n] or gettext("Column %(n)s", n=n + 1)
        for n, column in enumerate(posted.columns)
        if column == Column.LEFT_OUT and any(any(line.cells[n : n + 1]) for line in posted.body)
    )


def _to_correct(left: list[Outcome], columns: list[str]) -> list[Outcome]:
    """Those with fields of their own, as far as a cell can be corrected; a form can send only so
    many fields."""
    width = sum(column != Column.LEFT_OUT for column in columns)
    those = [one for one in left if not _is_twin(one)]
    if Column.WAY not in columns:
        those = [one for one in those if one.becomes is not Becomes.NO_WAY]
    return those[: MOST_CORRECTED // max(width, 6)]


def _is_twin(outcome: Outcome) -> bool:
    """Whether the row only says once more what another one says."""
    faults = {problem.fault for problem in outcome.person.problems}
    return Fault.TWICE in faults


def _choices(live: Live | None, workshop: Workshop) -> dict[str, list[tuple[str, Any]]]:
    """What a word that is not clear can mean, by its column."""
    return {
        Column.COUNTRY.value: list(countries.names(language()).items()),
        Column.WAY.value: [(way.value, imported_words.way(way)) for way in ways_of(live)],
        Column.LANGUAGE.value: list(LANGUAGES.items()),
    }


def _remarks(found: Found | None) -> list[str]:
    """How the file was read, where that is not plain."""
    if found is None:
        return []
    one = found.readings[0]
    said = [str(imported_words.REMARKS[files.Remark(code)]) for code in sorted(one.remarks)]
    if one.encoding not in (None, Encoding.UTF_8, Encoding.UTF_16):
        letters = imported_words.ENCODINGS[one.encoding]
        said.append(gettext("The letters were read as: %(letters)s.", letters=letters))
    if one.sheet:
        said.append(gettext("The sheet “%(sheet)s” was read.", sheet=one.sheet))
    if found.hidden:
        names = ", ".join(found.hidden)
        said.append(gettext("Hidden sheets were not read: %(sheets)s.", sheets=names))
    return said
