"""Photos that people hand in: looked at before they are decoded, and drawn anew."""

from __future__ import annotations

import struct
from zlib import compress, crc32

import pytest

from app.errors import Refusal
from app.files import jpeg, photos
from app.files.photos import Crop, look, portrait


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def png(width: int, height: int, lines: bytes = b"", before: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rest = chunk(b"IDAT", compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + before + rest


def halves(size: int) -> bytes:
    """Red above, blue below."""
    half = size // 2
    red, blue = (b"\0" + colour * size for colour in (b"\xff\0\0", b"\0\0\xff"))
    return png(size, size, red * half + blue * (size - half))


def webp(flags: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + b"\xe7\x03\0" * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


def drawn(content: bytes, crop: Crop) -> bytes:
    """The square as it is drawn, before it is written."""
    return photos._drawn(content, look(content), crop)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "FileEmpty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "NotAPhoto"),
        (b"GIF89a", "NotAPhoto"),
        (bytes(photos.MOST_OCTETS + 1), "FileTooLarge"),
        (png(8000, 5000), "TooManyPixels"),
        (png(60_000, 60_000), "TooManyPixels"),
        (png(100, 100), "TooFewPixels"),
        (png(600, 600, before=chunk(b"acTL", bytes(8))), "PhotoMoves"),
        (webp(0x02), "PhotoMoves"),
        (png(600, 600) + b"PK\x05\x06" + bytes(18), "NotAPhoto"),
        (png(600, 600, before=chunk(b"tEXt", b"<script>alert(1)</script>")), "NotAPhoto"),
        (webp(0) + b"<html>", "NotAPhoto"),
        (png(600, 600)[:60], "PhotoBroken"),
        (b"\xff\xd8\xff\xe0\x00", "PhotoBroken"),
    ],
)
def test_what_is_no_still_photo_is_refused_by_its_head(content: bytes, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        look(content)
    assert type(refused.value).__name__ == why


def test_what_cannot_be_decoded_is_said() -> None:
    with pytest.raises(photos.PhotoBroken):
        portrait(png(600, 600, b"too short"), Crop())


def test_the_square_is_the_one_that_was_chosen() -> None:
    above, below = (drawn(halves(600), Crop(x=0.5, y=y, part=0.5)) for y in (0.0, 1.0))
    middle = 3 * (photos.SIDE * photos.SIDE // 2 + photos.SIDE // 2)
    assert above[middle : middle + 3] == b"\xff\0\0"
    assert below[middle : middle + 3] == b"\0\0\xff"


def test_a_photo_that_lies_on_its_side_is_set_upright() -> None:
    """Turned a quarter by the camera, what is above lies on the right."""
    rows = bytearray()
    for _ in range(160):
        rows += b"\xff\0\0" * 80 + b"\0\0\xff" * 80
    plain = jpeg.encode(bytes(rows), 160)
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 8, 0, 0)
    exif = struct.pack(">BBH", 0xFF, 0xE1, 8 + len(tiff)) + b"Exif\0\0" + tiff
    lying = plain[:2] + exif + plain[2:]
    assert look(lying).way_up == 8
    upright = drawn(lying, Crop(x=0.5, y=0.5, part=1.0))
    across = photos.SIDE * 3
    top, bottom = upright[across * 20 + 600 :][:3], upright[across * 460 + 600 :][:3]
    assert top[2] > 200 > 60 > top[0]  # blue, which lay on the right
    assert bottom[0] > 200 > 60 > bottom[2]


def test_nothing_of_the_file_is_left_but_what_is_seen() -> None:
    secret = b"GPS 31.2 N"
    sides = png(600, 600, (b"\0" + b"\x80" * 1800) * 600, before=chunk(b"tEXt", secret))
    kept = portrait(sides, Crop())
    assert kept.media_type == "image/jpeg"
    assert secret not in kept.content
    assert look(kept.content).seen == (photos.SIDE, photos.SIDE)
