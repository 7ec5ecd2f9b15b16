from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import config, db
from app.links import derive
from app.mail import post as ways_out
from app.mail.delivery import deliver_due, next_due
from app.mail.message import Mail
from app.mail.models import Letter
from app.mail.outbox import REPLY, Link, place_of, send_again
from app.mail.post import Folder, NotTaken, Post, Unreachable, post_for
from app.mail.rules import LEASE, PATIENCE, SLOWER, Answer, LetterState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail.conftest import DESK, Write, only_letter
from tests.mail.sinks import Sink, dripping, nobody, running


def at(moment: datetime = NOON) -> type[datetime]:
    return lambda: moment  # type: ignore[return-value]


def smtp(url: str) -> Post:
    return post_for(replace(config(), mail_url=url))


def letters() -> list[Letter]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Letter).order_by(Letter.id)))


@ON_BOTH
def test_a_letter_goes_out_once_and_says_so(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    with running(Sink()) as sink:
        assert deliver_due(smtp(sink.url), at())
        assert deliver_due(smtp(sink.url), at())
    (mail,) = sink.mails
    assert sink.envelopes == [("plenum@plenum.test", ["zhu@example.org"])]
    letter = only_letter()
    assert (letter.state, letter.sent_at, letter.leased_until) == (LetterState.SENT, NOON, None)
    assert mail["Message-ID"] == letter.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "Zhu Shu <zhu@example.org>"


def test_personal_links_are_filled_in_at_delivery_in_both_parts(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    deliver_due(Folder(config().letters), at())
    (mail,) = read(config().letters)
    token = derive(config().secret_key, "desk", "abc", 0)
    address = f"http://plenum.test/s/{token}"
    assert f"Your page: {address}\n" in plain(mail)
    assert f'<a href="{address}"' in html(mail)
    assert "%%link" not in plain(mail) + html(mail)


def test_a_calendar_file_is_attached_as_a_file_and_not_as_a_request(
    app: Flask, write: Write
) -> None:
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:城市与自然\r\nEND:VCALENDAR\r\n"
    write(calendar=calendar)
    db.session.commit()
    deliver_due(Folder(config().letters), at())
    (mail,) = read(config().letters)
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("charset") == "utf-8"
    assert attached.get_param("method") is None
    assert attached.get_filename() == "workshop.ics"
    assert attached.get_payload(decode=True) == calendar.encode()


def test_a_calendar_file_that_asks_is_a_request_and_answers_come_to_us(
    app: Flask, write: Write
) -> None:
    """RFC 6047: the last of the ways to read the letter, in the method that the file has."""
    app.extensions["plenum"] = replace(config(), mail_inbound="inbound@plenum.test")
    place = place_of("reply")
    calendar = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nORGANIZER:mailto:{place}\r\nEND:VCALENDAR\r\n"
    )
    reply = Link("reply", REPLY, "reply", "abcdefghij234567", 0)
    write(calendar=calendar, method="REQUEST", links=[DESK, reply])
    db.session.commit()
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at())
    (mail,) = sink.mails
    token = derive(config().secret_key, "reply", "abcdefghij234567", 0)
    answers = f"inbound+{token}@plenum.test"
    assert mail["Reply-To"] == answers
    alternative, attached = mail.iter_parts()
    *_, asks = alternative.iter_parts()
    assert asks.get_content_type() == "text/calendar"
    assert (asks.get_param("method"), asks.get_param("charset")) == ("REQUEST", "UTF-8")
    assert asks.get_content_disposition() is None
    text = asks.get_content()
    assert answers in text.replace("\r\n ", "")
    assert (attached.get_content_type(), attached.get_filename()) == (
        "application/ics",
        "invite.ics",
    )
    assert attached.get_content().decode() == text
    assert sink.envelopes[0][0].startswith(f"inbound+b{only_letter().id}-")


def test_a_folder_takes_the_path_that_the_setting_names(app: Flask, tmp_path: Path) -> None:
    assert ways_out.folder_of(config()) == config().data / "letters"
    elsewhere = replace(config(), mail_url=f"folder:{tmp_path / 'post'}")
    assert ways_out.folder_of(elsewhere) == tmp_path / "post"


def test_names_and_titles_in_any_script_arrive_as_written(app: Flask, write: Write) -> None:
    name = "阿卜杜勒·卡里姆·" * 6 + " 🎋"
    title = "城市自然保护 — Städte für die Natur 🌿 " * 4
    write(to_name=name, title=title, note="长江" * 400)
    db.session.commit()
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at())
    (mail,) = sink.mails
    as_sent = message_from_bytes(sink.raw[0])
    assert said(as_sent["To"]) == f"{name} <zhu@example.org>"
    assert mail["Subject"] == f"Welcome: {title.strip()}"
    assert "长江" * 400 in plain(mail)
    assert all(len(line) <= 998 for line in sink.raw[0].split(b"\r\n"))
    assert sink.raw[0].isascii()


