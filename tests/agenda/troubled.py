"""A workshop in which nearly everything is wrong that hints know of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from app.accounts.models import Account
from app.agenda.models import ThemeGuest
from app.agenda.rules.words import Kind
from app.extensions import db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.people.models import Availability, Speaker
from app.people.rules import Part
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

#: A Saturday after the clocks of Europe have gone forward, seen from 1 March.
SATURDAY = date(2027, 5, 22)
#: The night in which the clocks of Berlin go forward.
SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def make_troubled(slug: str = "troubled", owner: Account | None = None) -> Workshop:
    """Two days in Berlin, shown in Shanghai and Bogotá too; the caller commits."""
    workshop = make_workshop(
        slug, owner=owner, time_zone="Europe/Berlin", zones=["Asia/Shanghai", "America/Bogota"]
    )
    first = make_day(workshop, SPRING, starts=time(1, 0))
    day = make_day(workshop, SATURDAY)
    day.ends = time(17, 0)
    last = make_day(workshop, AUTUMN, starts=None)
    red, blue = make_room(workshop, "red"), make_room(workshop, "blue")
    red.name, blue.name = {"en": "Red room", "zh": "红厅"}, {"en": "Blue room", "zh": "蓝厅"}
    water = make_theme(workshop, key="water", number="I", title={"en": "Water", "zh": "水"})
    soil = make_theme(workshop, key="soil", number="II", title={"en": "Soil", "zh": "土壤"})

    wen = make_speaker(workshop, "Wen Jing", time_zone="Asia/Shanghai")
    maria = make_speaker(workshop, "María Gómez", time_zone="America/Bogota")
    anna = make_speaker(workshop, "Anna Weber", time_zone="Europe/Berlin")
    zhou = make_speaker(workshop, "Zhou Kai", time_zone="Asia/Shanghai")
    make_speaker(workshop, "Lin Yue")
    ada = make_speaker(workshop, "Ada Osei")
    _answered(workshop, wen, InvitationState.ACCEPTED)
    _answered(workshop, zhou, InvitationState.DECLINED)
    for silent in (anna, ada):
        _answered(workshop, silent, InvitationState.SENT)
    for hours in ((6, 7), (13, 15)):
        db.session.add(
            Availability(
                speaker_id=anna.id,
                starts=utc(SATURDAY, hours[0]),
                ends=utc(SATURDAY, hours[1]),
            )
        )
    water.guests.append(ThemeGuest(speaker=anna, part=Part.MODERATOR, position=0))

    make_item(workshop, first, key="skipped", title={"en": "Night watch"}, pinned=time(2, 30))
    make_item(workshop, last, key="twice", title={"en": "Owls"}, pinned=time(2, 30), minutes=None)
    make_item(workshop, last, key="after", title={"en": "Dawn"}, kind=Kind.OTHER)

    rivers = make_item(workshop, day, key="rivers", title={"en": "Rivers", "zh": "河流"},
                       theme_id=water.id, room_id=red.id, minutes=50)  # fmt: skip
    lakes = make_item(workshop, day, key="lakes", title={"en": "Lakes"}, theme_id=water.id,
                      room_id=red.id, minutes=60)  # fmt: skip
    panel = make_item(workshop, day, key="panel", title={"en": "Roots"}, theme_id=soil.id,
                      room_id=blue.id, minutes=60)  # fmt: skip
    make_part(rivers, wen)
    make_part(rivers, anna, Part.MODERATOR)
    make_part(rivers, anna)
    make_part(panel, wen, Part.PANELLIST)
    make_part(panel, anna, Part.PANELLIST)
    make_part(lakes, maria)
    make_part(lakes, zhou)
    make_item(workshop, day, key="lunch", kind=Kind.BREAK, title=None, pinned=time(10, 30),
              minutes=60)  # fmt: skip
    fields = make_item(workshop, day, key="fields", title={"en": "Fields"}, theme_id=soil.id,
                       room_id=red.id, pinned=time(11, 40), minutes=40)  # fmt: skip
    make_part(fields, zhou)
    make_part(fields, maria, Part.INTERPRETER)
    make_item(workshop, day, key="nobody", title=None, theme_id=soil.id, room_id=red.id)
    make_item(workshop, day, key="both", title={"en": "Worms"}, room_id=red.id,
              pinned=time(12, 0))  # fmt: skip
    trees = make_item(workshop, day, key="trees", title={"en": "Trees"}, room_id=blue.id,
                      pinned=time(12, 10), kind=Kind.DISCUSSION)  # fmt: skip
    make_part(trees, ada)
    make_item(workshop, day, key="leaves", title={"en": "Leaves"}, room_id=blue.id,
              pinned=time(12, 20), kind=Kind.DISCUSSION)  # fmt: skip
    make_item(workshop, day, key="early", title={"en": "Coffee"}, kind=Kind.OTHER,
              pinned=time(8, 30))  # fmt: skip
    make_item(workshop, day, key="walk", title={"en": "Walk"}, kind=Kind.DISCUSSION,
              pinned=time(14, 0), minutes=100)  # fmt: skip
    open_end = make_item(workshop, day, key="open-end", title={"en": "Birds"}, minutes=None)
    make_part(open_end, None)
    make_item(workshop, day, key="unknown", title={"en": "Bees"}, kind=Kind.DISCUSSION)
    make_item(workshop, day, key="closing", title=None, kind=Kind.CLOSING, pinned=time(16, 50))
    db.session.flush()
    return workshop


def _answered(workshop: Workshop, speaker: Speaker, state: InvitationState) -> None:
    db.session.add(
        Invitation(
            key=f"asked-{speaker.key}", workshop_id=workshop.id, speaker_id=speaker.id,
            state=state, language="en", created_at=NOON, sent_at=NOON,
        )
    )  # fmt: skip
    db.session.flush()
