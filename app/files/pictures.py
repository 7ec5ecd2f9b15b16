"""Pictures without what cameras write beside them: where, when and by whom they were taken.

Colours and the way up stay. What cannot be read as the format says is kept as it came.
"""

from __future__ import annotations

import struct

#: Segments of JPEG: EXIF and XMP, IPTC, comments.
_OF_JPEG = {0xE1, 0xED, 0xFE}
_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_OF_WEBP = {b"EXIF", b"XMP "}
_ORIENTATION = 0x0112


def bare(media_type: str, content: bytes) -> bytes:
    strip = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(media_type)
    try:
        return strip(content) if strip else content
    except (struct.error, IndexError):
        return content


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while content[at] == 0xFF and content[at + 1] not in (0xDA, 0xD9):
        (size,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + size]
        if segment[1] not in _OF_JPEG:
            kept.append(segment)
        elif segment[4:10] == b"Exif\0\0" and (way_up := way_up_of(segment[10:])) > 1:
            tiff = b"MM\0*\0\0\0\x08" + struct.pack(
                ">HHHIHHI", 1, _ORIENTATION, 3, 1, way_up, 0, 0
            )
            kept.append(struct.pack(">BBH6s", 0xFF, 0xE1, 8 + len(tiff), b"Exif\0\0") + tiff)
        at += 2 + size
    return b"".join([*kept, content[at:]])


def way_up_of(tiff: bytes) -> int:
    """As EXIF says it, 1 to 8; 1 where it does not."""
    order = "<" if tiff[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION:
            return int(value) if value in range(1, 9) else 1
    return 1


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if kind not in _OF_PNG:
            kept.append(content[at : at + 12 + size])
        at += 12 + size
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at < len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        chunk = bytearray(content[at : at + 8 + size + size % 2])
        if kind == b"VP8X":
            chunk[8] &= ~0x0C  # no EXIF, no XMP
        if kind not in _OF_WEBP:
            kept.append(bytes(chunk))
        at += 8 + size + size % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
