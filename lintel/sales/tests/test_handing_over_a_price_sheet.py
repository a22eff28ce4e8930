"""The price sheet to hand over: the figures of the page as PDF and picture, in its language, naming no customer."""

from __future__ import annotations

import io
import os
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from lintel.inventory.models import PresalePermit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.money import format_yuan
from lintel.platform.papers import rendering
from lintel.sales.actions.holds import hold_unit
from lintel.sales.models import PaymentScheme, Quote

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor"),
    pytest.mark.clause("3.3.1"),
    pytest.mark.skipif(
        not rendering.fonts_present() and not os.environ.get("CI"),
        reason="Noto Sans SC is not built here: build the assets once",
    ),
]


def _asked(client: Client, unit: Any, what: str, language: str = "zh-hans", **said: Any) -> Any:
    address = reverse(f"sales:price-sheet{what}", args=[unit.pk])
    return client.get(address, said, headers={"accept-language": language})


def _text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.clause("3.2.2")
def test_the_paper_says_what_the_page_says(wang, unit, terms, offer):
    said = {"home": "second", "method": "equal_principal", "years": "20", "down": "40"}
    shown = _asked(wang, unit, "", **said).context["ways"]
    text = _text(_asked(wang, unit, "-pdf", **said).content)
    for card in shown:
        figures = [card["stack"].net, card["first"], card["total"], *(one["first"] for one in card["repaid"])]
        assert [f for f in map(format_yuan, figures) if f not in text] == []
    told = ("价格测算", "二套·贷款20年·等额本金", "合计最省", "首笔付款最低", "深房许字(2026)平湖008号")
    for words in (*told, "认购后7天内签约", "未录入标准", "下次复核2027-06-30"):
        assert words in text, words


@pytest.mark.parametrize(
    ("language", "title", "disclaimer"),
    [
        ("zh-hans", "价格测算", "本价格测算仅供参考"),
        ("zh-hant", "價格測算", "本價格測算僅供參考"),
        ("en", "Pricesheet", "Thispricesheetisforinformation"),
    ],
)
def test_it_stands_in_the_language_of_the_page(wang, unit, terms, language, title, disclaimer):
    text = _text(_asked(wang, unit, "-pdf", language).content)
    assert title in text
    assert disclaimer in text
    assert "本计划书" not in text


def test_it_is_kept_by_nobody_and_shows_neither_floor_nor_customer(wang, cast, unit, terms, customer):
    hold_unit(cast["wang"], unit, customer=customer)
    before = (Entry.objects.count(), Quote.objects.count())
    answer = _asked(wang, unit, "-pdf")
    text = _text(answer.content)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert "4,275,000" not in text
    assert str(customer.masked_name) not in text
    assert customer.number not in text
    assert "王敏2026-11-23" in text  # who made the copy, and when
    assert (Entry.objects.count(), Quote.objects.count()) == before


def test_the_picture_is_one_narrow_page(wang, unit, terms):
    answer = _asked(wang, unit, "-image", open="1")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    width, height = Image.open(io.BytesIO(answer.content)).size
    assert width < 1000 < height


def test_the_page_leads_to_the_paper_of_just_what_it_shows(wang, unit, terms):
    page = _asked(wang, unit, "", years="20", down="40", home="second").content.decode()
    for what in ("pdf", "image"):
        assert f'href="/sales/unit/{unit.pk}/prices/{what}/?home=second&amp;years=20&amp;down=40&amp;open=1"' in page


@pytest.mark.parametrize("what", ["-pdf", "-image"])
def test_what_has_no_page_has_no_paper(wang, unit, terms, what):
    PaymentScheme.objects.update(approved=False)
    answer = _asked(wang, unit, what)
    assert answer.status_code == 409
    assert "请策划主管拟订付款方式" in answer.content.decode()
    PresalePermit.objects.update(status=PresalePermit.Status.REVOKED)
    answer = _asked(wang, unit, what)
    assert answer.status_code == 409
    assert "G-01" in answer.content.decode()


@pytest.mark.parametrize("who", ["liu", "zheng", "tang"])
def test_who_sees_no_sheet_gets_no_paper(client, cast, unit, terms, who):
    client.force_login(cast[who])
    assert {_asked(client, unit, what).status_code for what in ("-pdf", "-image")} <= {403, 404}
