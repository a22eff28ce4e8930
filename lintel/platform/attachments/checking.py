"""What an uploaded file really is. The name and the type the browser claims are not believed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import filetype
from django.utils.translation import gettext as _

from lintel.platform.attachments.documents import check_office, check_pdf
from lintel.platform.attachments.errors import FileRefused
from lintel.platform.attachments.pictures import clean_picture

LARGEST = 20 * 1024 * 1024
"""Bytes; larger files are not read."""
LONGEST_NAME = 120


@dataclass(frozen=True)
class Checked:
    """A file fit to keep: its bytes (pictures are re-encoded), true type, tidy name and SHA-256 of the bytes."""

    data: bytes
    content_type: str
    name: str
    sha256: str


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Check = Callable[[bytes], bytes]

_EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|pdf|docx|xlsx)$", re.IGNORECASE)

#: Extension as ``filetype`` sees it → true type, extension to keep, and the check that also cleans.
_ALLOWED: dict[str, tuple[str, str, Check]] = {
    "jpg": ("image/jpeg", "jpg", clean_picture),
    "png": ("image/png", "png", clean_picture),
    "webp": ("image/webp", "webp", clean_picture),
    "pdf": ("application/pdf", "pdf", check_pdf),
    "docx": (_DOCX, "docx", check_office),
    "xlsx": (_XLSX, "xlsx", check_office),
}


def check(upload: IO[bytes] | Any) -> Checked:
    """Read, recognise and clean an uploaded file. Raises ``FileRefused`` with what to do about it."""
    data = _read(upload)
    content_type, extension, cleaned = _recognised(data)
    kept = cleaned(data)
    return Checked(
        kept, content_type, tidy_name(getattr(upload, "name", ""), extension), hashlib.sha256(kept).hexdigest()
    )


def _read(upload: Any) -> bytes:
    if (getattr(upload, "size", 0) or 0) > LARGEST:
        raise _too_large()
    upload.seek(0)
    data: bytes = upload.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _too_large()
    if not data:
        raise FileRefused(_("The file is empty."), remedy=_("Choose the file again."))
    return data


def _recognised(data: bytes) -> tuple[str, str, Check]:
    kind = filetype.guess(data[:8192])
    extension = kind.extension if kind else ""
    if extension in ("zip", "docx", "xlsx", "pptx"):
        extension = _office_kind(data)
    if extension not in _ALLOWED:
        raise FileRefused(
            _("Files of this type cannot be kept here."),
            remedy=_("Use a photo (JPG, PNG, WebP), a PDF, or a Word or Excel file (docx, xlsx)."),
        )
    return _ALLOWED[extension]


def _office_kind(data: bytes) -> str:
    """Word and Excel files are archives; their directory says which, whatever order the parts come in."""
    if b"word/document.xml" in data:
        return "docx"
    return "xlsx" if b"xl/workbook.xml" in data else ""


def _too_large() -> FileRefused:
    return FileRefused(
        _("The file is larger than 20 MB."), remedy=_("Make it smaller, for example by scanning at 200 dpi.")
    )


def tidy_name(name: str, extension: str) -> str:
    """The last part of the name without anything invisible or meant for a machine, ending in its true extension."""
    base = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    stem = _EXTENSION.sub("", base)
    stem = "".join("_" if c in '<>:"/\\|?*;%&' else c for c in stem).strip(" .")
    return f"{(stem or 'file')[:LONGEST_NAME]}.{extension}"
