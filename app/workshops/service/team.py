"""Who works on a workshop, and as what."""

from __future__ import annotations

from datetime import datetime

from app.accounts import rules as accounts_rules
from app.accounts import service as accounts
from app.accounts.models import Account
from app.audit.service import note
from app.extensions import db
from app.mail import outbox
from app.workshops import rules
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from app.workshops.service.making import hold


def invite(
    workshop: Workshop,
    *,
    email: str,
    name: str,
    role: Role,
    language: str,
    by: Account,
    at: datetime,
) -> Account:
    """Let this person work on the workshop; who is new here gets an account and an e-mail.

    The e-mail carries a link that signs in once, in the language that the person chose before,
    else in the one asked for. Who is a member already only gets the role. Raises NotAnAddress
    and LastOwner.
    """
    account = accounts.find_or_add(email=email, name=name, at=at)
    known = find_member(workshop, account.id)
    if known is None or known.role is not role:
        set_member(workshop, account, role, at=at, account_id=by.id)
    if known is None:
        welcome(workshop, account, language=language, by=by, at=at)
    return account


def welcome(
    workshop: Workshop, account: Account, *, language: str, by: Account, at: datetime
) -> None:
    """The e-mail that says what somebody may do here, and opens the door. Raises NoMember."""
    member = find_member(workshop, account.id)
    if member is None:
        raise rules.NoMember
    spoken = account.language or language
    outbox.write(
        "member_added",
        feature="workshops",
        act=f"member:{workshop.id}:{account.id}:{int(at.timestamp())}",
        recipient=f"account:{account.id}",
        to_name=account.name,
        to_email=account.email,
        language=spoken,
        workshop_id=workshop.id,
        practice=workshop.practice,
        at=at,
        links=[
            accounts.link_for_letter(account, spoken, at=at, life=accounts_rules.WELCOME_LIFE),
            outbox.Link("new_link", f"/sign-in?lang={spoken}"),
        ],
        title_of_workshop=workshop.title,
        on_day="",
        by=by.name,
        role=member.role.value,
    )


def find_member(workshop: Workshop, account_id: int) -> Member | None:
    return next((one for one in workshop.members if one.account_id == account_id), None)


def leave(workshop: Workshop, account: Account, *, at: datetime) -> None:
    """Stop working on it. Raises LastOwner and NoMember."""
    if find_member(workshop, account.id) is None:
        raise rules.NoMember
    _set(workshop, account, None)
    note("member.left", at=at, account_id=account.id, workshop_id=workshop.id)


def set_member(
    workshop: Workshop,
    member_account: Account,
    role: Role | None,
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    """Give an account a role, change it, or (None) take it away. Raises LastOwner."""
    _set(workshop, member_account, role)
    note(
        "member.set",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"account:{member_account.id}",
        role=role.value if role else None,
    )


def _set(workshop: Workshop, account: Account, role: Role | None) -> None:
    """Two owners who leave at the same moment are asked one after the other."""
    hold(workshop)
    known = find_member(workshop, account.id)
    owners = [one for one in workshop.members if one.role == Role.OWNER]
    if known is not None and owners == [known] and role != Role.OWNER:
        raise rules.LastOwner
    if role is None:
        if known is not None:
            workshop.members.remove(known)
    elif known is None:
        workshop.members.append(Member(account=account, role=role))
    else:
        known.role = role
    db.session.flush()
