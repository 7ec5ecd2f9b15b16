"""Plenum. `create_app` is the only function that knows every feature."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from app import access, extensions, kept, mail, web
from app.accounts import sessions
from app.accounts import views as accounts_views
from app.agenda import joining as agenda_joining
from app.agenda import manage as agenda_manage
from app.agenda import manage_arranging as agenda_arranging
from app.agenda import manage_frame as agenda_frame
from app.agenda import manage_hints as agenda_hints
from app.agenda import manage_inspector as agenda_inspector
from app.agenda import manage_items as agenda_items
from app.agenda import manage_live as agenda_live
from app.agenda import manage_pasting as agenda_pasting
from app.agenda import manage_themes as agenda_themes
from app.agenda import planning as agenda_planning
from app.agenda import queries as agenda
from app.attendance import manage_attended as attendance_manage
from app.attendance import queries as attendance
from app.attendance import views as attendance_views
from app.attendance import views_certified as attendance_certified
from app.documents import manage as documents_manage
from app.documents import manage_day as documents_day
from app.documents import manage_participants as documents_participants
from app.documents import views as documents_views
from app.documents import views_certificates as documents_certificates
from app.documents import views_letters as documents_letters
from app.exchange import manage as exchange_manage
from app.exchange import manage_new as exchange_new
from app.feeds import views as feeds_views
from app.feeds import views_schedule as feeds_schedule
from app.files import sweeping as files_sweeping
from app.i18n import pages
from app.invitations import joining as invitations_joining
from app.invitations import manage_board as invitations_board
from app.invitations import manage_compose as invitations_compose
from app.invitations import manage_letters as invitations_letters
from app.invitations import manage_materials as invitations_handed_in
from app.invitations import manage_one as invitations_one
from app.invitations import manage_papers as invitations_papers
from app.invitations import manage_plan as invitations_plan
from app.invitations import manage_sending as invitations_sending
from app.invitations import manage_writing as invitations_writing
from app.invitations import queries as invitations_queries
from app.invitations import service as invitations
from app.invitations import views as invitations_views
from app.invitations import views_answers as invitations_answers
from app.invitations import views_conversation as invitations_conversation
from app.invitations import views_material_files as invitations_files
from app.invitations import views_materials as invitations_materials
from app.invitations.rules import replies as invitations_replies
from app.invitations.service import replying as invitations_replying
from app.mail import receiving, switches, worker
from app.people import manage as people_manage
from app.people import manage_book as people_book
from app.privacy import manage as privacy_manage
from app.privacy import manage_persons as privacy_persons
from app.privacy import service as privacy_service
from app.privacy import storage as privacy_storage
from app.privacy import views_notice as privacy_views
from app.publishing import manage as publishing_manage
from app.publishing import manage_versions as publishing_versions
from app.registration import joining as registration_joining
from app.registration import manage as registration_list
from app.registration import manage_bulk as registration_bulk
from app.registration import manage_consents as registration_questions
from app.registration import manage_handouts as registration_handouts
from app.registration import manage_import as registration_import
from app.registration import manage_letters as registration_letters
from app.registration import manage_person as registration_person
from app.registration import manage_settings as registration_manage
from app.registration import manage_to_sign as registration_to_sign
from app.registration import service as registration_service
from app.registration import views as registration_views
from app.registration import views_details as registration_details
from app.registration import views_files as registration_files
from app.registration import views_groups as registration_groups
from app.registration import views_own_acts as registration_own_acts
from app.registration import views_takeaways as registration_takeaways
from app.reports import manage as reports_manage
from app.site import drawing as site_drawing
from app.site import finding as site_finding
from app.site import manage as site_manage
from app.site import manage_letterbox as site_letters
from app.site import manage_letters as site_workshop_letters
from app.site import preview as site_preview
from app.site import views as site_views
from app.site import views_files as site_files
from app.workshops import manage as workshops_manage
from app.workshops import manage_members as workshops_members
from app.workshops import manage_organisations as workshops_organisations
from app.workshops import manage_programmes as workshops_programmes
from app.workshops import membership
from app.workshops import queries as workshops_queries
from config import ROOT, Config, from_environment

_BUNDLED = Path(__file__).parent / "_bundled"
#: A wheel carries templates and migrations inside the package; a checkout beside it.
_HOME = _BUNDLED if _BUNDLED.exists() else ROOT


def create_app(settings: Config | None = None) -> Flask:
    """The application, configured from the environment unless told otherwise.

    Raises config.WrongSetting with a sentence for people.
    """
    app = web.Application(__name__, template_folder=str(_HOME / "templates"))
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined}
    app.extensions["plenum.migrations"] = _HOME / "migrations"
    extensions.init_app(app, settings or from_environment())
    web.init_app(app)
    pages.init_app(app)
    mail.init_app(app)
    _register_features(app)
    receiving.on_reply(
        app,
        invitations_replying.PURPOSE,
        invitations_replying.handle,
        words=invitations_replies.REASONS,
    )
    worker.each_minute(app, invitations.seat_accepted)
    worker.each_minute(app, invitations.follow_addresses)
    worker.each_minute(app, invitations.remind_due)
    worker.each_minute(app, invitations.lapse_due)
    worker.each_minute(app, registration_service.expire_due)
    worker.each_minute(app, files_sweeping.sweep)
    worker.each_minute(app, partial(registration_service.remind_due, came=attendance.came))
    for job in (
        privacy_service.agree,
        privacy_service.erase_due,
        privacy_service.erase_received_due,
        privacy_service.take_last_letters_away,
        privacy_storage.tidy,
    ):
        worker.each_minute(app, job)
    access.init_app(app)
    kept.init_app(app)
    return app


def _register_features(app: Flask) -> None:
    """Every feature's pages, and through them its models."""
    sessions.init_app(app)
    membership.init_app(app)
    workshops_manage.init_app(app, says_hours=agenda.says_hours)
    agenda_planning.init_app(app, answers=invitations_queries.answers_of)
    joints = (agenda_joining.JOINT, registration_joining.JOINT, invitations_joining.JOINT)
    people_book.init_app(app, joints=joints)
    registration_list.init_app(app, came=attendance.came)
    switches.init_app(app, team_of=workshops_queries.team_addresses)
    reports_manage.init_app(app, png=site_drawing.png)
    for feature in (
        accounts_views,
        workshops_manage,
        workshops_organisations,
        workshops_programmes,
        workshops_members,
        people_manage,
        people_book,
        agenda_manage,
        agenda_items,
        agenda_themes,
        agenda_frame,
        agenda_hints,
        agenda_live,
        agenda_inspector,
        agenda_arranging,
        agenda_pasting,
        registration_manage,
        registration_letters,
        registration_bulk,
        registration_import,
        registration_person,
        registration_to_sign,
        registration_questions,
        registration_files,
        registration_views,
        registration_details,
        registration_own_acts,
        registration_takeaways,
        registration_handouts,
        registration_groups,
        invitations_compose,
        invitations_plan,
        invitations_sending,
        invitations_writing,
        invitations_board,
        invitations_one,
        invitations_handed_in,
        invitations_files,
        invitations_materials,
        invitations_letters,
        invitations_papers,
        invitations_views,
        invitations_answers,
        invitations_conversation,
        attendance_manage,
        attendance_views,
        attendance_certified,
        reports_manage,
        privacy_views,
        privacy_manage,
        privacy_persons,
        feeds_views,
        feeds_schedule,
        publishing_manage,
        publishing_versions,
        exchange_manage,
        exchange_new,
        site_files,
        site_letters,
        site_workshop_letters,
        site_finding,
        site_manage,
        site_preview,
        site_views,
        documents_views,
        documents_manage,
        documents_participants,
        documents_day,
        documents_certificates,
        documents_letters,
    ):
        app.register_blueprint(feature.bp)
