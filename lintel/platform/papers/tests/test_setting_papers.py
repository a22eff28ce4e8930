"""A paper prints what it was given, word for word, and reads nothing else."""

import io
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from lintel.platform.kernel import clock
from lintel.platform.papers import rendering
from lintel.platform.papers.rendering import PaperFailed, PaperFontsMissing, amount, render, render_png

needs_fonts = pytest.mark.skipif(
    not rendering.fonts_present() and not os.environ.get("CI"),
    reason="Noto Sans SC is not built here: build the assets once",
)

LETTER = '#import "/base.typ": *\n#show: paper\n= #data.title\n#data.body\n#total("金额", data.amount)\n'


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(LETTER)
    return path


def filled(**more: Any) -> dict[str, Any]:
    return {
        "title": "函",
        "number": "H-1",
        "issued_on": date(2026, 11, 23),
        "issuer": {"name": "南风置业"},
        "body": "正文",
        "amount": amount(Decimal("1409.50")),
    } | more


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def picture(kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, kind)
    return stream.getvalue()


@needs_fonts
def test_a_paper_is_an_archivable_accessible_pdf_in_chinese(letter: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(letter, filled())))
    catalogue = reader.root_object
    assert catalogue["/Lang"] == "zh-CN"
    assert catalogue["/MarkInfo"]["/Marked"]
    meta = reader.xmp_metadata
    assert meta is not None
    raw = meta.stream.get_data()
    assert b"pdfaid:part" in raw
    assert b"pdfuaid:part" in raw
    assert reader.metadata is not None
    assert reader.metadata.title == "函 H-1"


@needs_fonts
@pytest.mark.parametrize(
    "typed",
    [
        "#panic(1)",
        '#read("/etc/passwd")',
        "*bold* _it_ = heading $x^2$ @ref <label>",
        "{{ settings.SECRET_KEY }} {x.__class__}",
        '<img src="file:///etc/passwd">',
        'quote " backslash \\ and `code`',
        "// comment /* all */",
        "𬱖𬘬㛃堉 • ①",
    ],
)
def test_whatever_a_person_typed_is_printed_and_never_run(letter: Path, typed: str) -> None:
    squeezed = "".join(text_of(render(letter, filled(body=typed))).split())
    assert "".join(typed.split()) in squeezed


@needs_fonts
def test_characters_that_cannot_print_or_reverse_the_reading_are_left_out(letter: Path) -> None:
    text = text_of(render(letter, filled(body="A\x00B\ud800C\u202eD")))
    assert "ABCD" in text


@needs_fonts
def test_the_amount_stands_in_figures_and_in_capital_characters(letter: Path) -> None:
    text = text_of(render(letter, filled()))
    assert "1,409.50" in text
    assert "人民币壹仟肆佰零玖元伍角" in text


@needs_fonts
@pytest.mark.parametrize(
    "greedy",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#import "@preview/cetz:0.3.0"',
        '#image("/nowhere.png", alt: "x")',
    ],
)
def test_a_template_reads_nothing_but_its_own_pictures(tmp_path: Path, greedy: str) -> None:
    template = tmp_path / "greedy.typ"
    template.write_text(greedy)
    with pytest.raises(PaperFailed):
        render(template, filled())


@needs_fonts
def test_a_logo_named_like_a_path_finds_nothing(letter: Path) -> None:
    with pytest.raises(PaperFailed):
        render(letter, filled(issuer={"name": "x", "logo": "../../../../etc/hostname"}))


@needs_fonts
def test_a_picture_must_be_what_its_name_says(letter: Path) -> None:
    issuer = {"name": "x", "logo": "logo.png"}
    assert render(letter, filled(issuer=issuer), images={"logo.png": picture()})
    for name, content in (
        ("logo.png", picture("JPEG")),
        ("logo.png", b"not a picture"),
        ("../logo.png", picture()),
        ("logo.svg", b"<svg/>"),
    ):
        with pytest.raises(PaperFailed):
            render(letter, filled(issuer=issuer), images={name: content})


@needs_fonts
def test_watermark_and_validity_are_printed_when_given(letter: Path) -> None:
    marked = text_of(render(letter, filled(watermark="王敏 2026-11-23 10:05", valid_until="2026-11-30")))
    assert "2026-11-23 10:05" in marked
    assert "2026-11-30" in marked
    assert "有效期至" not in text_of(render(letter, filled()))


@needs_fonts
def test_labels_can_be_replaced_for_readers_of_other_scripts(letter: Path) -> None:
    text = text_of(
        render(letter, filled(labels={"编号": "No.", "第 {page} 页 共 {pages} 页": "Page {page} of {pages}"}))
    )
    assert "No." in text
    assert "Page 1 of 1" in text


@needs_fonts
def test_the_same_data_at_the_same_moment_gives_the_same_bytes(letter: Path) -> None:
    with clock.at(datetime(2026, 11, 23, 10)):
        assert render(letter, filled()) == render(letter, filled())


@needs_fonts
def test_a_phone_gets_one_narrow_picture(letter: Path) -> None:
    pages = render_png(letter, filled(body="很长。" * 900))
    assert len(pages) == 1
    with Image.open(io.BytesIO(pages[0])) as shown:
        assert shown.height > 2 * shown.width
        assert 900 < shown.width < 1000


def test_without_its_typeface_nothing_is_printed(letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "FONTS", tmp_path / "none")
    rendering._fonts.cache_clear()
    try:
        with pytest.raises(PaperFontsMissing):
            render(letter, filled())
        assert not rendering.fonts_present()
    finally:
        rendering._fonts.cache_clear()


def test_only_plain_things_are_printed() -> None:
    with pytest.raises(TypeError):
        rendering._printable({"x": object()})
    assert rendering._printable({"a": [Decimal("1.50"), date(2026, 1, 2), None]}) == {"a": ["1.50", "2026-01-02", None]}
