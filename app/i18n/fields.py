"""Forms and fields of the house: texts per language, cleaned as they are read, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import Choice, SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.i18n import get_translations
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.i18n import LANGUAGES, cities, gettext, language, lazy_gettext, texts, zones
from app.i18n.punctuation import listed

_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class Form(FlaskForm):
    """A form whose few sentences from WTForms itself are in the spoken language too."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: BaseForm) -> Any:
            return get_translations([language()])


def known_zone(_: BaseForm, field: Field) -> None:
    """Validates the name of a zone, where one was typed."""
    if field.data and field.data not in zones.zone_names():
        raise ValidationError(
            gettext(
                "“%(zone)s” is not a zone that calendars know. Use a name such as Asia/Shanghai.",
                zone=field.data,
            )
        )


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and their labels as WTForms takes them."""
    return [SelectChoice(value, label) for value, label in pairs]


class ChoiceField(SelectField):
    """One of several; what is not offered is refused in words a person understands."""

    def __init__(
        self, label: Any = None, pairs: Iterable[tuple[str, Any]] = (), **more: Any
    ) -> None:
        super().__init__(label, choices=choices(pairs), **more)

    def offer(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.choices = choices(pairs)

    def pre_validate(self, form: BaseForm) -> None:
        offered: Any = self.choices
        if self.data not in [choice.value for choice in offered]:
            raise ValidationError(gettext("Please choose one of the entries of the list."))


class ZoneField(SelectField):
    """A zone by its city, in the reader's language, below its part of the world; "" = none.

    Zones that belong to the matter, such as the workshop's own, are offered first with `near`. Any
    name that calendars know may be sent: a zone with an older name stays as it is.
    """

    def __init__(self, label: Any = None, empty: Any = None, **more: Any) -> None:
        super().__init__(label, **({"validators": [known_zone]} | more))
        self.empty = empty or lazy_gettext("not recorded")
        self.choices = []
        self.near()

    def near(self, zone_names: Iterable[str | None] = ()) -> None:
        """Offer these before all others."""
        self._near = list(dict.fromkeys(name for name in zone_names if name))

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = texts.one_line(str(valuelist[0])) or None if valuelist else None

    def pre_validate(self, form: BaseForm) -> None:
        """What is not offered is judged by name, by `known_zone`."""

    def has_groups(self) -> bool:
        return True

    def iter_groups(self) -> Any:
        """Groups as WTForms shows them: "" for those before the first heading."""
        spoken, chosen = language(), self.data or ""
        offered = cities.listed()
        near = [name for name in self._near if name in zones.zone_names()]
        if chosen and chosen not in offered and chosen not in near:
            near.insert(0, chosen)
        yield None, [Choice("", str(self.empty), not chosen, {})]
        if near:
            yield (
                gettext("Used here"),
                [Choice(name, _city_of(name, spoken), name == chosen, {}) for name in near],
            )
        for region, zones_there in cities.by_region(spoken):
            yield (
                region,
                [
                    Choice(name, city, name == chosen and name not in near, {})
                    for name, city in zones_there
                ],
            )


def _city_of(zone_name: str, language: str) -> str:
    """The city; the bare name where it is not one, or was never typed right."""
    return cities.city(zone_name, language) if zone_name in zones.zone_names() else zone_name


class TextsField(Field):
    """One text in several languages, posted as `<name>-<language>`; its data is a Text or None.

    `lines` is 1 for a one-line text; more makes the inputs text areas. Templates show it with the
    macro text_fields. Texts in languages that the form did not show stay as the form was given
    them, so a form that saves what is there already is made with `data`, also when it was posted.
    """

    def __init__(
        self,
        label: Any = None,
        *,
        lines: int = 1,
        most: int = 300,
        required: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.lines, self.most, self.required = lines, most, required
        #: Languages that were posted; the others are nobody's fault on this page.
        self.shown: set[str] = set()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = self.object_data = data if isinstance(data, dict) else None
        if formdata is None or not self._posted(formdata):
            return
        clean = texts.one_line if self.lines == 1 else texts.many_lines
        written = {code: clean(formdata.get(name, "")) for code, name in self._posted(formdata)}
        self.shown = set(written)
        hidden = {code: text for code, text in (self.data or {}).items() if code not in written}
        self.data = {code: text for code, text in written.items() if text} | hidden or None

    def _posted(self, formdata: Any) -> list[tuple[str, str]]:
        names = [name for name in formdata if name.startswith(f"{self.name}-")]
        found = [(name.removeprefix(f"{self.name}-"), name) for name in names]
        return [(code, name) for code, name in found if _LANGUAGE.match(code)]

    def said(self, language: str) -> str:
        """What stands in the input of this language."""
        text: str = (self.data or {}).get(language, "")
        return text

    def pre_validate(self, form: BaseForm) -> None:
        shown = {code: text for code, text in (self.data or {}).items() if code in self.shown}
        if self.required and not (shown if self.shown else self.data):
            raise ValidationError(self.required)
        for code, text in shown.items():
            if len(text) > self.most:
                raise ValidationError(
                    gettext(
                        "This text has %(length)s characters in “%(language)s”; "
                        "at most %(most)s fit.",
                        length=len(text),
                        language=LANGUAGES.get(code, code),
                        most=self.most,
                    )
                )


class KeyField(HiddenField):
    """Names what a form creates, made when the form is shown; sent twice it makes one thing.

    Whatever could not be a part of an address or of a calendar's UID is taken for none.
    """

    def process_formdata(self, valuelist: list[Any]) -> None:
        told = str(valuelist[0]) if valuelist else ""
        self.data = told if len(told) <= 32 and _KEY.match(told) else None


class RevisionField(IntegerField):
    """Hidden: which save of a row the form was opened at; 0, the oldest, where it does not say."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        told = str(valuelist[0]) if valuelist else ""
        self.data = int(told) if told.isdecimal() and len(told) < 10 else 0


class LineField(StringField):
    """One line, cleaned of control characters; None where nothing was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = texts.one_line(str(valuelist[0])) or None if valuelist else None


class LinesField(TextAreaField):
    """Several lines, cleaned; None where nothing was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = texts.many_lines(str(valuelist[0])) or None if valuelist else None


class WordsForm:
    """Mixed into a form that may be compared with what somebody else saved meanwhile."""

    def as_words(self) -> dict[str, str]:
        """What stands in the form, by label, as people read it."""
        said: dict[str, str] = {}
        for field in self:  # type: ignore[attr-defined]
            if field.type in ("HiddenField", "CSRFTokenField") or field.name == "revision":
                continue
            label = str(field.label.text)
            if isinstance(field, TextsField):
                for code, text in (field.data or {}).items():
                    said[f"{label} ({LANGUAGES.get(code, code)})"] = text
            elif isinstance(field.data, list):
                said[label] = listed(field.data)
            else:
                said[label] = str(field.data) if field.data not in (None, "") else ""
        return said
