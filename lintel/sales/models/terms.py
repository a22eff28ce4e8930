"""What any buyer may have: public offers and the ways to pay, both approved and dated (clauses 3.3.1, 2.2.5.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project, Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record
from lintel.sales.calculations.discounts import Measure
from lintel.sales.calculations.payment_schemes import Kind


class InForce(models.QuerySet[Any]):
    def on(self, day: date) -> InForce:
        """Approved and valid on ``day``."""
        return self.filter(approved=True, starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Offer(Record):
    """A public offer: its conditions are printed, and everybody who meets them gets it (G-12)."""

    class By(models.TextChoices):
        PERCENT = Measure.PERCENT, _("Percent off")
        AMOUNT = Measure.AMOUNT, _("Yuan off")
        PER_SQUARE_METRE = Measure.PER_SQUARE_METRE, _("Yuan off per ㎡")

    project = models.ForeignKey(Project, models.PROTECT, related_name="offers", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=80)
    conditions = models.CharField(_("conditions, as published"), max_length=300)
    by = models.CharField(_("kind of reduction"), max_length=8, choices=By.choices)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    place = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("Offers are applied in this order."))
    unit_kind = models.CharField(
        _("kind of unit"), max_length=12, choices=Unit.Kind.choices, blank=True, help_text=_("Empty: every kind.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by"))

    objects = InForce.as_manager()
    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("offer"), _("offers")
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "starts_on"], name="one_offer_of_a_name_at_a_time"),
            models.CheckConstraint(condition=Q(value__gt=0), name="an_offer_lowers_the_price"),
            models.CheckConstraint(
                condition=~Q(by="percent") | Q(value__lt=100), name="no_offer_gives_a_home_away",
                violation_error_message=_("A percentage below 100, please."),
            ),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="offer_days_in_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def is_for(self, unit: Unit) -> bool:
        """Whether the offer is given for this kind of unit."""
        return self.unit_kind in ("", unit.kind)


class PaymentScheme(Record):
    """A way to pay that the project accepts. ``terms`` holds instalments as ``[{name, percent, days}]`` or loan limits."""

    class Way(models.TextChoices):
        LUMP_SUM = Kind.LUMP_SUM, _("Lump-sum payment")
        INSTALMENTS = Kind.INSTALMENTS, _("Instalment payment")
        COMMERCIAL = Kind.COMMERCIAL, _("Commercial mortgage")
        PROVIDENT = Kind.PROVIDENT, _("Housing provident fund loan")
        COMBINED = Kind.COMBINED, _("Combined mortgage")

    LOANS = (Way.COMMERCIAL, Way.PROVIDENT, Way.COMBINED)

    project = models.ForeignKey(Project, models.PROTECT, related_name="payment_schemes", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=80)
    way = models.CharField(_("payment scheme"), max_length=12, choices=Way.choices)
    discount_percent = models.DecimalField(_("public discount (%)"), max_digits=5, decimal_places=2, default=0)
    down_percent = models.DecimalField(
        _("down payment at least (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    provident_limit = models.DecimalField(
        _("provident fund limit (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    due_days = models.PositiveSmallIntegerField(_("first payment due after (days)"), default=7)
    terms: Any = models.JSONField(_("instalments"), default=list, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by"))

    objects = InForce.as_manager()
    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("payment scheme"), _("payment schemes")
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "starts_on"], name="one_scheme_of_a_name_at_a_time"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0) & Q(discount_percent__lt=100), name="scheme_discount_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def borrows(self) -> bool:
        return self.way in self.LOANS
