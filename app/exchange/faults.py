"""What is wrong with a workshop file, each fault by its path."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.errors import Refusal
from app.i18n import N_, gettext

#: More faults than anybody reads at once; a file of nonsense must not make a page of it.
MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `path` is `items[3].minutes`, or empty for the whole file."""

    path: str
    message: str
    values: dict[str, object]

    def sentence(self) -> str:
        """What is wrong, in the spoken language."""
        return gettext(self.message, **self.values)

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence()}" if self.path else self.sentence()


@dataclass(slots=True)
class Faults:
    """The faults found so far; at most MOST are kept."""

    found: list[Fault] = field(default_factory=list)
    more: bool = False

    def add(self, path: str, message: str, **values: object) -> None:
        if len(self.found) >= MOST:
            self.more = True
            return
        self.found.append(Fault(path, message, values))

    def at(self, path: str) -> bool:
        """Whether something is wrong at this path or below it."""
        below = (f"{path}.", f"{path}[")
        return any(one.path == path or one.path.startswith(below) for one in self.found)

    def refuse_if_any(self) -> None:
        """Raises FaultyFile."""
        if self.found:
            raise FaultyFile(self)

    def and_more(self) -> str:
        return gettext("There are more faults; these are the first %(n)s.", n=MOST)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.found]
        return "\n".join([*lines, self.and_more()] if self.more else lines)


class FaultyFile(Refusal):
    """The file cannot be taken; `faults` says every reason, a line each."""

    message = N_("The file was not taken and nothing was changed.\n%(faults)s")
    status = 422

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults=faults)
        self.faults = faults


def refused(message: str, *, path: str = "", **values: object) -> FaultyFile:
    """The refusal of a file for one fault alone."""
    faults = Faults()
    faults.add(path, message, **values)
    return FaultyFile(faults)
