from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.extensions import config, db
from app.links import derive, opens
from app.mail import providers, receiving
from app.mail.delivery import deliver_due
from app.mail.message import BOUNCE, Mail, compose, inbound
from app.mail.models import Letter, Received
from app.mail.receiving import Incoming, Verdict, reading
from app.mail.receiving.automatic import is_automatic
from app.mail.receiving.reports import Action, report_of
from app.mail.receiving.words import REASONS
from app.mail.rules import Answer, LetterState, Outcome, ReceivedKind
from config import ROOT
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail import reports
from tests.mail.conftest import Write, only_letter
from tests.test_cli import run_in

LATER = NOON + timedelta(hours=1)
FORGED = "inbound+b1-aaaaaaaaaaaaaaaaaaaaaaaaaa@plenum.test"


@pytest.fixture
def sent(app: Flask, write: Write) -> Letter:
    """A letter that a mail server took."""
    app.extensions["plenum"] = replace(config(), mail_inbound="inbound@plenum.test")
    write(workshop_id=7)
    db.session.commit()
    deliver_due(lambda mail, name: None, lambda: NOON)
    return only_letter()


def returns_to(letter: Letter) -> str:
    return compose(letter, at=NOON).sender


def take(raw: bytes, **envelope: str) -> Received | None:
    number = receiving.take(raw, at=LATER, **envelope)
    db.session.commit()
    return db.session.get(Received, number) if number else None


def fresh(letter: Letter) -> Letter:
    db.session.refresh(letter)
    return letter


def test_a_letter_comes_back_to_an_address_of_its_own(sent: Letter) -> None:
    local, _, domain = returns_to(sent).rpartition("@")
    assert domain == "plenum.test"
    assert len(local) <= 64
    token = local.removeprefix("inbound+")
    assert opens(config().secret_key, BOUNCE, token, f"b{sent.id}", 0)
    # What people see and answer is the installation's own address.
    assert message_from_bytes(compose(sent, at=NOON).content)["From"].endswith("@plenum.test>")


NOBODY = LetterState.NO_SUCH_ADDRESS


@ON_BOTH
@pytest.mark.parametrize(
    ("report", "state"),
    [
        (reports.postfix, NOBODY),
        (reports.exchange, NOBODY),
        (reports.gmail, NOBODY),
        (reports.exim, NOBODY),
        (reports.qmail, NOBODY),
        (reports.qq, NOBODY),
    ],
)
def test_a_true_report_marks_the_letter(
    sent: Letter, report: Callable[[str], bytes], state: LetterState
) -> None:
    row = take(report(returns_to(sent)))
    assert row is not None
    assert (row.kind, row.outcome, row.reason) == (
        ReceivedKind.BOUNCE, Outcome.APPLIED, "came_back",
    )  # fmt: skip
    assert (row.letter_id, row.recipient, row.workshop_id) == (sent.id, "speaker:1", 7)
    assert fresh(sent).state is state
    assert sent.trouble
    assert "@" not in sent.trouble


@pytest.mark.parametrize(
    ("status", "said", "state"),
    [
        ("5.2.2", "552 5.2.2 Mailbox full", LetterState.REFUSED),
        ("5.7.1", "550 5.7.1 looks like spam", LetterState.REFUSED),
        ("5.0.0", "550 Mailbox not found", NOBODY),
        ("5.4.4", "Host or domain name not found. Name service error", NOBODY),
        ("4.4.7", "delivery temporarily suspended: connection timed out", LetterState.GAVE_UP),
        ("4.0.0", "451 4.7.1 greylisted", LetterState.GAVE_UP),
        ("4.2.2", "452 4.2.2 over quota", LetterState.REFUSED),
    ],
)
def test_what_a_failure_means(sent: Letter, status: str, said: str, state: LetterState) -> None:
    take(reports.postfix(returns_to(sent), status, said))
    assert fresh(sent).state is state


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("收件人的邮箱空间不足，邮件无法送达。", LetterState.REFUSED),
        ("该邮件内容涉嫌大量群发，被拒收。 550 Mail content denied", LetterState.REFUSED),
        ("发送过于频繁，请稍后再试。", LetterState.WAITING),
        ("host mx3.qq.com said: 550 Ip frequency limited", LetterState.WAITING),
    ],
)
def test_reasons_of_qq(sent: Letter, reason: str, state: LetterState) -> None:
    take(reports.qq(returns_to(sent), reason))
    assert fresh(sent).state is state


