"""Write a letter in the transaction that causes it, or let one go out again.

The letter is rendered now, in its reader's language, and kept as a row; the worker delivers it
once the transaction is committed. Its template, templates/<feature>/mail/<kind>.html, makes both
parts (see rendering.py). It gets the caller's context and `say`, `layout`, `link(name)`,
`base_url`, `practice` and `called`, the name in the greeting. Letters about a workshop give
`title_of_workshop` and `on_day`, which stand in the subject.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask
from sqlalchemy import ColumnElement, Table, true, update
from sqlalchemy.dialects import postgresql, sqlite

from app import i18n
from app.extensions import config, db
from app.i18n import texts
from app.mail import rendering
from app.mail.models import Letter
from app.mail.rules import STOPPED, LetterState

#: The name under which the session remembers that this transaction writes letters.
WROTE = "plenum.letters"


@dataclass(frozen=True, slots=True)
class Link:
    """An address for `link(name)`: `path` under the base URL, with `{token}` where one belongs.

    The token is derived at delivery from purpose, subject and generation (app.links), so that
    nothing secret is stored. Without a purpose the path is plain. The path REPLY stands for the
    inbound mail address with the token in it.
    """

    name: str
    path: str
    purpose: str = ""
    subject: str = ""
    generation: int = 0


#: The path of a link that is no page but an address to write to; see message.py.
REPLY = "mailto:"


def place_of(name: str) -> str:
    """Where the address of this link goes in a calendar file, filled at delivery."""
    return f"%%link:{name}%%"


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
    method: str | None = None,
    **context: Any,
) -> None:
    """Add one letter to the outbox. A second one with the same act, kind and recipient is none.

    `act` names what happened, once ("registration:12:1"); `recipient` whom it is for, by row
    ("registration:12"); `calendar` is a calendar file to attach, as RFC 5545 text, with
    `place_of` a link where one belongs, `method` what it asks of its reader (RFC 5546).
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
        "method": method,
        "message_id": f"<{secrets.token_hex(16)}@{config().uid_domain}>",
        "state": LetterState.WAITING,
        "next_try_at": at,
        "written_at": at,
    }
    _insert_once(values)
    db.session().info[WROTE] = True


def send_again(letter: Letter, *, at: datetime) -> bool:
    """Let a letter that never came to its reader go out once more, as it is; False = it is not
    one of those.

    One statement decides, so that of two clicks one does it.
    """
    if not _let_go(Letter.id == letter.id, at=at):
        return False
    db.session.expire(letter)
    return True


def send_all_again(
    workshop_id: int,
    *,
    kind: str | None = None,
    states: Collection[LetterState] = STOPPED,
    at: datetime,
) -> list[int]:
    """The same for all of a workshop that ended so, of one kind or of every one; their numbers."""
    of_kind = Letter.kind == kind if kind else true()
    return _let_go(Letter.workshop_id == workshop_id, of_kind, Letter.state.in_(states), at=at)


def _let_go(*which: ColumnElement[bool], at: datetime) -> list[int]:
    waits = db.session.scalars(
        update(Letter)
        .where(*which, Letter.state.in_(STOPPED))
        .values(
            state=LetterState.WAITING, attempts=0, tried_since=None, next_try_at=at, trouble=None
        )
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).all()
    if waits:
        db.session().info[WROTE] = True
    return list(waits)


def rehearse(
    kind: str,
    *,
    feature: str,
    to_name: str,
    to_email: str,
    language: str | None,
    practice: bool,
    links: Sequence[Link] = (),
    trial_for: str | None = None,
    **context: Any,
) -> dict[str, Any]:
    """What a letter would say: `subject`, `text`, `html` and the rest of its row, unwritten.

    `trial_for` names the reader whom a trial letter stands for; it says so on top.
    """
    name = texts.one_line(to_name)[:200]
    with i18n.speaking(language):
        given = context | {"practice": practice, "trial_for": trial_for}
        given["called"] = texts.one_line(context.get("called") or name)
        subject, text, html = rendering.render(f"{feature}/mail/{kind}", links, given)
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


#: One statement for each database, made once; plain, as a letter is written far more than read.
_INSERTS = {
    name: insert(cast("Table", Letter.__table__)).on_conflict_do_nothing(
        index_elements=["act", "kind", "recipient"]
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _insert_once(values: dict[str, Any]) -> None:
    """The unique constraint decides, also between two transactions; neither of them fails."""
    db.session.connection().execute(_INSERTS[db.engine.dialect.name], values)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["practice_sentence"] = rendering.practice_sentence
    app.jinja_env.globals["trial_sentence"] = rendering.trial_sentence
