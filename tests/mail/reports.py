"""Reports and answers in the shapes of the programs that make them, written by hand.

Each takes the address it goes to; what an original letter would hold is left out.
"""

from __future__ import annotations

from textwrap import dedent

LOST = "zhu@example.org"


def _mail(text: str) -> bytes:
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def _report(
    to: str, *, head: str, words: str, fields: str, returned: str = "Message-ID: <lost@x>"
) -> bytes:
    """A multipart/report as RFC 3464 has it."""
    parts = (
        f"{head}\nTo: {to}\nMIME-Version: 1.0\nMessage-ID: <report-1@relay.example>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "This is a MIME-encapsulated message.\n\n"
        f"--b\nContent-Type: text/plain; charset=us-ascii\n\n{words}\n\n"
        f"--b\nContent-Type: message/delivery-status\n\n{dedent(fields).strip()}\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{returned}\n\nDear Ms Zhu\n\n--b--\n"
    )
    return parts.replace("\n", "\r\n").encode()


def postfix(
    to: str, status: str = "5.1.1", said: str = "550 5.1.1 <zhu@example.org>: User unknown"
) -> bytes:
    return _report(
        to,
        head="Return-Path: <>\nFrom: MAILER-DAEMON@relay.example (Mail Delivery System)\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied",
        words="I'm sorry to have to inform you that your message could not\nbe delivered.",
        fields=f"""
Reporting-MTA: dns; relay.example
X-Postfix-Queue-ID: 4F2B1
Arrival-Date: Mon,  1 Mar 2027 12:00:00 +0000

Final-Recipient: rfc822; {LOST}
Original-Recipient: rfc822;{LOST}
Action: failed
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {said}
""",
    )


def postfix_delayed(to: str) -> bytes:
    return _report(
        to,
        head="Return-Path: <>\nFrom: MAILER-DAEMON@relay.example\n"
        "Subject: Delayed Mail (still being retried)",
        words="THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.",
        fields=f"""
Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {LOST}
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.org[203.0.113.1]:25: Connection timed out
Will-Retry-Until: Sat,  6 Mar 2027 12:00:00 +0000
""",
    )


def exchange(to: str) -> bytes:
    return _report(
        to,
        head="From: <postmaster@example.org>\nReturn-Path: <>\nX-MS-Exchange-Message-Is-Ndr:\n"
        "Subject: Undeliverable: Invitation to take part",
        words="Your message to zhu@example.org couldn't be delivered.",
        fields=f"""
Reporting-MTA: dns;AM0PR01.prod.example
Received-From-MTA: dns;relay.example

Final-Recipient: rfc822;{LOST}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 {LOST} not found by SMTP address lookup
""",
    )


def gmail(to: str, *, delayed: bool = False) -> bytes:
    kind = "Delay" if delayed else "Failure"
    return _report(
        to,
        head="From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nReturn-Path: <>\n"
        f"Auto-Submitted: auto-replied\nSubject: Delivery Status Notification ({kind})",
        words="** Address not found **",
        fields=f"""
Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 01 Mar 2027 04:00:00 -0800 (PST)

Final-Recipient: rfc822; {LOST}
Action: {"delayed" if delayed else "failed"}
Status: {"4.4.1" if delayed else "5.1.1"}
Remote-MTA: dns; gmail-smtp-in.l.example. (203.0.113.26, the server for the domain)
Diagnostic-Code: smtp; {"421 4.4.1 timed out" if delayed else "550-5.1.1 The email account"}
 that you tried to reach does not exist.
Last-Attempt-Date: Mon, 01 Mar 2027 04:00:01 -0800 (PST)
""",
    )


def exim(to: str) -> bytes:
    """As Exim wrote before it knew RFC 3464, and still does where it is told to."""
    return _mail(f"""
        Return-path: <>
        From: Mail Delivery System <Mailer-Daemon@relay.example>
        To: {to}
        X-Failed-Recipients: {LOST}
        Auto-Submitted: auto-replied
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1exim@relay.example>

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          {LOST}
            SMTP error from remote mail server after RCPT TO:<{LOST}>:
            host mx.example.org [203.0.113.1]: 550 5.1.1 No such user here

        ------ This is a copy of the message, including all the headers. ------

        Subject: 421 questions
        """)


def exim_delayed(to: str) -> bytes:
    return _mail(f"""
        Return-path: <>
        From: Mail Delivery System <Mailer-Daemon@relay.example>
        To: {to}
        Subject: Warning: message 1abc delayed 24 hours (mail delivery)

        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on relay.example.

        No action is required on your part. Delivery attempts will continue.
        """)


def qmail(to: str) -> bytes:
    return _mail(f"""
        Return-Path: <>
        From: MAILER-DAEMON@relay.example
        To: {to}
        Subject: failure notice

        Hi. This is the qmail-send program at relay.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <{LOST}>:
        203.0.113.1 does not like recipient.
        Remote host said: 550 sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.
        """)


def qq(to: str, reason: str = "收件人邮件地址（zhu@example.org）不存在，邮件无法送达。") -> bytes:
    return _mail(f"""
        From: "PostMaster@qq.com" <PostMaster@qq.com>
        To: {to}
        Subject: =?gb18030?B?z7XNs83L0MU=?=
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        <html><head><style>p {{ color: red }}</style></head><body>
        <p>抱歉，您的邮件被退回来了……</p>
        <table><tr><td>原邮件信息：</td><td>Invitation to take part</td></tr>
        <tr><td>退信原因：</td><td>{reason}</td></tr></table></body></html>
        """)


def away_exchange(to: str) -> bytes:
    return _mail(f"""
        From: Zhu Shu <{LOST}>
        To: {to}
        Subject: Automatic reply: Invitation to take part
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: All
        Precedence: bulk

        I am out of the office until Monday. I accept nothing.
        """)


def away(to: str, mark: str, subject: str = "Re: Invitation") -> bytes:
    """An absence note that only this header gives away."""
    head = f"From: {LOST}\nTo: {to}\nSubject: {subject}\n" + (f"{mark}\n" if mark else "")
    return f"{head}\nI am away.\n".encode()


def person(to: str, text: str = "I would like to bring my own laptop.", **more: str) -> bytes:
    head = {"From": f"Zhu Shu <{LOST}>", "To": to, "Subject": "Re: Invitation", **more}
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    return f"{lines}\n{text}\n\nOn 1 Mar 2027, at 12:00, Plenum wrote:\n> Dear Ms Zhu\n".encode()


def calendar_answer(to: str, method: str = "REPLY", mark: str = "") -> bytes:
    return _mail(f"""
        From: {LOST}
        To: {to}
        Subject: Accepted: Cities and nature
        Message-ID: <answer@example.org>
        {mark or "X-Mailer: Calendar"}
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8

        Zhu Shu has accepted.

        --b
        Content-Type: text/calendar; charset=UTF-8; method={method}

        BEGIN:VCALENDAR
        METHOD:{method}
        BEGIN:VEVENT
        UID:talk-1@plenum.test
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LOST}
        END:VEVENT
        END:VCALENDAR

        --b--
        """)
