"""Allocating a month: a table with a line per person, and the same table again to revise it (clause 2.2.3.2)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lintel.platform.access.scope import may
from lintel.platform.workbench.answers import row_or_404
from lintel.platform.workbench.performing import perform
from lintel.sales.actions.targets import propose_targets, revise_targets
from lintel.sales.allocating import allocation_form, initial_of
from lintel.sales.models import TargetPlan
from lintel.sales.targets import latest_plan, team_people

TEMPLATE = "sales/allocate.html"


@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest, resource: Any) -> HttpResponse:
    """Propose a month's targets for one's own team, starting from the last ones."""
    user: Any = request.user
    if not may(user, propose_targets.permission):
        raise Http404
    people = list(team_people(user.department))
    return perform(
        request, propose_targets, template=TEMPLATE, form_class=allocation_form(people, new=True), extra={"team": user.department},
        initial=dict(initial_of(latest_plan(user, user.department))),
        context={"resource": resource, "team": user.department, "action_url": request.get_full_path()},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """Change what was proposed, sent back or approved."""
    if not may(request.user, revise_targets.permission):
        raise Http404
    plan = row_or_404(TargetPlan, request.user, pk, revise_targets.permission, related=["team", "project"])
    known = {*team_people(plan.team), *(s.person for s in plan.shares.select_related("person"))}
    people = sorted((p for p in known if p.department_id == plan.team_id), key=lambda p: p.pk)
    return perform(
        request, revise_targets, plan, template=TEMPLATE, form_class=allocation_form(people, new=False), initial=dict(initial_of(plan)),
        context={"resource": resource, "team": plan.team, "action_url": request.get_full_path()},
    )  # fmt: skip
