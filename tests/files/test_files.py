"""Files that people hand in: told by content, named safely, with their rows or not at all."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from datetime import datetime, timedelta
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.files import checks, pictures, rules, service
from app.files.models import StoredFile
from app.files.rules import (
    FileEmpty,
    FileNotOfAKind,
    FileTooLarge,
    NotWhatItSays,
    Upload,
    checked,
    checked_slides,
)
from app.files.sweeping import sweep
from tests.conftest import NOON
from tests.databases import ON_BOTH

PDF = b"%PDF-1.7\n..."


def archive(entries: dict[str, bytes], *, link: str | None = None) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            file.writestr(info, "/etc/passwd")
    return written.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n..", "image/png"),
        (b"\xff\xd8\xff\xe0..", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (archive(DOCX), rules._OFFICE + "wordprocessingml.document"),
        (archive(ODT), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_a_kind_is_told_by_content_whatever_the_name_says(content: bytes, kind: str) -> None:
    kept = checked("virus.exe", content)
    assert kept.media_type == kind
    assert kept.name == f"virus.exe{rules.KINDS[kind][0]}"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"GIF89a<script>",
        b"PK\x03\x04 broken",
        archive({"a.txt": b"a"}),
        archive(DOCX | {"word/vbaProject.bin": b"macro"}),
        archive(DOCX | {"../../etc/passwd": b"x"}),
        archive(DOCX | {"/etc/passwd": b"x"}),
        archive(DOCX | {"..\\evil": b"x"}),
        archive(DOCX, link="word/link"),
        archive({"mimetype": b"text/html"}),
    ],
)
def test_what_could_act_or_leave_its_folder_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotOfAKind):
        checked("a.pdf", content)


def test_a_name_that_promises_what_is_not_inside_is_told_so() -> None:
    """And is not asked for what it calls itself already."""
    for name, content in (("a.pdf", b"MZ"), ("A.DOCX", b"<html>")):
        with pytest.raises(NotWhatItSays):
            checked(name, content)
    with pytest.raises(NotWhatItSays):
        checked_slides("a.pdf", io.BytesIO(b"MZ"))
    for name, content in (("a.exe", b"MZ"), ("a.docx", archive({"a.txt": b"a"}))):
        with pytest.raises(FileNotOfAKind) as refused:
            checked(name, content)
        assert not isinstance(refused.value, NotWhatItSays)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(DOCX | {f"word/{n}.xml": bytes(60_000_000) for n in range(4)})
    assert len(bomb) < 1_000_000
    with pytest.raises(FileNotOfAKind):
        checked("a.docx", bomb)


def test_a_long_list_of_contents_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python makes an object of each line, two hundred megabytes of a file that may be sent."""
    long = archive(DOCX | {f"word/{n}.xml": b"" for n in range(rules.MOST_ENTRIES)})

    def reads(*_: object) -> None:
        raise AssertionError("the list of contents was read")

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", reads)
    with pytest.raises(FileNotOfAKind):
        checked("a.docx", long)


def test_empty_and_too_large_are_said() -> None:
    with pytest.raises(FileEmpty):
        checked("a.pdf", b"")
    with pytest.raises(FileTooLarge):
        checked("a.pdf", PDF + bytes(rules.MOST_OCTETS))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("CV.PDF", "CV.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\cv.pdf", "cv.pdf"),
        ("a%2e%2e%2fb.pdf", "a_2e_2e_2fb.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe.pdf"),
        ('a"b\r\nc;d.pdf', "a_b c_d.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("简历.pdf", "简历.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("a\x00b.pdf", "a b.pdf"),
        ("简" * 300 + ".pdf", "简" * 83 + ".pdf"),
    ],
)
def test_a_name_can_be_said_and_saved_anywhere(name: str, kept: str) -> None:
    assert checked(name, PDF).name == kept


WHERE = b"GPS 31.2 N"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def test_pictures_are_kept_without_where_and_when_they_were_taken() -> None:
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0) + WHERE
    scan = segment(0xDA, b"scan") + b"\x01\x02\xff\xd9"
    jpeg = b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xE1, b"Exif\0\0" + tiff)
    jpeg += segment(0xFE, WHERE) + segment(0xE2, b"ICC") + scan
    kept = checked("a.jpg", jpeg).content
    assert WHERE not in kept
    assert kept.endswith(segment(0xE2, b"ICC") + scan)
    assert pictures.way_up_of(kept[kept.index(b"Exif") + 6 :]) == 6
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"tEXt", WHERE)
    png += chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    assert checked("a.png", png).content == png.replace(chunk(b"tEXt", WHERE), b"")
    parts = b"VP8X" + struct.pack("<I", 10) + b"\x08" + bytes(9)
    body = b"WEBP" + parts + b"EXIF" + struct.pack("<I", len(WHERE)) + WHERE
    webp = checked("a.webp", b"RIFF" + struct.pack("<I", len(body)) + body).content
    assert webp[12:] == b"VP8X" + struct.pack("<I", 10) + bytes(10)
    assert struct.unpack_from("<I", webp, 4)[0] == len(webp) - 8


def upload() -> Upload:
    return checked("cv.pdf", PDF)


def names() -> list[str]:
    return sorted(path.name for path in service.folder().iterdir())


@ON_BOTH
def test_a_file_and_its_row_come_and_go_together(app: Flask) -> None:
    file = service.keep(upload(), at=NOON)
    db.session.commit()
    assert (names(), checks.broken()) == ([file.key], [])
    assert service.path_of(file).read_bytes() == PDF
    service.forget(file)
    assert len(names()) == 1  # not before it is certain
    db.session.commit()
    assert (names(), checks.broken()) == ([], [])


@ON_BOTH
def test_what_is_taken_back_keeps_its_file(app: Flask) -> None:
    file = service.keep(upload(), at=NOON)
    db.session.commit()
    service.forget(file)
    db.session.rollback()
    db.session.commit()
    assert checks.broken() == []
    with db.session.begin_nested() as inner:
        service.forget(db.session.scalars(select(StoredFile)).one())
        inner.rollback()
    db.session.commit()
    assert checks.broken() == []
    service.forget(db.session.scalars(select(StoredFile)).one())
    with db.session.begin_nested() as inner:  # of something else
        inner.rollback()
    db.session.commit()
    assert (names(), checks.broken()) == ([], [])


def test_what_a_crash_left_is_swept_when_it_has_grown_old(app: Flask, at: datetime) -> None:
    service.keep(upload(), at=NOON)
    db.session.rollback()  # the octets were written, the row never was
    kept = service.keep(upload(), at=NOON)
    db.session.commit()
    (orphan,) = (path for path in service.folder().iterdir() if path.name != kept.key)
    written = datetime.fromtimestamp(orphan.stat().st_mtime, NOON.tzinfo)
    sweep(written + timedelta(minutes=59))
    assert orphan.exists()
    sweep(written + timedelta(minutes=61))
    assert names() == [kept.key]


def test_the_check_names_a_row_without_its_file_and_an_old_file_without_a_row(
    app: Flask, at: datetime
) -> None:
    file = service.keep(upload(), at=NOON)
    db.session.commit()
    service.path_of(file).unlink()
    stray = service.folder() / "stray"
    stray.write_bytes(b"x")
    long_ago = (at - timedelta(days=1)).timestamp()
    os.utime(stray, (long_ago, long_ago))
    assert checks.broken() == [
        f"stored file {file.id}: its row has no file in the folder uploads.",
        "folder uploads: no row knows the file stray.",
    ]
