"""What figures do to lists, and the reports and notes made from them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.insight import catalogue, desks, narrowing  # noqa: F401  (figures, and what they do to lists and home pages)
from lintel.insight.actions.reports import (
    correct_daily_report,
    draft_daily_report,
    recount_daily_report,
    write_strategy_note,
)
from lintel.insight.actions.targets import set_target
from lintel.insight.models import DailyReport, ProjectTarget, StrategyNote
from lintel.insight.snapshots import changed, frozen, reading_of
from lintel.platform.access.scope import may
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Panel, Resource, View, chips, panel_on

chips(DailyReport, "status", {"draft": ("wait", "○"), "signed": ("ok", "✓")})


class DailyReports(Resource):
    """The reports of all days; an unsigned one waits for the manager."""

    model = DailyReport
    empty = _("No report yet. It is drafted every evening and signed by the manager.")
    icon = "clipboard-list"
    clause = "2.2.3.1"
    columns = ["day", "project", "status", "signed_by", "signed_at", Column("comment", wrap=True, sort=False)]
    detail_columns = ["day", "project", "status", "signed_by", "signed_at", Column("comment", wrap=True)]
    filters = ["status"]
    periods = ["day"]
    views = [View(_("To be signed"), "status=draft", count=True), View(_("Signed off"), "status=signed")]
    order = "-day"
    create = draft_daily_report
    project_path = "project_id"

    def rows(self, user: Any) -> QuerySet[DailyReport]:
        return super().rows(user).select_related("project", "signed_by", "of_day", "of_month")


class StrategyNotes(Resource):
    """Changes of course with the numbers they were decided on."""

    model = StrategyNote
    empty = _("No note has been kept. A note keeps the numbers it rests on.")
    icon = "message"
    clause = "2.2.1.4"
    columns = ["title", "project", "author", "created_at", "price_scheme", "offer"]
    periods = ["created_at"]
    detail_columns = ["title", "project", "author", "created_at", Column("text", wrap=True), "price_scheme", "offer"]
    search = ["title", "text"]
    create = write_strategy_note
    project_path = "project_id"

    def rows(self, user: Any) -> QuerySet[StrategyNote]:
        return super().rows(user).select_related("project", "author", "price_scheme", "offer", "figures")


chips(ProjectTarget, "status", {"set": ("ok", "●"), "withdrawn": ("mute", "⊘")})


class ProjectTargetList(Resource):
    """What the manager wants each figure of a project to come to in a month."""

    model = ProjectTarget
    empty = _(
        "No target has been set. Without one, the teams' approved targets together are what a project is measured by."
    )
    icon = "trophy"
    clause = "2.2.1.4"
    columns = [
        Column("metric", value=lambda t: t.title, kind="text", label=_("Measure")),
        Column("month", value=lambda t: f"{t.month:%Y-%m}", kind="text", label=_("Month")), "project",
        Column("value", value=lambda t: t.told, kind="text", label=_("Target")), "status", "set_by",
    ]  # fmt: skip
    card = ["status", "month", "project", "value"]
    filters = ["status", "month"]
    views = [View(_("In force"), "status=set")]
    order = "-month"
    create = set_target
    project_path = "project_id"

    def rows(self, user: Any) -> QuerySet[ProjectTarget]:
        return super().rows(user).select_related("project", "set_by")


def _figures(user: Any, report: DailyReport) -> dict[str, Any]:
    """Each figure of the day beside the month's, with every correction under it; what differs now is said, not hidden."""
    month = {one.metric.key: one.reading for one in frozen(report.of_month)}
    corrections: dict[str, list[Any]] = {}
    for one in report.corrections.select_related("by").order_by("at", "pk"):
        corrections.setdefault(one.key, []).append(one)
    rows = [
        {
            "figure": one, "month": None if one.metric.of_now else month.get(one.metric.key),
            "corrections": [(c, reading_of(one.metric, c.after)) for c in corrections.get(one.metric.key, [])],
        }
        for one in frozen(report.of_day)
    ]  # fmt: skip
    # Told to those who can do something about it; whoever only reads the report reads what it says.
    acts = may(user, recount_daily_report.permission) or may(user, correct_daily_report.permission)
    found = changed(report) if acts else []
    differing = [(m, reading_of(m, told), reading_of(m, now)) for m, told, now in found]
    return {
        "report": report,
        "rows": rows,
        "differing": differing,
        "signed": report.status == DailyReport.Status.SIGNED,
    }


def _rests_on(user: Any, note: StrategyNote) -> dict[str, Any]:
    return {"snapshot": note.figures, "rows": [{"figure": one} for one in frozen(note.figures)]}


panel_on(DailyReport, Panel(title=_("Measures"), template="insight/_report.html", context=_figures, order=1))
panel_on(StrategyNote, Panel(title=_("Figures it rests on"), template="insight/_kept.html", context=_rests_on, order=1))
