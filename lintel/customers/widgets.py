"""What the home page shows of customer work: figures, work that waits for a post, and cards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.customers import queries
from lintel.customers.models import Appointment, Consent, Customer, Fact, FieldReport, FollowUp, Question, Visit
from lintel.platform.access.scope import visible
from lintel.platform.kernel import clock
from lintel.platform.workbench.behind import Behind
from lintel.platform.workbench.numbers import number
from lintel.platform.workbench.standing import next_best, standing
from lintel.platform.workbench.widgets import Line, latest, widget

MONTH = "since={month}&until={until}"


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
    rows = late.order_by().values("owner", "owner__name").annotate(count=Count("pk")).order_by("-count")[:6]
    return {
        "late": list(rows), "asked": visible(Customer, user).filter(lost_asked_at__isnull=False).count(),
        "reports": visible(FieldReport, user).filter(status=FieldReport.Status.SENT).count(),
        "more_url": reverse("customers:customer-list") + "?due=late",
    }  # fmt: skip


widget("SR SS CR DM MGR", order=30, title=_("On the floor"), template="customers/_floor_widget.html", context=floor_now)
widget(
    "SS DM MGR", order=25, title=_("Team: overdue contacts"), template="customers/_team_widget.html", context=team_today
)


def _visits(user: Any) -> QuerySet[Visit]:
    return visible(Visit, user).select_related("consultant").order_by("-arrived_at")


def _visit(row: Visit) -> Line:
    return Line(
        row.number, f"{row.get_outcome_display()} · {row.consultant or '—'}", row.arrived_at, row.get_absolute_url()
    )


def _questions(user: Any) -> QuerySet[Question]:
    rows = visible(Question, user).filter(status=Question.Status.OPEN)
    return rows.select_related("asked_by").order_by("-created_at")


def _question(row: Question) -> Line:
    return Line(row.text, row.asked_by, row.created_at, row.get_absolute_url())


def _said(user: Any) -> QuerySet[FieldReport]:
    return visible(FieldReport, user).select_related("author").order_by("-created_at")


def _report(row: FieldReport) -> Line:
    words = f"{row.get_category_display()} · {row.author} · {row.get_status_display()}"
    return Line(row.details, words, row.created_at, row.get_absolute_url())


def _contents(user: Any) -> QuerySet[FollowUp]:
    rows = visible(FollowUp, user).filter(status=FollowUp.Status.DONE, satisfaction__isnull=False)
    return rows.select_related("consultant", "customer").order_by("-done_at")


def _content(row: FollowUp) -> Line:
    words = _("Satisfaction %(marks)s of 5") % {"marks": row.satisfaction}
    return Line(row.customer.number, f"{words} · {row.consultant}", row.done_at, row.get_absolute_url())


def _taken_back(user: Any) -> QuerySet[Consent]:
    rows = visible(Consent, user).filter(withdrawn_at__isnull=False)
    return rows.select_related("customer").order_by("-withdrawn_at")


def _consent(row: Consent) -> Line:
    return Line(row.customer.number, row.get_purpose_display(), row.withdrawn_at, row.get_absolute_url())


latest(
    "CS CR", "latest_visits", _("Latest visits"), _visits, _visit, order=20, wide=True,
    more=lambda: reverse("customers:visit-list"), empty=_("Nobody has come yet."),
)  # fmt: skip


def _booked(user: Any) -> QuerySet[Appointment]:
    rows = visible(Appointment, user).filter(status=Appointment.Status.BOOKED, ends_at__gt=clock.now())
    return rows.select_related("customer", "consultant").order_by("starts_at")


def _appointment(row: Appointment) -> Line:
    who = f"{row.customer.masked_name} · {row.consultant}"
    return Line(row.get_kind_display(), who, row.starts_at, row.get_absolute_url())


latest(
    "SR SS", "appointments", _("Appointments ahead"), _booked, _appointment, order=28,
    more=lambda: reverse("customers:week"), empty=_("Nobody is expected. Open the week and make an appointment at a free hour."),
)  # fmt: skip
latest(
    "PS PC", "open_questions", _("Questions nobody could answer"), _questions, _question, order=20,
    more=lambda: reverse("customers:question-list") + "?status=open", empty=_("Every question has an answer."),
)  # fmt: skip
latest(
    "PS", "from_the_floor", _("Heard on the floor"), _said, _report, order=22,
    more=lambda: reverse("customers:fieldreport-list"), empty=_("Nothing was reported yet."),
)  # fmt: skip
latest(
    "CS", "return_calls", _("Return calls"), _contents, _content, order=22,
    more=lambda: reverse("customers:followup-list") + "?status=done", empty=_("No return call was made yet."),
)  # fmt: skip
latest(
    "PO", "consents_withdrawn", _("Consents taken back"), _taken_back, _consent, order=24,
    more=lambda: reverse("customers:consent-list"), empty=_("Nobody has taken consent back."),
)  # fmt: skip

number("CR", "visits_registered", _("Visits registered"), Behind(Visit, MONTH), order=20, trend=True)
number("CR CS", "visits_today", _("Visits today"), Behind(Visit, "since={today}&until={today}"), order=18)
number("CR", "visits_open", _("Waiting for reception"), Behind(Visit, "status=arrived"), order=26)
number(
    "SR", "my_followups", _("Follow-ups done"), Behind(FollowUp, f"{MONTH}&status=done&consultant={{me}}"), order=40,
    trend=True,
)  # fmt: skip
number("SS", "late_contacts", _("Overdue contacts"), Behind(Customer, "due=late"), order=45, alarm=True)
number(
    "CS", "calls_today", _("Return calls made today"), Behind(FollowUp, "since={today}&until={today}&status=done"), order=28,
)  # fmt: skip
number("CS", "followups_done", _("Follow-ups done"), Behind(FollowUp, f"{MONTH}&status=done"), order=30, trend=True)
number("CS", "owners", _("Buyers before handover"), Behind(Customer, "stage=buyer"), order=60)
number(
    "CS", "discontent", _("Discontent (2 of 5 or less)"), Behind(FollowUp, f"{MONTH}&satisfied_at_most=2"), order=36,
    alarm=True,
)  # fmt: skip
number("PS PC", "answers", _("Approved answers"), Behind(Fact, "status=approved"), order=60)
number("PS PC", "questions_open", _("Unanswered questions"), Behind(Question, "status=open"), order=42, alarm=True)
number("PO", "consents", _("Consents given"), Behind(Consent, MONTH), order=12, trend=True)
number("PO", "withdrawn", _("Consents taken back"), Behind(Consent, "withdrawn_since={month}"), order=14)

standing("MGR DM", "facts_to_approve", _("Answers to approve"), Behind(Fact, "status=draft"), icon="book-2")
standing(
    "PS", "facts_ending", _("Approved answers that run out today or have run out"),
    Behind(Fact, "status=approved&ending_by={today}"), icon="book-2",
)  # fmt: skip
standing("CR", "visitors", _("Visitors waiting for reception"), Behind(Visit, "status=arrived"), icon="door-enter")
standing(
    "CS", "unhappy", _("Buyers to ring back: discontent this month"), Behind(FollowUp, f"{MONTH}&satisfied_at_most=2")
)

next_best(
    "SR", "silent", _("%(count)s of your customers have not heard from you for 7 days. Ring one of them."),
    _("Show them"), behind=Behind(Customer, "state=silent&owner={me}"),
)  # fmt: skip
next_best(
    "SR", "pool", _("Take a customer from the pool."), _("To the public pool"), url_name="customers:pool",
)  # fmt: skip
next_best(
    "SS", "team_silent", _("%(count)s customers of your team have had no contact for 7 days. Talk them over with the consultants."),
    _("Show them"), behind=Behind(Customer, "state=silent"),
)  # fmt: skip
next_best(
    "DM MGR", "reports", _("%(count)s reports from the floor are not acknowledged yet."), _("Read them"),
    behind=Behind(FieldReport, "status=sent"),
)  # fmt: skip
next_best(
    "SS", "floor", _("Look at the reception floor: who is with a customer, whose turn is next."), _("To the floor"),
    url_name="customers:floor",
)  # fmt: skip
next_best("CR", "reception", _("Be ready for the next visitor."), _("To reception"), url_name="customers:reception")
next_best(
    "CS", "no_marks", _("Look through the return calls of this month."), _("Show them"),
    behind=Behind(FollowUp, f"{MONTH}&status=done"),
)  # fmt: skip
next_best(
    "PS PC",
    "kit",
    _("Read the approved answers as a consultant sees them."),
    _("To the sales kit"),
    url_name="customers:kit",
)
