"""Pictures are drawn again: what remains is the picture, without place, camera or anything hidden behind it."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lintel.platform.attachments.errors import FileRefused

MOST_PIXELS = 50_000_000
"""A phone takes 12 to 50 million; a bomb unpacks to thousands of millions."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_INK, _STROKE = 128, 150
"""Shades darker than this are ink; fewer dots of it are no signature."""


def clean_picture(data: bytes) -> bytes:
    """The same picture, upright and re-encoded in its own format. Raises ``FileRefused`` when it cannot be drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _drawn_again(data)
    except FileRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        raise FileRefused(
            _("The picture is damaged and cannot be drawn."), remedy=_("Take or export it again.")
        ) from None


def is_blank(data: bytes) -> bool:
    """Whether hardly anything is drawn: an untouched sheet, or a finger that only rested on it."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        shades = opened.convert("L").histogram()
    return sum(shades[:_INK]) < _STROKE


def _drawn_again(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise FileRefused(
                _("The picture has too many pixels."),
                remedy=_("Reduce it below 50 million pixels, for example 8000 × 6000."),
            )
        kind = str(opened.format)
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    plain = picture.convert(_mode(kind, picture))
    plain.info = {}  # comments, text, colour profiles and positions travel here
    out = io.BytesIO()
    plain.save(out, kind, **({} if kind == "PNG" else {"quality": 88}))
    return out.getvalue()


def _mode(kind: str, picture: Image.Image) -> str:
    """Colours to keep; JPEG knows no transparency."""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if clear and kind != "JPEG" else "RGB"
