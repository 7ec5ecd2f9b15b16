"""One entry as links that open Google's and Microsoft's calendars with it filled in.

Both are documented by use alone: Google's `render?action=TEMPLATE`, whose days end with the day
after the last, and Outlook's `deeplink/compose`, which takes days likewise and reads HTML breaks.
An entry taken over like this follows no change; a feed does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from app.ical import clean
from app.ical.values import Days, Entry, Hours

#: Longer addresses are cut or refused by some browsers, mail programs and servers.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Adding:
    """`entry` as a link for each program; what does not fit is cut, the description first."""

    entry: Entry

    @property
    def google(self) -> str:
        # Moments are written in UTC, so that no zone has to be named.
        start, end = _span(self.entry.when, day="%Y%m%d", moment="%Y%m%dT%H%M%SZ")
        return self._link(
            "https://calendar.google.com/calendar/render",
            {"action": "TEMPLATE", "dates": f"{start}/{end}"},
            title="text",
            place="location",
            about="details",
            line="\n",
        )

    @property
    def outlook(self) -> str:
        return self._microsoft("https://outlook.live.com/calendar/0/deeplink/compose")

    @property
    def microsoft365(self) -> str:
        return self._microsoft("https://outlook.office.com/calendar/0/deeplink/compose")

    def _microsoft(self, address: str) -> str:
        start, end = _span(self.entry.when, day="%Y-%m-%d", moment="%Y-%m-%dT%H:%M:%SZ")
        fixed = {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "startdt": start,
            "enddt": end,
        }
        if isinstance(self.entry.when, Days):
            fixed["allday"] = "true"
        return self._link(
            address, fixed, title="subject", place="location", about="body", line="<br>"
        )

    def _link(
        self, address: str, fixed: dict[str, str], *, title: str, place: str, about: str, line: str
    ) -> str:
        said = dict(fixed)
        said[title] = _fitting(address, said, title, clean.one_line(self.entry.summary), line)
        page = clean.address(self.entry.url) or ""
        said[about] = _fitting(address, said, about, page, line)
        if location := clean.one_line(self.entry.location):
            said[place] = _fitting(address, said, place, location, line)
        more = clean.many_lines(self.entry.description)
        if more:
            said[about] = _fitting(address, said, about, more, line, last=page)
        return _address(address, {name: text for name, text in said.items() if text})


def _span(when: Hours | Days, *, day: str, moment: str) -> tuple[str, str]:
    match when:
        case Hours(start, end):
            return _in_utc(start, moment), _in_utc(end, moment)
        case Days(first, last):
            return first.strftime(day), (last + timedelta(days=1)).strftime(day)


def _in_utc(at: datetime, pattern: str) -> str:
    return at.astimezone(UTC).strftime(pattern)


def _fitting(
    address: str, said: dict[str, str], name: str, text: str, line: str, *, last: str = ""
) -> str:
    """As much of the text as the address has room for; `last` stands below it in any case."""

    def whole(longest: int) -> str:
        parts = [clean.cut(text, longest) if longest else "", last]
        return line.join(filter(None, parts)).replace("\n", line)

    least, most = 0, len(text)
    while least < most:
        longest = (least + most + 1) // 2
        fits = len(_address(address, said | {name: whole(longest)})) <= LONGEST
        least, most = (longest, most) if fits else (least, longest - 1)
    return whole(least)


def _address(address: str, said: dict[str, str]) -> str:
    return f"{address}?{urlencode(said, quote_via=quote)}"
