"""What a team and its people want to reach in a month (clause 2.2.3.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.directory.models import Department
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

MEASURES = ("units", "amount", "collection", "visits")
"""What is counted: reservations in effect, their value in yuan, money in yuan, and visits received."""


class Aim(Record):
    """Four numbers for a month. Amounts in yuan; nought means that nothing is asked for."""

    units = models.PositiveIntegerField(_("homes"), default=0)
    amount = models.DecimalField(_("value reserved (yuan)"), max_digits=14, decimal_places=2, default=0)
    collection = models.DecimalField(_("money in (yuan)"), max_digits=14, decimal_places=2, default=0)
    visits = models.PositiveIntegerField(_("visits received"), default=0)

    class Meta:
        abstract = True

    @property
    def measures(self) -> dict[str, Decimal]:
        """The four numbers by name."""
        return {name: Decimal(getattr(self, name)) for name in MEASURES}


class TargetPlan(Aim):
    """One team's target of one month in one project, as its supervisor proposes it and the manager approves it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the manager")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")

    project = models.ForeignKey(Project, models.PROTECT, related_name="target_plans", verbose_name=_("project"))
    team = models.ForeignKey(Department, models.PROTECT, related_name="target_plans", verbose_name=_("team"))
    month = models.DateField(_("month"), help_text=_("Its first day."))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    shortfall = models.CharField(_("why less is allocated than the team has to reach"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    scope = Scope(owner="author", project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.PROPOSED: [Status.PROPOSED, Status.APPROVED, Status.RETURNED],
            Status.RETURNED: [Status.PROPOSED],
            Status.APPROVED: [Status.PROPOSED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("monthly target"), _("monthly targets")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "team", "month"], name="one_target_per_team_and_month",
                violation_error_message=_("This team already has a target for the month; revise that one."),
            ),
            # That a month begins on its first day is the action's: such a check would need a function of Django's in SQLite, and
            # a copy opened by anything else, a backup's integrity check included, would not know it.
            models.CheckConstraint(condition=Q(amount__gte=0) & Q(collection__gte=0), name="team_targets_are_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.team}"


class TargetShare(Aim):
    """What one person is to reach of the team's target."""

    plan = models.ForeignKey(TargetPlan, models.CASCADE, related_name="shares", verbose_name=_("monthly target"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="target_shares", verbose_name=_("person")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("share of a target"), _("shares of targets")
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_share_per_person_and_target"),
            models.CheckConstraint(condition=Q(amount__gte=0) & Q(collection__gte=0), name="shares_are_not_negative"),
        ]

    scope: Any = Scope(owner="person", project="plan__project")

    def __str__(self) -> str:
        return f"{self.plan} {self.person}"
