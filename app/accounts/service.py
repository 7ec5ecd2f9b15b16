"""Making accounts, and signing in by a one-time link."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app import links
from app.accounts import queries, rules
from app.accounts.models import Account
from app.audit.service import note
from app.extensions import config, db
from app.i18n import DEFAULT, texts
from app.mail import addresses, outbox


def add_account(*, email: str, name: str, is_admin: bool = False, at: datetime) -> Account:
    """Make an organiser. Raises NotAnAddress and AccountExists."""
    normal = _normal(email)
    if queries.find_by_email(normal) is not None:
        raise rules.AccountExists(email=email)
    account = Account(
        key=links.new_key(),
        email=email.strip(),
        email_normal=normal,
        name=texts.one_line(name)[:200] or email.strip(),
        is_admin=is_admin,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    note("account.added", at=at, account_id=account.id, subject=f"account:{account.id}")
    return account


def get_account(email: str) -> Account:
    """Raises NotAnAddress and NoSuchAccount."""
    account = queries.find_by_email(_normal(email))
    if account is None:
        raise rules.NoSuchAccount(email=email)
    return account


def find_or_add(*, email: str, name: str, at: datetime) -> Account:
    """The account of this address, made where there is none yet. Raises NotAnAddress."""
    known = queries.find_by_email(_normal(email))
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            return add_account(email=email, name=name, at=at)
    except IntegrityError:  # somebody else was faster
        return get_account(email)


def sign_in_link(account: Account, *, at: datetime, life: timedelta = rules.LINK_LIFE) -> str:
    """A one-time address that signs this person in; for commands that print it."""
    subject = rules.link_subject(account.key, at + life)
    token = links.derive(config().secret_key, "sign-in", subject, account.sign_in_generation)
    return f"{config().base_url}/sign-in/{token}"


def send_sign_in_link(email: str, *, at: datetime) -> None:
    """Write the letter if the address is an organiser's; the page says the same either way."""
    try:
        account = get_account(email)
    except (rules.NotAnAddress, rules.NoSuchAccount):
        return
    spoken = account.language or DEFAULT
    outbox.write(
        "sign_in",
        feature="accounts",
        act=f"sign-in:{account.id}:{account.sign_in_generation}:{int(at.timestamp())}",
        recipient=f"account:{account.id}",
        to_name=account.name,
        to_email=account.email,
        language=spoken,
        workshop_id=None,
        practice=False,
        at=at,
        links=[link_for_letter(account, spoken, at=at)],
    )


def link_for_letter(
    account: Account, language: str, *, at: datetime, life: timedelta = rules.LINK_LIFE
) -> outbox.Link:
    """`link("sign_in")` of a letter: signs this person in once, in the letter's language."""
    return outbox.Link(
        "sign_in",
        f"/sign-in/{{token}}?lang={language}",
        "sign-in",
        rules.link_subject(account.key, at + life),
        account.sign_in_generation,
    )


def find_by_link(token: str, *, at: datetime, lock: bool = False) -> Account | None:
    """Whose live sign-in link this is; None for wrong, used and expired ones alike."""
    subject = links.subject_of(token)
    read = rules.read_subject(subject) if subject else None
    if subject is None or read is None or rules.has_expired(read[1], at):
        return None
    account = queries.find_by_key(read[0], lock=lock)
    if account is None or not links.opens(
        config().secret_key, "sign-in", token, subject, account.sign_in_generation
    ):
        return None
    return account


def sign_in(token: str, *, at: datetime) -> Account | None:
    """Use the link up; None if somebody did before."""
    account = find_by_link(token, at=at, lock=True)
    if account is not None:
        account.sign_in_generation += 1
        note("account.signed_in", at=at, account_id=account.id)
    return account


def sign_out(account: Account, *, at: datetime) -> None:
    """End every session of the account: a copied cookie opens nothing afterwards."""
    account.session_generation += 1
    note("account.signed_out", at=at, account_id=account.id)


def _normal(email: str) -> str:
    try:
        return addresses.normal(email)
    except addresses.NotAnAddress as error:
        raise rules.NotAnAddress(email=email) from error
