"""The purchase plan, the reservation agreement and the receipt say the right amounts, twice, and what money means."""

import io
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.utils import translation

from lintel.platform.papers import rendering
from lintel.sales.calculations.loans import Method
from lintel.sales.calculations.payment_schemes import LoanTerms, lump_sum, mortgage
from lintel.sales.papers import blocks, wording
from lintel.sales.papers.labels import labels
from lintel.sales.tests import paper_samples as samples

pytestmark = pytest.mark.skipif(
    not rendering.fonts_present() and not os.environ.get("CI"),
    reason="Noto Sans SC is not built here: build the assets once",
)

PAPERS = Path(rendering.HERE).parents[1] / "sales" / "papers"


def printed(name: str, data: Any, **images: bytes) -> tuple[str, int]:
    """Return the text of a paper without any white space, and its number of pages."""
    pictures = {f"{key}.png": value for key, value in images.items()}
    reader = pypdf.PdfReader(io.BytesIO(rendering.render(PAPERS / f"{name}.typ", data, images=pictures)))
    return "".join("".join(page.extract_text() for page in reader.pages).split()), len(reader.pages)


@pytest.mark.clause("3.3.1")
def test_a_purchase_plan_shows_the_way_from_list_to_net_and_what_the_loan_costs() -> None:
    text, pages = printed("purchase_plan", samples.purchase_plan(), plan=samples.plan_picture())
    assert pages == 2
    for words in (
        "1,613,886.40",  # list price
        "32,277.73",
        "15,816.09",
        "20,000.00",
        "1,545,792.58",  # net price
        "人民币壹佰伍拾肆万伍仟柒佰玖拾贰元伍角捌分",
        "465,792.58",  # down payment
        "1,080,000.00",  # loans
        "4,451.72",  # first month
        "522,617.40",  # interest, sum of rows
        "522,618.12",  # interest, theory
        "15,457.93",  # deed tax
        "公告2024年第16号",
        "有效期至",
        "珠房预许字（2026）第0088号",
        "不构成要约",
    ):
        assert words in text, words


def test_the_full_schedule_is_an_annex() -> None:
    text, pages = printed("purchase_plan", samples.purchase_plan(annex=True), plan=samples.plan_picture())
    assert pages > 4
    assert "逐期还款明细" in text


def test_a_purchase_plan_without_a_loan_or_a_picture_still_prints() -> None:
    data = samples.purchase_plan()
    del data["repayment"]
    del data["unit"]["plan"]
    text, pages = printed("purchase_plan", data)
    assert pages <= 2
    assert "还款计划" not in text


@pytest.mark.clause("3.4.2")
@pytest.mark.parametrize("kind", list(wording.Deposit))
def test_a_reservation_names_the_kind_of_money_and_its_effect(kind: wording.Deposit) -> None:
    text, pages = printed("reservation", samples.reservation(kind))
    assert pages == 2
    assert f"款项性质：{kind}" in text
    assert wording.EFFECT[kind] in text
    assert ("双倍返还定金" in text) == (kind is wording.Deposit.EARNEST)
    for words in ("1,545,792.58", "人民币伍万元整", "50,000.00", "2026-12-03", "60%", "440402199001010000"):
        assert words in text, words


def test_a_receipt_is_one_slip_with_its_number_and_is_no_invoice() -> None:
    text, pages = printed("receipt", samples.receipt())
    assert pages == 1
    for words in (
        "SJ-2026-000071",
        "50,000.00",
        "人民币伍万元整",
        "预售资金监管账户",
        "6222********1234",
        "收据不等于发票",
    ):
        assert words in text, words
    assert "已冲销" not in text


def test_a_reversed_receipt_says_so_across_the_slip() -> None:
    text, pages = printed("receipt", {**samples.receipt(), "reversed": "2026-11-24 金额录入错误"})
    assert pages == 1
    assert "已冲销" in text


def test_a_hostile_buyer_is_only_a_name() -> None:
    data = samples.reservation()
    data["buyers"][0]["name"] = "#panic(1)"
    data["clauses"].append('#read("/etc/passwd") $x$ *y*')
    text, _ = printed("reservation", data)
    assert "#panic(1)" in text
    assert '#read("/etc/passwd")$x$*y*' in text
    receipt = {**samples.receipt(), "payer": "#sys.inputs", "remark": "]]#[" * 5}
    assert "#sys.inputs" in printed("receipt", receipt)[0]


def test_long_names_and_four_buyers_break_no_page() -> None:
    data = samples.reservation()
    data["buyers"] = [{**data["buyers"][0], "name": "阿卜杜热西提·" * 4, "share": "25%"} for _ in range(4)]
    text, pages = printed("reservation", data)
    assert pages <= 3
    assert text.count("25%") == 4


def test_every_paper_also_comes_as_a_picture_for_the_phone() -> None:
    pictures = {"plan.png": samples.plan_picture()}
    for name, data in (
        ("purchase_plan", samples.purchase_plan()),
        ("reservation", samples.reservation()),
        ("receipt", samples.receipt()),
    ):
        pages = rendering.render_png(PAPERS / f"{name}.typ", data, images=pictures, ppi=96)
        assert [page[:4] for page in pages] == [b"\x89PNG"]


def test_every_label_of_every_paper_has_its_two_other_forms() -> None:
    sources = [rendering.BASE, *PAPERS.glob("*.typ")]
    code = [
        line for source in sources for line in source.read_text().splitlines() if not line.lstrip().startswith("//")
    ]
    used = {words.strip() for line in code for words in re.findall(r'"([^"]*[\u4e00-\u9fff][^"]*)"', line)}
    assert set(labels("en")) == set(labels("zh-hant")) == used
    assert labels("zh-hans") == {}


def test_a_reader_of_english_gets_english_labels_around_the_agreed_wording() -> None:
    data = {**samples.reservation(), "labels": labels("en")}
    text, _ = printed("reservation", data)
    assert "Totalprice" in text
    assert wording.EFFECT[wording.Deposit.EARNEST] in text
    assert (
        "Purchaseplan"
        in printed("purchase_plan", {**samples.purchase_plan(), "labels": labels("en")}, plan=samples.plan_picture())[0]
    )


def test_equal_principal_says_that_the_first_month_is_the_highest() -> None:
    terms = LoanTerms(240, Decimal("3.1"), Method.EQUAL_PRINCIPAL)
    scheme = mortgage("1545792.58", down_percent=30, down_due_on=samples.DAY, commercial=terms)
    block = blocks.repayment_block(scheme)
    assert block is not None
    assert "逐月递减" in block["decrease"]
    text, _ = printed("purchase_plan", {**samples.purchase_plan(), "repayment": block}, plan=samples.plan_picture())
    assert "首月还款" in text
    assert blocks.repayment_block(lump_sum("100", samples.DAY)) is None


def test_papers_speak_chinese_whatever_the_screen_speaks() -> None:
    with translation.override("en"):
        price = blocks.price_block(samples.priced())
    assert [step["rule"] for step in price["steps"]] == ["98 折", "99 折", "减 20,000.00 元"]
    assert price["level"] == "95.78 折 (-4.22%)"
