"""Reading a workshop's draft as the values of a file, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select

from app.agenda import queries as agenda
from app.agenda.models import AgendaItem, AgendaVersion, ItemPart, Theme, ThemeGuest
from app.agenda.published import document_of
from app.agenda.queries import Draft
from app.agenda.rules.document import ItemSeen
from app.exchange import asking
from app.exchange.values import (
    DayInFile,
    InvitationsInFile,
    ItemInFile,
    OrganisationInFile,
    PartInFile,
    PersonInFile,
    ProgrammeInFile,
    ProgrammeRelation,
    RegistrationInFile,
    RoomInFile,
    ThemeInFile,
    WorkshopInFile,
)
from app.extensions import db
from app.i18n import LANGUAGES, zones
from app.i18n.texts import Text
from app.invitations.models import InvitationPlan
from app.invitations.rules import Task, papers, plans
from app.people.models import Speaker
from app.registration.models import RegistrationForm, SeatPool
from app.registration.rules import questions as asked
from app.workshops.models import Organisation, Workshop


def in_file(workshop: Workshop) -> WorkshopInFile:
    """The draft as it would stand in a file."""
    draft = agenda.draft(workshop)
    published = published_items(workshop)
    days = {day.id: day.date for day in draft.days}
    rooms = {room.id: room.key for room in draft.rooms}
    themes = {theme.id: theme.key for theme in draft.themes}
    people = {speaker.id: speaker.key for speaker in draft.speakers}

    def item(row: AgendaItem) -> ItemInFile:
        seen = published.get(row.uid)
        return ItemInFile(
            key=row.key,
            kind=row.kind,
            day=days[row.day_id] if row.day_id else None,
            theme=themes[row.theme_id] if row.theme_id else None,
            room=rooms[row.room_id] if row.room_id else None,
            title=_said(row.title),
            subject=_said(row.subject),
            minutes=row.minutes,
            pinned=row.pinned,
            state=row.state,
            abstract=_said(row.abstract),
            summary=_said(row.summary),
            caption=_said(row.caption),
            speakers=_parts(row.parts, people),
            uid=row.uid,
            sequence=max(row.sequence, seen.sequence if seen else 0),
        )

    return WorkshopInFile(
        slug=workshop.slug,
        practice=workshop.practice,
        title=dict(workshop.title),
        note=_said(workshop.note),
        purpose=_said(workshop.purpose),
        languages=tuple(workshop.languages),
        spoken=tuple(workshop.spoken) if workshop.spoken else None,
        time_zone=workshop.time_zone,
        zones=tuple(workshop.zones),
        way=workshop.way,
        place=_said(workshop.place),
        join_url=workshop.join_url,
        contact=_said(workshop.contact),
        programme=_programme(draft),
        organisations=_organisations(draft.organisations),
        days=tuple(
            DayInFile(date=day.date, starts=day.starts, ends=day.ends) for day in draft.days
        ),
        rooms=tuple(RoomInFile(key=room.key, name=dict(room.name)) for room in draft.rooms),
        themes=tuple(_theme(theme, people) for theme in draft.themes),
        people=tuple(_person(speaker) for speaker in draft.speakers),
        items=tuple(item(row) for row in draft.items),
        registration=_registration(workshop),
        invitations=_invitations(workshop),
    )


def published_items(workshop: Workshop) -> dict[str, ItemSeen]:
    """By UID, every item that calendars may know: the newest version keeps the removed ones."""
    newest = agenda.latest_version(workshop.id)
    return {item.uid: item for item in document_of(newest).items} if newest else {}


def uids_elsewhere(workshop: Workshop, uids: Collection[str]) -> set[str]:
    """Which of these UIDs belong, or belonged, to items of other workshops."""
    if not uids:
        return set()
    found = set(
        db.session.scalars(
            select(AgendaItem.uid).where(
                AgendaItem.uid.in_(uids), AgendaItem.workshop_id != workshop.id
            )
        )
    )
    newest = (
        select(func.max(AgendaVersion.id))
        .where(AgendaVersion.workshop_id != workshop.id)
        .group_by(AgendaVersion.workshop_id)
    )
    for version in db.session.scalars(select(AgendaVersion).where(AgendaVersion.id.in_(newest))):
        found.update(item.uid for item in document_of(version).items if item.uid in uids)
    return found


def _said(text: Text | None) -> Text | None:
    return {language: words for language, words in (text or {}).items() if words} or None


def _parts(
    rows: Iterable[ItemPart | ThemeGuest], people: Mapping[int, str]
) -> tuple[PartInFile, ...]:
    return tuple(
        PartInFile(person=people[row.speaker_id] if row.speaker_id else None, part=row.part)
        for row in rows
    )


def _programme(draft: Draft) -> ProgrammeInFile | None:
    if draft.programme is None:
        return None
    return ProgrammeInFile(
        key=draft.programme.key,
        name=dict(draft.programme.name),
        organisations=tuple(
            ProgrammeRelation(organisation=one.key, relation=one.programme_relation)
            for one in draft.organisations
            if one.programme_relation is not None
        ),
    )


def _organisations(rows: Iterable[Organisation]) -> tuple[OrganisationInFile, ...]:
    rows = list(rows)
    keys = {row.id: row.key for row in rows}
    return tuple(
        OrganisationInFile(
            key=row.key,
            name=dict(row.name),
            short=row.short,
            parent=keys[row.parent_id] if row.parent_id else None,
            relation=row.relation,
        )
        for row in rows
    )


def _theme(row: Theme, people: Mapping[int, str]) -> ThemeInFile:
    return ThemeInFile(
        key=row.key,
        number=row.number,
        title=dict(row.title),
        focus=_said(row.focus),
        colour=row.colour,
        guests=_parts(row.guests, people),
    )


def _person(speaker: Speaker) -> PersonInFile:
    person = speaker.person
    return PersonInFile(
        key=speaker.key,
        name=person.name,
        family=person.family,
        given=person.given,
        native_name=person.native_name,
        other_names=tuple(person.other_names),
        email=person.email,
        affiliation=_said(speaker.affiliation),
        position=_said(speaker.post),
        country=person.country,
        time_zone=person.time_zone,
        language=person.language,
        biography=_said(speaker.biography),
    )


def _registration(workshop: Workshop) -> RegistrationInFile | None:
    form = db.session.scalar(
        select(RegistrationForm).where(RegistrationForm.workshop_id == workshop.id)
    )
    if form is None:
        return None
    pools = db.session.scalars(
        select(SeatPool)
        .where(SeatPool.workshop_id == workshop.id, SeatPool.offered)
        .order_by(SeatPool.way.desc())  # online first
    )
    return RegistrationInFile(
        opens=_there(form.opens, workshop.time_zone),
        closes=_there(form.closes, workshop.time_zone),
        seats={pool.way: pool.capacity for pool in pools},
        waiting_list=form.waiting_list,
        approval=form.approval,
        confirm_email=form.confirm_email,
        questions=tuple(asking.question_in_file(one) for one in asked.questions(form.questions)),
        consents=tuple(asking.consent_in_file(one) for one in asked.consents(form.consents)),
        offer_hours=form.offer_hours,
        reminders=form.reminders,
        keep_days=form.keep_days,
        responsible=form.responsible,
    )


def _invitations(workshop: Workshop) -> InvitationsInFile | None:
    row = db.session.get(InvitationPlan, workshop.id)
    return invitations_in_file(plans.of_row(row)) if row is not None else None


def invitations_in_file(plan: plans.Plan) -> InvitationsInFile:
    paper = papers.paper(plan.paper)
    return InvitationsInFile(
        answer_by=plan.answer_by,
        reminds=plan.reminds,
        lapses=plan.lapses,
        tasks={task: plan.tasks[task] for task in Task if task in plan.tasks},
        texts={code: plan.texts[code] for code in LANGUAGES if plan.texts.get(code)},
        paper=None if paper == papers.Paper() else paper,
    )


def _there(moment: datetime | None, time_zone: str | None) -> datetime | None:
    """With the offset of the workshop's zone, as people there would write it."""
    if moment is None:
        return None
    return zones.local(moment, time_zone) if time_zone else moment.astimezone(UTC)
