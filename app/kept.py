"""Public answers given again before Flask begins, for as long as nothing has changed.

A page or feed that is the same for everybody says with `keep_while` how to tell that it still
holds. The same request then gets the same octets with the same headers, and costs that one look;
sessions, languages and the other hooks have had their say in the answer that is kept. Nothing is
kept for a time: a change shows with the next request.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import Flask, request

from app.extensions import means_to_write
from app.i18n.zones import zone_names

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: All of a request that the answer of a public page may depend on.
ASKED = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
)
#: Queries that pages are linked with; answers to others are made each time.
PLAIN = re.compile(
    r"(?!.*zone=.*zone=)"
    r"((lang=[a-z]{2}|zone=(?P<zone>[\w+/%-]{1,50})|v=[0-9a-f]{10})(&(?!$)|$)){0,2}",
    re.ASCII,
)
#: Answers and octets kept per process.
MOST_ANSWERS = 400
MOST_OCTETS = 12 * 1024 * 1024

_STILL = "plenum.keep_while"


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]
    still: Callable[[], bool]

    @property
    def size(self) -> int:
        return sum(map(len, self.body))


def keep_while(still: Callable[[], bool]) -> None:
    """The answer to this request may be given to anybody who asks the same while `still()`.

    `still` runs inside the app context, without a request, in any thread.
    """
    request.environ[_STILL] = still


class Kept:
    """WSGI around the application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner: WSGIApplication = app.wsgi_app
        self.answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked = tuple([environ.get(name, "") for name in ASKED])
        kept = self._find(asked)
        if kept is not None and self._holds(kept):
            start(kept.status, kept.headers.copy())
            return kept.body
        return self._ask(asked, environ, start)

    def _find(self, asked: tuple[str, ...]) -> Answer | None:
        with self.lock:
            if asked in self.answers:
                self.answers.move_to_end(asked)
            return self.answers.get(asked)

    def _holds(self, kept: Answer) -> bool:
        reading = means_to_write.set(False)
        try:
            with self.app.app_context():
                return kept.still()
        finally:
            means_to_write.reset(reading)

    def _ask(
        self, asked: tuple[str, ...], environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        said: list[Any] = []

        def noted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said[:] = status, headers
            return start(status, headers, *more)

        answer = self.inner(environ, noted)
        still = environ.get(_STILL)
        if still is None or said[0][:3] not in ("200", "304") or not _is_plain(environ):
            return answer
        body = list(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers = said
        if not any(name.lower() == "set-cookie" for name, _ in headers):
            self._keep(asked, Answer(status, list(headers), body, still))
        return body

    def _keep(self, asked: tuple[str, ...], answer: Answer) -> None:
        with self.lock:
            self._drop(asked)
            self.answers[asked] = answer
            self.size += answer.size
            while self.answers and (len(self.answers) > MOST_ANSWERS or self.size > MOST_OCTETS):
                self._drop(next(iter(self.answers)))

    def _drop(self, asked: tuple[str, ...]) -> None:
        gone = self.answers.pop(asked, None)
        self.size -= gone.size if gone else 0


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Made-up queries and headers of any length would fill the memory with one page."""
    asked = sum(len(environ.get(name, "")) for name in ASKED)
    plain = PLAIN.fullmatch(environ.get("QUERY_STRING", ""))
    if asked >= 600 or plain is None:
        return False
    return plain["zone"] is None or unquote(plain["zone"]) in zone_names()


def init_app(app: Flask) -> None:
    app.wsgi_app = Kept(app)  # type: ignore[method-assign, assignment]
