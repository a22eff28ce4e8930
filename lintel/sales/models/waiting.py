"""Who waits for a unit that somebody else has (候补)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer
from lintel.inventory.models import Project, Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record


class UnitWaiter(Record):
    """``consultant`` wants to hear when ``unit`` is free again. Hearing of it is no claim: the first to hold it has it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name=_("project"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="waiters", verbose_name=_("unit"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("consultant")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="waits", verbose_name=_("customer")
    )
    since = models.DateTimeField(_("since"), default=clock.now)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    scope = Scope(owner="consultant", project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("place in the queue"), _("queue for units")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "consultant"], condition=Q(told_at__isnull=True), name="a_consultant_waits_once_per_unit",
                violation_error_message=_("You are already waiting for this unit."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit} · {self.consultant}"
