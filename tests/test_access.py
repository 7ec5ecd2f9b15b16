"""Who may call what: each organisers' address is asked by each kind of person there is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.access import public
from app.accounts.models import Account
from app.extensions import config, csrf, db
from app.invitations import service as invitations
from app.mail.models import Received
from app.mail.rules import Outcome, ReceivedKind
from app.publishing import service as publishing
from app.registration import service as registration
from app.registration.models import BulkAct, Handout, Registration
from app.registration.rules import RegistrationState
from app.workshops import service
from app.workshops.models import Member, Organisation, Programme
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

SLUG = "quiet-plan"
TITLE = "Not yet for the public"
DAY = date(2027, 5, 21)


def declared(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "access_name", None)


def something(part: BaseConverter) -> object:
    """What may stand in this part of an address."""
    if isinstance(part, AnyConverter):
        return min(part.items)
    if type(part).__name__ == "DateConverter":
        return DAY
    return 1 if isinstance(part, IntegerConverter) else "one"


def address(rule: Rule) -> str:
    """An address of this rule, at the workshop of these tests and the things in it."""
    values = {name: something(rule._converters[name]) for name in rule.arguments}
    built = rule.build(values | {"slug": SLUG} if "slug" in values else values)
    assert built is not None
    return built[1]


def calls(app: Flask, within: str) -> Iterator[tuple[str, str, Rule]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(within):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, address(rule), rule


def ask(client: FlaskClient, method: str, path: str) -> TestResponse:
    return client.open(path, method=method)


def sign_in(client: FlaskClient, account: Account) -> None:
    with client.session_transaction() as session:
        session["account"] = account.id
        session["generation"] = account.session_generation


def test_no_endpoint_is_silent_about_who_may_call_it(app: Flask) -> None:
    silent = [rule.rule for rule in app.url_map.iter_rules() if declared(app, rule) is None]
    assert silent == []


def test_silence_means_no(app: Flask) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "a page")
    app.add_url_rule("/declared", "declared", public(lambda: "a page"))
    client = app.test_client()
    assert client.get("/undeclared").status_code == 403
    assert client.get("/declared").status_code == 200


def test_everything_of_the_organisers_is_for_the_signed_in(app: Flask) -> None:
    open_doors = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/organise") and declared(app, rule) in ("public", "by link")
    ]
    assert open_doors == []


def test_every_page_of_one_workshop_is_for_its_members(app: Flask) -> None:
    strangers_welcome = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/organise/<slug>")
        and not (declared(app, rule) or "").startswith("member: ")
    ]
    assert strangers_welcome == []


PEOPLE = ("stranger", "outsider", "viewer", "helper", "editor", "owner", "admin")
RANK = {"viewer": 1, "helper": 2, "editor": 3, "owner": 4, "admin": 4}
#: Pages of rows that several workshops share: the least role at the workshop behind the row.
OF_ROWS = {
    "programmes.edit": "owner", "privacy_persons.erase": "editor",
    "privacy_persons.erase_form": "editor",
}  # fmt: skip
#: Pages that lead on to another one, whoever may open them.
#: A draft has its own page.
LEADS_ON = {"today.workshop", "publishing_versions.differences", "invitations_one.show"}
#: Pages that ask for what these tests do not have, most of them in a query.
NEEDS_MORE = {
    "address_book.compare", "address_book.merge", "attendance_manage.certificate",
    "attendance_manage.person", "day_files.badges_pdf", "day_files.certificate",
    "documents_manage.agenda", "handouts_manage.file", "materials_manage.photo",
    "materials_manage.slides",
    "official_letters.pdf",
    "invitations_letters.html", "invitations_letters.show", "invitations_one.reply",
    "invitations_one.settle",
    "people_manage.add_from_book", "publishing_manage.letter", "publishing_manage.letter_html",
    "registration_letters.html", "registration_letters.show", "registration_letters.trial",
    "workshops_new.from_earlier",
    "workshops_organisations.take_over",
    "registration_files.of_participant", "registration_questions.act_on_consent",
    "registration_questions.add_ready", "registration_questions.add_ready_consent",
    "reports_manage.chart",
}  # fmt: skip
#: Answers to a form that was sent empty: gone on, wrong, refused, or stale.
TO_AN_EMPTY_FORM = {200, 303, 400, 409, 422}


def may_call(person: str, access: str) -> bool:
    """The table of roles: everything follows from the word that stands at the endpoint."""
    if access == "signed in":
        return person != "stranger"
    if access == "admin":
        return person == "admin"
    return RANK.get(person, 0) >= RANK[access.removeprefix("member: ")]


class Place:
    """A workshop in which there is one of everything, and somebody who asks for its pages."""

    def __init__(self, app: Flask, person: str) -> None:
        self.app, self.person = app, person
        self.client = app.test_client()
        account = furnish(person)
        if account is not None:
            sign_in(self.client, account)
        self.file = sqlite3.connect(config().data / "plenum.db")
        self.before = sqlite3.connect(":memory:")
        self.file.backup(self.before)

    def version(self) -> int:
        """Another number as soon as anybody else has committed anything."""
        number: int = self.file.execute("PRAGMA data_version").fetchone()[0]
        return number

    def put_back(self) -> None:
        self.before.backup(self.file)

    def close(self) -> None:
        self.file.close()
        self.before.close()


def furnish(person: str) -> Account | None:
    """The rows behind SLUG, each the first of its kind and under the key "one"; and who asks."""
    owner = make_account(name="Olga Owner")
    workshop = make_workshop(
        SLUG, owner=owner, key="one", title={"en": TITLE}, languages=["en"], way=Way.HYBRID
    )
    day = make_day(workshop, DAY)
    theme = make_theme(workshop, key="one")
    room = make_room(workshop, "one")
    speaker = make_speaker(workshop, "Zhu Shu")
    speaker.key = "one"
    item = make_item(workshop, day, key="one", theme_id=theme.id, room_id=room.id)
    make_part(item, speaker)
    workshop.organisations.append(Organisation(key="one", position=1, name={"en": "City"}))
    asked = {"key": "one", "label": {"en": "One"}, "required": False}
    make_form(workshop, online=5, questions=[asked | {"kind": "text"}], consents=[asked])
    invitations.draft(speaker, language="en", message=None, at=NOON, account_id=None)
    guest = Registration(
        key="one", workshop_id=workshop.id, way=Way.ONLINE, name="Guest",
        email="guest@example.org", email_normal="guest@example.org", language="en",
        state=RegistrationState.PENDING, at=NOON, state_at=NOON,
    )  # fmt: skip
    db.session.add(guest)
    db.session.add(
        Received(
            at=NOON, kind=ReceivedKind.MESSAGE, outcome=Outcome.UNCLEAR, fingerprint="one",
            sender="", subject="", text="", content=b"", workshop_id=workshop.id,
        )
    )  # fmt: skip
    db.session.add(
        BulkAct(key="one", workshop_id=workshop.id, action="cancel", entries=[], at=NOON)
    )
    db.session.add(
        Handout(key="one", workshop_id=workshop.id, title={"en": "One"}, position=1, at=NOON)
    )
    workshop.programme = Programme(key="one", name={"en": "One"})
    publishing.publish(workshop, at=NOON, account_id=None)
    registration.resend_link(guest, at=NOON, account_id=None)  # letter 1
    asks = owner if person == "owner" else None
    if person in ("viewer", "helper", "editor"):
        asks = make_account()
        workshop.members.append(Member(account=asks, role=Role(person)))
    elif person in ("outsider", "admin"):
        asks = make_account(is_admin=person == "admin")
    service.invite(
        workshop, email="new@example.org", name="", role=Role.VIEWER, language="en", by=owner,
        at=NOON,
    )  # fmt: skip
    db.session.commit()
    return asks


@pytest.fixture
def place(app: Flask, request: pytest.FixtureRequest) -> Iterator[Place]:
    place = Place(app, request.param)
    yield place
    place.close()


@pytest.mark.parametrize("place", PEOPLE, indirect=True)
def test_everybody_gets_what_is_theirs_and_nothing_else(app: Flask, place: Place) -> None:
    """Each organisers' page is asked by each kind of person; forms are sent without a word."""
    app.config["PROPAGATE_EXCEPTIONS"] = False  # all that is wrong is listed, an error too
    wrong = []
    for method, path, rule in calls(app, "/organise"):
        access = declared(app, rule) or ""
        before = place.version()
        answer = ask(place.client, method, path)
        db.session.remove()
        changed = place.version() != before
        fine = as_it_should(place.person, method, rule, access, answer)
        if method == "GET" or answer.status_code == 404:
            fine = fine and not changed
        if not fine:
            wrong.append(f"{method} {path}: {answer.status_code}{', changed' * changed}")
        if changed:
            place.put_back()
    assert not wrong, "\n".join(wrong)


