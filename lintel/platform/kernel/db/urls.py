"""From one address in the settings to Django's description of a database."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_ENGINE = "lintel.platform.kernel.db.sqlite"
POSTGRES_ENGINE = "django.db.backends.postgresql"
SQLITE_FILE = "lintel.sqlite3"
SQLITE_WAIT_SECONDS = 20
POSTGRES_TIMEOUTS = {"lock_timeout": "3s", "statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s"}


def database_from_url(url: str, data_dir: Path | str) -> dict[str, Any]:
    """One entry of ``DATABASES``.

    ``url`` is empty (SQLite in ``data_dir``), a path, ``sqlite:///absolute/path``, or
    ``postgresql://user:password@host:port/name``; without a host, or with ``?host=/run/postgresql``, the socket is
    used. Other query parameters are passed to libpq (``sslmode``, ``sslrootcert`` …). ValueError for anything else.
    """
    scheme = urlsplit(url).scheme
    if scheme in ("postgres", "postgresql"):
        return _postgres(url)
    if scheme == "sqlite":
        return _sqlite(Path(unquote(urlsplit(url).path) or SQLITE_FILE), data_dir)
    if "://" in url:
        raise ValueError("Use postgresql://user:password@host/name, or leave it empty for SQLite in the data folder.")
    return _sqlite(Path(url or SQLITE_FILE), data_dir)


def postgres_options() -> dict[str, str]:
    """Options that make PostgreSQL give up a lock, a statement or an idle transaction instead of hanging."""
    return {"options": " ".join(f"-c {name}={value}" for name, value in POSTGRES_TIMEOUTS.items())}


def _sqlite(path: Path, data_dir: Path | str) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE_ENGINE,
        "NAME": str(Path(data_dir) / path),  # an absolute path stays itself
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_WAIT_SECONDS},
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": POSTGRES_ENGINE,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(query.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, **postgres_options()},
    }
