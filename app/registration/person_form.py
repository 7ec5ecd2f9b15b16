"""What organisers change of what somebody told."""

from __future__ import annotations

from typing import Any

from wtforms.validators import DataRequired, Optional

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import ChoiceField, Form, LineField, RevisionField
from app.people.country_field import CountryField
from app.people.forms import mail_address
from app.registration.forms import (
    LONG,
    LONGER,
    AtMost,
    is_a_name,
)


class PersonForm(Form):
    revision = RevisionField()
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter a name.")), LONG, is_a_name],
        render_kw={"spellcheck": "false"},
    )
    native_name = LineField(
        lazy_gettext("Name in native script"),
        [Optional(), LONG, is_a_name],
        render_kw={"spellcheck": "false"},
    )
    address_as = LineField(
        lazy_gettext("How to address the person"),
        [Optional(), AtMost(80, lazy_gettext("At most 80 characters fit here."))],
        render_kw={"spellcheck": "false"},
    )
    email = LineField(
        lazy_gettext("E-mail address"),
        [
            AtMost(254, lazy_gettext("At most 254 characters fit here.")),
            mail_address,
        ],
        render_kw={"autocapitalize": "none", "inputmode": "email", "spellcheck": "false"},
    )
    affiliation = LineField(lazy_gettext("Organisation"), [Optional(), LONGER])
    position = LineField(lazy_gettext("Role"), [Optional(), LONGER])
    country = CountryField(lazy_gettext("Country or region"))
    language = ChoiceField(lazy_gettext("Language of e-mails"), LANGUAGES.items())

    def in_words(self) -> dict[str, Any]:
        """What each field says, by its label."""
        return {
            str(one.label.text): one.data
            for one in self
            if one.name not in ("revision", "csrf_token")
        }
