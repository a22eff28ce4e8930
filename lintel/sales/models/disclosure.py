"""What a buyer must be told, and the record that this buyer was told it (clause 3.3.2, rules G-05, G-15, G-17)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record
from lintel.sales.models.quote import Quote


class DisclosureItem(Record):
    """One thing to tell every buyer of a project. ``for_mortgaged`` items concern units in mortgaged buildings only."""

    class Before(models.TextChoices):
        ACCEPTING = "accepting", _("Before the purchase plan is accepted")
        SIGNING = "signing", _("Before the reservation is signed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="disclosures", verbose_name=_("project"))
    place = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("what the buyer is told"), max_length=300)
    before = models.CharField(_("when"), max_length=10, choices=Before.choices, default=Before.ACCEPTING)
    mandatory = models.BooleanField(_("mandatory"), default=True)
    for_mortgaged = models.BooleanField(_("only for mortgaged buildings"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    ended_on = models.DateField(_("no longer told from"), null=True, blank=True)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("disclosure"), _("disclosures")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "text"], condition=Q(ended_on__isnull=True), name="a_disclosure_once_per_project"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Disclosed(Record):
    """The customer of a purchase plan was told ``item`` by ``told_by`` and confirmed it."""

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="disclosed", verbose_name=_("purchase plan"))
    item = models.ForeignKey(DisclosureItem, models.PROTECT, related_name="+", verbose_name=_("disclosure"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    scope = Scope(through="quote")

    class Meta:
        verbose_name, verbose_name_plural = _("confirmed disclosure"), _("confirmed disclosures")
        constraints = [models.UniqueConstraint(fields=["quote", "item"], name="told_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.quote} · {self.item}"
