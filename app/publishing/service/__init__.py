"""What makes a workshop public, what would, and what calls it off."""

from app.publishing.service.acts import CancelRehearsal, cancel, publish, rehearse_cancelling
from app.publishing.service.rehearsing import Rehearsal, rehearse

__all__ = [
    "CancelRehearsal",
    "Rehearsal",
    "cancel",
    "publish",
    "rehearse",
    "rehearse_cancelling",
]
