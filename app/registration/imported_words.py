"""How the preview of a list of people says what it found."""

from __future__ import annotations

from typing import Any

from app.i18n import LANGUAGES, gettext, language, lazy_gettext, ngettext, refusal_sentence
from app.i18n.texts import words as text_in
from app.people import countries
from app.registration import words
from app.registration.rules.imported.comparing import ANSWERS, LEFT, Becomes, Outcome
from app.registration.rules.imported.decoding import Encoding
from app.registration.rules.imported.files import Remark
from app.registration.rules.imported.persons import HARMLESS, Fault, Problem
from app.registration.rules.imported.vocabulary import ANSWERS_TO, Column
from app.registration.rules.questions import Question
from app.workshops.rules import Way

COLUMNS = {
    Column.NAME: lazy_gettext("Name"),
    Column.GIVEN_NAME: lazy_gettext("Given name"),
    Column.FAMILY_NAME: lazy_gettext("Family name"),
    Column.NATIVE_NAME: lazy_gettext("Name in its own script"),
    Column.ADDRESS_AS: lazy_gettext("Form of address"),
    Column.EMAIL: lazy_gettext("E-mail address"),
    Column.AFFILIATION: lazy_gettext("Organisation"),
    Column.POSITION: lazy_gettext("Role"),
    Column.COUNTRY: lazy_gettext("Country or region"),
    Column.WAY: lazy_gettext("Way of taking part"),
    Column.LANGUAGE: lazy_gettext("Language of e-mails"),
    Column.LEFT_OUT: lazy_gettext("leave out"),
}
FIELDS = {
    "name": COLUMNS[Column.NAME],
    "native_name": COLUMNS[Column.NATIVE_NAME],
    "address_as": COLUMNS[Column.ADDRESS_AS],
    "affiliation": COLUMNS[Column.AFFILIATION],
    "position": COLUMNS[Column.POSITION],
    "country": COLUMNS[Column.COUNTRY],
    "language": COLUMNS[Column.LANGUAGE],
}
ENCODINGS = {
    Encoding.UTF_8: lazy_gettext("UTF-8"),
    Encoding.GB18030: lazy_gettext("Chinese, simplified (GB 18030, GBK)"),
    Encoding.BIG5: lazy_gettext("Chinese, traditional (Big5)"),
    Encoding.WINDOWS_1252: lazy_gettext("Western European (Windows)"),
    Encoding.MAC_ROMAN: lazy_gettext("Western European (Mac)"),
    Encoding.DOS: lazy_gettext("Western European (DOS)"),
    Encoding.UTF_16: lazy_gettext("UTF-16"),
}
REMARKS = {
    Remark.MERGED: lazy_gettext(
        "Some cells of the sheet are merged: only the first of them has the value."
    ),
    Remark.FORMULAS: lazy_gettext(
        "Some formulas of the sheet have no value saved; their cells are empty here."
    ),
    Remark.ERRORS: lazy_gettext(
        "Some cells of the sheet show an error, such as #N/A; they are empty here."
    ),
}
_FAULTS = {
    Fault.NO_ADDRESS: lazy_gettext("The e-mail address is missing."),
    Fault.NOT_AN_ADDRESS: lazy_gettext(
        "This cannot be an e-mail address. It should look like name@example.org."
    ),
    Fault.SEVERAL_ADDRESSES: lazy_gettext(
        "There are several addresses in this cell. Each person needs one of their own."
    ),
    Fault.NO_NAME: lazy_gettext("The name is missing."),
    Fault.NUMBER_AS_NAME: lazy_gettext("A name is expected here, with letters in it."),
    Fault.WEB_ADDRESS: lazy_gettext("A name cannot hold a web address."),
    Fault.TOO_MANY_CELLS: lazy_gettext(
        "This row has more cells than there are columns. Perhaps a comma or a tab stands within "
        "one of them."
    ),
}
_BECOMES = {
    Becomes.PLACE: lazy_gettext("gets a place"),
    Becomes.SAME: lazy_gettext("registered already"),
    Becomes.DIFFERS: lazy_gettext("registered, with other details"),
    Becomes.WAS_OUT: lazy_gettext("registered earlier, not any more"),
    Becomes.WRONG: lazy_gettext("left out"),
    Becomes.FULL: lazy_gettext("left out"),
    Becomes.NOT_OFFERED: lazy_gettext("left out"),
    Becomes.NO_WAY: lazy_gettext("left out"),
}


