"""The national rates an office begins with; rows already there, changed or not, are left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lintel.sales.calculations import rates, taxes
from lintel.sales.calculations.loans import Lender
from lintel.sales.models import LoanRate, TaxRate
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
        Decimal("3.1"),
        date(2025, 5, 20),
        "2025-05-20 5 年期以上 LPR 3.5% 减 40 基点（首套常见，以银行批复为准）",
    ),
    (Lender.PROVIDENT, Decimal("2.6"), date(2025, 5, 8), "中国人民银行 2025-05-08 首套 5 年以上个人住房公积金贷款利率"),
)
REVIEW = date(2027, 1, 31)


def seed_rates() -> int:
    """Write the deed tax, fees and loan rates that are not there yet; returns how many. The maintenance fund is each city's own."""
    return _taxes() + _loans()


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
    for lender, rate, day, source in LOANS:
        values = {"yearly_rate": rate, "source": source, "review_on": REVIEW}
        made += LoanRate.objects.get_or_create(lender=str(lender), city="", effective_from=day, defaults=values)[1]
    return made
