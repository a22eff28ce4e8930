"""Text files and web pages as tables: the encoding, the separator, the cells. Runs in the child process."""

import codecs
import csv
import html.parser
import io
import re
from collections.abc import Iterator

from lintel.platform.exchange.reading.failing import Stop

csv.field_size_limit(10_000_000)
_SEPARATORS = ",\t;|，"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ue000-\uf8ff]")


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by mark, as UTF-8, as UTF-16 without mark, as GB18030; ``Stop`` otherwise."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _as(data[len(mark) :], name), name
    candidates = ["utf-8", "gb18030"]
    sample = data[:4096]
    if sample.count(0) > len(sample) // 8:
        candidates = ["utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"]
    if declared := _DECLARED.search(sample):
        name = declared[1].decode("ascii").lower()
        candidates.insert(0, "gb18030" if name.startswith("gb") else "utf-8")
    for name in candidates:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if _looks_written(text):
            return text, name
    raise Stop("undecodable" if not _CONTROL.search(data[:2000].decode("latin-1")) else "not_a_table")


def _as(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise Stop("undecodable") from None


def _looks_written(text: str) -> bool:
    """Random bytes decode too, now and then; a text that people wrote has next to no control characters."""
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) * 100 <= max(100, len(sample))


def separated_rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV text whose separator is the one that its first lines agree on."""
    rows = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=_separator(text), strict=False)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise Stop("corrupt") from None


def _separator(text: str) -> str:
    lines = [line for line in re.sub(r'"[^"]*"', "", text[:50_000]).splitlines()[:30] if line.strip()]
    best, most = ",", 0
    for mark in _SEPARATORS:
        counts = sorted(line.count(mark) for line in lines)
        middle = counts[len(counts) // 2] if counts else 0
        if middle > most:
            best, most = mark, middle
    return best


class _Tables(html.parser.HTMLParser):
    """Collects the cells of the outermost tables of a page; spanned cells repeat their text."""

    def __init__(self, cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.depth = 0
        self.left = cells
        self._cell: list[str] | None = None
        self._span, self._down = 1, 1
        self._hanging: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
                self._hanging = {}
        elif self.depth == 1 and tag == "tr":
            self._close()
            self.tables[-1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._close()
            if not self.tables[-1]:
                self.tables[-1].append([])
            given = dict(attrs)
            self._cell = []
            self._span, self._down = _count(given.get("colspan")), _count(given.get("rowspan"))
            self._hang()
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            if self.depth == 1:
                self._close()
            self.depth = max(0, self.depth - 1)
        elif tag in ("td", "th", "tr") and self.depth == 1:
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _hang(self) -> None:
        """Cells that hang down from rows above come before the next one."""
        row = self.tables[-1][-1]
        while (hanging := self._hanging.get(len(row))) is not None:
            left, text = hanging
            if left > 1:
                self._hanging[len(row)] = (left - 1, text)
            else:
                del self._hanging[len(row)]
            row.append(text)

    def _close(self) -> None:
        if self._cell is None:
            return
        text = "".join(self._cell).strip()
        row = self.tables[-1][-1]
        for _copy in range(self._span):
            if self._down > 1:
                self._hanging[len(row)] = (self._down - 1, text)
            row.append(text)
        self._cell = None
        self.left -= self._span
        if self.left < 0:
            raise Stop("took_too_much")


def _count(span: str | None) -> int:
    return max(1, min(100, int(span))) if span and span.isascii() and span.isdigit() and len(span) < 5 else 1


def page_tables(text: str, cells: int = 5_000_000) -> list[list[list[str]]]:
    """The tables of a web page (or of a page that calls itself .xls), each as rows of texts; ``Stop`` when there is none."""
    reader = _Tables(cells)
    reader.feed(text)
    reader.close()
    tables = [table for table in reader.tables if any(any(cell for cell in row) for row in table)]
    if not tables:
        raise Stop("no_table_in_page")
    return tables
