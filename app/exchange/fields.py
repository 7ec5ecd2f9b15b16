"""Reads one block of a workshop file value by value, and notes every fault by its path.

Nothing is raised on the way: a faulty value is read as not recorded, and whoever reads refuses the
file in the end, when everything that is wrong with it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from app.exchange import scalars
from app.exchange.faults import Faults
from app.exchange.source import Node, Pairs
from app.i18n import N_, texts

One = TypeVar("One")
Word = TypeVar("Word", bound=StrEnum)

#: Characters that fit into a text of one line, and into one of many.
LINE, LINES = 300, 20_000
#: Entries of a list.
ENTRIES = 2000


class Block:
    """A mapping of the file at its path. Each method reads the value of one key."""

    def __init__(
        self, node: Node, path: str, faults: Faults, languages: tuple[str, ...] = ()
    ) -> None:
        #: Languages of the workshop; a plain text is in the first of them.
        self.languages = languages
        self._path, self._faults = path, faults
        self._asked: set[str] = set()
        self._values: dict[str, Node] = {}
        self._readable = isinstance(node, Pairs)
        if not self._readable:
            faults.add(path, N_("must be a block of keys and values"))
            return
        for name, value in node.pairs:
            if name in self._values:
                self.fault(name, N_("is there twice"))
            self._values[name] = value

    def take(self, name: str) -> Node:
        """The value as written; None if it is missing."""
        self._asked.add(name)
        return self._values.get(name)

    def has(self, name: str) -> bool:
        """Whether the key is there, with null too."""
        self._asked.add(name)
        return name in self._values

    def is_faulty(self, name: str) -> bool:
        return self._faults.at(self._at(name))

    def done(self) -> None:
        """To be called after the last key was asked for: any other is a misspelling."""
        known = ", ".join(sorted(self._asked))
        for name in self._values:
            if name not in self._asked:
                self.fault(name, N_("unknown key; known here: %(known)s"), known=known)

    def fault(self, name: str, message: str, **values: object) -> None:
        self._faults.add(self._at(name), message, **values)

    def _at(self, name: str) -> str:
        shown = texts.one_line(name)[:80]
        return f"{self._path}.{shown}" if self._path else shown

    def needed(self, name: str, value: One | None, instead: One) -> One:
        """The value, which must be there; `instead` stands in until the file is refused."""
        if value is None:
            self._miss(name)
            return instead
        return value

    def _miss(self, name: str) -> None:
        if self._readable and not self.is_faulty(name):
            self.fault(name, N_("must be given"))

    # Single values

    def value(self, name: str, parse: Callable[[str], One], most: int = LINE) -> One | None:
        """One line of text, and what it means."""
        return self._parsed(name, self.take(name), parse, most)

    def _parsed(
        self, name: str, node: Node, parse: Callable[[str], One], most: int = LINE
    ) -> One | None:
        text = self._text(name, node, texts.one_line, most)
        try:
            return None if text is None else parse(text)
        except scalars.Wrong as wrong:
            self.fault(name, wrong.message, **wrong.values)
            return None

    def _text(self, name: str, node: Node, clean: Callable[[str], str], most: int) -> str | None:
        if node is None:
            return None
        if type(node) is int:
            node = str(node)  # a theme numbered 1 and a title 2027 need no quotes
        if not isinstance(node, str):
            self.fault(name, N_("must be a text"))
            return None
        text = clean(node)
        if len(text) > most:
            self.fault(
                name,
                N_("is too long: %(length)s characters, at most %(most)s fit"),
                length=len(text),
                most=most,
            )
            return None
        return text or None

    def line(self, name: str, most: int = LINE) -> str | None:
        return self.value(name, scalars.text, most)

    def long(self, name: str, most: int) -> str:
        """A text of several lines in one language; empty if it is missing."""
        return self._text(name, self.take(name), texts.many_lines, most) or ""

    def key(self, name: str = "key") -> str:
        return self.needed(name, self.value(name, scalars.key), "")

    def words(self, name: str, most: int = LINE, *, many: bool = False) -> texts.Text | None:
        """A text by language, or a plain one; of one line, or `many`."""
        node = self.take(name)
        clean, most = (texts.many_lines, LINES) if many else (texts.one_line, most)
        if not isinstance(node, Pairs):
            text = self._text(name, node, clean, most)
            return {self.languages[0]: text} if text else None
        inner = self._inner(name, node)
        said = {
            language: inner._text(language, one, clean, most)
            for language, one in node.pairs
            if inner._is_language(language)
        }
        order = dict.fromkeys([*self.languages, *said])
        return {code: text for code in order if (text := said.get(code))} or None

    def _is_language(self, code: str) -> bool:
        try:
            scalars.language(code)
        except scalars.Wrong as wrong:
            self.fault(code, wrong.message)
            return False
        return True

    def whole(self, name: str, *, lowest: int, highest: int) -> int | None:
        """A whole number; `lowest` is 0 or 1."""
        node = self.take(name)
        if node is None:
            return None
        if type(node) is not int or node < lowest:
            above = N_("must be a whole number above 0")
            self.fault(name, above if lowest else N_("must be a whole number, 0 or more"))
            return None
        if node > highest:
            self.fault(name, N_("must be at most %(highest)s"), highest=highest)
            return None
        return node

    def flag(self, name: str, default: bool) -> bool:
        node = self.take(name)
        if node is not None and not isinstance(node, bool):
            self.fault(name, N_("must be true or false"))
        return node if isinstance(node, bool) else default

    def word(self, name: str, words: type[Word]) -> Word | None:
        """One of a closed list of words."""
        node = self.take(name)
        if node is None:
            return None
        if node not in list(words):
            self.fault(name, N_("must be one of: %(allowed)s"), allowed=", ".join(words))
            return None
        return words(node)

    # Blocks and lists

    def block(self, name: str, read: Callable[[Block], One]) -> One | None:
        node = self.take(name)
        return None if node is None else self._read(name, node, read)

    def each(self, name: str, read: Callable[[Block], One]) -> tuple[One, ...]:
        """A list of blocks; empty if it is missing."""
        nodes = enumerate(self._list(name))
        return tuple(self._read(f"{name}[{n}]", node, read) for n, node in nodes)

    def each_choice(
        self, name: str, read: Callable[[Block], One]
    ) -> tuple[texts.Text | One, ...] | None:
        """A list of texts by language, or of blocks, which have a label; None if it is missing."""
        if self.take(name) is None:
            return None
        entries = {f"{name}[{n}]": node for n, node in enumerate(self._list(name))}
        beside = Block(Pairs([*entries.items()]), self._path, self._faults, self.languages)
        return tuple(
            self._read(entry, node, read)
            if isinstance(node, Pairs) and "label" in dict(node.pairs)
            else beside.needed(entry, beside.words(entry), {})
            for entry, node in entries.items()
        )

    def lines(self, name: str, parse: Callable[[str], One]) -> tuple[One, ...]:
        """A list of one-line texts, and what they mean, each once; empty if it is missing."""
        found: dict[One, None] = {}
        for n, node in enumerate(self._list(name)):
            one = f"{name}[{n}]"
            meant = self._parsed(one, node, parse)
            if meant is None:
                self._miss(one)
            elif meant in found:
                self.fault(one, N_("is there twice"))
            else:
                found[meant] = None
        return tuple(found)

    def _list(self, name: str) -> list[Node]:
        node = self.take(name)
        if node is None:
            return []
        if not isinstance(node, list):
            self.fault(name, N_("must be a list"))
            return []
        if len(node) > ENTRIES:
            self.fault(name, N_("has more than %(most)s entries"), most=ENTRIES)
            return []
        return node

    def _inner(self, name: str, node: Node) -> Block:
        return Block(node, self._at(name), self._faults, self.languages)

    def _read(self, name: str, node: Node, read: Callable[[Block], One]) -> One:
        inner = self._inner(name, node)
        value = read(inner)
        inner.done()
        return value
