"""The one form of signing in."""

from __future__ import annotations

from wtforms import EmailField
from wtforms.validators import DataRequired, Length

from app.i18n import lazy_gettext
from app.i18n.fields import Form


class SignInForm(Form):
    email = EmailField(
        lazy_gettext("E-mail address"),
        [
            DataRequired(lazy_gettext("Please enter your e-mail address.")),
            Length(max=254, message=lazy_gettext("An e-mail address has at most 254 characters.")),
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
