"""How the log of a workshop is spoken of: acts, what they were done to, and what changed."""

from __future__ import annotations

from app.audit.models import AuditEntry
from app.i18n import gettext, language, lazy_gettext, ngettext, texts
from app.i18n.punctuation import listed
from app.workshops.models import Workshop

#: Every act that any feature notes.
ACTS = {
    "account.added": lazy_gettext("made an account"),
    "account.signed_in": lazy_gettext("signed in"),
    "account.signed_out": lazy_gettext("signed out"),
    "agenda.pasted": lazy_gettext("pasted rows into the agenda"),
    "agenda.brought_back": lazy_gettext("brought a version back as the draft"),
    "agenda.redone": lazy_gettext("did something again that was undone"),
    "agenda.restored": lazy_gettext("restored an earlier draft"),
    "agenda.undone": lazy_gettext("undid a change of the agenda"),
    "agenda.published": lazy_gettext("made a version of the agenda public"),
    "attendance.checked_in": lazy_gettext("checked somebody in"),
    "attendance.exported": lazy_gettext("took the list of who was there as a file"),
    "attendance.joined": lazy_gettext("joined the meeting"),
    "attendance.taken_back": lazy_gettext("took back that somebody was there"),
    "day.added": lazy_gettext("added a day"),
    "day.changed": lazy_gettext("changed a day"),
    "day.removed": lazy_gettext("removed a day"),
    "handout.added": lazy_gettext("added something to the handouts"),
    "handout.changed": lazy_gettext("changed a handout"),
    "handout.moved": lazy_gettext("moved a handout"),
    "handout.removed": lazy_gettext("removed a handout"),
    "hint.accepted": lazy_gettext("accepted a hint about the agenda"),
    "hint.reopened": lazy_gettext("wanted to see a hint about the agenda again"),
    "invitation.accepted": lazy_gettext("accepted an invitation"),
    "invitation.assistant_named": lazy_gettext("named an assistant for an invitation"),
    "invitation.assistant_removed": lazy_gettext("removed the assistant of an invitation"),
    "invitation.asked": lazy_gettext("wrote to the organisers about an invitation"),
    "invitation.calendar_answered": lazy_gettext("answered an invitation"),
    "invitation.chased": lazy_gettext("reminded a speaker of what is missing"),
    "invitation.counter_proposed": lazy_gettext("suggested another time for an invitation"),
    "invitation.declined": lazy_gettext("declined an invitation"),
    "invitation.delegating": lazy_gettext("named a colleague for an invitation"),
    "invitation.delegate_refused": lazy_gettext(
        "asked for the speaker instead of the colleague who was named"
    ),
    "invitation.delegated": lazy_gettext("passed a part on to a colleague who was named"),
    "invitation.drafted": lazy_gettext("wrote a draft of an invitation"),
    "invitation.lapsed": lazy_gettext("let an invitation lapse"),
    "invitation.letter_issued": lazy_gettext("issued an official letter of invitation"),
    "invitation.paper_set": lazy_gettext("changed the paper of official letters"),
    "invitation.plan_saved": lazy_gettext("changed how speakers are asked"),
    "invitation.reminded": lazy_gettext("reminded of an invitation"),
    "invitation.removed": lazy_gettext("deleted an invitation"),
    "invitation.reopened": lazy_gettext("made an invitation a draft again"),
    "invitation.replied": lazy_gettext("answered a speaker’s question"),
    "invitation.sent": lazy_gettext("sent an invitation"),
    "invitation.settled": lazy_gettext("said that a speaker’s message needs no answer"),
    "invitation.tentative": lazy_gettext("waits for approval before answering an invitation"),
    "invitation.text_saved": lazy_gettext("changed the text of the invitation"),
    "invitation.time_agreed": lazy_gettext("agreed to another time for an invitation"),
    "invitation.time_kept": lazy_gettext("kept the time that a speaker could not make"),
    "invitation.withdrawn": lazy_gettext("withdrew an invitation"),
    "item.added": lazy_gettext("added an item"),
    "item.changed": lazy_gettext("changed an item"),
    "item.moved": lazy_gettext("moved an item"),
    "item.removed": lazy_gettext("removed an item"),
    "item.swapped": lazy_gettext("swapped two items"),
    "letter.dealt_with": lazy_gettext("dealt with an e-mail that came in"),
    "letter.held": lazy_gettext("held all e-mails"),
    "letter.released": lazy_gettext("let the held e-mails go"),
    "letter.to_everybody": lazy_gettext("ended the trial mode of e-mails"),
    "letter.to_team_only": lazy_gettext("had e-mails written to the team only"),
    "letter.sent_again": lazy_gettext("had an e-mail sent again"),
    "member.left": lazy_gettext("left the team"),
    "member.set": lazy_gettext("changed a member"),
    "organisation.added": lazy_gettext("added an organisation"),
    "organisation.changed": lazy_gettext("changed an organisation"),
    "organisation.removed": lazy_gettext("removed an organisation"),
    "registration.added": lazy_gettext("registered somebody"),
    "registration.address_asked": lazy_gettext("asked for another e-mail address"),
    "registration.address_confirmed": lazy_gettext("confirmed an e-mail address"),
    "registration.answers_erased": lazy_gettext("erased answers whose time was over"),
    "registration.approved": lazy_gettext("approved a registration"),
    "registration.cancellation_undone": lazy_gettext("took a cancellation back"),
    "registration.cancelled": lazy_gettext("cancelled a registration"),
    "registration.erased": lazy_gettext("erased what was kept of a participant"),
    "registration.erasure_held": lazy_gettext("held the erasure of participants’ data back"),
    "registration.erasure_released": lazy_gettext("let the erasure of participants’ data go on"),
    "registration.details_changed": lazy_gettext("changed what they had told us"),
    "registration.badges_made": lazy_gettext("took name badges as a file"),
    "registration.exported": lazy_gettext("took the list of participants as a file"),
    "registration.expired": lazy_gettext("let a registration expire"),
    "registration.form_removed": lazy_gettext("removed the registration form"),
    "registration.form_set": lazy_gettext("set up registration"),
    "registration.reminders_stopped": lazy_gettext("wants no more reminders"),
    "registration.reminders_wanted": lazy_gettext("wants reminders again"),
    "registration.asked_again": lazy_gettext("was given again on the form"),
    "registration.hand_over_tried": lazy_gettext("wanted to hand a place over"),
    "registration.handed_over": lazy_gettext("handed a place over to a colleague"),
    "registration.group_made": lazy_gettext("registered several people in one go"),
    "registration.imported": lazy_gettext("registered a list of people"),
    "registration.link_sent": lazy_gettext("had a personal link sent again"),
    "registration.made": lazy_gettext("registered"),
    "registration.many_done": lazy_gettext("acted on several registrations at once"),
    "registration.many_undone": lazy_gettext("took back what was done to several registrations"),
    "registration.offer_accepted": lazy_gettext("took a place that was held for them"),
    "registration.offered": lazy_gettext("was offered a place"),
    "registration.place_received": lazy_gettext("received a place from a colleague"),
    "registration.promoted": lazy_gettext("moved up from the waiting list"),
    "registration.questions_changed": lazy_gettext("changed what the registration form asks"),
    "registration.rejected": lazy_gettext("declined a registration"),
    "registration.speaker_released": lazy_gettext("gave up a seat held for a speaker"),
    "registration.speaker_seated": lazy_gettext("took a seat as a speaker"),
    "registration.taken_back": lazy_gettext("took an act on a registration back"),
    "registration.way_changed": lazy_gettext("changed the way of taking part"),
    "room.added": lazy_gettext("added a room"),
    "room.changed": lazy_gettext("changed a room"),
    "room.moved": lazy_gettext("moved a room"),
    "room.removed": lazy_gettext("removed a room"),
    "speaker.added": lazy_gettext("added a person"),
    "speaker.biography": lazy_gettext("handed in a biography"),
    "speaker.changed": lazy_gettext("changed a person"),
    "speaker.consents": lazy_gettext("changed what may be recorded or published"),
    "speaker.erased": lazy_gettext("erased a person from everywhere"),
    "speaker.merged": lazy_gettext("merged two entries of a person into one"),
    "speaker.photo": lazy_gettext("handed in a photo"),
    "speaker.photo_removed": lazy_gettext("removed a photo"),
    "speaker.removed": lazy_gettext("removed a person"),
    "speaker.separated": lazy_gettext("gave a person an entry of their own"),
    "speaker.slides": lazy_gettext("handed in slides"),
    "speaker.slides_removed": lazy_gettext("removed a version of slides"),
    "speaker.talk": lazy_gettext("handed in title or abstract of a talk"),
    "theme.added": lazy_gettext("added a theme"),
    "theme.changed": lazy_gettext("changed a theme"),
    "theme.moved": lazy_gettext("moved a theme"),
    "theme.removed": lazy_gettext("removed a theme"),
    "workshop.address_changed": lazy_gettext("changed the address"),
    "workshop.archived": lazy_gettext("put the workshop into the archive"),
    "workshop.cancelled": lazy_gettext("cancelled the workshop"),
    "workshop.changed": lazy_gettext("changed the settings"),
    "workshop.created": lazy_gettext("made the workshop"),
    "workshop.loaded": lazy_gettext("loaded a workshop file"),
    "workshop.programme_set": lazy_gettext("set the programme"),
    "workshop.published": lazy_gettext("published"),
    "workshop.tried_letters": lazy_gettext("had trial e-mails sent to themselves"),
    "workshop.unarchived": lazy_gettext("took the workshop out of the archive"),
}
#: What an organiser heard from a speaker.
HEARD = {
    "invitation.accepted": lazy_gettext("noted that a speaker has accepted"),
    "invitation.declined": lazy_gettext("noted that a speaker has declined"),
    "invitation.tentative": lazy_gettext("noted that a speaker has said perhaps"),
}
ACTORS = {
    "account": lazy_gettext("somebody"),
    "participant": lazy_gettext("a participant"),
    "speaker": lazy_gettext("a speaker"),
    "assistant": lazy_gettext("the assistant of a speaker"),
    "calendar": lazy_gettext("the calendar of a speaker"),
    "mail": lazy_gettext("a speaker, by e-mail,"),
    "somebody": lazy_gettext("somebody"),
    "command": lazy_gettext("a command"),
    "worker": lazy_gettext("the worker"),
}
ROLES = {
    "owner": lazy_gettext("owner"),
    "editor": lazy_gettext("editor"),
    "helper": lazy_gettext("helper"),
    "viewer": lazy_gettext("viewer"),
}
#: Names of fields, of whatever row.
FIELDS = {
    "biography": lazy_gettext("Biography"),
    "photo": lazy_gettext("Photo"),
    "photo_alt": lazy_gettext("Description of the photo"),
    "please_translate": lazy_gettext("Please translate"),
    "publish_slides": lazy_gettext("Slides may be published"),
    "record": lazy_gettext("May be recorded"),
    "slides": lazy_gettext("Slides"),
    "use_photo": lazy_gettext("Photo may be shown"),
    "title": lazy_gettext("Title"),
    "note": lazy_gettext("Note under the title"),
    "purpose": lazy_gettext("Purpose"),
    "languages": lazy_gettext("Languages of the texts"),
    "spoken": lazy_gettext("Working languages of the workshop"),
    "time_zone": lazy_gettext("Time zone"),
    "zones": lazy_gettext("Further zones to show"),
    "way": lazy_gettext("How it is held"),
    "place": lazy_gettext("Place"),
    "join_url": lazy_gettext("Address of the online meeting"),
    "contact": lazy_gettext("Contact"),
    "number": lazy_gettext("Number as printed"),
    "focus": lazy_gettext("Focus"),
    "colour": lazy_gettext("Colour"),
    "guests": lazy_gettext("Guests"),
    "date": lazy_gettext("Date"),
    "starts": lazy_gettext("Starts at"),
    "ends": lazy_gettext("Ends at"),
    "kind": lazy_gettext("Kind"),
    "subject": lazy_gettext("Subject"),
    "minutes": lazy_gettext("Length in minutes"),
    "pinned": lazy_gettext("Pinned to"),
    "state": lazy_gettext("State"),
    "abstract": lazy_gettext("Abstract"),
    "summary": lazy_gettext("Summary afterwards"),
    "caption": lazy_gettext("Caption of a picture"),
    "parts": lazy_gettext("People"),
    "name": lazy_gettext("Name"),
    "native_name": lazy_gettext("Name in its own script"),
    "family": lazy_gettext("Family name, if known"),
    "given": lazy_gettext("Given name, if known"),
    "other_names": lazy_gettext("Other names"),
    "address_as": lazy_gettext("How to address the person"),
    "availability": lazy_gettext("When the person can be there"),
    "email": lazy_gettext("E-mail address"),
    "country": lazy_gettext("Country or region"),
    "language": lazy_gettext("Language of e-mails"),
    "affiliation": lazy_gettext("Organisation on that day"),
    "post": lazy_gettext("Role on that day"),
    "position": lazy_gettext("Role"),
    "answers": lazy_gettext("Answers to questions"),
}


