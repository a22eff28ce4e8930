"""The sales kit on a tablet: approved answers in date, searched as one types; what is missing becomes a question."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.customers import queries
from lintel.customers.actions.kit import ask_question
from lintel.customers.actions.reporting import report_from_floor
from lintel.customers.screens.common import project_of
from lintel.platform.access.scope import may, require
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.performing import perform


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """What may be said today."""
    require(request.user, "customers.view_fact")
    project, words = project_of(request, "customers.view_fact"), request.GET.get("q", "").strip()
    facts = list(queries.sales_kit(request.user, project, words)[:200])
    topics = [(label, list(rows)) for label, rows in groupby(facts, key=lambda f: f.get_topic_display())]
    may_ask = may(request.user, ask_question.permission)
    return page(
        request, "customers/kit.html", {"project": project, "topics": topics, "words": words, "may_ask": may_ask}
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A question the kit has no answer to."""
    require(request.user, ask_question.permission)
    return perform(
        request,
        ask_question,
        project_of(request),
        then=lambda _row: reverse("customers:kit"),
        initial={"text": request.GET.get("q", "")},
        context={"action_url": request.path},
        message=_("Planning has been asked."),
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Feedback from the floor without a named customer."""
    require(request.user, report_from_floor.permission)
    return perform(
        request,
        report_from_floor,
        project_of(request),
        then=lambda _row: reverse("customers:kit"),
        context={"action_url": request.path},
        message=_("Reported to your supervisor."),
    )
