"""One address of a feed, as the calendar programs of the world want to be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Subscribing:
    """One feed, as the programs of the world want to be told of it."""

    address: str

    @property
    def webcal(self) -> str:
        return f"webcal://{self.address.split('://', 1)[1]}"

    @property
    def google(self) -> str:
        cid = quote(self.webcal, safe="")
        return f"https://calendar.google.com/calendar/r?cid={cid}"

    def outlook(self, name: str) -> str:
        return "https://outlook.live.com/calendar/0/addfromweb/?" + self._named(name)

    def microsoft365(self, name: str) -> str:
        return "https://outlook.office.com/calendar/0/addfromweb/?" + self._named(name)

    def _named(self, name: str) -> str:
        return urlencode({"url": self.address, "name": name}, quote_via=quote)
