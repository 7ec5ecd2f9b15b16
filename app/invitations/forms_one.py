"""Forms of organisers about one speaker: an answer they heard, a reply, a word, an assistant."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Optional

from app.i18n import lazy_gettext
from app.i18n.fields import Form, LinesField, choices
from app.invitations.rules import Action
from app.registration import person_fields
from app.registration.person_fields import OF_OTHERS, AtMost

#: Characters of a reply, and of a note.
MOST = 4000

_FITS = AtMost(MOST, lazy_gettext("This text is too long; at most %(max)d characters fit."))


class HeardForm(Form):
    heard = RadioField(
        lazy_gettext("What the speaker said"),
        choices=choices(
            [
                (Action.ACCEPT.value, lazy_gettext("Yes, accepts")),
                (Action.DECLINE.value, lazy_gettext("No, declines")),
                (Action.AWAIT_APPROVAL.value, lazy_gettext("Perhaps, waits for approval")),
            ]
        ),
        validators=[InputRequired(lazy_gettext("Please choose what the speaker said."))],
    )
    note = LinesField(lazy_gettext("Note"), validators=[Optional(), _FITS])


class ReplyForm(Form):
    reply = LinesField(
        lazy_gettext("Your answer"),
        validators=[DataRequired(lazy_gettext("Please write an answer.")), _FITS],
    )


class WordForm(Form):
    """Words that go into the e-mail; none are needed."""

    word = LinesField(lazy_gettext("A word to the speaker"), validators=[Optional(), _FITS])


class AssistantForm(Form):
    name = person_fields.name(
        lazy_gettext("Name of the assistant"), lazy_gettext("Please enter the name."), **OF_OTHERS
    )
    email = person_fields.email(
        lazy_gettext("E-mail address of the assistant"),
        lazy_gettext("Please enter the e-mail address."),
        **OF_OTHERS,
    )
