"""What was done about one invitation, in sentences that name the speaker."""

from __future__ import annotations

from app.audit.models import AuditEntry
from app.i18n import gettext, lazy_gettext
from app.i18n.punctuation import with_note
from app.invitations.models import Invitation
from app.invitations.rules import Via

#: What came from the speaker's side.
_SAID = {
    "invitation.accepted": lazy_gettext("%(who)s accepted the invitation."),
    "invitation.declined": lazy_gettext("%(who)s declined the invitation."),
    "invitation.tentative": lazy_gettext("%(who)s said perhaps."),
    "invitation.counter_proposed": lazy_gettext("%(who)s suggested another time."),
    "invitation.delegating": lazy_gettext("%(who)s named a colleague."),
    "invitation.asked": lazy_gettext("%(who)s wrote to the organisers."),
    "invitation.calendar_answered": lazy_gettext(
        "%(who)s answered; the invitation stays as it was."
    ),
}
#: What an organiser heard.
_HEARD = {
    "invitation.accepted": lazy_gettext("%(who)s noted that %(name)s has accepted."),
    "invitation.declined": lazy_gettext("%(who)s noted that %(name)s has declined."),
    "invitation.tentative": lazy_gettext("%(who)s noted that %(name)s has said perhaps."),
}


def sentence(entry: AuditEntry, account: str | None, invitation: Invitation) -> str | None:
    """None where the log's own words, behind the name of who acted, say it well."""
    name, via = invitation.speaker.person.name, entry.details.get("via")
    if via == Via.ORGANISER and account and entry.action in _HEARD:
        return str(_HEARD[entry.action]) % {"who": account, "name": name}
    who = account or _by(entry.actor, invitation)
    if who is None or via is None or entry.action not in _SAID:
        return None
    return str(_SAID[entry.action]) % {"who": who}


def who(entry: AuditEntry, account: str | None, invitation: Invitation) -> str | None:
    """Who acted, by name where it is known."""
    return account or _by(entry.actor, invitation)


def _by(actor: str, invitation: Invitation) -> str | None:
    name = invitation.speaker.person.name
    match actor:
        case "speaker":
            return name
        case "assistant":
            helper = invitation.assistant_name
            return (
                with_note(helper, gettext("assistant"))
                if helper
                else gettext("The assistant of %(name)s", name=name)
            )
        case "calendar":
            return gettext("The calendar of %(name)s", name=name)
        case "mail":
            return with_note(name, gettext("by e-mail"))
    return None
