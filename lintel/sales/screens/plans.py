"""The purchase plan as it is built and read: choices on the left, what they come to on the right, live."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.customers.models import Customer
from lintel.customers.screens.common import project_of
from lintel.inventory.claims import live_claim
from lintel.inventory.models import Unit
from lintel.platform.access.scope import may, require, visible
from lintel.platform.approvals.asking import live_request, requests_about
from lintel.platform.kernel import money
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench import drafts
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import key_of, stamp_of
from lintel.platform.workbench.resource import Resource
from lintel.platform.workbench.screens import detail_context, found
from lintel.sales.actions.disclosing import confirm_disclosures
from lintel.sales.actions.discounts import SEE_FLOOR, SPECIAL_DISCOUNT, Outlook, outlook
from lintel.sales.actions.quotes import EDITABLE, change_quote, draft_quote, wish_of
from lintel.sales.calculations.payment_schemes import Scheme
from lintel.sales.calculations.taxes import Estimate
from lintel.sales.choosing import my_customers, only_one_interested
from lintel.sales.forms import PlanForm, SheetForm
from lintel.sales.kept import charges_of, payment_of, stack_of
from lintel.sales.models import DisclosureItem, Quote
from lintel.sales.queries import disclosures_due, offers_for, offers_in_force
from lintel.sales.screens import words

Status = Quote.Status


@require_http_methods(["GET", "POST"])
def quote_new(request: HttpRequest) -> HttpResponse:
    """Write a plan; the address may bring ``unit``, ``customer`` and, from an alternative or a sheet, ``scheme``, ``offers`` …"""
    require(request.user, draft_quote.permission)
    project, draft = _project(request), _draft_of(request)
    more: dict[str, Any] = {"draft": draft, "action_url": request.get_full_path()}
    if request.method == "GET":
        begun = None if "scheme" in request.GET else drafts.found(request.user, draft)  # an alternative was chosen
        first = {**_initial(request, project), **drafts.initial(PlanForm, begun)}
        form = PlanForm(request.user, project, initial=first)
        return _builder(request, form, project, draft_found=begun, **more)
    form = PlanForm(request.user, project, request.POST)
    if not form.is_valid():
        return _builder(request, form, project, status=422, **more)
    said = form.cleaned_data
    try:
        outcome = draft_quote.once(
            request.user, key=key_of(request), unit=said["unit"], customer=said["customer"], **form.inputs
        )
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return _builder(request, form, project, status=422, **more)
    except Refused as refused:
        return _builder(request, form, project, refusal=refused, status=refused.status, **more)
    drafts.forget(request.user, draft)
    return done(request, outcome.row or "/", _("The purchase plan is written."))


def _draft_of(request: HttpRequest) -> str:
    """A plan begun for one home and one customer is not offered for another."""
    about = "-".join(pk if (pk := request.GET.get(name, "")).isdecimal() else "" for name in ("unit", "customer"))
    return f"{draft_quote.permission}:new{about}"


@require_http_methods(["GET", "POST"])
def quote_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Calculate a draft or returned plan anew."""
    quote = row_or_404(Quote, request.user, pk, change_quote.permission)
    if quote.status not in EDITABLE:
        raise Refused(_("An issued plan is never changed."), clause="3.3.1", remedy=_("Void it and write a new one."))
    draft = drafts.key_for(change_quote, quote)
    more: dict[str, Any] = {"quote": quote, "action_url": request.path, "draft": draft}
    if request.method == "GET":
        begun = drafts.found(request.user, draft)
        form = PlanForm(request.user, quote.project, initial={**_kept(quote), **drafts.initial(PlanForm, begun)})
        return _builder(request, form, quote.project, draft_found=begun, **more)
    form = PlanForm(request.user, quote.project, {**request.POST.dict(), **_fixed(request, quote)})
    if not form.is_valid():
        return _builder(request, form, quote.project, status=422, **more)
    try:
        change_quote.once(request.user, quote, key=key_of(request), expected=stamp_of(request), **form.inputs)
    except Refused as refused:
        return _builder(request, form, quote.project, refusal=refused, status=refused.status, **more)
    drafts.forget(request.user, draft)
    return done(request, quote, _("The purchase plan is calculated anew."))


def _fixed(request: HttpRequest, quote: Quote) -> dict[str, Any]:
    return {"unit": quote.unit.code, "customer": quote.customer_id, "offers": request.POST.getlist("offers")}


def _kept(quote: Quote) -> dict[str, Any]:
    wish = wish_of(quote)
    return {
        "unit": quote.unit.code, "customer": quote.customer_id, "scheme": quote.scheme_id, "offers": list(wish.offers), "home": quote.home,
        "years": wish.months // 12, "method": wish.method, "down_percent": wish.down_percent,
        "special_discount": quote.special_discount or None,
        "special_ground": quote.special_ground, "special_reason": quote.special_reason,
    }  # fmt: skip


