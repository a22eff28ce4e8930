"""The figures of the demo as the manager works with them: signed every morning, corrected once, and a change of course."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from lintel.insight import catalogue
from lintel.insight.actions.reports import correct_daily_report, sign_daily_report, write_strategy_note
from lintel.insight.actions.targets import change_target, set_target
from lintel.insight.jobs import draft_daily_reports
from lintel.insight.models import DailyReport, ProjectTarget
from lintel.insight.snapshots import changed
from lintel.inventory.models import PriceScheme, Project
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import EVENING, Story

REPORTS = 21
"""Working days with a report: three weeks fill the list, and each costs the counting of two spans."""
COMMENTS = (
    "周末到访集中，注意接待轮序。",
    "",
    "回款按计划，两笔首付明日到账。",
    "",
    "雨天到访少，老客户回访补上。",
    "",
)
NOTES = (
    (14, "车位随房优惠收窄", "车位去化快于住宅，三周来新增认购多为随房购买；清货价执行到月底，之后恢复单售价。", "车位清货价"),
    (5, "高区缓涨，低区不动", "高区带看与锁房多于低区，而低区价格敏感；先调 1、2 栋高区，低区维持，一个月后复盘。", ""),
)  # fmt: skip


def reports(story: Story, cast: Mapping[str, User], project: Project, begins: int) -> None:
    """From the last weeks: a report each evening, signed the next morning; yesterday's waits."""
    boss = cast["liu"]
    for ago in range(min(REPORTS, begins), 0, -1):
        story.at(story.day(ago, EVENING.hour), draft_daily_reports, until=EVENING)
        if ago > 1:
            story.at(story.day(ago - 1, 9, 40), lambda a=ago: _sign(boss, project, COMMENTS[a % len(COMMENTS)]))  # type: ignore[misc]
    story.at(story.day(1, 17, 30), lambda: _correct(boss))
    for ago, title, text, scheme in NOTES:
        story.at(story.day(ago, 17), lambda t=title, x=text, s=scheme: _note(boss, project, t, x, s))  # type: ignore[misc]


WANTED = (
    (catalogue.NET_AMOUNT, 190_000_000),
    (catalogue.VISITS, 420),
    (catalogue.FIRST_FOLLOW_UP, 95),
    (catalogue.DISCOUNT, 2),
)
"""What head office wants of a month in the first project: yuan, parties, per cent, at most so many per cent."""


def wanted(story: Story, cast: Mapping[str, User], project: Project) -> None:
    """The manager's targets: last month's, this month's, and one of this month changed in its second week."""
    boss, this = cast["liu"], story.today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    for month in (last, this):
        ago = max((story.today - month).days, 0)
        story.at(story.day(ago, 9, 10), lambda m=month: _want(boss, project, m))  # type: ignore[misc]
    if story.today.day > 10:
        story.at(story.day(story.today.day - 10, 9, 15), lambda: _more(boss, this))


def _want(boss: User, project: Project, month: date) -> None:
    for metric, value in WANTED:
        set_target(boss, project=project, metric=metric.key, month=month, value=Decimal(value))


def _more(boss: User, month: date) -> None:
    target = ProjectTarget.objects.get(month=month, metric=catalogue.VISITS.key)
    change_target(boss, target, value=Decimal(480), reason="增加周末暖场活动，来访目标上调")


def _sign(boss: User, project: Project, comment: str) -> None:
    for report in DailyReport.objects.filter(status=DailyReport.Status.DRAFT).order_by("pk"):
        sign_daily_report(boss, report, comment=comment if report.project_id == project.pk else "")


def _correct(boss: User) -> None:
    """The latest report of which something became known after it was signed."""
    for report in DailyReport.objects.filter(status=DailyReport.Status.SIGNED).order_by("-day", "pk"):
        if changed(report):
            correct_daily_report(boss, report, reason="签发后补录：银行回单次日到，客户档案合并")
            return


def _note(boss: User, project: Project, title: str, text: str, scheme: str) -> None:
    found = PriceScheme.objects.filter(project=project, name=scheme).first() if scheme else None
    write_strategy_note(boss, project=project, period="month", title=title, text=text, price_scheme=found)
