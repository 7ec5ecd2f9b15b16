"""One template, two parts: a letter's subject, its text and its HTML.

A letter's template holds words and no markup. It says them with the macros `say`, which exist
twice, for lines of text and for tables that mail programs draw; so both parts hold the same facts
in the same order. The layout, which exists twice as well, adds what all letters have.
"""

from __future__ import annotations

import re
import secrets
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from flask import current_app
from jinja2 import Environment

from app.extensions import config, remembered
from app.i18n import gettext, language, texts
from app.i18n.punctuation import colon
from app.mail import alike

SUBJECT_LENGTH = 300
#: Where a link belongs in a stored letter; see message.py.
PLACE = re.compile(r"%%link:([a-z_]+)%%")
#: Columns of the text part.
WIDTH = 74
#: Whether lines are broken there: on pages they are not, each window breaks them where it ends.
breaks_lines: ContextVar[bool] = ContextVar("breaks_lines", default=True)
#: Written without blanks: each mail program breaks their lines where its window ends.
UNBROKEN = frozenset({"zh"})


@contextmanager
def unbroken() -> Iterator[None]:
    """For pages: a text part whose lines are as long as what they say."""
    token = breaks_lines.set(False)
    try:
        yield
    finally:
        breaks_lines.reset(token)


class Named(Protocol):
    @property
    def name(self) -> str: ...


class UnknownLink(KeyError):
    """A template asks for a link that its writer did not give: a bug, found by the first test."""


def render(name: str, links: Sequence[Named], context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML in the spoken language, with places for the links."""
    called: str = context["called"]
    if len(called) <= alike.SHORT and (rendered := _around_a_name(name, links, context)):
        return rendered.calling(_no_place(called))
    return _render(name, links, context)


def _around_a_name(
    name: str, links: Sequence[Named], context: dict[str, Any]
) -> alike.Rendered | None:
    """What this letter says to anybody; None where it says more of its reader than the name."""
    same = {key: value for key, value in context.items() if key != "called"}
    try:
        names = tuple(link.name for link in links)
        key = (name, language(), breaks_lines.get(), names, alike.frozen(same))
    except alike.NotPlain:
        return None
    shelf = remembered("plenum.letters_alike", alike.Shelf)
    mark = f"name{secrets.token_hex(8)}"
    return shelf.get(
        key, lambda: alike.around(mark, *_render(name, links, context | {"called": mark}))
    )


def _render(name: str, links: Sequence[Named], context: dict[str, Any]) -> tuple[str, str, str]:
    mark = secrets.token_hex(4)
    known = {link.name for link in links}

    def link(name: str) -> str:
        if name not in known:
            raise UnknownLink(name)
        return f"%%link:{name}:{mark}%%"

    given = context | {"link": link, "base_url": config().base_url}
    lines = _part(_for_text(), "txt", name, {**given, "subject": ""})
    head, _, body = lines.lstrip().partition("\n")
    subject = _subject(head, practice=context["practice"], trial=bool(context.get("trial_for")))
    html = _part(current_app.jinja_env, "html", name, {**given, "subject": subject})
    places = _places(mark)
    text = re.sub(r"\n{3,}", "\n\n", texts.many_lines(body))
    return subject, places(text) + "\n", places(html)


def _part(environment: Environment, part: str, name: str, context: dict[str, Any]) -> str:
    say = environment.get_template(f"_macros/letters.{part}").module
    wearing = {"layout": f"layouts/letter.{part}", "say": say}
    return environment.get_template(f"{name}.html").render(context | wearing)


def _places(mark: str) -> Callable[[str], str]:
    """Only what `link` put there is a place for a link; the same letters in a name are not."""

    def places(rendered: str) -> str:
        return re.sub(rf"%% link:([a-z_]+):{mark}%%", r"%%link:\1%%", _no_place(rendered))

    return places


def _no_place(words: str) -> str:
    return words.replace("%%link:", "%% link:")


def _subject(line: str, *, practice: bool, trial: bool) -> str:
    subject = texts.one_line(line)
    if trial:
        subject = gettext("[Trial] %(subject)s", subject=subject)
    if practice:
        subject = gettext("[Practice] %(subject)s", subject=subject)
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    return _no_place(subject)


def wrapped(words: object, indent: str = "", first: str | None = None) -> str:
    """Lines of at most WIDTH columns; `first` stands before the first one, `indent` before the
    others. An address is never broken."""
    begin = indent if first is None else first
    said: list[str] = []
    for line in str(words).split("\n"):
        before = indent if said else begin
        if language() in UNBROKEN or not breaks_lines.get():
            said.append(before + line)
            continue
        said += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=before,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(said)


def fact(values: Sequence[object], label: object, indent: str = "") -> str:
    """A label and what it stands for; a value that would break goes to a line of its own."""
    first = colon(label, values[0])
    if all(len(indent + line) <= WIDTH for line in first.split("\n")):
        lines, rest = [wrapped(first, f"{indent}  ", indent)], values[1:]
    else:
        lines, rest = [indent + colon(label, " ").rstrip()], values
    lines += [wrapped(value, f"{indent}    ", f"{indent}  ") for value in rest]
    return "\n".join(lines)


def practice_sentence() -> str:
    return gettext("This e-mail is about a practice workshop, which does not take place.")


def trial_sentence(name: str, sample: bool) -> str:
    """`sample`: its reader is made up, and nothing is about to be published."""
    if sample:
        return gettext(
            "This is a trial, sent only to you. %(name)s is made up; participants get this e-mail "
            "with links of their own.",
            name=name,
        )
    return gettext(
        "This is a trial, sent only to you. When the changes are published, %(name)s gets this "
        "e-mail, with links of their own.",
        name=name,
    )


def _for_text() -> Environment:
    """The environment of text parts: nothing is escaped, lines of tags vanish.

    Made at first use, when all features have added their filters.
    """
    known: Environment | None = current_app.extensions.get("plenum.letters_as_text")
    if known is None:
        known = current_app.jinja_env.overlay(
            autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        known.filters = {**known.filters, "said": known.filters["words"], "wrapped": wrapped}
        known.filters["fact"] = fact
        known.globals = {**known.globals, "_": gettext}
        current_app.extensions["plenum.letters_as_text"] = known
    return known
