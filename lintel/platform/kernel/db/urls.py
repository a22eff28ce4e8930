"""From one database address to Django's settings for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

POSTGRES_OPTIONS = "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"


def database_from_url(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's DATABASES entry for ``postgresql://user:password@host:port/name``; SQLite in ``data_dir`` when empty."""
    if not url:
        return _sqlite(data_dir / "lintel.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("LINTEL_DATABASE_URL must begin with postgresql:// or sqlite://")
    extra = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": POSTGRES_OPTIONS, **extra},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    if not (Path(__file__).parent / "sqlite" / "base.py").exists():
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}
    return {"ENGINE": "lintel.platform.kernel.db.sqlite", "NAME": str(path), "OPTIONS": {}}