def test_a_relay_that_was_too_fast_is_slowed_down_and_the_address_stays_good(
    sent: Letter,
) -> None:
    providers.pass_one("example.org", NOON)
    db.session.commit()
    said = "550 Sender frequency limited"
    row = take(reports.postfix(returns_to(sent), "5.0.0", said))
    assert row is not None
    assert row.reason == "slowed_down"
    assert fresh(sent).state is LetterState.WAITING
    assert sent.next_try_at > LATER
    pace = providers.find("example.org")
    assert pace is not None
    assert pace.strikes == 1


@pytest.mark.parametrize(
    "report",
    [
        reports.postfix_delayed,
        reports.exim_delayed,
        lambda to: reports.gmail(to, delayed=True),
    ],
)
def test_a_report_that_it_is_late_changes_nothing(
    sent: Letter, report: Callable[[str], bytes]
) -> None:
    row = take(report(returns_to(sent)))
    assert row is not None
    assert (row.outcome, row.reason) == (Outcome.IGNORED, "delayed")
    assert fresh(sent).state is LetterState.SENT


@ON_BOTH
@pytest.mark.parametrize("to", [FORGED, "inbound@plenum.test", "plenum@plenum.test"])
def test_a_forged_report_silences_nobody(sent: Letter, to: str) -> None:
    raw = reports.postfix(to).replace(b"<lost@x>", sent.message_id.encode())
    row = take(raw)
    assert row is not None
    assert (row.kind, row.outcome, row.reason) == (
        ReceivedKind.BOUNCE, Outcome.REFUSED, "no_proof",
    )  # fmt: skip
    assert (row.letter_id, row.recipient) == (None, None)
    assert fresh(sent).state is LetterState.SENT


@pytest.mark.parametrize("purpose", ["reply", "desk"])
def test_a_token_of_another_purpose_is_no_proof(sent: Letter, purpose: str) -> None:
    token = derive(config().secret_key, purpose, f"b{sent.id}", 0)
    row = take(reports.postfix(inbound(token)))
    assert row is not None
    assert row.outcome is Outcome.REFUSED
    assert fresh(sent).state is LetterState.SENT


def test_the_envelope_tells_where_it_went_when_the_headers_do_not(sent: Letter) -> None:
    to = returns_to(sent)
    assert take(reports.postfix("undisclosed-recipients:;"), recipient=to.upper())
    assert fresh(sent).state is NOBODY


def test_a_letter_on_its_way_again_is_left_alone(sent: Letter) -> None:
    sent.state = LetterState.WAITING
    db.session.commit()
    row = take(reports.postfix(returns_to(sent)))
    assert row is not None
    assert row.reason == "known_already"
    assert fresh(sent).state is LetterState.WAITING


def test_a_report_that_overtakes_the_worker_is_not_overwritten(app: Flask, write: Write) -> None:
    app.extensions["plenum"] = replace(config(), mail_inbound="inbound@plenum.test")
    write()
    db.session.commit()

    def comes_back_at_once(mail: Mail, name: str) -> None:
        take(reports.postfix(mail.sender))

    deliver_due(comes_back_at_once, lambda: NOON)
    assert db.session.execute(db.select(Letter)).scalar_one().state is NOBODY


# -- Automatic answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (rejected)",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "X-MS-Exchange-Inbox-Rules-Loop: zhu@example.org",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    ],
)
def test_a_machine_that_answers_is_not_answered(sent: Letter, mark: str) -> None:
    row = take(reports.away(returns_to(sent), mark))
    assert row is not None
    assert (row.kind, row.outcome) == (ReceivedKind.AUTO_REPLY, Outcome.IGNORED)
    assert fresh(sent).state is LetterState.SENT


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Invitation", "Automatische Antwort: Einladung", "自动回复: 邀请",
        "Out of office: Re: Invitation", "Abwesenheitsnotiz", "AutoReply: Invitation",
    ],
)  # fmt: skip
def test_subjects_give_machines_away(subject: str) -> None:
    headers = {"subject": subject}
    assert is_automatic(lambda name: headers.get(name, ""), null_return_path=False)


@pytest.mark.parametrize("subject", ["Re: Invitation", "My automatic car", "Office hours", ""])
def test_people_are_no_machines(subject: str) -> None:
    headers = {"subject": subject, "auto-submitted": "no"}
    assert not is_automatic(lambda name: headers.get(name, ""), null_return_path=False)


def test_our_own_mail_fed_back_makes_no_loop(sent: Letter) -> None:
    own = compose(sent, at=NOON)
    for n in range(3):
        take(own.content + b"\r\n" * n, recipient=own.sender)
    kinds = set(db.session.scalars(db.select(Received.kind)))
    assert kinds == {ReceivedKind.AUTO_REPLY}
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 1


