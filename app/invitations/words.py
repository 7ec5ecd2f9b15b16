"""How invitations are spoken of on pages."""

from __future__ import annotations

from app.i18n import lazy_gettext
from app.invitations.rules import Author, InvitationState, Task, Via
from app.invitations.rules.readiness import Need, Show
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
#: As the organisers' board names the lines of the checklist.
TASKS = {
    Task.TITLE: lazy_gettext("Title"),
    Task.ABSTRACT: lazy_gettext("Abstract"),
    Task.BIOGRAPHY: lazy_gettext("Biography"),
    Task.PHOTO: lazy_gettext("Photo"),
    Task.SLIDES: lazy_gettext("Slides"),
    Task.CONSENTS: lazy_gettext("Consents"),
}
#: At the head of a narrow column: with soft hyphens where a long word may be broken, as browsers
#: know few languages' hyphens.
TASKS_IN_HEADS = TASKS | {
    Task.ABSTRACT: lazy_gettext("Ab\u00adstract"),
    Task.BIOGRAPHY: lazy_gettext("Biog\u00adra\u00adphy"),
    Task.CONSENTS: lazy_gettext("Con\u00adsents"),
}
#: Their last days, as fields of a form.
TASK_DAYS = {
    Task.TITLE: lazy_gettext("Last day for the title"),
    Task.ABSTRACT: lazy_gettext("Last day for the abstract"),
    Task.BIOGRAPHY: lazy_gettext("Last day for the biography"),
    Task.PHOTO: lazy_gettext("Last day for the photo"),
    Task.SLIDES: lazy_gettext("Last day for the slides"),
    Task.CONSENTS: lazy_gettext("Last day for the consents"),
}
#: What each of them asks for.
TASKS_ABOUT = {
    Task.TITLE: lazy_gettext("Printed in the agenda."),
    Task.ABSTRACT: lazy_gettext("A few sentences about the contribution."),
    Task.BIOGRAPHY: lazy_gettext("At most 100 words, in the languages of the workshop."),
    Task.PHOTO: lazy_gettext("For the workshop page, where they allow it."),
    Task.SLIDES: lazy_gettext("PDF, PowerPoint or OpenDocument."),
    Task.CONSENTS: lazy_gettext("To record, to publish the slides, to use the photo."),
}
#: Rows of the board.
SHOWN = {
    Show.ALL: lazy_gettext("everybody"),
    Show.NEEDS_ME: lazy_gettext("needs you"),
    Show.SILENT: lazy_gettext("without an answer"),
    Show.MISSING: lazy_gettext("material missing"),
    Show.NOT_ASKED: lazy_gettext("not asked yet"),
}
#: What waits for the organisers; what the state says already is not said twice.
NEEDS = {
    Need.QUESTION: lazy_gettext("a question waits"),
    Need.NO_ADDRESS: lazy_gettext("no e-mail address recorded"),
    Need.NAMED: lazy_gettext("still named in the agenda"),
    Need.NO_SEAT: lazy_gettext("waits for a place: raise the number of places"),
    Need.ANSWER_LATE: lazy_gettext("the last day for an answer is over"),
    Need.EXHAUSTED: lazy_gettext("three reminders without an answer"),
}
#: By which way something came.
VIA = {
    Via.DESK: lazy_gettext("on their page"),
    Via.ASSISTANT: lazy_gettext("by the assistant"),
    Via.CALENDAR: lazy_gettext("from the calendar"),
    Via.MAIL: lazy_gettext("by e-mail"),
    Via.ORGANISER: lazy_gettext("noted by the organisers"),
}
#: Who wrote a message.
AUTHORS = {
    Author.SPEAKER: lazy_gettext("Speaker"),
    Author.ASSISTANT: lazy_gettext("Assistant"),
    Author.ORGANISER: lazy_gettext("Organisers"),
}
