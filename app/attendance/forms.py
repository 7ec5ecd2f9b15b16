"""Who comes to the door without having asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import RadioField
from wtforms.validators import DataRequired, Length, Optional

from app.i18n import lazy_gettext
from app.i18n.fields import Form, KeyField, LineField, choices
from app.links import new_key
from app.people.forms import mail_address
from app.workshops.rules import Way
from app.workshops.ways import WAYS

_LONG = lazy_gettext("At most 200 characters fit here.")
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class WalkInForm(Form):
    """Typed by the team for somebody else: browsers need not offer the helper's own name."""

    key = KeyField(default=new_key)
    name = LineField(
        lazy_gettext("Full name as it should appear"),
        [DataRequired(lazy_gettext("Please enter a name.")), Length(max=200, message=_LONG)],
        render_kw=_QUIET,
    )
    affiliation = LineField(
        lazy_gettext("Organisation"),
        [Optional(), Length(max=200, message=_LONG)],
        render_kw=_QUIET,
    )
    email = LineField(
        lazy_gettext("E-mail address"),
        [Optional(), Length(max=254), mail_address],
        render_kw=_QUIET | {"inputmode": "email", "autocapitalize": "none"},
    )
    way = RadioField(lazy_gettext("How does this person take part?"))

    def __init__(self, ways: Collection[Way], **more: Any) -> None:
        super().__init__(**more)
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        if not self.way.data and ways:
            self.way.data = next(iter(ways)).value
