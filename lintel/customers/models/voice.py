"""What customers say that others must hear: field reports upwards, and referrals of people they know."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Customer
from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record


class FieldReport(Record):
    """Feedback a consultant reports up; the supervisor must acknowledge it (clause 2.2.4.5)."""

    class Category(models.TextChoices):
        PRICE = "price", _("Price")
        PRODUCT = "product", _("Layout and quality")
        COMPETITOR = "competitor", _("Competitor")
        POLICY = "policy", _("Sales policy")
        SERVICE = "service", _("Our service")
        COMPLAINT = "complaint", _("Complaint")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        SENT = "sent", _("Reported")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")

    project = models.ForeignKey(Project, models.PROTECT, related_name="field_reports", verbose_name=_("project"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="field_reports", verbose_name=_("customer")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_reports", verbose_name=_("reported by")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    details = models.TextField(_("what was said"), max_length=1000)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SENT)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    scope = Scope(owner="author", project="project")
    lifecycle = Lifecycle("status", {Status.SENT: [Status.ACKNOWLEDGED]})

    class Meta:
        verbose_name, verbose_name_plural = _("field report"), _("field reports")
        indexes = [models.Index(fields=["project", "status", "-id"], name="field_report_open")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"


class Referral(Record):
    """An owner or customer named somebody they know, before that person's first visit (clause 3.2.3)."""

    class Relation(models.TextChoices):
        RELATIVE = "relative", _("Relative")
        FRIEND = "friend", _("Friend")
        COLLEAGUE = "colleague", _("Colleague")
        OTHER = "other", _("Other")

    referrer = models.ForeignKey(Customer, models.PROTECT, related_name="referrals", verbose_name=_("referred by"))
    customer = models.OneToOneField(Customer, models.PROTECT, related_name="referral", verbose_name=_("new customer"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    registered_at = models.DateTimeField(_("registered"), default=clock.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("referral"), _("referrals")
        constraints = [models.CheckConstraint(condition=~Q(referrer=F("customer")), name="nobody_refers_themself")]

    def __str__(self) -> str:
        return f"{self.referrer.number} → {self.customer.number}"
