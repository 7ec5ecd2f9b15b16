"""Forms of a workshop's own facts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms import EmailField, HiddenField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.i18n import LANGUAGES, gettext, lazy_gettext, zones
from app.i18n.fields import (
    ChoiceField,
    Form,
    KeyField,
    LineField,
    RevisionField,
    TextsField,
    WordsForm,
    ZoneField,
    choices,
)
from app.workshops import rules
from app.workshops.rules import Relation, Role, Way

WAYS = [
    ("", lazy_gettext("not decided")),
    (Way.ONLINE, lazy_gettext("online")),
    (Way.ON_SITE, lazy_gettext("on site")),
    (Way.HYBRID, lazy_gettext("hybrid: online and on site")),
]
ROLES = [
    (Role.OWNER, lazy_gettext("owner")),
    (Role.EDITOR, lazy_gettext("editor")),
    (Role.HELPER, lazy_gettext("helper")),
    (Role.VIEWER, lazy_gettext("viewer")),
]
RELATIONS = {
    Relation.HOST: lazy_gettext("host"),
    Relation.SUPPORTER: lazy_gettext("supporter"),
    Relation.IMPLEMENTER: lazy_gettext("implementer"),
    Relation.FUNDER: lazy_gettext("funder"),
    Relation.FUNDING_LINE: lazy_gettext("funding line"),
}
_SLUG_RULE = lazy_gettext(
    "Use small letters a to z, digits and single hyphens, such as urban-nature-2027."
)


class LanguagesField(SelectMultipleField):
    """Ticked languages; the order is the house's."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, choices=choices(LANGUAGES.items()), **more)


def slug_rule(_: Form, field: LineField) -> None:
    """Validates an address, where one was typed."""
    if field.data and not rules.is_slug(field.data):
        raise ValidationError(str(_SLUG_RULE))


def _zones(_: Form, field: LineField) -> None:
    for name in zone_list(field.data):
        if name not in zones.zone_names():
            raise ValidationError(
                gettext(
                    "“%(zone)s” is not a zone that calendars know. "
                    "Use names such as Europe/Berlin, with commas between them.",
                    zone=name,
                )
            )


def zone_list(typed: str | None) -> list[str]:
    """Names typed with commas or blanks between them, each once, in the order typed."""
    return list(dict.fromkeys((typed or "").replace(",", " ").split()))


def _web_address(_: Form, field: LineField) -> None:
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine or " " in field.data:
        raise ValidationError(gettext("Please give a web address that begins with https://."))


class SettingsForm(WordsForm, Form):
    """`slug` is there until the first publishing; left empty it stays."""

    revision = RevisionField()
    slug = LineField(lazy_gettext("Address"), [Length(max=80), slug_rule])
    title = TextsField(
        lazy_gettext("Title"), required=lazy_gettext("Please give the workshop a title.")
    )
    note = TextsField(lazy_gettext("Note under the title"), most=1000, lines=2)
    purpose = TextsField(lazy_gettext("Purpose"), most=4000, lines=5)
    languages = LanguagesField(
        lazy_gettext("Languages of the texts"),
        validators=[DataRequired(lazy_gettext("Please tick at least one language."))],
    )
    spoken = LanguagesField(lazy_gettext("Working languages of the workshop"))
    time_zone = ZoneField(lazy_gettext("Time zone"))
    zones = LineField(lazy_gettext("Further zones to show"), [_zones])
    way = ChoiceField(lazy_gettext("How it is held"), WAYS)
    place = TextsField(lazy_gettext("Place"))
    join_url = LineField(
        lazy_gettext("Address of the online meeting"), [Optional(), Length(max=2000), _web_address]
    )
    contact = TextsField(lazy_gettext("Contact"), most=1000, lines=2)
    programme_key = LineField(lazy_gettext("Programme, short name"), [Length(max=80), slug_rule])
    programme_name = TextsField(lazy_gettext("Programme, full name"))


class OrganisationForm(WordsForm, Form):
    key = KeyField()
    revision = RevisionField()
    name = TextsField(
        lazy_gettext("Organisation"), required=lazy_gettext("Please give the organisation a name.")
    )
    short = LineField(lazy_gettext("Short name"), [Length(max=80)])
    parent = ChoiceField(lazy_gettext("Part of"))
    relation = ChoiceField(
        lazy_gettext("To the workshop"),
        [("", lazy_gettext("only mentioned")), *RELATIONS.items()],
    )
    programme_relation = ChoiceField(
        lazy_gettext("To the programme"),
        [("", lazy_gettext("nothing")), *RELATIONS.items()],
    )


class ProgrammeForm(WordsForm, Form):
    #: What the page showed as its name.
    seen = HiddenField()
    name = TextsField(
        lazy_gettext("Programme, full name"),
        required=lazy_gettext("Please give the programme a name."),
    )


class MemberForm(Form):
    email = EmailField(
        lazy_gettext("E-mail address"),
        [DataRequired(lazy_gettext("Please enter an e-mail address.")), Length(max=254)],
    )
    name = LineField(lazy_gettext("Name"), [Optional(), Length(max=200)])
    role = ChoiceField(lazy_gettext("Role of the member"), ROLES, default=Role.EDITOR)
    language = ChoiceField(lazy_gettext("Language of the e-mail"), LANGUAGES.items())
