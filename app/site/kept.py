"""Pages kept as bytes: rendered once for all who would see the same.

Per process, bounded by size. A key names everything a page depends on, so nothing is ever dropped
for being old, only for being long unread.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256

from flask import Response, current_app, request

from app.i18n import HTML_LANG

#: Bytes kept per process.
MOST = 16 * 1024 * 1024

_HERE = "plenum.site.kept"


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    #: None where it would save nothing.
    packed: bytes | None
    etag: str
    language: str

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"")


def page(html: str, language: str) -> Page:
    body = html.encode()
    packed = gzip.compress(body, 6, mtime=0)
    return Page(body, packed, sha256(body).hexdigest()[:20], language)


class Kept:
    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.size = 0
        self.pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.lock = threading.Lock()
        self.making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Page]) -> Page:
        """What is kept, else made now, by one thread while others wait for it."""
        found = self._find(key)
        if found is not None:
            return found
        with self.making:
            found = self._find(key)
            if found is not None:
                return found
            made = make()
            with self.lock:
                self.pages[key] = made
                self.size += made.size
                while self.size > self.most and len(self.pages) > 1:
                    self.size -= self.pages.popitem(last=False)[1].size
            return made

    def _find(self, key: Hashable) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)


def kept() -> Kept:
    """The pages this process keeps."""
    pages: Kept = current_app.extensions.setdefault(_HERE, Kept())
    return pages


def answer(page: Page) -> Response:
    """The page, packed where the reader takes that, or 304 where the reader has it.

    The tag is weak: packed and plain are the same page (RFC 9110 §8.8.1).
    """
    if request.if_none_match.contains_weak(page.etag):
        response = Response(status=304)
        del response.headers["Content-Type"]
    elif page.packed is not None and request.accept_encodings["gzip"] > 0:
        response = Response(page.packed, content_type="text/html; charset=utf-8")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.body, content_type="text/html; charset=utf-8")
    response.headers["ETag"] = f'W/"{page.etag}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    response.headers["Content-Language"] = HTML_LANG[page.language]
    return response
