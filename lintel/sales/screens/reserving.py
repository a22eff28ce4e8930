"""From a held unit to the submitted reservation, on one page in seven steps; and the reservation's own page."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.customers.models import Customer
from lintel.inventory.claims import live_claim
from lintel.inventory.models import Claim, Unit
from lintel.platform.access.scope import may, require, visible
from lintel.platform.approvals.asking import requests_about
from lintel.platform.kernel import clock, money
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench import drafts
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import key_of, perform
from lintel.platform.workbench.resource import Resource
from lintel.platform.workbench.screens import detail_context, found
from lintel.sales import figures
from lintel.sales.actions.holds import extend_hold, queue_for_unit, release_hold
from lintel.sales.actions.reservations import draft_reservation, print_reservation
from lintel.sales.forms import BuyerForm, ReserveForm, buyer_forms
from lintel.sales.kept import payment_of, stack_of
from lintel.sales.models import Quote, Reservation
from lintel.sales.queries import balance, deposit_outstanding, disclosures_missing, units_in_full
from lintel.sales.screens import words
from lintel.sales.screens.plans import ladder, payment_lines

Status = Reservation.Status


def _unit(request: HttpRequest, pk: int) -> Any:
    return row_or_404(units_in_full(), request.user, pk)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """More time for one's own hold, once, with a reason."""
    return perform(request, extend_hold, _unit(request, pk))


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held unit go."""
    return perform(request, release_hold, _unit(request, pk))


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told when a taken unit is free."""
    return perform(request, queue_for_unit, _unit(request, pk))


@require_http_methods(["GET", "POST"])
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """The seven steps. What is missing is listed at the top with links; what was typed is kept on the server."""
    require(request.user, draft_reservation.permission)
    unit = _unit(request, pk)
    claim = live_claim(unit)
    mine = (
        claim
        if claim and claim.holder_id == request.user.pk and claim.kind == Claim.Kind.HOLD and not claim.about_id
        else None
    )
    customer = visible(Customer, request.user).filter(pk=mine.customer_id).first() if mine else None
    plans = _plans(request.user, unit, customer)
    draft = f"{draft_reservation.permission}:{unit.pk}"
    if request.method == "POST":
        form, buyers = ReserveForm(plans, request.POST), buyer_forms(request.POST)
        given = [b for b in buyers if b.given]
        fine = [form.is_valid(), *(b.is_valid() for b in given)]
        if all(fine):
            return _submit(request, unit, form, buyers, given, draft)
        return _wizard(request, unit, mine, customer, form, buyers, draft, status=422)
    kept = drafts.found(request.user, draft)
    values = {name: said[0] for name, said in (kept.values if kept else {}).items() if said}
    form = ReserveForm(plans, initial={**_first(plans), **values})
    return _wizard(
        request,
        unit,
        mine,
        customer,
        form,
        buyer_forms(initial=_first_buyers(customer, values)),
        draft,
        draft_found=kept,
    )


def _plans(user: Any, unit: Unit, customer: Customer | None) -> Any:
    rows = visible(Quote, user).filter(unit=unit, status=Quote.Status.ACCEPTED, valid_until__gte=clock.now())
    return rows.filter(customer=customer).select_related("scheme").order_by("-pk") if customer else rows.none()


def _first(plans: Any) -> dict[str, Any]:
    plan = plans.first()
    return {"quote": plan.pk} if plan else {}


def _first_buyers(customer: Customer | None, values: dict[str, str]) -> list[dict[str, Any]]:
    """The customer as the first buyer ("the same person"), unless a draft knows better."""
    lines: list[dict[str, Any]] = [
        {name: values.get(f"b{n}-{name}", "") for name in BuyerForm.base_fields} for n in range(figures.MOST_BUYERS)
    ]
    if customer is not None and not lines[0].get("name"):
        lines[0] |= {"name": customer.name, "share": 100}
    return lines


def _submit(
    request: HttpRequest, unit: Unit, form: ReserveForm, buyers: list[BuyerForm], given: list[BuyerForm], draft: str
) -> HttpResponse:
    try:
        outcome = draft_reservation.once(
            request.user, unit, key=key_of(request), buyers=[b.person for b in given], **form.cleaned_data
        )
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        refusal, status = None, 422
    except Refused as refused:
        refusal, status = refused, refused.status
    else:
        drafts.forget(request.user, draft)
        return done(request, outcome.row or "/", _("The reservation is submitted to the supervisor."))
    claim = live_claim(unit)
    mine = claim if claim and claim.holder_id == request.user.pk else None
    return _wizard(request, unit, mine, None, form, buyers, draft, refusal=refusal, status=status)


