"""Links that open somebody's calendar with the entry filled in."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.ical.adding import LONGEST, Adding
from app.ical.values import Days
from tests.ical.test_write import CORPUS, entry

ALL = ("google", "outlook", "microsoft365")


def said(link: str) -> dict[str, str]:
    return {name: text for name, (text,) in parse_qs(urlsplit(link).query).items()}


def test_hours_are_written_in_utc_so_that_no_zone_is_lost() -> None:
    added = Adding(entry())
    assert said(added.google)["dates"] == "20270521T010000Z/20270521T012000Z"
    assert said(added.outlook)["startdt"] == "2027-05-21T01:00:00Z"
    assert said(added.outlook)["enddt"] == "2027-05-21T01:20:00Z"
    assert "allday" not in said(added.outlook)


def test_without_hours_it_is_whole_days_and_no_hour_is_invented() -> None:
    added = Adding(entry(when=Days(date(2027, 5, 21), date(2027, 5, 22))))
    assert said(added.google)["dates"] == "20270521/20270523"
    outlook = said(added.microsoft365)
    assert (outlook["startdt"], outlook["enddt"]) == ("2027-05-21", "2027-05-23")
    assert outlook["allday"] == "true"


def test_titles_and_places_arrive_in_their_own_script() -> None:
    added = Adding(entry(summary="湿地与城市", location="昆明", url="https://plenum.test/w/x"))
    assert said(added.google)["text"] == said(added.outlook)["subject"] == "湿地与城市"
    assert said(added.google)["location"] == "昆明"
    assert "https://plenum.test/w/x" in said(added.outlook)["body"]


@pytest.mark.parametrize("program", ALL)
def test_what_does_not_fit_is_cut_and_the_page_stays_named(program: str) -> None:
    page = "https://plenum.test/w/x"
    long = entry(summary="湿地" * 20, description="关于湿地的研讨会\n" * 300, url=page)
    link = getattr(Adding(long), program)
    assert len(link) <= LONGEST
    assert "湿地" * 20 in said(link).values()
    about = said(link).get("details") or said(link)["body"]
    assert about.startswith("关于湿地")
    assert about.endswith(page)


@pytest.mark.parametrize("program", ALL)
@pytest.mark.parametrize("text", CORPUS)
def test_whatever_was_typed_stays_one_address(program: str, text: str) -> None:
    everything = entry(summary=text * 30, description=text * 30, location=text * 30, url=text)
    link = getattr(Adding(everything), program)
    assert len(link) <= LONGEST
    assert link.isascii()
    assert "\n" not in link
    assert urlsplit(link).hostname in (
        "calendar.google.com",
        "outlook.live.com",
        "outlook.office.com",
    )
