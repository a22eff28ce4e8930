"""Finding the messages of Python modules and Django templates without the gettext programs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from .areas import ROOT, Area

# function → positions of (context, singular, plural); None where the function has no such argument.
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
SHAPES |= {f"{name}_lazy": shape for name, shape in SHAPES.items()}
SHAPES |= {"gettext_noop": SHAPES["gettext"], "_": SHAPES["gettext"], "N_": SHAPES["gettext"]}

LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(
    rf"(?<![\w.])(gettext|ngettext|pgettext|npgettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL
)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[sdifr]|%[sdifr]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Key:
    """What makes a message one message: its words and, when the same words mean two things, its context."""

    msgid: str
    context: str = ""
    plural: str = ""


@dataclass
class Found:
    """The messages of one area: where each is used, and what could not be read as a message."""

    used_in: dict[Key, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, key: Key, path: Path) -> None:
        self.used_in.setdefault(key, set()).add(path.relative_to(ROOT).as_posix())


def messages_of(area: Area) -> Found:
    """Collect every message of an area's Python modules and templates."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    found = Found()
    for path in area.files({".py"}):
        for key in _python_messages(path, found.problems):
            found.add(key, path)
    for path in area.files({".html", ".txt", ".xml", ".svg", ".typ"}):
        if "templates" in path.parts:
            for key in template_messages(path.read_text(encoding="utf-8"), path.name):
                found.add(key, path)
    return found


def template_messages(source: str, origin: str = "") -> Iterator[Key]:
    """Yield the messages of a template's source, using Django's own reading of its tags."""
    for name, arguments in TEMPLATE_CALL.findall(templatize(source, origin)):
        values = ast.literal_eval(f"[{arguments}]")
        yield _key(name, values)


def _python_messages(path: Path, problems: list[str]) -> Iterator[Key]:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := _called(node.func, aliases)) is None:
            continue
        context, singular, plural = SHAPES[name]
        needed = [position for position in (context, singular, plural) if position is not None]
        values = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
        if len(values) <= max(needed) or not all(isinstance(values[position], str) for position in needed):
            problems.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}() needs plain string literals")
            continue
        yield _key(name, [str(value) for value in values])


def _key(name: str, values: list[str]) -> Key:
    context, singular, plural = SHAPES[name]
    return Key(
        values[singular],
        "" if context is None else values[context],
        "" if plural is None else values[plural],
    )


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Return what each local name imported from Django's translation module really is; ``_`` counts even unimported."""
    names = {"_": "_", "N_": "N_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for imported in node.names:
                if imported.name in SHAPES:
                    names[imported.asname or imported.name] = imported.name
    return names


def _called(function: ast.expr, aliases: dict[str, str]) -> str | None:
    if isinstance(function, ast.Name):
        return aliases.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "translation" and function.attr in SHAPES else None
    return None


def placeholders(text: str) -> list[str]:
    """Return the sorted placeholders of a message; a literal percent sign (``%%``) is none."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))
