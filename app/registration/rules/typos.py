"""What a mail address may have been meant to be, where its domain looks mistyped.

Only ever a question: small domains look like mistakes of large ones, and some people live there.
The form's script asks by the same rule (static/draft.js) with the same lists.
"""

from __future__ import annotations

#: Where most of those who register have their mail; those alike stand here so that none of them
#: is taken for a mistake of another.
KNOWN = (
    "126.com", "139.com", "163.com", "188.com", "189.cn", "aliyun.com", "aol.com", "email.com",
    "fastmail.com", "foxmail.com", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.cn",
    "live.com", "live.de", "mail.com", "mail.de", "mailbox.org", "me.com", "msn.com",
    "outlook.com", "outlook.de", "posteo.de", "proton.me", "protonmail.com", "qq.com",
    "sina.cn", "sina.com", "sohu.com", "t-online.de", "tom.com", "web.de", "yahoo.com",
    "yahoo.de", "yeah.net", "ymail.com",
)  # fmt: skip
#: Endings that no domain has, one slip of the finger from .com.
NOT_COM = ("con", "cmo", "ocm", "comm", "coom", "xom", "vom", "cpm", "c0m")
#: Names this short are a slip away from many others; theirs count only with another ending.
SHORT = 3


def meant(address: str) -> str | None:
    """The address that was probably meant; None where nothing looks wrong."""
    local, at, domain = address.rpartition("@")
    domain = domain.casefold()
    if not at or not local or domain in KNOWN:
        return None
    near = next((known for known in KNOWN if _is_near(domain, known)), None)
    if near is None and domain.rpartition(".")[2] in NOT_COM and "." in domain:
        near = f"{domain.rpartition('.')[0]}.com"
    return f"{local}@{near}" if near else None


def _is_near(domain: str, known: str) -> bool:
    name = known.partition(".")[0]
    if len(name) <= SHORT and domain.partition(".")[0] != name:
        return False
    return _is_one_slip(domain, known)


def _is_one_slip(one: str, other: str) -> bool:
    """One letter too many, too few or wrong, or two that changed places."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    first = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(short) < len(long):
        return short[first:] == long[first + 1 :]
    if short[first + 1 :] == long[first + 1 :]:
        return True
    swapped = long[first + 1 : first + 2] + long[first : first + 1]
    return short[first:] == swapped + long[first + 2 :]
