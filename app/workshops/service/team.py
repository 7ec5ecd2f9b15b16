"""Who works on a workshop, and as what."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import Account
from app.audit.service import note
from app.workshops import rules
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role


def set_member(
    workshop: Workshop,
    member_account: Account,
    role: Role | None,
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    """Give an account a role, change it, or (None) take it away. Raises LastOwner."""
    known = next((one for one in workshop.members if one.account_id == member_account.id), None)
    owners = [one for one in workshop.members if one.role == Role.OWNER]
    if known is not None and owners == [known] and role != Role.OWNER:
        raise rules.LastOwner
    if role is None:
        if known is not None:
            workshop.members.remove(known)
    elif known is None:
        workshop.members.append(Member(account=member_account, role=role))
    else:
        known.role = role
    note(
        "member.set",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"account:{member_account.id}",
        role=role.value if role else None,
    )
