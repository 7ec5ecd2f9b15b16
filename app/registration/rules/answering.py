"""Which questions somebody is asked, and what an answer is kept as."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import Refusal
from app.files.rules import Upload
from app.i18n import N_, texts
from app.i18n.typed import NotADay, day
from app.people import countries
from app.registration.rules.questions import (
    NOT_SAID,
    Choice,
    Consent,
    Question,
    QuestionKind,
    Step,
)
from app.workshops.rules import Way

#: Letters of an answer of one line, and of one of several.
MOST_LETTERS = 300
MOST_LETTERS_LONG = 4000
#: Years of days that people tell: of their birth as of their journey.
YEARS = range(1900, 2200)
#: Larger numbers are slips of the finger.
LARGEST = 10**12


class NotAnswered(Refusal):
    message = N_("Please answer this question.")
    status = 422


class NothingChosen(Refusal):
    message = N_("Please choose one of the answers.")
    status = 422


class NoneChosen(Refusal):
    message = N_("Please choose at least one of the answers.")
    status = 422


class NoCountryChosen(Refusal):
    message = N_("Please choose a country or region.")
    status = 422


class NoFileChosen(Refusal):
    message = N_("Please choose a file.")
    status = 422


class NotAgreed(Refusal):
    message = N_("Please tick this if you agree. Without it we cannot register you.")
    status = 422


class AnswerTooLong(Refusal):
    message = N_("At most %(most)s characters fit here; these are %(length)s.")
    status = 422


class NotANumber(Refusal):
    message = N_("“%(typed)s” is not a number. Please write digits, such as 12.")
    status = 422


class NotAnAnswerDay(Refusal):
    message = N_("Please enter a date, such as 2027-05-20.")
    status = 422


class NotAChoice(Refusal):
    message = N_("This answer is not offered any more. Please choose another.")
    status = 422


class ChoiceTaken(Refusal):
    """Others were faster; values: question and key of the choice, and its label."""

    message = N_("All places of “%(choice)s” are taken. Please choose another.")


class WordsChanged(Refusal):
    """Of a consent, since its words were shown; values: the consent as it is now."""

    message = N_("The words have changed. Please read them again.")


class NotACountry(Refusal):
    message = N_("Please choose a country or region from the list.")
    status = 422


_MISSING: dict[QuestionKind, type[Refusal]] = {
    QuestionKind.CHOICE: NothingChosen,
    QuestionKind.YES_NO: NothingChosen,
    QuestionKind.CHOICES: NoneChosen,
    QuestionKind.COUNTRY: NoCountryChosen,
    QuestionKind.FILE: NoFileChosen,
}


# -- Who is asked what ----------------------------------------------------------------------------


def asked(
    questions: Iterable[Question],
    *,
    way: Way | None,
    country: str | None,
    answers: Mapping[str, Any],
    step: Step | None = None,
) -> list[Question]:
    """Those whose condition holds, in their order; None = of both screens.

    An answer to a question that is not asked counts for nothing, so conditions form chains.
    """
    those: list[Question] = []
    heard: dict[str, Any] = {}
    for question in questions:
        if question.retired:
            continue
        if question.when.holds(way=way, country=country, answers=heard):
            those.append(question)
            heard[question.key] = answers.get(question.key)
    return [question for question in those if step is None or question.step is step]


def asked_consents(
    consents: Iterable[Consent],
    questions: Iterable[Question],
    *,
    way: Way | None,
    country: str | None,
    answers: Mapping[str, Any],
) -> list[Consent]:
    heard = {
        question.key: answers.get(question.key)
        for question in asked(questions, way=way, country=country, answers=answers)
    }
    return [
        consent
        for consent in consents
        if not consent.retired and consent.when.holds(way=way, country=country, answers=heard)
    ]


def asks_by_country(questions: Iterable[Question], consents: Iterable[Consent]) -> bool:
    """Whether it must be known where somebody lives, because that decides what they are asked."""
    every: tuple[Question | Consent, ...] = (*questions, *consents)
    return any(one.when.countries for one in every if not one.retired)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What somebody still has to tell or to agree to."""

    country: bool = False
    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()

    @property
    def is_something(self) -> bool:
        return bool(self.country or self.questions or self.consents)


