"""Every page and state there is, one a line. `{…}` in a path is a fact of the house (`people.py`).

A line says: what the page is called, where it is, and if need be who looks, what is sent before
(`sends`, into the form of that page or to the path `to`) and which status is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VISITOR, ORGANISER, VIEWER = "visitor", "organiser", "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    page: str
    state: str
    path: str
    who: str = VISITOR
    #: Fields that are filled in and sent first; what is looked at is the answer.
    sends: dict[str, str] | None = None
    #: Where they are sent, unless the form of the page says it.
    to: str | None = None
    status: int = 200
    #: In the house without workshops.
    is_empty: bool = False
    #: HTML of a mail: a page of its own kind, looked at as a mail program shows it.
    is_letter: bool = False

    @property
    def name(self) -> str:
        return f"{self.page} · {self.state}" if self.state else self.page

    @property
    def file(self) -> str:
        kept = (one if one.isalnum() else "-" for one in self.name.lower())
        return "-".join("".join(kept).split("-")).replace("---", "-")


#: Names, addresses, bodies and countries of a list, with a mistake and an unclear word.
LISTED = (
    "Name\tE-mail\tOrganisation\tCountry\n"
    "He Landi\the.landi@example.org\tUrban Planning Society\t中国\n"
    "Anna Weber\tanna.weber at example.org\tStadt Bonn\tGermany\n"
    "Kim Min-jun\tkim@example.org\tSeoul Institute\tKorea\n"
)


def _screen(page: str, state: str, path: str, who: str = VISITOR, **more: object) -> Screen:
    return Screen(page=page, state=state, path=path, who=who, **more)  # type: ignore[arg-type]


def _states(page: str, path: str, states: str, who: str = VISITOR) -> Iterator[Screen]:
    """The same page of several workshops, whose slugs say their states."""
    for state in states.split():
        yield _screen(page, state, path.replace("<>", state), who)


#: What a secretary fills in.
LIST = {
    "name": "Wang Fang", "email": "office@example.org", "way": "online",
    "rows-0-name": "何兰迪", "rows-0-email": "he.landi@example.org",
    "rows-0-affiliation": "Urban Planning Society", "rows-0-position": "Professor",
    "rows-1-name": "Zhu Shu", "rows-1-email": "zhu.shu@example.org",
}  # fmt: skip


def _public() -> Iterable[Screen]:
    yield _screen("Home", "", "/")
    yield _screen("Home", "empty", "/", is_empty=True)
    yield from _states(
        "Workshop", "/w/<>", "announced soon open few waiting full closed running today moved"
        " cancelled over rooms two-days practice kunming-montreal-2023",
    )  # fmt: skip
    yield _screen("Workshop", "by another clock", "/w/running?zone=America/Bogota")
    yield _screen("Zones", "", "/w/rooms/zones")
    yield from _states(
        "Register", "/w/<>/register", "open few waiting full soon closed cancelled over practice"
    )
    yield _screen("Register", "approval", "/w/{asks}/register")
    yield _screen("Register", "address to be confirmed", "/w/{proves}/register")
    wrong = {"name": "", "email": "anna@example", "affiliation": "A" * 301, "country": "XX"}
    yield _screen("Register", "errors", "/w/open/register", sends=wrong, status=422)
    late = {"name": "Anna Guest", "email": "a@example.org", "way": "online", "key": "late"}
    yield _screen("Register", "full now", "/w/full/register", sends=late, status=409)
    for state, slug in (
        ("confirmed", "open"), ("waitlisted", "waiting"), ("pending", "open"),
        ("unconfirmed", "open"),
    ):  # fmt: skip
        yield _screen("Receipt", state, f"/w/{slug}/registered/{{receipt-{state}}}")
    yield _screen("Register", "further questions", "/w/{funded}/register")
    yield _screen("Receipt", "further questions", "/w/{funded}/registered/{receipt-funded}")
    more = "/w/{funded}/registered/{receipt-funded}/more"
    yield _screen("For the report", "", more)
    listed = "/w/waiting/register/group"
    yield _screen("List of people", "", listed)
    yield _screen("List of people", "looked at", listed, sends=LIST, to=listed)
    yield _screen(
        "List of people", "errors", listed, to=listed,
        sends=LIST | {"name": "", "rows-1-email": "he.landi@example.org", "rows-2-name": "Bo"},
        status=422,
    )  # fmt: skip
    yield _screen("List of people", "sent", "/w/waiting/registered/group/{receipt-list}")
    for state in (
        "confirmed", "waitlisted", "pending", "unconfirmed", "left", "put-out", "rejected",
        "mine-off", "mine-past",
    ):  # fmt: skip
        yield _screen("Participant", state.removeprefix("mine-"), f"/r/{{{state}}}")
    yield _screen(
        "Participant", "full", "/r/{online}", sends={"way": "on_site"}, to="/r/{online}/way",
        status=409,
    )  # fmt: skip
    yield _screen("Participant", "offered", "/r/{own-offered}")
    yield _screen("Participant", "handed over", "/r/{own-gave}")
    yield _screen("Participant", "with handouts", "/r/{own-moves}")
    told = "/r/{own-moves}/details"
    yield _screen("Own details", "", told)
    yield _screen(
        "Own details", "errors", told, to=told, sends={"name": "", "country": "XX"}, status=422
    )
    yield _screen(
        "Own details",
        "conflict",
        told,
        to=told,
        sends={"revision": "0", "name": "Anna"},
        status=409,
    )
    yield _screen("New address", "", "/r/address/{own-new-address}")
    yield _screen("Reminders", "", "/r/{own-reminders}/reminders")
    yield _screen("Hand over", "", "/r/{own-moves}/hand-over")
    yield _screen(
        "Hand over", "errors", "/r/{own-moves}/hand-over", sends={"name": ""}, status=422
    )
    yield _screen("Ticket", "", "/r/{confirmed}/ticket")
    yield _screen("Notice on data", "", "/w/{acts}/privacy")
    yield _screen("Own data", "", "/r/{confirmed}/data")
    yield _screen("Erase", "", "/r/{confirmed}/erase")
    yield _screen("Erase", "waiting", "/r/{waitlisted}/erase")
    yield _screen("Erase", "not ticked", "/r/{confirmed}/erase", sends={}, status=422)
    yield _screen("Erase", "done", "/r/{erased}/erased")
    for state in (
        "asked", "deadline", "assistant", "accepted", "today", "declined", "perhaps", "proposed",
        "naming", "lapsed", "off", "past",
    ):  # fmt: skip
        yield _screen("Speaker", state, f"/s/{{desk-{state}}}")
    yield _screen(
        "Speaker", "errors", "/s/{desk-asked}", sends={"note": "…" * 5000},
        to="/s/{desk-asked}/accept", status=422,
    )  # fmt: skip
    yield _screen("Speaker answers", "perhaps", "/s/{desk-asked}/approval")
    yield _screen("Speaker answers", "colleague", "/s/{desk-naming}/colleague")
    yield _screen(
        "Speaker answers", "colleague, errors", "/s/{desk-asked}/colleague",
        sends={"name": "", "email": "nobody", "note": "…"}, status=422,
    )  # fmt: skip
    yield _screen("Speaker answers", "another time", "/s/{desk-asked}/another-time")
    yield _screen("Speaker answers", "other times", "/s/{desk-proposed}/another-time")
    yield _screen(
        "Speaker answers", "another time, errors", "/s/{desk-asked}/another-time",
        sends={"windows-0-date": "2020-01-01", "windows-1-starts": "9"}, status=422,
    )  # fmt: skip
    yield _screen("Speaker asks", "", "/s/{desk-perhaps}/question")
    yield _screen(
        "Speaker asks", "errors", "/s/{desk-asked}/question", sends={"text": ""}, status=422
    )
    yield _screen("Speaker's assistant", "", "/s/{desk-deadline}/assistant")
    for page in ("talks/ponds", "biography", "photo", "slides/ponds", "consents"):
        name = f"Speaker hands in {page.partition('/')[0]}"
        yield _screen(name, "", f"/s/{{desk-accepted}}/{page}")
        yield _screen(name, "saved", f"/s/{{desk-accepted}}/{page}?saved=1")
    for page in ("photo", "consents"):
        yield _screen(f"Speaker hands in {page}", "declined", f"/s/{{desk-declined}}/{page}")
    yield _screen("Speaker hands in biography", "last day over", "/s/{desk-today}/biography")
    yield _screen(
        "Speaker hands in biography", "errors", "/s/{desk-accepted}/biography",
        sends={"biography-en": "word " * 120}, status=422,
    )  # fmt: skip
    yield _screen(
        "Speaker hands in photo", "errors", "/s/{desk-today}/photo", sends={}, status=422
    )


def _on_the_day() -> Iterable[Screen]:
    door = "/organise/{today}/check-in"
    yield _screen("Check-in", "", door, ORGANISER)
    yield _screen("Check-in", "found", f"{door}?q=example.org&way=all", ORGANISER)
    yield _screen("Check-in", "before the day", "/organise/open/check-in", ORGANISER)
    yield _screen("Check-in", "no day", "/organise/blank/check-in", ORGANISER)
    yield _screen(
        "Check-in", "errors", door, ORGANISER, sends={"name": "", "day": "2027-06-16"},
        to=f"{door}/walk-in", status=422,
    )  # fmt: skip
    for state in ("here", "comes", "waits", "joins"):
        yield _screen("At the door", state, f"{door}/{{ticket-{state}}}", ORGANISER)
    yield _screen("At the door", "no ticket", f"{door}/none", ORGANISER, status=404)
    yield _screen("Who was there", "", "/organise/{past}/attendance", ORGANISER)
    yield _screen("Who was there", "empty", "/organise/open/attendance", ORGANISER)
    yield _screen("Statistics", "", "/organise/{acts}/statistics", ORGANISER)
    yield _screen("Statistics", "seen outside", "/organise/{acts}/statistics", VIEWER)
    yield _screen("Statistics", "empty", "/organise/soon/statistics", ORGANISER)
    yield _screen("Name badges", "", "/organise/{today}/badges", ORGANISER)
    yield _screen("Join", "open", "/r/{joins}/join")
    yield _screen("Join", "not yet", "/r/{confirmed}/join")
    yield _screen("Join", "over", "/r/{mine-past}/join")
    yield _screen("Join", "no place", "/r/{waitlisted}/join")
    yield _screen("Certificate", "", "/r/{mine-past}/certificate")
    yield _screen("Certificate", "none", "/r/{confirmed}/certificate", status=404)
    of_team = "/organise/{past}/attendance/{came}/certificate"
    yield _screen("Certificate", "for the team", of_team, ORGANISER)
    yield _screen("Certificate looked up", "", "/certificates/{certified}")
    yield _screen("Certificate looked up", "unknown", "/certificates/none", status=404)


def _signing_in() -> Iterable[Screen]:
    yield _screen("Sign in", "", "/sign-in")
    yield _screen("Sign in", "errors", "/sign-in", sends={"email": ""}, status=422)
    yield _screen("Sign in", "link sent", "/sign-in/sent")
    yield _screen("Sign in", "by link", "/sign-in/{sign-in}")
    yield _screen("Sign in", "link used up", "/sign-in/{sign-in-used}", status=404)


def _errors() -> Iterable[Screen]:
    for code in (400, 403, 404, 409, 410, 429, 500, 503):
        yield _screen("Error", str(code), f"/trouble/{code}", status=code)
    yield _screen("Error", "link revoked", "/r/{revoked}", status=410)
    yield _screen("Error", "invitation withdrawn", "/s/{desk-withdrawn}", status=410)


def _organisers() -> Iterable[Screen]:
    yield _screen("Today", "", "/organise/", ORGANISER)
    yield _screen("Today", "empty", "/organise/", ORGANISER, is_empty=True)
    yield _screen("New workshop", "", "/organise/new", ORGANISER)
    yield _screen(
        "New workshop", "errors", "/organise/new", ORGANISER,
        sends={"title-en": "", "day": "", "starts": "noonish"}, status=422,
    )  # fmt: skip
    yield _screen("Load a file", "", "/organise/load", ORGANISER)
    yield _screen("Copy", "", "/organise/open/copy", ORGANISER)
    yield _screen(
        "Copy", "errors", "/organise/open/copy", ORGANISER, sends={"slug": "No!"}, status=422
    )
    yield _screen("Today", "archive", "/organise/?list=archived", ORGANISER)
    yield _screen("Settings", "", "/organise/rooms/settings", ORGANISER)
    yield _screen(
        "Settings",
        "errors",
        "/organise/rooms/settings",
        ORGANISER,
        sends={"join_url": "no address", "title-en": ""},
        status=422,
    )
    yield _screen(
        "Settings",
        "conflict",
        "/organise/rooms/settings",
        ORGANISER,
        sends={"revision": "0", "title-en": "Mine"},
        status=409,
    )
    yield _screen("Organisations", "", "/organise/rooms/organisations", ORGANISER)
    yield _screen("Organisations", "empty", "/organise/blank/organisations", ORGANISER)
    yield _screen("Programmes", "", "/organise/programmes", ORGANISER)
    yield _screen("Programmes", "empty", "/organise/programmes", ORGANISER, is_empty=True)
    yield _screen("Programme", "", "/organise/programmes/interact-bio", ORGANISER)
    yield _screen("Organisation", "new", "/organise/rooms/organisations/new", ORGANISER)
    yield _screen("Organisation", "", "/organise/rooms/organisations/network", ORGANISER)
    yield _screen("Members", "", "/organise/rooms/members", ORGANISER)
    yield _screen("Members", "as a viewer", "/organise/rooms/members", VIEWER)
    yield _screen(
        "Members", "errors", "/organise/rooms/members", ORGANISER, sends={"email": "anna"},
        status=422,
    )  # fmt: skip
    yield _screen("Log", "", "/organise/{acts}/log", ORGANISER)
    yield _screen("Publish", "changes and letters", "/organise/changed/publish", ORGANISER)
    yield _screen("Publish", "nothing new", "/organise/open/publish", ORGANISER)
    yield _screen("Publish", "for the first time", "/organise/draft/publish", ORGANISER)
    yield _screen(
        "Publish",
        "nothing to publish, said",
        "/organise/open/publish",
        ORGANISER,
        sends={},
        to="/organise/open/publish",
    )
    yield _screen(
        "Publish",
        "draft changed",
        "/organise/changed/publish",
        ORGANISER,
        sends={"seen": "x"},
        to="/organise/changed/publish",
        status=409,
    )
    yield _screen("Publish", "cancelled", "/organise/cancelled/publish", ORGANISER)
    yield _screen("Publish", "as a viewer", "/organise/open/publish", VIEWER)
    letter = "/organise/changed/publish/letters/registration/{to-be-told}"
    yield _screen("Letter to come", "", letter, ORGANISER)
    yield _screen("Letter to come", "html", f"{letter}/html", ORGANISER, is_letter=True)
    yield _screen("Bring back", "", "/organise/changed/versions/1/bring-back", ORGANISER)
    yield _screen("Bring back", "nothing new", "/organise/open/versions/1/bring-back", ORGANISER)
    yield _screen("Preview", "", "/organise/changed/publish/preview", ORGANISER)
    yield _screen("Versions", "", "/organise/cancelled/versions", ORGANISER)
    yield _screen("Versions", "none", "/organise/draft/versions", ORGANISER)
    yield _screen("Version", "", "/organise/cancelled/versions/1", ORGANISER)
    between = "/organise/cancelled/versions/compare"
    yield _screen("Differences", "", f"{between}?from=2&to=1", ORGANISER)
    yield _screen("Differences", "of one version", f"{between}?from=1&to=1", ORGANISER)
    yield _screen("Cancel", "", "/organise/{acts}/cancel", ORGANISER)


PASTED = """Time\tTitle\tSpeaker\tMin
09:00\tOpening\tZhou Kai\t10
09:10\tRoofs that hold water\tDr. Anna Keller, University of Bonn; Lin Yue\t20
09:30\tCoffee break\t\tshort
Session 2: Water in the city
09:45\tRivers – a look back\tWang Fang, Li Na\t
10:05\tDiscussion\tModerator: Zhou Kai\t25"""


def _agenda() -> Iterable[Screen]:
    at = "/organise/rooms/agenda"
    yield _screen("Agenda", "three rooms", at, ORGANISER)
    yield _screen("Agenda", "as a viewer", at, VIEWER)
    yield _screen("Agenda", "clashes", "/organise/clashing/agenda", ORGANISER)
    yield _screen("Agenda", "empty", "/organise/blank/agenda", ORGANISER)
    yield _screen("Agenda", "a further zone", "/organise/draft/agenda?zone=Asia/Tokyo", ORGANISER)
    yield _screen("Agenda", "draft", "/organise/draft/agenda", ORGANISER)
    yield _screen(
        "Agenda", "hours not recorded", "/organise/kunming-montreal-2023/agenda", ORGANISER
    )
    yield _screen("Hints", "", "/organise/clashing/agenda/hints", ORGANISER)
    yield _screen("Hints", "none", "/organise/blank/agenda/hints", ORGANISER)
    yield _screen("Hints", "as a viewer", f"{at}/hints", VIEWER)
    yield _screen("Item", "new", f"{at}/add-item", ORGANISER)
    yield _screen("Item", "", f"{at}/items/rain-gardens", ORGANISER)
    yield _screen(
        "Item",
        "errors",
        f"{at}/items/rain-gardens",
        ORGANISER,
        sends={"minutes": "long", "pinned": "25:00"},
        status=422,
    )
    yield _screen(
        "Item",
        "conflict",
        f"{at}/items/rain-gardens",
        ORGANISER,
        sends={"revision": "0", "title-en": "Mine"},
        status=409,
    )
    yield _screen("Item", "move", f"{at}/items/rain-gardens/move", ORGANISER)
    yield _screen("Item", "time", f"{at}/items/rain-gardens/time", ORGANISER)
    yield _screen("Item", "remove", f"{at}/items/rain-gardens/remove", ORGANISER)
    yield _screen("Item", "what can be done", f"{at}/items/rain-gardens/acts", ORGANISER)
    yield _screen("Item", "split", f"{at}/items/rain-gardens/split", ORGANISER)
    yield _screen("Item", "swap", f"{at}/items/rain-gardens/swap", ORGANISER)
    yield _screen("Item", "break after it", f"{at}/items/rain-gardens/break", ORGANISER)
    yield _screen("Item", "grown", f"{at}/items/rain-gardens/take-from-break?grown=10", ORGANISER)
    yield _screen("History", "", f"{at}/history", ORGANISER)
    yield _screen("History", "empty", "/organise/running/agenda/history", ORGANISER)
    yield _screen("Paste", "", f"{at}/paste", ORGANISER)
    yield _screen("Paste", "errors", f"{at}/paste", ORGANISER, sends={"text": ""}, status=422)
    yield _screen("Paste", "preview", f"{at}/paste", ORGANISER, sends={"text": PASTED})
    yield _screen("Theme", "new", f"{at}/add-theme", ORGANISER)
    yield _screen("Theme", "", f"{at}/themes/water", ORGANISER)
    yield _screen("Theme", "remove", f"{at}/themes/water/remove", ORGANISER)
    yield _screen("Day", "new", f"{at}/add-day", ORGANISER)
    yield _screen("Day", "", f"{at}/days/2027-09-14", ORGANISER)
    yield _screen("Day", "remove", f"{at}/days/2027-09-14/remove", ORGANISER)
    yield _screen("Room", "new", f"{at}/add-room", ORGANISER)
    yield _screen("Room", "", f"{at}/rooms/red", ORGANISER)
    yield _screen("Room", "remove", f"{at}/rooms/red/remove", ORGANISER)


def _people() -> Iterable[Screen]:
    yield _screen("People", "", "/organise/{acts}/people", ORGANISER)
    yield _screen("People", "empty", "/organise/blank/people", ORGANISER)
    yield _screen("Person", "new", "/organise/{acts}/people/new", ORGANISER)
    yield _screen("Person", "", "/organise/{acts}/people/zhou-kai", ORGANISER)
    yield _screen(
        "Person",
        "conflict",
        "/organise/{acts}/people/zhou-kai",
        ORGANISER,
        sends={"revision": "0", "name": "Mine"},
        status=409,
    )
    yield _screen("Person", "from the book", "/organise/blank/people/from-book", ORGANISER)
    yield _screen("Address book", "", "/organise/people", ORGANISER)
    yield _screen("Address book", "nobody fits", "/organise/people?q=nobody-like-this", ORGANISER)
    yield _screen("Address book", "empty", "/organise/people", ORGANISER, is_empty=True)
    yield _screen("Address book", "person", "/organise/people/{person-accepted}", ORGANISER)
    yield _screen("Address book", "doubles", "/organise/people/doubles", ORGANISER)
    yield _screen("Address book", "erase", "/organise/people/{person-accepted}/erase", ORGANISER)
    both = "/organise/people/merge?one={person-accepted}&other="
    yield _screen("Address book", "merge", f"{both}{{person-drafted}}", ORGANISER)
    yield _screen("Address book", "merge refused", f"{both}{{person-declined}}", ORGANISER)
    yield _screen("Invitations", "", "/organise/{acts}/invitations", ORGANISER)
    yield _screen("Invitations", "empty", "/organise/blank/invitations", ORGANISER)
    yield _screen("Invitations", "viewer", "/organise/{acts}/invitations", VIEWER)
    yield _screen("Invitations", "decide", "/organise/{desks}/invitations", ORGANISER)
    yield _screen("Remind speakers", "", "/organise/{desks}/invitations/remind", ORGANISER)
    for state, key in (
        ("perhaps", "katharina-vogt"), ("proposed", "zhou-kai"), ("naming", "wen-jing"),
        ("lapsed", "jonas-brandt"), ("assistant", "lin-yue"),
    ):  # fmt: skip
        one = f"/organise/{{desks}}/invitations/{key}/status"
        yield _screen("Invited speaker", state, one, ORGANISER)
    yield _screen(
        "Invited speaker", "accepted", "/organise/{acts}/invitations/zhou-kai/status", ORGANISER
    )
    yield _screen(
        "Invited speaker", "errors", "/organise/{desks}/invitations/zhou-kai/status", ORGANISER,
        to="/organise/{desks}/invitations/zhou-kai/answer", sends={"note": "By phone"}, status=422,
    )  # fmt: skip
    yield _screen(
        "Invitations",
        "refused",
        "/organise/{acts}/invitations",
        ORGANISER,
        sends={},
        to="/organise/{acts}/invitations/zhou-kai/send",
        status=409,
    )
    in_hand = "/organise/{acts}/invitations/zhou-kai/materials"
    yield _screen("Handed in", "", in_hand, ORGANISER)
    nobody = "/organise/{acts}/invitations/lin-yue/materials"
    yield _screen(
        "Handed in", "errors", nobody, ORGANISER, sends={}, to=f"{nobody}/photo", status=422
    )
    yield _screen("Handed in", "nothing yet", nobody, ORGANISER)
    read = "/organise/{acts}/invitations/letters"
    yield _screen("E-mails to speakers", "", read, ORGANISER)
    yield _screen("E-mails to speakers", "nobody yet", read.format(acts="blank"), ORGANISER)
    yield _screen("E-mail to speakers", "", f"{read}/accepted?reads=zh", ORGANISER)
    yield _screen("Official letters", "", "/organise/{acts}/letters-of-invitation", ORGANISER)
    yield _screen("Official letters", "empty", "/organise/blank/letters-of-invitation", ORGANISER)
    yield _screen(
        "Official letter", "", "/organise/{acts}/letters-of-invitation/zhou-kai", ORGANISER
    )
    yield _screen("Paper of letters", "", "/organise/{acts}/invitations/paper", ORGANISER)
    yield _screen(
        "Invitation", "new", "/organise/{acts}/invitations/brigitte-sommer/letter", ORGANISER
    )
    yield _screen(
        "Invitation", "drafted", "/organise/{acts}/invitations/lin-yue/letter", ORGANISER
    )
    yield _screen(
        "Invitation", "sent", "/organise/{acts}/invitations/katharina-vogt/letter", ORGANISER
    )
    yield _screen(
        "Invitation",
        "conflict",
        "/organise/{acts}/invitations/lin-yue/letter",
        ORGANISER,
        sends={"seen": "x", "message": "Mine"},
        status=409,
    )
    yield _screen("Text of the invitation", "", "/organise/{acts}/invitations/letter", ORGANISER)
    yield _screen(
        "Text of the invitation", "to begin with",
        "/organise/{acts}/invitations/letter?in=zh&begin=polite", ORGANISER,
    )  # fmt: skip
    yield _screen(
        "Text of the invitation",
        "faults",
        "/organise/{acts}/invitations/letter",
        ORGANISER,
        sends={"opening": "Dear {nmae}", "in": "en", "do": "save"},
        to="/organise/{acts}/invitations/letter",
        status=422,
    )
    yield _screen("Last days", "", "/organise/{acts}/invitations/plan", ORGANISER)
    yield _screen("Invite several", "", "/organise/{acts}/invitations/send", ORGANISER)
    yield _screen("Invite several", "nobody", "/organise/blank/invitations/send", ORGANISER)
    yield _screen(
        "Invitations sent",
        "",
        "/organise/{acts}/invitations/sent?at=2027-03-01T12:00:00%2B00:00&left=lin-yue",
        ORGANISER,
    )
    yield _screen("Participants", "", "/organise/{acts}/participants", ORGANISER)
    sheet = "/organise/{acts}/participants?sort=-name&col=post&col=country&col=came&col=state"
    yield _screen("Participants", "other columns", sheet, ORGANISER)
    yield _screen(
        "Several at once",
        "",
        "/organise/{acts}/participants",
        ORGANISER,
        sends={"deed": "cancel", "whom": "all", "list": ""},
        to="/organise/{acts}/participants/several",
    )
    yield _screen(
        "Several at once", "done", "/organise/{acts}/participants/several/{several}", ORGANISER
    )
    person = "/organise/{acts}/participants/{confirmed-key}"
    yield _screen("Participant for organisers", "", person, ORGANISER)
    yield _screen("Participant for organisers", "change", f"{person}/edit", ORGANISER)
    yield _screen(
        "Participant for organisers",
        "conflict",
        f"{person}/edit",
        ORGANISER,
        sends={"revision": "0", "name": "Mine"},
        status=409,
    )
    yield _screen("List to sign", "", "/organise/{acts}/participants/to-sign", ORGANISER)
    yield _screen("Participants", "to be decided", "/organise/{asks}/participants", ORGANISER)
    yield _screen("Participants", "empty", "/organise/soon/participants", ORGANISER)
    yield _screen("Participants", "no registration", "/organise/announced/participants", ORGANISER)
    yield _screen("Participants", "as a viewer", "/organise/{acts}/participants", VIEWER)
    yield _screen(
        "Participants",
        "refused",
        "/organise/{acts}/participants",
        ORGANISER,
        sends={},
        to="/organise/{acts}/participants/{left-key}/cancel",
    )
    adding, into = "/organise/open/participants/add", "/organise/open/participants/import"
    yield _screen("Add participants", "", adding, ORGANISER)
    yield _screen(
        "Add participants", "errors", adding, ORGANISER, sends={"email": "a"}, status=422
    )
    yield _screen("Add participants", "a list", adding, ORGANISER, sends={"text": LISTED}, to=into)
    given = "/organise/{own}/handouts"
    yield _screen("Handouts", "", given, ORGANISER)
    yield _screen("Handouts", "none yet", "/organise/open/handouts", ORGANISER)
    yield _screen(
        "Handouts", "errors", given, ORGANISER, sends={"title-en": "", "url": "x"}, status=422
    )
    yield _screen("Handout", "", f"{given}/{{own-handout}}", ORGANISER)
    yield _screen("Data protection", "", "/organise/{acts}/privacy", ORGANISER)
    yield _screen("Data protection", "empty", "/organise/announced/privacy", ORGANISER)
    yield _screen("Data protection", "who goes", "/organise/{acts}/privacy/going", ORGANISER)
    yield _screen("Data protection", "removed", "/organise/{acts}/privacy/removed", ORGANISER)
    one = "/organise/{acts}/participants/{confirmed-key}/erase"
    yield _screen("Data protection", "erase one", one, ORGANISER)
    read = "/organise/open/registration/letters"
    yield _screen("E-mails to participants", "", read, ORGANISER)
    yield _screen(
        "E-mails to participants",
        "none sent",
        "/organise/announced/registration/letters",
        ORGANISER,
    )
    yield _screen("E-mail to participants", "", f"{read}/confirmed", ORGANISER)
    yield _screen("E-mail to participants", "not sent", f"{read}/offered?reads=zh", ORGANISER)
    yield _screen("Registration", "", "/organise/open/registration", ORGANISER)
    yield _screen("Registration", "none yet", "/organise/announced/registration", ORGANISER)
    yield _screen(
        "Registration",
        "errors",
        "/organise/open/registration",
        ORGANISER,
        sends={"online_seats": "many", "opens": "soon"},
        status=422,
    )
    yield _screen(
        "Registration",
        "conflict",
        "/organise/open/registration",
        ORGANISER,
        sends={"revision": "0", "online_seats": "7"},
        status=409,
    )
    asks = "/organise/{funded}/registration/questions"
    yield _screen("What the form asks", "", asks, ORGANISER)
    yield _screen(
        "What the form asks", "none yet", "/organise/announced/registration/questions", ORGANISER
    )
    yield _screen("New question", "", f"{asks}/new?kind=choice", ORGANISER)
    yield _screen(
        "New question", "errors", f"{asks}/new?kind=choice", ORGANISER, sends={}, status=422
    )
    yield _screen("Question", "", f"{asks}/body/edit", ORGANISER)
    yield _screen("New consent", "", f"{asks}/consents/new", ORGANISER)
    yield _screen("Consent", "", f"{asks}/consents/photos/edit", ORGANISER)
    yield _screen("As guests see it", "", f"{asks}/preview", ORGANISER)
    yield _screen("Letters", "", "/organise/letters", ORGANISER)
    yield _screen("Letters", "empty", "/organise/letters", ORGANISER, is_empty=True)
    yield _screen("Letters", "what came in", "/organise/letters/received", ORGANISER)
    yield _screen("Letters of a workshop", "", "/organise/full/letters", ORGANISER)
    yield _screen(
        "Letters of a workshop", "not delivered", "/organise/{asks}/letters?state=undelivered",
        ORGANISER,
    )  # fmt: skip
    yield _screen(
        "Letters of a workshop", "held and on trial", "/organise/announced/letters", ORGANISER
    )
    yield _screen("Letter of a workshop", "", "/organise/full/letters/{letter-of-full}", ORGANISER)
    received = "/organise/full/letters/received"
    yield _screen("Received mails", "", received, ORGANISER)
    yield _screen("Received mails", "none", "/organise/open/letters/received", ORGANISER)
    yield _screen("Received mail", "", f"{received}/{{received}}", ORGANISER)
    yield _screen("Received mail", "of all", "/organise/letters/received/{received}", ORGANISER)
    yield _screen(
        "Letter in the box", "", "/organise/letters/{letter-speaker-invitation}", ORGANISER
    )


LETTERS = {
    "account": "sign_in member_added",
    "registration": "confirmed waitlisted pending confirm_address promoted changed cancelled"
    " rejected link already_registered workshop_cancelled day_before hour_before thanks offered"
    " expired changed_for_you handed_over received_place new_address address_changed"
    " address_in_use group_registered",
    "erased": "erased",
    "speaker": "invitation reminder accepted declined tentative proposed delegating time_agreed"
    " time_kept delegated delegate_refused answered chase changed appointment lapsed withdrawn"
    " workshop_cancelled",
}


def _letters() -> Iterable[Screen]:
    for whom, kinds in LETTERS.items():
        for kind in kinds.split():
            path = f"/organise/letters/{{letter-{whom}-{kind}}}/html"
            if whom == "registration":  # as organisers read them before anybody is sent one
                path = f"/organise/open/registration/letters/{kind}/html"
            if whom == "speaker":
                path = f"/organise/{{acts}}/invitations/letters/{kind}/html"
            yield _screen(f"Letter to {whom}", kind, path, ORGANISER, is_letter=True)


SCREENS: tuple[Screen, ...] = (
    *_public(), *_on_the_day(), *_signing_in(), *_errors(), *_organisers(), *_agenda(),
    *_people(), *_letters(),
)  # fmt: skip

#: Addresses that are read but not looked at, by endpoint.
NO_PAGES = {
    "workshop_letters.html": "a letter, looked at among the letters",
    "agenda_inspector.inspect": "a part of the builder, drawn by its script",
    "static": "styles and scripts",
    "alive": "a line of text for watchers",
    "certificates.own": "a certificate as a file",
    "day_files.certificate": "a certificate as a file",
    "documents.agenda": "files of the published agenda",
    "documents_manage.agenda": "files of the draft",
    "exchange_manage.download": "a workshop file",
    "handouts_manage.file": "a file that was handed in",
    "material_files.picture": "the own photo",
    "material_files.slides_file": "a file that was handed in",
    "materials_manage.photo": "a photo that was handed in",
    "materials_manage.slides": "a file that was handed in",
    "site_files.photo": "a photo that may be shown",
    "site_files.slides": "a file that may be shown",
    "reports_manage.chart": "figures as a picture or a file",
    "official_letters.own": "an official letter as a file",
    "official_letters.pdf": "an official letter as a file",
    "own_takeaways.handout": "a file that was handed in",
    "own_takeaways.ticket_code": "a picture on the ticket",
    "registration.calendar_file": "a calendar",
    "registration_files.of_participant": "a file that was handed in",
    "registration_files.own": "a file that was handed in",
    "feeds.all": "a calendar",
    "feeds.item": "a calendar",
    "feeds.personal": "a calendar",
    "feeds.theme": "a calendar",
    "feeds.workshop": "a calendar",
    "finding.home_picture": "a picture",
    "finding.picture": "a picture",
    "finding.robots": "lines of text for programs",
    "finding.sitemap": "a list for programs",
    "schedule.json": "a schedule for programs",
    "schedule.xml": "a schedule for programs",
    "workshops_new.from_earlier": "leads on to the form that copies it",
    "today.workshop": "leads on to the agenda",
    "privacy.download": "a participant's data as a file",
    "privacy.download_all": "the same, packed with the files",
    "privacy_manage.record": "the record of processing as text",
}