def as_it_should(person: str, method: str, rule: Rule, access: str, answer: TestResponse) -> bool:
    status = answer.status_code
    if not may_call(person, access):
        if person == "stranger":
            return (status, answer.location) == (303, "/sign-in")
        return status == 404 and TITLE not in answer.text
    least = OF_ROWS.get(rule.endpoint, "viewer")
    if access == "signed in" and rule.arguments and RANK.get(person, 0) < RANK[least]:
        return status == 404 and TITLE not in answer.text  # a row of a workshop of others
    if rule.endpoint in NEEDS_MORE:
        return status in {200, 302, 303, 400, 404, 409, 422}
    if method == "POST":
        return status in TO_AN_EMPTY_FORM
    return status == (302 if rule.endpoint in LEADS_ON else 200)


def test_only_pages_without_a_cookie_do_without_a_form_token(app: Flask) -> None:
    """A page that acts on the strength of a cookie must know that the form was its own."""
    blueprints = {one.name for one in csrf._exempt_blueprints}
    exempt = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for view in [app.view_functions[rule.endpoint]]
        if rule.endpoint.partition(".")[0] in blueprints
        or f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    ]
    assert {one.split("/")[1] for one in exempt} <= {"w", "r", "s"}


def test_no_address_takes_a_workshop_by_its_number(app: Flask) -> None:
    """Numbers of rows can be counted up; slugs and keys cannot."""
    counted = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(("/organise", "/s/<token>/"))  # a desk counts its own papers
        and any(isinstance(one, IntegerConverter) for one in rule._converters.values())
    ]
    assert counted == []


