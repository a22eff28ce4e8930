"""The process that opens a stranger's file: limited, cut off, and gone afterwards.

Started by ``workbook.read_workbook`` with the file on standard input and an anonymous file for the rows. It limits itself, reads the
file, writes rows as lines of JSON to that file and one JSON object about the sheets to standard output. It imports only the parser
and its neighbours here, never Django; whatever goes wrong in it can only end it.
"""

import datetime
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from lintel.platform.exchange.reading.failing import Stop
from lintel.platform.exchange.reading.limits import MARGIN, Limits

_BATCH = 500
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.",
    "urllib.",
    "shutil.",
)


def confine(limits: Limits) -> None:
    """Bound memory, processor time, output and wall time; from here on no network, no other process, no file to write."""
    try:
        import resource  # absent on Windows, where the parent's wall clock is the only limit
    except ImportError:
        pass
    else:
        for what, most in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, limits.cpu),
            (resource.RLIMIT_FSIZE, limits.output),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, 64),
        ):
            hard = resource.getrlimit(what)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))
        signal.alarm(limits.wall + 5)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED) or (
            event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        ):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def plain(cell: Any) -> Any:
    """A cell as JSON carries it: text, number, true/false, null, or a pair [kind, text] for what JSON has no word for."""
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float or kind is int or kind is bool:
        return cell if cell == cell and cell not in (float("inf"), float("-inf")) else ["e", "#NUM!"]
    if kind is datetime.datetime:
        return ["t", cell.isoformat()]
    if kind is datetime.date:
        return ["d", cell.isoformat()]
    if kind is datetime.time:
        return ["h", cell.isoformat()]
    if kind is datetime.timedelta:
        return ["s", str(cell.total_seconds())]
    return None


