"""Cards of the home page for consultants, supervisors, managers and the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers import queries
from lintel.customers.models import Customer, FieldReport, Visit
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.widgets import widget


def calls_today(user: Any) -> dict[str, Any] | None:
    """Whom to contact today, the most overdue first."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    due = list(queries.due_for(user, midnight).filter(consultant=user)[:8])
    return {"due": due, "now": clock.now(), "more_url": reverse("customers:customer-list") + "?due=today"}


def floor_now(user: Any) -> dict[str, Any] | None:
    """Who waits, who is next."""
    projects = list(queries.my_projects(user)[:1])
    if not projects:
        return None
    waiting = visible(Visit, user).filter(
        project=projects[0], status=Visit.Status.ARRIVED, arrived_at__gte=clock.now() - timedelta(hours=12)
    )
    return {
        "waiting": list(waiting.select_related("consultant").order_by("id")[:5]), "turns": list(queries.duty_list(projects[0])[:6]),
        "more_url": reverse("customers:floor"),
    }  # fmt: skip


def team_today(user: Any) -> dict[str, Any] | None:
    """Per consultant: what is overdue; and what waits for the supervisor."""
    late = visible(queries.late(), user)
    rows = late.order_by().values("owner__name").annotate(count=Count("pk")).order_by("-count")[:6]
    return {
        "late": list(rows), "asked": visible(Customer, user).filter(lost_asked_at__isnull=False).count(),
        "reports": visible(FieldReport, user).filter(status=FieldReport.Status.SENT).count(),
        "more_url": reverse("customers:customer-list") + "?due=late",
    }  # fmt: skip


widget("SR", order=10, title=_("Call today"), template="customers/_calls_widget.html", context=calls_today, eager=True)
widget("SR SS CR DM MGR", order=30, title=_("On the floor"), template="customers/_floor_widget.html", context=floor_now)
widget(
    "SS DM MGR", order=25, title=_("Team: overdue contacts"), template="customers/_team_widget.html", context=team_today
)