# -- Answers of people ----------------------------------------------------------------------------


class Reader:
    """A feature that reads answers: it keeps what it was given."""

    def __init__(self, app: Flask, verdict: Verdict | None) -> None:
        self.verdict = verdict
        self.came: list[tuple[Incoming, str, str, datetime]] = []
        receiving.on_reply(app, "reply", self)

    def __call__(self, incoming: Incoming, subject: str, token: str, at: datetime) -> Verdict:
        self.came.append((incoming, subject, token, at))
        if self.verdict is None:
            raise RuntimeError("a bug")
        return self.verdict


REPLY = "inbound+abcdefghij234567-aaaaaaaaaaaaaaaaaaaaaaaaaa@plenum.test"
DONE = Verdict(Outcome.APPLIED, "accepted", "speaker:3", 7)


@ON_BOTH
@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (reports.calendar_answer(REPLY), ReceivedKind.CALENDAR),
        (reports.calendar_answer(REPLY, "COUNTER"), ReceivedKind.CALENDAR),
        (
            reports.calendar_answer(REPLY, mark="Auto-Submitted: auto-generated"),
            ReceivedKind.CALENDAR,
        ),
        (reports.person(REPLY), ReceivedKind.MESSAGE),
    ],
)
def test_an_answer_goes_to_the_feature_that_gave_the_token_out(
    app: Flask, sent: Letter, raw: bytes, kind: ReceivedKind
) -> None:
    reader = Reader(app, DONE)
    row = take(raw)
    assert row is not None
    ((incoming, subject, token, at),) = reader.came
    assert (subject, at) == ("abcdefghij234567", LATER)
    assert token == "abcdefghij234567-" + "a" * 26
    assert incoming.sender == reports.LOST
    assert (row.kind, row.outcome, row.reason) == (kind, Outcome.APPLIED, "accepted")
    assert (row.recipient, row.workshop_id) == ("speaker:3", 7)
    if kind is ReceivedKind.CALENDAR:
        assert incoming.calendars[0].method in ("REPLY", "COUNTER")
    else:
        assert incoming.text == "I would like to bring my own laptop."


@ON_BOTH
def test_a_reader_that_fails_loses_no_message(
    app: Flask, sent: Letter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("CRITICAL"):
        Reader(app, None)
        row = take(reports.person(REPLY))
    assert row is not None
    assert (row.outcome, row.reason) == (Outcome.UNCLEAR, "not_understood")
    assert b"my own laptop" in row.content


def test_trouble_of_the_database_is_not_the_message_s(app: Flask, sent: Letter) -> None:
    def gone(*_: object) -> Verdict:
        raise OperationalError("SELECT", None, Exception("deadlock detected"))

    receiving.on_reply(app, "reply", gone)
    with pytest.raises(OperationalError):
        take(reports.person(REPLY))
    db.session.rollback()
    Reader(app, DONE)
    again = take(reports.person(REPLY))
    assert again is not None
    assert again.outcome is Outcome.APPLIED


@pytest.mark.parametrize(
    ("to", "reason"),
    [("inbound@plenum.test", "no_token"), ("x@elsewhere.example", "no_token")],
)
def test_what_belongs_to_nobody_is_kept_and_shown(
    app: Flask, sent: Letter, to: str, reason: str
) -> None:
    reader = Reader(app, DONE)
    row = take(reports.person(to))
    assert row is not None
    assert reader.came == []
    assert (row.outcome, row.reason) == (Outcome.UNCLEAR, reason)
    assert row.text == "I would like to bring my own laptop."


@ON_BOTH
def test_what_is_handed_over_twice_is_taken_once(app: Flask, sent: Letter) -> None:
    reader = Reader(app, DONE)
    raw = reports.person(REPLY, **{"Message-ID": "<one@example.org>"})
    assert take(raw)
    assert take(raw) is None
    assert take(b"Received: by another.example; later\r\n" + raw) is None
    assert take(raw.replace(b"laptop", b"tablet"))
    # One mail to two of our addresses is two answers.
    assert take(raw.replace(b"abcdefghij234567-", b"234567abcdefghij-"))
    assert len(reader.came) == 3


# -- Whatever comes -------------------------------------------------------------------------------

GARBAGE = [
    b"",
    b"\x00\xff\xfe" * 1000,
    b"From: \xff\xfe <x>\r\nTo: =?utf-8?q?=ff?=\r\nSubject: =?nope?b?!!?=\r\n\r\n\x00",
    b"Subject: " + b"a" * 200_000 + b"\r\n\r\n" + b"x" * 300_000,
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 20_000,
    b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(500)
    ),
    b"Content-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno parts",
    b"To: " + b"(" * 50_000 + b"\r\n\r\n",
    b"From: a@b\r\nContent-Type: text/html\r\n\r\n<![" + b"<p" * 50_000,
    b"Subject: " + b"=?a?b?c" * 200_000 + b"\r\n\r\nwould take an hour to decode",
    b"From: Mailer-Daemon@x\r\nSubject: Undelivered Mail\r\n\r\n" + b"5" * 100_000,
    "Subject: \ud800".encode("utf-16", "surrogatepass"),
]


