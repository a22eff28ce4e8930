"""What customer work notifies people about and asks them to do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import FieldReport, FollowUp, NextStep, Question, due_with
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.tasks.kinds import Told, task_kind

VISITOR_WAITING = notice_kind(
    "customers.visitor_waiting", _("A visitor is waiting for you"), tab=Tab.BUSINESS, mail=False
).code
TURN_OVERRIDDEN = notice_kind(
    "customers.turn_overridden", _("A turn was given to a colleague"), tab=Tab.BUSINESS, mail=False
).code
NEW_CUSTOMER = notice_kind("customers.new_customer", _("A new customer is yours"), tab=Tab.BUSINESS).code
HANDED_OVER = notice_kind("customers.handed_over", _("Customers were handed over"), tab=Tab.BUSINESS).code
EXPIRING = notice_kind("customers.protection_expiring", _("Protection about to end"), tab=Tab.BUSINESS).code
POOLED = notice_kind("customers.pooled", _("A customer went to the pool"), tab=Tab.BUSINESS, mail=False).code
REPORT_ANSWERED = notice_kind(
    "customers.report_answered", _("Your field report was acknowledged"), tab=Tab.BUSINESS, mail=False
).code
LOSS_DECIDED = notice_kind(
    "customers.loss_decided", _("Your report of a lost customer was decided"), tab=Tab.BUSINESS, mail=False
).code
RULED = notice_kind("customers.ruled", _("It was ruled whose customer it is"), tab=Tab.BUSINESS).code
QUESTION_ANSWERED = notice_kind(
    "customers.question_answered", _("Your question has an answer"), tab=Tab.BUSINESS, mail=False
).code
APPOINTMENT = notice_kind("customers.appointment", _("Appointments"), tab=Tab.BUSINESS).code


def _about(tasks: list[Any]) -> dict[int, Told]:
    """Grade and purpose of the contact; the better the grade, the earlier it is named."""
    due = FollowUp.objects.filter(customer__in=[t.about_id for t in tasks], status=FollowUp.Status.DUE)
    known = {f.customer_id: f for f in due.select_related("customer")}
    return {t.pk: _told(known[t.about_id]) for t in tasks if t.about_id in known}


def _told(due: FollowUp) -> Told:
    grade = due.customer.get_grade_display() if due.customer.grade else ""
    purpose = NextStep.FIRST.label if due.is_first else due.get_purpose_display()
    words = " · ".join(str(w) for w in (grade, purpose) if w)
    return Told(words, "DCBA".find(due.customer.grade or "-") + 1, call_url(due.customer))


def call_url(customer: Any) -> str:
    """Where pressing the receiver leads: the number for a minute, with the call as its purpose. Empty without a number."""
    if not customer.phone:
        return ""
    return reverse("workbench:reveal", args=["customers", "customer", customer.pk, "phone"]) + "?for=call"


def _asked(tasks: list[Any]) -> dict[int, Told]:
    """What was asked."""
    known = dict(Question.objects.filter(pk__in=[t.about_id for t in tasks]).values_list("pk", "text"))
    return {t.pk: Told(known.get(t.about_id, "")) for t in tasks}


def _heard(tasks: list[Any]) -> dict[int, Told]:
    """What about, and the beginning of what was said."""
    known = FieldReport.objects.in_bulk([t.about_id for t in tasks])
    said = {pk: f"{row.get_category_display()} · {Truncator(row.details).chars(60)}" for pk, row in known.items()}
    return {t.pk: Told(said.get(t.about_id, "")) for t in tasks}


def _contacted(customer: Any, task: Any) -> bool:
    due = due_with(customer)
    return due is None or due.consultant_id != task.assignee_id


def _decided(customer: Any, task: Any) -> bool:
    return customer.lost_asked_at is None


def _owned(customer: Any, task: Any) -> bool:
    return customer.owner_id is not None


ASSIGN = task_kind("customers.assign", _("Give a customer a consultant"), done_when=_owned).code
COMPARE = task_kind(
    "customers.compare", _("Compare two records"), done_when=lambda c, t: c.merged_into_id is not None
).code
RULING = task_kind(
    "customers.ruling", _("Rule on whose customer it is"), done_when=lambda v, t: not v.is_disputed, waited_for=True
).code
SERVE_OWNER = task_kind("customers.serve_owner", _("Receive an owner")).code
FOLLOW_UP = task_kind("customers.follow_up", _("Follow-up"), done_when=_contacted, tell=_about).code
CONFIRM_LOSS = task_kind("customers.confirm_loss", _("Confirm a loss"), done_when=_decided).code
ACKNOWLEDGE = task_kind(
    "customers.acknowledge",
    _("Acknowledge a field report"),
    done_when=lambda r, t: r.status == "acknowledged",
    tell=_heard,
).code
ANSWER = task_kind(
    "customers.answer_question", _("Answer a question"), done_when=lambda q, t: q.status == "answered", tell=_asked
).code
KEEP_APPOINTMENT = task_kind(
    "customers.appointment", _("Appointment"), done_when=lambda a, t: a.status != "booked"
).code
