"""Where messages live: the areas of the house and their catalogue files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lintel"
SOURCE_LANGUAGE = "zh_Hans"
DERIVED_LANGUAGE = "zh_Hant"
NOT_SEARCHED = {"locale", "tests", "migrations", "node_modules", "__pycache__"}

# No dates and no tool versions: the same messages must give the same bytes on every machine.
METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True)
class Area:
    """One package of the house that keeps its own catalogue, for example ``inventory`` or ``platform/workbench``."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.relative_to(PACKAGE).as_posix()

    @property
    def module(self) -> str:
        return ".".join(self.folder.relative_to(ROOT).parts)

    def catalogue(self, language: str) -> Path:
        """Return where the area's ``.po`` file for ``language`` is kept, whether or not it exists."""
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"

    def files(self, suffixes: Iterable[str]) -> Iterator[Path]:
        """Yield the area's own source files, sorted; tests, migrations and catalogues have no messages to translate."""
        wanted = set(suffixes)
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in wanted and path.is_file() and not NOT_SEARCHED & set(path.relative_to(self.folder).parts):
                yield path


def areas(names: Iterable[str] = ()) -> list[Area]:
    """Return the areas with these names (``inventory``, ``workbench`` or ``platform/workbench``), or all of them.

    Raises ``SystemExit`` with a sentence when a name belongs to no area.
    """
    folders = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "platform"]
    platform = PACKAGE / "platform"
    folders += [path for path in platform.iterdir() if path.is_dir()] if platform.is_dir() else []
    everything = [Area(path) for path in sorted(folders) if path.name not in NOT_SEARCHED and any(path.glob("*.py"))]
    wanted = [name.strip("/").removeprefix("lintel/") for name in names]
    if not wanted:
        return everything
    chosen = [area for area in everything if area.name in wanted or area.name.removeprefix("platform/") in wanted]
    unknown = [name for name in wanted if not any(name in (a.name, a.name.removeprefix("platform/")) for a in chosen)]
    if unknown:
        raise SystemExit(f"No such area: {', '.join(unknown)}. There are: {', '.join(a.name for a in everything)}.")
    return chosen


def read(path: Path) -> polib.POFile:
    """Read a catalogue, or start an empty one; lines are never wrapped, so that changes are easy to review."""
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def text_of(entries: Iterable[polib.POEntry], language: str) -> str:
    """Return the stable text of a catalogue: sorted, unwrapped, undated."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {"Language": language, **METADATA}
    catalogue.extend(sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or "")))
    return str(catalogue) + ("" if str(catalogue).endswith("\n") else "\n")


def write(path: Path, text: str) -> bool:
    """Write ``text`` when it differs from what is there; return whether anything changed."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
