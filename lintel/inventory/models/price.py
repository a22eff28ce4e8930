"""One unit, one price (一房一价): price schemes and their lines."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models.estate import Phase
from lintel.inventory.models.project import Project
from lintel.inventory.models.unit import Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record


class PriceScheme(Record):
    """The prices of a set of units, reviewed, approved and filed together, in force from a day."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        APPROVED = "approved", _("Approved")
        FILED = "filed", _("Filed")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    project = models.ForeignKey(Project, models.PROTECT, related_name="price_schemes", verbose_name=_("project"))
    phase = models.ForeignKey(
        Phase, models.PROTECT, null=True, blank=True, related_name="price_schemes", verbose_name=_("phase")
    )
    name = models.CharField(_("name"), max_length=120)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    filing_number = models.CharField(_("filing number"), max_length=80, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)

    scope = Scope(project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.DRAFT: [Status.IN_REVIEW, Status.WITHDRAWN],
            Status.RETURNED: [Status.IN_REVIEW, Status.WITHDRAWN],
            Status.IN_REVIEW: [Status.APPROVED, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN],
            Status.APPROVED: [Status.FILED, Status.WITHDRAWN],
            Status.FILED: [Status.IN_FORCE],
            Status.IN_FORCE: [Status.SUPERSEDED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("price scheme"), _("price schemes")
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_scheme_of_a_name_per_project"),
            models.CheckConstraint(
                condition=~Q(status__in=("filed", "in_force", "superseded")) | (~Q(filing_number="") & Q(filed_on__isnull=False)),
                name="a_filed_scheme_has_its_filing",
                violation_error_message=_("A filed scheme needs the filing number and date."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def editable_now(self) -> bool:
        """Whether lines may still change."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)


class PriceLineQuerySet(models.QuerySet["PriceLine"]):
    def in_force(self) -> PriceLineQuerySet:
        """The one price of each unit that counts now."""
        return self.filter(current=True)


class PriceLine(Record):
    """What one unit costs in one scheme, in yuan to the fen. ``current`` marks the one in force."""

    class Basis(models.TextChoices):
        GROSS = "gross", _("By gross floor area")
        NET = "net", _("By net internal area")
        UNIT = "unit", _("By the unit")

    scheme = models.ForeignKey(PriceScheme, models.PROTECT, related_name="lines", verbose_name=_("price scheme"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="price_lines", verbose_name=_("unit"))
    basis = models.CharField(_("area basis"), max_length=6, choices=Basis.choices, default=Basis.GROSS)
    unit_price = models.DecimalField(_("unit price (yuan/㎡)"), max_digits=12, decimal_places=2, null=True, blank=True)
    list_price = models.DecimalField(_("list price (yuan)"), max_digits=14, decimal_places=2)
    floor_price = models.DecimalField(_("floor price (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    filed_price = models.DecimalField(_("filed price (yuan)"), max_digits=14, decimal_places=2)
    current = models.BooleanField(default=False, editable=False)

    objects = PriceLineQuerySet.as_manager()
    scope = Scope(through="scheme")

    class Meta:
        verbose_name, verbose_name_plural = _("price"), _("prices")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "unit"], name="one_price_per_unit_and_scheme"),
            models.UniqueConstraint(fields=["unit"], condition=Q(current=True), name="one_price_in_force_per_unit"),
            models.CheckConstraint(
                condition=Q(list_price__gt=0) & Q(list_price__lte=F("filed_price")), name="list_price_within_filed_price",
                violation_error_message=_("The list price cannot exceed the filed price (G-10)."),
            ),
            models.CheckConstraint(
                condition=Q(floor_price__isnull=True) | (Q(floor_price__gt=0) & Q(floor_price__lte=F("list_price"))),
                name="floor_price_within_list_price",
                violation_error_message=_("The floor price cannot exceed the list price."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit} {self.list_price}"

    @property
    def floor_or_list(self) -> Decimal:
        """The lowest price without special approval; where no floor is set, the list price itself."""
        return self.list_price if self.floor_price is None else self.floor_price
