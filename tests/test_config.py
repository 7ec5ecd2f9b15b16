"""Settings: what is right, and the sentence that each wrong one is answered with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config, WrongSetting, from_environment


def read(data: Path, **settings: str) -> Config:
    named = {f"PLENUM_{name}": value for name, value in settings.items()}
    return from_environment({"PLENUM_DATA": str(data)} | named)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/plenum.db"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.mail_url == "folder:"
    assert settings.rate_limits is True
    assert settings.trusted_proxies == 0
    assert settings.redis_url is None


def test_an_empty_setting_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert read(tmp_path, BASE_URL="", MAIL_FROM=" ") == read(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://localhost/plenum", "postgresql://"),
        ("DATABASE_URL", "postgresql://[broken", "postgresql://"),
        ("DATABASE_URL", "postgresql://localhost:many/plenum", "postgresql://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "redis://localhost", "package redis, which is not installed"),
        ("SECRET_KEY", "too short", "at least 32 characters"),
        ("BASE_URL", "plenum.example.org", "https://plenum.example.org"),
        ("BASE_URL", "ftp://plenum.example.org", "https://plenum.example.org"),
        ("BASE_URL", "https://plenum.example.org/?lang=de", "https://plenum.example.org"),
        ("BASE_URL", "https://[broken", "https://plenum.example.org"),
        ("BASE_URL", "https://plenum.example.org:many", "https://plenum.example.org"),
        ("BASE_URL", "https://plenum.example.org/\nx", "https://plenum.example.org"),
        ("UID_DOMAIN", "plenum example org", "domain name"),
        ("UID_DOMAIN", "https://plenum.example.org", "domain name"),
        ("MAIL_URL", "mail.example.org", "smtp://host:port"),
        ("MAIL_URL", "smtp://mail.example.org:many", "smtp://host:port"),
        ("MAIL_URL", "smtp://[broken", "smtp://host:port"),
        ("MAIL_FROM", "nobody", "Secretariat <workshops@example.org>"),
        ("MAIL_FROM", "A <a@example.org>, B <b@example.org>", "Secretariat"),
        ("RATE_LIMITS", "yes", "on or off"),
        ("TRUSTED_PROXIES", "-1", "a number from 0 to 10"),
        ("TRUSTED_PROXIES", "many", "a number from 0 to 10"),
        ("TRUSTED_PROXIES", "²", "a number from 0 to 10"),
    ],
)
def test_a_wrong_setting_is_answered_with_its_name_and_what_it_should_be(
    tmp_path: Path, name: str, value: str, says: str
) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read(tmp_path, **{name: value})
    sentence = str(wrong.value)
    assert sentence.startswith(f"PLENUM_{name}: ")
    assert says in sentence
    assert "\n" not in sentence


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSetting, match=re.escape(f"PLENUM_DATA: {tmp_path}/file/data")):
        read(tmp_path / "file" / "data")
    with pytest.raises(WrongSetting, match="PLENUM_DATA"):
        read(tmp_path / "file")


def test_keys_are_made_once_and_kept_where_only_their_owner_reads_them(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert len(first.secret_key) >= 43
    assert second.secret_key == first.secret_key
    assert second.uid_domain == first.uid_domain
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_two_installations_never_share_a_key_or_a_domain_of_uids(tmp_path: Path) -> None:
    first, second = read(tmp_path / "one"), read(tmp_path / "two")
    assert first.secret_key != second.secret_key
    assert first.uid_domain != second.uid_domain


def test_an_emptied_key_stops_the_start_instead_of_killing_every_mailed_link(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(WrongSetting, match="secret_key: holds no key"):
        read(tmp_path)


def test_a_changed_address_never_changes_a_uid(tmp_path: Path) -> None:
    before = read(tmp_path)
    assert read(tmp_path, BASE_URL="https://plenum.example.org").uid_domain == before.uid_domain


def test_postgresql_is_reached_by_its_own_driver(tmp_path: Path) -> None:
    settings = read(tmp_path, DATABASE_URL="postgres://plenum@db/plenum")
    assert settings.database_url == "postgresql+psycopg://plenum@db/plenum"
    assert not settings.is_sqlite


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        MAIL_URL="smtps://user:mail-secret@mail.example.org",
        DATABASE_URL="postgresql://user:database-secret@db/plenum",
    )
    settings = replace(settings, redis_url="redis://:redis-secret@cache")
    shown = repr(settings)
    assert settings.secret_key not in shown
    for secret in ("mail-secret", "database-secret", "redis-secret"):
        assert secret not in shown
