"""A speaker whose calendar is asked, and what calendar programs of the world send back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from flask import Flask

from app.extensions import config, db
from app.invitations.models import Appointment, Invitation
from app.links import derive
from app.mail import receiving
from app.mail.models import Letter, Received

INBOUND = "inbound@plenum.test"


@pytest.fixture
def reads_replies(app: Flask) -> None:
    app.extensions["plenum"] = replace(config(), mail_inbound=INBOUND)


def address_of(invitation: Invitation, generation: int | None = None) -> str:
    at = invitation.generation if generation is None else generation
    token = derive(config().secret_key, "reply", invitation.key, at)
    return f"inbound+{token}@plenum.test"


def requests() -> list[Letter]:
    return list(
        db.session.scalars(db.select(Letter).where(Letter.method.is_not(None)).order_by(Letter.id))
    )


def appointment() -> Appointment:
    return db.session.scalars(db.select(Appointment)).one()


def mail(
    text: str,
    to: str,
    *,
    sender: str = "Zhu Shu <zhu@example.org>",
    written: str = "",
    charset: str = "utf-8",
    subject: str = "Accepted: Roofs of Kunming",
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{hash((text, to, written)) & 0xFFFFFFFF:x}@example.org>"
    message.set_content(written)
    if text:
        message.add_alternative(
            text.encode(charset),
            maintype="text",
            subtype="calendar",
            params={"method": "REPLY", "charset": charset},
        )
    return message.as_bytes()


def received(raw: bytes, at: datetime) -> Received:
    number = receiving.take(raw, at=at)
    assert number is not None
    db.session.flush()
    found = db.session.get(Received, number, populate_existing=True)
    assert found is not None
    return found