def test_a_letter_names_its_language_as_pages_do(app: Flask, write: Write) -> None:
    write(language="zh")
    db.session.commit()
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at())
    (mail,) = sink.mails
    assert mail["Content-Language"] == "zh-Hans"
    html = mail.get_body(("html",))
    assert html is not None
    assert '<html lang="zh-Hans"' in html.get_content()


def test_a_domain_in_another_script_is_written_for_mail_servers(app: Flask, write: Write) -> None:
    write(to_email="ada@bücher.example")
    db.session.commit()
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at())
    assert sink.envelopes[0][1] == ["ada@xn--bcher-kva.example"]


INJECTIONS = [
    "Ada\r\nBcc: x@example.org",
    "Ada\nBcc: x@example.org",
    "Ada\rBcc: x@example.org",
    "Ada%0d%0aBcc: x@example.org",
    "Ada\u2028Bcc: x@example.org",
    "Ada\u2029Bcc: x@example.org",
    "Ada\x85Bcc: x@example.org",
    "Ada\x0bBcc: x@example.org",
    "Ada\r\n Bcc: x@example.org",
    "Ada =?utf-8?q?=0D=0ABcc=3A_x=40example=2Eorg?=",
    'Ada" <x@example.org>, "B',
    "Ada <x@example.org>",
    "Ada, x@example.org",
    "Ada\x00",
    "\\",
    '"',
    "(comment",
    "a" * 500,
    "\u202eadA",
]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_no_name_or_title_makes_a_header_or_a_recipient(
    app: Flask, write: Write, evil: str
) -> None:
    write(title="plain", to_name="Ada", act="good")
    write(title=evil, to_name=evil, note=evil, act="evil")
    db.session.commit()
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at())
    good, bad = sink.mails
    assert sorted(bad.keys()) == sorted(good.keys())
    assert [address.addr_spec for address in bad["To"].addresses] == ["zhu@example.org"]
    assert sink.envelopes[1][1] == ["zhu@example.org"]


@ON_BOTH
@pytest.mark.parametrize("code", ["421 Closing", "450 Busy", "451 Temporary problem"])
def test_not_now_means_later_with_growing_gaps(app: Flask, write: Write, code: str) -> None:
    write()
    db.session.commit()
    now = NOON
    gaps: list[timedelta] = []
    with running(Sink(to={"zhu@example.org": code})) as sink:
        while only_letter().state is LetterState.WAITING:
            db.session.rollback()
            deliver_due(smtp(sink.url), at(now))
            letter = letters()[0]
            assert letter.attempts == len(gaps) + 1
            gaps.append(letter.next_try_at - now)
            deliver_due(smtp(sink.url), at(letter.next_try_at - timedelta(seconds=1)))
            assert letters()[0].attempts == len(gaps)
            now = letters()[0].next_try_at
    letter = letters()[0]
    assert gaps[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=10)]
    assert now - NOON == PATIENCE
    assert (letter.state, letter.trouble) == (LetterState.GAVE_UP, code)


