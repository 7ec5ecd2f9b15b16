"""What organisers read of e-mails they have just caused: on their way, held, or kept back."""

from __future__ import annotations

from app.i18n import ngettext
from app.mail import switches
from app.workshops.membership import current_workshop


def on_its_way(said: str, n: int = 1, *, to_team: bool = False) -> str:
    """`said` where the e-mails go out now, else why they do not; what goes `to_team` is on its way
    in trial mode too."""
    switched = switches.read(current_workshop().id)
    if switched.holds:
        return ngettext(
            "The e-mail is written and waits until e-mails are let go.",
            "%(n)s e-mails are written and wait until e-mails are let go.",
            n,
        )
    if switched.on_trial and not to_team:
        return ngettext(
            "The e-mail is written; trial mode keeps it back unless it goes to your own team.",
            "%(n)s e-mails are written; trial mode keeps back those that do not go to your own "
            "team.",
            n,
        )
    return said