def write_rows(out: BinaryIO, sheet: str, rows: Iterable[tuple[int, list[Any]]], limits: Limits) -> dict[str, Any]:
    """Write the rows that say something, as ``[line, cells]``, in lines of at most 500 rows; answers their number and width."""
    start, count, width, blanks, batch = out.tell(), 0, 0, 0, []
    for line, cells in rows:
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not cells:
            blanks += 1
            continue
        count += 1
        width = max(width, len(cells))
        if width > limits.columns:
            raise Stop("too_many_columns", sheet=sheet, limit=limits.columns)
        if count > limits.rows + MARGIN:
            raise Stop("too_many_rows", sheet=sheet, limit=limits.rows)
        for place, cell in enumerate(cells):
            if type(cell) is str and len(cell) > limits.cell:
                raise Stop("cell_too_long", sheet=sheet, cell=coordinates(line, place), limit=limits.cell)
        batch.append([line, cells])
        if len(batch) == _BATCH:
            out.write(json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
            batch = []
    if batch:
        out.write(json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
    return {"start": start, "end": out.tell(), "rows": count, "columns": width, "blank_rows": blanks}


def coordinates(line: int, place: int) -> str:
    """``B7`` for line 7 (from 1) and place 1 (from 0)."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def position(cell: str) -> tuple[int, int]:
    """Line (from 1) and place (from 0) of ``B7``."""
    letters = cell.rstrip("0123456789")
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return int(cell[len(letters) :]), place - 1


def text_sheets(data: bytes, kind: str, out: BinaryIO, limits: Limits) -> dict[str, Any]:
    """A CSV text or a web page as sheets."""
    from lintel.platform.exchange.reading import texts

    text, encoding = texts.decoded(data)
    tables: list[Iterable[list[str]]] = (
        [texts.separated_rows(text)] if kind == "text" else list(texts.page_tables(text))
    )
    sheets = []
    for number, table in enumerate(tables[: limits.sheets], start=1):
        name = "" if kind == "text" else f"table {number}"
        rows = ((line, [cell or None for cell in cells]) for line, cells in enumerate(table, start=1))
        sheets.append(
            {"name": name, "hidden": False, "merged": False, "errors": 0, **write_rows(out, name, rows, limits)}
        )
    return {"kind": "csv" if kind == "text" else "html", "encoding": encoding, "sheets": sheets}


def workbook_sheets(data: bytes, kind: str, out: BinaryIO, limits: Limits) -> dict[str, Any]:
    """A workbook's sheets through calamine; hidden ones are named but not read."""
    import io

    import python_calamine as calamine

    from lintel.platform.exchange.reading import oldbooks, packages

    old = oldbooks.glance(data) if kind == "xls" else oldbooks.OldGlance()
    package = packages.Package() if kind == "xls" else packages.glance(data, limits, kind)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        described = list(book.sheets_metadata)
        if len(described) > limits.sheets:
            raise Stop("too_many_sheets", limit=limits.sheets)
        sheets = []
        for number, sheet in enumerate(described):
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            about: dict[str, Any] = {"name": sheet.name, "hidden": sheet.visible != calamine.SheetVisibleEnum.Visible}
            if about["hidden"]:
                nothing = {"start": 0, "end": 0, "rows": 0, "columns": 0, "blank_rows": 0}
                sheets.append({**about, "merged": False, "errors": 0, **nothing})
                continue
            seen = package.sheets.get(sheet.name) or packages.Glance()
            errors = (
                old.errors[number]
                if number < len(old.errors)
                else {position(at): text for at, text in seen.errors.items()}
            )
            sheets.append({**about, **_one_sheet(book, sheet.name, seen, errors, out, limits)})
    except calamine.PasswordError:
        raise Stop("encrypted") from None
    except calamine.CalamineError:
        raise Stop("corrupt") from None
    return {"kind": kind, "encoding": "", "sheets": sheets, "epoch_1904": old.epoch_1904 or package.epoch_1904}


def _one_sheet(
    book: Any, name: str, seen: Any, errors: dict[tuple[int, int], str], out: BinaryIO, limits: Limits
) -> dict[str, Any]:
    table = book.get_sheet_by_name(name)
    about = {
        "hidden_rows": seen.hidden_rows,
        "errors": len(errors),
        "error_cells": {coordinates(*at): text for at, text in list(errors.items())[:50]},
        "uncomputed": seen.uncomputed[:50],
    }
    merged = table.merged_cell_ranges or []
    if table.start is None:
        return {**about, "merged": False, **write_rows(out, name, (), limits)}
    if table.end[1] > 40 * limits.columns:
        raise Stop("too_many_columns", sheet=name, limit=limits.columns)
    return {
        **about,
        "merged": bool(merged),
        **write_rows(out, name, _filled(_numbered(table, errors), merged, limits), limits),
    }


def _numbered(table: Any, errors: dict[tuple[int, int], str]) -> Iterator[tuple[int, list[Any]]]:
    """Rows as the sheet numbers them (from 1), from column A, with the error cells put back."""
    shown: dict[int, list[tuple[int, str]]] = {}
    for (line, place), text in errors.items():
        shown.setdefault(line, []).append((place, text))
    for line, cells in enumerate(table.iter_rows(), start=1):
        row = [plain(cell) for cell in cells]
        for place, text in shown.get(line, ()):
            row.extend([None] * (place + 1 - len(row)))
            row[place] = ["e", text]
        yield line, row


def _filled(
    rows: Iterator[tuple[int, list[Any]]], merged: list[Any], limits: Limits
) -> Iterator[tuple[int, list[Any]]]:
    """A merged cell speaks for every place it covers: fill to the right and down."""
    ranges = sorted((a, b) for a, b in merged[:20_000])
    waiting, standing = 0, []
    for line, row in rows:
        while waiting < len(ranges) and ranges[waiting][0][0] + 1 <= line:
            (top, left), (bottom, right) = ranges[waiting]
            waiting += 1
            if top + 1 == line and left < len(row) and left < limits.columns:
                standing.append((bottom + 1, left, min(right, limits.columns - 1), row[left]))
        if standing:
            standing = [s for s in standing if s[0] >= line]
            for _last, left, right, value in standing:
                if value is not None:
                    row.extend([None] * (right + 1 - len(row)))
                    row[left : right + 1] = [value] * (right + 1 - left)
        yield line, row


def read(data: bytes, out: BinaryIO, limits: Limits) -> dict[str, Any]:
    """Everything the child does: recognise, check, read."""
    from lintel.platform.exchange.reading.sniffing import kind_of

    kind = kind_of(data, limits)
    return (text_sheets if kind in ("text", "html") else workbook_sheets)(data, kind, out, limits)


def main(arguments: list[str]) -> None:
    """Read standard input under the limits given as JSON; rows to the given descriptor, the answer to standard output."""
    limits = Limits(**json.loads(arguments[0]))
    out = os.fdopen(int(arguments[1]), "wb")
    import python_calamine  # noqa: F401  before the limits, so that only the file itself counts against them

    confine(limits)
    try:
        answer = read(sys.stdin.buffer.read(limits.packed + 1), out, limits)
        out.flush()
    except Stop as stop:
        answer = {"stop": stop.code, "figures": stop.figures}
    except MemoryError:
        answer = {"stop": "took_too_much", "figures": {}}
    except Exception as error:  # the parser's own surprises: named, never passed on with the file's content
        answer = {"stop": "corrupt", "figures": {}, "surprise": type(error).__name__}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    sys.stdout.flush()
    os._exit(0)
