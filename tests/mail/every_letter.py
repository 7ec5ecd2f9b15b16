"""Every kind of letter in a language, written by the code that writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.accounts.service import send_sign_in_link
from app.agenda.published import find as find_published
from app.extensions import db
from app.invitations import checklist
from app.invitations import letters as to_speakers
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, Task
from app.invitations.rules.plans import Plan
from app.mail import outbox
from app.mail.models import Letter
from app.people.rules import Part
from app.privacy.rules import Why
from app.privacy.service import last_letters
from app.registration.models import Registration, RegistrationGroup
from app.registration.rules import RegistrationState
from app.registration.service import Outcome, Wish, groups, new_address
from app.registration.service import letters as to_participants
from app.registration.words import WAYS
from app.workshops import service as team
from app.workshops.models import Organisation
from app.workshops.rules import Relation, Role, Way, WorkshopState
from config import ROOT
from tests.conftest import NOON
from tests.factories import make_account, make_item, make_part, make_room, make_speaker, make_theme
from tests.invitations.stage import Stage, drafted, stage

TEMPLATES = ROOT / "templates"
#: accounts/sign_in, invitations/accepted, …
KINDS = sorted(
    f"{path.parent.parent.name}/{path.stem}"
    for path in TEMPLATES.glob("*/mail/*.html")
    if not path.name.startswith("_")
)
#: German exists neither of the place nor of the funder; hours, room and title are known.
TITLE = {
    "en": "Biodiversity in cities",
    "de": "Biologische Vielfalt in Städten",
    "zh": "城市生物多样性",
}
FUNDER = {
    "en": "Federal Ministry for the Environment, Climate Action, Nature Conservation and "
    "Nuclear Safety"
}
MESSAGE = {
    "en": "It was good to meet you in Kunming.\nWill you speak about roofs?\n\nAda Organiser",
    "de": "wir haben uns in Kunming kennengelernt.\n\nAda Organiser",
    "zh": "很高兴在昆明与您见面。\n期待您分享屋顶绿化的经验。\n\nAda Organiser",
}
S = InvitationState
WORD = "We hope to see you there.\n\nAda Organiser"
OFFICE = "office@example.org"
QUESTION = "Is there a projector?\nAnd how long may I speak?"
#: Slides are still to come, what was asked for first is too late.
PLAN = Plan(
    tasks={Task.TITLE: None, Task.ABSTRACT: date(2020, 1, 2), Task.SLIDES: date(2027, 5, 14)}
)
#: As calendars are told it.
ENTRY = {
    "summary": "Roofs of Kunming",
    "start": "2027-05-21T01:00:00Z",
    "end": "2027-05-21T01:20:00Z",
}
CHANGES = ["“Roofs” moved from 09:00 to 10:00 (Shanghai, UTC+8)", "Something <else>"]


def write_all(
    language: str, *, practice: bool = False, address_as: str | None = None, **person: object
) -> dict[str, Letter]:
    """One letter of each kind; committed. `address_as` is how participants asked to be called."""
    here = _stage(practice)
    _to_speaker(here, language, person, address_as)
    _to_participant(here, language, person, address_as)
    account = make_account("ada@example.org", language=language)
    send_sign_in_link(account.email, at=NOON)
    team.invite(
        here.workshop, email=account.email, name="", role=Role.HELPER, language="en",
        by=make_account(name="Bo Builder"), at=NOON,
    )  # fmt: skip
    db.session.commit()
    features = {"account": "accounts", "speaker": "invitations", "registration": "registration"}
    features |= {"group": "registration", "erased": "privacy"}
    features_of_kinds = {"member_added": "workshops"}
    return {
        f"{features_of_kinds.get(letter.kind, features[letter.recipient.partition(':')[0]])}"
        f"/{letter.kind}": letter
        for letter in db.session.scalars(
            db.select(Letter).where(Letter.to_email != OFFICE).order_by(Letter.id)
        )
    }


def copies() -> dict[str, Letter]:
    """What the speaker's assistant got of the same, by kind."""
    found = db.session.scalars(db.select(Letter).where(Letter.to_email == OFFICE))
    return {letter.kind: letter for letter in found}


def _stage(practice: bool) -> Stage:
    here = stage(
        title=TITLE,
        practice=practice,
        contact={"en": "Ada Organiser\n+49 30 1234", "zh": "Ada Organiser\n+49 30 1234"},
        place={"en": "Conference room 2, Kunming", "zh": "昆明，第二会议室"},
        way=Way.HYBRID,
        state=WorkshopState.PUBLISHED,
    )
    here.day.ends = time(12, 0)
    room = make_room(here.workshop)
    room.name = {"en": "Room 4"}  # whatever was made before
    here.item.title = {"en": "Roofs of Kunming", "de": "Dächer von Kunming", "zh": "昆明的屋顶"}
    here.item.room = room
    for n, (relation, name) in enumerate(
        [(Relation.HOST, {"en": "City of Example", "zh": "示例市"}), (Relation.FUNDER, FUNDER)]
    ):
        here.workshop.organisations.append(
            Organisation(key=f"org-{n}", position=n, name=name, relation=relation)
        )
    make_part(here.item, make_speaker(here.workshop, "Wen Jing", native_name="文静"))
    make_part(here.item, None, Part.MODERATOR)
    make_part_of_theme(here)
    return here


def make_part_of_theme(here: Stage) -> None:
    """A second item, of which only the subject is known."""
    theme = make_theme(here.workshop, title={"en": "Water"}, number="II", colour="moss")
    second = make_item(
        here.workshop, here.day, theme_id=theme.id, title=None, minutes=None,
        subject={"en": "Rain in the city", "zh": "城市里的雨"},
    )  # fmt: skip
    make_part(second, here.speaker, Part.PANELLIST)


