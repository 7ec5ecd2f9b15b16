"""What sign-ups are compared with: a Flask form that commits one row, and nothing else.

It is made of what a small Flask application would be made of, on the same database and with the
same way of writing to it: a template, a form with the same six fields, one row, one redirect.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, redirect, render_template_string
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Email, InputRequired

from app import sqlite

#: Where the row goes; by default nowhere that lasts.
DATABASE = "BARE_DATABASE_URL"
PAGE = """<!doctype html>
<html lang="en"><title>Register</title>
<form method="post">
{% for field in form %}<p>{{ field.label }} {{ field() }}
{% for error in field.errors %}<strong>{{ error }}</strong>{% endfor %}</p>
{% endfor %}<button>Register</button>
</form>
"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Guest(db.Model):  # type: ignore[misc,name-defined]
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    affiliation: Mapped[str]
    position: Mapped[str]
    country: Mapped[str]
    way: Mapped[str]


class GuestForm(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("Name", [InputRequired()])
    email = StringField("E-mail address", [InputRequired(), Email()])
    affiliation = StringField("Organisation")
    position = StringField("Role")
    country = SelectField("Country", choices=[("CN", "China"), ("DE", "Germany")])
    way = RadioField("How", choices=[("online", "Online"), ("on_site", "On site")])


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="bare", SQLALCHEMY_DATABASE_URI=os.environ.get(DATABASE, "sqlite://")
    )
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            sqlite.prepare(db.engine, busy_seconds=10, means_to_write=lambda: True)
        db.create_all()

    @app.route("/form", methods=["GET", "POST"])
    def form() -> ResponseReturnValue:
        form = GuestForm()
        if not form.validate_on_submit():
            return render_template_string(PAGE, form=form), 422 if form.is_submitted() else 200
        given: dict[str, Any] = form.data
        db.session.add(Guest(**given))
        db.session.commit()
        return redirect("/thanks", 303)

    return app
