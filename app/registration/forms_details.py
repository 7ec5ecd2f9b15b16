"""Forms of a person's own page: what they told us, another address, who comes instead."""

from __future__ import annotations

from typing import Any, cast

from wtforms.validators import ValidationError

from app.i18n import LANGUAGES, gettext, language, lazy_gettext
from app.i18n.fields import ChoiceField, Form, LineField, RevisionField, ZoneField
from app.mail import addresses
from app.people import countries
from app.people.country_field import CountryField
from app.registration import person_fields
from app.registration.forms import RegisterForm
from app.registration.person_fields import OF_OTHERS
from app.registration.service import Details


class _Own(Form):
    """Nothing here is done by the authority of a session: the link in the address is all."""

    class Meta(Form.Meta):
        csrf = False


class DetailsForm(_Own):
    """As on the form by which somebody registers, with the same words and limits."""

    revision = RevisionField()
    name = cast(LineField, RegisterForm.name)
    native_name = cast(LineField, RegisterForm.native_name)
    address_as = cast(LineField, RegisterForm.address_as)
    affiliation = cast(LineField, RegisterForm.affiliation)
    position = cast(LineField, RegisterForm.position)
    country = cast(CountryField, RegisterForm.country)
    language = ChoiceField(lazy_gettext("Language of e-mails"), LANGUAGES.items())
    time_zone = ZoneField(
        lazy_gettext("Your time zone"),
        empty=lazy_gettext("not given"),
    )

    def as_words(self) -> dict[str, str]:
        """For the comparison of two saves."""
        names = {"country": countries.names(language()), "language": LANGUAGES}
        said = {str(one.label.text): one.data for one in self if one.name in Details.__slots__}
        for name, known in names.items():
            label = str(self[name].label.text)
            said[label] = known.get(said[label] or "", said[label])
        return {label: text or "" for label, text in said.items()}


class AddressForm(_Own):
    email = person_fields.email(
        lazy_gettext("New e-mail address"),
        lazy_gettext("Please enter your e-mail address."),
        autocomplete="email",
    )


class HandOverForm(_Own):
    name = person_fields.name(
        lazy_gettext("Full name of your colleague"),
        lazy_gettext("Please enter the name."),
        **OF_OTHERS,
    )
    email = person_fields.email(
        lazy_gettext("E-mail address of your colleague"),
        lazy_gettext("Please enter the e-mail address."),
        **OF_OTHERS,
    )
    affiliation = person_fields.affiliation(**OF_OTHERS)
    position = person_fields.position(**OF_OTHERS)

    def __init__(self, own_address: str, **more: Any) -> None:
        super().__init__(**more)
        self.own_address = own_address

    def validate_email(self, field: LineField) -> None:
        if not field.errors and addresses.normal(field.data or "") == self.own_address:
            raise ValidationError(
                gettext("This is your own address. Please enter the one of your colleague.")
            )
