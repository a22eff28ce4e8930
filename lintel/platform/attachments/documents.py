"""PDF and Office files are kept as they are, unless they carry something that acts by itself."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from lintel.platform.attachments.errors import FileRefused

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_STREAM = 8 * 1024 * 1024

_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z])")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_MACRO = re.compile(r"vbaproject|activex|/embeddings/|oleobject|macrosheet", re.IGNORECASE)


def check_pdf(data: bytes) -> bytes:
    """The file itself, when it is a whole PDF without scripts, programs or files inside. Raises ``FileRefused``."""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise _damaged()
    for part in (data, *_object_streams(data)):
        if _ACTIVE.search(_HEX_NAME.sub(lambda m: bytes([int(m.group(1), 16)]), part)):
            raise _active()
    return data


def _object_streams(data: bytes) -> list[bytes]:
    """Names may hide in compressed object streams; each is unpacked up to eight megabytes."""
    found = []
    for match in _OBJECT_STREAM.finditer(data):
        unpack = zlib.decompressobj()
        try:
            found.append(unpack.decompress(data[match.end() :], MOST_STREAM))
        except zlib.error:
            continue
    return found


def check_office(data: bytes) -> bytes:
    """The file itself, when it is a Word or Excel file without macros or embedded programs, and no archive bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise _damaged() from None
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or not {"word/document.xml", "xl/workbook.xml"} & set(names):
        raise _damaged()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(_("The file unpacks to far more than its size."), remedy=_("Save it again without pictures."))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("The file is protected by a password."), remedy=_("Save it without a password."))
    if any(name.startswith("/") or ".." in name.split("/") or _MACRO.search(name) for name in names):
        raise _active()
    return data


def _damaged() -> FileRefused:
    return FileRefused(_("The file is damaged or not what its name says."), remedy=_("Export or scan it again."))


def _active() -> FileRefused:
    return FileRefused(
        _("The file carries a script, a macro or another file inside."),
        remedy=_("Print it to a plain PDF, or save it without macros, and upload that."),
    )
