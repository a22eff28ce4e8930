"""What a file is, told by its content and never by its name. Runs in the child process."""

import io
import re
import zipfile

from lintel.platform.exchange.reading.failing import Stop
from lintel.platform.exchange.reading.limits import MIB, Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"{\\rtf", "RTF"), (b"MZ", "EXE"), (b"\x7fELF", "ELF"), (b"BZh", "bzip2"),
)  # fmt: skip
_BIFF_STREAM = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_MARKUP = re.compile(rb"^\s*(<!doctype\s+html|<html|<table|<meta|<head|<body|<style|<div|<!--)", re.IGNORECASE)


def kind_of(data: bytes, limits: Limits) -> str:
    """``xlsx``, ``xlsb``, ``xls``, ``ods``, ``html`` or ``text``; raises ``Stop`` for everything that cannot be read."""
    if not data:
        raise Stop("empty_file")
    if len(data) > limits.packed:
        raise Stop("too_big", limit=limits.packed // MIB)
    if data.startswith(b"PK"):
        return _kind_of_zip(data, limits)
    if data.startswith(OLE):
        return _kind_of_ole(data)
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise Stop("wrong_kind", kind=kind)
    if _BIFF_STREAM.match(data) and len(data) > 8:
        raise Stop("old_format", kind="Excel 2-4")
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in data[:8192]:
        raise Stop("old_format", kind="XML 2003")
    if head[:64].lower().lstrip().startswith(b"mime-version") or b"multipart/related" in head.lower():
        raise Stop("old_format", kind="MHTML")
    if _MARKUP.match(head) or (head.lstrip().startswith(b"<") and b"<table" in data[:65536].lower()):
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        raise Stop("wrong_kind", kind="XML")
    return "text"


def _kind_of_zip(data: bytes, limits: Limits) -> str:
    """Look before unpacking: count, names, declared sizes. Then the kind, by the parts inside."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise Stop("corrupt") from None
    if len(members) > limits.members:
        raise Stop("too_many_members", limit=limits.members)
    names = [m.filename for m in members]
    if any(_points_outside(name) for name in names):
        raise Stop("bad_member_name")
    if len({name.lower() for name in names}) < len(names):
        raise Stop("duplicate_member")
    if any(m.flag_bits & 0x1 for m in members):
        raise Stop("encrypted")
    unpacked = sum(m.file_size for m in members)
    if unpacked > limits.unpacked:
        raise Stop("unpacked_too_big", limit=limits.unpacked // MIB)
    if unpacked > MIB and unpacked > limits.ratio * max(1, len(data)):
        raise Stop("bomb", ratio=unpacked // max(1, len(data)))
    for name in names:
        if name.lower() == "xl/workbook.bin":
            return "xlsb"
        if name.lower() == "xl/workbook.xml":
            return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise Stop("wrong_kind", kind="ZIP")


def _points_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name


def _kind_of_ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise Stop("encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        raise Stop("wrong_kind", kind="Word")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise Stop("wrong_kind", kind="PowerPoint")
    return "xls"
