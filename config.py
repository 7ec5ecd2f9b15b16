"""Every setting of an installation: typed, with its default and its reason.

This is the only module that reads the environment. A wrong value stops the start with one
sentence that names the setting.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent


class WrongSetting(ValueError):
    """A setting has a value that cannot be meant; the message is one sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    #: Folder for database, uploads, letters and keys.
    data: Path
    #: SQLite in the data folder by default; postgresql://… to grow.
    database_url: str = field(repr=False)
    #: Shared counters for rate limits when there are several machines; None counts per process.
    redis_url: str | None = field(repr=False)
    #: Signs sessions and derives personal links. Losing it kills every link already mailed.
    secret_key: str = field(repr=False)
    #: The only source of links in mails and feeds, never the Host header. No trailing slash.
    base_url: str
    #: Right side of calendar UIDs; fixed at first start, so a changed address never changes a UID.
    uid_domain: str
    #: smtp://host:port, smtps://user:pw@host:port, or folder: (.eml files under data/letters).
    mail_url: str = field(repr=False)
    #: Sender of every letter.
    mail_from: str
    #: The address whose mail is piped into `plenum mail receive`; None = nothing is read, and
    #: calendars are sent no requests to answer.
    mail_inbound: str | None
    #: Limits on pages that mail or guess tokens; off only for load tests.
    rate_limits: bool
    #: How many reverse proxies in front are trusted to name the visitor's address.
    trusted_proxies: int
    #: How long a database waits for another writer, in seconds.
    busy_seconds: float = 10.0

    @property
    def letters(self) -> Path:
        return self.data / "letters"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read PLENUM_* settings; make the data folder and the keys kept in it where they are missing.

    Raises WrongSetting with a sentence that names the setting.
    """
    env = os.environ if environment is None else environment

    def value(name: str) -> str | None:
        return env.get(f"PLENUM_{name}", "").strip() or None

    data = Path(value("DATA") or ROOT / "instance").expanduser().resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's data, and keys
    except OSError as error:
        raise WrongSetting(f"PLENUM_DATA: {data} cannot be made ({error.strerror}).") from error
    base_url = _base_url(value("BASE_URL") or "http://127.0.0.1:8000")
    return Config(
        data=data,
        database_url=_database_url(value("DATABASE_URL"), data),
        redis_url=_redis_url(value("REDIS_URL")),
        secret_key=_secret_key(value("SECRET_KEY"), data),
        base_url=base_url,
        uid_domain=_uid_domain(value("UID_DOMAIN"), data),
        mail_url=_mail_url(value("MAIL_URL") or "folder:"),
        mail_from=_mail_from(value("MAIL_FROM") or "Plenum <plenum@localhost>"),
        mail_inbound=_mail_inbound(value("MAIL_INBOUND")),
        rate_limits=_switch("RATE_LIMITS", value("RATE_LIMITS") or "on"),
        trusted_proxies=_count("TRUSTED_PROXIES", value("TRUSTED_PROXIES") or "0"),
    )


def _parts(given: str) -> SplitResult:
    """The parts of an address; all empty if it cannot be one."""
    try:
        parts = urlsplit(given)
        fits = given.isprintable() and " " not in given and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    return parts if fits else urlsplit("")


def _database_url(given: str | None, data: Path) -> str:
    if given is None:
        return f"sqlite:///{data / 'plenum.db'}"
    if given.startswith("sqlite:///"):
        return given
    if _parts(given).scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return "postgresql+psycopg://" + given.split("://", 1)[1]
    raise WrongSetting(
        "PLENUM_DATABASE_URL: must be postgresql://user:password@host/name or sqlite:///path "
        "(leave it unset for SQLite in the data folder)."
    )


def _redis_url(given: str | None) -> str | None:
    if given is not None and not given.startswith(("redis://", "rediss://", "unix://")):
        raise WrongSetting("PLENUM_REDIS_URL: must begin with redis://, rediss:// or unix://.")
    if given is not None and importlib.util.find_spec("redis") is None:
        raise WrongSetting(
            "PLENUM_REDIS_URL: needs the package redis, which is not installed "
            "(.venv/bin/pip install redis)."
        )
    return given


def _secret_key(given: str | None, data: Path) -> str:
    if given is None:
        return _kept(data / "secret_key", lambda: secrets.token_urlsafe(48))
    if len(given) < 32:
        raise WrongSetting("PLENUM_SECRET_KEY: must have at least 32 characters.")
    return given


def _base_url(given: str) -> str:
    parts = _parts(given)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
    ):
        raise WrongSetting(
            "PLENUM_BASE_URL: must be the address people type, such as https://plenum.example.org."
        )
    return given.rstrip("/")


def _uid_domain(given: str | None, data: Path) -> str:
    domain = given or _kept(data / "uid_domain", lambda: f"{secrets.token_hex(6)}.plenum.invalid")
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", domain):
        raise WrongSetting("PLENUM_UID_DOMAIN: must be a domain name, such as plenum.example.org.")
    return domain


def _mail_url(given: str) -> str:
    parts = _parts(given)
    if parts.scheme == "folder" or (parts.scheme in ("smtp", "smtps") and parts.hostname):
        return given
    raise WrongSetting(
        "PLENUM_MAIL_URL: must be smtp://host:port, smtps://user:pw@host:port or folder:."
    )


def _mail_from(given: str) -> str:
    if not re.fullmatch(r"[^\r\n<>]*<[^@<>\s]+@[^@<>\s]+>|[^@<>\s]+@[^@<>\s]+", given):
        raise WrongSetting(
            "PLENUM_MAIL_FROM: must be an address, such as Secretariat <workshops@example.org>."
        )
    return given


def _mail_inbound(given: str | None) -> str | None:
    # Tokens go between the name and the @; with them a name must fit RFC 5321's 64 octets.
    if given is None or re.fullmatch(r"[A-Za-z0-9._-]{1,16}@[A-Za-z0-9.-]+", given):
        return given
    raise WrongSetting(
        "PLENUM_MAIL_INBOUND: must be a plain address with at most 16 letters before the @, such "
        "as replies@example.org."
    )


def _switch(name: str, given: str) -> bool:
    if given not in ("on", "off"):
        raise WrongSetting(f"PLENUM_{name}: must be on or off.")
    return given == "on"


def _count(name: str, given: str) -> int:
    if not given.isdecimal() or int(given) > 10:
        raise WrongSetting(f"PLENUM_{name}: must be a number from 0 to 10.")
    return int(given)


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The line kept in this file, made on first use; processes that start at once agree on one."""
    try:
        if not path.exists():
            fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            fresh.touch(0o600)
            fresh.write_text(make() + "\n", "utf-8")
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)  # unlike a rename, fails where another process came first
            fresh.unlink()
        kept = path.read_text("utf-8").strip()
    except OSError as error:
        raise WrongSetting(f"PLENUM_DATA: {path} cannot be kept ({error.strerror}).") from error
    except UnicodeDecodeError:
        kept = ""
    if not kept:
        raise WrongSetting(f"{path}: holds no key; put the old one back, or delete the file.")
    return kept
