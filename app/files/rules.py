"""What may be handed in: how large, of which kinds, under which name.

A file is what its octets say, whatever its name says. Only kinds that no program runs and no
browser takes for a page are kept; an archive is looked at before anything in it is unpacked.
"""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from app.errors import Refusal
from app.files import pictures
from app.i18n import N_, texts

MOST_OCTETS = 10 * 1024 * 1024
#: Of an archive, such as DOCX is one: entries, and octets once unpacked.
MOST_ENTRIES = 5000
MOST_UNPACKED = 200 * 1024 * 1024
#: Letters of a name, its ending with them.
MOST_LETTERS = 100
#: And octets, as file systems count.
MOST_OCTETS_OF_NAME = 255

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: Every kind that is kept, with the endings its names may have; the first is put on others.
KINDS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    f"{_OFFICE}wordprocessingml.document": (".docx",),
    f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}presentationml.presentation": (".pptx",),
    f"{_OPEN}text": (".odt",),
    f"{_OPEN}spreadsheet": (".ods",),
    f"{_OPEN}presentation": (".odp",),
}
#: What slides are handed in as.
SLIDES = ("application/pdf", f"{_OFFICE}presentationml.presentation", f"{_OPEN}presentation")
MOST_OCTETS_OF_SLIDES = 50 * 1024 * 1024
#: Once unpacked; slides hold pictures and films, which are packed already.
MOST_UNPACKED_OF_SLIDES = 400 * 1024 * 1024
#: An entry that shrank to less than a part of so many is a bomb, unless it is small.
MOST_RATIO, SMALL = 200, 10 * 1024 * 1024
#: For the attribute accept of an input.
ACCEPT_SLIDES = ",".join(ending for kind in SLIDES for ending in KINDS[kind])
ACCEPT = ",".join(ending for endings in KINDS.values() for ending in endings)


class FileTooLarge(Refusal):
    message = N_("This file is larger than %(most)s MB. Please choose a smaller one.")
    status = 422


class FileEmpty(Refusal):
    message = N_("This file is empty. Please choose another.")
    status = 422


class FileNotOfAKind(Refusal):
    message = N_(
        "Files of this kind cannot be taken. Please choose a PDF, a picture (PNG, JPEG, WebP) or "
        "an office document (DOCX, XLSX, PPTX, ODT, ODS, ODP)."
    )
    status = 422


class NotSlides(FileNotOfAKind):
    message = N_("Files of this kind cannot be taken. Please choose a PDF, PPTX or ODP file.")


class NotWhatItSays(NotSlides):
    """Named as a kind that is taken, and something else inside."""

    message = N_(
        "The content of this file is not what its name says (%(ending)s); it may be damaged. "
        "Please open it, save it once more and choose the new file."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A large file that was handed in and may be kept, read piece by piece from where it lies."""

    name: str
    media_type: str
    file: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in and may be kept."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes, *, most: int = MOST_OCTETS) -> Upload:
    """Raises FileEmpty, FileTooLarge or FileNotOfAKind."""
    if not content:
        raise FileEmpty
    if len(content) > most:
        raise FileTooLarge(most=most // 1024 // 1024)
    kind = _kind(content)
    if kind is None:
        raise _refused(name, content[:4], KINDS) or FileNotOfAKind
    return Upload(
        name=clean_name(name, kind), media_type=kind, content=pictures.bare(kind, content)
    )


def checked_slides(name: str, file: IO[bytes]) -> Stream:
    """Nothing of it is held in memory. Raises FileEmpty, FileTooLarge or NotSlides."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not size:
        raise FileEmpty
    if size > MOST_OCTETS_OF_SLIDES:
        raise FileTooLarge(most=MOST_OCTETS_OF_SLIDES // 1024 // 1024)
    head = file.read(8)
    file.seek(0)
    kind = "application/pdf" if head.startswith(b"%PDF-") else None
    if head.startswith(b"PK\x03\x04"):
        kind = _kind_of_archive(file, most_unpacked=MOST_UNPACKED_OF_SLIDES)
        file.seek(0)
    if kind not in SLIDES:
        raise _refused(name, head, SLIDES) or NotSlides
    return Stream(name=clean_name(name, kind), media_type=kind, file=file)


def _refused(name: str, head: bytes, kinds: Iterable[str]) -> NotWhatItSays | None:
    """Of a file that is of none of these kinds, though its name says that it is."""
    for kind in kinds:
        for ending in KINDS[kind]:
            if name.casefold().endswith(ending):
                # An archive may be one and be refused for what is in it.
                is_archive = kind.startswith((_OFFICE, _OPEN)) and head.startswith(b"PK")
                return None if is_archive else NotWhatItSays(ending=ending)
    return None


def _kind(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(io.BytesIO(content))
    return None


def _kind_of_archive(file: IO[bytes], *, most_unpacked: int = MOST_UNPACKED) -> str | None:
    """Told from its table of contents, and from one small entry; nothing else is unpacked."""
    if not _is_short_list(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or any(_is_wild(entry) for entry in entries):
                return None
            if sum(entry.file_size for entry in entries) > most_unpacked:
                return None
            if any(_is_bomb(entry) for entry in entries):
                return None
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" in names:
                return _office(names)
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                with archive.open("mimetype") as entry:
                    said = entry.read(100).decode("ascii", "replace").strip()
                return said if said in KINDS and said.startswith(_OPEN) else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return None
    return None


#: Octets of the end record of an archive, without a comment (APPNOTE 4.3.16).
_END = 22


def _is_short_list(file: IO[bytes]) -> bool:
    """Whether the table of contents is short enough to be read: Python makes an object of each of
    its lines before anybody can count them."""
    file.seek(0, os.SEEK_END)
    file.seek(-min(file.tell(), _END + 0xFFFF), os.SEEK_CUR)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END or tail[at - 20 : at - 16] == b"PK\x06\x07":
        return False  # archives of the larger kind hold more than slides need
    count, size = struct.unpack_from("<HL", tail, at + 10)
    # 46 octets a line at least, and room for names; a larger archive says 0xFFFF here.
    return bool(count <= MOST_ENTRIES and size <= MOST_ENTRIES * 512)


def _office(names: set[str]) -> str | None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    for part, kind in (
        ("word/document.xml", "wordprocessingml.document"),
        ("xl/workbook.xml", "spreadsheetml.sheet"),
        ("ppt/presentation.xml", "presentationml.presentation"),
    ):
        if part in names:
            return _OFFICE + kind
    return None


def _is_wild(entry: zipfile.ZipInfo) -> bool:
    """A path that leaves its folder, or a link."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return path.is_absolute() or ".." in path.parts or is_link


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size


#: Names that mean a device on Windows, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}


def clean_name(name: str, kind: str) -> str:
    """A name that can be said in a header and saved on any machine; its ending fits its kind."""
    last = texts.one_line(name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        letter if letter not in '<>:"|?*;%' and unicodedata.category(letter) != "Cf" else "_"
        for letter in last
    ).strip(" .")
    stem, ending = _split(plain, KINDS[kind])
    stem = stem.strip(" .") or "file"
    if stem.partition(".")[0].casefold() in _DEVICES:
        stem = f"_{stem}"
    stem = stem[: MOST_LETTERS - len(ending)]
    fits = stem.encode()[: MOST_OCTETS_OF_NAME - len(ending)].decode(errors="ignore")
    return fits.rstrip(" .") + ending


def _split(name: str, endings: tuple[str, ...]) -> tuple[str, str]:
    for ending in endings:
        if name.casefold().endswith(ending):
            return name[: -len(ending)], ending
    return name, endings[0]
