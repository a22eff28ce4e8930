"""Triggers that a migration puts on a table and that must still be there when the server starts.

What append-only tables (``append_only.py``) and watched ones (``watched.py``) have in common: the operation of a
migration, taking triggers off, and finding the tables that lost one (SQLite drops them when it rebuilds a table).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

Execute = Callable[[str, None], object]
Names = Callable[[str, str], tuple[str, ...]]
"""``(vendor, table)`` gives what the triggers of a table are called."""


class TableTriggers(Operation):
    """Migration operation that puts triggers on ``table``; reversing it takes them off."""

    reversible = True
    reduces_to_sql = True
    table: str

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's idea of a model."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.put(schema_editor.connection, schema_editor.execute)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.take(schema_editor.connection, schema_editor.execute)

    def put(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        """Put the triggers on; harmless when they are there already."""
        raise NotImplementedError

    def take(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        """Take them off."""
        raise NotImplementedError


def runner(connection: BaseDatabaseWrapper) -> Execute:
    """How to run one statement now, outside a migration."""

    def run(sql: str, params: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    return run


def drop(connection: BaseDatabaseWrapper, table: str, names: Iterable[str], execute: Execute) -> None:
    """Take the named triggers off ``table``; the start-up check will then complain until they are back."""
    quote = connection.ops.quote_name
    on = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    for name in names:
        execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on}", None)


def declared(kind: type[Operation]) -> list[Any]:
    """Every operation of this kind in the migrations of all areas."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [o for m in loader.disk_migrations.values() for o in m.operations if isinstance(o, kind)]


def lacking(connection: BaseDatabaseWrapper, tables: Mapping[str, Any], names: Names) -> list[str]:
    """Those of ``tables`` that exist but have lost a trigger (somebody dropped it, or SQLite rebuilt the table)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
        existing = set(connection.introspection.table_names(cursor))
    return [t for t in sorted(tables) if t in existing and not present.issuperset(names(connection.vendor, t))]