def _wizard(
    request: HttpRequest, unit: Unit, claim: Claim | None, customer: Customer | None, form: ReserveForm, buyers: list[BuyerForm],
    draft: str, status: int = 200, refusal: Refused | None = None, draft_found: Any = None,
) -> HttpResponse:  # fmt: skip
    plan = _chosen_plan(form)
    context: dict[str, Any] = {
        "unit": unit, "claim": claim, "customer": customer or (plan.customer if plan else None), "form": form, "buyers": buyers,
        "plan": plan, "draft": draft, "draft_found": draft_found, "refusal": refusal, "key": request.POST.get("_key") or str(uuid.uuid4()),
        "stamp": "", "problems": _problems(form, buyers), "expired": claim is None, "watermark": True,
        "extendable": claim is not None and not claim.about_id, "may_hold": may(request.user, "sales.hold_unit"),
    }  # fmt: skip
    if plan:
        payment = payment_of(plan)
        context |= {
            "stack": stack_of(plan), "steps_down": ladder(stack_of(plan)), "lines": payment_lines(payment), "payment": payment,
            "cap": figures.deposit_cap(plan.net_price), "missing": disclosures_missing(plan, "accepting", "signing"),
            "total": sum((x.amount for x in payment.lines), money.decimal(0)),
        }  # fmt: skip
    context["wizard"] = _steps(context)
    return page(request, "sales/reserve.html", context, status=status)


def _chosen_plan(form: ReserveForm) -> Quote | None:
    plans = form.fields["quote"].queryset  # type: ignore[attr-defined]
    said = form.data.get("quote") if form.is_bound else form.initial.get("quote")
    return plans.filter(pk=said).first() if str(said or "").isdecimal() else plans.first()


def _problems(form: ReserveForm, buyers: list[BuyerForm]) -> list[dict[str, str]]:
    """Every mistake with a link to where it is."""
    if not form.is_bound:
        return []
    found_ = [
        {"href": f"#id_{name}" if name in form.fields else "#wizard", "text": str(e)}
        for name, errors in form.errors.items()
        for e in errors
    ]
    for n, line in enumerate(buyers, start=1):
        if line.given and not line.is_valid():
            found_ += [
                {"href": f"#id_{line.prefix}-{name}", "text": _("Buyer %(n)d: %(what)s") % {"n": n, "what": e}}
                for name, errors in line.errors.items()
                for e in errors
            ]
    return found_


def _steps(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Where one is: done when what it needs is there, the first that is not is now."""
    ready = [
        (_("Customer and unit"), "#step-1", bool(context["claim"])),
        (_("Buyers"), "#step-2", False),
        (_("Price"), "#step-3", context["plan"] is not None),
        (_("Payment"), "#step-4", context["plan"] is not None),
        (_("Papers"), "#step-5", context["plan"] is not None and not context.get("missing")),
        (_("Review"), "#step-6", False),
        (_("Submit"), "#step-7", False),
    ]
    first = next((n for n, (_t, _u, fine) in enumerate(ready) if not fine), len(ready))
    return [
        {"title": title, "url": url, "state": "done" if fine else ("now" if n == first else "next")}
        for n, (title, url, fine) in enumerate(ready)
    ]


def _refundable(row: Reservation) -> bool:
    return row.status == Status.CANCEL_REQUESTED and row.cancellation.decided_at is not None


LADDER = (Status.DRAFT, Status.CHECKED, Status.SIGNED, Status.EFFECTIVE, Status.CONVERTED)


@require_GET
def reservation_page(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """Where the reservation stands, who buys, what is paid and what comes next."""
    row = found(request, resource, pk)
    user = request.user
    ledger = list(row.ledger.select_related("cashier").order_by("pk")) if may(user, "sales.view_ledgerentry") else []
    context = {
        "reservation": row, "quote": row.quote, "stages": _stages(row), "buyers": list(row.buyers.order_by("place")),
        "planned": [(words.planned(x), x) for x in row.planned.order_by("place")],
        "ledger": ledger, "balance": balance(row), "outstanding": deposit_outstanding(row),
        "claim": live_claim(row.unit), "cancellation": getattr(row, "cancellation", None), "requests": list(requests_about(row)[:4]),
        "may_receive": may(user, "sales.record_receipt") and row.status in Reservation.OPEN_TO_MONEY and row.consultant_id != user.pk,
        "may_refund": may(user, "sales.record_refund") and _refundable(row),
        "may_print": may(user, print_reservation.permission) and row.status not in (Status.DRAFT, Status.VOID),
        "may_open_quote": may(user, "sales.view_quote"), "watermark": True,
        "days_left": (row.sign_by - clock.today()).days, "soon": row.sign_by <= clock.today() + timedelta(days=figures.REMIND_DAYS.whole()),
    }  # fmt: skip
    return page(request, "sales/reservation.html", {**detail_context(request, resource, row), **context})


def _stages(row: Reservation) -> list[dict[str, Any]]:
    at = {Status.DRAFT: row.created_at, Status.SIGNED: row.signed_at, Status.EFFECTIVE: row.effective_at}
    now = Status.EFFECTIVE if row.status in (Status.OVERDUE, Status.CANCEL_REQUESTED) else row.status
    if row.status in (Status.VOID, Status.CANCELLED):
        return [{"title": row.get_status_display(), "state": "bad", "at": row.updated_at}]
    place = LADDER.index(Status(now))
    words = {Status.DRAFT: _("Submitted")}
    return [
        {
            "title": words.get(stage, stage.label), "state": "done" if n < place else ("now" if n == place else "next"),
            "at": at.get(stage) if n <= place else None,
        }
        for n, stage in enumerate(LADDER)
    ]  # fmt: skip
