"""Rates that others set: deed tax, maintenance fund, loan interest. Dated, sourced, and due for review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record
from lintel.sales.calculations.loans import Lender


class TaxRate(Record):
    """One line of a table of taxes and fees. A change of law is a new line, never an edit of an old one."""

    class Kind(models.TextChoices):
        DEED_FIRST = "deed_first", _("Deed tax, first home")
        DEED_SECOND = "deed_second", _("Deed tax, second home")
        DEED_OTHER = "deed_other", _("Deed tax, other")
        FUND = "fund", _("Maintenance fund")
        FEE = "fee", _("Fixed fee")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    city = models.CharField(_("city"), max_length=60, blank=True, help_text=_("Empty: everywhere."))
    name = models.CharField(_("name"), max_length=80)
    building_kind = models.CharField(_("kind of building"), max_length=40, blank=True)
    above_area = models.DecimalField(_("above (㎡)"), max_digits=8, decimal_places=2, default=0)
    up_to_area = models.DecimalField(_("up to (㎡)"), max_digits=8, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(_("rate (%)"), max_digits=6, decimal_places=3, null=True, blank=True)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    effective_from = models.DateField(_("in force from"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    review_on = models.DateField(_("review on"), null=True, blank=True)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("tax or fee rate"), _("tax and fee rates")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "city", "name", "building_kind", "above_area", "effective_from"],
                name="one_rate_per_day_of_effect",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=False) ^ models.Q(amount__isnull=False),
                name="a_rate_is_percent_or_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.effective_from}"


class LoanRate(Record):
    """The yearly interest a lender takes from a day on, in per cent."""

    class From(models.TextChoices):
        COMMERCIAL = Lender.COMMERCIAL, _("Commercial bank")
        PROVIDENT = Lender.PROVIDENT, _("Provident fund")

    lender = models.CharField(_("lender"), max_length=12, choices=From.choices)
    city = models.CharField(_("city"), max_length=60, blank=True, help_text=_("Empty: everywhere."))
    yearly_rate = models.DecimalField(_("yearly rate (%)"), max_digits=6, decimal_places=3)
    effective_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    review_on = models.DateField(_("review on"), null=True, blank=True)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("loan rate"), _("loan rates")
        constraints = [
            models.UniqueConstraint(fields=["lender", "city", "effective_from"], name="one_loan_rate_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_lender_display()} {self.yearly_rate}%"
