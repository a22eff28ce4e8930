"""Reading a table file without trusting it: the parent's side of the child process, and the workbook it hands back."""

import datetime
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from lintel.platform.exchange.reading.cells import ErrorCell
from lintel.platform.exchange.reading.errors import Unreadable
from lintel.platform.exchange.reading.limits import MIB, Limits

_ROOT = Path(__file__).resolve().parents[4]
_START = "import sys; sys.path.append(sys.argv.pop(1)); from lintel.platform.exchange.reading.child import main; main(sys.argv[1:])"
_ANSWER = 4 * MIB

Cells = list[Any]
"""One row: str, float, int, bool, None, date, datetime, time, timedelta or ``ErrorCell``; trailing blanks are left off."""


@dataclass(slots=True)
class Sheet:
    """One sheet of a file that was read. Rows are on disk; going through them again is allowed and cheap."""

    name: str
    hidden: bool
    row_count: int
    """Rows that say something."""
    column_count: int
    blank_rows: int = 0
    hidden_rows: int = 0
    merged: bool = False
    error_count: int = 0
    error_cells: dict[str, str] = field(default_factory=dict)
    """The first fifty cells in which the spreadsheet shows an error: ``{"B7": "#N/A"}``."""
    uncomputed: list[str] = field(default_factory=list)
    """The first fifty formula cells without a stored result."""
    _file: Any = None
    _span: tuple[int, int] = (0, 0)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(line from 1, cells) of every row that says something, in order."""
        place, end = self._span
        while place < end:
            self._file.seek(place)
            line = self._file.readline()
            place = self._file.tell()
            for number, cells in json.loads(line):
                yield number, [_value(c) if type(c) is list else c for c in cells]

    def head(self, count: int) -> list[tuple[int, Cells]]:
        """The first ``count`` rows."""
        return list(itertools.islice(self.rows(), count))


def _value(pair: list[Any]) -> Any:
    kind, text = pair
    try:
        match kind:
            case "d":
                return datetime.date.fromisoformat(text)
            case "t":
                return datetime.datetime.fromisoformat(text)
            case "h":
                return datetime.time.fromisoformat(text)
            case "s":
                return datetime.timedelta(seconds=float(text))
    except ValueError:
        return ErrorCell(str(text)[:40])
    return ErrorCell(str(text)[:20])


@dataclass(slots=True)
class Workbook:
    """A file that could be read. Use as a context manager: the rows live in an anonymous file that closing wipes away."""

    kind: str
    """``xlsx``, ``xls``, ``xlsb``, ``ods``, ``html`` or ``csv``: by content."""
    encoding: str
    sheets: list[Sheet]
    epoch_1904: bool = False
    """Whether bare day numbers count from 1904."""
    _file: IO[bytes] | None = None

    @property
    def visible_sheets(self) -> list[Sheet]:
        """Sheets a person sees and that say something."""
        return [sheet for sheet in self.sheets if not sheet.hidden and sheet.row_count]

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; KeyError when there is none that can be read."""
        return {sheet.name: sheet for sheet in self.visible_sheets}[name]

    def close(self) -> None:
        """Let go of the rows."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_workbook(path: str | os.PathLike[str] | IO[bytes], *, limits: Limits | None = None) -> Workbook:
    """The tables in a file, whatever it calls itself; ``Unreadable`` for everything else, and nothing but that.

    ``path`` may also be an open file (which stays open). The file is parsed in a child process with bounds on memory,
    time and output, without network; it is killed when it overruns.
    """
    limits = limits or Limits()
    if not isinstance(path, str | os.PathLike):
        return _read(path, limits)
    with open(path, "rb") as source:
        return _read(source, limits)


def _read(source: IO[bytes], limits: Limits) -> Workbook:
    size = os.fstat(source.fileno()).st_size
    if size == 0:
        raise Unreadable("empty_file")
    if size > limits.packed:
        raise Unreadable("too_big", {"limit": limits.packed // MIB})
    rows = tempfile.TemporaryFile()  # noqa: SIM115  (the workbook keeps it open, and closes it)
    try:
        answer = _ask_child(source, rows, limits)
        if "stop" in answer:
            raise Unreadable(str(answer["stop"]), dict(answer.get("figures") or {}))
        book = _book(answer, rows)
        if not book.visible_sheets:
            raise Unreadable("no_rows")
    except (KeyError, TypeError, ValueError):
        rows.close()
        raise Unreadable("reader_failed") from None
    except BaseException:
        rows.close()
        raise
    return book


def _ask_child(source: IO[bytes], rows: IO[bytes], limits: Limits) -> dict[str, Any]:
    """Run the child and answer what it said; however it ends, it has ended when this returns."""
    command = [sys.executable, "-I", "-c", _START, str(_ROOT), limits.as_json(), str(rows.fileno())]
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    child = subprocess.Popen(
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[rows.fileno()],
        env={"PATH": os.defpath, "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"}, cwd="/", start_new_session=True,
    )  # fmt: skip
    with child:
        try:
            said, _nothing = child.communicate(timeout=limits.wall)
        except subprocess.TimeoutExpired:
            raise Unreadable("took_too_long", {"limit": limits.wall}) from None
        finally:
            if child.poll() is None:
                child.kill()
    if child.returncode in (-24, -14):  # SIGXCPU, SIGALRM
        raise Unreadable("took_too_long", {"limit": limits.cpu})
    if child.returncode in (-6, -9, -25):  # aborted for want of memory, killed by the system, output too large
        raise Unreadable("took_too_much")
    if child.returncode != 0 or len(said) > _ANSWER:
        raise Unreadable("reader_failed")
    answer = json.loads(said)
    if not isinstance(answer, dict):
        raise Unreadable("reader_failed")
    return answer


def _book(answer: dict[str, Any], rows: IO[bytes]) -> Workbook:
    sheets = [
        Sheet(
            name=str(about["name"]), hidden=bool(about["hidden"]), row_count=int(about["rows"]), column_count=int(about["columns"]),
            blank_rows=int(about["blank_rows"]), hidden_rows=int(about.get("hidden_rows", 0)), merged=bool(about["merged"]),
            error_count=int(about["errors"]), error_cells=dict(about.get("error_cells", {})),
            uncomputed=list(about.get("uncomputed", [])), _file=rows, _span=(int(about["start"]), int(about["end"])),
        )
        for about in answer["sheets"]
    ]  # fmt: skip
    return Workbook(
        kind=str(answer["kind"]),
        encoding=str(answer["encoding"]),
        sheets=sheets,
        epoch_1904=bool(answer.get("epoch_1904")),
        _file=rows,
    )
