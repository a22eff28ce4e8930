"""Only what a file really is counts; it is cleaned, hidden away and handed out with the row's own permission."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lintel.inventory.models import Project
from lintel.platform.attachments.actions import attach, remove_attachment
from lintel.platform.attachments.checking import LARGEST, check, tidy_name
from lintel.platform.attachments.errors import FileRefused
from lintel.platform.attachments.kinds import attachment_kind, kinds
from lintel.platform.attachments.models import Attachment
from lintel.platform.attachments.queries import attachments_of
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.errors import NotPermitted

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def office(*parts: str, main: str = "word/document.xml", **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", main, *parts):
            archive.writestr(name, contents.get(name, b"<x/>"))
    return out.getvalue()


def upload(data: bytes, name: str = "a.bin", claimed: str = "text/html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, claimed)


def huge_png(side: int) -> bytes:
    """A few bytes that claim to be a picture of ``side`` × ``side``."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "true_type", "extension"),
    [
        (picture("JPEG"), "image/jpeg", "jpg"),
        (picture("PNG"), "image/png", "png"),
        (picture("WEBP"), "image/webp", "webp"),
        (PDF, "application/pdf", "pdf"),
        (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        (office(main="xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ],
)
def test_a_file_is_what_its_bytes_say(data, true_type, extension):
    kept = check(upload(data, "许可证.html"))
    assert (kept.content_type, kept.name) == (true_type, f"许可证.html.{extension}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
        b"MZ" + b"\0" * 100,
        b"PK\x03\x04not really",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0" + b"<?php evil();" * 9,
        b"%PDF-1.7\nno end",
        b"just text",
        b"RIFF\0\0\0\0WEBPVP8 ",
        PDF.replace(b"/Type/Catalog", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        PDF.replace(b"/Type/Catalog", b"/S/J#61vaScript"),
        PDF.replace(b"/Type/Catalog", b"/S/Launch/F(cmd.exe)"),
        PDF.replace(b"/Type/Catalog", b"/Names<</EmbeddedFiles 3 0 R>>"),
        b"%PDF-1.7\n5 0 obj<</Type/ObjStm/N 1>>stream\n"
        + zlib.compress(b"<</S/JavaScript/JS(x)>>")
        + b"\nendstream\n%%EOF",
        office("word/vbaProject.bin"),
        office("word/embeddings/oleObject1.bin"),
        office("../../etc/passwd"),
        office("/etc/passwd"),
        office(main="ppt/presentation.xml"),
        office(*[f"x{n}" for n in range(2001)]),
        huge_png(60_000),
    ],
)
def test_what_acts_lies_or_bursts_is_refused(data):
    with pytest.raises(FileRefused):
        check(upload(data, "photo.jpg", "image/jpeg"))


def test_an_archive_bomb_is_refused_without_unpacking():
    with pytest.raises(FileRefused):
        check(upload(office("word/big.xml", **{"word/big.xml": b"\0" * (201 * 1024 * 1024)})))


def test_too_large_is_refused_whatever_size_is_claimed():
    big = upload(PDF + b"\0" * LARGEST)
    with pytest.raises(FileRefused):
        check(big)
    big.size = 10
    with pytest.raises(FileRefused):
        check(big)


def test_a_photo_forgets_where_it_was_taken_and_what_was_hidden_in_it():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (22.0, 33.0, 44.0)
    data = picture("JPEG", exif=exif.tobytes(), comment=b"<script>alert(1)</script>") + b"<?php evil();"
    kept = check(upload(data))
    assert not any(word in kept.data for word in (b"SecretCamera", b"script", b"php", b"Exif"))
    assert not dict(Image.open(io.BytesIO(kept.data)).getexif())


def test_a_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = check(upload(picture("JPEG", size=(40, 30), exif=exif.tobytes())))
    assert Image.open(io.BytesIO(kept.data)).size == (30, 40)


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\tmp\\合同.PDF", "合同.pdf"),
        ("a.html;.pdf", "a.html_.pdf"),
        ("fdp.\u202exe.pdf", "fdp.xe.pdf"),
        ("nul\0\r\nSet-Cookie: x.pdf", "nulSet-Cookie_ x.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("图" * 300 + ".pdf", "图" * 120 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("😀.pdf", "😀.pdf"),
    ],
)
def test_names_are_for_people_only(name, tidy):
    assert tidy_name(name, "pdf") == tidy


@pytest.fixture
def kind(db: None) -> Iterator[str]:
    yield attachment_kind("test.permit", "Permit").code
    kinds.pop("test.permit")


@pytest.fixture
def kept(cast, project: Project, kind: str) -> Attachment:
    return attach(cast["wang"], project, upload(PDF, "许可证.pdf"), kind)


@pytest.mark.django_db
def test_it_lies_where_nobody_can_guess(kept):
    assert "许可证" not in kept.file.name
    assert len(kept.file.name.rsplit("/", 1)[-1]) == 40
    assert (kept.size, len(kept.sha256)) == (len(PDF), 64)


@pytest.mark.django_db
def test_the_trail_says_that_but_not_what(kept):
    entry = Entry.objects.filter(deed="attachments.attach_file").last()
    assert "许可证" not in str(entry.changes) + str(entry.inputs)


@pytest.mark.django_db
def test_the_same_file_is_kept_once(cast, project, kept, kind):
    assert attach(cast["wang"], project, upload(PDF, "again.pdf"), kind) == kept
    assert attachments_of(project, kind).count() == 1


@pytest.mark.django_db
def test_nothing_is_put_on_a_row_out_of_reach(cast, other_project, kind):
    with pytest.raises(NotPermitted):
        attach(cast["wang"], other_project, upload(PDF), kind)


@pytest.mark.django_db
def test_who_sees_the_row_may_open_the_file(client, cast, kept):
    url = reverse("attachments:download", args=[kept.pk])
    for name, status in (("wang", 200), ("zhao", 200), ("tang", 404), ("guest", 404)):
        client.force_login(cast[name])
        assert client.get(url).status_code == status, name


@pytest.mark.django_db
def test_it_is_handed_out_as_a_download_that_can_do_nothing(client, cast, kept):
    client.force_login(cast["wang"])
    answer = client.get(reverse("attachments:download", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_kind_may_ask_for_more_than_seeing_the_row(client, cast, project):
    attachment_kind("test.secret", "Identity paper", permission="nobody.has_this")
    file = attach(cast["wang"], project, upload(PDF), "test.secret")
    client.force_login(cast["wang"])
    assert client.get(reverse("attachments:download", args=[file.pk])).status_code == 404
    kinds.pop("test.secret")


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_and_the_trail_says_why(client, cast, kept):
    storage, name = kept.file.storage, kept.file.name
    with pytest.raises(NotPermitted):
        remove_attachment(cast["sun"], kept, reason="x")
    remove_attachment(cast["wang"], kept, reason="wrong scan")
    assert not storage.exists(name)
    assert Entry.objects.filter(deed="attachments.remove_attachment", inputs__reason="wrong scan").exists()
    client.force_login(cast["wang"])
    assert client.get(reverse("attachments:download", args=[kept.pk])).status_code == 404


@pytest.mark.django_db
def test_files_are_put_on_a_row_from_its_page_and_nowhere_else(client, cast, project, other_project, kind):
    from django.contrib.contenttypes.models import ContentType

    client.force_login(cast["wang"])
    type_id = ContentType.objects.get_for_model(Project).pk
    sent = {"file": upload(PDF, "x.pdf"), "kind": kind, "back": "//evil.test/"}
    answer = client.post(reverse("attachments:upload", args=[type_id, project.pk]), sent)
    assert (answer.status_code, answer["Location"], attachments_of(project).count()) == (303, "/", 1)
    sent["file"] = upload(PDF, "x.pdf")
    assert client.post(reverse("attachments:upload", args=[type_id, other_project.pk]), sent).status_code == 404
