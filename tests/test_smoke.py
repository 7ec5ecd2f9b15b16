from flask import Flask

from app.extensions import db
from tests.databases import ON_BOTH
from tests.factories import make_day, make_form, make_item, make_part, make_speaker, make_workshop

pytestmark = ON_BOTH


def test_the_factories_make_rows_that_both_databases_take(app: Flask) -> None:
    workshop = make_workshop()
    item = make_item(workshop, make_day(workshop))
    make_part(item, make_speaker(workshop))
    make_form(workshop)
    db.session.commit()
    assert item.revision == 1
    assert item.workshop.created_at.utcoffset() is not None