def test_a_full_mailbox_is_tried_seldom_and_ends_as_refused(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    with running(Sink(to={"zhu@example.org": "452 4.2.2 over quota"})) as sink:
        deliver_due(smtp(sink.url), at())
        assert only_letter().next_try_at == NOON + timedelta(hours=1)
        db.session.rollback()
        deliver_due(smtp(sink.url), at(NOON + PATIENCE))
    assert letters()[0].state is LetterState.REFUSED


def test_a_letter_that_was_held_for_long_has_all_its_patience(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    late = NOON + timedelta(days=30)
    with running(Sink(to={"zhu@example.org": "451 Temporary problem"})) as sink:
        deliver_due(smtp(sink.url), at(late))
    assert only_letter().state is LetterState.WAITING
    assert letters()[0].tried_since == late


def test_an_unknown_user_is_tried_once_and_others_are_not_touched(
    app: Flask, write: Write
) -> None:
    write()
    write(act="test:2", recipient="speaker:2", to_email="bo@example.org")
    db.session.commit()
    with running(Sink(to={"zhu@example.org": "550 5.1.1 <zhu@example.org> unknown"})) as sink:
        deliver_due(smtp(sink.url), at())
        deliver_due(smtp(sink.url), at(NOON + timedelta(days=1)))
    first, second = letters()
    assert (first.state, first.attempts) == (LetterState.NO_SUCH_ADDRESS, 1)
    assert first.trouble == "550 5.1.1 … unknown"
    assert second.state is LetterState.SENT
    assert len(sink.mails) == 1


def test_a_provider_that_asks_for_less_gets_less_and_the_address_stays_good(
    app: Flask, write: Write
) -> None:
    for n in range(3):
        write(act=f"test:{n}", to_email=f"someone{n}@qq.com")
    write(act="other", to_email="bo@example.org")
    db.session.commit()
    refusal = "550 Sender frequency limited"
    with running(Sink(to={"someone0@qq.com": refusal, "someone1@qq.com": refusal})) as sink:
        deliver_due(smtp(sink.url), at())
        first, *rest, other = letters()
        assert (first.state, first.next_try_at) == (LetterState.WAITING, NOON + SLOWER)
        # The others were not even tried: the provider is closed to all workers.
        assert [(one.state, one.attempts) for one in rest] == [(LetterState.WAITING, 0)] * 2
        assert other.state is LetterState.SENT
        assert next_due(paced=True) == NOON + SLOWER
        deliver_due(smtp(sink.url), at(NOON + SLOWER - timedelta(seconds=1)))
        assert [one.attempts for one in letters()[1:3]] == [0, 0]
        sink.to.clear()
        deliver_due(smtp(sink.url), at(NOON + SLOWER))
    assert {one.state for one in letters()} == {LetterState.SENT}


def test_a_refusal_after_the_data_is_final(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    with running(Sink(data={"zhu@example.org": "554 5.7.1 looks like spam"})) as sink:
        deliver_due(smtp(sink.url), at())
    assert only_letter().state is LetterState.REFUSED


@ON_BOTH
def test_what_was_given_up_goes_again_as_the_same_mail_with_all_its_tries(
    app: Flask, write: Write
) -> None:
    write()
    write(act="test:2", recipient="speaker:2", to_email="bo@example.org")
    db.session.commit()
    refusals = {"zhu@example.org": "550 5.1.1 unknown"}
    with running(Sink(to=refusals)) as sink:
        deliver_due(smtp(sink.url), at())
        lost, sent = letters()
        later = NOON + timedelta(days=1)
        assert [send_again(one, at=later) for one in (lost, lost, sent)] == [True, False, False]
        db.session.commit()
        refusals["zhu@example.org"] = "451 Temporary problem"
        deliver_due(smtp(sink.url), at(later))
        assert (letters()[0].state, letters()[0].attempts) == (LetterState.WAITING, 1)
        refusals.clear()
        deliver_due(smtp(sink.url), at(later + timedelta(minutes=1)))
    lost, sent = letters()
    assert (lost.state, lost.trouble, sent.state) == (LetterState.SENT, None, LetterState.SENT)
    assert [mail["Message-ID"] for mail in sink.mails] == [sent.message_id, lost.message_id]


def test_a_connection_that_drops_after_the_data_repeats_the_same_message_id(
    app: Flask, write: Write
) -> None:
    write()
    db.session.commit()
    with running(Sink(drop_after_data=True)) as sink:
        assert deliver_due(smtp(sink.url), at())
        letter = only_letter()
        assert letter.state is LetterState.WAITING
        db.session.rollback()
        sink.drop_after_data = False
        deliver_due(smtp(sink.url), at(NOON + timedelta(minutes=1)))
    assert letters()[0].state is LetterState.SENT
    assert len(sink.mails) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


def test_a_server_that_is_away_costs_no_attempts(app: Flask, write: Write) -> None:
    for n in range(3):
        write(act=f"test:{n}")
    db.session.commit()
    with nobody() as url:
        now = NOON
        for _ in range(30):
            deliver_due(smtp(url), at(now))
            now += timedelta(minutes=1)
        assert deliver_due(smtp(url), at(now + timedelta(minutes=10))) is False
    waiting = letters()
    assert [one.attempts for one in waiting] == [0, 0, 0]
    assert {one.state for one in waiting} == {LetterState.WAITING}
    with running(Sink()) as sink:
        deliver_due(smtp(sink.url), at(now + timedelta(minutes=20)))
    assert {one.state for one in letters()} == {LetterState.SENT}


def test_a_server_that_drips_is_left_alone(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways_out, "ALL", 1.0)
    write()
    db.session.commit()
    with dripping() as url:
        assert deliver_due(smtp(url), at()) is False
    assert only_letter().state is LetterState.WAITING


def test_a_password_is_not_sent_in_the_clear(app: Flask) -> None:
    server = ways_out.Server(
        replace(config(), mail_url="smtp://ada:secret@mail.example.org"), threading.Event()
    )
    assert (server.user, server.password, server._is_here()) == ("ada", "secret", False)


@ON_BOTH
def test_two_workers_send_each_letter_once(app: Flask, write: Write) -> None:
    for n in range(60):
        write(act=f"test:{n}")
    db.session.commit()
    sent: list[str] = []

    def post(mail: Mail, name: str) -> None:
        sent.append(message_id(mail))

    def work() -> None:
        with app.app_context():
            deliver_due(post, at())

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sent) == 60
    assert len(set(sent)) == 60
    assert {letter.state for letter in letters()} == {LetterState.SENT}


@ON_BOTH
def test_without_the_lease_two_workers_would_send_twice(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: it shows that the lease is what protects."""
    monkeypatch.setattr("app.mail.delivery._is_due", lambda at: db.true())
    write()
    db.session.commit()
    letter_id = only_letter().id
    db.session.rollback()
    sent: list[str] = []
    both = threading.Barrier(2, timeout=10)

    def post(mail: Mail, name: str) -> None:
        both.wait()
        sent.append(message_id(mail))

    def work() -> None:
        with app.app_context():
            monkeypatch.setattr("app.mail.delivery._due", Once([letter_id]))
            deliver_due(post, at())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sent) == 2


class Once:
    """Looks up the same letters for each worker, once."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids

    def __call__(self, *_: object) -> list[tuple[int, str]]:
        return [(one, "example.org") for one in self.ids]


@ON_BOTH
def test_a_worker_that_dies_after_sending_sends_again_under_the_same_message_id(
    app: Flask, write: Write
) -> None:
    write()
    db.session.commit()
    seen: list[str] = []

    def dies(mail: Mail, name: str) -> None:
        seen.append(message_id(mail))
        raise SystemExit

    def lives(mail: Mail, name: str) -> None:
        seen.append(message_id(mail))

    with pytest.raises(SystemExit):
        deliver_due(dies, at())
    db.session.rollback()
    assert only_letter().state is LetterState.SENDING
    assert next_due() == NOON + LEASE
    deliver_due(lives, at(NOON + LEASE - timedelta(seconds=1)))
    assert len(seen) == 1
    deliver_due(lives, at(NOON + LEASE))
    assert seen[0] == seen[1]
    assert letters()[0].state is LetterState.SENT


@ON_BOTH
def test_a_worker_whose_lease_ran_out_says_nothing_of_what_another_has(
    app: Flask, write: Write
) -> None:
    write()
    db.session.commit()
    first = [True]

    def slow(mail: Mail, name: str) -> None:
        if not first.pop():
            raise SystemExit  # the other one has it still
        first.append(False)
        with app.app_context(), pytest.raises(SystemExit):
            deliver_due(slow, at(NOON + LEASE))
        raise NotTaken(Answer.REFUSED, "no")

    deliver_due(slow, at())
    letter = only_letter()
    assert (letter.state, letter.leased_until) == (LetterState.SENDING, NOON + 2 * LEASE)


def test_a_letter_that_cannot_be_a_mail_fails_visibly_and_the_queue_goes_on(
    app: Flask, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write(to_email="no address at all\x00")
    write(act="test:2")
    db.session.commit()
    with running(Sink()) as sink, caplog.at_level(logging.CRITICAL):
        deliver_due(smtp(sink.url), at())
    bad, good = letters()
    assert bad.state is LetterState.REFUSED
    assert bad.trouble is not None
    assert "cannot be made into a mail" in bad.trouble
    assert good.state is LetterState.SENT


def test_the_log_names_no_address_and_no_link(
    app: Flask, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write()
    write(act="test:2", to_email="bo@example.org")
    db.session.commit()
    refusals = {"zhu@example.org": "550 5.1.1 <zhu@example.org> unknown"}
    with running(Sink(to=refusals)) as sink, caplog.at_level(logging.DEBUG, "app"):
        deliver_due(smtp(sink.url), at())
    token = derive(config().secret_key, "desk", "abc", 0)
    assert "not delivered" in caplog.text
    assert "example.org" not in caplog.text
    assert token not in caplog.text


def test_a_full_disk_keeps_the_letters_waiting(app: Flask, write: Write) -> None:
    write()
    db.session.commit()

    def full(mail: Mail, name: str) -> None:
        raise Unreachable("No space left on device")

    assert deliver_due(full, at()) is False
    letter = only_letter()
    assert (letter.state, letter.trouble) == (LetterState.WAITING, "No space left on device")


def test_nothing_waits_nothing_falls_due(app: Flask) -> None:
    assert next_due() is None


def read(folder: Path) -> list[EmailMessage]:
    mails = []
    for path in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        mails.append(mail)
    return mails


def said(header: object) -> str:
    """A header as RFC 2047 decodes it; Python's newer parser puts blanks into long names."""
    return str(make_header(decode_header(str(header))))


def message_id(mail: Mail) -> str:
    return str(message_from_bytes(mail.content, policy=policy.default)["Message-ID"])


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
