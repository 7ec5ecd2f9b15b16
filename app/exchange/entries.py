"""Which calendar entry each item of a file is: calendars know items by UID, files by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from app.exchange.faults import Faults
from app.exchange.values import ItemInFile
from app.i18n import N_


def assign(
    items: Sequence[ItemInFile],
    *,
    drafted: Mapping[str, str],
    published: Mapping[str, str],
    elsewhere: Collection[str],
    fresh: Callable[[], str],
) -> dict[str, str]:
    """The UID of each item, by key.

    `drafted` and `published` say which UID stands for which key here, removed items included;
    `elsewhere` are UIDs of other workshops. A key keeps its UID, also when it comes back; an item
    whose key is new but whose UID stands for a key that left the file was renamed. Raises
    FaultyFile where the file says a UID that cannot be.
    """
    held = set(drafted.values())
    stands = {key: uid for key, uid in published.items() if uid not in held} | dict(drafted)
    keys = {item.key for item in items}
    in_use = {uid: key for key, uid in stands.items() if key in keys}
    known = set(published.values())
    faults, found = Faults(), {}
    for n, item in enumerate(items):
        mine, path = stands.get(item.key), f"items[{n}].uid"
        found[item.key] = item.uid or mine or fresh()
        if item.uid is None or item.uid == mine:
            continue
        if mine in known:
            faults.add(
                path, N_("calendars know this item as %(uid)s; say that, or nothing"), uid=mine
            )
        elif item.uid in in_use:
            faults.add(path, N_("belongs to the item “%(key)s”"), key=in_use[item.uid])
        elif item.uid in elsewhere:
            faults.add(
                path,
                N_(
                    "belongs to an item of another workshop; take all uid lines out of the file, "
                    "or use Copy on that workshop’s pages"
                ),
            )
    faults.refuse_if_any()
    return found