#: Who may call what, said a second time: a guard that is loosened must be loosened here too.
ALLOWED = {
    "public": {
        "accounts.complete",
        "accounts.confirm",
        "accounts.link_sent",
        "accounts.send_link",
        "accounts.sign_in",
        "alive",
        "certified.verify",
        "documents.agenda",
        "feeds.all",
        "feeds.item",
        "feeds.theme",
        "feeds.workshop",
        "finding.home_picture",
        "finding.picture",
        "finding.robots",
        "finding.sitemap",
        "registration.more",
        "privacy.notice",
        "registration.receipt",
        "registration.register",
        "registration.send",
        "registration.send_more",
        "registration_groups.group",
        "registration_groups.look",
        "registration_groups.receipt",
        "registration_groups.send",
        "schedule.json",
        "schedule.xml",
        "site.home",
        "site.other_zones",
        "site.workshop",
        "site_files.photo",
        "site_files.slides",
        "static",
    },
    "by link": {
        "attendance.certificate",
        "attendance.go",
        "attendance.join",
        "certificates.own",
        "desk_answers.another_time",
        "desk_answers.approval",
        "desk_answers.colleague",
        "desk_conversation.assistant",
        "desk_conversation.question",
        "desk_conversation.remove_assistant",
        "feeds.personal",
        "invitations.accept",
        "invitations.decline",
        "invitations.desk",
        "invitations.opened",
        "material_files.photo",
        "material_files.picture",
        "material_files.remove_photo",
        "material_files.remove_slides",
        "material_files.save_photo",
        "material_files.save_slides",
        "material_files.slides",
        "material_files.slides_file",
        "materials.biography",
        "materials.consents",
        "materials.save_biography",
        "materials.save_consents",
        "materials.save_talk",
        "materials.talk",
        "privacy.download",
        "privacy.download_all",
        "privacy.erase",
        "privacy.erase_form",
        "privacy.erased",
        "privacy.own_data",
        "official_letters.own",
        "own_acts.agree",
        "own_acts.disagree",
        "own_acts.hand_over",
        "own_acts.hand_over_form",
        "own_acts.reminders",
        "own_acts.set_reminders",
        "own_details.ask_address",
        "own_details.details",
        "own_details.new_address_form",
        "own_details.save_details",
        "own_details.take_new_address",
        "own_takeaways.handout",
        "own_takeaways.ticket",
        "own_takeaways.ticket_code",
        "registration.accept_offer",
        "registration.calendar_file",
        "registration.cancel",
        "registration.change_way",
        "registration.confirm_address",
        "registration.mine",
        "registration_files.own",
        "registration.undo_cancel",
    },
    "signed in": {
        "accounts.sign_out",
        "address_book.compare",
        "address_book.index",
        "address_book.merge",
        "address_book.pairs",
        "address_book.person",
        "exchange_manage.load",
        "exchange_manage.load_form",
        "privacy_persons.erase",
        "privacy_persons.erase_form",
        "programmes.edit",
        "programmes.index",
        "today.index",
        "workshops_new.create",
        "workshops_new.from_earlier",
        "workshops_new.new",
    },
    "admin": {
        "letters.html",
        "letters.index",
        "letters.one_received",
        "letters.received",
        "letters.settle",
        "letters.show",
        "letters.switch",
    },
    "member: viewer": {
        "agenda_frame.edit_day_form",
        "agenda_frame.edit_room_form",
        "agenda_hints.index",
        "agenda_items.edit_item_form",
        "agenda_live.here",
        "agenda_manage.edit",
        "agenda_manage.move_form",
        "agenda_manage.time_form",
        "agenda_themes.edit_theme_form",
        "documents_manage.agenda",
        "invitations_manage.index",
        "people_manage.index",
        "preview.draft",
        "preview.version",
        "publishing_manage.publish_form",
        "publishing_versions.differences",
        "publishing_versions.index",
        "registration_manage.index",
        "reports_manage.chart",
        "reports_manage.index",
        "today.workshop",
        "workshops_members.index",
        "workshops_members.leave",
        "workshops_organisations.index",
    },
    "member: helper": {
        "attendance_manage.admit",
        "attendance_manage.attended",
        "attendance_manage.certificate",
        "attendance_manage.check_in",
        "attendance_manage.desk",
        "attendance_manage.person",
        "attendance_manage.remove",
        "attendance_manage.switch",
        "attendance_manage.undo",
        "attendance_manage.walk_in",
        "day_files.attended",
        "day_files.badges",
        "day_files.badges_pdf",
        "day_files.certificate",
        "documents_participants.file",
        "registration_bulk.done",
        "registration_manage.resend_link",
        "registration_person.show",
        "registration_to_sign.show",
        "registration_files.of_participant",
        "today.send_again",
        "workshop_letters.html",
        "workshop_letters.index",
        "workshop_letters.show",
    },
    "member: editor": {
        "materials_manage.index",
        "materials_manage.photo",
        "materials_manage.remove_photo",
        "materials_manage.remove_slides",
        "materials_manage.save_biography",
        "materials_manage.save_photo",
        "materials_manage.save_slides",
        "materials_manage.slides",
        "materials_manage.take_back",
        "registration_bulk.confirm",
        "registration_bulk.preview",
        "attendance_manage.approve",
        "agenda_arranging.break_form",
        "agenda_arranging.duplicate",
        "agenda_arranging.new_break",
        "agenda_arranging.split",
        "agenda_arranging.split_form",
        "agenda_arranging.swap",
        "agenda_arranging.swap_form",
        "agenda_arranging.take",
        "agenda_arranging.take_form",
        "agenda_frame.edit_day",
        "agenda_frame.edit_room",
        "agenda_frame.new_day",
        "agenda_frame.new_day_form",
        "agenda_frame.new_room",
        "agenda_frame.new_room_form",
        "agenda_frame.remove_day",
        "agenda_frame.remove_day_form",
        "agenda_frame.remove_room",
        "agenda_frame.remove_room_form",
        "agenda_frame.step_room",
        "agenda_hints.accept",
        "agenda_hints.withdraw",
        "agenda_inspector.inspect",
        "agenda_inspector.quick",
        "agenda_items.edit_item",
        "agenda_items.new_item",
        "agenda_items.new_item_form",
        "agenda_items.remove",
        "agenda_items.remove_form",
        "agenda_live.acts",
        "agenda_live.history_page",
        "agenda_live.place",
        "agenda_live.redo",
        "agenda_live.restore",
        "agenda_live.undo",
        "agenda_manage.move",
        "agenda_manage.move_down",
        "agenda_manage.move_up",
        "agenda_manage.new_break",
        "agenda_manage.set_time",
        "agenda_pasting.paste",
        "agenda_pasting.paste_form",
        "agenda_themes.edit_theme",
        "agenda_themes.new_theme",
        "agenda_themes.new_theme_form",
        "agenda_themes.remove_theme",
        "agenda_themes.remove_theme_form",
        "agenda_themes.step_theme",
        "exchange_manage.copy",
        "exchange_manage.copy_form",
        "exchange_manage.download",
        "handouts_manage.add",
        "handouts_manage.edit",
        "handouts_manage.edit_form",
        "handouts_manage.file",
        "handouts_manage.index",
        "handouts_manage.remove",
        "handouts_manage.step",
        "invitations_board.remind",
        "invitations_board.remind_form",
        "invitations_compose.letter",
        "invitations_compose.save_letter",
        "invitations_letters.html",
        "invitations_letters.index",
        "invitations_letters.show",
        "invitations_manage.edit",
        "invitations_manage.remind",
        "invitations_manage.remove",
        "invitations_manage.reopen",
        "invitations_manage.send",
        "invitations_manage.withdraw",
        "invitations_one.agree_time",
        "invitations_one.assistant",
        "invitations_one.chase",
        "invitations_one.confirm_delegate",
        "invitations_one.keep_time",
        "invitations_one.lapse",
        "invitations_one.note_answer",
        "invitations_one.refuse_delegate",
        "invitations_one.remove_assistant",
        "invitations_one.reply",
        "invitations_one.settle",
        "invitations_one.show",
        "invitations_plan.plan",
        "invitations_plan.save",
        "invitations_sending.act",
        "invitations_sending.choose",
        "invitations_sending.sent",
        "official_letters.pdf",
        "papers_manage.index",
        "papers_manage.letter",
        "papers_manage.paper",
        "people_manage.add_from_book",
        "people_manage.book",
        "people_manage.edit",
        "people_manage.new",
        "people_manage.remove",
        "people_manage.separate",
        "privacy_manage.erase",
        "privacy_manage.erase_form",
        "privacy_manage.erase_removed",
        "privacy_manage.going",
        "privacy_manage.index",
        "privacy_manage.record",
        "privacy_manage.removed",
        "publishing_manage.letter",
        "publishing_manage.letter_html",
        "publishing_manage.publish",
        "publishing_manage.trial",
        "publishing_versions.bring_back",
        "publishing_versions.bring_back_form",
        "registration_import.add",
        "registration_import.add_form",
        "registration_import.read_list",
        "registration_bulk.take_back",
        "registration_manage.approve",
        "registration_manage.cancel",
        "registration_manage.reject",
        "workshop_letters.one_received",
        "workshop_letters.received",
        "workshop_letters.send_all_again",
        "workshop_letters.settle",
        "workshop_letters.switch",
        "registration_letters.html",
        "registration_letters.index",
        "registration_letters.show",
        "registration_letters.trial",
        "registration_manage.settings",
        "registration_person.change_way",
        "registration_person.edit",
        "registration_questions.act_on_consent",
        "registration_questions.add_ready",
        "registration_questions.add_ready_consent",
        "registration_questions.bring_back",
        "registration_questions.earlier",
        "registration_questions.edit",
        "registration_questions.edit_consent",
        "registration_questions.index",
        "registration_questions.later",
        "registration_questions.new",
        "registration_questions.new_consent",
        "registration_questions.preview",
        "registration_questions.remove",
        "registration_questions.retire",
        "workshops_manage.settings",
        "workshops_organisations.edit",
        "workshops_organisations.new",
        "workshops_organisations.remove",
        "workshops_organisations.take_over",
    },
    "member: owner": {
        "privacy_manage.erase_everybody",
        "privacy_manage.hold",
        "privacy_manage.release",
        "publishing_manage.cancel",
        "publishing_manage.cancel_form",
        "today.archive",
        "today.unarchive",
        "workshops_manage.log",
        "workshops_members.invite",
        "workshops_members.remove",
        "workshops_members.send_again",
        "workshops_members.set_role",
    },
}


def test_each_page_is_for_whom_it_is_meant(app: Flask) -> None:
    declared_now: dict[str, set[str]] = {}
    for endpoint, view in app.view_functions.items():
        declared_now.setdefault(view.access_name, set()).add(endpoint)
    assert declared_now == ALLOWED
