"""The form as nobody has filled it in yet.

It is the same for everybody who comes, but for the two values that make each form that is handed
out one of its own, and for the number of places left. So it is rendered once, with marks where
those stand, for as long as nothing else changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping

from markupsafe import escape

from app.extensions import remembered

#: Forms kept per process; one weighs some 40 kB.
KEPT = 64
#: Letters and digits, so that nothing escapes it, and nobody types it.
_MARK = "qStandsForWhatDiffersq"


class Blanks:
    def __init__(self) -> None:
        self.pages: OrderedDict[Hashable, str] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, facts: Hashable, make: Callable[[], str]) -> str:
        """The page that shows these facts; of two threads that make it, one does so in vain."""
        with self.lock:
            page = self.pages.get(facts)
        if page is None:
            page = make()
            with self.lock:
                self.pages[facts] = page
                while len(self.pages) > KEPT:
                    self.pages.popitem(last=False)
        return page


def page(
    facts: Hashable,
    render: Callable[[dict[str, str], dict[str, str]], str],
    *,
    own: Mapping[str, str],
    left: Mapping[str, str],
) -> str:
    """`facts` is all else that the page depends on; `render` makes it of its two other arguments,
    the values of this very form and the words for the places left."""

    def make() -> str:
        return render(_marks(own), _marks(left))

    filled = remembered("plenum.blank_forms", Blanks).get(facts, make)
    for name, value in (*own.items(), *left.items()):
        filled = filled.replace(_mark(name), str(escape(value)))
    return filled


def _marks(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _mark(name) for name in values}


def _mark(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"
