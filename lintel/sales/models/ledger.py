"""Money received and returned. Rows are only ever added: a mistake is mended by a reversal that points to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import PersonalRecord
from lintel.platform.privacy.fields import EncryptedField
from lintel.sales.models.reservation import MoneyKind, Reservation


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def collected(self) -> LedgerEntryQuerySet:
        """Money of buyers, received less reversals and refunds; what we pay from our own pocket is not among it."""
        return self.exclude(what=LedgerEntry.What.COMPENSATION)


class LedgerEntry(PersonalRecord):
    """One movement of money: positive in, negative out, in yuan. Receipt numbers have no gaps within a project."""

    class What(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        REVERSAL = "reversal", _("Reversal")
        REFUND = "refund", _("Refund")
        COMPENSATION = "compensation", _("Paid beyond the deposit (double return)")

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        CARD = "card", _("Card")
        CHEQUE = "cheque", _("Cheque")
        CASH = "cash", _("Cash")

    project = models.ForeignKey(Project, models.PROTECT, related_name="ledger", verbose_name=_("project"))
    receipt_number = models.PositiveBigIntegerField(_("receipt number"))
    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="ledger", verbose_name=_("reservation"))
    what = models.CharField(_("what"), max_length=12, choices=What.choices, default=What.RECEIPT)
    kind = models.CharField(_("kind of money"), max_length=8, choices=MoneyKind.choices)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    method = models.CharField(_("how"), max_length=8, choices=Method.choices)
    serial = models.CharField(
        _("bank serial number"), max_length=60, help_text=_("From the bank slip; each can be entered once.")
    )
    serial_turn = models.PositiveSmallIntegerField(
        default=1,
        editable=False,
        help_text=_("Above 1 only for a slip entered anew after its first receipt was reversed."),
    )
    account_name = models.CharField(_("account"), max_length=120)
    account_tail = models.CharField(_("account ending in"), max_length=8)
    supervised = models.BooleanField(_("supervised account"))
    payer = EncryptedField(_("payer"), kind="name")
    received_on = models.DateField(_("received on"))
    at = models.DateTimeField(_("entered"), default=clock.now)
    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("cashier"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = LedgerEntryQuerySet.as_manager()
    scope = Scope(through="reservation")

    class Meta:
        verbose_name, verbose_name_plural = _("ledger entry"), _("ledger")
        constraints = [
            models.UniqueConstraint(fields=["project", "receipt_number"], name="receipt_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["project", "serial", "what", "serial_turn"], condition=~Q(what="reversal"),
                name="a_bank_serial_is_entered_once",
                violation_error_message=_("This bank serial number has already been entered."),
            ),
            models.CheckConstraint(
                condition=(Q(what="receipt") & Q(amount__gt=0)) | (~Q(what="receipt") & Q(amount__lt=0)),
                name="money_in_is_positive_and_out_negative",
            ),
            models.CheckConstraint(
                condition=(Q(what="reversal") & Q(reverses__isnull=False)) | (~Q(what="reversal") & Q(reverses__isnull=True)),
                name="a_reversal_points_to_what_it_reverses",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["project", "-received_on"])]

    @property
    def counts_as_held(self) -> bool:
        """Whether it changes what we hold for the buyer; a compensation is our own money."""
        return self.what != self.What.COMPENSATION

    def __str__(self) -> str:
        return gettext("No. %(number)s") % {"number": self.receipt_number}