def _project(request: HttpRequest) -> Any:
    """That of the unit or the customer in the address, else the one chosen in the bar."""
    for name, model in (("unit", Unit), ("customer", Customer)):
        pk = request.GET.get(name, "")
        row: Any = (
            visible(model, request.user).filter(pk=pk).select_related("project").first() if pk.isdecimal() else None
        )
        if row is not None:
            return row.project
    return project_of(request)


def _initial(request: HttpRequest, project: Any) -> dict[str, Any]:
    asked, first = request.GET, {}
    unit = None
    if asked.get("unit", "").isdecimal():
        unit = visible(Unit, request.user).filter(pk=asked["unit"]).select_related("project").first()
        first["unit"] = unit.code if unit else ""
        claim = live_claim(unit) if unit else None
        if claim and claim.holder_id == request.user.pk:
            first["customer"] = claim.customer_id
        elif unit and "customer" not in asked:
            first["customer"] = only_one_interested(request.user, unit)
    if asked.get("customer", "").isdecimal():
        first["customer"] = int(asked["customer"])
    offers = list(offers_for(unit) if unit else offers_in_force(project.pk))
    chosen = {int(n) for n in asked.getlist("offers") if n.isdecimal()}
    first["offers"] = [o for o in offers if o.pk in chosen] if "offers" in asked or "scheme" in asked else offers
    if asked.get("scheme", "").isdecimal():
        first["scheme"] = int(asked["scheme"])
    for name in ("home", "special_discount", "years", "method", "down_percent"):
        if asked.get(name):
            first[name] = asked[name]
    return first


def _builder(request: HttpRequest, form: PlanForm, project: Any, status: int = 200, **more: Any) -> HttpResponse:
    if not form.is_bound and "scheme" not in form.initial:
        first = form.fields["scheme"].queryset.first()  # type: ignore[attr-defined]
        form.initial["scheme"] = first.pk if first else None
    context = {
        "form": form, "project": project, "key": request.POST.get("_key") or str(uuid.uuid4()),
        "stamp": stamp_of(request) or getattr(more.get("quote"), "stamp", ""),
        "ready": bool(form.fields["scheme"].queryset), "has_customers": form.fields["customer"].queryset.exists(), **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "sales/plan_builder.html", context, status=status)


@require_POST
def quote_preview(request: HttpRequest) -> HttpResponse:
    """What the choices come to, who must agree and how long that takes, and two ways that need nobody. Writes nothing."""
    user: Any = request.user
    require(user, draft_quote.permission)
    code = request.POST.get("unit", "")
    unit = visible(Unit, request.user).filter(code__iexact="-".join(code.split())).select_related("project").first()
    form = PlanForm(request.user, unit.project if unit else project_of(request), request.POST)
    if not form.is_valid() and (
        {"unit", "scheme", "special_discount", "down_percent"} & set(form.errors) or not form.cleaned_data.get("unit")
    ):
        return render(request, "sales/_preview.html", {"waiting": True, "errors": _preview_errors(form)})
    form.cleaned_data.setdefault("offers", [])
    try:
        seen = outlook(user, form.cleaned_data["unit"], form.wish)
    except Refused as refused:
        return render(request, "sales/_preview.html", {"refusal": refused})
    return render(
        request,
        "sales/_preview.html",
        {
            "seen": seen,
            **_shown(seen),
            "alternatives": _alternatives(request, seen, form),
            "sheet_url": _sheet_url(seen),
        },
    )


