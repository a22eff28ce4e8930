"""Numbers as they were: snapshots that never change, the daily report signed on one, what was corrected since, and notes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lintel.insight.metrics import metric_named, said
from lintel.inventory.models import PriceScheme, Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record
from lintel.sales.models import Offer

PERSON = settings.AUTH_USER_MODEL


class Snapshot(models.Model):
    """Figures of a project over some days as they stood at a moment. Rows are never changed or removed.

    ``figures`` is a list of ``{key, version, definition, count, part, amount, of}``, amounts in yuan as text: what the
    figure was, and by which version of which definition it was counted.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name=_("project"))
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    figures: Any = models.JSONField(_("figures"))
    taken_at = models.DateTimeField(_("counted"), default=clock.now)
    taken_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("counted by"))

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("snapshot"), _("snapshots")
        constraints = [models.CheckConstraint(condition=Q(first__lte=F("last")), name="a_snapshot_runs_forward")]

    def __str__(self) -> str:
        return f"{self.first} ~ {self.last}"


class DailyReport(Record):
    """The report of one day (案场日报): its figures, those of the month so far, a comment and a signature."""  # msg: ok

    class Status(models.TextChoices):
        DRAFT = "draft", _("To be signed")
        SIGNED = "signed", _("Signed off")

    project = models.ForeignKey(Project, models.PROTECT, related_name="daily_reports", verbose_name=_("project"))
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    of_day = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("figures of the day"))
    of_month = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("figures of the month"))
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    signed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    scope = Scope(project="project")
    lifecycle = Lifecycle("status", {Status.DRAFT: [Status.SIGNED]})

    class Meta:
        verbose_name, verbose_name_plural = _("daily report"), _("daily reports")
        constraints = [
            models.UniqueConstraint(fields=["project", "day"], name="one_daily_report_per_project_and_day"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="a_signed_report_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.day}"


class Correction(models.Model):
    """A figure of a signed report that has changed since: what was signed, what it is, and why. Never changed or removed."""

    report = models.ForeignKey(DailyReport, models.PROTECT, related_name="corrections", verbose_name=_("daily report"))
    key = models.CharField(max_length=40)
    before: Any = models.JSONField(_("signed"))
    after: Any = models.JSONField(_("corrected"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("corrected by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    scope = Scope(through="report")

    class Meta:
        verbose_name, verbose_name_plural = _("correction"), _("corrections")

    def __str__(self) -> str:
        return f"{self.report} {self.key}"


class StrategyNote(Record):
    """A change of course (clause 2.2.1.4): what is to change and why, with the numbers it was decided on."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="strategy_notes", verbose_name=_("project"))
    title = models.CharField(_("what changes"), max_length=120)
    text = models.TextField(_("why and how"), max_length=4000)
    figures = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("figures it rests on"))
    price_scheme = models.ForeignKey(
        PriceScheme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("price scheme")
    )
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("offer"))
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("strategy note"), _("strategy notes")

    def __str__(self) -> str:
        return self.title


class ProjectTargets(models.QuerySet["ProjectTarget"]):
    def in_force(self) -> ProjectTargets:
        return self.filter(status=ProjectTarget.Status.SET)


class ProjectTarget(Record):
    """What the manager wants a figure of a project to come to in a month.

    ``value`` is in the figure's own unit: pieces, yuan to the fen, or per cent. For a figure that is better when it is
    smaller it is the most it may be.
    """

    class Status(models.TextChoices):
        SET = "set", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey(Project, models.PROTECT, related_name="targets", verbose_name=_("project"))
    metric = models.CharField(_("figure"), max_length=40)
    month = models.DateField(_("month"), help_text=_("Its first day."))
    value = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SET)
    set_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("set by"))

    objects = ProjectTargets.as_manager()
    scope = Scope(project="project")
    lifecycle = Lifecycle("status", {Status.SET: [Status.WITHDRAWN]})

    class Meta:
        verbose_name, verbose_name_plural = _("project target"), _("project targets")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "metric", "month"], condition=Q(status="set"), name="one_target_per_project_figure_and_month",
                violation_error_message=_("This figure already has a target for the month; change that one."),
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="a_project_target_is_more_than_nothing"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.title}"

    @property
    def title(self) -> str:
        """The figure's name; its key when the software no longer has it."""
        known = metric_named(self.metric)
        return str(known.name) if known else self.metric

    @property
    def told(self) -> str:
        """The value as people read it."""
        known = metric_named(self.metric)
        return said(known, self.value) if known else str(self.value)
