"""The people of a list: what each row says of one, and what is wrong with it, cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.errors import Refusal
from app.i18n.sheets import Line
from app.mail import addresses
from app.people import countries
from app.people.rules import is_han
from app.registration.rules.imported import answers, vocabulary
from app.registration.rules.imported.vocabulary import ANSWERS_TO, Column, plain
from app.registration.rules.names import holds_web_address
from app.registration.rules.questions import Question
from app.workshops.rules import Way

#: What fits into the columns of the database.
MOST_LETTERS = {
    Column.NAME: 200,
    Column.NATIVE_NAME: 200,
    Column.ADDRESS_AS: 80,
    Column.EMAIL: 254,
    Column.AFFILIATION: 300,
    Column.POSITION: 300,
}


class Fault(StrEnum):
    """What is wrong with a row, or worth a look."""

    NO_ADDRESS = "no-address"
    NOT_AN_ADDRESS = "not-an-address"
    SEVERAL_ADDRESSES = "several-addresses"
    NO_NAME = "no-name"
    NUMBER_AS_NAME = "number-as-name"
    WEB_ADDRESS = "web-address"
    TOO_LONG = "too-long"
    TWICE = "twice"
    ADDRESS_OF_ANOTHER = "address-of-another"
    TOO_MANY_CELLS = "too-many-cells"
    #: From here on the row can be imported, without what is not understood.
    UNCLEAR = "unclear"
    UNCLEAR_ANSWER = "unclear-answer"


#: With these a person is imported all the same.
HARMLESS = frozenset({Fault.UNCLEAR, Fault.UNCLEAR_ANSWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    fault: Fault
    column: str
    cell: str = ""
    #: Of another row it is about, or a number that the sentence says.
    n: int = 0
    #: Why an answer is not taken.
    why: Refusal | None = None


@dataclass(slots=True, kw_only=True)
class Person:
    #: Counts the rows of the box.
    number: int
    cells: tuple[str, ...]
    name: str = ""
    native_name: str | None = None
    address_as: str | None = None
    email: str = ""
    #: As addresses are compared; empty where there is none.
    address: str = ""
    affiliation: str | None = None
    position: str | None = None
    country: str | None = None
    way: Way | None = None
    language: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(problem.fault not in HARMLESS for problem in self.problems)


#: What somebody said a word of the list means: for countries and ways, by the plain word.
Meanings = Mapping[tuple[str, str], str]


def read(
    lines: Iterable[Line],
    columns: Sequence[str],
    *,
    questions: Sequence[Question] = (),
    meanings: Meanings | None = None,
    family_first: bool = False,
    headed: int | None = None,
) -> list[Person]:
    """A person for each row; nobody is left out, and nothing is raised.

    `headed` is how many columns have a heading, if any has: what stands beyond them has slipped
    out of its column, unless somebody said what it is.
    """
    by_key = {question.key: question for question in questions}
    people = [_person(line, columns, by_key, meanings or {}, family_first) for line in lines]
    for person in people if headed is not None else ():
        beyond = zip(columns[headed:], person.cells[headed:], strict=False)
        if any(cell and column == Column.LEFT_OUT for column, cell in beyond):
            person.problems.append(Problem(fault=Fault.TOO_MANY_CELLS, column=""))
    _find_twice(people)
    return people


def _person(
    line: Line,
    columns: Sequence[str],
    questions: Mapping[str, Question],
    meanings: Meanings,
    family_first: bool,
) -> Person:
    person = Person(number=line.number, cells=line.cells)
    held: dict[str, str] = {}
    for column, cell in zip(columns, line.cells, strict=False):
        if cell and column != Column.LEFT_OUT:
            held.setdefault(column, cell)
    _read_address(person, held)
    _read_names(person, held, family_first)
    person.address_as = held.get(Column.ADDRESS_AS)
    person.affiliation = held.get(Column.AFFILIATION)
    person.position = held.get(Column.POSITION)
    person.country = _meant(person, Column.COUNTRY, held, meanings)
    way = _meant(person, Column.WAY, held, meanings)
    person.way = Way(way) if way else None
    person.language = _meant(person, Column.LANGUAGE, held, meanings)
    for name, cell in held.items():
        if name.startswith(ANSWERS_TO) and (question := questions.get(name[len(ANSWERS_TO) :])):
            _read_answer(person, question, cell)
    _check_lengths(person)
    return person


# -- Addresses ------------------------------------------------------------------------------------

_BETWEEN = re.compile(r"[<>\s;,，；|/]+")


def _read_address(person: Person, held: dict[str, str]) -> None:
    cell = unicodedata.normalize("NFKC", held.get(Column.EMAIL, "")).strip()
    if not cell:
        person.problems.append(Problem(fault=Fault.NO_ADDRESS, column=Column.EMAIL))
        return
    pieces = [piece for piece in _BETWEEN.split(cell[:1000]) if "@" in piece]
    pieces = [piece.removeprefix("mailto:").strip("\"'()[]:") for piece in pieces]
    several = set(map(str.casefold, pieces))
    person.email = pieces[0] if len(several) == 1 else cell
    if len(several) > 1:
        person.problems.append(
            Problem(fault=Fault.SEVERAL_ADDRESSES, column=Column.EMAIL, cell=cell)
        )
        return
    before, mark, _ = cell.partition("<")
    if mark and Column.NAME not in held and before.strip():
        held[Column.NAME] = before.strip(' "')
    try:
        person.address = addresses.normal(person.email)
    except addresses.NotAnAddress:
        person.problems.append(Problem(fault=Fault.NOT_AN_ADDRESS, column=Column.EMAIL, cell=cell))


def _find_twice(people: Sequence[Person]) -> None:
    """An address stands for one person: the first row that has it."""
    first: dict[str, Person] = {}
    for person in people:
        if not person.address:
            continue
        before = first.setdefault(person.address, person)
        if before is not person:
            same = plain(before.name) == plain(person.name)
            fault = Fault.TWICE if same else Fault.ADDRESS_OF_ANOTHER
            person.problems.append(
                Problem(fault=fault, column=Column.EMAIL, cell=person.email, n=before.number)
            )


# -- Names ----------------------------------------------------------------------------------------


def _read_names(person: Person, held: Mapping[str, str], family_first: bool) -> None:
    given, family = held.get(Column.GIVEN_NAME, ""), held.get(Column.FAMILY_NAME, "")
    person.name = held.get(Column.NAME) or _joined(given, family, family_first)
    person.native_name = held.get(Column.NATIVE_NAME)
    if not person.name and person.native_name:
        person.name, person.native_name = person.native_name, None
    if not person.name:
        person.problems.append(Problem(fault=Fault.NO_NAME, column=Column.NAME))
    elif not any(letter.isalpha() for letter in person.name):
        person.problems.append(
            Problem(fault=Fault.NUMBER_AS_NAME, column=Column.NAME, cell=person.name)
        )
    for column, name in ((Column.NAME, person.name), (Column.NATIVE_NAME, person.native_name)):
        if name and holds_web_address(name):
            person.problems.append(Problem(fault=Fault.WEB_ADDRESS, column=column, cell=name))


def _joined(given: str, family: str, family_first: bool) -> str:
    """Chinese characters are written without a blank, the family's first, whatever comes first
    in the list; of other scripts whoever imports says the order."""
    if given and family and is_han(given + family):
        return family + given
    return " ".join(filter(None, (family, given) if family_first else (given, family)))


def _check_lengths(person: Person) -> None:
    for column, most in MOST_LETTERS.items():
        text = getattr(person, column.value.replace("-", "_")) or ""
        if len(text) > most:
            person.problems.append(Problem(fault=Fault.TOO_LONG, column=column, cell=text, n=most))


# -- Words that mean one of a few -----------------------------------------------------------------

#: Chosen for a word that shall mean nothing.
NOTHING = "-"


def _meant(
    person: Person, column: Column, held: Mapping[str, str], meanings: Meanings
) -> str | None:
    cell = held.get(column)
    if cell is None:
        return None
    told = meanings.get((column, plain(cell)))
    if told == NOTHING:
        return None
    if told:
        return told
    found = meant_by(column, cell)
    if len(found) == 1:
        return found[0]
    person.problems.append(Problem(fault=Fault.UNCLEAR, column=column, cell=cell))
    return None


def meant_by(column: str, cell: str) -> list[str]:
    """What the word can mean; none or several have to be asked about."""
    if column == Column.COUNTRY:
        return countries.meant(cell)
    if column == Column.WAY:
        way = vocabulary.way_meant(cell)
        return [way.value] if way else []
    language = vocabulary.language_meant(cell)
    return [language] if language else []


def all_countries() -> list[str]:
    return list(countries.names("en"))


# -- Answers ------------------------------------------------------------------------------------


def _read_answer(person: Person, question: Question, cell: str) -> None:
    column = ANSWERS_TO + question.key
    try:
        answer = answers.read(question, cell)
    except Refusal as refusal:
        person.problems.append(
            Problem(fault=Fault.UNCLEAR_ANSWER, column=column, cell=cell, why=refusal)
        )
        return
    if answer is not None:
        person.answers[question.key] = answer
