"""The text of a workshop file: bytes in, a tree of plain values out; knows nothing of workshops.

YAML is read as text except `true`, `false`, `null` (also written `~` or left empty) and integers,
so `10:30` stays `10:30`, `NO` stays `NO` and a family name Null stays a name. Real JSON is read as
such: YAML readers stumble over its tabs and its escapes of rare characters. What YAML offers
beyond data is refused: anchors and aliases (a small file can grow without end), tags, several
documents, deep nesting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.exchange.faults import FaultyFile, refused
from app.i18n import N_

#: Bytes. A workshop of 300 items in three languages needs a quarter of it.
LIMIT = 2 * 1024 * 1024
#: The format itself needs eight.
DEPTH = 16

Node = Any  # str, int, bool, None, list of nodes, or Pairs


class Pairs:
    """A mapping as written: pairs of key and value, doubled keys included."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Node]]) -> None:
        self.pairs = pairs


#: libyaml where PyYAML was built with it: the same events, twenty times faster.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,17})\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
#: What YAML allows in no document; a stray one is cleaned away like in any other text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def read(content: bytes) -> Node:
    """The tree of a file. Raises FaultyFile."""
    if len(content) > LIMIT:
        raise refused(N_("the file is larger than 2 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(
            N_("the file must be encoded as UTF-8; line %(line)s is not"), line=line
        ) from error
    text = _UNPRINTABLE.sub(" ", text)
    if not text.strip():
        raise refused(N_("the file is empty"))
    if text.lstrip().startswith("{"):
        try:
            return _json(text)
        except json.JSONDecodeError:
            pass  # a flow mapping of YAML begins the same way
    try:
        return _document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error) from error
    except yaml.YAMLError as error:
        raise refused(N_("this cannot be read as YAML")) from error


def _unreadable(error: yaml.MarkedYAMLError) -> FaultyFile:
    mark = error.problem_mark or error.context_mark
    return refused(
        N_("line %(line)s, column %(column)s: this cannot be read as YAML (%(problem)s)"),
        line=mark.line + 1 if mark else 1,
        column=mark.column + 1 if mark else 1,
        problem=error.problem or error.context or "?",
    )


def _json(text: str) -> Node:
    try:
        tree = json.loads(
            text,
            object_pairs_hook=Pairs,
            parse_int=_number,
            parse_float=str,
            parse_constant=str,
        )
        return _not_too_deep(tree, 0)
    except RecursionError as error:
        raise refused(N_("the file is nested too deeply")) from error


def _not_too_deep(node: Node, depth: int) -> Node:
    if depth > DEPTH:
        raise refused(N_("the file is nested too deeply"))
    inner = [value for _, value in node.pairs] if isinstance(node, Pairs) else node
    if isinstance(inner, list):
        for one in inner:
            _not_too_deep(one, depth + 1)
    return node


def _number(text: str) -> int | str:
    return int(text) if _INTEGER.match(text) else text


def _document(events: Iterator[Any]) -> Node:
    """The only document of the stream."""
    tree: Node = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refused(
                    N_("line %(line)s: a second document begins here; one file is one workshop"),
                    line=_line(event),
                )
            tree = _node(next(events), events, 0)
    return tree


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    _refuse_extras(event)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if depth >= DEPTH:
        raise refused(N_("line %(line)s: nested too deeply"), line=_line(event))
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(events, depth + 1)
    return _pairs(events, depth + 1)


def _refuse_extras(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise refused(
            N_("line %(line)s: anchors (&) and aliases (*) are not read; write the text out"),
            line=_line(event),
        )
    if event.tag is not None:
        raise refused(
            N_("line %(line)s: tags such as %(tag)s are not read; leave it out"),
            line=_line(event),
            tag=event.tag[:60],
        )


def _list(events: Iterator[Any], depth: int) -> list[Node]:
    found: list[Node] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        found.append(_node(event, events, depth))
    return found


def _pairs(events: Iterator[Any], depth: int) -> Pairs:
    found: list[tuple[str, Node]] = []
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        _refuse_extras(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise refused(N_("line %(line)s: a key must be a plain word"), line=_line(event))
        found.append((event.value, _node(next(events), events, depth)))
    return Pairs(found)


def _scalar(event: yaml.ScalarEvent) -> Node:
    is_plain, _ = event.implicit
    if not is_plain:  # quoted, or a block of lines: a text whatever it says
        return event.value
    if event.value in _WORDS:
        return _WORDS[event.value]
    return _number(event.value)


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
