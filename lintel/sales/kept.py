"""A calculation as a purchase plan keeps it (text and numbers), and back again as the calculation it was.

What is kept is what was promised: nothing here looks at prices or rates of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lintel.sales.calculations.discounts import Measure, Offer, Stack, Step
from lintel.sales.calculations.loans import Lender, Loan, Method, combined
from lintel.sales.calculations.payment_schemes import Kind, Line, Part, Scheme
from lintel.sales.calculations.taxes import Basis, Charge, Estimate
from lintel.sales.models import Quote


def keep_steps(way: Stack) -> list[dict[str, Any]]:
    """The price steps; amounts as text in yuan."""
    return [
        {
            "name": s.offer.name, "measure": str(s.offer.measure), "value": str(s.offer.value), "special": s.offer.special,
            "conditions": s.offer.reference, "before": str(s.before), "amount": str(s.amount), "after": str(s.after),
            "rounding": str(s.rounding),
        }
        for s in way.steps
    ]  # fmt: skip


def stack_of(quote: Quote) -> Stack:
    """The way from list price to net price as it was calculated."""
    steps = tuple(
        Step(
            Offer(x["name"], Measure(x["measure"]), Decimal(x["value"]), special=x["special"], reference=x["conditions"]),
            Decimal(x["before"]), Decimal(x["amount"]), Decimal(x["after"]), Decimal(x["rounding"]),
        )
        for x in quote.steps
    )  # fmt: skip
    return Stack(quote.list_price, quote.unit.gross_area or Decimal(1), steps, quote.filed_price, quote.floor_price)


def keep_payment(scheme: Scheme) -> dict[str, Any]:
    """The payments and the loans that pay some of them."""
    loans = scheme.schedule.loans if scheme.schedule else ()
    return {
        "kind": str(scheme.kind),
        "total": str(scheme.total),
        "lines": [
            {
                "part": str(x.part), "amount": str(x.amount), "due_on": x.due_on.isoformat() if x.due_on else None,
                "lender": str(x.lender) if x.lender else None, "name": x.name,
            }
            for x in scheme.lines
        ],
        "loans": [
            {
                "principal": str(x.principal), "months": x.months, "yearly_rate": str(x.yearly_rate), "method": str(x.method),
                "lender": str(x.lender),
            }
            for x in loans
        ],
    }  # fmt: skip


def payment_of(quote: Quote) -> Scheme:
    """How the plan is paid, with every month of its loans."""
    kept = quote.payment
    lines = tuple(
        Line(
            Part(x["part"]), Decimal(x["amount"]), date.fromisoformat(x["due_on"]) if x["due_on"] else None,
            lender=Lender(x["lender"]) if x["lender"] else None, name=x["name"],
        )
        for x in kept["lines"]
    )  # fmt: skip
    loans = [
        Loan(Decimal(x["principal"]), x["months"], Decimal(x["yearly_rate"]), Method(x["method"]), Lender(x["lender"]))
        for x in kept["loans"]
    ]
    return Scheme(Kind(kept["kind"]), Decimal(kept["total"]), lines, combined(loans) if loans else None)


def keep_charges(charges: Sequence[Estimate]) -> list[dict[str, Any]]:
    """Taxes and fees with the row each came from."""
    return [
        {
            "charge": str(c.charge), "basis": str(c.basis), "rate": str(c.rate), "amount": str(c.amount), "source": c.source,
            "effective_from": c.effective_from.isoformat(), "needs_review": c.needs_review,
        }
        for c in charges
    ]  # fmt: skip


def charges_of(quote: Quote) -> list[Estimate]:
    """The estimated taxes and fees of the plan."""
    return [
        Estimate(
            Charge(x["charge"]), Basis(x["basis"]), Decimal(x["rate"]), Decimal(x["amount"]), x["source"],
            date.fromisoformat(x["effective_from"]), x["needs_review"],
        )
        for x in quote.taxes
    ]  # fmt: skip
