"""The public form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.i18n import gettext, lazy_gettext, zones
from app.i18n.fields import Form, KeyField, LineField, choices
from app.people.country_field import CountryField
from app.people.forms import mail_address
from app.registration.rules.names import holds_web_address
from app.registration.words import WAYS
from app.workshops.rules import Way


def is_a_name(_: Form, field: LineField) -> None:
    if holds_web_address(field.data or ""):
        raise ValidationError(gettext("A name cannot hold a web address."))


class AtMost(Length):
    """Said to people, not to browsers: those cut off what is pasted, and nobody notices."""

    def __init__(self, most: int, message: Any) -> None:
        super().__init__(max=most, message=message)
        self.field_flags = {}


LONG = AtMost(200, lazy_gettext("At most 200 characters fit here."))
LONGER = AtMost(300, lazy_gettext("At most 300 characters fit here."))


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
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter your name.")), LONG, is_a_name],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    native_name = LineField(
        lazy_gettext("Name in its own script"),
        [Optional(), LONG, is_a_name],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    address_as = LineField(
        lazy_gettext("How should we address you?"),
        [Optional(), AtMost(80, lazy_gettext("At most 80 characters fit here."))],
        render_kw={"autocomplete": "honorific-prefix", "spellcheck": "false", "size": "20"},
    )
    email = LineField(
        lazy_gettext("E-mail address"),
        [
            DataRequired(lazy_gettext("Please enter your e-mail address.")),
            AtMost(254, lazy_gettext("At most 254 characters fit here.")),
            mail_address,
        ],
        render_kw={
            "autocomplete": "email",
            "autocapitalize": "none",
            "inputmode": "email",
            "spellcheck": "false",
            "size": "40",
        },
    )
    affiliation = LineField(
        lazy_gettext("Organisation"),
        [Optional(), LONGER],
        render_kw={"autocomplete": "organization", "spellcheck": "false"},
    )
    position = LineField(
        lazy_gettext("Role"),
        [Optional(), LONGER],
        render_kw={"autocomplete": "organization-title", "spellcheck": "false"},
    )
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
