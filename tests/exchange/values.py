"""Any workshop a file can say, for Hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.agenda.rules.words import Colour, ItemState, Kind
from app.exchange.values import (
    ChoiceInFile,
    ConsentInFile,
    DayInFile,
    InvitationsInFile,
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
from app.i18n import texts
from app.invitations.rules import Task
from app.invitations.rules.papers import Paper
from app.invitations.rules.texts import LetterText
from app.people.rules import Part
from app.registration.rules.questions import QuestionKind, Step
from app.workshops.rules import Relation, Way

#: What other readers of YAML trip over, beside any text at all.
TRICKY = st.sampled_from(
    ["NO", "null", "Null", "~", "true", "10:30", "007", "2027-05-21", "1e3", "-5", "=", "<<",
     "- a", "a: b", "a #b", "#b", "'", '"', "*x", "&x", "!x", "%", "@", "`", "{a", "[", "|", ">",
     "示例", "“引号”", "ä", "𠮷😀", "a\u3000b", "é", "\\n", "---", "...", "?", ":", "\xa0x",
     "\u0085x"]
)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | TRICKY
LINE = ANY.map(texts.one_line).filter(bool)
LINES = st.lists(ANY, max_size=4).map("\n".join).map(texts.many_lines).filter(bool)
LANGUAGES = ("en", "zh", "pt-BR")
KEYS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
ZONES = st.sampled_from(["Asia/Shanghai", "America/St_Johns", "UTC"])
DAYS = st.dates(date(2027, 4, 1), date(2027, 10, 1))  # no clock changes in between
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def words(text: st.SearchStrategy[str] = LINE) -> st.SearchStrategy[dict[str, str]]:
    chosen = st.dictionaries(st.sampled_from(LANGUAGES), text, min_size=1)
    return chosen.map(lambda said: {one: said[one] for one in LANGUAGES if one in said})


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def keyed(block: type, most: int = 3, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    rows = st.lists(st.builds(block, key=KEYS, **fields), max_size=most, unique_by=_key)
    return rows.map(tuple)


def _key(row: Any) -> str:
    return str(row.key)


def one_of(keys: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(keys) if keys else st.none()


@st.composite
def workshops(draw: st.DrawFn) -> WorkshopInFile:
    organisations = draw(
        keyed(
            OrganisationInFile, name=words(), short=maybe(LINE), parent=st.none(),
            relation=maybe(st.sampled_from(Relation)),
        )
    )  # fmt: skip
    days = draw(st.lists(DAYS, max_size=3, unique=True).map(sorted))
    rooms = draw(keyed(RoomInFile, name=words()))
    people = draw(
        keyed(
            PersonInFile, name=LINE, family=maybe(LINE), given=maybe(LINE),
            native_name=maybe(LINE),
            other_names=st.lists(LINE, max_size=2, unique=True).map(tuple),
            email=maybe(st.just("a.b@example.org")), affiliation=maybe(words()),
            position=maybe(words()), country=maybe(st.sampled_from(["NO", "CN"])),
            time_zone=maybe(ZONES), language=maybe(st.sampled_from(LANGUAGES)),
        )
    )  # fmt: skip
    keys = [person.key for person in people]
    parts = st.lists(
        st.builds(PartInFile, person=one_of(keys), part=st.sampled_from(Part)), max_size=2
    ).map(tuple)
    guests = parts.map(lambda found: tuple(one for one in found if one.person))
    themes = draw(
        keyed(
            ThemeInFile, number=maybe(st.sampled_from(["I", "1", "½"])), title=words(),
            focus=maybe(words(LINES)), colour=maybe(st.sampled_from(Colour)), guests=guests,
        )
    )  # fmt: skip
    items = draw(
        keyed(
            ItemInFile, 5, kind=st.sampled_from(Kind), day=one_of(days),
            theme=one_of([theme.key for theme in themes]),
            room=one_of([room.key for room in rooms]), title=maybe(words()),
            subject=maybe(words()), minutes=maybe(st.integers(1, 600)), pinned=maybe(CLOCKS),
            state=maybe(st.sampled_from(ItemState)), abstract=maybe(words(LINES)),
            summary=maybe(words(LINES)), caption=maybe(words()), speakers=parts, uid=st.none(),
            sequence=maybe(st.integers(0, 9)),
        )
    )  # fmt: skip
    relations = [
        ProgrammeRelation(organisation=one.key, relation=draw(st.sampled_from(Relation)))
        for one in organisations
        if draw(st.booleans())
    ]
    programme = st.builds(
        ProgrammeInFile, key=KEYS, name=words(), organisations=st.just(tuple(relations))
    )
    return WorkshopInFile(
        slug=draw(KEYS),
        practice=draw(st.booleans()),
        title=draw(words()),
        note=draw(maybe(words(LINES))),
        purpose=draw(maybe(words(LINES))),
        languages=LANGUAGES,
        spoken=draw(maybe(st.just(("en", "zh")))),
        time_zone=draw(ZONES),
        zones=tuple(draw(st.lists(ZONES, max_size=2, unique=True))),
        way=Way.HYBRID,
        place=draw(maybe(words())),
        join_url=draw(maybe(st.just("https://meet.example.org/?a=b#c"))),
        contact=draw(maybe(words(LINES))),
        programme=draw(maybe(programme)),
        organisations=organisations,
        days=tuple(DayInFile(date=day, starts=draw(maybe(CLOCKS)), ends=None) for day in days),
        rooms=rooms,
        themes=themes,
        people=people,
        items=items,
        registration=draw(maybe(registrations())),
        invitations=draw(maybe(invitations())),
    )


def invitations() -> st.SearchStrategy[InvitationsInFile]:
    days = st.dates(date(2027, 1, 1), date(2027, 2, 1))
    said = words(LINES)
    return st.builds(
        InvitationsInFile,
        answer_by=maybe(days),
        reminds=st.booleans(),
        lapses=st.booleans(),
        tasks=st.dictionaries(st.sampled_from(Task), maybe(days)).map(
            lambda asked: {one: asked[one] for one in Task if one in asked}
        ),
        texts=st.just({"zh": LetterText(subject="{workshop}", opening="Line\n\n{link}")}),
        paper=maybe(st.builds(Paper, letterhead=said, signatory=words(), costs=maybe(said))),
    )


def registrations() -> st.SearchStrategy[RegistrationInFile]:
    moments = st.datetimes(datetime(2027, 1, 1), datetime(2027, 2, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    )
    seats = st.sampled_from(
        [{Way.ONLINE: None}, {Way.ON_SITE: 0}, {Way.ONLINE: 500, Way.ON_SITE: 20}]
    )
    questions = keyed(
        QuestionInFile, label=words(), kind=st.just(QuestionKind.CHOICE), required=st.booleans(),
        choices=st.lists(words(), min_size=1, max_size=2).map(tuple),
    )  # fmt: skip
    questions = st.tuples(questions, asked_in_depth()).map(lambda both: (*both[0], *both[1]))
    return st.builds(
        RegistrationInFile, opens=maybe(moments),
        closes=maybe(moments.map(lambda moment: moment + timedelta(days=40))), seats=seats,
        waiting_list=st.booleans(), approval=st.booleans(), confirm_email=st.booleans(),
        questions=questions,
        consents=keyed(
            ConsentInFile, label=words(), required=st.booleans(), details=maybe(words()),
            version=st.integers(1, 3), retired=st.booleans(),
            when=st.sampled_from([None, WhenInFile(countries=("CN",), way=Way.ONLINE)]),
        ),
        offer_hours=maybe(st.integers(1, 72)), reminders=st.booleans(),
        keep_days=maybe(st.integers(0, 400)), responsible=maybe(words()),
    )  # fmt: skip


def asked_in_depth() -> st.SearchStrategy[tuple[QuestionInFile, ...]]:
    """A choice with keys and places, and a question that depends on it."""
    first = st.builds(
        QuestionInFile, key=st.just("in-depth"), label=words(), kind=st.just(QuestionKind.CHOICES),
        required=st.just(False), hint=maybe(words()), why=maybe(words()),
        choices=st.tuples(
            st.builds(
                ChoiceInFile, key=st.just("one"), label=words(), places=maybe(st.integers(0, 9)),
                retired=st.booleans(),
            ),
            st.just(ChoiceInFile(key="two", label={"en": "Of other words"})),
        ),
        step=st.sampled_from(Step), may_decline=st.booleans(),
    )  # fmt: skip
    then = st.builds(
        QuestionInFile, key=st.just("then"), label=words(), kind=st.just(QuestionKind.TEXT),
        required=st.just(False), choices=st.none(), long=st.booleans(),
        keep_days=maybe(st.integers(0, 40)), retired=st.booleans(),
        when=st.just(WhenInFile(question="in-depth", answers=("one",))),
    )  # fmt: skip
    return st.tuples(first, then)
