"""The national rates and rules an office begins with; rows already there, changed or not, are left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lintel.inventory.models import Unit
from lintel.sales.calculations import rates, taxes
from lintel.sales.calculations.loans import Lender
from lintel.sales.models import LendingRule, LoanRate, TaxRate
from lintel.sales.papers import wording

# msg: ok - the names of Chinese taxes and regulations
KINDS = {
    taxes.Home.FIRST: TaxRate.Kind.DEED_FIRST,
    taxes.Home.SECOND: TaxRate.Kind.DEED_SECOND,
    taxes.Home.OTHER: TaxRate.Kind.DEED_OTHER,
}
DEED = wording.CHARGES[taxes.Charge.DEED_TAX]
LOANS = (
    (
        Lender.COMMERCIAL,
        Unit.Kind.RESIDENTIAL,
        Decimal("3.1"),
        date(2025, 5, 20),
        "2025-05-20 5 年期以上 LPR 3.5% 减 40 基点（首套常见，以银行批复为准）",
    ),
    (
        Lender.COMMERCIAL,
        Unit.Kind.SHOP,
        Decimal("4.1"),
        date(2025, 5, 20),
        "中国人民银行公告〔2019〕第16号：商业用房贷款利率不低于 LPR 加 60 基点（2025-05-20 5 年期以上 LPR 3.5%）",
    ),
    (
        Lender.PROVIDENT,
        Unit.Kind.RESIDENTIAL,
        Decimal("2.6"),
        date(2025, 5, 8),
        "中国人民银行 2025-05-08 首套 5 年以上个人住房公积金贷款利率",
    ),
)
REVIEW = date(2027, 1, 31)
OWN_HOMES_ONLY = "《住房公积金管理条例》第二十四条、第二十六条：用于购买、建造、翻建、大修自住住房"
RULES: tuple[dict[str, Any], ...] = (
    {
        "unit_kind": Unit.Kind.RESIDENTIAL, "lender": Lender.COMMERCIAL, "least_down_percent": Decimal(15),
        "effective_from": date(2024, 9, 24),
        "source": "中国人民银行、金融监管总局 2024-09-24《关于优化个人住房贷款最低首付款比例政策的通知》；各地下限以当地规定为准",
    },
    {
        "unit_kind": Unit.Kind.SHOP, "lender": Lender.COMMERCIAL, "least_down_percent": Decimal(50), "longest_years": 10,
        "completed_only": True, "effective_from": date(2007, 9, 27),
        "source": "银发〔2007〕359号第四条：商业用房须已竣工验收，首付不低于 50%，期限不超过 10 年；后续调整请按新文件另录一行",
    },
    {
        "unit_kind": Unit.Kind.SHOP, "lender": Lender.PROVIDENT, "lends": False, "effective_from": date(1999, 4, 3),
        "source": OWN_HOMES_ONLY,
    },
    {
        "unit_kind": Unit.Kind.PARKING, "lender": Lender.PROVIDENT, "lends": False, "effective_from": date(1999, 4, 3),
        "source": OWN_HOMES_ONLY,
    },
)  # fmt: skip


def seed_rates() -> int:
    """Write the taxes, fees, loan rates and lending rules that are not there yet; returns how many.

    The maintenance fund is each city's own.
    """
    return _taxes() + _loans() + _rules()


def _taxes() -> int:
    rows = [
        TaxRate(
            kind=KINDS[r.home], name=DEED, above_area=r.above_area, up_to_area=r.up_to_area, percent=r.percent,
            effective_from=r.effective_from, until=r.until, source=r.source, review_on=r.review_on,
        )
        for r in rates.DEED_TAX
        if r.home in KINDS
    ]  # fmt: skip
    rows += [
        TaxRate(
            kind=TaxRate.Kind.FEE,
            name=wording.CHARGES[f.charge],
            amount=f.amount,
            effective_from=f.effective_from,
            source=f.source,
            review_on=f.review_on,
        )
        for f in rates.FIXED_FEES
    ]
    known = set(TaxRate.objects.values_list("kind", "city", "name", "building_kind", "above_area", "effective_from"))
    new = [
        r for r in rows if (str(r.kind), r.city, r.name, r.building_kind, r.above_area, r.effective_from) not in known
    ]
    return len(TaxRate.objects.bulk_create(new))


def _loans() -> int:
    made = 0
    for lender, kind, rate, day, source in LOANS:
        key = {"lender": str(lender), "unit_kind": kind, "city": "", "effective_from": day}
        values = {"yearly_rate": rate, "source": source, "review_on": REVIEW}
        made += LoanRate.objects.get_or_create(**key, defaults=values)[1]
    return made


def _rules() -> int:
    made = 0
    for row in RULES:
        key = {"city": "", **{name: row[name] for name in ("unit_kind", "lender", "effective_from")}}
        made += LendingRule.objects.get_or_create(**key, defaults={**row, "review_on": REVIEW})[1]
    return made
