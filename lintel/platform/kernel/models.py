"""What every row in Lintel has in common."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A row the business would recognise by name."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True, editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:{self._meta.model_name}-detail", args=[self.pk])

    @property
    def stamp(self) -> str:
        """What an edit form carries so that a stale one is refused."""
        return self.updated_at.isoformat() if self.updated_at else ""


class Counter(models.Model):
    """The last number given out in a series. Updated last in the transaction, so a rollback leaves no gap."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


from lintel.platform.kernel.calendar_models import OpeningHours, SpecialDay  # noqa: E402, F401  (Django finds models here)
