"""The desk: number, outcome, name, consent, done - one page, one look-up, at most six taps (SCREENS 7.4)."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.customers import queries
from lintel.customers.actions.leads import add_lead, register_call
from lintel.customers.actions.reception import check_in, close_visit, send_to_service, start_reception
from lintel.customers.actions.ruling import ask_for_ruling, rule_on_visit
from lintel.customers.evidence import evidence_on
from lintel.customers.forms import ReceptionForm
from lintel.customers.models import Channel, Consent, Customer, DutyTurn, Visit
from lintel.customers.offering import offered
from lintel.customers.relating import Kin, kin_with_phone
from lintel.customers.screens.common import project_of
from lintel.inventory.models import Project
from lintel.platform.access.scope import may, require, visible
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import key_of, perform

BIG_CHANNELS = (Channel.WALK_IN, Channel.ONLINE, Channel.REFERRAL, Channel.PARTNER, Channel.EVENT, Channel.OUTDOOR)
_HOWS = (
    (Consent.How.TICKED, _l("Agreed at the desk")),
    (Consent.How.SIGNED, _l("Sign here")),
    (Consent.How.PAPER, _l("Signed on paper")),
)


@require_http_methods(["GET", "POST"])
def reception(request: HttpRequest) -> HttpResponse:
    """Register an arrival. What was typed stays on the page when something is missing or refused."""
    require(request.user, "customers.check_in")
    project = project_of(request)
    if request.method == "GET":
        return _page(request, project, ReceptionForm())
    if "look" in request.POST:  # the way without JavaScript: the same page with the outcome
        return _page(request, project, ReceptionForm(request.POST), arrival=_looked_up(request, project))
    form = _filled(request).among(queries.members(project))
    if not form.is_valid():
        return _again(request, project, form, status=422)
    try:
        outcome = check_in.once(request.user, project, key=key_of(request), **form.cleaned_data)
    except ValidationError as wrong:
        form.add_error("phone", wrong)
        return _again(request, project, form, status=422)
    except Refused as refused:
        return _again(request, project, form, refusal=refused, status=refused.status)
    assert isinstance(outcome.row, Visit)
    return done(request, reverse("customers:arrived", args=[outcome.row.pk]), _("Registered."))


def _again(request: HttpRequest, project: Project, form: ReceptionForm, **more: Any) -> HttpResponse:
    """The page with what is wrong, everything typed, and what the number was found to be."""
    arrival = _looked_up(request, project) if form.data.get("phone") else None
    return _page(request, project, form, arrival=arrival, **more)


def _filled(request: HttpRequest) -> ReceptionForm:
    if "anonymous" in request.POST:
        return ReceptionForm(without_person(request))
    return ReceptionForm(request.POST, request.FILES)


def without_person(request: HttpRequest) -> Any:
    """Consent was refused: whatever was typed about the person is dropped here."""
    kept = request.POST.copy()
    for name in ("phone", "name", "title", "agreed", "marketing", "introducer"):
        kept.pop(name, None)
    return kept


def _page(request: HttpRequest, project: Project, form: ReceptionForm, status: int = 200, **more: Any) -> HttpResponse:
    data = form.data if form.is_bound else {}
    chosen = data.get("channel") or Channel.WALK_IN
    context = {
        "project": project,
        "form": form,
        "data": data,
        "key": request.POST.get("_key") or str(uuid.uuid4()),
        "stamp": "",
        "titles": Customer.Title.choices,
        "parties": (("1", "1"), ("2", "2"), ("3", _("3 or more"))),
        "channels": _channels(request),
        "more_channels": [(c.value, c.label) for c in Channel if c not in BIG_CHANNELS],
        "more_open": chosen not in BIG_CHANNELS,
        "chosen_channel": chosen,
        "chosen_party": data.get("party") or "1",
        "hows": _HOWS,
        "chosen_how": data.get("how") or Consent.How.TICKED,
        "notice": queries.notice_shown(),
        **_turns(project),
        **more,
    }
    context["asked"] = _asked(request, context.get("arrival"))
    context["kin"] = _kin(request, project, context.get("arrival"))
    return page(request, "customers/reception.html", context, status=status)


def _turns(project: Project) -> dict[str, Any]:
    """Whose turn it is, and everybody on duty in the order in which turns fall."""
    duty = [turn for turn in queries.duty_list(project) if turn.status != DutyTurn.Status.OFF]
    waiting = (turn for turn in duty if turn.status == DutyTurn.Status.QUEUED)
    return {"duty": duty, "next": next(waiting, None)}


def _channels(request: HttpRequest) -> list[tuple[str, Any]]:
    """The six big ones, the one this person chose last first."""
    last = (
        visible(Visit, request.user)
        .filter(registered_by=request.user)
        .order_by("-id")
        .values_list("channel", flat=True)
    )
    used = last.first()
    return [(c.value, c.label) for c in sorted(BIG_CHANNELS, key=lambda c: c != used)]


@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """What this number is to us, as a card. By POST only, so that it stands in no address and no log."""
    require(request.user, "customers.check_in")
    project = project_of(request)
    found = _looked_up(request, project)
    context = {"arrival": found, "kin": _kin(request, project, found), **_asked(request, found)}
    return render(request, "customers/_outcome.html", context, status=200 if found else 422)


def _looked_up(request: HttpRequest, project: Project) -> queries.Arrival | None:
    try:
        return queries.arrival(request.user, project, request.POST.get("phone", ""))
    except ValidationError:
        return None


def _kin(request: HttpRequest, project: Project, found: queries.Arrival | None) -> list[Kin]:
    """With whose customer this number is noted; looked up only for a number that is one."""
    return kin_with_phone(request.user, project, request.POST.get("phone", "")) if found is not None else []


def _asked(request: HttpRequest, found: queries.Arrival | None) -> dict[str, Any]:
    """Facts for the outcome card; about the person only what somebody who may open the record sees anyway."""
    if found is None or found.customer is None:
        return {}
    customer = found.customer
    visits = customer.visits.order_by("-id")
    return {
        "known": customer,
        "visits": visits.count(),
        "last_visit": visits.first(),
        "needs": getattr(customer, "needs", None),
    }


@require_GET
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """The number, who receives and why, and what to do next."""
    visit = row_or_404(Visit, request.user, pk, related=("consultant", "customer", "project"))
    customer = visible(Customer, request.user).filter(pk=visit.customer_id).first()
    return page(
        request,
        "customers/arrived.html",
        {
            "visit": visit,
            "customer": customer,
            "may_start": start_reception.offered(request.user, visit),
            "offered": offered(request.user, customer) if customer is not None else [],
            "may_close": _open_to(request, visit, close_visit) and visit.consultant_id == request.user.pk,
            "may_ask": _open_to(request, visit, ask_for_ruling) and visit.consultant_id != request.user.pk,
            "may_rule": rule_on_visit.offered(request.user, visit),
            "may_hand": _open_to(request, visit, send_to_service),
            "may_refer": customer is not None and may(request.user, "customers.refer") and visit.outcome == "owner",
        },
    )


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The consultant is with the visitor: one press, from the result, the notice's page or the floor."""
    visit = row_or_404(Visit, request.user, pk, start_reception.permission)
    start_reception.once(request.user, visit, key=key_of(request))
    from_floor = request.POST.get("from") == "floor"
    to = reverse("customers:floor") if from_floor else reverse("customers:arrived", args=[visit.pk])
    return done(request, to, _("Reception started."))