def encodings() -> list[tuple[str, Any]]:
    return [("", gettext("found by themselves")), *ENCODINGS.items()]


def columns(questions: list[Question]) -> list[tuple[str, Any]]:
    """What a column can hold, questions of this workshop last."""
    asked = [(ANSWERS_TO + one.key, text_in(one.label, language())) for one in questions]
    leave_out = (Column.LEFT_OUT.value, COLUMNS[Column.LEFT_OUT])
    others = [(one.value, label) for one, label in COLUMNS.items() if one is not Column.LEFT_OUT]
    return [*others, *asked, leave_out]


def becomes(outcome: Outcome) -> str:
    if outcome.becomes is Becomes.WAITS:
        return gettext("waits as number %(n)s", n=outcome.place)
    return str(_BECOMES[outcome.becomes])


def problem(one: Problem) -> str:
    """What is wrong with a cell, and how to repair it."""
    if one.fault is Fault.TOO_LONG:
        return gettext(
            "At most %(most)s characters fit here; these are %(length)s.",
            most=one.n,
            length=len(one.cell),
        )
    if one.fault is Fault.TWICE:
        return gettext("The same person as in row %(n)s.", n=one.n)
    if one.fault is Fault.ADDRESS_OF_ANOTHER:
        return gettext(
            "Row %(n)s has this address for somebody else. Each person needs an address of "
            "their own.",
            n=one.n,
        )
    if one.fault is Fault.UNCLEAR:
        return gettext("“%(cell)s” is not clear, and is left empty.", cell=one.cell[:60])
    if one.fault is Fault.UNCLEAR_ANSWER:
        why = refusal_sentence(one.why) if one.why else ""
        return gettext("“%(cell)s” is left out: %(why)s", cell=one.cell[:60], why=why)
    return str(_FAULTS[one.fault])


def why_left(outcome: Outcome) -> list[str]:
    """Everything that keeps a row from being imported."""
    if outcome.becomes is Becomes.FULL:
        return [gettext("All places are taken, and there is no waiting list.")]
    if outcome.becomes is Becomes.NOT_OFFERED:
        return [gettext("It is not possible to take part in this way. Please choose another.")]
    if outcome.becomes is Becomes.NO_WAY:
        return [gettext("The row does not say how this person takes part.")]
    return [problem(one) for one in outcome.person.problems if one.fault not in HARMLESS]


def remarks(outcome: Outcome) -> list[str]:
    """Why a row is left out, and what else is worth saying of it."""
    said = why_left(outcome) if outcome.becomes in LEFT else []
    return list(dict.fromkeys([*said, *map(problem, outcome.person.problems)]))


def wrong_columns(outcome: Outcome) -> set[str]:
    """Whose cells have to be corrected."""
    if outcome.becomes in (Becomes.NOT_OFFERED, Becomes.NO_WAY):
        return {Column.WAY.value}
    return {one.column for one in outcome.person.problems if one.fault not in HARMLESS}


def differences(outcome: Outcome, questions: list[Question]) -> list[tuple[str, str, str]]:
    """The name of each field, what is registered, and what the list says."""
    by_key = {ANSWERS + one.key: one for one in questions}
    found = []
    for name, (was, says) in outcome.differences.items():
        question = by_key.get(name)
        label = text_in(question.label, language()) if question else str(FIELDS.get(name, name))
        found.append((label, _said(name, was, question), _said(name, says, question)))
    return found


def _said(field: str, value: Any, question: Question | None) -> str:
    if value is None or value == []:
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if question is not None and question.choices:
        those = value if isinstance(value, list) else [value]
        chosen = {one.key: text_in(one.label, language()) for one in question.choices}
        return ", ".join(chosen.get(one, str(one)) for one in those)
    if field == "country":
        return countries.name(value, language()) or str(value)
    if field == "language":
        return LANGUAGES.get(value, str(value))
    return str(value)


def way(value: Way | None) -> str:
    return str(words.WAYS[value]) if value else ""


def done(placed: int, waiting: int, updated: int) -> list[str]:
    """One sentence for each thing that was done."""
    said = []
    if placed:
        said.append(ngettext("%(n)s person has a place.", "%(n)s people have a place.", placed))
    if waiting:
        said.append(
            ngettext(
                "%(n)s person is on the waiting list.",
                "%(n)s people are on the waiting list.",
                waiting,
            )
        )
    if updated:
        said.append(
            ngettext(
                "%(n)s registration is brought up to date.",
                "%(n)s registrations are brought up to date.",
                updated,
            )
        )
    return said
