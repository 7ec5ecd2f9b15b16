"""People who ask, answer, wait and leave, once in each language, with every letter they get."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import func, select

from app import links
from app.accounts import service as accounts
from app.accounts.models import Account
from app.attendance import certificates
from app.attendance import service as attendance
from app.extensions import config, db
from app.files import jpeg
from app.files.rules import Upload, checked_slides
from app.i18n import speaking
from app.invitations import allowing, checklist, handed_in
from app.invitations import service as invitations
from app.invitations.models import Invitation, InvitationPlan
from app.invitations.rules import Consent, Via
from app.invitations.service import materials
from app.mail import switches
from app.mail.delivery import deliver_due
from app.mail.message import Mail
from app.mail.models import Letter, Received
from app.mail.post import NotTaken
from app.mail.rules import Answer, Outcome, ReceivedKind
from app.people.models import Speaker
from app.privacy import service as privacy
from app.privacy.rules import Why
from app.publishing import service as publishing
from app.registration import receipts, tickets
from app.registration import service as registration
from app.registration.models import Registration
from app.registration.queries import find_form
from app.registration.rules import Action
from app.registration.service import handouts, new_address
from app.workshops import service as workshops
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way
from screens import stages
from screens.stages import BEFORE, LATER, MOMENT, guest, seats

#: What addresses are made of, by name: slugs, links, numbers of letters.
Facts = dict[str, str]

MESSAGE = {
    "en": "We would be glad to hear how the park came about.\nQuestions are welcome at any time.",
    "de": "Wir würden gern hören, wie der Park entstanden ist.\nFragen sind jederzeit willkommen.",
    "zh": "我们很想听您谈谈这座公园是怎样建成的。\n如有疑问，欢迎随时联系。",
}
NOTE = {
    "en": "With pleasure. I need a projector with HDMI.",
    "de": "Sehr gern. Ich brauche einen Projektor mit HDMI.",
    "zh": "很高兴参加。我需要一台带HDMI接口的投影仪。",
}

_BODY = {
    "en": ("Kind of institution", "The funder counts how many of each take part.", "City"),
    "de": ("Art der Einrichtung", "Die Förderstelle zählt, wie viele teilnehmen.", "Stadt"),
    "zh": ("机构类型", "资助方统计各类机构的参会数量。", "城市"),
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "body",
        "label": {language: said[0] for language, said in _BODY.items()},
        "why": {language: said[1] for language, said in _BODY.items()},
        "kind": "choice",
        "step": "after",
        "may_decline": True,
        "choices": [
            {"key": "city", "label": {language: said[2] for language, said in _BODY.items()}}
        ],
    },
    {
        "key": "diet",
        "label": {"en": "What do you eat?", "de": "Was essen Sie?", "zh": "您的饮食要求？"},
        "kind": "text",
        "when": {"way": "on_site"},
    },
]
CONSENTS: list[dict[str, Any]] = [
    {
        "key": "photos",
        "label": {
            "en": "Photos that show me may be published.",
            "de": "Fotos, auf denen ich zu sehen bin, dürfen veröffentlicht werden.",
            "zh": "可以公开有我出现的照片。",
        },
    }
]


def build(owner: int, language: str) -> Facts:
    """Everything that belongs to persons, in one language; commits."""
    facts: Facts = {}
    facts |= _participants(owner, language)
    facts |= _own_pages(owner, language)
    facts |= _speakers(owner, language)
    facts |= _askers(owner, language)
    facts |= _desks(owner, language)
    facts |= _called_off(owner, language)
    facts |= _past(owner, language)
    facts |= _today(owner, language)
    facts |= _signing_in(language)
    facts |= _to_be_told()
    facts |= _receipts(language)
    facts |= _funded(owner, language)
    db.session.commit()
    return facts


def _to_be_told() -> Facts:
    """One of those who get a letter once the draft of “changed” is published."""
    reader = db.session.scalars(
        select(Registration)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(Workshop.slug == "changed")
        .order_by(Registration.id)
    ).first()
    assert reader is not None
    return {"to-be-told": str(reader.id)}


# -- Participants ---------------------------------------------------------------------------------


def _participants(owner: int, language: str) -> Facts:
    slug = f"acts-{language}"
    workshop = stages.publish(stages.file_of(slug, form=seats(12, 2)), owner)
    for number, name in enumerate(("confirmed", "leaves", "promoted", "waitlisted")):
        guest(
            workshop,
            number,
            way=Way.ON_SITE,
            language=language,
            email=f"{name}@{slug}.example.org",
        )
    for number, name in enumerate(("online", "out", "lost"), 4):
        guest(workshop, number, language=language, email=f"{name}@{slug}.example.org")
    at = MOMENT - timedelta(minutes=20)
    registration.cancel(_find(workshop, "leaves"), at=at)  # "promoted" gets the seat
    registration.cancel(_find(workshop, "out"), at=at, account_id=owner)
    lost = _find(workshop, "lost")
    lost.generation += 1
    erased = _erased(workshop, language)
    confirmed = _find(workshop, "confirmed")
    registration.resend_link(confirmed, at=at, account_id=owner)
    wish = registration.Wish(
        name=confirmed.name, email=confirmed.email, way=confirmed.way, language=language
    )
    registration.register(workshop, wish, key="again", at=at)
    several = _several(workshop, owner, language)
    db.session.commit()
    return {
        "acts": slug,
        "several": several,
        "confirmed": _mine(confirmed),
        "waitlisted": _mine(_find(workshop, "waitlisted")),
        "left": _mine(_find(workshop, "leaves")),
        "put-out": _mine(_find(workshop, "out")),
        "revoked": _mine(lost, generation=0),
        "online": _mine(_find(workshop, "online")),
        "left-key": _find(workshop, "leaves").key,
        "confirmed-key": confirmed.key,
        "erased": erased,
    }


def _several(workshop: Workshop, owner: int, language: str) -> str:
    """The key of an act upon several; one before it was taken back."""
    for number, name in enumerate(("many", "more"), 8):
        email = f"{name}@{workshop.slug}.example.org"
        guest(workshop, number, language=language, email=email)
    seen = {one.id: one.state for one in (_find(workshop, "many"), _find(workshop, "more"))}
    for key in ("before", "several"):
        act = registration.act_on_many(
            workshop, Action.CANCEL, seen, key=f"{key}-{language}", at=MOMENT, account_id=owner
        )
        if key == "before":
            registration.take_back(act, workshop, at=MOMENT, account_id=owner)
    return act.key


def _erased(workshop: Workshop, language: str) -> str:
    """The link of somebody who was there once."""
    email = f"erased@{workshop.slug}.example.org"
    guest(workshop, 7, language=language, email=email)
    gone = _find(workshop, "erased")
    link = _mine(gone)
    privacy.erase(gone, why=Why.ASKED, at=MOMENT)
    return link


def _own_pages(owner: int, language: str) -> Facts:
    """Somebody to whom a place is offered, and who has handed one over; what is given out."""
    slug = f"own-{language}"
    workshop = stages.publish(stages.file_of(slug, form=seats(12, 1)), owner)
    form = find_form(workshop.id)
    assert form is not None
    form.offer_hours = 48
    for number, name in enumerate(("goes", "offered")):
        guest(
            workshop,
            number,
            way=Way.ON_SITE,
            language=language,
            email=f"{name}@{slug}.example.org",
        )
    for number, name in enumerate(("gives", "moves"), 2):
        guest(workshop, number, language=language, email=f"{name}@{slug}.example.org")
    registration.cancel(_find(workshop, "goes"), at=MOMENT)
    gives = _find(workshop, "gives")
    colleague = registration.Colleague(name="Liu Yang", email=f"liu@{slug}.example.org")
    registration.hand_over(gives, colleague, at=MOMENT)
    slides = {"en": "Slides", "de": "Folien", "zh": "演示文稿"}
    given = handouts.add_handout(
        workshop, slides, url="https://slides.example.org", at=MOMENT, account_id=owner
    )
    moves = _find(workshop, "moves")
    email = f"new@{slug}.example.org"
    new_address.ask(moves, email, revision=None, at=MOMENT)
    proof = new_address.token_for(moves, email, MOMENT)
    db.session.commit()
    return {
        "own": slug,
        "own-moves": _mine(moves),
        "own-offered": _mine(_find(workshop, "offered")),
        "own-gave": _mine(gives),
        "own-reminders": links.derive(
            config().secret_key, "reminders", moves.key, moves.generation
        ),
        "own-handout": given.key,
        "own-new-address": f"{proof}?to={new_address.packed(email)}",
    }


def _askers(owner: int, language: str) -> Facts:
    """Who waits for a decision, or for a click in a letter."""
    slug = f"asks-{language}"
    approving = stages.publish(stages.file_of(slug, form=seats(approval=True)), owner)
    for number, name in enumerate(("pending", "rejected")):
        guest(approving, number, language=language, email=f"{name}@{slug}.example.org")
    registration.reject(_find(approving, "rejected"), at=MOMENT, account_id=owner)
    slug = f"proves-{language}"
    proving = stages.publish(stages.file_of(slug, form=seats(confirm_email=True)), owner)
    guest(proving, 0, language=language, email=f"unconfirmed@{slug}.example.org")
    db.session.commit()
    return {
        "asks": approving.slug,
        "proves": proving.slug,
        "pending": _mine(_find(approving, "pending")),
        "rejected": _mine(_find(approving, "rejected")),
        "unconfirmed": _mine(_find(proving, "unconfirmed")),
    }


def _find(workshop: Workshop, name: str) -> Registration:
    address = f"{name}@{workshop.slug}.example.org"
    return db.session.scalars(
        select(Registration).where(
            Registration.workshop_id == workshop.id, Registration.email_normal == address
        )
    ).one()


def _mine(one: Registration, generation: int | None = None) -> str:
    alive = one.generation if generation is None else generation
    return links.derive(config().secret_key, "participant", one.key, alive)


# -- Speakers -------------------------------------------------------------------------------------


def _speakers(owner: int, language: str) -> Facts:
    """Invited in every state; then the day moves, and who is expected hears of it."""
    slug = f"acts-{language}"
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == slug)).one()
    at = BEFORE + timedelta(days=1)
    asked = _asked(workshop, "katharina-vogt", language, owner, at)
    invitations.remind(asked, at=at + timedelta(days=7), account_id=owner)
    accepted = _asked(workshop, "zhou-kai", language, owner, at)
    invitations.accept(accepted, answer=NOTE[language], at=at + timedelta(days=2))
    _hands_in(accepted.speaker, language, at + timedelta(days=2))
    declined = _asked(workshop, "wen-jing", language, owner, at)
    invitations.accept(declined, answer=None, at=at + timedelta(days=2))
    _hands_in(declined.speaker, language, at + timedelta(days=2))
    invitations.decline(declined, answer=None, at=at + timedelta(days=3))
    withdrawn = _asked(workshop, "jonas-brandt", language, owner, at)
    gone = _desk(withdrawn)
    invitations.withdraw(withdrawn, at=at + timedelta(days=4), account_id=owner)
    drafted = _drafted(workshop, "lin-yue", language, owner, at)
    persons = {
        f"person-{state}": str(one.speaker.person_id)
        for state, one in (("accepted", accepted), ("declined", declined), ("drafted", drafted))
    }
    db.session.commit()
    moved = stages.file_of(slug, LATER + timedelta(days=1), seats(12, 2))
    place = {"en": "Town hall", "de": "Rathaus", "zh": "市政厅"}
    stages.publish(replace(moved, place=place), owner, MOMENT - timedelta(days=2))
    return persons | {
        "desk-asked": _desk(asked),
        "desk-accepted": _desk(accepted),
        "desk-declined": _desk(declined),
        "desk-withdrawn": gone,
    }


def _desks(owner: int, language: str) -> Facts:
    """Those who answered otherwise than yes or no, have a last day, an assistant, questions."""
    slug = f"desks-{language}"
    workshop = stages.publish(stages.file_of(slug, form=seats()), owner)
    at = BEFORE + timedelta(days=1)
    perhaps = _asked(workshop, "katharina-vogt", language, owner, at)
    perhaps.answer_by = (MOMENT - timedelta(days=1)).date()
    invitations.await_approval(perhaps, answer=NOTE[language], at=at)
    invitations.reply(
        invitations.ask(perhaps, MESSAGE[language], at=at), NOTE[language], at=at, account_id=owner
    )
    proposed = _asked(workshop, "zhou-kai", language, owner, at)
    noon = datetime.combine(LATER, time(10), UTC)
    next_day = noon + timedelta(days=1)
    windows = [(one, one + timedelta(hours=2)) for one in (noon, next_day)]
    invitations.propose(proposed, windows=windows, answer=None, at=at)
    naming = _asked(workshop, "wen-jing", language, owner, at)
    invitations.delegate(naming, name="Li Wei", email="li.wei@gmial.com", answer=None, at=at)
    lapsed = _asked(workshop, "jonas-brandt", language, owner, at)
    invitations.lapse(lapsed, at=at)
    helped = _asked(workshop, "lin-yue", language, owner, at)
    helped.answer_by = (MOMENT + timedelta(days=4)).date()
    invitations.name_assistant(helped, name="Wang Fang", email="office@example.org", at=at)
    db.session.commit()
    return {
        "desks": slug,
        "desk-perhaps": _desk(perhaps),
        "desk-proposed": _desk(proposed),
        "desk-naming": _desk(naming),
        "desk-lapsed": _desk(lapsed),
        "desk-deadline": _desk(helped),
        "desk-assistant": links.derive(
            config().secret_key, "assistant", helped.key, helped.assistant_generation
        ),
    }


def _hands_in(speaker: Speaker, language: str, at: datetime) -> None:
    """A photo, slides in two versions, and all that may be done with both."""
    given: dict[str, Any] = {"via": Via.DESK, "at": at}
    portrait = Upload(
        name="photo.jpg", media_type="image/jpeg", content=jpeg.encode(bytes(range(48)) * 16, 16)
    )
    materials.take_photo(speaker, portrait, alt=handed_in.proposed_alt(speaker), **given)
    talk, *_ = checklist.talks_of(speaker)
    for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        slides = checked_slides("Roofs of the city.pdf", BytesIO(content))
        materials.add_slides(speaker, talk.key, slides, **given)
    with speaking(language):
        said = allowing.words()
    yes = {Consent.USE_PHOTO: True, Consent.PUBLISH_SLIDES: True, Consent.RECORD: False}
    materials.consent(speaker, yes, words=said, language=language, **given)


def _drafted(workshop: Workshop, key: str, language: str, owner: int, at: datetime) -> Invitation:
    speaker = db.session.scalars(
        select(Speaker).where(Speaker.workshop_id == workshop.id, Speaker.key == key)
    ).one()
    message = MESSAGE[language] if key == "katharina-vogt" else None
    drafted = invitations.draft(
        speaker, language=language, message=message, at=at, account_id=owner
    )
    drafted.key = f"{workshop.slug}{key}".replace("-", "")  # its link is the same in every run
    return drafted


def _asked(workshop: Workshop, key: str, language: str, owner: int, at: datetime) -> Invitation:
    drafted = _drafted(workshop, key, language, owner, at)
    invitations.send(drafted, at=at, account_id=owner)
    return drafted


def _desk(one: Invitation) -> str:
    return links.derive(config().secret_key, "desk", one.key, one.generation)


# -- What is over, and what will not be -----------------------------------------------------------


def _called_off(owner: int, language: str) -> Facts:
    slug = f"off-{language}"
    workshop = stages.publish(stages.file_of(slug, form=seats()), owner)
    guest(workshop, 0, language=language, email=f"guest@{slug}.example.org")
    asked = _asked(workshop, "zhou-kai", language, owner, BEFORE)
    publishing.cancel(workshop, at=MOMENT - timedelta(days=1), account_id=owner)
    db.session.commit()
    return {"off": slug, "mine-off": _mine(_find(workshop, "guest")), "desk-off": _desk(asked)}


def _past(owner: int, language: str) -> Facts:
    slug = f"past-{language}"
    day = MOMENT.date() - timedelta(days=3)
    workshop = stages.publish(stages.file_of(slug, day, seats()), owner)
    guest(workshop, 0, language=language, email=f"guest@{slug}.example.org")
    attendance.check_in(_find(workshop, "guest"), day, at=MOMENT, account_id=owner)
    asked = _asked(workshop, "zhou-kai", language, owner, BEFORE)
    invitations.accept(asked, answer=None, at=BEFORE + timedelta(days=1))
    db.session.commit()
    came = _find(workshop, "guest")
    return {
        "past": slug, "mine-past": _mine(came), "desk-past": _desk(asked), "came": came.key,
        "certified": certificates.code_of(came),
    }  # fmt: skip


def _today(owner: int, language: str) -> Facts:
    """A workshop that is held just now: one is here, one waits, one has not been seen yet."""
    slug = f"today-{language}"
    file = stages.file_of(slug, MOMENT.date(), seats(12, 2), join_url="https://meet.example.org/1")
    workshop = stages.publish(file, owner)
    for number, name in enumerate(("here", "comes", "waits")):
        email = f"{name}@{slug}.example.org"
        guest(workshop, number, way=Way.ON_SITE, language=language, email=email)
    guest(workshop, 3, language=language, email=f"joins@{slug}.example.org")
    attendance.check_in(
        _find(workshop, "here"), MOMENT.date(), at=MOMENT - timedelta(minutes=9), account_id=owner
    )
    speaks = _asked(workshop, "zhou-kai", language, owner, BEFORE)
    invitations.accept(speaks, answer=None, at=BEFORE)
    yesterday = (MOMENT - timedelta(days=1)).date().isoformat()
    tasks = {"biography": yesterday, "slides": yesterday}
    db.session.add(InvitationPlan(workshop_id=workshop.id, texts={}, tasks=tasks, paper={}))
    db.session.commit()
    found = {name: _find(workshop, name) for name in ("here", "comes", "waits", "joins")}
    tickets_of = {f"ticket-{name}": tickets.code_of(one) for name, one in found.items()}
    return tickets_of | {
        "today": slug, "joins": _mine(found["joins"]), "desk-today": _desk(speaks)
    }  # fmt: skip


def _receipts(language: str) -> Facts:
    """What somebody sees who has just sent the form, in each state."""
    names = {
        "confirmed": "open",
        "waitlisted": "waiting",
        "pending": "open",
        "unconfirmed": "open",
    }
    shown = {
        "name": "Anna Guest", "email": "anna@example.org", "affiliation": "City of Musterstadt",
        "position": None, "country": "DE", "way": "online", "row": "k3ptsafe22222222",
        "native_name": None, "address_as": "Dr.", "time_zone": "America/Bogota",
    }  # fmt: skip
    people = [["何兰迪", "confirmed", None], ["Zhu Shu", "waitlisted", 3]]
    listed = {"slug": "waiting", "email": "office@example.org", "people": people}
    return {"receipt-list": receipts.sign(listed)} | {
        f"receipt-{state}": receipts.sign(
            shown | {"slug": slug, "state": state, "place": 3 if state == "waitlisted" else None}
        )
        for state, slug in names.items()
    }


def _funded(owner: int, language: str) -> Facts:
    """A workshop whose funder wants to know more: on the form, and on a second screen."""
    slug = f"funded-{language}"
    workshop = stages.publish(stages.file_of(slug, form=seats(2, 1, offer_hours=48)), owner)
    form = find_form(workshop.id)
    assert form is not None
    form.questions, form.consents = QUESTIONS, CONSENTS
    form.responsible = {"en": "Network of Sample Cities, Example Square 1, data@example.org"}
    db.session.commit()
    guest(workshop, 0, way=Way.ON_SITE, language=language, email=f"funded@{slug}.example.org")
    db.session.commit()
    shown = {
        "name": "Anna Guest", "email": "anna@qq.con", "affiliation": None, "position": None,
        "country": None, "way": "online", "row": "k3ptsafe22222222", "slug": slug,
        "state": "confirmed", "place": None,
    }  # fmt: skip
    return {
        "funded": slug,
        "receipt-funded": receipts.sign(shown),
        "of-funded": _mine(_find(workshop, "funded")),
    }


# -- Organisers -----------------------------------------------------------------------------------


def _signing_in(language: str) -> Facts:
    account = accounts.add_account(
        email=f"organiser-{language}@example.org", name="Ada Organiser", at=BEFORE
    )
    account.language = language
    db.session.flush()
    used = accounts.sign_in_link(account, at=MOMENT).rpartition("/")[2]
    account.sign_in_generation += 1
    accounts.send_sign_in_link(account.email, at=MOMENT)
    link = accounts.sign_in_link(account, at=MOMENT).rpartition("/")[2]
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "rooms")).one()
    workshops.invite(
        workshop, email=account.email, name="", role=Role.EDITOR, language=language,
        by=workshop.members[0].account, at=MOMENT,
    )  # fmt: skip
    return {"sign-in": link, "sign-in-used": used}


def join(account: Account, role: Role, slug: str) -> None:
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == slug)).one()
    workshops.set_member(workshop, account, role, at=BEFORE, account_id=None)


# -- Letters --------------------------------------------------------------------------------------


def deliver() -> None:
    """Most letters arrive; one address does not exist, one server is busy."""

    def post(mail: Mail, name: str) -> None:
        if mail.recipient.startswith("waitlisted@"):
            raise NotTaken(Answer.NO_SUCH_ADDRESS, "550 5.1.1 user unknown")
        if mail.recipient.startswith("pending@"):
            raise NotTaken(Answer.LATER, "451 4.7.1 greylisted, please try again later")
        if mail.recipient.startswith("rejected@"):
            raise NotTaken(Answer.REFUSED, "554 5.7.1 message refused by policy")

    log = logging.getLogger("app.mail.delivery")
    log.disabled = True  # what it says is meant to go wrong
    deliver_due(post, lambda: MOMENT)
    log.disabled = False


def letters(language: str) -> Facts:
    """The number of the newest letter of each kind, named by whom it is for."""
    rows = db.session.execute(
        select(Letter.recipient, Letter.kind, Letter.id)
        .where(Letter.language == language)
        .order_by(Letter.id)
    )
    newest = select(func.max(Letter.id)).join(Workshop, Workshop.id == Letter.workshop_id)
    return {
        f"letter-{recipient.partition(':')[0]}-{kind}": str(number)
        for recipient, kind, number in rows
    } | {"letter-of-full": str(db.session.scalar(newest.where(Workshop.slug == "full")))}


def received() -> Facts:
    """What came in about one workshop: somebody wrote, a letter came back, another was forged;
    and another workshop holds its letters."""
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "full")).one()
    rows = [
        Received(
            at=MOMENT, kind=kind, outcome=outcome, reason=reason, fingerprint=subject,
            sender=sender, subject=subject, text=text, content=b"", workshop_id=workshop.id,
        )
        for kind, outcome, reason, sender, subject, text in (
            (ReceivedKind.BOUNCE, Outcome.APPLIED, "came_back", "mailer-daemon@example.org",
             "Undelivered Mail Returned to Sender", "550 5.1.1 user unknown"),
            (ReceivedKind.BOUNCE, Outcome.REFUSED, "no_proof", "postmaster@example.net",
             "Delivery failed", "The address does not exist."),
            (ReceivedKind.MESSAGE, Outcome.UNCLEAR, "not_understood", "zhu.shu@example.org",
             "Re: 邀请 / Invitation", "May I bring a colleague?\nShe works on wetlands as well."),
        )
    ]  # fmt: skip
    db.session.add_all(rows)
    quiet = db.session.scalars(select(Workshop.id).where(Workshop.slug == "announced")).one()
    switches.hold(switches.of_workshop(quiet), True, at=MOMENT, account_id=1)
    switches.try_out(switches.of_workshop(quiet), True, at=MOMENT, account_id=1)
    db.session.commit()
    return {"received": str(rows[-1].id)}
