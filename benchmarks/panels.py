"""The workshops that organisers ask speakers for, and speakers' jobs find: ten of them, each with
a talk of their own, in three languages and many zones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.exchange.values import PartInFile, PersonInFile, WorkshopInFile
from app.extensions import db
from app.i18n.texts import Text
from app.invitations import queries
from app.invitations import service as invitations
from app.invitations.models import Invitation, InvitationPlan
from app.invitations.service.sending import Asked
from app.people.rules import Part
from app.workshops.models import Workshop
from benchmarks.gatherings import AHEAD
from screens import stages

#: The zone of the workshops, when their day begins there, and the length of a talk.
ZONE, BEGINS, MINUTES = ZoneInfo("Asia/Shanghai"), time(14), 15
#: How long those have been silent who are: long enough that the organisers' first page says so.
SILENT_FOR = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Speaking:
    """One of the ten."""

    key: str
    name: str
    language: str
    zone: str
    #: The language is not recorded, so that somebody has to choose it.
    is_unrecorded: bool = False


TEN = (
    Speaking("maria", "María Ejemplo", "en", "America/Bogota"),
    Speaking("tom", "Tom Sample", "en", "Europe/London"),
    Speaking("priya", "Priya Udaharan", "en", "Asia/Kolkata"),
    Speaking("ana", "Ana Amostra", "en", "America/Sao_Paulo"),
    Speaking("katharina", "Katharina Vogt", "de", "Europe/Berlin"),
    Speaking("jonas", "Jonas Brandt", "de", "Europe/Vienna", is_unrecorded=True),
    Speaking("brigitte", "Brigitte Sommer", "de", "Europe/Zurich"),
    Speaking("zhou", "Zhou Kai 周凯", "zh", "Asia/Shanghai"),
    Speaking("lin", "Lin Yue 林悦", "zh", "Europe/Berlin"),
    Speaking("wen", "Wen Jing 文静", "zh", "Asia/Urumqi"),
)
ACCEPTED, DECLINED = ("tom", "ana", "brigitte", "zhou"), ("katharina",)
SILENT = tuple(one for one in TEN if one.key not in ACCEPTED + DECLINED)


@dataclass(frozen=True, slots=True)
class Panel:
    """What organisers and speakers of one way come to: slugs, and the language of the last."""

    #: Nobody is asked yet.
    fresh: str
    #: All were asked days ago; `SILENT` have not answered.
    waiting: str
    #: All are asked, in `language`.
    asked: str
    language: str
    day: date

    def email(self, slug: str, key: str) -> str:
        return f"{key}@{slug}.example.org"

    def hours(self, one: Speaking) -> tuple[str, ...]:
        """Of their talk, on the workshop's clock and on their own."""
        n = TEN.index(one)
        starts = datetime.combine(self.day, BEGINS, ZONE) + timedelta(minutes=n * MINUTES)
        return tuple(
            f"{starts.astimezone(there):%H:%M}–"
            f"{(starts + timedelta(minutes=MINUTES)).astimezone(there):%H:%M}"
            for there in (ZONE, ZoneInfo(one.zone))
        )


def build(n: int, language: str, *, owner: int, at: datetime) -> Panel:
    """Three workshops, public; commits."""
    day = (at + AHEAD).date()
    panel = Panel(f"fresh-{n}", f"waiting-{n}", f"asked-{n}", language, day)
    before = at - SILENT_FOR
    _publish(panel, panel.fresh, owner, before)
    waiting = _publish(panel, panel.waiting, owner, before)
    # Whom the worker would remind at once is left to the one who does the job.
    plan = InvitationPlan(workshop_id=waiting.id, texts={}, reminds=False, tasks={}, paper={})
    db.session.add(plan)
    _ask(waiting, {one.key: one.language for one in TEN}, owner, before)
    later = before + timedelta(hours=20)
    for key in ACCEPTED:
        invitations.accept(_invitation(waiting, key), answer=None, at=later)
    for key in DECLINED:
        invitations.decline(_invitation(waiting, key), answer=None, at=later)
    asked = _publish(panel, panel.asked, owner, before)
    _ask(asked, dict.fromkeys((one.key for one in TEN), language), owner, at)
    db.session.commit()
    return panel


def title(one: Speaking) -> Text:
    """No two are found in one another."""
    n = TEN.index(one) + 11
    return {"en": f"Trees, part {n}", "de": f"Bäume, Teil {n}", "zh": f"树木（{n}）"}


def _publish(panel: Panel, slug: str, owner: int, at: datetime) -> Workshop:
    return stages.publish(_file(panel, slug), owner, at)


def _file(panel: Panel, slug: str) -> WorkshopInFile:
    base = stages.file_of(slug, panel.day, stages.seats(100, 50))
    person = base.people[0]
    talk = next(item for item in base.items if item.key == "sparrows")
    return replace(
        base,
        days=(replace(base.days[0], starts=BEGINS),),
        themes=tuple(replace(theme, guests=()) for theme in base.themes),
        people=tuple(_person(person, one, panel.email(slug, one.key)) for one in TEN),
        items=tuple(
            replace(
                talk, key=f"talk-{one.key}", title=title(one), theme=None, minutes=MINUTES,
                speakers=(PartInFile(person=one.key, part=Part.SPEAKER),),
            )
            for one in TEN
        ),
    )  # fmt: skip


def _person(base: PersonInFile, one: Speaking, email: str) -> PersonInFile:
    language = None if one.is_unrecorded else one.language
    return replace(
        base, key=one.key, name=one.name, email=email, time_zone=one.zone, language=language,
        family=None, given=None, native_name=None, country=None,
    )  # fmt: skip


def _ask(workshop: Workshop, languages: dict[str, str], owner: int, at: datetime) -> None:
    asked = [Asked(key=key, language=language) for key, language in languages.items()]
    outcome = invitations.send_to_many(workshop, asked, at=at, account_id=owner)
    assert len(outcome.sent) == len(asked), outcome


def _invitation(workshop: Workshop, key: str) -> Invitation:
    for speaker, invitation in queries.speakers_and_invitations(workshop):
        if speaker.key == key and invitation is not None:
            return invitation
    raise LookupError(key)
