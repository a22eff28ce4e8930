"""The cashier's desk: what waits for money, what was taken today, and the report by day (clause 3.4.2)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from lintel.platform.access.scope import may, require, visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import page, row_or_404
from lintel.platform.workbench.performing import perform
from lintel.sales.actions.money import record_receipt, record_refund, to_pay_back
from lintel.sales.forms import ReceiptForm, RefundForm
from lintel.sales.models import LedgerEntry
from lintel.sales.queries import (
    awaiting_money,
    awaiting_refund,
    balance,
    balances,
    deposit_outstanding,
    money_by_day,
    reservations_in_full,
)

REPORT_DAYS = 14


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Reservations waiting for their deposit, refunds to pay, today's slips with their total, and the last two weeks."""
    user, today = request.user, clock.today()
    require(user, "sales.see_cashier_desk")
    waiting = list(awaiting_money(user)[:100])
    held = balances(waiting)
    entries = visible(LedgerEntry, user)
    slips = list(entries.filter(at__date=today).select_related("reservation__unit", "cashier").order_by("-pk")[:200])
    context: dict[str, Any] = {
        "waiting": [{"row": r, "missing": r.deposit_amount - held.get(r.pk, Decimal(0))} for r in waiting],
        "waiting_total": sum((r.deposit_amount - held.get(r.pk, Decimal(0)) for r in waiting), Decimal(0)),
        "refunds": [{"row": r, "missing": to_pay_back(r)} for r in awaiting_refund(user)[:50]],
        "slips": slips, "slips_total": sum((e.amount for e in slips), Decimal(0)), "today": today,
        "days": money_by_day(entries, today - timedelta(days=REPORT_DAYS - 1), today), "may_receive": may(user, record_receipt.permission),
        "may_refund": may(user, record_refund.permission),
    }  # fmt: skip
    context["most"] = max((abs(d.net) for d in context["days"]), default=Decimal(1)) or Decimal(1)
    return page(request, "sales/cashier.html", context)


def _reservation(request: HttpRequest, pk: int, permission: str) -> Any:
    return row_or_404(reservations_in_full(), request.user, pk, permission)


@require_http_methods(["GET", "POST"])
def receipt_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one bank slip."""
    row = _reservation(request, pk, record_receipt.permission)
    missing = deposit_outstanding(row)
    return perform(
        request, record_receipt, row, template="sales/receipt_form.html", form_class=ReceiptForm,
        initial={"amount": missing or None}, then=lambda entry: reverse("sales:reservation-detail", args=[row.pk]),
        context={"reservation": row, "missing": missing, "held": balance(row), "watermark": True},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refund_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter money paid back after an approved cancellation."""
    row = _reservation(request, pk, record_refund.permission)
    missing = to_pay_back(row) if hasattr(row, "cancellation") else Decimal(0)
    return perform(
        request, record_refund, row, template="sales/receipt_form.html", form_class=RefundForm, initial={"amount": missing or None},
        then=lambda entry: reverse("sales:reservation-detail", args=[row.pk]),
        context={"reservation": row, "missing": missing, "held": balance(row), "refund": True, "watermark": True},
    )  # fmt: skip
