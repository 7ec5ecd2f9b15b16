"""Reasons of what became of a message, as organisers read them. Handlers add their own."""

from __future__ import annotations

from app.i18n import N_
from app.mail.rules import Outcome, ReceivedKind

KINDS = {
    ReceivedKind.BOUNCE: N_("report of a mail server"),
    ReceivedKind.AUTO_REPLY: N_("automatic reply"),
    ReceivedKind.CALENDAR: N_("answer from a calendar"),
    ReceivedKind.MESSAGE: N_("message"),
}
OUTCOMES = {
    Outcome.APPLIED: N_("done"),
    Outcome.REFUSED: N_("not believed"),
    Outcome.UNCLEAR: N_("for you to read"),
    Outcome.IGNORED: N_("nothing to do"),
}
#: Reasons by their codes.
REASONS = {
    "came_back": N_("The e-mail was not delivered. It is listed so among the sent ones."),
    "slowed_down": N_("The provider wanted fewer e-mails. This one is sent again more slowly."),
    "delayed": N_("The e-mail is late. The mail server goes on trying."),
    "arrived": N_("The e-mail arrived."),
    "known_already": N_("Nothing new: what became of the e-mail was known."),
    "no_proof": N_(
        "It does not come from a server that had the e-mail: anybody could have written it. "
        "Nothing was changed."
    ),
    "automatic": N_("A machine wrote it, such as an out-of-office reply. Nobody needs to answer."),
    "no_token": N_("It came to no address of a person, so nobody knows whom it is about."),
    "nobody_reads": N_("It came to an address that nothing reads any longer."),
    "not_understood": N_("It could not be understood. Please read it yourself."),
    "winmail": N_("Outlook packed it in a form that cannot be read here (winmail.dat)."),
}