REASONS = (
    _l("In touch first, and protected"), _l("Kept in touch as promised"),
    _l("Contacts were neglected"), _l("The customer asked for it"),
    _l("One family: the first registration counts"),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides with their evidence, the rules the case meets, and the decision; without a claim, the visit itself."""
    related = ("customer__owner", "consultant", "claimant", "ruled_by", "project", "registered_by")
    visit = row_or_404(Visit, request.user, pk, rule_on_visit.permission, related=related)
    if visit.claimant_id is None:
        return redirect(visit)
    found = evidence_on(visit)
    context = {
        "visit": visit,
        "customer": visit.customer,
        "evidence": found,
        "sides": (found.owner, found.claimant),
        "reasons": REASONS,
        "watermark": True,
    }
    if visit.ruling:
        return page(request, "customers/ruling.html", context)
    return perform(
        request, rule_on_visit, visit, template="customers/ruling.html", then=lambda v: reverse("customers:ruling", args=[v.pk]),
        message=_("Ruled. Both have been told."), context={**context, "action_url": request.path},
    )  # fmt: skip


def _open_to(request: HttpRequest, visit: Visit, action: Any) -> bool:
    """Whether this deed is offered on this visit."""
    return may(request.user, action.permission) and action.when(visit)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Somebody is on the line."""
    return _lead(request, register_call)


@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest) -> HttpResponse:
    """A lead of one's own."""
    return _lead(request, add_lead)


def _lead(request: HttpRequest, action: Any) -> HttpResponse:
    require(request.user, action.permission)

    def to(customer: Any) -> str:
        seen = visible(Customer, request.user).filter(pk=customer.pk).exists()
        return str(customer.get_absolute_url()) if seen else reverse("customers:floor")

    project = project_of(request)
    return perform(
        request,
        action,
        project,
        template="customers/lead.html",
        then=to,
        initial={"name": ""},  # the row is the project, whose name is not the caller's
        message=_("Registered. The consultant has been told."),
        context={"action_url": request.path, "project": project},
    )
