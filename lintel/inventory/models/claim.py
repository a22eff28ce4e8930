"""The one live claim on a unit: who has it now, as what, and until when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models.unit import Unit
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.models import Record


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self, at: datetime | None = None) -> ClaimQuerySet:
        """Claims that bind at the moment ``at``. A hold past its time binds nobody, whether or not it has been swept."""
        moment = at or clock.now()
        return self.filter(live=True).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=moment))

    def run_out(self, at: datetime | None = None) -> ClaimQuerySet:
        """Claims marked live whose time is over."""
        return self.filter(live=True, expires_at__lte=at or clock.now())


class Claim(Record):
    """``holder`` has ``unit`` as a hold, a reservation or a contract.

    The customer is a number, because customers live upstairs; ``about`` is the paper the claim rests on. Made and
    ended by the functions in ``inventory/claims.py`` alone.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", _("Hold")
        RESERVATION = "reservation", _("Reservation")
        CONTRACT = "contract", _("Contract")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="claims", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    live = models.BooleanField(_("live"), default=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims", verbose_name=_("held by")
    )
    customer_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    since = models.DateTimeField(_("since"), default=clock.now)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_because = models.CharField(_("reason"), max_length=200, blank=True)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    objects = ClaimQuerySet.as_manager()
    scope = Scope(through="unit")

    class Meta:
        verbose_name, verbose_name_plural = _("claim"), _("claims")
        constraints = [
            # The law against selling twice (G-03). Locks are only manners.
            models.UniqueConstraint(
                fields=["unit"], condition=Q(live=True), name="one_live_claim_per_unit",
                violation_error_message=_("This unit is already taken."),
            ),
            models.CheckConstraint(condition=Q(live=True) | Q(ended_at__isnull=False), name="an_ended_claim_says_when"),
            models.CheckConstraint(
                condition=~Q(kind="hold") | Q(expires_at__isnull=False), name="a_hold_runs_out",
                violation_error_message=_("A hold needs a time when it ends."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["holder", "live"])]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_kind_display()}"

    def binds(self, at: datetime | None = None) -> bool:
        """Whether the claim counts at the moment ``at``; the same rule as ``ClaimQuerySet.live``."""
        return self.live and (self.expires_at is None or self.expires_at > (at or clock.now()))
