"""How one value is encrypted in its row, and how it is found again without being decrypted.

A stored value is ``0x01 ‖ key number (2 bytes) ‖ nonce (12) ‖ AES-256-GCM text``. The context - which field of
which row - is authenticated with it, so a value copied into another row or column no longer opens.
"""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lintel.platform.privacy.keyring import NONCE_BYTES, keyring

AES_256_GCM = 0x01
HEADER_BYTES = 3
INDEX_BYTES = 16
PART_INDEX_BYTES = 8


class CannotDecrypt(ValueError):
    """The stored value was changed, or belongs to another row or field."""


def encrypt(text: str, context: str) -> bytes:
    """``text`` as bytes to store, bound to ``context`` ("app.Model.field|row uuid")."""
    return encrypt_bytes(text.encode("utf-8"), context)


def encrypt_bytes(plain: bytes, context: str) -> bytes:
    """As ``encrypt``, for what is no text: a picture."""
    ring = keyring()
    header = bytes([AES_256_GCM]) + ring.current.to_bytes(2, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(ring.data_key(ring.current)).encrypt(nonce, plain, header + context.encode())
    return header + nonce + sealed


def decrypt(blob: bytes, context: str) -> str:
    """The text in ``blob``; CannotDecrypt when one bit or the context differs, KeyTrouble when the key is gone."""
    return decrypt_bytes(blob, context).decode("utf-8")


def decrypt_bytes(blob: bytes, context: str) -> bytes:
    """As ``decrypt``, for what ``encrypt_bytes`` made."""
    blob = bytes(blob)
    if len(blob) < HEADER_BYTES + NONCE_BYTES or blob[0] != AES_256_GCM:
        raise CannotDecrypt("This value is not in a known format.")
    header, nonce, sealed = blob[:3], blob[3 : 3 + NONCE_BYTES], blob[3 + NONCE_BYTES :]
    key = keyring().data_key(key_id(blob))
    try:
        return AESGCM(key).decrypt(nonce, sealed, header + context.encode())
    except InvalidTag:
        raise CannotDecrypt("This value was changed or belongs to another row.") from None


def key_id(blob: bytes) -> int:
    """The number of the data key ``blob`` was written with."""
    return int.from_bytes(bytes(blob)[1:HEADER_BYTES], "big")


def blind_index(field: str, value: str) -> str:
    """16 bytes (as hex) that are equal when two values of ``field`` are equal, and say nothing else."""
    return _keyed(f"{field}|v1|{value}", INDEX_BYTES)


def last4_index(field: str, value: str) -> str:
    """8 bytes (as hex) for the last four characters of ``value``."""
    return _keyed(f"{field}.last4|v1|{value[-4:]}", PART_INDEX_BYTES)


def first3_last4_index(field: str, first3: str, last4: str) -> str:
    """8 bytes (as hex) for a number whose middle is hidden, as channel reports give it."""
    return _keyed(f"{field}.f3l4|v1|{first3}|{last4}", PART_INDEX_BYTES)


def _keyed(message: str, length: int) -> str:
    return hmac.digest(keyring().index_key, message.encode("utf-8"), "sha256")[:length].hex()
