"""An organiser who is signed in, and her workshop with one speaker."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.extensions import db
from tests.factories import make_account
from tests.invitations.stage import Stage, stage


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


@pytest.fixture
def here(ada: Account) -> Stage:
    made = stage(owner=ada)
    db.session.commit()
    return made
