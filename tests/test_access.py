"""Who may call what: every address is asked as a stranger, as another organiser, as a viewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.access import public
from app.accounts.models import Account
from app.extensions import csrf, db
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.factories import make_account, make_workshop

SLUG = "quiet-plan"


def declared(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "access_name", None)


def something(part: BaseConverter) -> object:
    """What may stand in this part of an address."""
    if isinstance(part, AnyConverter):
        return min(part.items)
    if type(part).__name__ == "DateConverter":
        return date(2027, 5, 21)
    return 1 if isinstance(part, IntegerConverter) else "nothing"


def address(rule: Rule) -> str:
    """An address of this rule, at the workshop of these tests; its other parts name nothing."""
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


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    workshop = make_workshop(SLUG, owner=make_account(), title={"en": "Not yet for the public"})
    db.session.commit()
    return workshop


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


def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(
    app: Flask, client: FlaskClient, workshop: Workshop
) -> None:
    asked = [(method, path) for method, path, _ in calls(app, "/organise")]
    assert len(asked) > 20
    for method, path in asked:
        answer = ask(client, method, path)
        assert (answer.status_code, answer.location) == (303, "/sign-in"), (method, path)
        assert "Not yet for the public" not in answer.text


def test_to_another_organiser_the_workshop_does_not_exist(
    app: Flask, client: FlaskClient, workshop: Workshop
) -> None:
    sign_in(client, make_account())
    db.session.commit()
    for method, path, _ in calls(app, "/organise/<slug>"):
        answer = ask(client, method, path)
        assert answer.status_code == 404, (method, path)
        assert "Not yet for the public" not in answer.text


def test_a_viewer_changes_nothing(app: Flask, client: FlaskClient, workshop: Workshop) -> None:
    viewer = make_account()
    workshop.members.append(Member(account=viewer, role=Role.VIEWER))
    db.session.commit()
    sign_in(client, viewer)
    for method, path, _ in calls(app, "/organise/<slug>"):
        if method != "GET":
            assert ask(client, method, path).status_code == 404, (method, path)


def test_what_admins_see_does_not_exist_for_other_organisers(
    app: Flask, client: FlaskClient, workshop: Workshop
) -> None:
    sign_in(client, make_account())
    db.session.commit()
    for method, path, rule in calls(app, "/organise"):
        if declared(app, rule) == "admin":
            assert ask(client, method, path).status_code == 404, (method, path)


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
        if not rule.rule.startswith("/organise")
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
        "feeds.all",
        "feeds.item",
        "feeds.theme",
        "feeds.workshop",
        "finding.home_picture",
        "finding.picture",
        "finding.robots",
        "finding.sitemap",
        "registration.receipt",
        "registration.register",
        "registration.send",
        "site.home",
        "site.other_zones",
        "site.workshop",
        "static",
    },
    "by link": {
        "feeds.personal",
        "invitations.accept",
        "invitations.decline",
        "invitations.desk",
        "registration.cancel",
        "registration.change_way",
        "registration.confirm_address",
        "registration.mine",
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
        "today.index",
        "workshops_new.create",
        "workshops_new.from_earlier",
        "workshops_new.new",
    },
    "admin": {
        "letters.html",
        "letters.index",
        "letters.show",
    },
    "member: viewer": {
        "agenda_frame.edit_day_form",
        "agenda_frame.edit_room_form",
        "agenda_items.edit_item_form",
        "agenda_manage.edit",
        "agenda_manage.move_form",
        "agenda_manage.time_form",
        "agenda_themes.edit_theme_form",
        "invitations_manage.index",
        "people_manage.index",
        "publishing_manage.publish_form",
        "registration_manage.index",
        "today.workshop",
        "workshops_members.index",
        "workshops_members.leave",
        "workshops_organisations.index",
    },
    "member: helper": {
        "registration_manage.resend_link",
        "today.send_again",
    },
    "member: editor": {
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
        "agenda_items.edit_item",
        "agenda_items.new_item",
        "agenda_items.new_item_form",
        "agenda_items.remove",
        "agenda_items.remove_form",
        "agenda_manage.move",
        "agenda_manage.move_down",
        "agenda_manage.move_up",
        "agenda_manage.new_break",
        "agenda_manage.set_time",
        "agenda_themes.edit_theme",
        "agenda_themes.new_theme",
        "agenda_themes.new_theme_form",
        "agenda_themes.remove_theme",
        "agenda_themes.remove_theme_form",
        "agenda_themes.step_theme",
        "exchange_manage.copy",
        "exchange_manage.copy_form",
        "exchange_manage.download",
        "invitations_manage.edit",
        "invitations_manage.remind",
        "invitations_manage.remove",
        "invitations_manage.reopen",
        "invitations_manage.send",
        "invitations_manage.withdraw",
        "people_manage.add_from_book",
        "people_manage.book",
        "people_manage.edit",
        "people_manage.new",
        "people_manage.remove",
        "people_manage.separate",
        "publishing_manage.publish",
        "registration_manage.approve",
        "registration_manage.cancel",
        "registration_manage.reject",
        "registration_manage.settings",
        "workshops_manage.settings",
        "workshops_organisations.edit",
        "workshops_organisations.new",
        "workshops_organisations.remove",
    },
    "member: owner": {
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
