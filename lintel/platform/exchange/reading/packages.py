"""A quick look through the sheets of an .xlsx before anything parses them: real sizes, rows, error cells, hidden rows.

The parser gives an error cell as an empty one and loads a sheet whole; both are known here first. Runs in the child process.
"""

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from lintel.platform.exchange.reading.failing import Stop
from lintel.platform.exchange.reading.limits import ERRORS_KEPT, MARGIN, Limits

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>(.{0,8300}?)</(?:\w+:)?c>", re.DOTALL
)
_SHOWN = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]{0,8200}</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_BLOCK = 1 << 20


@dataclass(slots=True)
class Glance:
    """What a look through one sheet found."""

    rows: int = 0
    hidden_rows: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    """Coordinates to what the cell shows: ``{"B7": "#N/A"}``."""
    uncomputed: list[str] = field(default_factory=list)
    """Formula cells without a stored result."""


@dataclass(slots=True)
class Package:
    """What a look through the whole package found; sheets by name."""

    epoch_1904: bool = False
    sheets: dict[str, Glance] = field(default_factory=dict)


def glance(data: bytes, limits: Limits, kind: str) -> Package:
    """Unpack every part once within bounds (``Stop`` on a lie about its size); for .xlsx also look through each sheet."""
    found = Package()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            paths = _sheet_paths(package) if kind == "xlsx" else {}
            found.epoch_1904 = kind == "xlsx" and _counts_from_1904(package)
            for member in package.infolist():
                name = paths.get(member.filename.lower())
                seen = Glance()
                _through(package, member, seen if name is not None else None, name or "", limits)
                if name is not None:
                    found.sheets[name] = seen
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeDecodeError,
        KeyError,
        StopIteration,
    ):
        raise Stop("corrupt") from None
    return found


def _sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Part name (lower case) to sheet name, from the workbook and its relations."""
    names = {name.lower(): name for name in package.namelist()}
    relations = names.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        return {}
    targets = {}
    for tag in _RELATION.findall(package.read(relations)):
        given = _attributes(tag)
        target = given.get("Target", "")
        targets[given.get("Id", "")] = (target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()
    paths = {}
    for tag in _SHEET.findall(package.read(names["xl/workbook.xml"])):
        given = _attributes(tag)
        key = next((value for key, value in given.items() if key.endswith(":id")), "")
        if key in targets:
            paths[targets[key]] = given.get("name", "")
    return paths


def _counts_from_1904(package: zipfile.ZipFile) -> bool:
    book = next(name for name in package.namelist() if name.lower() == "xl/workbook.xml")
    return re.search(rb"date1904\s*=\s*[\"'](1|true)[\"']", package.read(book)) is not None


def _attributes(tag: bytes) -> dict[str, str]:
    return {k.decode(): html.unescape((a or b).decode("utf-8", "replace")) for k, a, b in _ATTRIBUTE.findall(tag)}


def _through(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, seen: Glance | None, sheet: str, limits: Limits
) -> None:
    rest, total = b"", 0
    with package.open(member) as part:
        while block := part.read(_BLOCK):
            total += len(block)
            if total > limits.unpacked:
                raise Stop("bomb", ratio=total // max(1, member.compress_size))
            if seen is None:
                continue
            rows, _end, rest = (rest + block).rpartition(b"</row>")
            _look(rows, seen)
            if seen.rows > limits.rows + MARGIN:
                raise Stop("too_many_rows", sheet=sheet, limit=limits.rows)
            if len(rest) > 64 * _BLOCK:
                raise Stop("took_too_much")
    if seen is not None:
        _look(rest, seen)


def _look(rows: bytes, seen: Glance) -> None:
    seen.rows += sum(1 for row in rows.split(b"</row>") if b"<v" in row or b"<is" in row or b":v>" in row)
    seen.hidden_rows += rows.count(b' hidden="1"')
    if b't="e"' in rows and len(seen.errors) < ERRORS_KEPT:
        for cell, inside in _ERROR.findall(rows):
            shown = _SHOWN.search(inside)
            seen.errors[cell.decode()] = shown[1].decode("ascii", "replace") if shown else "#ERROR!"
    if b"<f" in rows and len(seen.uncomputed) < ERRORS_KEPT:
        seen.uncomputed.extend(cell.decode() for cell in _UNCOMPUTED.findall(rows))
