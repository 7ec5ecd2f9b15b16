"""A workshop file, read: its text in, checked frozen values out, or every fault by its path.

The whole file is checked before anything is done with it. Paths leave out the outermost
`workshop`: `items[3].minutes`, the first item being number 0.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.agenda.rules import typed
from app.agenda.rules.words import Colour, ItemState, Kind
from app.exchange import reading_invitations, references, scalars, source
from app.exchange.faults import Faults
from app.exchange.fields import Block
from app.exchange.source import Node, Pairs
from app.exchange.values import (
    FORMAT,
    KEEP_DAYS,
    ChoiceInFile,
    ConsentInFile,
    DayInFile,
    ItemInFile,
    OrganisationInFile,
    PartInFile,
    PersonInFile,
    ProgrammeInFile,
    ProgrammeRelation,
    QuestionInFile,
    RegistrationInFile,
    RoomInFile,
    ThemeInFile,
    WhenInFile,
    WorkshopInFile,
)
from app.i18n import DEFAULT, N_
from app.people.rules import Part
from app.registration.rules.questions import QuestionKind, Step
from app.workshops.rules import Relation, Way

#: The largest file that is read, in bytes; callers need not take more than one byte above it.
LIMIT = source.LIMIT
#: As the forms have them, so that whatever is written is read again; a SEQUENCE that is still to
#: rise stays far within the 32 bits of an RFC 5545 integer.
_SEATS, _MINUTES, _SEQUENCE = 100_000, typed.MOST_MINUTES, 2**30

_OFFER_HOURS, _KEEP_DAYS, _VERSIONS = 336, 3650, 100_000
#: Characters of what somebody agrees to.
_CONSENT = 600


def read(content: bytes) -> WorkshopInFile:
    """The workshop of a file. Raises FaultyFile with everything that is wrong."""
    faults = Faults()
    root = Block(source.read(content), "", faults)
    faults.refuse_if_any()
    if root.take("format") != FORMAT:
        root.fault("format", N_("must be %(format)s"), format=FORMAT)
    node = root.take("workshop")
    root.done()
    if not isinstance(node, Pairs):
        root.fault("workshop", N_("must be a block of keys and values"))
        faults.refuse_if_any()
    block = Block(node, "", faults, _languages(node))
    workshop = _workshop(block)
    block.done()
    references.check(workshop, faults)
    faults.refuse_if_any()
    return replace(workshop, days=tuple(sorted(workshop.days, key=lambda day: day.date)))


def _languages(node: Node) -> tuple[str, ...]:
    """Plain texts can be read only once it is known in which language they are."""
    first = Block(node, "", Faults())
    return first.lines("languages", scalars.language) or (DEFAULT,)


def _workshop(block: Block) -> WorkshopInFile:
    time_zone = block.value("time_zone", scalars.zone)
    # One wrong zone is one fault: clocks are then read as if it were a right one.
    clocks = time_zone or ("UTC" if block.is_faulty("time_zone") else None)
    block.lines("languages", scalars.language)
    return WorkshopInFile(
        slug=block.key("slug"),
        practice=block.flag("practice", default=False),
        title=block.needed("title", block.words("title"), {}),
        note=block.words("note", many=True),
        purpose=block.words("purpose", many=True),
        languages=block.languages,
        spoken=block.lines("spoken", scalars.language) or None,
        time_zone=time_zone,
        zones=block.lines("zones", scalars.zone),
        way=block.word("way", Way),
        place=block.words("place"),
        join_url=block.value("join_url", scalars.web_address, 2000),
        contact=block.words("contact", many=True),
        programme=block.block("programme", _programme),
        organisations=block.each("organisations", _organisation),
        days=block.each("days", _day),
        rooms=block.each("rooms", _room),
        themes=block.each("themes", _theme),
        people=block.each("people", _person),
        items=block.each("items", _item),
        registration=block.block("registration", partial(_registration, time_zone=clocks)),
        invitations=block.block("invitations", reading_invitations.invitations),
    )


def _programme(block: Block) -> ProgrammeInFile:
    return ProgrammeInFile(
        key=block.key(),
        name=block.needed("name", block.words("name"), {}),
        organisations=block.each("organisations", _programme_relation),
    )


def _programme_relation(block: Block) -> ProgrammeRelation:
    return ProgrammeRelation(
        organisation=block.key("organisation"),
        relation=block.needed("relation", block.word("relation", Relation), Relation.FUNDER),
    )


def _organisation(block: Block) -> OrganisationInFile:
    return OrganisationInFile(
        key=block.key(),
        name=block.needed("name", block.words("name"), {}),
        short=block.line("short", 80),
        parent=block.value("parent", scalars.key),
        relation=block.word("relation", Relation),
    )


def _day(block: Block) -> DayInFile:
    return DayInFile(
        date=block.needed("date", block.value("date", scalars.day), scalars.NO_DAY),
        starts=block.value("starts", scalars.clock),
        ends=block.value("ends", scalars.clock),
    )


def _room(block: Block) -> RoomInFile:
    return RoomInFile(key=block.key(), name=block.needed("name", block.words("name"), {}))


def _theme(block: Block) -> ThemeInFile:
    return ThemeInFile(
        key=block.key(),
        number=block.line("number", 12),
        title=block.needed("title", block.words("title"), {}),
        focus=block.words("focus", many=True),
        colour=block.word("colour", Colour),
        guests=block.each("guests", _guest),
    )


def _part(block: Block) -> PartInFile:
    return PartInFile(
        person=block.value("person", scalars.key),
        part=block.needed("part", block.word("part", Part), Part.SPEAKER),
    )


def _guest(block: Block) -> PartInFile:
    """Who is named with a theme has a name."""
    guest = _part(block)
    block.needed("person", guest.person, "")
    return guest


def _person(block: Block) -> PersonInFile:
    return PersonInFile(
        key=block.key(),
        name=block.needed("name", block.line("name", 200), ""),
        family=block.line("family", 200),
        given=block.line("given", 200),
        native_name=block.line("native_name", 200),
        other_names=block.lines("other_names", scalars.text),
        email=block.value("email", scalars.email, 254),
        affiliation=block.words("affiliation"),
        position=block.words("position"),
        country=block.value("country", scalars.country),
        time_zone=block.value("time_zone", scalars.zone),
        language=block.value("language", scalars.language),
        biography=block.words("biography", many=True),
    )


def _item(block: Block) -> ItemInFile:
    return ItemInFile(
        key=block.key(),
        kind=block.needed("kind", block.word("kind", Kind), Kind.OTHER),
        day=block.value("day", scalars.day),
        theme=block.value("theme", scalars.key),
        room=block.value("room", scalars.key),
        title=block.words("title"),
        subject=block.words("subject"),
        minutes=block.whole("minutes", lowest=1, highest=_MINUTES),
        pinned=block.value("pinned", scalars.clock),
        state=block.word("state", ItemState),
        abstract=block.words("abstract", many=True),
        summary=block.words("summary", many=True),
        caption=block.words("caption", 500),
        speakers=block.each("speakers", _part),
        uid=block.value("uid", scalars.uid),
        sequence=block.whole("sequence", lowest=0, highest=_SEQUENCE),
    )


def _registration(block: Block, *, time_zone: str | None) -> RegistrationInFile:
    moment = partial(scalars.moment, time_zone=time_zone)
    seats = block.block("seats", _seats)
    return RegistrationInFile(
        opens=block.value("opens", moment),
        closes=block.value("closes", moment),
        seats=block.needed("seats", seats or None, {}),
        waiting_list=block.flag("waiting_list", default=True),
        approval=block.flag("approval", default=False),
        confirm_email=block.flag("confirm_email", default=False),
        questions=block.each("questions", _question),
        consents=block.each("consents", _consent),
        offer_hours=block.whole("offer_hours", lowest=1, highest=_OFFER_HOURS),
        reminders=block.flag("reminders", default=True),
        keep_days=block.whole("keep_days", lowest=0, highest=_KEEP_DAYS)
        if block.has("keep_days")
        else KEEP_DAYS,
        responsible=block.words("responsible", many=True),
    )


def _seats(block: Block) -> dict[Way, int | None]:
    """A way that is there with null has no limit; one that is not there is not offered."""
    return {
        way: block.whole(way, lowest=0, highest=_SEATS)
        for way in (Way.ONLINE, Way.ON_SITE)
        if block.has(way)
    }


def _question(block: Block) -> QuestionInFile:
    return QuestionInFile(
        key=_key(block),
        label=block.needed("label", block.words("label"), {}),
        kind=block.needed("kind", block.word("kind", QuestionKind), QuestionKind.TEXT),
        required=block.flag("required", default=False),
        choices=block.each_choice("choices", _choice),
        hint=block.words("hint", many=True),
        why=block.words("why", many=True),
        when=block.block("when", _when),
        step=block.word("step", Step) or Step.FORM,
        long=block.flag("long", default=False),
        may_decline=block.flag("may_decline", default=False),
        keep_days=block.whole("keep_days", lowest=0, highest=_KEEP_DAYS),
        retired=block.flag("retired", default=False),
    )


def _key(block: Block) -> str:
    return block.needed("key", block.value("key", scalars.key_of_question), "")


def _choice(block: Block) -> ChoiceInFile:
    return ChoiceInFile(
        key=_key(block),
        label=block.needed("label", block.words("label"), {}),
        places=block.whole("places", lowest=0, highest=_SEATS),
        retired=block.flag("retired", default=False),
    )


def _when(block: Block) -> WhenInFile | None:
    when = WhenInFile(
        way=block.word("way", Way),
        countries=block.lines("countries", scalars.country),
        question=block.value("question", scalars.key_of_question),
        answers=block.lines("answers", scalars.key_of_question),
    )
    return None if when == WhenInFile() else when


def _consent(block: Block) -> ConsentInFile:
    return ConsentInFile(
        key=_key(block),
        label=block.needed("label", block.words("label", _CONSENT), {}),
        required=block.flag("required", default=False),
        details=block.words("details", many=True),
        version=block.whole("version", lowest=1, highest=_VERSIONS) or 1,
        when=block.block("when", _when),
        retired=block.flag("retired", default=False),
    )
