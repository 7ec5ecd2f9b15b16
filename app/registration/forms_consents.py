"""The form by which organisers say what people are asked to agree to."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
)

from app.i18n import lazy_gettext
from app.i18n.fields import TextsField
from app.registration.forms_asked_of import Asking, condition_data
from app.registration.rules.questions import (
    Consent,
)


class ConsentForm(Asking):
    label = TextsField(
        lazy_gettext("What somebody agrees to"),
        lines=2,
        most=600,
        required=lazy_gettext("Please enter what somebody agrees to."),
    )
    details = TextsField(lazy_gettext("Details"), lines=4, most=3000)
    required = BooleanField(lazy_gettext("Nobody can register without it"))

    def consent(self, before: Consent | None, key: str) -> Consent:
        return Consent(
            key=key,
            label=self.label.data or {},
            details=self.details.data,
            required=self.required.data,
            when=self.when(),
            version=before.version if before else 1,
            retired=before.retired if before else False,
        )


def consent_data(consent: Consent) -> dict[str, Any]:
    return {
        "label": consent.label,
        "details": consent.details,
        "required": consent.required,
        **condition_data(consent.when),
    }
