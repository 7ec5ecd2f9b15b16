"""When each e-mail to speakers is written, as organisers read it beside the e-mail."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import lazy_gettext
from app.invitations.letters import samples
from app.invitations.letters.samples import Sample

PARTS: Sequence[tuple[str, object, Sequence[Sample]]] = (
    ("asking", lazy_gettext("Asking"), samples.ASKING),
    ("answered", lazy_gettext("Answers"), samples.ANSWERED),
    ("decided", lazy_gettext("What you decide and answer"), samples.DECIDED),
    ("until", lazy_gettext("Until the day"), samples.UNTIL_THE_DAY),
)

_CHASED = lazy_gettext(
    "A week before the first of what is missing is due, at 9:00 on the speaker’s own clock."
)
WHEN = {
    "invitation": lazy_gettext("When you send the invitation."),
    "invitation_named": lazy_gettext("When you confirm a colleague: to the colleague."),
    "reminder": lazy_gettext(
        "About a week after the invitation, at 9:00 on the speaker’s own clock, or when you "
        "remind."
    ),
    "reminder_2": lazy_gettext("Three days before the last day, or a week after the first one."),
    "reminder_3": lazy_gettext("On the last day, or a week after the second one."),
    "reminder_perhaps": lazy_gettext("The same, to who waits for an approval."),
    "lapsed": lazy_gettext(
        "When you let an invitation lapse, or by itself at 9:00 on the day after its last day."
    ),
    "withdrawn": lazy_gettext("When you withdraw an invitation."),
    "accepted": lazy_gettext("When somebody accepts."),
    "accepted_copy": lazy_gettext("To the assistant, with every e-mail to the speaker."),
    "declined": lazy_gettext("When somebody declines."),
    "tentative": lazy_gettext("When somebody waits for an approval."),
    "proposed": lazy_gettext("When somebody suggests another time."),
    "delegating": lazy_gettext("When somebody names a colleague."),
    "time_agreed": lazy_gettext("When you agree to another time."),
    "time_kept": lazy_gettext("When the time stays as it is."),
    "delegated": lazy_gettext("When you confirm a colleague: to who named them."),
    "delegate_refused": lazy_gettext("When you would rather have the speaker."),
    "answered": lazy_gettext("When you answer a question."),
    "chase": _CHASED,
    "chase_2": lazy_gettext("A day before it."),
    "chase_3": lazy_gettext("Three days after it."),
    "changed": lazy_gettext("When you publish another time or place."),
    "appointment": lazy_gettext(
        "With each further part, where calendars are asked for an answer: one entry in each."
    ),
    "workshop_cancelled": lazy_gettext("When you cancel the workshop."),
}
