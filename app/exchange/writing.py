"""A workshop file, written: values in, YAML for people out that reads back as the same values."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import yaml

from app.exchange.values import (
    FORMAT,
    DayInFile,
    PartInFile,
    ProgrammeRelation,
    WorkshopInFile,
)

#: Small enough to stand on one line.
_ON_ONE_LINE = (DayInFile, PartInFile, ProgrammeRelation)


class _Line(dict[str, Any]):
    """A mapping written on one line."""


class _Words(list[Any]):
    """A list of single words, written on one line."""


class _Clock(str):
    """Quoted always: other readers of YAML take 10:30 for a number."""


class _Lines(str):
    """A text of several lines, written as a block."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's own writer, not libyaml's, so that every machine writes the same bytes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # list entries stand below their key, not under it


_Dumper.add_representer(
    _Line,
    lambda dumper, line: dumper.represent_mapping(_TAG % "map", line.items(), flow_style=True),
)
_Dumper.add_representer(
    _Words, lambda dumper, words: dumper.represent_sequence(_TAG % "seq", words, flow_style=True)
)
_Dumper.add_representer(
    _Clock, lambda dumper, clock: dumper.represent_scalar(_TAG % "str", clock, style='"')
)
_Dumper.add_representer(
    _Lines, lambda dumper, lines: dumper.represent_scalar(_TAG % "str", lines, style="|")
)
_TAG = "tag:yaml.org,2002:%s"


def write(workshop: WorkshopInFile) -> str:
    """The file as text, in the order of the format, every key written out that has no default."""
    return yaml.dump(
        {"format": FORMAT, "workshop": plain(workshop)},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=1_000_000,  # a text stays on its line: lines then change only with the text
    )


def plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {
            one.name: plain(getattr(value, one.name))
            for one in dataclasses.fields(value)
            if one.default is dataclasses.MISSING or getattr(value, one.name) != one.default
        }
        return _Line(named) if isinstance(value, _ON_ONE_LINE) else named
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return _listed([plain(one) for one in value])
    if isinstance(value, str):
        return _Lines(value) if "\n" in value else value
    return _time(value)


def _listed(values: list[Any]) -> list[Any]:
    return _Words(values) if all(isinstance(one, str) for one in values) else values


def _time(value: Any) -> Any:
    if isinstance(value, datetime):
        seconds = "seconds" if value.second else "minutes"
        return value.replace(microsecond=0).isoformat(" ", timespec=seconds)
    if isinstance(value, time):
        return _Clock(f"{value:%H:%M}")
    if isinstance(value, date):
        return value
    return value
