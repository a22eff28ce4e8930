"""Rows and files of an import at rest: encrypted, because they hold whatever strangers typed."""

import base64
import datetime
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from lintel.platform.exchange.reading.cells import ErrorCell
from lintel.platform.privacy.cipher import decrypt, encrypt


@dataclass(slots=True)
class Judged:
    """One row with its verdict, as it is stored and shown."""

    line: int
    kind: str
    target: Any
    values: dict[str, Any] | None
    """For rows that commit will write."""
    reasons: Sequence[tuple[str, str, str]]
    """(code, sentence, field) each."""
    cells: Sequence[Any] | None
    """The row as it stood in the file, for rows that will not be written."""


def _known(value: Any) -> Any:
    """What JSON has no word for."""
    if isinstance(value, datetime.datetime):
        return {"$t": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"$d": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"$h": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$n": str(value)}
    if isinstance(value, ErrorCell):
        return {"$e": value.text}
    if isinstance(value, datetime.timedelta):
        return {"$s": str(value)}
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"A planned value may not be a {type(value).__name__}.")


_MEANINGS: dict[str, Callable[[Any], Any]] = {
    "$t": datetime.datetime.fromisoformat, "$d": datetime.date.fromisoformat, "$h": datetime.time.fromisoformat,
    "$n": Decimal, "$e": ErrorCell, "$s": str,
}  # fmt: skip


def _meant(pairs: dict[str, Any]) -> Any:
    if len(pairs) == 1:
        key = next(iter(pairs))
        if key in _MEANINGS:
            return _MEANINGS[key](pairs[key])
    return pairs


def seal(value: Any, context: str) -> bytes:
    """JSON of the value, encrypted and bound to its place."""
    return encrypt(json.dumps(value, default=_known, ensure_ascii=False, separators=(",", ":")), context)


def unseal(blob: bytes | memoryview, context: str) -> Any:
    """What ``seal`` was given; ``CannotDecrypt`` when it was moved or changed."""
    return json.loads(decrypt(bytes(blob), context), object_hook=_meant)


def seal_rows(rows: Sequence[Judged], uid: Any, number: int) -> bytes:
    """One batch of judged rows."""
    return seal(
        [[r.line, r.kind, r.target, r.values, list(r.reasons), r.cells] for r in rows], f"exchange.rows|{uid}|{number}"
    )


def unseal_rows(blob: bytes | memoryview, uid: Any, number: int) -> list[Judged]:
    """The batch again."""
    return [Judged(*row) for row in unseal(blob, f"exchange.rows|{uid}|{number}")]


IMPORTS, EXPORTS = "imports", "exports"
"""The folders of files that came in and of files on their way out."""


def _folder(name: str = IMPORTS) -> Path:
    folder = Path(settings.MEDIA_ROOT) / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_file(data: bytes, uid: Any, folder: str = IMPORTS) -> None:
    """Keep a file, encrypted, under a name that says nothing."""
    blob = encrypt(base64.b64encode(data).decode("ascii"), f"exchange.file|{uid}")
    draft = _folder(folder) / f".{secrets.token_hex(8)}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(blob)
    draft.replace(_folder(folder) / str(uid))


def kept_file(uid: Any, folder: str = IMPORTS) -> bytes:
    """The file; ``FileNotFoundError`` after it was deleted."""
    return base64.b64decode(decrypt((_folder(folder) / str(uid)).read_bytes(), f"exchange.file|{uid}"))


def forget_file(uid: Any, folder: str = IMPORTS) -> None:
    """Delete a file; nothing happens when it is gone."""
    (_folder(folder) / str(uid)).unlink(missing_ok=True)


def kept_files(folder: str = IMPORTS) -> list[Path]:
    """Every file kept there."""
    return [path for path in _folder(folder).iterdir() if path.is_file()]


def as_source(data: bytes) -> IO[bytes]:
    """The bytes as an open anonymous file, for the child process to read."""
    source = tempfile.TemporaryFile()  # noqa: SIM115  (handed to the caller open)
    source.write(data)
    source.seek(0)
    return source
