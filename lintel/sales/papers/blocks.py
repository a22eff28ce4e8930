"""From calculations to the blocks that papers print. Everything here is 简体, whatever language the screen is in."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import translation

from lintel.platform.kernel import money
from lintel.platform.papers.rendering import amount
from lintel.sales.calculations import loans
from lintel.sales.calculations.discounts import Measure, Offer, Stack
from lintel.sales.calculations.payment_schemes import Line, Scheme
from lintel.sales.calculations.taxes import Estimate
from lintel.sales.papers import wording
from lintel.sales.papers.shapes import Charge, LoanFacts, PaymentLine, Price, PriceStep, Repayment, ScheduleRow


def offer_rule(offer: Offer) -> str:
    """Return what an offer does, in words: ``98 折``, ``每㎡减 88.88 元``."""
    value = money.grouped(offer.value)
    if offer.measure is Measure.PERCENT:
        with translation.override("zh-hans"):
            return money.format_zhe(1 - offer.value / 100)
    if offer.measure is Measure.PER_SQUARE_METRE:
        return f"每㎡减 {value} 元"
    return f"减 {value} 元" if offer.measure is Measure.AMOUNT else f"按 {value} 元成交"


def price_block(way: Stack) -> Price:
    """Return the way from list price to net price."""
    steps: list[PriceStep] = [
        {
            "name": step.offer.name,
            "rule": offer_rule(step.offer),
            "amount": amount(step.amount),
            "after": amount(step.after),
        }
        for step in way.steps
    ]
    with translation.override("zh-hans"):
        level = money.format_discount(way.ratio)
    return {
        "list_price": amount(way.list_price),
        "steps": steps,
        "net": amount(way.net),
        "net_unit_price": money.grouped(way.net_unit_price),
        "level": level,
        "saved": amount(way.reduction),
    }


def payments_block(scheme: Scheme) -> list[PaymentLine]:
    """Return the payments of a scheme with their shares."""
    return [_payment(line, scheme.total) for line in scheme.lines]


def repayment_block(scheme: Scheme, *, annex: bool = False) -> Repayment | None:
    """Return what the loans of a scheme cost, nothing without a loan; with ``annex`` every month is listed."""
    plan = scheme.schedule
    if plan is None:
        return None
    block: Repayment = {
        "loans": [_loan(loan) for loan in plan.loans],
        "down_payment": amount(scheme.own_money),
        "borrowed": amount(scheme.borrowed),
        "first_payment": amount(plan.first_payment),
        "total_interest": amount(plan.total_interest),
        "theoretical_interest": amount(plan.theoretical_interest),
        "convention": plan.convention,
        "months": [_row(row.period, row) for row in plan.rows[:12]],
        "years": [_row(year.year, year) for year in plan.years()],
    }
    if any(loan.method is loans.Method.EQUAL_PRINCIPAL for loan in plan.loans):
        block["decrease"] = f"首月还款最高，次月较首月减少 {money.grouped(plan.monthly_decrease)} 元，此后逐月递减。"
    if annex:
        block["annex"] = [_row(row.period, row) for row in plan.rows]
    return block


def charges_block(estimates: Sequence[Estimate]) -> list[Charge]:
    """Return the estimated taxes and fees with their sources."""
    return [
        {
            "name": wording.CHARGES[estimate.charge],
            "basis": wording.BASES[estimate.basis],
            "rate": wording.rate_text(estimate),
            "amount": amount(estimate.amount),
            "source": wording.source_text(estimate),
        }
        for estimate in estimates
    ]


def _payment(line: Line, total: Decimal) -> PaymentLine:
    return {
        "name": wording.payment_name(line),
        "share": money.format_percent(line.amount / total * 100),
        "amount": amount(line.amount),
        "due": line.due_on.isoformat() if line.due_on else "银行放款",
    }


def _loan(loan: loans.Loan) -> LoanFacts:
    return {
        "lender": wording.LENDERS[loan.lender],
        "principal": amount(loan.principal),
        "term": f"{loan.months} 期",
        "rate": money.format_percent(loan.yearly_rate),
        "method": wording.METHODS[loan.method],
    }


def _row(period: int, line: loans.Row | loans.Year) -> ScheduleRow:
    return {
        "period": str(period),
        "payment": money.grouped(line.payment),
        "principal": money.grouped(line.principal),
        "interest": money.grouped(line.interest),
        "balance": money.grouped(line.balance),
    }
