"""The form of an invitation."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import ChoiceField, Form, LinesField, WordsForm

MESSAGE = 4000

_TOO_LONG = lazy_gettext("This text is too long; at most %(max)d characters fit.")


class InvitationForm(WordsForm, Form):
    language = ChoiceField(lazy_gettext("Language of the e-mail"), LANGUAGES.items())
    message = LinesField(
        lazy_gettext("Your own words"), validators=[Length(max=MESSAGE, message=_TOO_LONG)]
    )
    #: Fingerprint of what the form was opened with; empty where there was nothing yet.
    seen = HiddenField()
