"""A consistent copy of the live database and its figures, and putting a copy back: on SQLite and on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from lintel.platform.kernel.db.statistics import refresh_statistics

SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.pgdump"


class SnapshotFailed(RuntimeError):
    """The copy could not be made or put back; the message is the database's own."""


def take(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Copy the database into ``folder`` while people work; returns the file and the figures of that very moment."""
    if connection.vendor == "sqlite":
        return _take_sqlite(folder)
    return _take_postgres(folder)


def put_back(copy: Path, aside: str) -> None:
    """Make ``copy`` the live database. On SQLite the one before is kept beside it with ``aside`` in its name."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(copy, aside)
    else:
        _put_back_postgres(copy)
        refresh_statistics()  # a dump carries none


def figures_of(cursor: Any, tables: list[str]) -> dict[str, Any]:
    """Rows per table, the newest seal of the trail, and the newest migration of each app."""
    counts = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (names come from the database)
        counts[table] = cursor.fetchone()[0]
    head: dict[str, Any] = {}
    if "audit_seal" in counts:
        cursor.execute("SELECT seq, digest FROM audit_seal ORDER BY seq DESC LIMIT 1")
        row = cursor.fetchone()
        head = {"seq": row[0], "digest": row[1]} if row else {}
    cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
    return {"counts": counts, "audit_head": head, "schema": dict(cursor.fetchall())}


def _take_sqlite(folder: Path) -> tuple[Path, dict[str, Any]]:
    copy = folder / SQLITE_COPY
    connection.ensure_connection()
    # A source of our own: the connection in use may stand inside a transaction.
    with closing(_source()) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=2000, sleep=0.005)
        verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise SnapshotFailed(f"The copy of the database is not whole: {verdict}")
        target.execute("PRAGMA journal_mode = DELETE")
        cursor = target.cursor()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        figures = figures_of(cursor, sorted(row[0] for row in cursor.fetchall()))
    return copy, figures


def _source() -> sqlite3.Connection:
    name = str(connection.settings_dict["NAME"])
    return sqlite3.connect(name, uri=name.startswith("file:"), timeout=20)


def _put_back_sqlite(copy: Path, aside: str) -> None:
    connections.close_all()
    live = Path(connection.settings_dict["NAME"])
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{live}{suffix}")
        if part.exists():
            part.replace(Path(f"{live}.{aside}{suffix}"))
    draft = live.with_name(f".{live.name}.restoring")
    shutil.copyfile(copy, draft)
    draft.chmod(0o600)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(live)


def _take_postgres(folder: Path) -> tuple[Path, dict[str, Any]]:
    copy = folder / POSTGRES_COPY
    with _still_moment() as (cursor, moment):
        _run("pg_dump", "--format=custom", f"--snapshot={moment}", "--no-owner", f"--file={copy}")
        figures = figures_of(cursor, sorted(connection.introspection.table_names(cursor)))
    return copy, figures


@contextmanager
def _still_moment() -> Iterator[tuple[Any, str]]:
    """A transaction that sees one moment, and the name under which pg_dump can see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def _put_back_postgres(copy: Path) -> None:
    connections.close_all()
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={name}", str(copy))


def _run(program: str, *arguments: str) -> None:
    place = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(place[name]) for variable, name in named.items() if place.get(name)}
    found = shutil.which(program)
    if found is None:
        raise SnapshotFailed(f"{program} is not installed on this machine; it comes with PostgreSQL's client tools.")
    done = subprocess.run([found, *arguments], env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        raise SnapshotFailed(f"{program}: {done.stderr.strip()[-500:]}")
