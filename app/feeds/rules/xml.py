"""Which signs an XML file may hold; programs refuse the whole of one that holds another."""

from __future__ import annotations

import re

#: What no XML may hold, in no spelling (XML 1.0 §2.2).
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def allowed(text: str) -> str:
    return _NO_XML.sub("", text)
