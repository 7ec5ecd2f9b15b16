"""A house to look at: a database full of everything, and the application serving it."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from flask import Flask, abort
from werkzeug.serving import WSGIRequestHandler, make_server

from app import clock, create_app
from app.access import public
from app.accounts import service as accounts
from app.accounts.models import Account
from app.cli import migrating
from app.demo import service as demo
from app.extensions import db
from app.i18n import LANGUAGES
from app.workshops.rules import Role
from config import Config
from screens import people, stages
from screens.people import Facts
from screens.stages import MOMENT


@dataclass(frozen=True, slots=True)
class Served:
    """All that a browser in another process has to know of a house."""

    address: str
    #: Session cookies by the name of who is signed in.
    cookies: dict[str, str]
    #: What the addresses of the table are filled with, by language.
    facts: dict[str, Facts]


class House:
    """Built, served on 127.0.0.1 and torn down by a `with` block; meanwhile it is MOMENT."""

    def __init__(self, port: int = 0, *, is_empty: bool = False) -> None:
        self.port, self.is_empty = port, is_empty

    def __enter__(self) -> Served:
        self.folder = tempfile.TemporaryDirectory(prefix="plenum-screens-")
        self.now = clock.now
        clock.now = lambda: MOMENT
        self.app = app = create_app(_settings(Path(self.folder.name)))
        app.config["WTF_CSRF_ENABLED"] = False  # forms are sent without having been opened
        app.add_url_rule("/trouble/<int:code>", "trouble", public(lambda code: abort(code)))
        with app.app_context():
            migrating.upgrade()
            cookies, facts = _fill(app, self.is_empty)
            db.session.remove()
            self.engine = db.engine
        self.server = make_server(
            "127.0.0.1", self.port, app, threaded=True, request_handler=_Quiet
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return Served(f"http://127.0.0.1:{self.server.server_port}", cookies, facts)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.engine.dispose()
        clock.now = self.now
        self.folder.cleanup()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """A thousand requests are no news."""


def _settings(data: Path) -> Config:
    return Config(
        data=data,
        database_url=f"sqlite:///{data / 'plenum.db'}",
        redis_url=None,
        secret_key="for pictures only, for pictures only, for pictures only",
        # What pages and letters say; nothing is asked there.
        base_url="http://plenum.example.org",
        uid_domain="plenum.example.org",
        mail_url="folder:",
        mail_from="Plenum <plenum@plenum.example.org>",
        mail_inbound=None,
        rate_limits=False,
        trusted_proxies=0,
    )


def _fill(app: Flask, is_empty: bool) -> tuple[dict[str, str], dict[str, Facts]]:
    if is_empty:
        admin = accounts.add_account(
            email=demo.ORGANISER, name="Demo organiser", is_admin=True, at=MOMENT
        )
        db.session.commit()
        return {"organiser": _cookie(app, admin)}, {language: {} for language in LANGUAGES}
    demo.load_demo(at=MOMENT)
    organiser = accounts.get_account(demo.ORGANISER)
    viewer = accounts.add_account(email="viewer@example.org", name="Vera Viewer", at=MOMENT)
    stages.build(organiser.id)
    facts = {language: people.build(organiser.id, language) for language in LANGUAGES}
    for slug in ("open", "rooms", *(facts[language]["acts"] for language in LANGUAGES)):
        people.join(viewer, Role.VIEWER, slug)
    db.session.commit()
    people.deliver()
    received = people.received()
    for language in LANGUAGES:
        facts[language] |= people.letters(language) | received
    cookies = {"organiser": _cookie(app, organiser), "viewer": _cookie(app, viewer)}
    return cookies, facts


def _cookie(app: Flask, account: Account) -> str:
    """A session as signing in begins it."""
    signing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie: str = signing.dumps({"account": account.id, "generation": account.session_generation})
    return cookie
