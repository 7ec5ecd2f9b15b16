"""Choosing a country or region: the likely ones first, and again in the alphabet.

A list of some 250 countries is most of a form. What stands in it is the same for everybody who
reads one language at one workshop, so it is written once; choosing one marks it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import html_params

from app.i18n import gettext, language
from app.people import countries


class _Select:
    """A list of countries as HTML."""

    validation_attrs = ("required", "disabled")

    def __call__(self, field: CountryField, **more: Any) -> Markup:
        more.setdefault("id", field.id)
        names = html_params(name=field.name, **more)
        listed = _listed(language(), tuple(field.likely))
        if field.data:
            here = f'value="{escape(field.data)}"'
            listed = listed.replace(here, f"selected {here}", 1)
        return Markup(f"<select {names}>{listed}</select>")


class CountryField(Field):
    """Its data is an ISO 3166 code of two capitals, or None."""

    widget = _Select()

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        more["render_kw"] = {"autocomplete": "country"} | more.get("render_kw", {})
        super().__init__(label, [Optional()] if validators is None else validators, **more)
        #: Codes of countries that stand before all others, in this order.
        self.likely: Collection[str] = ()

    def require(self, message: str) -> None:
        """From now on it must be chosen."""
        self.validators = [DataRequired(message)]
        self.flags.optional = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]).strip().upper() or None if valuelist else None

    def pre_validate(self, form: BaseForm) -> None:
        if self.data and self.data not in countries.names(language()):
            raise ValidationError(gettext("Please choose a country or region from the list."))


@lru_cache(maxsize=64)
def _listed(spoken: str, likely: tuple[str, ...]) -> str:
    """In the spoken language, which the caller names so that each has its own."""
    names = countries.names(spoken)
    first = {code: names[code] for code in likely if code in names}
    groups = [(gettext("Of this workshop"), first)] if first else []
    groups.append((gettext("All countries and regions"), names))
    return f'<option value="">{escape(gettext("Please choose"))}</option>' + "".join(
        f'<optgroup label="{escape(title)}">{_options(group)}</optgroup>'
        for title, group in groups
    )


def _options(names: dict[str, str]) -> str:
    return "".join(
        f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in names.items()
    )
