"""What applications of one test process need not work out anew: addresses, templates, SQL.

Each test has an application of its own. Compiling its addresses, the templates it shows and the
statements it sends would take most of the time of the tests, and come out the same each time.
"""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from werkzeug.routing import Rule


class RememberedRule(Rule):
    """The address of a page, compiled for the first application and used by those that follow."""

    _known: dict[tuple[object, ...], Rule] = {}

    def compile(self) -> None:
        key = (
            self.rule, self.endpoint, frozenset(self.methods or ()), repr(self.defaults),
            self.host, self.subdomain, self.merge_slashes, frozenset(self.map.converters.items()),
        )  # fmt: skip
        known = self._known.get(key)
        if known is None:
            super().compile()
            self._known[key] = self
            return
        compiled = ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")
        vars(self).update({name: vars(known)[name] for name in compiled})


class RememberedTemplates(BytecodeCache):
    """Templates as Python made them, by their source and by how they are read: as HTML or text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        # Letters read the same templates twice, the second time escaping nothing.
        escapes = callable(environment.autoescape) or environment.autoescape
        read = (escapes, environment.trim_blocks, environment.lstrip_blocks)
        return super().get_bucket(environment, f"{name} {read}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_STATEMENTS: dict[object, object] = {}


def _is_same(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _by_kind(one: Dialect) -> int:
    return hash(type(one))


def remember_statements(engine: Engine) -> None:
    """Let this engine use the SQL of those before it, which spoke as it does."""
    engine.update_execution_options(compiled_cache=_STATEMENTS)


# Statements are kept by dialect, of which each engine has its own, set up like all of its kind.
for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
    kind.__eq__ = _is_same  # type: ignore[method-assign, assignment]
    kind.__hash__ = _by_kind  # type: ignore[method-assign, assignment]