def _sheet_url(seen: Outlook) -> str:
    """The price sheet with the terms chosen here, to show the other ways to pay; of the customer it says nothing."""
    wish = seen.pricing.wish
    said = {"home": str(wish.home), "method": str(wish.method), "years": str(wish.months // 12)}
    if wish.down_percent is not None:
        said["down"] = money.plain(wish.down_percent)
    chosen = urlencode(SheetForm.asked(said).chosen)
    address = reverse("sales:price-sheet", args=[seen.pricing.unit.pk])
    return f"{address}?{chosen}" if chosen else address


def _preview_errors(form: PlanForm) -> list[str]:
    return [
        str(e)
        for name in ("unit", "special_discount", "down_percent")
        if form.data.get(name)
        for e in form.errors.get(name, [])
    ]


def _shown(seen: Outlook) -> dict[str, Any]:
    pricing = seen.pricing
    return {
        "unit": pricing.unit, "stack": pricing.stack, "steps": ladder(pricing.stack), "payment": pricing.payment,
        "lines": payment_lines(pricing.payment), "charges": charge_lines(pricing.charges), "charges_total": pricing.charges_total,
        "missing": [words.CHARGES[m] for m in pricing.missing],
        "path": [(step, usually(step.median)) for step in seen.approval.steps] if seen.approval else [],
    }  # fmt: skip


def usually(span: timedelta | None) -> str:
    """How long such a decision takes, in words; empty without history."""
    if span is None:
        return ""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes < 90:
        return _("usually %(n)d min") % {"n": minutes}
    return _("usually %(n)d h") % {"n": round(minutes / 60)}


def _alternatives(request: HttpRequest, seen: Outlook, form: PlanForm) -> list[dict[str, Any]]:
    unit, customer = seen.pricing.unit, request.POST.get("customer", "")
    ways = []
    for way in seen.alternatives:
        asked = {
            "unit": unit.pk, "customer": customer, "scheme": way.wish.scheme.pk, "home": way.wish.home,
            "special_discount": way.wish.special or "", "offers": [o.pk for o in way.wish.offers] or "",
        }  # fmt: skip
        ways.append({"way": way, "url": f"{reverse('sales:quote-new')}?{urlencode(asked, doseq=True)}"})
    return ways


def ladder(stack: Any) -> list[dict[str, Any]]:
    """The price steps for a table: name, rule in words, amount, after."""
    return [
        {
            "name": words.offer_name(s.offer),
            "rule": words.offer_rule(s.offer),
            "amount": s.amount,
            "after": s.after,
            "special": s.offer.special,
        }
        for s in stack.steps
    ]


def payment_lines(scheme: Scheme) -> list[dict[str, Any]]:
    """The payments for a table."""
    return [
        {
            "name": words.payment(x), "amount": x.amount, "due_on": x.due_on, "lent": x.lender is not None,
            "share": money.rounded(x.amount / scheme.total * 100),
        }
        for x in scheme.lines
    ]  # fmt: skip


def charge_lines(charges: list[Estimate]) -> list[dict[str, Any]]:
    """Taxes and fees for a table, with sources."""
    return [
        {
            "name": words.CHARGES[c.charge], "rate": words.rate(c), "basis": words.BASES[c.basis], "amount": c.amount,
            "source": c.source, "since": words.since(c), "late": c.needs_review,
        }
        for c in charges
    ]  # fmt: skip


@require_GET
def quote_page(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """One plan: its steps, payments, repayment by year, taxes, what the customer was told, and what comes next."""
    quote = found(request, resource, pk)
    return page(
        request, "sales/quote.html", {**detail_context(request, resource, quote), **plan_context(quote, request.user)}
    )


def plan_context(quote: Quote, user: Any) -> dict[str, Any]:
    """Everything about a plan that a page shows; the floor price is not among it."""
    stack, payment, charges = stack_of(quote), payment_of(quote), charges_of(quote)
    years = payment.schedule.years() if payment.schedule else ()
    told = {d.item_id: d for d in quote.disclosed.select_related("told_by")}
    claim = live_claim(quote.unit)
    mine = claim is not None and claim.holder_id == user.pk and claim.customer_id == quote.customer_id
    reservation = getattr(quote, "reservation", None)
    return {
        "quote": quote, "stack": stack, "steps_down": ladder(stack), "payment": payment, "lines": payment_lines(payment),
        "schedule": payment.schedule, "years": years, "most": max((y.payment for y in years), default=Decimal(1)),
        "loans": [words.loan(x) for x in payment.schedule.loans] if payment.schedule else [],
        "convention": words.convention(), "charges": charge_lines(charges),
        "charges_total": sum((c.amount for c in charges), Decimal(0)),
        "disclosures": [{"item": i, "told": told.get(i.pk)} for i in disclosures_due(quote)],
        "may_tell": may(user, confirm_disclosures.permission) and quote.status not in (Status.VOID, Status.EXPIRED, Status.REJECTED),
        "may_change": quote.status in EDITABLE and may(user, change_quote.permission),
        "printable": quote.issued_at is not None, "claim": claim if mine else None, "reservation": reservation,
        "margin": stack.margin_to_floor if may(user, SEE_FLOOR) else None,
        "requests": list(requests_about(quote)[:3]), "live_request": live_request(SPECIAL_DISCOUNT, quote),
        "can_reserve": quote.status == Status.ACCEPTED and quote.is_valid and may(user, "sales.draft_reservation"),
        "can_hold": quote.status in (Status.ISSUED, Status.ACCEPTED) and claim is None and may(user, "sales.hold_unit"),
        "customers": my_customers(user, quote.project).exists(),
    }  # fmt: skip


@require_POST
def disclose(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the ticked disclosures of a plan."""
    quote = row_or_404(Quote, request.user, pk)
    keys = [k for k in request.POST.getlist("items") if k.isdecimal()]
    items = list(visible(DisclosureItem, request.user).filter(pk__in=keys))
    confirm_disclosures.once(request.user, quote, key=key_of(request), items=items)
    return done(request, quote, _("Recorded what the customer was told."))
