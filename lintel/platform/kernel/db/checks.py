"""Refusing to start on a database that would lose or leak what it is given."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from lintel.platform.kernel.db.append_only import missing_guards
from lintel.platform.kernel.db.sqlite.base import DEFAULT_WAIT_SECONDS, PRAGMAS
from lintel.platform.kernel.db.watched import unwatched

OLDEST_POSTGRES = 150000
OLDEST_SQLITE = (3, 37, 0)
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "9p",
        "ceph",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "davfs",
    }
)


@register(Tags.database)
def the_database_is_sound(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Everything ``problems`` finds, for ``manage.py check --database default`` and ``migrate``."""
    return [message for alias in databases or [] for message in problems(connections[alias])]


def refuse_unsound(alias: str = "default") -> list[CheckMessage]:
    """Called when the server or the worker starts: ImproperlyConfigured on an error, else the warnings."""
    found = problems(connections[alias])
    errors = [message for message in found if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{e.msg} {e.hint or ''}".strip() for e in errors))
    return found


def problems(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """What is wrong with a live connection, most of it before any damage is done."""
    try:
        connection.ensure_connection()
        found = _sqlite(connection) if connection.vendor == "sqlite" else _postgres(connection)
        return [*found, *_guards(connection)]
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="lintel.E010")]


def _guards(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    unprotected: list[CheckMessage] = [
        Error(
            f"The table {table} has lost its protection against changes.",
            hint="Find out who removed the trigger, verify the trail, then run: lintel migrate",
            id="lintel.E011",
        )
        for table in missing_guards(connection)
    ]
    unnoticed: list[CheckMessage] = [
        Error(
            f"Changes of the table {table} go unnoticed: processes would go on with what they remember of it.",
            hint="Run: lintel migrate",
            id="lintel.E012",
        )
        for table in unwatched(connection)
    ]
    return [*unprotected, *unnoticed]


def _sqlite(connection: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if connection.Database.sqlite_version_info < OLDEST_SQLITE:
        found.append(Error("SQLite 3.37 or newer is needed.", id="lintel.E001"))
    if connection.transaction_mode != "IMMEDIATE":
        found.append(Error("SQLite must run with transaction_mode IMMEDIATE.", id="lintel.E002"))
    demanded: dict[str, str | int] = {**PRAGMAS, "foreign_keys": 1}
    if connection.is_in_memory_db():
        demanded.pop("journal_mode")
        demanded.pop("journal_size_limit")
    else:
        found += _place(Path(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        for name, value in demanded.items():
            is_now = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            if is_now != value:
                found.append(Error(f"SQLite runs with {name}={is_now} instead of {value}.", id="lintel.E003"))
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    if patience < DEFAULT_WAIT_SECONDS * 1000:
        found.append(Error(f"SQLite gives up waiting after {patience} ms; 20,000 are needed.", id="lintel.E004"))
    return found


def _place(path: Path) -> list[CheckMessage]:
    kind = file_system(path.parent)
    if kind in NETWORK_FILE_SYSTEMS:
        hint = "Move the data folder to a local disk, or use PostgreSQL."
        return [
            Error(
                f"The database lies on a network drive ({kind}); SQLite would damage it.", hint=hint, id="lintel.E005"
            )
        ]
    return []


def file_system(folder: Path) -> str:
    """The type of file system ``folder`` lies on ("ext4", "nfs4" …); empty when the system does not tell."""
    if sys.platform == "win32":
        return _windows_drive(folder)
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8")
    except OSError:
        return ""
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        point = left.split()[4].replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind


def _windows_drive(folder: Path) -> str:  # pragma: no cover - only on Windows
    import ctypes

    root = str(folder.resolve().anchor)
    remote = root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == 4  # type: ignore[attr-defined]
    return "cifs" if remote else ""


def _postgres(connection: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if connection.pg_version < OLDEST_POSTGRES:
        found.append(Error("PostgreSQL 15 or newer is needed.", id="lintel.E006"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous = cursor.fetchone()
        cursor.execute("SELECT current_setting('lock_timeout')")
        lock_timeout = cursor.fetchone()[0]
    if encoding != "UTF8":
        found.append(Error(f"The database is in {encoding}; Chinese names need UTF8.", id="lintel.E007"))
    if fsync != "on" or synchronous == "off":
        hint = "Set fsync = on and synchronous_commit = on in postgresql.conf."
        found.append(Error("PostgreSQL may lose acknowledged payments in a power cut.", hint=hint, id="lintel.E008"))
    if ctype == "C":
        hint = "Create the database with LC_CTYPE C.UTF-8 or zh_CN.UTF-8."
        found.append(
            Warning("Upper and lower case of non-English letters are not told together.", hint=hint, id="lintel.W001")
        )
    if lock_timeout == "0":
        found.append(Warning("PostgreSQL waits for locks without limit.", id="lintel.W002"))
    return found
