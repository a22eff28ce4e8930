"""Reception: who came, who received them, and whose turn is next."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.customers.models.customer import Channel, Customer
from lintel.inventory.models import Project
from lintel.platform.access.models import Reach
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record


class VisitScope(Scope):
    """A visit is reached by whoever receives the person, and by whoever registered them at the desk."""

    def _in_reach(self, user: Any, reach: Reach, prefix: str) -> Q:
        consultant = super()._in_reach(user, reach, prefix)
        # an empty condition lets every row through; "or" would narrow it to the desk's own
        return consultant | Q(**{f"{prefix}registered_by": user}) if consultant else consultant


class VisitQuerySet(models.QuerySet["Visit"]):
    def came(self) -> VisitQuerySet:
        """Those that really came: bookings nobody kept are no visits."""
        return self.filter(status__in=Visit.CAME)


class Visit(Record):
    """Somebody came to the sales centre. Without a customer when consent was refused: counted, no data (G-33)."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        RECEIVING = "receiving", _("In reception")
        CLOSED = "closed", _("Finished")
        NO_SHOW = "no_show", _("No show")
        CANCELLED = "cancelled", _("Cancelled")

    HERE = (Status.ARRIVED, Status.RECEIVING)
    CAME = (Status.ARRIVED, Status.RECEIVING, Status.CLOSED)

    class Outcome(models.TextChoices):
        """What the desk learned from the phone number (SCREENS A–E), or that there was none."""

        NEW = "new", _("New customer")
        MINE = "mine", _("My customer")
        PROTECTED = "protected", _("Protected for a colleague")
        POOL = "pool", _("From the pool")
        OWNER = "owner", _("Owner")
        ANONYMOUS = "anonymous", _("Anonymous visitor")

    class Ruling(models.TextChoices):
        OWNER = "owner", _("The customer stays")
        CLAIMANT = "claimant", _("The customer changes hands")

    project = models.ForeignKey(Project, models.PROTECT, related_name="visits", verbose_name=_("project"))
    number = models.CharField(_("number"), max_length=20)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("customer")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="visits", verbose_name=_("consultant")
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ARRIVED)
    outcome = models.CharField(_("at the desk"), max_length=10, choices=Outcome.choices)
    explanation: Any = models.JSONField(_("why this consultant"), default=list)
    arrived_at = models.DateTimeField(_("arrived"), default=clock.now, db_index=True)
    party = models.PositiveSmallIntegerField(_("number of people"), default=1)
    is_first = models.BooleanField(_("first visit"), default=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    toured = models.BooleanField(_("saw the show flat"), default=False)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("greeted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("claimant")
    )
    """Who says at this visit that the protected customer should be theirs; a ruling answers."""
    claim = models.CharField(_("why claimed"), max_length=300, blank=True)
    ruling = models.CharField(_("ruling"), max_length=8, choices=Ruling.choices, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ruled by")
    )
    ruled_at = models.DateTimeField(_("ruled"), null=True, blank=True)
    ruled_because = models.CharField(_("reason of the ruling"), max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()
    scope = VisitScope(owner="consultant", project="project")
    lifecycle = Lifecycle(
        "status",
        {
            Status.BOOKED: [Status.ARRIVED, Status.NO_SHOW, Status.CANCELLED],
            Status.ARRIVED: [Status.RECEIVING, Status.CLOSED, Status.CANCELLED],
            Status.RECEIVING: [Status.CLOSED],
        },
    )

    class Meta:
        verbose_name, verbose_name_plural = _("visit"), _("visits")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="visit_number_once_per_project"),
            models.CheckConstraint(
                condition=Q(ruling="") | Q(claimant__isnull=False, ruled_by__isnull=False, ruled_at__isnull=False),
                name="a_ruling_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-arrived_at"], name="visit_by_day"),
            models.Index(fields=["customer", "-id"], name="visit_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_disputed(self) -> bool:
        """Somebody claims the customer and nobody has ruled yet."""
        return self.claimant_id is not None and not self.ruling

    @property
    def minutes(self) -> int:
        """For how long this has gone on: waiting since they came, or in reception since they were greeted."""
        since = self.started_at if self.status == self.Status.RECEIVING and self.started_at else self.arrived_at
        return max(int((clock.now() - since).total_seconds() // 60), 0)


class DutyTurn(Record):
    """A consultant on today's duty list. The next new visitor goes to whoever is present with the fewest receptions."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RECEIVING = "receiving", _("Receiving")
        PAUSED = "paused", _("Paused")
        OFF = "off", _("Off duty")

    project = models.ForeignKey(Project, models.PROTECT, related_name="turns", verbose_name=_("project"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="turns", verbose_name=_("consultant")
    )
    day = models.DateField(_("day"))
    place = models.PositiveSmallIntegerField(_("place"))
    receptions = models.PositiveSmallIntegerField(_("new receptions"), default=0)
    last_turn_at = models.DateTimeField(_("last turn"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("turn on the duty list"), _("duty list")
        constraints = [
            models.UniqueConstraint(fields=["project", "day", "consultant"], name="once_on_the_duty_list"),
            models.CheckConstraint(condition=Q(place__gte=1), name="duty_place_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place} {self.consultant}"
