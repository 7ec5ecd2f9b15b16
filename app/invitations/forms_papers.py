"""The paper of official letters, and what an organiser types for one of them."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from app.i18n import LANGUAGES, lazy_gettext
from app.i18n.fields import (
    ChoiceField,
    Form,
    LineField,
    LinesField,
    RevisionField,
    TextsField,
    WordsForm,
)

_TOO_LONG = lazy_gettext("This text is too long; at most %(max)d characters fit.")


class PaperForm(WordsForm, Form):
    letterhead = TextsField(lazy_gettext("Letterhead"), lines=4, most=600)
    signatory = TextsField(lazy_gettext("Who signs"))
    post = TextsField(lazy_gettext("Post of who signs"))
    town = TextsField(lazy_gettext("Town"), most=80)
    costs = TextsField(lazy_gettext("Who bears which costs"), lines=3, most=1000)
    more = TextsField(lazy_gettext("A paragraph of your own"), lines=4, most=2000)
    #: Fingerprint of what the form was opened with.
    seen = HiddenField()


class LetterForm(Form):
    language = ChoiceField(lazy_gettext("Language of the letter"), LANGUAGES.items())
    salutation = LineField(
        lazy_gettext("Salutation"), validators=[Length(max=200, message=_TOO_LONG)]
    )
    costs = LinesField(
        lazy_gettext("Who bears which costs"),
        validators=[Length(max=1000, message=_TOO_LONG)],
    )
    #: The last number that was issued to this person when the page was shown.
    after = RevisionField()
