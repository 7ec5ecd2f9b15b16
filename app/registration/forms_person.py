"""What organisers change of what somebody told."""

from __future__ import annotations

from typing import Any

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import ChoiceField, Form, RevisionField
from app.people.country_field import CountryField
from app.registration import person_fields
from app.registration.person_fields import OF_OTHERS


class PersonForm(Form):
    revision = RevisionField()
    name = person_fields.name(
        lazy_gettext("Full name as it should appear"),
        lazy_gettext("Please enter a name."),
        **OF_OTHERS,
    )
    native_name = person_fields.native_name(**OF_OTHERS)
    address_as = person_fields.address_as(lazy_gettext("How to address the person"), **OF_OTHERS)
    email = person_fields.email(lazy_gettext("E-mail address"), None, **OF_OTHERS)
    affiliation = person_fields.affiliation(**OF_OTHERS)
    position = person_fields.position(**OF_OTHERS)
    country = CountryField(lazy_gettext("Country or region"))
    language = ChoiceField(lazy_gettext("Language of e-mails"), LANGUAGES.items())

    def in_words(self) -> dict[str, Any]:
        """What each field says, by its label."""
        return {
            str(one.label.text): one.data
            for one in self
            if one.name not in ("revision", "csrf_token")
        }
