"""Agendas that the files of these tests are made of."""

from __future__ import annotations

from datetime import datetime, time

from app import i18n
from app.agenda.rules.document import Document
from app.agenda.rules.words import Colour, ItemState, Kind
from app.documents.printed import Printed, printed
from app.documents.rules.edition import Edition
from app.documents.rules.table import Table, table
from app.people.rules import Part
from tests.agenda import documents as make
from tests.conftest import NOON

ADDRESS = "https://plenum.example.org/w/example"
TITLE = {"en": "Cities and nature", "de": "Stadt und Natur", "zh": "城市与自然"}
#: What would be read as something else if it were read.
NASTY = '#panic("x") *bold* $x$ <b>&amp;</b> @ref [Link](http://x) =1+1'


def edition(document: Document, version: int | None = 3, at: datetime = NOON) -> Edition:
    return Edition(document=document, version=version, at=at, address=ADDRESS)


def tabled(document: Document, language: str = "en", version: int | None = 3) -> Table:
    with i18n.speaking(language):
        return table(edition(document, version))


def told(document: Document, language: str = "en", version: int | None = 3) -> Printed:
    with i18n.speaking(language):
        return printed(edition(document, version))


def report() -> Document:
    """A day of which no hours are known, as reports leave it."""
    none = {"title": None, "minutes": None}
    subject = {"en": "Urban nature", "zh": "城市自然"}
    return make.document(
        make.item("opening", kind=Kind.OPENING, speakers=(make.speaker("zhu-shu"),), **none),
        make.item("talk", subject=subject, theme="theme-1", **none),
        make.item(
            "closing", kind=Kind.DISCUSSION, speakers=(make.speaker(None, Part.MODERATOR),), **none
        ),
        workshop=make.workshop(title=TITLE, time_zone=None, zones=(), way=None),
        days=[make.day(starts=None)],
        people=[make.person("zhu-shu", position={"en": "Director"}, native_name="朱姝")],
    )  # fmt: skip


def rooms() -> Document:
    """Two days in three zones, with rooms side by side, a night, and something called off."""
    return make.document(
        make.item("opening", kind=Kind.OPENING, title={"en": "Opening"}),
        make.item(
            "red", title=TITLE, theme="theme-1", room="red",
            speakers=(make.speaker("zhu-shu"), make.speaker("lin-yue", Part.MODERATOR)),
        ),
        make.item("off", title=TITLE, theme="theme-1", room="red", state=ItemState.CANCELLED),
        make.item("blue", title={"en": NASTY}, theme="theme-2", room="blue", minutes=40),
        make.item("lunch", kind=Kind.BREAK, title=None, minutes=60),
        make.item("night", title=TITLE, day=make.SATURDAY, minutes=None),
        make.item("loose", title={"en": "Not placed"}, day=None),
        workshop=make.workshop(
            title=TITLE, languages=("en", "de", "zh"), zones=("Europe/Berlin", "America/Bogota")
        ),
        days=[make.day(), make.day(make.SATURDAY, starts=time(0, 30))],
        themes=[
            make.theme("theme-1", title=TITLE),
            make.theme("theme-2", number="II", title={"en": "Water"}, colour=Colour.MOSS),
            make.theme("theme-3", number="III", title={"en": "Later"}, colour=Colour.PLUM),
        ],
    )  # fmt: skip
