"""Workshops in every state, made of workshop files by the verbs that pages call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from app.agenda import queries as agenda
from app.demo import service as demo
from app.exchange import reading
from app.exchange import service as exchange
from app.exchange.values import RegistrationInFile, WorkshopInFile
from app.extensions import db
from app.i18n.texts import Text
from app.publishing import service as publishing
from app.registration import service as registration
from app.registration.service import Wish
from app.workshops import service as workshops
from app.workshops.models import Workshop
from app.workshops.rules import Way
from screens.titles import TITLES

#: The moment of all pictures: a Wednesday, 09:20 in Berlin and 15:20 in Beijing.
MOMENT = datetime(2027, 6, 16, 7, 20, tzinfo=UTC)
TODAY = MOMENT.date()
LATER = date(2027, 9, 15)
#: When the workshops were published and people registered.
BEFORE = MOMENT - timedelta(days=20)

GUESTS = (
    ("Anna Guest", "City of Musterstadt", "DE"),
    ("Bao Ning 鲍宁", "示例市园林局", "CN"),
    ("Carlos Ejemplo", "Red de Ciudades de Muestra", "CO"),
    ("Dr. Dorothea Mustermann-Beispiel", "Gesellschaft für Stadtnaturentwicklung e. V.", "DE"),
    ("Emeka", None, None),
    ("Fang Lei", "East Office of the Network", "CN"),
    ("Giulia Prova", "Institute for Invented Ecology", "IT"),
    ("Hou Yu", None, "CN"),
    ("Ines Amostra", "Network of Sample Cities", "BR"),
)
_titles = cycle(TITLES)
ROOMS = Path(__file__).parent / "rooms.yaml"


def seats(online: int | None = 60, on_site: int | None = 30, **more: Any) -> RegistrationInFile:
    """A form that is open, with seats of both ways; `ways=` names the only ones there are."""
    ways = more.pop("ways", (Way.ONLINE, Way.ON_SITE))
    values = {
        "opens": None, "closes": None, "waiting_list": True, "approval": False,
        "confirm_email": False, "questions": (), "consents": (),
    } | more  # fmt: skip
    held = {Way.ONLINE: online, Way.ON_SITE: on_site}
    return RegistrationInFile(seats={way: held[way] for way in ways}, **values)


def file_of(
    slug: str, day: date = LATER, form: RegistrationInFile | None = None, **changes: Any
) -> WorkshopInFile:
    """The practice workshop of the demo as if it were a real one, on that day."""
    file = demo.practice(MOMENT)
    shifted = {
        "days": tuple(replace(one, date=day) for one in file.days),
        "items": tuple(replace(one, day=day) for one in file.items),
    }
    values = {"slug": slug, "practice": False, "note": None, "title": title_of(slug)}
    values["registration"] = form
    return replace(file, **{**values, **shifted, **changes})


@cache
def title_of(slug: str) -> Text:
    """A title of its own for each workshop, as far as they go, and the same one again."""
    return dict(zip(("en", "de", "zh"), next(_titles), strict=True))


def publish(file: WorkshopInFile, owner: int, at: datetime = BEFORE) -> Workshop:
    workshop = exchange.load(file, at=at, account_id=owner)
    publishing.publish(workshop, at=at, account_id=owner)
    db.session.commit()  # who registers next reads what is committed
    return workshop


def come(
    workshop: Workshop, number: int, way: Way = Way.ONLINE, at: datetime = BEFORE
) -> Sequence[str]:
    """So many guests register, one after the other; their addresses."""
    return [guest(workshop, n, way=way, at=at) for n in range(number)]


def guest(
    workshop: Workshop,
    number: int,
    *,
    way: Way = Way.ONLINE,
    language: str = "en",
    at: datetime = BEFORE,
    email: str = "",
) -> str:
    name, affiliation, country = GUESTS[number % len(GUESTS)]
    address = email or f"guest{number}.{way.value}@example.org"
    wish = Wish(
        name=name, email=address, way=way, affiliation=affiliation, country=country,
        language=language,
    )  # fmt: skip
    # Named after the guest, so that links are the same in every run.
    registration.register(workshop, wish, key=address, at=at + timedelta(minutes=number))
    return address


def without_hours(file: WorkshopInFile) -> WorkshopInFile:
    """The order of the day is known, its hours are not."""
    return replace(
        file,
        days=tuple(replace(day, starts=None, ends=None) for day in file.days),
        items=tuple(replace(item, pinned=None) for item in file.items),
    )


def two_days() -> WorkshopInFile:
    """The first day ends with the break; its last theme goes on in the second one."""
    file = file_of("two-days", form=seats())
    first = file.days[0]
    second = replace(first, date=first.date + timedelta(days=1), starts=time(9, 30))
    keys = [item.key for item in file.items]
    on_second = keys[keys.index("break") + 1 :]
    items = tuple(
        replace(item, day=second.date, pinned=None, theme=item.theme or "plans")
        if item.key in on_second
        else item
        for item in file.items
    )
    return replace(file, days=(first, second), items=items)


def clashing() -> WorkshopInFile:
    """The rooms again, with one person in two of them at once, and a room held twice."""
    file = reading.read(ROOMS.read_bytes())
    speaker = next(item for item in file.items if item.key == "roots").speakers
    items = tuple(
        replace(item, speakers=speaker, pinned=time(9, 30))
        if item.key in ("rain-gardens", "ditches")
        else item
        for item in file.items
    )
    return replace(file, slug="clashing", title=title_of("clashing"), items=items)


def build(owner: int) -> None:
    """Every state a public page can be in; the slug says which."""
    exchange.load(file_of("draft", form=seats()), at=BEFORE, account_id=owner)
    publish(file_of("announced"), owner)
    publish(file_of("soon", form=seats(opens=MOMENT + timedelta(days=9))), owner)
    opened = publish(file_of("open", form=seats()), owner)
    come(opened, 5)
    come(opened, 3, Way.ON_SITE)
    come(publish(file_of("few", form=seats(8, ways=[Way.ONLINE])), owner), 6)
    waiting = publish(file_of("waiting", form=seats(2, 1)), owner)
    come(waiting, 4)
    come(waiting, 2, Way.ON_SITE)
    full = publish(file_of("full", form=seats(2, 1, waiting_list=False)), owner)
    come(full, 2)
    come(full, 1, Way.ON_SITE)
    come(publish(file_of("closed", form=seats(closes=MOMENT - timedelta(days=2))), owner), 2)
    publish(file_of("running", TODAY, seats()), owner)
    publish(without_hours(file_of("today", TODAY)), owner)
    publish(reading.read(ROOMS.read_bytes()), owner)
    publish(two_days(), owner)
    exchange.load(clashing(), at=BEFORE, account_id=owner)
    moved = file_of("moved", LATER, seats())
    come(publish(moved, owner), 1)
    publish(file_of("moved", LATER + timedelta(days=14), seats()), owner, BEFORE)
    publish(file_of("over", TODAY - timedelta(days=6), seats()), owner)
    cancelled = publish(file_of("cancelled", form=seats()), owner)
    come(cancelled, 2)
    publishing.cancel(cancelled, at=MOMENT - timedelta(days=1), account_id=owner)
    changed = publish(file_of("changed", form=seats()), owner)
    come(changed, 3)
    _change(changed, owner)
    workshops.create(
        slug="blank",
        title={"en": "A blank sheet", "de": "Ein leeres Blatt", "zh": "一张白纸"},
        languages=["en", "de", "zh"],
        owner=next(member.account for member in opened.members),
        at=BEFORE,
    )


def _change(workshop: Workshop, owner: int) -> None:
    """The draft moves on after it was published: later, elsewhere, one talk less."""
    file = file_of("changed", form=seats())
    items = tuple(
        replace(item, minutes=40) if item.key == "plan-to-park" else item
        for item in file.items
        if item.key != "sparrows"
    )
    place = {"en": "Town hall", "de": "Rathaus", "zh": "市政厅"}
    exchange.load(replace(file, items=items, place=place), at=MOMENT, account_id=owner)
    assert agenda.draft(workshop).items
