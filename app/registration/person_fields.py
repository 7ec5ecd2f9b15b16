"""What every form asks of a person, with the same limits and sentences: by whoever fills it in."""

from __future__ import annotations

from typing import Any

from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.i18n import gettext, lazy_gettext
from app.i18n.fields import Form, LineField
from app.people.forms import mail_address
from app.registration.rules.names import holds_web_address

#: Where somebody fills in the form for somebody else, browsers shall not offer their own name.
OF_OTHERS = {"autocomplete": "off"}
_PLAIN = {"spellcheck": "false"}
_ADDRESS = _PLAIN | {"autocapitalize": "none", "inputmode": "email", "size": "40"}


class AtMost(Length):
    """Said to people, not to browsers: those cut off what is pasted, and nobody notices."""

    def __init__(self, most: int, message: Any) -> None:
        super().__init__(max=most, message=message)
        self.field_flags = {}


LONG = AtMost(200, lazy_gettext("At most 200 characters fit here."))
LONGER = AtMost(300, lazy_gettext("At most 300 characters fit here."))


def is_a_name(_: Form, field: LineField) -> None:
    if holds_web_address(field.data or ""):
        raise ValidationError(gettext("A name cannot hold a web address."))


def name(label: Any, missing: Any, **how: str) -> Any:
    return LineField(label, [DataRequired(missing), LONG, is_a_name], render_kw=_PLAIN | how)


def native_name(**how: str) -> Any:
    label = lazy_gettext("Name in its own script")
    return LineField(label, [Optional(), LONG, is_a_name], render_kw=_PLAIN | how)


def address_as(label: Any, **how: str) -> Any:
    short = AtMost(80, lazy_gettext("At most 80 characters fit here."))
    return LineField(label, [Optional(), short], render_kw=_PLAIN | {"size": "20"} | how)


def email(label: Any, missing: Any | None, **how: str) -> Any:
    """`missing` is what to say where none was given; None = they need not have one."""
    needed = DataRequired(missing) if missing is not None else Optional()
    short = AtMost(254, lazy_gettext("At most 254 characters fit here."))
    return LineField(label, [needed, short, mail_address], render_kw=_ADDRESS | how)


def needed_country() -> str:
    return gettext("Please choose your country or region.")


def affiliation(**how: str) -> Any:
    return LineField(lazy_gettext("Organisation"), [Optional(), LONGER], render_kw=_PLAIN | how)


def position(**how: str) -> Any:
    return LineField(lazy_gettext("Role"), [Optional(), LONGER], render_kw=_PLAIN | how)