def _to_speaker(
    here: Stage, language: str, person: dict[str, object], address_as: str | None
) -> Invitation:
    named = {"name": "He Landi", "native_name": "何兰迪", "address_as": address_as} | person
    for name, value in named.items():
        setattr(here.speaker.person, name, value)
    here.speaker.person.time_zone = "America/New_York"
    invitation = drafted(here.speaker, MESSAGE[language], language)
    invitation.answer_by = date(2027, 3, 5)
    invitation.assistant_name, invitation.assistant_email = "Li Assistant", OFFICE
    here.publish()
    db.session.commit()
    for kind, state, more in to_a_speaker(here):
        invitation.state = state
        to_speakers.write(kind, invitation, at=NOON, act=f"test:{kind}", **more)
    return invitation


def write_to_speaker(language: str, **person: object) -> tuple[Stage, Invitation]:
    """The letters of invitations alone; not committed."""
    here = _stage(practice=False)
    return here, _to_speaker(here, language, person, address_as="Prof.")


def to_a_speaker(here: Stage) -> list[tuple[str, InvitationState, dict[str, Any]]]:
    """Every kind, with the state that somebody has who gets it and what it tells of."""
    window = (datetime(2027, 5, 21, 5, tzinfo=UTC), datetime(2027, 5, 21, 9, tzinfo=UTC))
    named = {"delegate": "Wen Jing"}
    return [
        ("invitation", S.SENT, {}),
        ("reminder", S.SENT, {}),
        ("accepted", S.ACCEPTED, {}),
        ("declined", S.DECLINED, {}),
        ("tentative", S.TENTATIVE, {}),
        ("proposed", S.COUNTER_PROPOSED, {"windows": [window]}),
        ("delegating", S.DELEGATING, named),
        ("time_agreed", S.ACCEPTED, {}),
        ("time_kept", S.SENT, {"reply": WORD}),
        ("delegated", S.DELEGATED, named),
        ("delegate_refused", S.SENT, named | {"reply": WORD}),
        ("answered", S.ACCEPTED, {"question": QUESTION, "reply": WORD}),
        ("chase", S.ACCEPTED, {"checklist": checklist.of(here.speaker, PLAN, at=NOON)}),
        ("lapsed", S.LAPSED, {}),
        ("changed", S.ACCEPTED, {"changes": CHANGES}),
        ("withdrawn", S.WITHDRAWN, {}),
        ("workshop_cancelled", S.ACCEPTED, {}),
        ("appointment", S.ACCEPTED, {"entry": ENTRY}),
    ]


def _to_participant(
    here: Stage, language: str, person: dict[str, object], address_as: str | None
) -> None:
    registration = Registration(
        key="participant", workshop_id=here.workshop.id, way=Way.ONLINE, name="Guest",
        email="guest@example.org", email_normal="guest@example.org", language=language,
        time_zone="America/New_York", state=RegistrationState.CONFIRMED, at=NOON, state_at=NOON,
    )  # fmt: skip
    registration.name = str(person.get("name", "Guest"))
    registration.address_as = address_as
    db.session.add(registration)
    db.session.flush()
    seated, waiting = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
    for kind, state, more in (
        ("confirm_address", RegistrationState.UNCONFIRMED, {}),
        ("pending", RegistrationState.PENDING, {}),
        ("confirmed", seated, {}),
        ("waitlisted", waiting, {}),
        ("promoted", seated, {}),
        ("already_registered", seated, {}),
        ("link", waiting, {}),
        ("changed", seated, {"times_before": ["Thursday"], "changes": CHANGES}),
        ("changed_for_you", seated, {"what": "way", "way_before": WAYS[Way.ON_SITE]}),
        ("offered", RegistrationState.OFFERED, {}),
        ("expired", RegistrationState.EXPIRED, {}),
        ("handed_over", RegistrationState.CANCELLED, {}),
        ("received_place", RegistrationState.PENDING, {}),
        ("address_in_use", seated, {}),
        ("day_before", seated, {}),
        ("hour_before", seated, {}),
        ("thanks", seated, {"came": True}),
        ("cancelled", RegistrationState.CANCELLED,
         {"by_organisers": False, "frees_a_place": True, "may_undo": True}),
        ("rejected", RegistrationState.REJECTED, {}),
        ("workshop_cancelled", seated, {}),
    ):  # fmt: skip
        registration.state = state
        registration.line = 1 if state is waiting else None
        is_offered = state is RegistrationState.OFFERED
        registration.offered_until = NOON + timedelta(days=1) if is_offered else None
        to_participants.write(kind, registration, act=f"test:{kind}", at=NOON, **more)
    _about_the_address(here, registration)
    _to_a_secretary(here, language, registration.name)
    last_letters.write(here.workshop, registration, why=Why.ORGANISERS, at=NOON)


def _about_the_address(here: Stage, registration: Registration) -> None:
    registration.state = RegistrationState.CONFIRMED
    new_address.ask(registration, "new@example.org", revision=None, at=NOON)
    new_address._write_to(
        "old@example.org", "address_changed", registration, [], act="test:address", at=NOON
    )


def _to_a_secretary(here: Stage, language: str, name: str) -> None:
    group = RegistrationGroup(
        key="group", workshop_id=here.workshop.id, name=name, email="robin@example.org",
        language=language, at=NOON,
    )  # fmt: skip
    wish = Wish(name=name, email="lou@example.org", way=Way.ONLINE)
    outcome = Outcome(RegistrationState.WAITLISTED, 3)
    published = find_published(here.workshop.slug)
    assert published is not None
    outbox.write(
        **groups.plan(
            group, here.workshop, [wish], [outcome], document=published.document, at=NOON
        )
    )
