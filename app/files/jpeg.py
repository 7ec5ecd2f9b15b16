"""A small picture as JPEG: baseline, 4:2:0, with the tables of ITU-T T.81 Annex K.

Plain Python, as every library that writes JPEG or WebP weighs as much as a third of all the others
together; a portrait is written once, and takes about a second. The transform is the one of
Arai, Agui and Nakajima, whose factors are folded into the tables of quantisation.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

#: Rows of samples of one component.
_Plane = list[list[float]]
#: Code and its length, by symbol.
_Codes = dict[int, tuple[int, int]]

_LUMA = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_CHROMA = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
) + (99,) * 32  # fmt: skip
#: Where each coefficient stands in the order it is written in.
_ZIGZAG = tuple(
    sorted(
        range(64),
        key=lambda n: (n // 8 + n % 8, n % 8 if (n // 8 + n % 8) % 2 == 0 else n // 8),
    )
)
_DC_LUMA = ((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0), bytes(range(12)))
_DC_CHROMA = ((0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0), bytes(range(12)))
_AC_LUMA = (
    (0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125),
    bytes.fromhex(
        "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a"
        "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a73747576777879"
        "7a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9"
        "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
    ),
)
_AC_CHROMA = (
    (0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119),
    bytes.fromhex(
        "0001020311040521310612415107617113223281081442 91a1b1c109233352f0156272d10a162434e125f117"
        "18191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778"
        "797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7"
        "c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa".replace(" ", "")
    ),
)


def encode(rgb: bytes, side: int, quality: int = 84) -> bytes:
    """A square of so many pixels, a multiple of 16; three octets for each."""
    assert side % 16 == 0
    assert len(rgb) == side * side * 3
    luma, blue, red = _planes(rgb, side)
    tables = [_scaled(_LUMA, quality), _scaled(_CHROMA, quality)]
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            *(_segment(0xDB, bytes([n, *(t[z] for z in _ZIGZAG)])) for n, t in enumerate(tables)),
            _segment(
                0xC0, struct.pack(">BHHB", 8, side, side, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
            ),
            *(
                _segment(0xC4, bytes([n, *counts]) + symbols)
                for n, (counts, symbols) in (
                    (0x00, _DC_LUMA), (0x10, _AC_LUMA), (0x01, _DC_CHROMA), (0x11, _AC_CHROMA),
                )
            ),
            _segment(0xDA, b"\3\1\0\2\x11\3\x11\0\x3f\0"),
            _scan(luma, blue, red, side, tables),
            b"\xff\xd9",
        )
    )  # fmt: skip


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _scaled(table: Sequence[int], quality: int) -> list[int]:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return [min(255, max(1, (one * scale + 50) // 100)) for one in table]


def _planes(rgb: bytes, side: int) -> tuple[_Plane, _Plane, _Plane]:
    """Brightness of each pixel about 0, and both colours of each four."""
    reds, greens, blues = rgb[0::3], rgb[1::3], rgb[2::3]
    luma: _Plane = []
    for y in range(0, side * side, side):
        row = slice(y, y + side)
        luma.append(
            [
                0.299 * r + 0.587 * g + 0.114 * b - 128
                for r, g, b in zip(reds[row], greens[row], blues[row], strict=True)
            ]
        )
    quartered = [_quartered(one, side) for one in (reds, greens, blues)]
    blue: _Plane = []
    red: _Plane = []
    for rs, gs, bs in zip(*quartered, strict=True):
        pixels = list(zip(rs, gs, bs, strict=True))
        blue.append([-0.042184 * r - 0.082816 * g + 0.125 * b for r, g, b in pixels])
        red.append([0.125 * r - 0.104672 * g - 0.020328 * b for r, g, b in pixels])
    return luma, blue, red


def _quartered(samples: bytes, side: int) -> list[list[int]]:
    """The sum of each two by two."""
    rows = []
    for y in range(0, side * side, 2 * side):
        upper, lower = samples[y : y + side], samples[y + side : y + 2 * side]
        rows.append(
            [
                a + b + c + d
                for a, b, c, d in zip(
                    upper[::2], upper[1::2], lower[::2], lower[1::2], strict=True
                )
            ]
        )
    return rows


def _scan(luma: _Plane, blue: _Plane, red: _Plane, side: int, tables: list[list[int]]) -> bytes:
    """Four blocks of brightness and one of each colour at a time (T.81 A.2.3)."""
    factors = [_factors(one) for one in tables]
    of_luma, of_chroma = _codes(*_DC_LUMA), _codes(*_DC_CHROMA)
    acs = _codes(*_AC_LUMA), _codes(*_AC_CHROMA)
    written = _Bits()
    last = [0, 0, 0]
    for y in range(0, side, 16):
        for x in range(0, side, 16):
            for dy, dx in ((0, 0), (0, 8), (8, 0), (8, 8)):
                block = _transformed(luma, x + dx, y + dy, factors[0])
                last[0] = written.block(block, last[0], of_luma, acs[0])
            for n, plane in ((1, blue), (2, red)):
                block = _transformed(plane, x // 2, y // 2, factors[1])
                last[n] = written.block(block, last[n], of_chroma, acs[1])
    return written.octets()


def _factors(table: Sequence[int]) -> list[float]:
    """What a coefficient is multiplied with, in the order of writing."""
    one = [1.0] + [math.cos(k * math.pi / 16) * math.sqrt(2) for k in range(1, 8)]
    return [1 / (table[z] * one[z // 8] * one[z % 8] * 8) for z in _ZIGZAG]


def _transformed(plane: _Plane, x: int, y: int, factors: list[float]) -> list[int]:
    """The quantised coefficients of a block, in the order of writing."""
    rows = [_line(*row[x : x + 8]) for row in plane[y : y + 8]]
    columns = [_line(*column) for column in zip(*rows, strict=True)]
    flat = [one for row in zip(*columns, strict=True) for one in row]
    # Rounded by way of positive numbers, as int() cuts towards zero.
    return [
        int(flat[z] * factor + 16384.5) - 16384 for z, factor in zip(_ZIGZAG, factors, strict=True)
    ]


def _line(
    a: float, b: float, c: float, d: float, e: float, f: float, g: float, h: float
) -> tuple[float, ...]:
    s07, d07, s16, d16 = a + h, a - h, b + g, b - g
    s25, d25, s34, d34 = c + f, c - f, d + e, d - e
    p, q, r, s = s07 + s34, s07 - s34, s16 + s25, s16 - s25
    z1 = (s + q) * 0.707106781
    t, u, v = d34 + d25, d25 + d16, d16 + d07
    z5 = (t - v) * 0.382683433
    z2, z4 = 0.541196100 * t + z5, 1.306562965 * v + z5
    z3 = u * 0.707106781
    z11, z13 = d07 + z3, d07 - z3
    return p + r, z11 + z4, q + z1, z13 - z2, p - r, z13 + z2, q - z1, z11 - z4


@cache
def _codes(counts: tuple[int, ...], symbols: bytes) -> _Codes:
    found: _Codes = {}
    code, each = 0, iter(symbols)
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            found[next(each)] = (code, length)
            code += 1
        code <<= 1
    return found


class _Bits:
    def __init__(self) -> None:
        self.bits: list[str] = []

    def block(self, block: list[int], last: int, dc: _Codes, ac: _Codes) -> int:
        """One block; gives its mean, which the next one is told from."""
        put = self._put
        difference = block[0] - last
        size = abs(difference).bit_length()
        put(dc[size], difference, size)
        run = 0
        for one in _until_zeros(block):
            if one == 0:
                run += 1
                continue
            while run > 15:
                put(ac[0xF0], 0, 0)
                run -= 16
            size = abs(one).bit_length()
            put(ac[run << 4 | size], one, size)
            run = 0
        if block[63] == 0:
            put(ac[0], 0, 0)
        return block[0]

    def _put(self, code: tuple[int, int], value: int, size: int) -> None:
        word, length = code
        if value < 0:
            value += (1 << size) - 1
        self.bits.append(f"{word << size | value:0{length + size}b}")

    def octets(self) -> bytes:
        whole = "".join(self.bits)
        whole += "1" * (-len(whole) % 8)
        packed = int(whole, 2).to_bytes(len(whole) // 8, "big")
        return packed.replace(b"\xff", b"\xff\0")


def _until_zeros(block: list[int]) -> Iterable[int] | Iterator[int]:
    last = 63
    while last > 0 and block[last] == 0:
        last -= 1
    return block[1 : last + 1]
