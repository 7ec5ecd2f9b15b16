"""Fields that are read by a parser of ours, and rows of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wtforms import Field, FieldList
from wtforms.widgets import TextInput

from app.errors import Refusal
from app.i18n import refusal_sentence, typed
from app.i18n.texts import one_line

if TYPE_CHECKING:  # generic for the type checker alone
    _FieldList = FieldList[Any]
else:
    _FieldList = FieldList


class Rows(_FieldList):
    """Rows of a form, numbered in their names; names that hold no such number are no rows."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            number = name.removeprefix(f"{prefix}-").split("-")[0]
            if name.startswith(f"{prefix}-") and number.isascii() and number.isdecimal():
                yield int(number[:4])


class TypedField(Field):
    """One line read by a parser of ours; what cannot be read stays as it was typed."""

    widget = TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def say(self) -> str:
        raise NotImplementedError

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = one_line(str(valuelist[0])) if valuelist else ""
        if text:
            try:
                self.data = self.read(text)
            except Refusal as refusal:
                raise ValueError(refusal_sentence(refusal)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.say() if self.data is not None else ""


class ClockField(TypedField):
    def read(self, text: str) -> Any:
        return typed.clock(text)

    def say(self) -> str:
        return f"{self.data:%H:%M}"


class DayField(TypedField):
    """A date; browsers that know one offer a calendar for it."""

    widget = TextInput("date")

    def read(self, text: str) -> Any:
        return typed.day(text)

    def say(self) -> str:
        return str(self.data.isoformat())
