"""Made feeds, kept in the process by their address until there is a newer version.

What was served last is also what is served when a new one cannot be made: calendar programs give
up a feed that answers with an error (Thunderbird disables it).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

#: Octets kept per process; the feed of 300 items has about 200,000.
MOST = 16_000_000


@dataclass(frozen=True, slots=True)
class Made:
    """One feed as it goes over the wire."""

    #: Names what it was made from; another stamp means it is out of date.
    stamp: Hashable
    body: bytes
    #: None where nobody has to know: the etag tells.
    changed: datetime | None
    etag: str
    #: Not for search engines, though public.
    hidden: bool

    @classmethod
    def of(
        cls, stamp: Hashable, body: bytes, changed: datetime | None, *, hidden: bool = False
    ) -> Made:
        return cls(stamp, body, changed, sha256(body).hexdigest()[:32], hidden)


class Shelf:
    """The least lately asked for make room."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def last(self, address: Hashable) -> Made | None:
        """What was served at this address last, however old."""
        return self._kept.get(address)

    def get(self, address: Hashable, stamp: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept for this stamp, else made now, by one thread while others wait for it."""
        kept = self._find(address, stamp)
        if kept is not None:
            return kept
        with self._making:
            kept = self._find(address, stamp)
            if kept is not None:
                return kept
            made = make()
            with self._lock:
                self._take(address)
                self._kept[address] = made
                self._size += len(made.body)
                while self._size > self._most and len(self._kept) > 1:
                    self._take(next(iter(self._kept)))
            return made

    def _find(self, address: Hashable, stamp: Hashable) -> Made | None:
        with self._lock:
            kept = self._kept.get(address)
            if kept is None or kept.stamp != stamp:
                return None
            self._kept.move_to_end(address)
            return kept

    def _take(self, address: Hashable) -> None:
        gone = self._kept.pop(address, None)
        self._size -= len(gone.body) if gone else 0
