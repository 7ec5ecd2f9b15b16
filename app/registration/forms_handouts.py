"""The organisers' form of one handout: a title, and a file or an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from app.errors import Refusal
from app.files import rules as files
from app.files.rules import Upload
from app.i18n import gettext, lazy_gettext, refusal_sentence
from app.i18n.fields import Form, LineField, TextsField
from app.registration.person_fields import AtMost

#: A little less than a whole request may hold.
MOST_OCTETS = 24 * 1024 * 1024


class _OneFile(FileField):
    """Its data is an Upload, checked; what cannot be taken is the field's error."""

    data: Upload | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        handed = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        if not handed:
            return
        content = handed[0].stream.read(MOST_OCTETS + 1)
        try:
            self.data = files.checked(handed[0].filename or "", content, most=MOST_OCTETS)
        except Refusal as refusal:
            raise ValueError(refusal_sentence(refusal)) from refusal


class HandoutForm(Form):
    title = TextsField(
        lazy_gettext("Title"), most=200, required=lazy_gettext("Please enter a title.")
    )
    file = _OneFile(lazy_gettext("File"), render_kw={"accept": files.ACCEPT})
    url = LineField(
        lazy_gettext("Or its address on the web"),
        [AtMost(1000, lazy_gettext("At most 1000 characters fit here."))],
        render_kw={"inputmode": "url", "spellcheck": "false", "placeholder": "https://"},
    )

    def __init__(self, *, has_file: bool, **more: Any) -> None:
        super().__init__(**more)
        self.has_file = has_file

    def validate_url(self, field: LineField) -> None:
        parts = urlsplit(field.data or "")
        if field.data and (parts.scheme != "https" or not parts.hostname):
            raise ValidationError(
                gettext("Please enter a whole address that begins with https://.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.errors and self.file.data and self.url.data:
            self.url.errors = [gettext("Please choose one: a file or an address.")]
        elif not self.errors and not (self.file.data or self.url.data or self.has_file):
            self.file.errors = [gettext("Please choose a file, or enter an address.")]
        return not self.errors
