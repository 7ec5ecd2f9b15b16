"""The address of a workshop is made of its title."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from app.workshops.addresses import LONGEST, choices, of_title
from app.workshops.rules import is_slug

DAY = date(2027, 5, 21)


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Urban nature", "urban-nature"),
        ("Städte & Natur: Grün, große Flüsse", "staedte-natur-gruen-grosse-fluesse"),
        ("Nature’s future, étape 2", "natures-future-etape-2"),
        ("城市与自然研讨会", "workshop-2027-05-21"),
        ("城市与自然 (ICLEI)", "workshop-2027-05-21"),
        ("ICLEI 研讨会", "iclei"),
        ("2027", "workshop-2027-05-21"),
        ("!", "workshop-2027-05-21"),
        ("nature " * 40, "nature-" * 7 + "nature"),
        ("x" * 300, "x" * LONGEST),
    ],
)  # fmt: skip
def test_a_title_is_spelt_as_people_type_it(title: str, address: str) -> None:
    found = of_title({"en": title}, DAY)
    assert found == address
    assert is_slug(found)


def test_the_first_text_that_can_be_written_so_is_taken() -> None:
    assert of_title({"zh": "城市", "de": "Städte"}, DAY) == "staedte"
    assert of_title({"zh": "城市"}, None) == "workshop"


def test_where_it_is_taken_the_year_helps_and_then_a_number() -> None:
    assert list(islice(choices("nature", DAY), 3)) == ["nature", "nature-2027", "nature-2"]
    assert list(islice(choices("nature-2027", DAY), 2)) == ["nature-2027", "nature-2027-2"]
    assert next(choices("new", None)) == "new-2"
