"""Tables that only grow: triggers on both databases that refuse to change or remove a row.

Used in a migration, after the table exists:

    operations = [
        migrations.CreateModel(name="LedgerEntry", ...),
        append_only("sales_ledgerentry"),
        append_only("exchange_transfer", but=("finished_at",)),   # this one column may still be set
    ]

A refused statement raises ``django.db.IntegrityError`` on SQLite and on PostgreSQL alike.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from lintel.platform.kernel.db.triggers import Execute, TableTriggers, declared, drop, lacking, runner

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION lintel_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        -- Test databases are emptied between tests; the real one never is.
        IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        IF to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'append-only: % refuses %', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $body$
"""


class AppendOnly(TableTriggers):
    """Migration operation that puts the guards on ``table``; reversing it takes them off."""

    def __init__(self, table: str, but: Iterable[str] = ()) -> None:
        self.table = table
        self.but = tuple(but)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table], {"but": self.but} if self.but else {}

    def put(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        guard(connection, self.table, self.but, execute=execute)

    def take(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        unguard(connection, self.table, execute=execute)

    def describe(self) -> str:
        return f"Refuse changes and removals on {self.table}"


def append_only(table: str, *, but: Iterable[str] = ()) -> AppendOnly:
    """The migration operation that makes ``table`` append-only, except for the columns in ``but``."""
    return AppendOnly(table, but)


def guard(
    connection: BaseDatabaseWrapper, table: str, but: Iterable[str] = (), *, execute: Execute | None = None
) -> None:
    """Put the triggers on ``table`` now; harmless when they are there already."""
    run = execute or runner(connection)
    unguard(connection, table, execute=run)
    for statement in _statements(connection, table, tuple(but)):
        run(statement, None)


def unguard(connection: BaseDatabaseWrapper, table: str, *, execute: Execute | None = None) -> None:
    """Take the triggers off ``table``; the start-up check will then complain until they are back."""
    drop(connection, table, trigger_names(connection.vendor, table), execute or runner(connection))


def trigger_names(vendor: str, table: str) -> tuple[str, ...]:
    """What the guards of ``table`` are called (PostgreSQL has one more, against TRUNCATE)."""
    verbs = ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")
    return tuple(f"{table}_no_{verb}" for verb in verbs)


def _statements(connection: BaseDatabaseWrapper, table: str, but: tuple[str, ...]) -> list[str]:
    if connection.vendor == "postgresql":
        return _postgres(connection, table, but)
    if connection.vendor == "sqlite":
        return _sqlite(connection, table, but)
    raise NotImplementedError(f"append-only tables are not known on {connection.vendor}")


def _postgres(connection: BaseDatabaseWrapper, table: str, but: tuple[str, ...]) -> list[str]:
    quote = connection.ops.quote_name
    arguments = ", ".join("'" + column.replace("'", "''") + "'" for column in but)
    statements = [POSTGRES_FUNCTION]
    for name in trigger_names("postgresql", table):
        verb = name.rsplit("_", 1)[1].upper()
        each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        statements.append(
            f"CREATE TRIGGER {quote(name)} BEFORE {verb} ON {quote(table)} "
            f"FOR EACH {each} EXECUTE FUNCTION lintel_append_only({arguments})"
        )
    return statements


def _sqlite(connection: BaseDatabaseWrapper, table: str, but: tuple[str, ...]) -> list[str]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    kept = [quote(column) for column in columns if column not in but]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in kept) if but else "1"
    update, delete = trigger_names("sqlite", table)
    return [
        f"CREATE TRIGGER {quote(update)} BEFORE UPDATE ON {quote(table)} WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table} refuses UPDATE'); END",
        f"CREATE TRIGGER {quote(delete)} BEFORE DELETE ON {quote(table)} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table} refuses DELETE'); END",
    ]


def guarded_tables() -> dict[str, tuple[str, ...]]:
    """Every table some migration made append-only, with the columns that may change all the same."""
    return {o.table: o.but for o in declared(AppendOnly)}


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Guarded tables that exist but have lost a trigger."""
    return lacking(connection, guarded_tables(), trigger_names)


def restore_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Put lost guards back (after a migration rebuilt a table) and say which tables had lost them."""
    lost = missing_guards(connection)
    tables = guarded_tables()
    for table in lost:
        guard(connection, table, tables[table])
    return lost
