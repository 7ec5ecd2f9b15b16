"""The form with which organisers register one person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, Optional, ValidationError

from app.i18n import LANGUAGES, gettext, lazy_gettext
from app.i18n.fields import ChoiceField, Form, KeyField, LineField, choices
from app.people.country_field import CountryField
from app.people.forms import mail_address
from app.registration.forms import (
    LONG,
    LONGER,
    AtMost,
    is_a_name,
)
from app.registration.service import Wish
from app.registration.words import WAYS
from app.workshops.rules import Way

#: Nothing here is about whoever types, so browsers shall not offer their own name and address.
_NOT_OWN = {"autocomplete": "off", "spellcheck": "false"}


class AddForm(Form):
    key = KeyField()
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter the name.")), LONG, is_a_name],
        render_kw=_NOT_OWN,
    )
    email = LineField(
        lazy_gettext("E-mail address"),
        [
            DataRequired(lazy_gettext("Please enter the e-mail address.")),
            AtMost(254, lazy_gettext("At most 254 characters fit here.")),
            mail_address,
        ],
        render_kw=_NOT_OWN | {"autocapitalize": "none", "inputmode": "email"},
    )
    affiliation = LineField(lazy_gettext("Organisation"), [Optional(), LONGER], render_kw=_NOT_OWN)
    position = LineField(lazy_gettext("Role"), [Optional(), LONGER], render_kw=_NOT_OWN)
    country = CountryField(lazy_gettext("Country or region"), render_kw={"autocomplete": "off"})
    way = RadioField(lazy_gettext("Way of taking part"), validate_choice=False)
    language = ChoiceField(lazy_gettext("Language of e-mails"))
    tell = BooleanField(lazy_gettext("Write to this person now"))

    def __init__(self, ways: Collection[Way], languages: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.ways = [way.value for way in ways]
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        spoken = [code for code in languages if code in LANGUAGES]
        self.language.offer(
            [(code, LANGUAGES[code]) for code in dict.fromkeys([*spoken, *LANGUAGES])]
        )
        if len(ways) == 1 and not self.way.data:
            self.way.data = self.ways[0]

    def validate_way(self, field: RadioField) -> None:
        if field.data not in self.ways:
            raise ValidationError(gettext("Please choose the way of taking part."))

    def wish(self) -> Wish:
        return Wish(
            name=self.name.data or "",
            email=self.email.data or "",
            way=Way(self.way.data),
            affiliation=self.affiliation.data,
            position=self.position.data,
            country=self.country.data or None,
            language=self.language.data,
        )
