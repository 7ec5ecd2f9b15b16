"""The public form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from app.i18n import gettext, lazy_gettext, zones
from app.i18n.fields import Form, KeyField, choices
from app.people.country_field import CountryField
from app.registration import person_fields
from app.registration.person_fields import needed_country
from app.registration.queries import Asks
from app.registration.words import WAYS
from app.workshops.rules import Way


class BrowsersZone(HiddenField):
    """The zone of the reader's clock; what calendars do not know is taken for none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        told = str(valuelist[0]) if valuelist else ""
        self.data = told if told in zones.zone_names() else None


class RegisterForm(Form):
    """Needs no session: nothing is done here in anybody's name but the sender's own."""

    class Meta(Form.Meta):
        csrf = False

    key = KeyField()
    # In the order of the page, in which errors are listed too.
    way = RadioField(lazy_gettext("How will you take part?"), validate_choice=False)
    name = person_fields.name(
        lazy_gettext("Full name as it should appear"),
        lazy_gettext("Please enter your name."),
        autocomplete="name",
    )
    native_name = person_fields.native_name(autocomplete="off")
    address_as = person_fields.address_as(
        lazy_gettext("How should we address you?"), autocomplete="honorific-prefix"
    )
    email = person_fields.email(
        lazy_gettext("E-mail address"),
        lazy_gettext("Please enter your e-mail address."),
        autocomplete="email",
    )
    affiliation = person_fields.affiliation(autocomplete="organization")
    position = person_fields.position(autocomplete="organization-title")
    country = CountryField(lazy_gettext("Country or region"))
    #: Told by the browser, see static/draft.js.
    time_zone = BrowsersZone()
    #: When the form was shown, signed; see traps.
    shown_at = HiddenField()
    #: Hidden from people; only robots fill it in.
    website = StringField(render_kw={"tabindex": "-1", "autocomplete": "off"})

    def __init__(self, ways: Collection[Way], **more: Any) -> None:
        super().__init__(**more)
        self.ways = [way.value for way in ways]
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        if len(ways) == 1 and not self.way.data:
            self.way.data = next(iter(ways)).value

    def offer_first(self, likely: Collection[str]) -> None:
        """These countries, by their codes, before all others."""
        self.country.likely = likely

    def asking_by(self, asks: Asks) -> Self:
        """Who is asked other things in other countries has to say where they live."""
        if asks.by_country:
            self.country.require(needed_country())
        return self

    def validate_way(self, field: RadioField) -> None:
        if field.data not in self.ways:
            raise ValidationError(gettext("Please choose how you take part."))

    @property
    def knows_more(self) -> bool:
        """Whether something stands behind the disclosure that its reader should see."""
        behind = (self.native_name, self.address_as)
        return any(field.data or field.errors for field in behind)

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.website.data)
