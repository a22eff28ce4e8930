"""A file encrypted in pieces: any length, constant memory, and no bit, piece or end can be changed unnoticed.

``LINTELBK1`` line, one line of JSON (how the key is made, the nonce prefix), then pieces of at most 1 MiB, each with its
AES-256-GCM tag. A piece's nonce holds its number and whether it is the last; the header is authenticated with each.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lintel.platform.privacy.keyring import KeyRing

MAGIC = b"LINTELBK1\n"
PIECE = 1024 * 1024
TAG = 16
PREFIX_BYTES = 7
SCRYPT_COST = 2**15


class ArchiveRefused(RuntimeError):
    """The archive cannot be opened; the message says why and what to do."""


class SealedWriter:
    """A writable stream; what is written lands encrypted in ``file``. Call ``finish`` or the archive has no end."""

    def __init__(self, file: IO[bytes], *, passphrase: str = "", ring: KeyRing | None = None) -> None:
        salt, prefix = secrets.token_bytes(16), secrets.token_bytes(PREFIX_BYTES)
        by = "passphrase" if passphrase else "key ring"
        header = {"by": by, "salt": _text(salt), "prefix": _text(prefix), "ring": ring.fingerprint if ring else ""}
        self._header = MAGIC + json.dumps(header).encode() + b"\n"
        self._file, self._prefix, self._number = file, prefix, 0
        self._cipher = AESGCM(_key(header, passphrase, ring))
        self._waiting = bytearray()
        file.write(self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece and make sure it is on the disk."""
        self._put(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), piece, self._header))
        self._number += 1


class SealedReader:
    """A readable stream of what was sealed. ArchiveRefused as soon as a piece does not hold."""

    def __init__(self, file: IO[bytes], *, passphrase: str = "", ring: KeyRing | None = None) -> None:
        magic, line = file.readline(), file.readline()
        if magic != MAGIC:
            raise ArchiveRefused("This is not a Lintel backup.")
        try:
            header = json.loads(line)
            self._prefix = base64.b64decode(header["prefix"])
            self._cipher = AESGCM(_key(header, passphrase, ring))
        except (ValueError, KeyError) as error:
            raise ArchiveRefused("The beginning of this backup is damaged. Use another copy.") from error
        self._header = magic + line
        self._pieces = self._open(file)
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """``size`` bytes, or fewer at the end; everything when negative."""
        parts, wanted = [self._ready], size if size >= 0 else float("inf")
        have = len(self._ready)
        while have < wanted and (piece := next(self._pieces, None)) is not None:
            parts.append(piece)
            have += len(piece)
        held = b"".join(parts)
        cut = len(held) if size < 0 else size
        self._ready = held[cut:]
        return held[:cut]

    def _open(self, file: IO[bytes]) -> Iterator[bytes]:
        number, piece = 0, file.read(PIECE + TAG)
        while True:
            following = file.read(PIECE + TAG)
            try:
                yield self._cipher.decrypt(_nonce(self._prefix, number, not following), piece, self._header)
            except InvalidTag:
                raise ArchiveRefused(_why(number)) from None
            if not following:
                return
            number, piece = number + 1, following


def opened_by(path: Path) -> str:
    """``"passphrase"`` or ``"key ring"``: what a backup must be opened with."""
    with path.open("rb") as file:
        if file.readline() != MAGIC:
            raise ArchiveRefused("This is not a Lintel backup.")
        return str(json.loads(file.readline())["by"])


def _why(number: int) -> str:
    if number == 0:
        return "The passphrase or key file is not the one of this backup, or its beginning is damaged."
    return f"This backup is damaged (piece {number + 1}) or cut short. Nothing was restored; use another copy."


def _key(header: dict[str, Any], passphrase: str, ring: KeyRing | None) -> bytes:
    salt = base64.b64decode(header["salt"])
    if header["by"] == "passphrase":
        if not passphrase:
            raise ArchiveRefused("This backup needs the passphrase it was made with.")
        return Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(passphrase.encode())
    if ring is None:
        raise ArchiveRefused(
            "This backup needs the key file of the installation it was made on. Put it in place first."
        )
    if header["ring"] != ring.fingerprint:
        raise ArchiveRefused("The key file in place is not the one of this backup. Restore that key file first.")
    return HKDF(hashes.SHA256(), 32, salt, b"lintel backup").derive(ring.index_key + ring.audit_key)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode("ascii")
