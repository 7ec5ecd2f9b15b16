"""The form of a person at a workshop."""

from __future__ import annotations

from wtforms.validators import DataRequired, Length, ValidationError

from app.i18n import LANGUAGES, gettext, lazy_gettext
from app.i18n.fields import (
    ChoiceField,
    Form,
    KeyField,
    LineField,
    RevisionField,
    TextsField,
    WordsForm,
    known_zone,
)
from app.mail import addresses


def mail_address(_: Form, field: LineField) -> None:
    """Validates a mail address, where one was typed."""
    if not field.data:
        return
    try:
        addresses.normal(field.data)
    except addresses.NotAnAddress as error:
        raise ValidationError(
            gettext("This cannot be an e-mail address. It should look like name@example.org.")
        ) from error


_LONG = Length(max=200, message=lazy_gettext("At most 200 characters fit here."))


class SpeakerForm(WordsForm, Form):
    key = KeyField()
    revision = RevisionField()
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter a name.")), _LONG],
    )
    native_name = LineField(lazy_gettext("Name in native script"), [_LONG])
    family = LineField(lazy_gettext("Family name, if known"), [_LONG])
    given = LineField(lazy_gettext("Given name, if known"), [_LONG])
    post = TextsField(lazy_gettext("Role on that day"))
    affiliation = TextsField(lazy_gettext("Organisation on that day"))
    email = LineField(lazy_gettext("E-mail address"), [Length(max=254), mail_address])
    language = ChoiceField(
        lazy_gettext("Language of e-mails"),
        [("", lazy_gettext("not recorded")), *LANGUAGES.items()],
    )
    country = ChoiceField(lazy_gettext("Country or region"))
    time_zone = LineField(lazy_gettext("Time zone"), [known_zone], render_kw={"list": "zones"})
