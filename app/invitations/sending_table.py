"""The rows of the page that invites many: whom, in which language, with what of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from app.errors import Refusal
from app.i18n import DEFAULT, LANGUAGES, gettext, refusal_sentence, texts, typed
from app.i18n.punctuation import listed
from app.invitations import letters, own_part, queries, rules
from app.invitations.letters import composing
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules.plans import Plan
from app.invitations.rules.texts import Placeholder
from app.invitations.service import asking, sending
from app.invitations.service.sending import Asked
from app.people.models import Speaker
from app.workshops.models import Workshop

#: What an organiser may add for one person, in characters.
MESSAGE = 4000
#: Letters that are looked at on one page.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    speaker: Speaker
    asked: Asked
    #: The last day for this answer, as it was typed.
    typed_day: str
    ticked: bool
    #: Their items, with times in the words of the page.
    part: OwnPart
    #: By name of the field, what is wrong with it.
    faults: Mapping[str, str] = field(default_factory=dict)
    #: The language is the house's, as none is recorded.
    is_language_guessed: bool = False

    @property
    def says_more(self) -> bool:
        """Whether there is something in what is folded away."""
        return bool(self.asked.message or self.asked.answer_by or self.faults)


@dataclass(frozen=True)
class Table:
    workshop: Workshop
    rows: list[Row]
    #: Who cannot be asked, and why.
    unable: list[tuple[Speaker, Invitation | None, Refusal]]
    plan: Plan
    agenda: letters.Agenda
    at: datetime
    #: Of the speaker whose own letter is asked for.
    show: str | None
    #: Who is ticked although they cannot be asked, by key: as when it is pressed twice.
    also_ticked: list[str]

    @classmethod
    def read(cls, workshop: Workshop, posted: Any, *, at: datetime) -> Table:
        """Everybody is ticked unless it says who, or that some were to be marked; what was typed
        before is in the drafts."""
        agenda = letters.Agenda(workshop, at)
        says_who = any(name in posted for name in ("key", "do", "marked"))
        wanted = set(posted.getlist("key")) if says_who else None
        rows, unable = [], []
        for speaker, invitation in queries.speakers_and_invitations(workshop):
            refusal = sending.why_not(speaker, invitation)
            if refusal is not None:
                unable.append((speaker, invitation, refusal))
                continue
            rows.append(_row(speaker, invitation, posted, wanted, agenda))
        return cls(
            workshop=workshop,
            rows=rows,
            unable=unable,
            plan=queries.plan_of(workshop.id),
            agenda=agenda,
            at=at,
            show=posted.get("show") or None,
            also_ticked=[one.key for one, _, _ in unable if wanted and one.key in wanted],
        )

    @property
    def chosen(self) -> list[Row]:
        return [row for row in self.rows if row.ticked]

    @property
    def has_faults(self) -> bool:
        return any(row.faults for row in self.chosen)

    @cached_property
    def why_nobody(self) -> Refusal | None:
        """Why nobody can be asked any more, whoever they are."""
        try:
            rules.check_ahead(
                cancelled=self.workshop.is_cancelled,
                ends=own_part.ends(self.agenda.newest()),
                at=self.at,
            )
        except Refusal as refusal:
            return refusal
        return None

    def planned(self, row: Row) -> dict[str, Any]:
        return sending.planned(row.speaker, row.asked, agenda=self.agenda, plan=self.plan)

    def unknown_of(self, row: Row) -> str:
        """What the letter has to say is not recorded."""
        composed = self.planned(row)["composed"]
        missing = composed.unknown if composed else frozenset()
        return listed(str(composing.NAMES[one]) for one in Placeholder if one in missing)

    def different(self) -> list[tuple[Row, int]]:
        """One row for each letter that says something else, and how many get that one."""
        found: dict[object, list[Row]] = {}
        for row in self.chosen:
            one = row.asked
            found.setdefault((one.language, one.message, one.answer_by), []).append(row)
        return [(rows[0], len(rows)) for rows in found.values()]

    def to_look_at(self) -> Sequence[tuple[Row, int]]:
        """The one that is asked for, else each that differs."""
        if self.show:
            return [(row, 1) for row in self.rows if row.speaker.key == self.show]
        return self.different()[:MOST_SHOWN]


def _row(
    speaker: Speaker,
    invitation: Invitation | None,
    posted: Any,
    wanted: set[str] | None,
    agenda: letters.Agenda,
) -> Row:
    faults: dict[str, str] = {}
    given = _given(speaker, invitation)
    typed_day = given.answer_by.isoformat() if given.answer_by else ""
    if f"language-{speaker.key}" in posted:
        given, typed_day = _typed(speaker, posted, faults)
    return Row(
        speaker=speaker,
        asked=given,
        typed_day=typed_day,
        ticked=wanted is None or speaker.key in wanted,
        part=agenda.part_of(speaker),
        faults=faults,
        is_language_guessed=speaker.person.language not in LANGUAGES and invitation is None,
    )


def _given(speaker: Speaker, invitation: Invitation | None) -> Asked:
    """As a draft has it, else in the person's own language."""
    if invitation is not None:
        return Asked(
            key=speaker.key,
            language=invitation.language,
            message=invitation.message,
            answer_by=invitation.answer_by,
            seen=asking.fingerprint(invitation),
        )
    own = speaker.person.language
    return Asked(key=speaker.key, language=own if own in LANGUAGES and own else DEFAULT, seen="")


def _typed(speaker: Speaker, posted: Any, faults: dict[str, str]) -> tuple[Asked, str]:
    """And the last day as it was typed."""
    key = speaker.key
    language = posted.get(f"language-{key}", "")
    if language not in LANGUAGES:
        language = DEFAULT
        faults["language"] = gettext("Please choose one of the entries of the list.")
    message = texts.many_lines(posted.get(f"message-{key}", "")) or None
    if message and len(message) > MESSAGE:
        faults["message"] = gettext(
            "This text is too long; at most %(max)d characters fit.", max=MESSAGE
        )
    answer_by: date | None = None
    said = posted.get(f"answer_by-{key}", "").strip()
    try:
        answer_by = typed.check_year(typed.day(said)) if said else None
    except Refusal as refusal:
        faults["answer_by"] = refusal_sentence(refusal)
    seen = posted.get(f"seen-{key}")
    asked = Asked(key=key, language=language, message=message, answer_by=answer_by, seen=seen)
    return asked, said
