"""The demo's workshops as conference schedules, which stand as files in tests/golden.

`.venv/bin/python -m tests.feeds.golden_schedules` writes the files anew; look at the difference.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app import create_app
from app.agenda import published
from app.agenda.rules.document import Document
from app.demo import service as demo
from app.extensions import db
from app.feeds.schedule import schedule
from app.feeds.schedule_files import as_json, as_xml
from tests.conftest import NOON, settings_for
from tests.feeds.golden import BASE, FOLDER, a_few_words


def files() -> Iterator[tuple[str, bytes]]:
    """Each file by its name, of the application that is running."""
    demo.load_demo(at=NOON)
    db.session.commit()
    for slug, language in (("kunming-montreal-2023", "en"), ("practice", "zh")):
        found = published.find(slug)
        assert found is not None
        made = schedule(steady(found.document), version=1, language=language, base_url=BASE)
        yield f"schedule-{slug}.xml", as_xml(made)
        yield f"schedule-{slug}.json", as_json(made)


def steady(document: Document) -> Document:
    """With UIDs that are not drawn anew each time the demo is loaded."""
    items = [replace(one, uid=f"item-{one.key}@plenum.test") for one in document.items]
    whole = replace(document.whole, uid="workshop@plenum.test")
    return replace(document, items=tuple(items), whole=whole)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context(), a_few_words():
            db.create_all()
            for name, octets in files():
                (FOLDER / name).write_bytes(octets)
