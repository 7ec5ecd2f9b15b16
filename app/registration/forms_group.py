"""The list of a delegation: who writes it, what holds for all, and a row for each person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms import FormField, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from app.i18n import LANGUAGES, gettext, language, lazy_gettext, texts
from app.i18n.fields import ChoiceField, Form, KeyField, LineField, LinesField, choices
from app.i18n.typed_fields import Rows
from app.mail import addresses
from app.people import countries
from app.people.country_field import CountryField
from app.registration import person_fields
from app.registration.person_fields import OF_OTHERS
from app.registration.rules import groups
from app.registration.rules.groups import MOST
from app.registration.words import WAYS
from app.workshops.rules import Way

#: Rows that stand there empty.
EMPTY_ROWS = 5
_PARTS = ("name", "email", "affiliation", "position", "country", "way")
_PLAIN = {"spellcheck": "false", "autocomplete": "off"}


class MemberForm(PlainForm):
    """One person; a row that says nothing is none."""

    name = person_fields.name(
        lazy_gettext("Full name"), lazy_gettext("Please enter a name."), **OF_OTHERS
    )
    email = person_fields.email(
        lazy_gettext("E-mail address"),
        lazy_gettext("Please enter an e-mail address."),
        **OF_OTHERS,
    )
    affiliation = person_fields.affiliation(**OF_OTHERS)
    position = person_fields.position(**OF_OTHERS)
    country = LineField(
        lazy_gettext("Country or region"),
        render_kw=_PLAIN | {"list": "countries", "size": "20"},
    )
    way = ChoiceField(lazy_gettext("Way of taking part"))

    @property
    def is_empty(self) -> bool:
        return not any(self[part].data for part in _PARTS)

    def validate(self, extra_validators: Any = None) -> bool:
        return self.is_empty or super().validate(extra_validators)

    def validate_country(self, field: LineField) -> None:
        if field.data and len(countries.meant(field.data)) != 1:
            raise ValidationError(gettext("Please choose a country or region from the list."))

    @property
    def country_code(self) -> str | None:
        return countries.meant(self.country.data)[0] if self.country.data else None


class GroupForm(Form):
    """Sent several times: rows are added, the list is looked at, and at last it is sent."""

    class Meta(Form.Meta):
        csrf = False

    key = KeyField()
    name = person_fields.name(
        lazy_gettext("Your name"), lazy_gettext("Please enter your name."), autocomplete="name"
    )
    email = person_fields.email(
        lazy_gettext("Your e-mail address"),
        lazy_gettext("Please enter your e-mail address."),
        autocomplete="email",
    )
    way = RadioField(lazy_gettext("How will they take part?"), validate_choice=False)
    country = CountryField(lazy_gettext("Country or region of all"))
    #: Follows the language of the page, not what was typed before.
    language = ChoiceField(
        lazy_gettext("Language of e-mails to all"),
        LANGUAGES.items(),
        render_kw={"data-by-page": ""},
    )
    rows = Rows(FormField(MemberForm), lazy_gettext("People"), max_entries=MOST)
    pasted = LinesField(
        lazy_gettext("Paste a list"), render_kw={"rows": "5", "spellcheck": "false"}
    )
    #: When the form was shown, signed; see traps.
    shown_at = HiddenField()
    #: Hidden from people; only robots fill it in.
    website = StringField(render_kw={"tabindex": "-1", "autocomplete": "off"})

    def __init__(self, ways: Collection[Way], likely: Collection[str], **more: Any) -> None:
        super().__init__(**more)
        self.ways = list(ways)
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        self.country.likely = likely
        if "language" not in (more.get("formdata") or ()):
            self.language.data = language()
        if len(self.ways) == 1 and not self.way.data:
            self.way.data = self.ways[0].value
        for row in self.rows:
            row.form.way.offer(
                [("", gettext("as all")), *((way.value, WAYS[way]) for way in ways)]
            )

    def validate_way(self, field: RadioField) -> None:
        if field.data not in self.ways:
            raise ValidationError(gettext("Please choose how they take part."))

    def validate_pasted(self, field: LinesField) -> None:
        """What fits has become rows already."""
        if field.data:
            raise ValidationError(
                gettext(
                    "At most %(most)s people fit in one list. Please send the others as a "
                    "second list.",
                    most=MOST,
                )
            )

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not self.members and not self.pasted.errors:
            self.rows.errors = [gettext("Please enter at least one person.")]
            valid = False
        return self._have_addresses_of_their_own() and valid

    def _have_addresses_of_their_own(self) -> bool:
        seen: dict[str, int] = {}
        valid = True
        for number, member in self.members:
            if not member.email.data or member.email.errors:
                continue
            earlier = seen.setdefault(addresses.normal(member.email.data), number)
            if earlier != number:
                valid = False
                member.email.errors = [
                    gettext(
                        "Person %(number)s has this address already. Everybody needs an address "
                        "of their own, since the personal link goes there.",
                        number=earlier,
                    )
                ]
        return valid

    @property
    def members(self) -> list[tuple[int, MemberForm]]:
        """Rows that say something, with their numbers as people count."""
        rows = [(number, row.form) for number, row in enumerate(self.rows, 1)]
        return [(number, row) for number, row in rows if not row.is_empty]

    def way_of(self, member: MemberForm) -> Way:
        return Way(member.way.data or self.way.data)

    def country_of(self, member: MemberForm) -> str | None:
        return member.country_code or self.country.data or None

    def faults(self) -> Iterator[tuple[int, str, str]]:
        """Number of the person, id of the field, and what is wrong, in their order."""
        for number, member in self.members:
            for field in member:
                for error in field.errors:
                    yield number, field.id, str(error)

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.website.data)


def with_pasted(posted: MultiDict[str, str], *, more: int = 0) -> MultiDict[str, str]:
    """The form as it was sent, pasted lines as rows behind those filled in, if all of them fit;
    and so many empty rows more."""
    rows = [row for row in _rows_of(posted) if any(row.values())]
    lines = groups.read(posted.get("pasted", ""))
    fits = len(rows) + len(lines) <= MOST
    if fits:
        rows += [{part: getattr(line, part, "") for part in _PARTS} for line in lines]
    shown = max(len(rows), EMPTY_ROWS if not rows else 0) + more
    kept = [
        (name, value)
        for name, value in posted.items(multi=True)
        if not name.startswith("rows-") and not (fits and name == "pasted")
    ]
    empty = dict.fromkeys(_PARTS, "")
    for number, row in enumerate((rows + [empty] * shown)[: min(shown, MOST)]):
        kept += [(f"rows-{number}-{part}", text) for part, text in row.items()]
    return MultiDict(kept)


def _rows_of(posted: MultiDict[str, str]) -> list[dict[str, str]]:
    """In their order; a name that holds no number is no row."""
    found: dict[int, dict[str, str]] = {}
    for name in posted:
        start, _, rest = name.partition("-")
        number, _, part = rest.partition("-")
        if start == "rows" and part in _PARTS and number.isascii() and number.isdecimal():
            row = found.setdefault(int(number[:4]), dict.fromkeys(_PARTS, ""))
            row[part] = texts.one_line(posted[name])
    return [found[number] for number in sorted(found)][: 2 * MOST]
