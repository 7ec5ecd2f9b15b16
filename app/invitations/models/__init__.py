"""Tables of invitations: the asking, its plan, calendars, conversations, materials, papers."""

from app.invitations.models.appointments import Appointment
from app.invitations.models.invitations import Invitation, InvitationPlan
from app.invitations.models.materials import SlideFile, SpeakerConsent
from app.invitations.models.papers import OfficialLetter
from app.invitations.models.remarks import Remark

__all__ = (
    "Appointment",
    "Invitation",
    "InvitationPlan",
    "OfficialLetter",
    "Remark",
    "SlideFile",
    "SpeakerConsent",
)
