"""What speakers are asked to allow, in the words that are kept with their answer."""

from __future__ import annotations

from app.i18n import gettext, lazy_gettext, speaking
from app.invitations.rules import Consent

NAMES = {
    Consent.RECORD: lazy_gettext("Recording"),
    Consent.PUBLISH_SLIDES: lazy_gettext("Slides"),
    Consent.USE_PHOTO: lazy_gettext("Photo"),
}


def words() -> dict[Consent, str]:
    """In the spoken language."""
    return {
        Consent.RECORD: gettext(
            "My talk may be recorded in sound and picture, and the organisers may make the "
            "recording public."
        ),
        Consent.PUBLISH_SLIDES: gettext(
            "My slides may be offered for download on the public page of the workshop."
        ),
        Consent.USE_PHOTO: gettext("My photo may be shown on the public page of the workshop."),
    }


def words_in(language: str) -> dict[Consent, str]:
    with speaking(language):
        return words()