def missing(
    questions: Collection[Question],
    consents: Collection[Consent],
    *,
    way: Way,
    country: str | None,
    answers: Mapping[str, Any],
    agreed: Mapping[str, bool],
) -> Missing:
    """Of who was registered by others, or before it was asked; `agreed` by the consent's key."""
    circumstances: dict[str, Any] = {"way": way, "country": country, "answers": answers}
    return Missing(
        country=country is None and asks_by_country(questions, consents),
        questions=tuple(
            one
            for one in asked(questions, **circumstances)
            if one.required and answers.get(one.key) in (None, [])
        ),
        consents=tuple(
            one
            for one in asked_consents(consents, questions, **circumstances)
            if one.required and not agreed.get(one.key)
        ),
    )


# -- What an answer is kept as --------------------------------------------------------------------


def clean(question: Question, raw: Any, *, before: Any = None) -> Any:
    """The answer as it is kept, None where there is none.

    `raw` is what was typed: a text, for several choices a list of keys, for a file an Upload.
    `before` is the answer given earlier: what was chosen then may be kept though it is retired.
    Raises a refusal that says how to repair it; whether an answer must be given asks `require`.
    """
    if question.may_decline and (raw == NOT_SAID or (raw and NOT_SAID in _several(raw))):
        return NOT_SAID
    if raw is None or raw == "" or raw == []:
        return None
    return _CLEAN[question.kind](question, raw, before)


def require(question: Question, answer: Any) -> None:
    """Raises a refusal where an answer must be given and is not."""
    if question.required and (answer is None or answer == []):
        raise _MISSING.get(question.kind, NotAnswered)


def require_consent(consent: Consent, given: bool) -> None:
    if consent.required and not given:
        raise NotAgreed


def require_read(consent: Consent, read: int | None) -> None:
    """Who agrees must have seen these words; `read` = the version shown to them, None = not told,
    as by scripts. Raises WordsChanged."""
    if read is not None and read != consent.version:
        raise WordsChanged(consent=consent)


def _several(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list | tuple) else (raw,)


def _text(question: Question, raw: Any, before: Any) -> str | None:
    text = texts.many_lines(str(raw)) if question.long else texts.one_line(str(raw))
    most = MOST_LETTERS_LONG if question.long else MOST_LETTERS
    if len(text) > most:
        raise AnswerTooLong(most=most, length=len(text))
    return text or None


def _number(question: Question, raw: Any, before: Any) -> int | float | None:
    typed = texts.one_line(str(raw))
    if not typed:
        return None
    plain = typed.replace("−", "-").replace(" ", "")
    # Digits of any script are read, thousands are not: 1,500 could be meant two ways.
    if not re.fullmatch(r"[+-]?\d{1,13}(?:[.,]\d{1,6})?", plain):
        raise NotANumber(typed=typed[:40])
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", plain):
        raise NotANumber(typed=typed[:40])
    number = float(plain.replace(",", "."))
    if abs(number) > LARGEST:
        raise NotANumber(typed=typed[:40])
    return int(number) if number.is_integer() else number


def _day(question: Question, raw: Any, before: Any) -> str | None:
    typed = texts.one_line(str(raw))
    if not typed:
        return None
    try:
        meant = day(typed)
    except NotADay as wrong:
        raise NotAnAnswerDay from wrong
    if meant.year not in YEARS:
        raise NotAnAnswerDay
    return meant.isoformat()


def _choice(question: Question, raw: Any, before: Any) -> str:
    chosen = str(_several(raw)[0])
    if chosen not in {one.key for one in offered(question, before)}:
        raise NotAChoice
    return chosen


def _choices(question: Question, raw: Any, before: Any) -> list[str]:
    wanted = {str(one) for one in _several(raw)}
    keys = [one.key for one in offered(question, before)]
    if not wanted <= set(keys):
        raise NotAChoice
    return [key for key in keys if key in wanted]


def offered(question: Question, before: Any = None) -> list[Choice]:
    """The choices that may be chosen: those not retired, and what was chosen `before`."""
    kept: Collection[Any] = _several(before) if before else ()
    return [one for one in question.choices if not one.retired or one.key in kept]


def _yes_no(question: Question, raw: Any, before: Any) -> bool:
    said = {"yes": True, "no": False}.get(str(raw))
    if said is None:
        raise NotAChoice
    return said


def _country(question: Question, raw: Any, before: Any) -> str:
    code = str(raw).strip().upper()
    if code not in countries.names("en"):
        raise NotACountry
    return code


def _file(question: Question, raw: Any, before: Any) -> Any:
    return raw if isinstance(raw, Upload) else None


_CLEAN: dict[QuestionKind, Callable[[Question, Any, Any], Any]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.COUNTRY: _country,
    QuestionKind.FILE: _file,
}
