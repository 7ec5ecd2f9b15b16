"""Whether a machine wrote a message. Nobody answers those, so nothing of ours goes round."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Headers that only programs set which answer by themselves.
_MARKS = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-mail-autoreply", "x-auto-reply",
    "x-ms-exchange-inbox-rules-loop",
)  # fmt: skip
_PRECEDENCE = ("bulk", "junk", "list", "auto_reply", "auto-reply")
#: Subjects of answers that programs give while somebody is away.
_AWAY = re.compile(
    r"\s*(auto(matic|mated)?[ -]?(reply|response|matic reply)\b|out of (the )?office\b"
    r"|automatische antwort\b|abwesenheit|abwesend\b|autoreply\b|réponse automatique\b"
    r"|respuesta automática\b|自动回复|自動回覆|自动答复)",
    re.IGNORECASE,
)


def is_automatic(header: Callable[[str], str], *, null_return_path: bool) -> bool:
    """RFC 3834, and what mail programs did before it and beside it."""
    said = header("auto-submitted").partition(";")[0].strip().lower()
    return (
        null_return_path
        or said not in ("", "no")
        or header("precedence").strip().lower() in _PRECEDENCE
        or any(header(name) for name in _MARKS)
        or "disposition-notification" in header("content-type").lower()
        or _AWAY.match(header("subject")) is not None
    )
