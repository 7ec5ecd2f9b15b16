"""Write a letter in the transaction that causes it.

The letter is rendered now, in its reader's language, and kept as a row; the worker delivers it
once the transaction is committed. Templates are templates/<feature>/mail/<kind>.txt (first line =
subject, blank line, body) and <kind>.html (extends layouts/letter.html). Both get the caller's
context and `link(name)`, `base_url`, `practice`, `to_name`, `title` (= the subject).
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment
from sqlalchemy.dialects import postgresql, sqlite

from app import i18n
from app.extensions import config, db
from app.i18n import gettext, texts
from app.mail.models import Letter
from app.mail.rules import LetterState

#: The name under which the session remembers that this transaction writes letters.
WROTE = "plenum.letters"
SUBJECT_LENGTH = 300
#: Where a link belongs in a stored letter; see message.py.
PLACE = re.compile(r"%%link:([a-z_]+)%%")


@dataclass(frozen=True, slots=True)
class Link:
    """An address for `link(name)`: `path` under the base URL, with `{token}` where one belongs.

    The token is derived at delivery from purpose, subject and generation (app.links), so that
    nothing secret is stored. Without a purpose the path is plain.
    """

    name: str
    path: str
    purpose: str = ""
    subject: str = ""
    generation: int = 0


class UnknownLink(KeyError):
    """A template asks for a link that its writer did not give: a bug, found by the first test."""


def write(
    kind: str,
    *,
    feature: str,
    act: str,
    recipient: str,
    to_name: str,
    to_email: str,
    language: str | None,
    workshop_id: int | None,
    practice: bool,
    at: datetime,
    links: Sequence[Link] = (),
    calendar: str | None = None,
    **context: Any,
) -> None:
    """Add one letter to the outbox. A second one with the same act, kind and recipient is none.

    `act` names what happened, once ("registration:12:1"); `recipient` whom it is for, by row
    ("registration:12"); `calendar` is a calendar file to attach, as RFC 5545 text.
    """
    letter = rehearse(
        kind,
        feature=feature,
        to_name=to_name,
        to_email=to_email,
        language=language,
        practice=practice,
        links=links,
        **context,
    )
    values = letter | {
        "act": act,
        "recipient": recipient,
        "workshop_id": workshop_id,
        "calendar": calendar,
        "message_id": f"<{secrets.token_hex(16)}@{config().uid_domain}>",
        "state": LetterState.WAITING,
        "next_try_at": at,
        "written_at": at,
    }
    _insert_once(values)
    db.session().info[WROTE] = True


def rehearse(
    kind: str,
    *,
    feature: str,
    to_name: str,
    to_email: str,
    language: str | None,
    practice: bool,
    links: Sequence[Link] = (),
    **context: Any,
) -> dict[str, Any]:
    """What a letter would say: `subject`, `text`, `html` and the rest of its row, unwritten."""
    name = texts.one_line(to_name)[:200]
    with i18n.speaking(language):
        subject, text, html = _render(
            f"{feature}/mail/{kind}", links, {**context, "practice": practice, "to_name": name}
        )
        return {
            "kind": kind,
            "to_name": name,
            "to_email": texts.one_line(to_email),
            "language": i18n.language(),
            "subject": subject,
            "text": text,
            "html": html,
            "links": [dataclasses.asdict(link) for link in links],
        }


def _insert_once(values: dict[str, Any]) -> None:
    """The unique constraint decides, also between two transactions; neither of them fails."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Letter)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["act", "kind", "recipient"])
    )


def _render(name: str, links: Sequence[Link], context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML, with places for the links."""
    mark = secrets.token_hex(4)
    known = {link.name for link in links}

    def link(name: str) -> str:
        if name not in known:
            raise UnknownLink(name)
        return f"%%link:{name}:{mark}%%"

    given = context | {"link": link, "base_url": config().base_url}
    lines = _for_text().get_template(f"{name}.txt").render({**given, "title": ""})
    head, _, body = lines.lstrip().partition("\n")
    subject = _subject(head, practice=context["practice"])
    if context["practice"]:
        body = f"{practice_sentence()}\n\n{body.strip()}"
    html = current_app.jinja_env.get_template(f"{name}.html").render({**given, "title": subject})
    places = _places(mark)
    return subject, places(texts.many_lines(body)) + "\n", places(html)


def _places(mark: str) -> Callable[[str], str]:
    """Only what `link` put there is a place for a link; the same letters in a name are not."""

    def places(rendered: str) -> str:
        literal = rendered.replace("%%link:", "%% link:")
        return re.sub(rf"%% link:([a-z_]+):{mark}%%", r"%%link:\1%%", literal)

    return places


def _subject(line: str, *, practice: bool) -> str:
    subject = texts.one_line(line)
    if practice:
        subject = gettext("[Practice] %(subject)s", subject=subject)
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    return subject.replace("%%link:", "%% link:")


def practice_sentence() -> str:
    return gettext("This letter is about a practice workshop, which does not take place.")


def _for_text() -> Environment:
    """Text parts have templates of their own kind: nothing is escaped, lines of tags vanish.

    Made at first use, when all features have added their filters.
    """
    known: Environment | None = current_app.extensions.get("plenum.letters_as_text")
    if known is None:
        known = current_app.jinja_env.overlay(
            autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        known.filters = {**known.filters, "said": known.filters["words"]}
        known.globals = {**known.globals, "_": gettext}
        current_app.extensions["plenum.letters_as_text"] = known
    return known


def init_app(app: Flask) -> None:
    app.jinja_env.globals["practice_sentence"] = practice_sentence
