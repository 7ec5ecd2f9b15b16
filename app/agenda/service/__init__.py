"""What happens to an agenda: freezing the draft, and the verbs of its items and its frame."""

from app.agenda.service.freezing import Frozen, freeze, freeze_cancelled, lock, preview

__all__ = ["Frozen", "freeze", "freeze_cancelled", "lock", "preview"]
