"""A person who used everything there is, and whatever is left of them anywhere."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import policy
from pathlib import Path

from sqlalchemy import func, select

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import config, db
from app.files import rules as file_rules
from app.files import service as files
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.links import new_key
from app.mail.delivery import deliver_due
from app.mail.models import Letter, Received
from app.mail.post import post_for
from app.mail.rules import Outcome, ReceivedKind
from app.registration import service
from app.registration.models import (
    Answer,
    BulkAct,
    ChoicePlace,
    ChoicePool,
    ConsentNote,
    Registration,
    RegistrationGroup,
)
from app.registration.rules import Channel
from app.registration.service.handing_over import Colleague, hand_over
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.factories import make_speaker
from tests.registration.workshops import comes, open_workshop

#: In everything that one can say of oneself; the case of letters is not looked at.
WORD = "Canarybird"
CHINESE = "金丝雀鸟"
EMAIL = "Canarybird@birds.example"
SOON = NOON + timedelta(minutes=5)
LATER = NOON + timedelta(minutes=10)
PDF = b"%PDF-1.4 Canarybird"


def nest() -> tuple[Workshop, Registration]:
    """A workshop with others in it, and the person, who got the place of somebody else."""
    workshop = open_workshop(
        online=3,
        form={
            "questions": [
                {"key": "diet", "label": {"en": "Diet"}, "kind": "text"},
                {"key": "room", "label": {"en": "Room"}, "kind": "choice",
                 "choices": [{"key": "quiet", "label": {"en": "Quiet"}, "places": 3}]},
                {"key": "gender", "label": {"en": "Gender"}, "kind": "choice",
                 "choices": [{"key": "woman", "label": {"en": "Woman"}}]},
                {"key": "slides", "label": {"en": "Slides"}, "kind": "file"},
            ]
        },
    )  # fmt: skip
    giver, other = comes(workshop, "giver@example.org"), comes(workshop, "other@example.org")
    bird = hand_over(giver, Colleague(name=f"Ada {WORD}", email=EMAIL), at=SOON)
    bird.native_name, bird.address_as = CHINESE, f"Dr. {WORD}"
    bird.affiliation, bird.position = f"{WORD} Ltd", f"{WORD} in chief"
    bird.country, bird.time_zone = "DE", "Europe/Berlin"
    group = RegistrationGroup(
        key=new_key(), workshop_id=workshop.id, name=f"Ada {WORD}", email=EMAIL, language="en",
        at=NOON,
    )  # fmt: skip
    pool = ChoicePool(workshop_id=workshop.id, question="room", choice="quiet", capacity=3, used=1)
    db.session.add_all([group, pool])
    db.session.flush()
    bird.group = group
    kept = files.keep(file_rules.checked(f"{WORD}.pdf", PDF), at=NOON)
    db.session.add_all(
        [
            Answer(registration_id=bird.id, question="diet", value=f"{WORD} seeds", at=NOON),
            Answer(registration_id=bird.id, question="gender", value="woman", at=NOON),
            Answer(registration_id=bird.id, question="slides", file_id=kept.id, at=NOON),
            ChoicePlace(pool_id=pool.id, registration_id=bird.id),
            ConsentNote(
                registration_id=bird.id, consent="list", given=True, version=1,
                text=f"{WORD} agrees", language="en", channel=Channel.FORM, at=NOON,
            ),
            Attendance(
                registration_id=bird.id, day=date(2027, 5, 21), seen=Seen.DOOR, at=NOON
            ),
            BulkAct(
                key=new_key(), workshop_id=workshop.id, action="approve", at=NOON,
                entries=[{"id": bird.id, "was": "pending"}, {"id": other.id, "was": "pending"}],
            ),
        ]
    )  # fmt: skip
    service.resend_link(bird, at=LATER, account_id=None)
    _mention(giver)
    _speak_of(workshop, bird)
    db.session.commit()
    deliver()
    return workshop, bird


def _mention(giver: Registration) -> None:
    """An e-mail to somebody else names the person, with a line broken inside the name."""
    told = db.session.scalars(
        select(Letter).where(Letter.kind == "handed_over", Letter.to_email == giver.email)
    ).one()
    told.text += f"\nYour place is now of Ada\n{WORD} ({EMAIL}).\n"
    told.html = told.html.replace("</body>", f"<p>Ada {WORD}</p></body>")


def _speak_of(workshop: Workshop, bird: Registration) -> None:
    """Who takes part wrote to us, and a speaker named them as assistant and as colleague."""
    letter = db.session.scalars(
        select(Letter).where(Letter.recipient == f"registration:{bird.id}")
    ).all()[0]
    here = workshop.id  # what came in to nobody's workshop goes sooner
    db.session.add_all(
        [
            arrived("own", workshop_id=here),
            arrived("back", sender="", letter_id=letter.id, workshop_id=here),
        ]
    )
    for part in ("assistant", "delegate"):
        speaker = make_speaker(workshop, f"Has an {part}")
        asked = Invitation(
            key=new_key(), workshop_id=workshop.id, speaker_id=speaker.id, language="en",
            state=InvitationState.SENT, created_at=NOON, sent_at=NOON,
        )  # fmt: skip
        setattr(asked, f"{part}_name", f"Ada {WORD}")
        setattr(asked, f"{part}_email", EMAIL)
        db.session.add(asked)


def arrived(fingerprint: str, **values: object) -> Received:
    """A message as it came in."""
    said: dict[str, object] = {
        "at": NOON, "kind": ReceivedKind.MESSAGE, "outcome": Outcome.UNCLEAR,
        "fingerprint": fingerprint, "sender": EMAIL, "subject": f"{WORD} asks",
        "text": f"I am {WORD}", "content": f"From: {WORD}".encode(),
    }  # fmt: skip
    return Received(**(said | values))


def deliver(at: datetime = LATER) -> None:
    deliver_due(post_for(config()), lambda: at)


def traces(id: int, key: str) -> list[str]:
    """Where anything of the person is: every table and column, and every file."""
    words = (WORD.lower(), CHINESE, EMAIL.lower(), key)
    left = [
        f"{table.name}.{column}"
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table)).mappings()
        for column, value in row.items()
        if value is not None and any(word in _text(value) for word in words)
    ]
    left += [
        f"{table.name}.{column}"
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table)).mappings()
        for column, value in row.items()
        if value is not None and _names_row(table.name, str(column), value, id)
    ]
    left += _miscounted()
    db.session.rollback()
    return sorted({*left, *_in_files(config().data, words)})


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    said = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return said.lower()


def _names_row(table: str, column: str, value: object, id: int) -> bool:
    """A number that will be given out again must not point to who comes next."""
    if column == "registration_id":
        return value == id
    if table == "bulk_acts" and column == "entries":
        return isinstance(value, list) and any(entry["id"] == id for entry in value)
    if column == "details":
        return isinstance(value, dict) and value.get("to") == id
    return value == f"registration:{id}"


def _miscounted() -> Iterator[str]:
    held = (
        select(func.count())
        .select_from(ChoicePlace)
        .where(ChoicePlace.pool_id == ChoicePool.id)
        .scalar_subquery()
    )
    for pool_id in db.session.scalars(select(ChoicePool.id).where(ChoicePool.used != held)):
        yield f"choice_pools.used of {pool_id}"


def _in_files(folder: Path, words: tuple[str, ...]) -> Iterator[str]:
    sought = [word.encode() for word in words]
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        octets = path.read_bytes()
        if path.suffix == ".eml":
            octets = _mail_as_read(octets).encode()
        if any(word in octets.lower() or word in path.name.lower().encode() for word in sought):
            yield path.name


def _mail_as_read(octets: bytes) -> str:
    mail = email.message_from_bytes(octets, policy=policy.default)
    said = [str(value) for value in mail.values()]
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            said.append(part.get_content())
    return "\n".join(said)
