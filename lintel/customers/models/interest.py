"""Homes a customer is interested in, and those ruled out with the reason (clause 3.2.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Customer
from lintel.customers.models.needs import Needs
from lintel.inventory.models import Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record


class Interest(Record):
    """What one customer thinks of one home. A home that is ruled out stays, so that nobody offers it again."""

    class Standing(models.TextChoices):
        FIRST = "first", _("First choice")
        SECOND = "second", _("Also possible")
        OUT = "out", _("Ruled out")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="interests", verbose_name=_("customer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    standing = models.CharField(_("what the customer thinks"), max_length=8, choices=Standing.choices)
    concern = models.CharField(_("ruled out for"), max_length=12, choices=Needs.Concern.choices, blank=True)

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("home of interest"), _("homes of interest")
        constraints = [
            models.UniqueConstraint(fields=["customer", "unit"], name="one_interest_per_customer_and_unit"),
            models.CheckConstraint(condition=Q(concern="") | Q(standing="out"), name="interest_concern_only_when_out"),
        ]
        indexes = [models.Index(fields=["unit", "standing"], name="interest_by_unit")]

    def __str__(self) -> str:
        return f"{self.customer} · {self.unit}"
