"""What happens without anybody asking: in the evening the daily report lies ready to be signed."""

from __future__ import annotations

from datetime import timedelta

from lintel.insight.actions.reports import draft_daily_report
from lintel.insight.figures import REPORT_HOUR
from lintel.insight.models import DailyReport
from lintel.inventory.models import Project
from lintel.platform.directory.models import system_user
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock


@job("insight.draft_daily_reports", every=timedelta(minutes=15))
def draft_daily_reports() -> None:
    """From the evening hour on, draft today's report of every project; before it, yesterday's where it is missing."""
    now, system = clock.now(), system_user()
    day = now.date() if now.hour >= REPORT_HOUR.whole() else now.date() - timedelta(days=1)
    done = DailyReport.objects.filter(day=day).values("project")
    for project in Project.objects.filter(memberships__isnull=False).exclude(pk__in=done).distinct().order_by("pk"):
        draft_daily_report(system, project=project, day=day)
