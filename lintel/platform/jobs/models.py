"""When each recurring job is due, and which workers are alive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.kernel import clock


class ScheduledJob(models.Model):
    """One recurring job. A worker claims a run by moving ``due_at`` on, in one conditional UPDATE."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    due_at = models.DateTimeField(_("due"), default=clock.now, db_index=True)
    claimed_by = models.CharField(_("claimed by"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("scheduled job"), _("scheduled jobs")

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A worker's sign of life; a run whose worker has none is taken away from it."""

    worker = models.CharField(_("worker"), max_length=80, unique=True)
    started_at = models.DateTimeField(_("started"), default=clock.now)
    beat_at = models.DateTimeField(_("last sign of life"), default=clock.now, db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("worker"), _("workers")

    def __str__(self) -> str:
        return self.worker
