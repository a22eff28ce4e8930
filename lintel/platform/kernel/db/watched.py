"""Tables whose every change leaves a mark, so that what a process remembers of them is never older than they are.

Used in a migration, after the table exists:

    operations = [watched("access_grant", mark="access")]

Triggers on both databases write a fresh random token into ``kernel_mark`` whenever the table changes, whoever changes
it and however: the token is part of the same transaction. See ``kernel/remembered.py`` for the other half.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from lintel.platform.kernel.db.triggers import Execute, TableTriggers, declared, drop, lacking, runner

MARKS = "kernel_mark"
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION lintel_mark() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO {MARKS} (name, token) VALUES (TG_ARGV[0], gen_random_uuid()::text)
        ON CONFLICT (name) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $body$
"""  # noqa: S608  (a constant name)
VERBS = ("insert", "update", "delete")


class Watched(TableTriggers):
    """Migration operation that puts the triggers on ``table``; reversing it takes them off."""

    def __init__(self, table: str, mark: str) -> None:
        self.table, self.mark = table, mark

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.mark], {}

    def put(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        watch(connection, self.table, self.mark, execute=execute)

    def take(self, connection: BaseDatabaseWrapper, execute: Execute) -> None:
        unwatch(connection, self.table, execute=execute)

    def describe(self) -> str:
        return f"Note every change of {self.table}"


def watched(table: str, *, mark: str) -> Watched:
    """The migration operation that lets every change of ``table`` renew ``mark``."""
    return Watched(table, mark)


def watch(connection: BaseDatabaseWrapper, table: str, mark: str, *, execute: Execute | None = None) -> None:
    """Put the triggers on ``table`` now; harmless when they are there already."""
    run = execute or runner(connection)
    unwatch(connection, table, execute=run)
    quote, name = connection.ops.quote_name, mark.replace("'", "''")
    token = "gen_random_uuid()::text" if connection.vendor == "postgresql" else "hex(randomblob(16))"
    renew = (
        f"INSERT INTO {MARKS} (name, token) VALUES ('{name}', {token}) "  # noqa: S608  (names of our own)
        "ON CONFLICT (name) DO UPDATE SET token = excluded.token"
    )
    run(renew, None)  # whatever happened while nobody watched
    if connection.vendor == "postgresql":
        run(POSTGRES_FUNCTION, None)
        run(
            f"CREATE TRIGGER {quote(_names(connection.vendor, table)[0])} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "
            f"{quote(table)} FOR EACH STATEMENT EXECUTE FUNCTION lintel_mark('{name}')",
            None,
        )
        return
    for verb, trigger in zip(VERBS, _names(connection.vendor, table), strict=True):
        run(
            f"CREATE TRIGGER {quote(trigger)} AFTER {verb.upper()} ON {quote(table)} BEGIN {renew}; END",
            None,
        )


def unwatch(connection: BaseDatabaseWrapper, table: str, *, execute: Execute | None = None) -> None:
    """Take the triggers off ``table``; the start-up check will then complain until they are back."""
    drop(connection, table, _names(connection.vendor, table), execute or runner(connection))


def _names(vendor: str, table: str) -> tuple[str, ...]:
    if vendor == "postgresql":
        return (f"{table}_mark",)
    return tuple(f"{table}_mark_{verb}" for verb in VERBS)


def watched_tables() -> dict[str, str]:
    """Every table some migration watches, with the mark its changes renew."""
    return {o.table: o.mark for o in declared(Watched)}


def unwatched(connection: BaseDatabaseWrapper) -> list[str]:
    """Watched tables that exist but have lost a trigger."""
    return lacking(connection, watched_tables(), _names)


def restore_watch(connection: BaseDatabaseWrapper) -> list[str]:
    """Put lost triggers back after a migration, and say which tables had lost them."""
    lost, marks = unwatched(connection), watched_tables()
    for table in lost:
        watch(connection, table, marks[table])
    return lost
