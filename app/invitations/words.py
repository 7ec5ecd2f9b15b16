"""How invitations are spoken of on pages."""

from __future__ import annotations

from app.i18n import lazy_gettext
from app.invitations.rules import InvitationState
from app.people.rules import Part

S = InvitationState

#: For the organisers.
STATES = {
    S.DRAFTED: lazy_gettext("drafted"),
    S.SENT: lazy_gettext("sent, no answer yet"),
    S.ACCEPTED: lazy_gettext("accepted"),
    S.DECLINED: lazy_gettext("declined"),
    S.TENTATIVE: lazy_gettext("perhaps"),
    S.COUNTER_PROPOSED: lazy_gettext("proposes another time"),
    S.DELEGATING: lazy_gettext("names somebody else; waits for you"),
    S.DELEGATED: lazy_gettext("delegated"),
    S.WITHDRAWN: lazy_gettext("withdrawn"),
    S.LAPSED: lazy_gettext("lapsed"),
}
PARTS = {
    Part.SPEAKER: lazy_gettext("speaker"),
    Part.MODERATOR: lazy_gettext("moderator"),
    Part.PANELLIST: lazy_gettext("panellist"),
    Part.INTERPRETER: lazy_gettext("interpreter"),
    Part.DELEGATE: lazy_gettext("delegate"),
}
