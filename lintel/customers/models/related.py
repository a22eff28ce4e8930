"""The people around a customer: who decides along, who pays along, who brought them. Each is a person with rights of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.consent import NoticeVersion
from lintel.customers.models.customer import Customer
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import PersonalRecord
from lintel.platform.privacy.fields import EncryptedField


class RelatedPerson(PersonalRecord):
    """``name`` is the ``relation`` of ``customer``. The number is kept only when the person agreed (G-31)."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("Spouse")
        PARTNER = "partner", _("Partner")
        PARENT = "parent", _("Parent")
        CHILD = "child", _("Child")
        DECIDER = "decider", _("Decision maker")
        INTRODUCER = "introducer", _("Introducer")
        AGENT = "agent", _("Acts for the customer")

    class Basis(models.TextChoices):
        PRESENT = "present", _("Was told and agreed here")
        SPOKEN = "spoken", _("Was told and agreed by phone")
        CUSTOMER = "customer", _("Named by the customer only")

    #: What allows us to keep a number of theirs.
    AGREED = (Basis.PRESENT, Basis.SPOKEN)

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="related", verbose_name=_("customer"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    name = EncryptedField(_("name of the related person"), kind="name")
    phone = EncryptedField(_("phone"), kind="phone", domain="customer.phone", null=True, blank=True)
    phone_bidx: str | None
    basis = models.CharField(_("lawful basis"), max_length=8, choices=Basis.choices)
    notice = models.ForeignKey(
        NoticeVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("notice")
    )
    """What the person was told, when they agreed."""
    linked = models.ForeignKey(
        Customer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="related_to",
        verbose_name=_("record of their own"),
    )

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("related person"), _("related persons")
        constraints = [
            models.CheckConstraint(
                condition=Q(linked__isnull=True) | ~Q(linked=F("customer")), name="nobody_is_their_own_relative"
            ),
            models.UniqueConstraint(fields=["customer", "phone_bidx"], name="related_number_once_per_customer"),
            models.CheckConstraint(
                condition=Q(phone_bidx__isnull=True) | ~Q(basis="customer"), name="related_number_needs_agreement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.name}"