@ON_BOTH
def test_whatever_comes_is_kept(sent: Letter, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("CRITICAL"):
        for raw in GARBAGE:
            row = take(raw)
            assert row is not None
            assert row.outcome is not Outcome.APPLIED
            assert len(row.content) <= reading.KEPT
            assert len(row.text) <= reading.TEXT
            assert len(row.subject) <= 400


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "7bit"])
def test_no_link_that_is_quoted_is_kept(sent: Letter, encoding: str) -> None:
    link = derive(config().secret_key, "desk", "zhushu", 0)
    mail = EmailMessage()
    mail["To"], mail["Subject"] = inbound(derive(config().secret_key, "reply", "zhu", 0)), link
    mail.set_content(f"Yes.\n\nhttp://plenum.test/s/{link}?lang=en was it.", cte=encoding)
    row = take(mail.as_bytes())
    assert row is not None
    for kept in (row.content.decode(), row.text, row.subject):
        assert link not in kept
        assert "zhushu-…" in kept
    assert "+zhu-" in row.content.decode()
    assert mail["To"] not in row.content.decode()


def test_a_report_we_cannot_read_is_left_to_people(sent: Letter) -> None:
    raw = f"From: postmaster@x.example\nTo: {returns_to(sent)}\nSubject: Undeliverable\n\nHm.\n"
    message = reading.parsed(raw.encode())
    report = report_of(message, reading.incoming(message))
    assert report is not None
    assert report.action is Action.FAILED or report.action is None


def test_of_several_recipients_ours_counts() -> None:
    raw = reports.postfix("x@y.example").replace(
        b"Diagnostic-Code",
        b"X-Note: none\r\n\r\nFinal-Recipient: rfc822; bo@example.org\r\n"
        b"Action: delivered\r\nDiagnostic-Code",
    )
    message = reading.parsed(raw)
    came = reading.incoming(message)
    ours, other = (report_of(message, came, one) for one in (reports.LOST, "bo@example.org"))
    assert ours is not None
    assert other is not None
    assert (ours.action, other.action) == (Action.FAILED, Action.ARRIVED)
    assert Answer.NO_SUCH_ADDRESS is ours.answer or ours.answer is Answer.REFUSED


def test_texts_of_outlook_in_other_letters_are_read() -> None:
    raw = (
        b"From: =?gb2312?B?1uzK5g==?= <Zhu@Example.org>\nSubject: =?gb2312?B?u9i4tA==?=\n"
        b"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    ) + "我可以参加，镕基路见。\n\n发件人: Plenum <plenum@plenum.test>\n> 邀请".encode("gb18030")
    came = reading.incoming(reading.parsed(raw))
    assert (came.sender_name, came.sender, came.subject) == ("朱舒", "zhu@example.org", "回复")
    assert came.text == "我可以参加，镕基路见。"


def test_every_reason_has_words() -> None:
    source = (ROOT / "app/mail/receiving/taking.py").read_text()
    assert all(f'"{reason}"' in source for reason in REASONS)


# -- The command ----------------------------------------------------------------------------------


def receive(folder: Path, raw: bytes, *more: str) -> Result:
    where = {"SECRET_KEY": "k" * 40, "MAIL_INBOUND": "inbound@plenum.test"}
    return run_in(folder, "mail", "receive", *more, stdin=raw, **where)


def test_a_mail_server_pipes_messages_in_and_hears_when_to_try_again(tmp_path: Path) -> None:
    nowhere = receive(tmp_path / "none", reports.person(FORGED))
    assert (nowhere.exit_code, "could not be kept" in nowhere.output) == (75, True)
    run_in(tmp_path, "db", "upgrade", SECRET_KEY="k" * 40)
    for raw in (reports.person(FORGED), b"\xff" * 11_000_000):
        told = receive(tmp_path, raw, "--sender", "")
        assert (told.exit_code, told.output) == (0, "")
