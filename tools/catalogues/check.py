"""Finding what is wrong with the catalogues, in sentences that say where to look."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .areas import DERIVED_LANGUAGE, ROOT, SOURCE_LANGUAGE, Area, read
from .extract import Found, messages_of, placeholders
from .merge import derived, key_of, translation_of

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
ALLOWED = re.compile(r"msg: ok")
ALLOWED_FILE = re.compile(r"^\s*(?:#|\{#)\s*msg: ok", re.MULTILINE)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
# Chinese belongs here: invented people and estates, the policy's own words, how Chinese workbooks are recognised, and
# papers printed in Chinese by law.
CHINESE_BY_NATURE = (
    "/demo.py",
    "/demo/",
    "/demo_",
    "/platform/clauses/text/",
    "/platform/exchange/reading/",
    "/papers/",
)


def problems_of(area: Area) -> list[str]:
    """Return everything wrong with one area's messages, each as one line."""
    found = messages_of(area)
    source = area.catalogue(SOURCE_LANGUAGE)
    return [
        *found.problems,
        *_compared(area, found),
        *_entry_problems(source),
        *_derived_problems(area, found),
        *raw_chinese(area),
    ]


def _compared(area: Area, found: Found) -> Iterator[str]:
    there = {key_of(entry) for entry in read(area.catalogue(SOURCE_LANGUAGE)) if not entry.obsolete}
    path = area.catalogue(SOURCE_LANGUAGE).relative_to(ROOT)
    for key in sorted(set(found.used_in) - there):
        yield f"{path}: missing {key.msgid!r} (run: python tools/messages.py extract {area.name})"
    for key in sorted(there - set(found.used_in)):
        yield f"{path}: stale, no longer used: {key.msgid!r} (run: python tools/messages.py extract {area.name})"


def _entry_problems(path: Path) -> Iterator[str]:
    where = path.relative_to(ROOT)
    for entry in read(path):
        said = translation_of(entry)
        if entry.obsolete:
            yield f"{where}: obsolete entry {entry.msgid!r}"
        elif not said:
            yield f"{where}: not translated {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"{where}: fuzzy {entry.msgid!r}"
        elif placeholders(said) != placeholders(entry.msgid_plural or entry.msgid):
            yield f"{where}: placeholders differ {entry.msgid!r} → {said!r}"
        elif entry.msgid.endswith("\n") != said.endswith("\n") or entry.msgid.startswith("\n") != said.startswith("\n"):
            yield f"{where}: line breaks at the ends differ {entry.msgid!r}"


def _derived_problems(area: Area, found: Found) -> Iterator[str]:
    path = area.catalogue(DERIVED_LANGUAGE)
    if not found.used_in and not path.exists():
        return
    if not path.exists() or path.read_text(encoding="utf-8") != derived(area):
        yield f"{path.relative_to(ROOT)}: differs from what 简体 gives (run: python tools/messages.py hant {area.name})"


def clashes(everything: Iterable[Area]) -> Iterator[str]:
    """Yield messages that two areas translate differently: Django merges all catalogues, so one would silently win."""
    said_by: dict[tuple[str, str], dict[str, list[str]]] = {}
    for area in everything:
        for entry in read(area.catalogue(SOURCE_LANGUAGE)):
            if translation_of(entry) and not entry.obsolete:
                versions = said_by.setdefault((entry.msgid, entry.msgctxt or ""), {})
                versions.setdefault(translation_of(entry), []).append(area.name)
    for (msgid, _context), versions in sorted(said_by.items()):
        if len(versions) > 1:
            told = "; ".join(f"{said!r} in {', '.join(names)}" for said, names in versions.items())
            yield f"two translations of {msgid!r}: {told} (agree, or give one a context with pgettext)"


def raw_chinese(area: Area) -> Iterator[str]:
    """Yield Chinese written straight into code or templates, where no other language could replace it.

    ``# msg: ok`` (``{# msg: ok #}`` in a template) at the end of a line allows it there; on a line of its own, with
    the reason after it, in the whole file.
    """
    for path in area.files({".py", ".html", ".txt"}):
        if any(mark in f"/{path.relative_to(ROOT).as_posix()}" for mark in CHINESE_BY_NATURE):
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if not CHINESE.search(text) or ALLOWED_FILE.search(text):
            continue
        rows = _python_rows(text) if path.suffix == ".py" else _template_rows(text)
        for row in rows:
            if not ALLOWED.search(lines[row - 1]):
                yield f"{path.relative_to(ROOT)}:{row}: Chinese outside the catalogue: {lines[row - 1].strip()[:60]}"


def _python_rows(text: str) -> list[int]:
    tree = ast.parse(text)
    described = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    rows = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in described:
            source = text.splitlines()[node.lineno - 1 : node.end_lineno]
            if CHINESE.search(node.value):
                rows.update(node.lineno + i for i, line in enumerate(source) if CHINESE.search(line))
    return sorted(rows)


def _template_rows(text: str) -> list[int]:
    def blank(match: re.Match[str]) -> str:
        return "".join(character if character == "\n" else " " for character in match[0])

    lines = TEMPLATE_COMMENT.sub(blank, text).splitlines()
    return [number for number, line in enumerate(lines, start=1) if CHINESE.search(line)]
