"""A portrait out of a picture that was handed in: a square of it, drawn anew.

Its size is read from its head before anything is decoded. What is kept is only what was seen:
no place, no date, no second picture or program beside the first. resvg decodes, as it draws the
pictures of shared links anyway; `jpeg` writes.
"""

from __future__ import annotations

import base64
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import resvg_py

from app.errors import Refusal
from app.files import jpeg, pictures
from app.files.rules import FileEmpty, FileTooLarge, Upload
from app.i18n import N_

MOST_OCTETS = 10 * 1024 * 1024
#: Decoding takes about seven octets of memory for each.
MOST_PIXELS = 28_000_000
#: Shorter sides make a blurred face in print.
GOOD_SIDE = 600
#: Below it there is no face to be seen.
LEAST_SIDE = 120
#: Of what is kept: twice what the largest place shows it with, for dense screens.
SIDE = 480
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")

#: What is not a picture alone, whatever its beginning says.
_ALSO = (b"<script", b"<html", b"<?php", b"<svg ", b"<!doctype")
#: One at a time: it takes memory and a processor for its while.
_decoding = threading.Lock()


class NotAPhoto(Refusal):
    message = N_("This file cannot be used as a photo. Please choose a JPEG, PNG or WebP file.")
    status = 422


class PhotoMoves(Refusal):
    message = N_("This picture moves. Please choose one that stands still.")
    status = 422


class TooManyPixels(Refusal):
    message = N_(
        "This picture has %(width)s × %(height)s pixels, which is more than can be taken. "
        "Please make it smaller; 2000 × 2000 are plenty."
    )
    status = 422


class TooFewPixels(Refusal):
    message = N_(
        "This picture has only %(width)s × %(height)s pixels. Please choose a larger one."
    )
    status = 422


class PhotoBroken(Refusal):
    message = N_("This file is damaged and cannot be read as a picture. Please choose another.")
    status = 422


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of the picture as it is seen, in parts of its shorter side: how large it is, and
    where between the edges it lies (0 = left or top, 1 = right or bottom)."""

    x: float = 0.5
    y: float = 0.3
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What the head of a picture says."""

    media_type: str
    width: int
    height: int
    #: As EXIF says it, 1 to 8.
    way_up: int = 1

    @property
    def seen(self) -> tuple[int, int]:
        """Breadth and height the right way up."""
        lies = self.way_up > 4
        return (self.height, self.width) if lies else (self.width, self.height)


