"""The form of an invitation, and the note a speaker may add to an answer."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import ChoiceField, Form, LinesField, WordsForm

MESSAGE = 4000
NOTE = 2000

_TOO_LONG = lazy_gettext("This text is too long; at most %(max)d characters fit.")


class InvitationForm(WordsForm, Form):
    language = ChoiceField(lazy_gettext("Language of the e-mail"), LANGUAGES.items())
    message = LinesField(
        lazy_gettext("Your own words"), validators=[Length(max=MESSAGE, message=_TOO_LONG)]
    )
    #: Fingerprint of what the form was opened with; empty where there was nothing yet.
    seen = HiddenField()


class AnswerForm(Form):
    """Posted from the speaker's desk, where no session and so no token of it exists."""

    class Meta(Form.Meta):
        csrf = False

    note = LinesField(
        lazy_gettext("A note to the organisers"),
        validators=[Length(max=NOTE, message=_TOO_LONG)],
    )
