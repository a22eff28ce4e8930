"""Rates and rules that others set: deed tax, maintenance fund, loan interest, what may be lent. Dated, sourced, and due for review."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Unit
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
    unit_kind = models.CharField(
        _("kind of unit"), max_length=12, choices=Unit.Kind.choices, default=Unit.Kind.RESIDENTIAL,
        help_text=_("What is bought with the loan."),
    )  # fmt: skip
    city = models.CharField(_("city"), max_length=60, blank=True, help_text=_("Empty: everywhere."))
    yearly_rate = models.DecimalField(_("yearly rate (%)"), max_digits=6, decimal_places=3)
    effective_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    review_on = models.DateField(_("review on"), null=True, blank=True)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("loan rate"), _("loan rates")
        constraints = [
            models.UniqueConstraint(
                fields=["lender", "unit_kind", "city", "effective_from"], name="one_loan_rate_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_lender_display()} {self.yearly_rate}%"


class LendingRule(Record):
    """What the law lets a lender lend for a kind of unit from a day on: whether at all, how much, how long, and built or not yet."""

    unit_kind = models.CharField(_("kind of unit"), max_length=12, choices=Unit.Kind.choices)
    lender = models.CharField(_("lender"), max_length=12, choices=LoanRate.From.choices)
    city = models.CharField(_("city"), max_length=60, blank=True, help_text=_("Empty: everywhere."))
    lends = models.BooleanField(_("lends"), default=True)
    least_down_percent = models.DecimalField(
        _("down payment at least (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    longest_years = models.PositiveSmallIntegerField(_("longest term (years)"), null=True, blank=True)
    completed_only = models.BooleanField(
        _("only when completed"),
        default=False,
        help_text=_("Only for what is sold as completed, not on a presale permit."),
    )
    effective_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    review_on = models.DateField(_("review on"), null=True, blank=True)

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("lending rule"), _("lending rules")
        constraints = [
            models.UniqueConstraint(fields=["unit_kind", "lender", "city", "effective_from"], name="one_lending_rule_per_day"),
            models.CheckConstraint(
                condition=Q(least_down_percent__isnull=True) | Q(least_down_percent__gt=0, least_down_percent__lt=100),
                name="a_down_payment_is_a_part", violation_error_message=_("A percentage below 100, please."),
            ),
            models.CheckConstraint(
                condition=Q(longest_years__isnull=True) | Q(longest_years__gt=0), name="a_loan_runs_a_year_or_more"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_unit_kind_display()} · {self.get_lender_display()}"
