"""Forms of what speakers hand in. On the desk none has a token, as of all forms there; the
organisers' have one."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, RadioField, ValidationError

from app.files.photos import Crop
from app.i18n import LANGUAGES, N_, gettext, lazy_gettext
from app.i18n.fields import TextsField, WordsForm, choices
from app.invitations.forms_desk import DeskForm
from app.invitations.rules.handing_in import MOST_WORDS, count_words

_TRANSLATE = lazy_gettext("Please translate for me what is there in one language only")

#: Names of places in a picture, by where they lie between its edges.
PLACES = {
    "0-0": N_("at the top left"), "1-0": N_("at the top"), "2-0": N_("at the top right"),
    "0-1": N_("on the left"), "1-1": N_("in the middle"), "2-1": N_("on the right"),
    "0-2": N_("at the bottom left"), "1-2": N_("at the bottom"), "2-2": N_("at the bottom right"),
}  # fmt: skip
#: How much of the shorter side the square takes.
NEARNESS = {
    "1": N_("as much of the picture as possible"), "0.75": N_("a little closer"),
    "0.5": N_("very close"),
}  # fmt: skip


class TalkForm(WordsForm, DeskForm):
    title = TextsField(lazy_gettext("Title"), most=300)
    abstract = TextsField(lazy_gettext("Abstract"), lines=8, most=4000)
    please_translate = BooleanField(_TRANSLATE)
    seen = HiddenField()


class BiographyForm(WordsForm, DeskForm):
    biography = TextsField(lazy_gettext("Biography"), lines=8, most=3000)
    please_translate = BooleanField(_TRANSLATE)
    seen = HiddenField()

    def validate_biography(self, field: TextsField) -> None:
        for code in field.shown:
            words = count_words(field.said(code))
            if words > MOST_WORDS:
                raise ValidationError(
                    gettext(
                        "This text has about %(words)s words in “%(language)s”; "
                        "at most %(most)s fit.",
                        words=words,
                        language=LANGUAGES.get(code, code),
                        most=MOST_WORDS,
                    )
                )


class PhotoForm(DeskForm):
    photo = FileField(
        lazy_gettext("Photo"), render_kw={"accept": "image/jpeg,image/png,image/webp"}
    )
    place = RadioField(
        lazy_gettext("Where is your face in the picture?"),
        choices=choices((value, lazy_gettext(name)) for value, name in PLACES.items()),
        default="1-0",
    )
    near = RadioField(
        lazy_gettext("How close?"),
        choices=choices((value, lazy_gettext(name)) for value, name in NEARNESS.items()),
        default="1",
    )
    #: Said by the script instead of both.
    crop = HiddenField()
    alt = TextsField(lazy_gettext("Description"), most=200)

    def handed_in(self, most: int) -> bytes | None:
        """The octets, one more than may be at most; None where no file was chosen."""
        file: Any = self.photo.data
        if not isinstance(file, FileStorage) or not file.filename:
            return None
        return file.stream.read(most + 1)

    def chosen(self) -> Crop:
        try:
            x, y, part = (float(one) for one in (self.crop.data or "").split(","))
            return Crop(x=x, y=y, part=part)
        except ValueError:
            across, down = (int(one) / 2 for one in self.place.data.split("-"))
            return Crop(x=across, y=down, part=float(self.near.data))


class SlidesForm(DeskForm):
    slides = FileField(lazy_gettext("Slides"))

    def handed_in(self) -> FileStorage | None:
        file: Any = self.slides.data
        return file if isinstance(file, FileStorage) and file.filename else None


class ConsentsForm(DeskForm):
    """One box for each thing; what they say stands in `app.invitations.allowing`."""

    record = BooleanField()
    publish_slides = BooleanField()
    use_photo = BooleanField()
    language = HiddenField()
    #: Fingerprint of the words that were shown.
    seen = HiddenField()


# -- The same, posted with the authority of a session -----------------------------------------


class BiographyByOrganisers(BiographyForm):
    class Meta(DeskForm.Meta):
        csrf = True


class PhotoByOrganisers(PhotoForm):
    class Meta(DeskForm.Meta):
        csrf = True


class SlidesByOrganisers(SlidesForm):
    class Meta(DeskForm.Meta):
        csrf = True
