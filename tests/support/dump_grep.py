"""Looking for personal data where none may lie: database files, dumps, logs, media, temporary files.

    .venv/bin/python -m tests.support.dump_grep var/lintel.sqlite3 var/media --known 13800001234
    .venv/bin/python -m tests.support.dump_grep postgresql:///lintel

finds anything that looks like a mainland mobile or a valid ID number, and every ``--known`` value in UTF-8, GBK or UTF-16.
Compressed members of office files and archives are opened. Exits with 1 when something was found.
"""

import argparse
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lintel.platform.privacy.canonical import check_digit

_PHONE = re.compile(rb"(?<![0-9A-Za-z])(?:86)?1[3-9]\d{9}(?![0-9A-Za-z])")
_ID = re.compile(rb"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx](?![0-9A-Za-z])")
_SIDES = 12


@dataclass(frozen=True)
class Find:
    """One place where something plain lies; ``around`` shows it with its neighbours."""

    place: str
    kind: str
    around: str


def grep(places: Iterable[str | Path], known: Iterable[str] = (), patterns: bool = True) -> list[Find]:
    """Everything found in files, folders and PostgreSQL databases (given by their address)."""
    wanted = [(text, spelling) for text in known for spelling in _spellings(text)]
    return [
        find
        for place in places
        for name, content in _contents(str(place))
        for find in _in(name, content, wanted, patterns)
    ]


def _spellings(text: str) -> set[bytes]:
    spellings = set()
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        spellings.add(text.encode(encoding))
    spellings.add(text.encode("utf-8").hex().encode())
    return spellings


def _contents(place: str) -> Iterator[tuple[str, bytes]]:
    if place.startswith(("postgres://", "postgresql://")):
        dump = subprocess.run(["pg_dump", "--inserts", place], check=True, capture_output=True)
        yield place, dump.stdout
        return
    path = Path(place)
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for beside in () if path.is_dir() else ("-wal", "-journal"):
        if (other := Path(f"{path}{beside}")).exists():
            files.append(other)
    for file in files:
        content = file.read_bytes()
        yield str(file), content
        yield from _packed(file, content)


def _packed(file: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield f"{file}!{name}", archive.read(name)
    elif content[:2] == b"\x1f\x8b":
        yield f"{file}!", zlib.decompress(content, 47)


def _in(place: str, content: bytes, wanted: list[tuple[str, bytes]], patterns: bool) -> Iterator[Find]:
    for text, spelling in wanted:
        for match in re.finditer(re.escape(spelling), content):
            yield Find(place, f"known value of {len(text)} characters", _around(content, match))
    if patterns:
        for match in _PHONE.finditer(content):
            yield Find(place, "phone", _around(content, match))
        for match in _ID.finditer(content):
            number = match.group().decode().upper()
            if check_digit(number[:17]) == number[17]:
                yield Find(place, "ID number", _around(content, match))


def _around(content: bytes, match: re.Match[bytes]) -> str:
    start, end = max(0, match.start() - _SIDES), match.end() + _SIDES
    return content[start:end].decode("utf-8", "replace")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("places", nargs="+")
    parser.add_argument("--known", action="append", default=[])
    parser.add_argument("--only-known", action="store_true")
    given = parser.parse_args()
    found = grep(given.places, given.known, patterns=not given.only_known)
    for find in found:
        sys.stdout.write(f"{find.place}: {find.kind}: {find.around!r}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