def look(content: bytes) -> Looked:
    """Raises FileEmpty, FileTooLarge, NotAPhoto, PhotoMoves, TooManyPixels, TooFewPixels."""
    if not content:
        raise FileEmpty
    if len(content) > MOST_OCTETS:
        raise FileTooLarge(most=MOST_OCTETS // 1024 // 1024)
    try:
        looked = _head(content)
    except (struct.error, IndexError):
        raise PhotoBroken from None
    if looked is None or _is_more_than_a_picture(content):
        raise NotAPhoto
    if looked.width * looked.height > MOST_PIXELS:
        raise TooManyPixels(width=looked.width, height=looked.height)
    if min(looked.width, looked.height) < LEAST_SIDE:
        raise TooFewPixels(width=looked.width, height=looked.height)
    return looked


def portrait(content: bytes, crop: Crop) -> Upload:
    """The square as a file to be kept. Raises as `look`, and PhotoBroken."""
    looked = look(content)
    bare = pictures.bare(looked.media_type, content)
    with _decoding:
        rgb = _drawn(bare, looked, crop)
    return Upload(name="photo.jpg", media_type="image/jpeg", content=jpeg.encode(rgb, SIDE))


def _is_more_than_a_picture(content: bytes) -> bool:
    lowered = content.lower()
    return (
        b"%PDF-" in content[:1024]
        or b"PK\5\6" in content[-65_600:]
        or any(mark in lowered for mark in _ALSO)
    )


# -- Heads ----------------------------------------------------------------------------------------


def _head(content: bytes) -> Looked | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    return None


def _png(content: bytes) -> Looked:
    width, height = struct.unpack_from(">II", content, 16)
    at = 8
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if kind == b"acTL":
            raise PhotoMoves
        at += 12 + size
        if kind == b"IEND":
            break
    if at != len(content):
        raise PhotoBroken if at > len(content) else NotAPhoto  # cut off, or more behind it
    return Looked("image/png", width, height)


def _jpeg(content: bytes) -> Looked:
    at, way_up = 2, 1
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        (size,) = struct.unpack_from(">H", content, at + 2)
        if marker == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0":
            way_up = _way_up(content[at + 10 : at + 2 + size])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if content.rfind(b"\xff\xd9") < at:
                raise PhotoBroken  # cut off
            height, width = struct.unpack_from(">HH", content, at + 5)
            return Looked("image/jpeg", width, height, way_up)
        at += 2 + size
    raise PhotoBroken


def _way_up(exif: bytes) -> int:
    try:
        return pictures.way_up_of(exif)
    except (struct.error, IndexError):
        return 1


def _webp(content: bytes) -> Looked:
    (size,) = struct.unpack_from("<I", content, 4)
    if 8 + size + size % 2 < len(content):
        raise NotAPhoto  # more behind it
    kind = content[12:16]
    if kind == b"VP8X":
        if content[20] & 0x02:
            raise PhotoMoves
        width, height = (int.from_bytes(content[n : n + 3], "little") + 1 for n in (24, 27))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width, height = (one & 0x3FFF for one in struct.unpack_from("<HH", content, 26))
    else:
        raise PhotoBroken
    return Looked("image/webp", width, height)


# -- Drawing --------------------------------------------------------------------------------------

#: Matrices that turn a picture the right way up, by breadth and height of what is stored.
_TURNS = {
    1: "1 0 0 1 0 0",
    2: "-1 0 0 1 {w} 0",
    3: "-1 0 0 -1 {w} {h}",
    4: "1 0 0 -1 0 {h}",
    5: "0 1 1 0 0 0",
    6: "0 1 -1 0 {h} 0",
    7: "0 -1 -1 0 {h} {w}",
    8: "0 -1 1 0 0 {w}",
}


def _drawn(content: bytes, looked: Looked, crop: Crop) -> bytes:
    """The square in red, green and blue.

    In steps of at most a half, where resampling loses nothing.
    """
    width, height = looked.seen
    shorter = min(width, height)
    square = max(shorter * min(max(crop.part, 0.2), 1.0), min(shorter, LEAST_SIDE))
    left = (width - square) * min(max(crop.x, 0.0), 1.0)
    top = (height - square) * min(max(crop.y, 0.0), 1.0)
    sides = [SIDE]
    while sides[0] < square / 2 and sides[0] < 4 * SIDE:
        sides.insert(0, sides[0] * 2)
    turn = _TURNS[looked.way_up].format(w=looked.width, h=looked.height)
    drawn = _png_of(
        content,
        looked.media_type,
        (looked.width, looked.height),
        f"{left} {top} {square} {square}",
        sides[0],
        turn,
    )
    if not any(_rgba(drawn)[3::4000]):
        raise PhotoBroken  # what cannot be decoded is drawn as nothing
    for before, side in zip(sides, sides[1:], strict=False):
        drawn = _png_of(drawn, "image/png", (before, before), f"0 0 {before} {before}", side)
    rgba = _rgba(drawn)
    rgb = bytearray(SIDE * SIDE * 3)
    for n in range(3):
        rgb[n::3] = rgba[n::4]
    return bytes(rgb)


def _png_of(
    content: bytes,
    media_type: str,
    size: tuple[int, int],
    seen: str,
    side: int,
    turn: str = _TURNS[1],
) -> bytes:
    packed = base64.b64encode(content).decode()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{side}" height="{side}" viewBox="{seen}">'
        f'<g transform="matrix({turn})"><image width="{size[0]}" height="{size[1]}" '
        f'xlink:href="data:{media_type};base64,{packed}"/></g></svg>'
    )
    try:
        return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the decoder is no Exception
        raise PhotoBroken from error


def _rgba(png: bytes) -> bytes:
    """The octets of what resvg wrote: eight bits, red, green, blue and alpha, not interlaced."""
    (side,) = struct.unpack_from(">I", png, 16)
    packed = b"".join(data for kind, data in _chunks(png) if kind == b"IDAT")
    raw, stride = zlib.decompress(packed), side * 4
    above, whole = bytes(stride), []
    for at in range(0, len(raw), stride + 1):
        above = _unfiltered(raw[at], bytearray(raw[at + 1 : at + 1 + stride]), above)
        whole.append(above)
    return b"".join(whole)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        size, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + size]
        at += 12 + size


def _unfiltered(kind: int, line: bytearray, above: bytes) -> bytes:
    """A line of PNG (W3C PNG §9.2)."""
    if kind == 1:
        for x in range(4, len(line)):
            line[x] = (line[x] + line[x - 4]) & 255
    elif kind == 2:
        line = bytearray((a + b) & 255 for a, b in zip(line, above, strict=True))
    elif kind == 3:
        for x in range(len(line)):
            left = line[x - 4] if x > 3 else 0
            line[x] = (line[x] + (left + above[x] >> 1)) & 255
    elif kind == 4:
        for x in range(len(line)):
            left, corner = (line[x - 4], above[x - 4]) if x > 3 else (0, 0)
            over = above[x]
            a, b, c = abs(over - corner), abs(left - corner), abs(left + over - 2 * corner)
            near = left if a <= b and a <= c else over if b <= c else corner
            line[x] = (line[x] + near) & 255
    return bytes(line)
