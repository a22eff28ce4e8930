"""What a customer was told and agreed to, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Customer
from lintel.platform.access.scope import Scope
from lintel.platform.attachments.models import Attachment
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record


class NoticeVersion(Record):
    """The privacy notice shown at the desk. A published version never changes (G-32)."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    effective_on = models.DateField(_("effective on"))

    scope = Scope()

    class Meta:
        verbose_name, verbose_name_plural = _("privacy notice"), _("privacy notices")

    def __str__(self) -> str:
        return f"v{self.version}"


class Consent(Record):
    """The customer agreed to one purpose under one version of the notice, and perhaps withdrew later (G-31, G-34)."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("Basic information for this purchase")
        MARKETING = "marketing", _("Marketing contact")
        SHARING = "sharing", _("Sharing with bank or property company")

    class How(models.TextChoices):
        TICKED = "ticked", _("Agreed at the desk")
        SIGNED = "signed", _("Signed on screen")
        PAPER = "paper", _("Signed on paper")
        SPOKEN = "spoken", _("Agreed by phone")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="consents", verbose_name=_("customer"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    notice = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="+", verbose_name=_("notice"))
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("witness"))
    evidence = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signature"), editable=False
    )
    """What was signed, or the photo of the paper: sealed, shown by its own screen, and one for all that was agreed with it."""
    given_at = models.DateTimeField(_("given"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("consent"), _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.notice}"
