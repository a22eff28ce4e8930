"""The key ring: every secret key of an installation, in one file outside the database and its backups.

The file (``settings.LINTEL_KEY_FILE``, mode 0600) holds a master key and, wrapped by it, the data keys by
number, the index key and the audit key. Losing the file means losing the personal data: keep a copy apart.
"""

import base64
import hashlib
import json
import os
import secrets
import stat
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
FILE_FORMAT = 1
LARGEST_KEY_ID = 0xFFFF


class KeyTrouble(RuntimeError):
    """The key ring cannot be used; the message says what the operator should do."""


@dataclass(frozen=True)
class KeyRing:
    """The opened keys. ``current`` is the number of the data key that new values are written with."""

    data_keys: Mapping[int, bytes]
    current: int
    index_key: bytes
    audit_key: bytes

    def data_key(self, key_id: int) -> bytes:
        """The data key with this number; KeyTrouble when the ring does not hold it."""
        try:
            return self.data_keys[key_id]
        except KeyError:
            raise KeyTrouble(
                f"Key {key_id} is not on the key ring. Restore the key file that belongs to this database."
            ) from None

    @property
    def fingerprint(self) -> str:
        """A short public name of this ring, to compare with the one a database was written with."""
        return hashlib.sha256(b"lintel key ring|" + self.index_key + self.audit_key).hexdigest()[:16]


_lock = threading.Lock()
#: Seconds for which the file is not looked at again: encrypting a hundred thousand values asks for the ring as often.
LOOK_AGAIN = 1.0
_glance: dict[object, tuple[float, KeyRing]] = {}
_opened: dict[Path, tuple[tuple[int, int, int], KeyRing]] = {}


def key_file() -> Path:
    """Where the ring lies: ``LINTEL_KEY_FILE``, or ``keys.json`` in the data folder."""
    named = getattr(settings, "LINTEL_KEY_FILE", None)
    return Path(named) if named else Path(settings.LINTEL_DATA_DIR) / "keys.json"


def keyring() -> KeyRing:
    """The ring, opened once and opened again when the file changes (so a rotation reaches running processes)."""
    place = getattr(settings, "LINTEL_KEY_FILE", None)
    glanced = _glance.get(place)
    if glanced and time.monotonic() - glanced[0] < LOOK_AGAIN:
        return glanced[1]
    ring = _current()
    _glance[place] = (time.monotonic(), ring)
    return ring


def _current() -> KeyRing:
    """The ring as the file has it now."""
    path = key_file()
    mark = _mark(path)
    if mark is None:
        create(path)
        mark = _mark(path)
    held = _opened.get(path)
    if held and mark and held[0] == mark:
        return held[1]
    with _lock:
        ring = load(path)
        if mark:
            _opened[path] = (mark, ring)
    return ring


def create(path: Path) -> None:
    """Write a new ring at ``path`` unless there is one; of two processes starting at once, one wins."""
    master = secrets.token_bytes(KEY_BYTES)
    kept = {} if _master_from_settings() else {"master": _text(master)}
    master = _master_from_settings() or master
    content = {
        "format": FILE_FORMAT,
        **kept,
        "current": 1,
        "data_keys": {"1": _wrap(master, secrets.token_bytes(KEY_BYTES), "data 1")},
        "index_key": _wrap(master, secrets.token_bytes(KEY_BYTES), "index"),
        "audit_key": _wrap(master, secrets.token_bytes(KEY_BYTES), "audit"),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # fails when somebody else was first, unlike a rename
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def load(path: Path) -> KeyRing:
    """Open the ring at ``path``; KeyTrouble when it is missing, readable by others, or damaged."""
    _refuse_open_file(path)
    try:
        content = json.loads(path.read_text("utf-8"))
        master = _master(content)
        return KeyRing(
            data_keys={int(n): _unwrap(master, w, f"data {n}") for n, w in content["data_keys"].items()},
            current=int(content["current"]),
            index_key=_unwrap(master, content["index_key"], "index"),
            audit_key=_unwrap(master, content["audit_key"], "audit"),
        )
    except FileNotFoundError:
        raise KeyTrouble(f"The key file {path} is missing. Restore it from your separate copy.") from None
    except (InvalidTag, KeyError, TypeError, ValueError) as error:
        raise KeyTrouble(f"The key file {path} is damaged or its master key is another one.") from error


def rotate() -> int:
    """Add a new data key and make it the current one; returns its number. Old values stay readable."""
    path = key_file()
    keyring()
    with _lock:
        content = json.loads(path.read_text("utf-8"))
        number = max(int(n) for n in content["data_keys"]) + 1
        if number > LARGEST_KEY_ID:
            raise KeyTrouble("The key ring is full.")
        new_key = secrets.token_bytes(KEY_BYTES)
        content["data_keys"][str(number)] = _wrap(_master(content), new_key, f"data {number}")
        content["current"] = number
        _draft(path, content).replace(path)
    _glance.clear()
    return number


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _refuse_open_file(path: Path) -> None:
    if os.name == "posix" and path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeyTrouble(f"The key file {path} can be read by others (mode {mode:o}). Run: chmod 600 {path}")


def _draft(path: Path, content: dict[str, Any]) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _master_from_settings() -> bytes | None:
    given = getattr(settings, "LINTEL_MASTER_KEY", None)
    return base64.b64decode(given) if given else None


def _master(content: dict[str, Any]) -> bytes:
    return _master_from_settings() or base64.b64decode(content["master"])


def _wrap(master: bytes, key: bytes, name: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return _text(nonce + AESGCM(master).encrypt(nonce, key, name.encode()))


def _unwrap(master: bytes, wrapped: str, name: str) -> bytes:
    blob = base64.b64decode(wrapped)
    return AESGCM(master).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], name.encode())


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode("ascii")
