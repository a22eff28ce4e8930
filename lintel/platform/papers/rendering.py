"""Turn a typst template and plain data into a PDF (PDF/A-2b, PDF/UA-1, tagged) or into pictures for a phone.

Data reaches the template only as JSON, so nothing a person typed is ever evaluated: a buyer called ``#panic(1)`` is
printed as that. The compiler may read the template, ``base.typ`` and the pictures handed in, and nothing else on the
machine; it downloads nothing. The one typeface is Noto Sans SC (Regular, Bold), placed in ``fonts/`` by the asset build.

A template begins with ``#import "/base.typ": *``; the common part of its data is described by :class:`Paper`.
"""

import io
import json
import re
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import typst
from django.utils.functional import Promise
from PIL import Image

from lintel.platform.kernel import clock, money

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
BASE = HERE / "templates" / "base.typ"
STANDARDS: list[Any] = ["a-2b", "ua-1"]

_PICTURE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(png|jpg)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class PaperFontsMissing(RuntimeError):
    """The typeface has not been built, and a contract must not be printed with tofu in place of a name."""


class PaperFailed(RuntimeError):
    """A template could not be set; the message is the compiler's and names a line of the template, not the data."""


class Amount(TypedDict):
    """An amount ready to print: ``1,562,318.00`` and 人民币壹佰伍拾陆万贰仟叁佰壹拾捌元整."""

    figures: str
    words: str


class Issuer(TypedDict):
    """Who issues the paper, for the letterhead."""

    name: str
    project: NotRequired[str]
    address: NotRequired[str]
    phone: NotRequired[str]
    logo: NotRequired[str]
    """The name of a picture handed in with the data."""


class Paper(TypedDict):
    """What every paper says about itself. Days are ``YYYY-MM-DD``, moments ``YYYY-MM-DD HH:MM``."""

    title: str
    number: str
    issued_on: str
    issuer: Issuer
    valid_until: NotRequired[str]
    watermark: NotRequired[str]
    """Who made this copy and when, e.g. ``王敏 2026-11-23 10:05``."""
    labels: NotRequired[dict[str, str]]
    """The printed 简体 label to what shall be printed instead, for 繁體 or English copies."""


def amount(value: Decimal) -> Amount:
    """Return an amount as papers print it: figures with commas, and 大写."""
    return {"figures": money.grouped(value), "words": money.uppercase(value)}


def render(template: Path, data: Mapping[str, Any], *, images: Mapping[str, bytes] | None = None) -> bytes:
    """Return the paper as PDF/A-2b with tags, language and bookmarks.

    ``images`` maps names such as ``plan.png`` to PNG or JPEG bytes. Raises ``PaperFontsMissing``, ``PaperFailed``.
    """
    result = _compile(template, data, images or {}, format="pdf", pdf_standards=STANDARDS)
    return result if isinstance(result, bytes) else result[0]


def render_png(
    template: Path,
    data: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    medium: str = "phone",
    ppi: float = 216,
) -> list[bytes]:
    """Return the paper as PNG pages; the ``phone`` medium is one narrow page as long as it needs to be."""
    result = _compile(template, data, images or {}, medium=medium, format="png", ppi=ppi)
    return [result] if isinstance(result, bytes) else list(result)


def _compile(
    template: Path, data: Mapping[str, Any], images: Mapping[str, bytes], *, medium: str = "paper", **options: Any
) -> bytes | list[bytes]:
    """Compile in a folder of its own that holds the pictures and nothing else."""
    sources = {"main.typ": template.read_bytes(), "base.typ": BASE.read_bytes()}
    fonts = _fonts()
    inputs = {"data": json.dumps(_printable(data)), "medium": medium}
    with tempfile.TemporaryDirectory(prefix="lintel-paper-") as folder:
        for name, content in images.items():
            (Path(folder) / _picture(name, content)).write_bytes(content)
        try:
            return typst.compile(  # type: ignore[return-value]  # its stub knows no output in memory
                sources,
                root=folder,
                font_paths=fonts,
                ignore_system_fonts=True,
                sys_inputs=inputs,
                package_path=folder,
                package_cache_path=folder,
                timestamp=int(clock.now().timestamp()),
                **options,
            )
        except RuntimeError as error:
            raise PaperFailed(f"{template.name}: {error}") from error


def fonts_present() -> bool:
    """Say whether papers can be printed here."""
    try:
        return _fonts() is not None
    except PaperFontsMissing:
        return False


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    weights = {font.weight for font in found.fonts() if font.family == "Noto Sans SC"}
    if not {400, 700} <= weights:
        raise PaperFontsMissing(
            f"No Noto Sans SC Regular and Bold in {FONTS}. Build the assets once; the fonts come with them."
        )
    return found


def _picture(name: str, content: bytes) -> str:
    """Return ``name`` if it is a plain file name and the bytes really are such a picture."""
    if not _PICTURE_NAME.fullmatch(name):
        raise PaperFailed("A picture has a plain name ending in .png or .jpg.")
    wanted = "PNG" if name.endswith(".png") else "JPEG"
    try:
        with Image.open(io.BytesIO(content)) as picture:
            actual = picture.format
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PaperFailed(f"{name} is not a picture.") from error
    if actual != wanted:
        raise PaperFailed(f"{name} is not a {wanted} picture.")
    return name


def _printable(value: Any) -> Any:
    """Return plain JSON data: amounts as text, days as ISO text, and no characters that cannot or must not print.

    Direction overrides go too: they could make a printed amount or name read differently from what is stored.
    """
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, str | Promise):
        return _UNPRINTABLE.sub("", str(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    raise TypeError(f"Papers print text, numbers and days, not {type(value).__name__}.")
