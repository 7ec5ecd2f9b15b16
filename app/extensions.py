"""The database and the other extensions, unbound; create_app binds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, registry
from werkzeug.middleware.proxy_fix import ProxyFix

from app import sqlite
from config import Config

T = TypeVar("T")

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; PostgreSQL answers in the zone of the connection.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Text in several languages, {"en": …, "zh": …}; NULL where nothing is recorded.
Text = dict[str, str]


def enum_by_value(words: type[StrEnum]) -> Enum:
    """Stored by value in a plain text column, so a new word needs no ALTER TYPE."""
    return Enum(
        words,
        values_callable=lambda kind: [word.value for word in kind],
        native_enum=False,
        create_constraint=False,
        length=32,
        validate_strings=True,
    )


class Base(DeclarativeBase):
    """Parent of every model. Tables are named by hand, constraints by convention."""

    registry = registry(
        # Not as Base.type_annotation_map: Flask-SQLAlchemy 3.1 refuses it.
        type_annotation_map={
            datetime: UtcDateTime,
            Text: JSON(none_as_null=True),
            list[str]: JSON(none_as_null=True),
            dict[str, Any]: JSON(none_as_null=True),
            list[dict[str, Any]]: JSON(none_as_null=True),
        },
        metadata=MetaData(naming_convention=NAMES),
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()
csrf = CSRFProtect()


def _visitor_address() -> str:
    return request.remote_addr or "unknown"


limiter = Limiter(_visitor_address, headers_enabled=False)

#: Whether the running request, command or job means to write. SQLite decides at BEGIN: a reader
#: that turns writer later would fail at once instead of waiting for its turn.
means_to_write: ContextVar[bool] = ContextVar("means_to_write", default=True)


def config() -> Config:
    """The configuration of the running app."""
    settings: Config = current_app.extensions["plenum"]
    return settings


def remembered(name: str, make: Callable[[], T]) -> T:
    """What this process keeps for the running app under this name, made when first asked for."""
    kept = current_app.extensions
    if name not in kept:
        # Of two threads that ask at once, both get what the first one puts there.
        kept.setdefault(name, make())
    found: T = kept[name]
    return found


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def init_app(app: Flask, settings: Config) -> None:
    app.extensions["plenum"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"json_serializer": _as_json, "hide_parameters": True}
        | ({} if settings.is_sqlite else {"pool_pre_ping": True, "pool_size": 10}),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session it is bound to
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
        RATELIMIT_KEY_PREFIX="plenum",
        SESSION_COOKIE_NAME="__Host-plenum" if settings.is_https else "plenum",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=25 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
    )
    db.init_app(app)
    migrate.init_app(
        app,
        db,
        directory=str(app.extensions["plenum.migrations"]),
        render_as_batch=True,
        render_item=_plain_types,
        include_object=_is_ours,
        compare_type=True,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    if settings.is_sqlite:
        with app.app_context():
            sqlite.prepare(
                db.engine,
                busy_seconds=settings.busy_seconds,
                means_to_write=means_to_write.get,
            )


def _plain_types(kind: str, thing: object, _: object) -> str | bool:
    """Migrations name no type of ours, so that they still run when ours has moved."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Enum):
        return f"sa.String(length={thing.length})"
    return False


def _is_ours(_: object, name: str | None, kind: str, reflected: bool, in_models: object) -> bool:
    """The queue that wakes the worker keeps its own tables in PostgreSQL; they are no drift."""
    return not (kind == "table" and reflected and (name or "").startswith("huey_"))
