"""How a workshop is held, and how somebody takes part in it, in words."""

from __future__ import annotations

from app.i18n import lazy_gettext
from app.workshops.rules import Way

WAYS = {
    Way.ONLINE: lazy_gettext("online"),
    Way.ON_SITE: lazy_gettext("on site"),
    Way.HYBRID: lazy_gettext("hybrid: online and on site"),
}
