"""The text of a workshop file: what is data in it, and what is refused at once."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any

import pytest

from app.exchange import source
from app.exchange.faults import FaultyFile
from app.exchange.source import Pairs


def plain(node: Any) -> Any:
    if isinstance(node, Pairs):
        return {key: plain(value) for key, value in node.pairs}
    return [plain(one) for one in node] if isinstance(node, list) else node


def read(text: str) -> Any:
    return plain(source.read(text.encode()))


def fault(content: bytes) -> str:
    with pytest.raises(FaultyFile) as refusal:
        source.read(content)
    return str(refusal.value.faults)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10:30", "10:30"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("Null", "Null"),
        ("2027-05-21", "2027-05-21"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("+8", "+8"),
        ("9999999999999999999", "9999999999999999999"),
        ("'20'", "20"),
        ('"true"', "true"),
        ("20", 20),
        ("-5", -5),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("<<", "<<"),
    ],
)
def test_everything_is_text_but_true_false_null_and_integers(written: str, meant: object) -> None:
    assert read(f"key: {written}") == {"key": meant}


def test_json_is_read_as_json_with_its_tabs_and_escapes() -> None:
    tree = {"name": "𠮷 😀", "n": 3, "f": 1.5, "none": None, "list": [True]}
    assert read(json.dumps(tree, indent="\t")) == tree | {"f": "1.5"}
    assert read('{a: 1, "b": x}') == {"a": 1, "b": "x"}


def test_a_byte_order_mark_and_stray_control_characters_do_no_harm() -> None:
    assert plain(source.read(b"\xef\xbb\xbfkey: a\x07b\x00")) == {"key": "a b"}


def test_a_file_of_20_megabytes_is_refused_unread() -> None:
    began = time.perf_counter()
    assert fault(b"- x\n" * 5_000_000) == "the file is larger than 2 MB"
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        ("a: ä".encode("utf-16"), "the file must be encoded as UTF-8; line 1 is not"),
        ("a: 1\nb: ä\n".encode("latin-1"), "the file must be encoded as UTF-8; line 2 is not"),
        ("标题: x".encode("gbk"), "the file must be encoded as UTF-8; line 1 is not"),
        (
            b"a: &x [1]\nb: *x\n",
            "line 1: anchors (&) and aliases (*) are not read; write the text out",
        ),
        (
            b"b: *x\n",
            "line 1: anchors (&) and aliases (*) are not read; write the text out",
        ),
        (
            b"a: 1\nb: !!python/object:os.system x\n",
            "line 2: tags such as tag:yaml.org,2002:python/object:os.system are not read; "
            "leave it out",
        ),
        (b"a: !mine x\n", "line 1: tags such as !mine are not read; leave it out"),
        (
            b"a: 1\n---\nb: 2\n",
            "line 2: a second document begins here; one file is one workshop",
        ),
        (b"? [a, b]\n: c\n", "line 1: a key must be a plain word"),
        (b"[" * 1000, "line 1: nested too deeply"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "the file is nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "the file is nested too deeply"),
    ],
)
def test_what_is_more_than_data_is_refused(content: bytes, sentence: str) -> None:
    assert fault(content) == sentence


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ['a: &a ["x","x","x","x","x","x","x","x","x"]']
    for before, name in pairwise("abcdefghi"):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    assert fault("\n".join(lines).encode()).startswith("line 1: anchors (&) and aliases (*)")


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\tkey: 1", "a: 'x", "- a\nb: c"])
def test_what_is_no_yaml_is_said_with_its_line(text: str) -> None:
    said = fault(text.encode())
    assert said.startswith("line ")
    assert "this cannot be read as YAML (" in said
