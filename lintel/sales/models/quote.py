"""A purchase plan (置业计划书): one unit, one customer, every step from list price to net, and how it is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer
from lintel.inventory.models import PriceLine, Project, Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record
from lintel.platform.kernel.money import yuan
from lintel.sales.models.terms import PaymentScheme


class Quote(Record):
    """What we offer this customer for this unit until ``valid_until``. Amounts in yuan; an issued quote never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        NEEDS_APPROVAL = "needs_approval", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        REJECTED = "rejected", _("Rejected")
        ISSUED = "issued", _("Issued")
        ACCEPTED = "accepted", _("Accepted")
        USED = "used", _("Reserved with it")
        EXPIRED = "expired", _("Expired")
        VOID = "void", _("Void")

    class Ground(models.TextChoices):
        """Objective reasons for a special discount (G-14: equal customers are treated equally)."""

        STAFF = "staff", _("Staff purchase")
        GROUP = "group", _("Group purchase")
        RETURNING = "returning", _("Owner buying again")
        FULL_PAYMENT = "full_payment", _("Pays at once")
        LAST_UNITS = "last_units", _("Last units of a type")
        LEADERSHIP = "leadership", _("Decided by the company")

    class Home(models.TextChoices):
        FIRST = "first", _("First home")
        SECOND = "second", _("Second home")
        OTHER = "other", _("Other")

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotes", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="quotes", verbose_name=_("unit"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="quotes", verbose_name=_("customer"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="quotes", verbose_name=_("consultant")
    )
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.DRAFT)
    price_line = models.ForeignKey(PriceLine, models.PROTECT, related_name="+", verbose_name=_("price in force"))
    list_price = models.DecimalField(_("list price (yuan)"), max_digits=14, decimal_places=2)
    filed_price = models.DecimalField(_("filed price (yuan)"), max_digits=14, decimal_places=2)
    floor_price = models.DecimalField(_("floor price (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    steps: Any = models.JSONField(_("price steps"), default=list, blank=True)
    public_price = models.DecimalField(_("price after public offers (yuan)"), max_digits=14, decimal_places=2)
    special_discount = models.DecimalField(_("special discount (yuan)"), max_digits=14, decimal_places=2, default=0)
    special_percent = models.DecimalField(_("special discount (%)"), max_digits=7, decimal_places=4, default=0)
    special_ground = models.CharField(
        _("ground for the special discount"), max_length=12, choices=Ground.choices, blank=True
    )
    special_reason = models.CharField(_("reason"), max_length=300, blank=True)
    net_price = models.DecimalField(_("net price (yuan)"), max_digits=14, decimal_places=2)
    scheme = models.ForeignKey(PaymentScheme, models.PROTECT, related_name="+", verbose_name=_("payment scheme"))
    home = models.CharField(_("which home"), max_length=6, choices=Home.choices, default=Home.FIRST)
    wish: Any = models.JSONField(_("loan terms asked for"), default=dict, blank=True)
    payment: Any = models.JSONField(_("payments"), default=dict)
    taxes: Any = models.JSONField(_("taxes and fees"), default=list, blank=True)
    valid_until = models.DateTimeField(_("valid until"), db_index=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    scope = Scope(owner="consultant", project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.DRAFT: [Status.NEEDS_APPROVAL, Status.ISSUED, Status.VOID],
            Status.RETURNED: [Status.NEEDS_APPROVAL, Status.VOID],
            Status.NEEDS_APPROVAL: [Status.APPROVED, Status.RETURNED, Status.REJECTED, Status.DRAFT],
            Status.REJECTED: [Status.VOID],
            Status.APPROVED: [Status.ISSUED, Status.VOID, Status.EXPIRED],
            Status.ISSUED: [Status.ACCEPTED, Status.EXPIRED, Status.VOID],
            Status.ACCEPTED: [Status.USED, Status.EXPIRED, Status.VOID],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("purchase plan"), _("purchase plans")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="quote_number_once_per_project"),
            models.CheckConstraint(
                condition=Q(net_price__gt=0) & Q(net_price__lte=F("filed_price")), name="net_price_within_filed_price",
                violation_error_message=_("The net price cannot exceed the filed price (G-10)."),
            ),
            models.CheckConstraint(condition=Q(special_discount__gte=0), name="special_discount_lowers"),
            models.CheckConstraint(
                condition=Q(special_discount=0) | ~Q(special_ground=""), name="special_discount_has_a_ground",
                violation_error_message=_("A special discount needs an objective ground (G-14)."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "status"]), models.Index(fields=["customer", "-id"])]

    def __str__(self) -> str:
        return self.number

    @property
    def below_floor(self) -> bool:
        """Whether the net price is under the floor: only with approval."""
        return self.floor_price is not None and self.net_price < self.floor_price

    @property
    def is_special(self) -> bool:
        return self.special_discount > 0 or self.below_floor

    @property
    def net_unit_price(self) -> Decimal | None:
        """Net price per m² of building area, to the fen; None for what is sold by the piece."""
        return yuan(self.net_price / self.unit.gross_area) if self.unit.gross_area else None

    @property
    def is_valid(self) -> bool:
        return self.valid_until >= clock.now()
