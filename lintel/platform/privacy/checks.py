"""Start-up checks: the key file is safe, and it is the one this database was written with."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from lintel.platform.privacy.keyring import KeyTrouble, keyring


@register(Tags.database)
def the_key_ring_fits(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a missing, readable-by-others or foreign key ring before the first value is written with it."""
    if not databases:
        return []
    try:
        ring = keyring()
    except KeyTrouble as trouble:
        return [Error(str(trouble), id="privacy.E002")]
    return [message for alias in databases for message in _fits(alias, ring.fingerprint)]


def _fits(alias: str, fingerprint: str) -> list[CheckMessage]:
    from lintel.platform.privacy.models import KeyMark

    try:
        if KeyMark._meta.db_table not in connections[alias].introspection.table_names():
            return []
        known = set(KeyMark.objects.using(alias).values_list("fingerprint", flat=True))
    except DatabaseError:
        return []  # an unreachable database is reported by its own check
    if known and fingerprint not in known:
        hint = "Put back the key file that was in use, from your separate copy; a new one cannot open these rows."
        return [Error("The key ring does not belong to this database.", hint=hint, id="privacy.E003")]
    return []


def mark_database(using: str = "default") -> None:
    """Remember the ring this database is written with (called after migrations; the first one stays)."""
    from lintel.platform.privacy.models import KeyMark

    marks = KeyMark.objects.using(using)
    if KeyMark._meta.db_table in connections[using].introspection.table_names() and not marks.exists():
        marks.create(fingerprint=keyring().fingerprint)
