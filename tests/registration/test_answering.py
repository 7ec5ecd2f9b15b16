"""What is asked of whom, what an answer is kept as, and that no change of a form loses one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.files.rules import checked
from app.registration.rules import answering, editing, ready_made
from app.registration.rules.questions import (
    NOT_SAID,
    Choice,
    Condition,
    Consent,
    Question,
    QuestionKind,
    Step,
    questions,
    stored,
)
from app.workshops.rules import Way

K = QuestionKind


def ask(key: str, kind: K = K.TEXT, **more: Any) -> Question:
    return Question(key=key, label={"en": key}, kind=kind, **more)


FOOD = ask(
    "food",
    K.CHOICE,
    choices=(Choice(key="rice", label={"en": "Rice"}), Choice(key="bread", label={"en": "Bread"})),
)
SPICE = ask("spice", K.YES_NO, when=Condition(question="food", answers=("rice",)))
WHICH = ask("which", when=Condition(question="spice", answers=("yes",)))
CHAIN = [FOOD, SPICE, WHICH]


def keys(answers: dict[str, Any], way: Way = Way.ONLINE, country: str | None = None) -> list[str]:
    asked = answering.asked(CHAIN, way=way, country=country, answers=answers)
    return [one.key for one in asked]


def test_conditions_form_a_chain() -> None:
    assert keys({}) == ["food"]
    assert keys({"food": "rice", "spice": True}) == ["food", "spice", "which"]
    # What is not asked any more counts for nothing, whatever was answered before.
    assert keys({"food": "bread", "spice": True}) == ["food"]


def test_what_is_retired_is_never_asked() -> None:
    those = [replace(FOOD, retired=True), SPICE]
    assert answering.asked(those, way=None, country=None, answers={"food": "rice"}) == []


def test_way_and_country_decide_together() -> None:
    one = ask("visa", when=Condition(way=Way.ON_SITE, countries=("CN", "IN")))

    def is_asked(way: Way, country: str | None) -> bool:
        return bool(answering.asked([one], way=way, country=country, answers={}))

    assert is_asked(Way.ON_SITE, "CN")
    assert not is_asked(Way.ON_SITE, "DE")
    assert not is_asked(Way.ONLINE, "CN")
    assert not is_asked(Way.ON_SITE, None)


def test_the_second_screen_may_depend_on_the_first() -> None:
    after = replace(SPICE, step=Step.AFTER)
    asked = answering.asked(
        [FOOD, after], way=None, country=None, answers={"food": "rice"}, step=Step.AFTER
    )
    assert asked == [after]


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (ask("a"), "  a \u202e b\n", "a b"),
        (ask("a", long=True), "a\r\nb ", "a\nb"),
        (ask("a"), "   ", None),
        (ask("a", K.NUMBER), "12", 12),
        (ask("a", K.NUMBER), "−2,5", -2.5),
        (ask("a", K.NUMBER), "3.0", 3),
        (ask("a", K.DATE), "2027-05-20", "2027-05-20"),
        (ask("a", K.DATE), "20.05.1961", "1961-05-20"),
        (FOOD, "rice", "rice"),
        (replace(FOOD, kind=K.CHOICES), ["bread", "rice", "rice"], ["rice", "bread"]),
        (ask("a", K.YES_NO), "no", False),
        (ask("a", K.COUNTRY), "cn", "CN"),
        (replace(FOOD, may_decline=True), NOT_SAID, NOT_SAID),
        (replace(FOOD, kind=K.CHOICES, may_decline=True), ["rice", NOT_SAID], NOT_SAID),
        (ask("a", K.FILE), checked("a.pdf", b"%PDF-1"), checked("a.pdf", b"%PDF-1")),
    ],
)
def test_an_answer_is_cleaned(question: Question, typed: Any, kept: Any) -> None:
    answer = answering.clean(question, typed)
    assert (answer, type(answer)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (ask("a"), "x" * 301, "At most 300 characters fit here; these are 301."),
        (ask("a", K.NUMBER), "1,500", "“1,500” is not a number. Please write digits, such as 12."),
        (ask("a", K.NUMBER), "1e9", "“1e9” is not a number. Please write digits, such as 12."),
        (ask("a", K.NUMBER), "nan", "“nan” is not a number. Please write digits, such as 12."),
        (ask("a", K.DATE), "tomorrow", "Please enter a date, such as 2027-05-20."),
        (ask("a", K.DATE), "0027-05-20", "Please enter a date, such as 2027-05-20."),
        (FOOD, "meat", "This answer is not offered any more. Please choose another."),
        (FOOD, NOT_SAID, "This answer is not offered any more. Please choose another."),
        (ask("a", K.COUNTRY), "XX", "Please choose a country or region from the list."),
    ],
)
def test_what_cannot_be_meant_is_said(question: Question, typed: Any, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        answering.clean(question, typed)
    assert str(refused.value) == said


def test_a_retired_choice_may_be_kept_but_not_chosen() -> None:
    rice, bread = FOOD.choices
    food = replace(FOOD, choices=(replace(rice, retired=True), bread))
    assert answering.clean(food, "rice", before="rice") == "rice"
    with pytest.raises(answering.NotAChoice):
        answering.clean(food, "rice", before="bread")


def test_an_answer_is_missed_where_it_is_needed() -> None:
    with pytest.raises(answering.NothingChosen):
        answering.require(replace(FOOD, required=True), None)
    answering.require(replace(FOOD, required=True), NOT_SAID)
    answering.require(ask("a", K.YES_NO, required=True), False)
    answering.require(ask("a", K.NUMBER, required=True), 0)


# -- Changing a form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ({"en": "What do you eat?"}, "what-do-you-eat"),
        ({"de": "Größe"}, "grosse"),
        ({"zh": "饮食"}, "question"),
        ({"en": "x" * 99}, "x" * 32),
        ({"en": "Taken"}, "taken-2"),
    ],
)
def test_a_key_is_made_of_the_words(label: dict[str, str], key: str) -> None:
    assert editing.key_of(label, {"taken"}, "question") == key


def test_a_question_stays_behind_the_one_its_condition_names() -> None:
    with pytest.raises(editing.StaysBehind):
        editing.moved(CHAIN, "spice", -1)
    with pytest.raises(editing.StaysBehind):
        editing.moved(CHAIN, "food", +1)
    with pytest.raises(editing.OthersDepend):
        editing.retired(CHAIN, "food")
    other = ask("other")
    assert editing.moved([*CHAIN, other], "other", -1) == [FOOD, SPICE, other, WHICH]
    assert editing.moved(CHAIN, "food", -1) == CHAIN


def test_an_answered_question_is_not_removed() -> None:
    with pytest.raises(editing.StillAnswered):
        editing.removed([FOOD], "food", answers=1)
    assert editing.removed([FOOD], "food", answers=0) == []


def test_the_version_of_a_consent_rises_with_its_words_alone() -> None:
    was = Consent(key="list", label={"en": "List"}, version=3)
    assert editing.reworded(was, replace(was, required=True)).version == 3
    assert editing.reworded(was, replace(was, label={"en": "The list"})).version == 4
    assert editing.reworded(was, replace(was, details={"en": "More"})).version == 4


LABELS = st.sampled_from(["A", "B", "C", "饭", ""])
ROWS = st.lists(st.tuples(st.integers(-1, 5), LABELS, st.booleans()), max_size=6)


@given(edits=st.lists(ROWS, max_size=5), chosen=st.sets(st.integers(0, 8)))
@settings(max_examples=200)
def test_however_choices_are_edited_whoever_chose_one_still_has_it(
    edits: list[list[tuple[int, str, bool]]], chosen: set[int]
) -> None:
    question = ask("q", K.CHOICES)
    words: dict[str, dict[str, str]] = {}
    answers: set[str] = set()
    for rows in edits:
        before = question.choices
        typed = [
            (
                before[n].key if 0 <= n < len(before) else None,
                {"en": label} if label else {},
                None,
                gone,
            )
            for n, label, gone in {n if n >= 0 else -m: (n, *rest) for m, (n, *rest) in
                                   enumerate(rows, 1)}.values()
        ]  # fmt: skip
        after = replace(question, choices=editing.choices_of(typed, before))
        question = editing.changed(question, after, answers)
        known = [choice.key for choice in question.choices]
        assert len(known) == len(set(known))  # no key names two choices
        assert answers <= set(known)  # nobody's answer is without its choice
        for choice in question.choices:
            words.setdefault(choice.key, choice.label)
        answers |= {known[n] for n in chosen if n < len(known)}
        (again,) = questions([stored(question)])
        assert again == question
    assert all(answering.clean(question, [key], before=[key]) == [key] for key in answers)


def test_what_is_ready_made_speaks_all_languages() -> None:
    ready = [*ready_made.QUESTIONS.values(), *ready_made.CONSENTS.values()]
    for one in ready:
        texts = [one.label, *([one.details] if isinstance(one, Consent) and one.details else [])]
        if isinstance(one, Question):
            texts += [text for text in (one.hint, one.why) if text]
            texts += [choice.label for choice in one.choices]
        assert all(set(text) == {"en", "de", "zh"} for text in texts), one.key
    for key in ("diet", "gender", "organisation_kind"):  # nobody is told that they do not
        why = ready_made.QUESTIONS[key].why
        assert why is not None
        assert "The organisers see your answer" in why["en"]
    assert set(ready_made.QUESTIONS) == {"diet", "access", "gender", "organisation_kind"}
    assert [one.key for one in ready_made.QUESTIONS["gender"].choices] == ["woman", "man", "other"]


def test_consent_to_the_transfer_abroad_names_who_receives_the_data() -> None:
    assert ready_made.consent("transfer", None) is None
    one = ready_made.consent("transfer", {"en": "ICLEI\nBonn", "zh": "中心"})
    assert one is not None
    assert one.details is not None
    assert "ICLEI, Bonn" in one.details["en"]
    assert "ICLEI, Bonn" in one.details["de"]
    assert "中心" in one.details["zh"]
    assert one.when.countries == ("CN",)
