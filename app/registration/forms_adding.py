"""The form with which organisers register one person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from app.i18n import LANGUAGES, gettext, lazy_gettext
from app.i18n.fields import ChoiceField, Form, KeyField, choices
from app.people.country_field import CountryField
from app.registration import person_fields
from app.registration.person_fields import OF_OTHERS
from app.registration.service import Wish
from app.registration.words import WAYS
from app.workshops.rules import Way


class AddForm(Form):
    key = KeyField()
    name = person_fields.name(
        lazy_gettext("Full name as it should appear"),
        lazy_gettext("Please enter the name."),
        **OF_OTHERS,
    )
    email = person_fields.email(
        lazy_gettext("E-mail address"),
        lazy_gettext("Please enter the e-mail address."),
        **OF_OTHERS,
    )
    affiliation = person_fields.affiliation(**OF_OTHERS)
    position = person_fields.position(**OF_OTHERS)
    country = CountryField(lazy_gettext("Country or region"), render_kw=OF_OTHERS)
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
