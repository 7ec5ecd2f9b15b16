"""What is wrong with a text of organisers, in sentences that say where."""

from __future__ import annotations

from app.i18n import gettext
from app.invitations.rules.texts import MOST, MOST_SUBJECT, Fault, FaultKind


def said(fault: Fault) -> str:
    where = {"line": fault.line, "sign": fault.sign}
    match fault.kind:
        case FaultKind.TOO_LONG:
            return gettext(
                "This text has %(length)s characters; at most %(most)s fit.",
                length=fault.found,
                most=MOST_SUBJECT if fault.sign == MOST_SUBJECT + 1 else MOST,
            )
        case FaultKind.NO_LINK_HERE:
            return gettext(
                "Line %(line)s, character %(sign)s: a link cannot stand in a subject.", **where
            )
        case FaultKind.UNKNOWN if fault.meant:
            return gettext(
                "Line %(line)s, character %(sign)s: there is no placeholder “%(found)s”. "
                "Did you mean “%(meant)s”?",
                found=fault.found,
                meant="{" + fault.meant + "}",
                **where,
            )
        case FaultKind.UNKNOWN:
            return gettext(
                "Line %(line)s, character %(sign)s: there is no placeholder “%(found)s”. "
                "Choose one of the list.",
                found=fault.found,
                **where,
            )
        case _:
            return gettext(
                "Line %(line)s, character %(sign)s: “%(found)s” stands alone. Curly brackets "
                "are for placeholders, such as “{name}”.",
                found=fault.found,
                **where,
            )