def act(entry: AuditEntry) -> str:
    """What was done; the code itself where a later version of Plenum has noted it."""
    if entry.details.get("via") == "organiser" and entry.action in HEARD:
        return str(HEARD[entry.action])
    return str(ACTS.get(entry.action, entry.action))


def subject(entry: AuditEntry, workshop: Workshop) -> str:
    """What it was done to, by name where the workshop has it; the number of a row says nothing."""
    kind, _, row = (entry.subject or "").partition(":")
    names = {
        "organisation": {
            str(one.id): texts.words(one.name, language()) for one in workshop.organisations
        },
        "account": {str(one.account_id): one.account.name for one in workshop.members},
    }
    if kind == "programme":
        return row
    return names.get(kind, {}).get(row, "")


def details(entry: AuditEntry) -> list[str]:
    """What else the entry knows, as far as people read it; codes of rows are left out."""
    known, said = entry.details, []
    if known.get("fields"):
        said.append(listed(str(FIELDS.get(name, name)) for name in known["fields"]))
    if "version" in known:
        said.append(gettext("version %(number)s", number=known["version"]))
    if "number" in known:
        said.append(gettext("version %(number)s", number=known["number"]))
    if "people" in known:
        n = known["people"]
        said.append(ngettext("%(n)s person", "%(n)s people", n))
    if "up" in known:
        said.append(gettext("one step earlier") if known["up"] else gettext("one step later"))
    if "role" in known:
        role = ROLES.get(known["role"] or "")
        said.append(
            gettext("role: %(role)s", role=role) if role else gettext("is no longer a member")
        )
    return said
