"""What cannot be a name."""

from __future__ import annotations

import re

#: With a scheme, a path, or an ending that names do not have: Dr.Wang and A.Müller are names.
_WEB_ADDRESS = re.compile(
    r"://|www\.|https?:|\w\.\w{2,}/|\w\.(com|net|org|info|biz|io|ru|cn|xyz|top|shop|site|online)\b"
)


def holds_web_address(name: str) -> bool:
    """Names go into letters; a web address there would make the letter an advertisement."""
    return _WEB_ADDRESS.search(name.casefold()) is not None
