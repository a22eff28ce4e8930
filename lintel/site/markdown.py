"""A small part of Markdown, as the guides are written in: headings, paragraphs, lists, bold, code, links, and § numbers.

Everything is escaped first, so a guide can hold no markup of its own. What is not in this list stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Address = Callable[[str], str]
"""From a link's target, or from ``§ 3.4.1``, to an address; empty: it is shown without a link."""

_HEADING = re.compile(r"^(#{1,3}) (.+)$")
_ITEM = re.compile(r"^(?:(\d+)\.|-) (.+)$")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SLANTED = re.compile(r"(?<!\*)\*([^*\s][^*]*?)\*(?!\*)")
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_CLAUSE = re.compile(r"§ ?(G-\d+|\d+(?:\.\d+)+)")


@dataclass(frozen=True)
class Part:
    """What stands under one heading of the second rank."""

    anchor: str
    title: str
    html: SafeString
    text: str


@dataclass(frozen=True)
class Document:
    """A title and its parts; what stands before the first heading is a part without a title."""

    title: str
    parts: list[Part]


def parsed(source: str, address: Address) -> Document:
    """Read a guide. Raises ``ValueError`` when it does not begin with a title."""
    lines = source.strip().splitlines()
    if not lines or not lines[0].startswith("# "):
        raise ValueError("A guide begins with its title")
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lines[1:]:
        if line.startswith("## "):
            parts.append((line[3:].strip(), []))
        else:
            parts[-1][1].append(line)
    found = [
        Part(f"p{place}", title, blocks(body, address), plain(body)) for place, (title, body) in enumerate(parts) if title or any(body)
    ]  # fmt: skip
    return Document(lines[0][2:].strip(), found)


def blocks(lines: list[str], address: Address) -> SafeString:
    """Paragraphs, lists and small headings."""
    html: list[str] = []
    waiting: list[str] = []
    kind = ""

    def flush() -> None:
        nonlocal kind
        if waiting and kind:
            html.append(f"<{kind}>" + "".join(f"<li>{one}</li>" for one in waiting) + f"</{kind}>")
        elif waiting:
            html.append("<p>" + " ".join(waiting) + "</p>")
        waiting.clear()
        kind = ""

    for line in lines:
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if heading:
            flush()
            html.append(f"<h3>{inline(heading[2], address)}</h3>")
        elif item:
            wanted = "ol" if item[1] else "ul"
            if kind != wanted:
                flush()
                kind = wanted
            waiting.append(inline(item[2], address))
        elif not line.strip():
            flush()
        elif kind and line.startswith("  "):
            waiting[-1] += " " + inline(line.strip(), address)
        else:
            if kind:
                flush()
            waiting.append(inline(line.strip(), address))
    flush()
    return mark_safe("".join(html))  # noqa: S308  (escaped in inline)


def inline(text: str, address: Address) -> str:
    """Bold, slanted, code, links and § numbers inside one line."""
    safe = str(escape(text))
    safe = _CODE.sub(r"<code>\1</code>", safe)
    safe = _BOLD.sub(r"<strong>\1</strong>", safe)
    safe = _SLANTED.sub(r"<em>\1</em>", safe)
    safe = _LINK.sub(lambda m: _anchor(m[1], address(m[2])), safe)
    return _CLAUSE.sub(lambda m: _chip(m[1], address(f"§ {m[1]}")), safe)


def _anchor(words: str, url: str) -> str:
    return f'<a href="{escape(url)}">{words}</a>' if url else words


def _chip(number: str, url: str) -> str:
    return f'<a class="clause-chip" href="{escape(url)}" data-drawer>{number}</a>' if url else f"§ {number}"


def clauses_in(text: str) -> list[str]:
    """The § numbers a text names, in order, each once."""
    return list(dict.fromkeys(_CLAUSE.findall(text)))


def plain(lines: list[str]) -> str:
    """The words alone, for searching."""
    text = " ".join(line.strip() for line in lines)
    text = _LINK.sub(r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[*`#]|(?<=\s)-(?=\s)|(?<=\s)\d+\.(?=\s)", "", f" {text} ")).strip()
