"""Tags: short words a project agrees on, put on customers to find them again by what no other field says."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.customers.models.customer import Customer
from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record

LONGEST = 12
"""Characters of a tag's name: more is a note, and belongs into a follow-up."""


class Tag(Record):
    """One word of a project's vocabulary. What is no longer used is put aside, not deleted: customers may still wear it."""

    class Tone(models.TextChoices):
        MUTE = "mute", pgettext_lazy("colour", "Grey")
        INFO = "info", pgettext_lazy("colour", "Blue")
        OK = "ok", pgettext_lazy("colour", "Green")
        WAIT = "wait", pgettext_lazy("colour", "Yellow")
        WARN = "warn", pgettext_lazy("colour", "Orange")
        BAD = "bad", pgettext_lazy("colour", "Red")
        BRAND = "brand", pgettext_lazy("colour", "Indigo")

    project = models.ForeignKey(Project, models.PROTECT, related_name="tags", verbose_name=_("project"))
    name = models.CharField(pgettext_lazy("of a tag", "name"), max_length=LONGEST)
    tone = models.CharField(_("colour"), max_length=5, choices=Tone.choices, default=Tone.MUTE)
    active = models.BooleanField(_("in use"), default=True)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("tag"), _("tags")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="tag_name_once_per_project")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """``customer`` wears ``tag``. ``batch`` ties together what one press put on many customers, so that one press takes it off."""

    # Each is found by the constraint and the index below; one index more would only cost at every press.
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="taggings", verbose_name=_("customer"), db_index=False
    )
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings", verbose_name=_("tag"), db_index=False)
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("put on by"))
    put_at = models.DateTimeField(_("put on"), default=clock.now)
    batch = models.UUIDField(default=uuid.uuid4, editable=False)

    scope = Scope(through="customer")

    class Meta:
        verbose_name, verbose_name_plural = _("tag of a customer"), _("tags of customers")
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="tag_once_per_customer")]
        indexes = [models.Index(fields=["tag", "customer"], name="tagging_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag}"
