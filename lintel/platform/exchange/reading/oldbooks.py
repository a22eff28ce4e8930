"""A quick look through an old .xls (or WPS .et) book: password, 1904 calendar, cells that show an error.

The parser gives an error cell as an empty one and cannot tell a protected book from a damaged one. Runs in the child process.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lintel.platform.exchange.reading.failing import Stop
from lintel.platform.exchange.reading.limits import ERRORS_KEPT

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x002F, 0x0022, 0x0085
_BOOLERR, _FORMULAS = (0x0005, 0x0205), (0x0006, 0x0206, 0x0406)


@dataclass(slots=True)
class OldGlance:
    """What was found: whether days are counted from 1904, and per sheet (in book order) the error cells by (line, place)."""

    epoch_1904: bool = False
    errors: list[dict[tuple[int, int], str]] = field(default_factory=list)


def glance(data: bytes) -> OldGlance:
    """Look through the book; ``Stop("encrypted")`` when it is protected. A container that cannot be followed yields an empty answer."""
    try:
        stream = _book_stream(data)
    except (struct.error, IndexError, ValueError):
        return OldGlance()
    found, starts = OldGlance(), []
    for kind, place, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise Stop("encrypted")
        if kind == _DATEMODE and length >= 2:
            found.epoch_1904 = stream[place] == 1
        elif kind == _BOUNDSHEET and length >= 6:
            starts.append(struct.unpack_from("<I", stream, place)[0])
        elif kind == 0x000A:
            break
    for start in starts[:256]:
        found.errors.append(_error_cells(stream, start))
    return found


def _error_cells(stream: bytes, start: int) -> dict[tuple[int, int], str]:
    errors: dict[tuple[int, int], str] = {}
    depth = 0
    for kind, place, length in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == 0x000A:
            depth -= 1
            if depth <= 0:
                break
        elif kind in _BOOLERR and length >= 8 and stream[place + 7] == 1:
            row, column = struct.unpack_from("<HH", stream, place)
            errors[row + 1, column] = _ERRORS.get(stream[place + 6], "#ERROR!")
        elif (
            kind in _FORMULAS
            and length >= 14
            and stream[place + 12 : place + 14] == b"\xff\xff"
            and stream[place + 6] == 2
        ):
            row, column = struct.unpack_from("<HH", stream, place)
            errors[row + 1, column] = _ERRORS.get(stream[place + 8], "#ERROR!")
        if len(errors) >= ERRORS_KEPT:
            break
    return errors


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """(kind, place of the body, its length) of each record from ``place`` on."""
    end = len(stream) - 4
    while 0 <= place <= end:
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4, min(length, len(stream) - place - 4)
        place += 4 + length


def _book_stream(data: bytes) -> bytes:
    """The stream called Workbook (or Book) of an OLE container."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 16 or not 4 <= small_shift <= 12:
        raise ValueError("sector size")
    size = 1 << shift
    tables, directory = struct.unpack_from("<II", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    cutoff, small_start = struct.unpack_from("<II", data, 56)
    more, _count = struct.unpack_from("<II", data, 68)
    sectors = list(struct.unpack_from("<109I", data, 76))
    guard = 0
    while more < _END and guard < 1000:
        block = _sector(data, more, size)
        numbers = struct.unpack(f"<{size // 4}I", block)
        sectors += numbers[:-1]
        more, guard = numbers[-1], guard + 1
    fat: list[int] = []
    for number in sectors[: max(tables, 1)]:
        if number < _END:
            fat += struct.unpack(f"<{size // 4}I", _sector(data, number, size))
    entries = _chain(data, directory, fat, size)
    root = b""
    for place in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, place + 64)[0]
        name = entries[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, extent = struct.unpack_from("<II", entries, place + 116)
        if place == 0:
            root = _chain(data, start, fat, size)
        elif name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
            if extent >= cutoff:
                return _chain(data, start, fat, size)[:extent]
            small_fat = [n for (n,) in struct.iter_unpack("<I", _chain(data, small_start, fat, size))]
            return _small_chain(root, start, small_fat, 1 << small_shift)[:extent]
    raise ValueError("no book")


def _sector(data: bytes, number: int, size: int) -> bytes:
    block = data[(number + 1) * size : (number + 2) * size]
    return block.ljust(size, b"\x00")


def _chain(data: bytes, number: int, fat: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    most = len(data) // size + 2
    while number < _END and len(parts) < most:
        parts.append(_sector(data, number, size))
        number = fat[number]
    return b"".join(parts)


def _small_chain(root: bytes, number: int, fat: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    most = len(root) // size + 2
    while number < _END and len(parts) < most:
        parts.append(root[number * size : (number + 1) * size])
        number = fat[number]
    return b"".join(parts)
