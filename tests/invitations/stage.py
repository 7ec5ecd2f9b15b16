"""A workshop with one invited speaker, for the tests of invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from app.agenda.models import AgendaItem, Day
from app.extensions import config, db
from app.invitations import service
from app.invitations.models import Invitation
from app.links import derive
from app.mail.models import Letter
from app.people.models import Speaker
from app.publishing import service as publishing
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.factories import (
    make_day,
    make_form,
    make_item,
    make_part,
    make_speaker,
    make_theme,
    make_workshop,
)


@dataclass
class Stage:
    workshop: Workshop
    day: Day
    item: AgendaItem
    speaker: Speaker

    def invite(self, at: datetime = NOON) -> Invitation:
        """Drafted and sent, in one go."""
        invitation = drafted(self.speaker)
        service.send(invitation, at=at, account_id=None)
        return invitation

    def publish(self, at: datetime = NOON) -> None:
        publishing.publish(self.workshop, at=at, account_id=None)


def stage(slug: str = "urban", seats: int | None = 2, **workshop: object) -> Stage:
    """A talk of 20 minutes at 09:00 in Shanghai on 21 May 2027, by Zhu Shu of Berlin."""
    made = make_workshop(slug, join_url="https://meet.example.org/urban", **workshop)
    day = make_day(made)
    theme = make_theme(made, title={"en": "Green roofs"}, number="I")
    item = make_item(made, day, theme_id=theme.id, title={"en": "Roofs of Kunming"})
    speaker = make_speaker(
        made, "Zhu Shu", email="zhu@example.org", time_zone="Europe/Berlin", language="en"
    )
    make_part(item, speaker)
    make_form(made, online=seats)
    return Stage(made, day, item, speaker)


def drafted(speaker: Speaker, message: str | None = None, language: str = "en") -> Invitation:
    return service.draft(speaker, language=language, message=message, at=NOON, account_id=None)


def kinds() -> list[str]:
    """The letters written so far, in order, by kind."""
    return list(db.session.scalars(db.select(Letter.kind).order_by(Letter.id)))


def last_letter(kind: str) -> Letter:
    found = db.session.scalars(
        db.select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc())
    ).first()
    assert found is not None
    return found


def desk_of(invitation: Invitation) -> str:
    token = derive(config().secret_key, "desk", invitation.key, invitation.generation)
    return f"/s/{token}"


TEN = time(10, 0)
