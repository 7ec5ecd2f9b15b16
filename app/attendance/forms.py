"""Who comes to the door without having asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import RadioField

from app.i18n import lazy_gettext
from app.i18n.fields import Form, KeyField, choices
from app.links import new_key
from app.registration import person_fields
from app.workshops.rules import Way
from app.workshops.ways import WAYS


class WalkInForm(Form):
    """Typed by the team for somebody else: browsers need not offer the helper's own name."""

    key = KeyField(default=new_key)
    name = person_fields.name(
        lazy_gettext("Full name as it should appear"),
        lazy_gettext("Please enter a name."),
        **person_fields.OF_OTHERS,
    )
    affiliation = person_fields.affiliation(**person_fields.OF_OTHERS)
    email = person_fields.email(lazy_gettext("E-mail address"), None, **person_fields.OF_OTHERS)
    way = RadioField(lazy_gettext("How does this person take part?"))

    def __init__(self, ways: Collection[Way], **more: Any) -> None:
        super().__init__(**more)
        self.way.choices = choices((way.value, WAYS[way]) for way in ways)
        if not self.way.data and ways:
            self.way.data = next(iter(ways)).value
