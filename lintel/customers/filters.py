"""What the customer list can be narrowed by; "late", "today" and "stale" are questions about now."""

from __future__ import annotations

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Channel, Customer, FollowUp, Grade, Tag
from lintel.customers.queries import stale_before
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock

DUE = [("today", _("Due today")), ("late", _("Overdue")), ("week", _("Next 7 days")), ("none", _("Nothing planned"))]
STATE = [
    ("first", _("New without first follow-up")),
    ("expiring", _("Protection ends in 3 days")),
    ("silent", _("No contact for 7 days")),
    ("stale", _("To be confirmed")),
    ("lost_asked", _("Loss to be confirmed")),
]


def _vocabulary(request: HttpRequest) -> QuerySet[Tag]:
    """The words of the chosen project; those put aside too, for customers may still wear them."""
    chosen = request.session.get("project")
    rows = Tag.objects.order_by("-active", "project", "pk")
    return rows.filter(project=chosen) if chosen else rows


UNGRADED = "none"
"""How the address asks for customers nobody has graded yet."""


class GradeFilter(django_filters.ChoiceFilter):
    """By intent grade; who has none is found too."""

    def filter(self, rows: QuerySet[Customer], value: str) -> QuerySet[Customer]:
        return rows.filter(grade="") if value == self.null_value else super().filter(rows, value)


class CustomerFilter(django_filters.FilterSet):
    """Filters of the customer list."""

    channel = django_filters.ChoiceFilter(choices=Channel.choices, empty_label=_("Channel"), label=_("Channel"))
    due = django_filters.ChoiceFilter(
        label=_("Next contact"), choices=DUE, empty_label=_("Next contact"), method="by_due"
    )
    state = django_filters.ChoiceFilter(
        label=_("Attention"), choices=STATE, empty_label=_("Attention"), method="by_state"
    )
    grade = GradeFilter(
        choices=Grade.choices,
        empty_label=_("Grade"),
        label=_("Grade"),
        null_label=_("Not graded yet"),
        null_value=UNGRADED,
    )
    stage = django_filters.ChoiceFilter(choices=Customer.Stage.choices, empty_label=_("Stage"), label=_("Stage"))
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.holding("SR", "SS"), empty_label=_("Consultant"), label=_("Consultant")
    )

    tag = django_filters.ModelChoiceFilter(
        field_name="taggings__tag", queryset=lambda request: _vocabulary(request), empty_label=_("Tag"), label=_("Tag")
    )

    class Meta:
        model = Customer
        fields = ["grade", "stage", "channel", "owner", "due", "state"]

    def by_due(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        now = clock.now()
        midnight = clock.midnight() + timedelta(days=1)
        limits: dict[str, Q] = {
            "late": Q(next_action_at__lt=now),
            "today": Q(next_action_at__lt=midnight),
            "week": Q(next_action_at__lt=midnight + timedelta(days=7)),
            "none": Q(next_action_at__isnull=True),
        }
        return rows.filter(limits[value], stage__in=[*Customer.OPEN, *(Customer.BY_DEAL if value != "none" else ())])

    def by_state(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        now = clock.now()
        if value == "first":
            return rows.filter(followups__status=FollowUp.Status.DUE, followups__is_first=True)
        if value == "expiring":
            return rows.filter(protected_until__range=(now, now + timedelta(days=3)), stage__in=Customer.OPEN)
        if value == "silent":
            return rows.filter(last_contact_at__lt=now - timedelta(days=7), stage__in=Customer.OPEN)
        if value == "lost_asked":
            return rows.filter(lost_asked_at__isnull=False)
        return rows.filter(stale_before(), stage__in=Customer.OPEN)


class FollowUpFilter(django_filters.FilterSet):
    """Filters of the follow-ups; ``satisfied_at_most`` finds whom a return call found discontent."""

    LATE = (("late", _("Overdue")),)
    due = django_filters.ChoiceFilter(
        label=_("Overdue or not"), choices=LATE, empty_label=_("Overdue or not"), method="by_due"
    )
    satisfied_at_most = django_filters.ChoiceFilter(
        field_name="satisfaction", lookup_expr="lte", label=_("Satisfaction at most"),
        choices=[(str(points), f"≤ {points}") for points in range(1, 6)], empty_label=_("Satisfaction at most"),
    )  # fmt: skip

    class Meta:
        model = FollowUp
        fields = ["status", "is_first", "method", "result", "consultant"]

    def by_due(self, rows: QuerySet[FollowUp], name: str, value: str) -> QuerySet[FollowUp]:
        return rows.filter(status=FollowUp.Status.DUE, due_at__lt=clock.now())
