"""The presale permit (商品房预售许可证): without one that covers the unit, nothing is sold (G-01)."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models.estate import Building
from lintel.inventory.models.project import Project
from lintel.inventory.models.unit import Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

PUBLISH_WITHIN = 10
"""Days after the permit within which all its units must be published at once (G-11)."""


class PermitQuerySet(models.QuerySet["PresalePermit"]):
    def valid(self, day: date) -> PermitQuerySet:
        """Those that may be relied on that day; the same rule as ``PresalePermit.valid_on``."""
        approved = self.filter(status=PresalePermit.Status.APPROVED, issued_on__lte=day)
        return approved.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class PresalePermit(Record):
    """Leave to sell the units of certain buildings, or certain units. A completed estate has a filing (现售备案) instead."""

    class Kind(models.TextChoices):
        PRESALE = "presale", _("Presale permit")
        COMPLETED = "completed", _("Completed-sale filing")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    project = models.ForeignKey(Project, models.PROTECT, related_name="permits", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PRESALE)
    number = models.CharField(_("permit number"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    buildings = models.ManyToManyField(Building, blank=True, related_name="permits", verbose_name=_("buildings"))
    units = models.ManyToManyField(Unit, blank=True, related_name="permits", verbose_name=_("single units"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_where = models.CharField(_("published where"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    remark = models.TextField(_("note"), blank=True)

    objects = PermitQuerySet.as_manager()
    scope = Scope(project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.DRAFT: [Status.IN_REVIEW],
            Status.RETURNED: [Status.IN_REVIEW],
            Status.IN_REVIEW: [Status.APPROVED, Status.RETURNED],
            Status.APPROVED: [Status.EXPIRED, Status.REVOKED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("presale permit"), _("presale permits")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="one_permit_per_number",
                violation_error_message=_("This permit number is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")), name="a_permit_ends_after_it_begins",
                violation_error_message=_("A permit cannot end before it was issued."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def valid_on(self, day: date) -> bool:
        """Whether it may be relied on that day: approved here, issued, not past its end."""
        if self.status != self.Status.APPROVED or day < self.issued_on:
            return False
        return self.valid_until is None or day <= self.valid_until

    @property
    def publish_by(self) -> date:
        """The last day to publish all units of this permit."""
        return self.issued_on + timedelta(days=PUBLISH_WITHIN)

    @property
    def days_to_publish(self) -> int | None:
        """Days left to publish; negative when late, None once published."""
        return None if self.published_on else (self.publish_by - clock.today()).days
