"""What comes back: reports of mail servers, automatic answers, calendar answers, messages."""

from app.mail.receiving.incoming import CalendarPart, Incoming, Verdict
from app.mail.receiving.registry import Handler, on_reply, words_of
from app.mail.receiving.taking import take

__all__ = ["CalendarPart", "Handler", "Incoming", "Verdict", "on_reply", "take", "words_of"]
