"""Appointments: the customer comes at an agreed time, and neither person nor room is promised twice (2.2.4.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Customer
from lintel.inventory.models import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

SLOT = timedelta(minutes=30)


class Room(Record):
    """A place where one party sits at a time: a negotiation table, the signing room, the show flat."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="rooms", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=60)
    in_use = models.BooleanField(_("in use"), default=True)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("room"), _("rooms")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="room_name_once_per_project")]

    def __str__(self) -> str:
        return self.name


class Appointment(Record):
    """A customer, a consultant and perhaps a room, from ``starts_at`` to ``ends_at`` in whole half hours."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit and show flat")
        NEGOTIATION = "negotiation", _("Negotiation")
        SIGNING = "signing", _("Signing")

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        KEPT = "kept", _("Kept")
        NO_SHOW = "no_show", _("No show")
        CANCELLED = "cancelled", _("Cancelled")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="appointments", verbose_name=_("customer"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("consultant")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.VISIT)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("room")
    )
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("to"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.BOOKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    scope = Scope(through="customer")
    lifecycle = Lifecycle("status", {Status.BOOKED: [Status.KEPT, Status.NO_SHOW, Status.CANCELLED]})

    class Meta:
        verbose_name, verbose_name_plural = _("appointment"), _("appointments")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["consultant", "status", "starts_at"], name="appointment_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.customer.number}"

    def slots(self) -> list[datetime]:
        """The beginnings of the half hours it takes."""
        count = -((self.starts_at - self.ends_at) // SLOT)
        return [self.starts_at + SLOT * i for i in range(count)]


class TakenSlot(models.Model):
    """Half an hour of one person or one room. The constraint is what prevents a double booking, on both databases."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="taken")
    what = models.CharField(max_length=24)
    """``person:12`` or ``room:3``."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "at"], name="nobody_is_booked_twice")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
