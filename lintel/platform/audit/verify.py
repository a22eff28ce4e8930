"""Checking that nobody touched the trail: in the running system, or in a copy of the database elsewhere."""

import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lintel.platform.audit import anchors
from lintel.platform.audit.chain import COLUMNS, FORM, Anchor, Link, Report, check
from lintel.platform.privacy.keyring import keyring, load

CHUNK = 2000


def verify() -> Report:
    """Check the whole chain of the running system and compare it with the anchors outside the database."""
    from lintel.platform.audit.seal import unsealed

    try:
        remembered = anchors.remembered()
    except ValueError as forged:
        return Report(False, 0, None, None, str(forged))
    return check(keyring().audit_key, _links(), remembered, unsealed())


def verify_file(database: Path, key_file: Path, anchor_folder: Path | None = None) -> Report:
    """Check the chain in a copy of a SQLite database, with the key file and, if at hand, the anchors."""
    key = load(key_file).audit_key
    try:
        remembered: list[Anchor] = anchors.remembered(anchor_folder, key) if anchor_folder else []
    except ValueError as forged:
        return Report(False, 0, None, None, str(forged))
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        waiting = connection.execute(
            "SELECT count(*) FROM audit_entry e LEFT JOIN audit_seal s ON s.entry_id = e.id WHERE s.id IS NULL"
        ).fetchone()[0]
        return check(key, _links_in(connection), remembered, waiting)
    finally:
        connection.close()


def _links() -> Iterator[Link]:
    from lintel.platform.audit.seal_models import Seal

    columns = [f"entry__{name}" for name in COLUMNS[FORM]]
    rows = Seal.objects.order_by("seq").values_list("seq", "prev", "digest", "form", "late", "sealed_at", *columns)
    for row in rows.iterator(chunk_size=CHUNK):
        seq, prev, digest, form, late, sealed_at = row[:6]
        yield Link(seq, prev, digest, form, late, sealed_at, row[6:])


def _links_in(connection: sqlite3.Connection) -> Iterator[Link]:
    columns = ", ".join(f"e.{name}" for name in COLUMNS[FORM])
    rows = connection.execute(
        f"SELECT s.seq, s.prev, s.digest, s.form, s.late, s.sealed_at, {columns} "  # noqa: S608  (constant names)
        "FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id ORDER BY s.seq"
    )
    for row in rows:
        sealed_at = datetime.datetime.fromisoformat(row[5]).replace(tzinfo=datetime.UTC)
        entry = row[6:] if row[6] is not None else None
        yield Link(row[0], row[1], row[2], row[3], bool(row[4]), sealed_at, entry)
