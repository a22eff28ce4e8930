"""The floor: whose turn it is, who is receiving whom, and who came today; and the pool anybody may take from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.customers import figures, queries
from lintel.customers.actions import duty
from lintel.customers.actions.handing import take_from_pool
from lintel.customers.hall import floor_of
from lintel.customers.models import Appointment, DutyTurn
from lintel.customers.queries import startable
from lintel.customers.screens.common import project_of
from lintel.platform.access.scope import may, require, visible
from lintel.platform.actions.door import actions_on
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.paging import Order, page_of
from lintel.platform.workbench.performing import key_of, perform


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Today at a glance."""
    require(request.user, "customers.view_dutyturn")
    project = project_of(request)
    now = clock.now()
    midnight = clock.midnight()
    today = floor_of(request.user, project)
    expected = visible(Appointment, request.user).filter(
        customer__project=project,
        status=Appointment.Status.BOOKED,
        starts_at__gte=midnight,
        starts_at__lt=midnight + timedelta(days=1),
    )
    return page(
        request,
        "customers/floor.html",
        {
            "project": project,
            "floor": today,
            "stands": [(stand, _offered(request.user, stand.turn)) for stand in today.stands],
            "visits": [v for v in reversed(today.visits) if v.pk in today.mine][:20],
            "may_start": startable(request.user, today.waiting),
            "now": now,
            "expected": expected.select_related("customer", "consultant", "room").order_by("starts_at"),
            "watermark": True,
            "may_arrange": may(request.user, duty.put_on_duty.permission),
        },
    )


def _offered(user: Any, turn: DutyTurn | None) -> list[Any]:
    if turn is None:
        return []
    return [a for a in actions_on(DutyTurn) if may(user, a.permission) and a.when(turn)]


class OnDutyForm(forms.Form):
    """Whom to put on the list."""

    consultant: forms.ModelChoiceField = forms.ModelChoiceField(None, label=gettext_lazy("Consultant"))


@require_http_methods(["GET", "POST"])
def on_duty(request: HttpRequest) -> HttpResponse:
    """Add a consultant to today's list."""
    require(request.user, duty.put_on_duty.permission)
    project = project_of(request)

    class Chosen(OnDutyForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["consultant"].queryset = queries.members(project)  # type: ignore[attr-defined]

    return perform(
        request,
        duty.put_on_duty,
        project,
        form_class=Chosen,
        then=lambda _row: reverse("customers:floor"),
        context={"action_url": request.path},
    )


@require_GET
def pool(request: HttpRequest) -> HttpResponse:
    """Customers nobody looks after, masked, the most recently spoken with first."""
    require(request.user, take_from_pool.permission)
    rows = queries.pool_for(request.user).filter(project=project_of(request)).select_related("previous_owner")
    grade = request.GET.get("grade", "")
    if grade in {"A", "B", "C", "D"}:
        rows = rows.filter(grade=grade)
    found = page_of(
        rows,
        Order("last_contact_at", True),
        size=50,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return page(
        request,
        "customers/pool.html",
        {
            "page": found,
            "grade": grade,
            "grades": "ABCD",
            "limit": figures.POOL_PICKS_PER_DAY.whole(),
            "watermark": True,
        },
    )


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one from the pool."""
    customer = row_or_404(queries.in_pool(), request.user, pk, take_from_pool.permission)
    take_from_pool.once(request.user, customer, key=key_of(request))
    return done(request, customer.get_absolute_url(), _("This customer is yours now. First contact is due."))
