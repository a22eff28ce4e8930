"""What calculations are called on screen, in the reader's language; papers have their own agreed words (``papers.wording``)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lintel.platform.kernel import money
from lintel.sales.calculations.discounts import Measure, Offer
from lintel.sales.calculations.loans import Lender, Loan, Method
from lintel.sales.calculations.payment_schemes import Line, Part
from lintel.sales.calculations.taxes import Basis, Charge, Estimate
from lintel.sales.models import PlannedPayment
from lintel.sales.papers import wording

LENDERS = {Lender.COMMERCIAL: gettext_lazy("Commercial loan"), Lender.PROVIDENT: gettext_lazy("Provident fund loan")}
METHODS = {
    Method.EQUAL_INSTALMENT: gettext_lazy("Equal instalments"),
    Method.EQUAL_PRINCIPAL: gettext_lazy("Equal principal"),
}
PARTS = {
    Part.WHOLE: gettext_lazy("Whole price at once"),
    Part.INSTALMENT: gettext_lazy("Instalment"),
    Part.DOWN_PAYMENT: gettext_lazy("Down payment"),
    Part.LOAN: gettext_lazy("Loan"),
}
CHARGES = {
    Charge.DEED_TAX: gettext_lazy("Deed tax"),
    Charge.MAINTENANCE_FUND: gettext_lazy("Maintenance fund"),
    Charge.REGISTRATION_HOME: gettext_lazy("Registration fee (home)"),
    Charge.REGISTRATION_OTHER: gettext_lazy("Registration fee (not a home)"),
}
BASES = {
    Basis.CONTRACT_PRICE: gettext_lazy("contract price"),
    Basis.PRICE_WITHOUT_VAT: gettext_lazy("price without VAT"),
    Basis.BUILDING_AREA: gettext_lazy("gross floor area"),
    Basis.EACH: gettext_lazy("each title"),
}


def payment(line: Line) -> Any:
    """A payment; an instalment has the office's own name."""
    return LENDERS[line.lender] if line.lender is not None else line.name or PARTS[line.part]


def planned(one: PlannedPayment) -> Any:
    """A payment as the agreement keeps it: under the printed name, which is the reader's word here unless the office gave it."""
    if one.lender:
        return LENDERS[Lender(one.lender)]
    return next((PARTS[part] for part, printed in wording.PARTS.items() if printed == one.name), one.name)


def offer_name(offer: Offer) -> str:
    """The office's own name, but a special discount has none."""
    return _("Special discount") if offer.special else offer.name


def offer_rule(offer: Offer) -> str:
    """What an offer does: ``2% off``, ``¥88.88 off each ㎡``."""
    value = money.grouped(offer.value)
    if offer.measure is Measure.PERCENT:
        return money.format_zhe(1 - offer.value / 100)
    if offer.measure is Measure.PER_SQUARE_METRE:
        return _("%(yuan)s yuan off each ㎡") % {"yuan": value}
    if offer.measure is Measure.AMOUNT:
        return _("%(yuan)s yuan off") % {"yuan": value}
    return _("at %(yuan)s yuan") % {"yuan": value}


def rate(estimate: Estimate) -> str:
    """The rate by what it is counted on: ``1.5%``, ``90 yuan/㎡``, ``80 yuan``."""
    if estimate.basis in (Basis.CONTRACT_PRICE, Basis.PRICE_WITHOUT_VAT):
        return money.format_percent(estimate.rate)
    words = _("%(yuan)s yuan/㎡") if estimate.basis is Basis.BUILDING_AREA else pgettext("a fee", "%(yuan)s yuan")
    return words % {"yuan": money.plain(estimate.rate)}


def since(estimate: Estimate) -> str:
    """Since when the rate holds, and a warning when its review is overdue."""
    words = _("since %(day)s, to be reviewed") if estimate.needs_review else _("since %(day)s")
    return words % {"day": estimate.effective_from.isoformat()}


def loan(one: Loan) -> str:
    """A loan in one line, as one says it to a customer."""
    return _("%(lender)s · %(amount)s · %(months)s months · %(rate)s · %(method)s") % {
        "lender": LENDERS[one.lender], "amount": money.format_yuan(one.principal), "months": one.months,
        "rate": money.format_percent(one.yearly_rate), "method": METHODS[one.method],
    }  # fmt: skip


def convention() -> str:
    """How the table is rounded, as the paper says it."""
    return _(
        "Each payment and each month's interest is rounded to the fen, the last payment takes the difference; the interest in all "
        "is the sum of the table. Counted with the rate of the day of signing; when the rate changes, the bank's plan holds."
    )
