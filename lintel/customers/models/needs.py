"""What the customer is looking for (clause 3.1.3). Everything is optional; each field helps matching."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Customer
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record


class Needs(Record):
    """The needs profile of one customer: areas in m², budgets in yuan."""

    class Purpose(models.TextChoices):
        FIRST_HOME = "first_home", _("First home")
        UPGRADE = "upgrade", _("Better home")
        SCHOOL = "school", _("For schooling")
        PARENTS = "parents", _("For parents")
        INVESTMENT = "investment", _("Investment")

    class Timing(models.TextChoices):
        NOW = "now", _("Within a month")
        SOON = "soon", _("Within three months")
        LATER = "later", _("Later this year")
        OPEN = "open", _("Undecided")

    class Concern(models.TextChoices):
        PRICE = "price", _("Price")
        LOCATION = "location", _("Location")
        LAYOUT = "layout", _("Layout")
        SCHOOL = "school", _("School")
        TRANSPORT = "transport", _("Transport")
        QUALITY = "quality", _("Quality")
        DELIVERY = "delivery", _("Delivery date")
        LOAN = "loan", _("Loan")

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="needs", verbose_name=_("customer"))
    rooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    area_min = models.DecimalField(_("area from (㎡)"), max_digits=8, decimal_places=2, null=True, blank=True)
    area_max = models.DecimalField(_("area to (㎡)"), max_digits=8, decimal_places=2, null=True, blank=True)
    budget_min = models.DecimalField(_("budget from (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(_("budget to (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    floor_min = models.SmallIntegerField(_("floor from"), null=True, blank=True)
    floor_max = models.SmallIntegerField(_("floor to"), null=True, blank=True)
    orientation = models.CharField(_("orientation"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose of buying"), max_length=12, choices=Purpose.choices, blank=True)
    timing = models.CharField(_("when"), max_length=8, choices=Timing.choices, blank=True)
    concerns: Any = models.JSONField(_("concerns"), default=list, blank=True)
    note = models.CharField(_("in the customer's words"), max_length=500, blank=True)

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("needs profile"), _("needs profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(area_min__isnull=True) | Q(area_max__isnull=True) | Q(area_min__lte=F("area_max")),
                name="needs_area_in_order",
            ),
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True) | Q(budget_max__isnull=True) | Q(budget_min__lte=F("budget_max")),
                name="needs_budget_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}"
