"""The daily report (clause 2.2.3.1): drafted in the evening, signed once, corrected in the open; and notes on strategy (2.2.1.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lintel.insight.actions.reports import (
    correct_daily_report,
    draft_daily_report,
    recount_daily_report,
    sign_daily_report,
    write_strategy_note,
)
from lintel.insight.jobs import draft_daily_reports
from lintel.insight.models import Correction, DailyReport, Snapshot, StrategyNote
from lintel.insight.snapshots import as_told, changed, frozen
from lintel.insight.tests.conftest import Office, at
from lintel.inventory.models import PriceScheme, Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.tasks.models import Task
from lintel.sales.models import Reservation

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)


@pytest.fixture
def report(cast: dict[str, User], project: Project, month: Office) -> DailyReport:
    """The report of 10 November, when wang, zhao and sun each had a reservation take effect."""
    return draft_daily_report(cast["liu"], project=project, day=DAY)


def told(report: DailyReport, key: str) -> tuple[int, Decimal]:
    one = as_told(report)[key]
    return one["count"], Decimal(one["amount"])


@pytest.mark.clause("2.2.3.1")
def test_in_the_evening_a_report_of_every_project_lies_ready(
    cast: dict[str, User], projects: dict[str, Project], month: Office
) -> None:
    with clock.at(at(11, 23, 19, 59)):
        draft_daily_reports()
    with clock.at(at(11, 23, 20, 1)):
        draft_daily_reports()
        draft_daily_reports()
    made = DailyReport.objects.order_by("day", "pk").values_list("day", "status")
    # yesterday's, which nobody had drafted, and today's; once each
    assert list(made) == [(date(2026, 11, 22), "draft")] * 2 + [(date(2026, 11, 23), "draft")] * 2
    assert Task.objects.filter(kind="insight.sign_daily_report", role="MGR", done_at=None).count() == 4


@pytest.mark.clause("2.2.1.4")
def test_the_manager_signs_and_the_to_do_is_done(cast: dict[str, User], report: DailyReport) -> None:
    assert told(report, "reservations") == (3, Decimal(0))
    assert told(report, "collections") == (3, Decimal(150_000))
    sign_daily_report(cast["liu"], report, comment="成交集中在下午")
    report.refresh_from_db()
    assert (report.status, report.signed_by, report.comment) == ("signed", cast["liu"], "成交集中在下午")
    assert not Task.objects.filter(kind="insight.sign_daily_report", done_at=None).exists()
    with pytest.raises(Refused):
        sign_daily_report(cast["liu"], report)


@pytest.mark.clause("2.2.1.4")
def test_what_was_signed_stays_and_a_later_change_is_a_correction(
    cast: dict[str, User], report: DailyReport, month: Office
) -> None:
    sign_daily_report(cast["liu"], report)
    deal = Reservation.objects.filter(effective_at__date=DAY, project=report.project).first()
    assert deal is not None
    month.paid(deal, DAY, 30_000)
    report.refresh_from_db()
    assert [m.key for m, _told, _now in changed(report)] == ["collections"]
    correct_daily_report(cast["liu"], report, reason="补录银行回单")
    one = Correction.objects.get()
    assert (one.before["amount"], one.after["amount"], one.reason) == ("150000.00", "180000.00", "补录银行回单")
    signed = {f.metric.key: f.reading.amount for f in frozen(report.of_day)}
    assert signed["collections"] == Decimal(150_000)
    assert told(report, "collections") == (4, Decimal(180_000))
    with pytest.raises(Refused):
        correct_daily_report(cast["liu"], report, reason="再来一次")


def test_frozen_rows_cannot_be_changed_even_by_hand(cast: dict[str, User], report: DailyReport) -> None:
    for statement in (
        lambda: Snapshot.objects.update(figures=[]),
        lambda: Snapshot.objects.filter(pk=report.of_day_id).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()


def test_an_unsigned_report_is_counted_again_and_a_signed_one_is_not(
    cast: dict[str, User], report: DailyReport, month: Office
) -> None:
    month.came("wang", at(11, 10, 15))
    before = told(report, "visits")[0]
    recount_daily_report(cast["chen"], report)
    report.refresh_from_db()
    assert told(report, "visits")[0] == before + 1
    assert changed(report) == []
    sign_daily_report(cast["liu"], report)
    with pytest.raises(Refused):
        recount_daily_report(cast["chen"], report)


def test_one_report_per_day_and_none_of_tomorrow(cast: dict[str, User], report: DailyReport) -> None:
    for day in (DAY, date(2026, 11, 24)):
        with pytest.raises(Refused):
            draft_daily_report(cast["liu"], project=report.project, day=day)
    assert DailyReport.objects.count() == 1


def test_only_the_manager_signs(client: Client, cast: dict[str, User], report: DailyReport) -> None:
    for name in ("chen", "zhou", "wang", "zheng", "lin"):
        with pytest.raises(NotPermitted):
            sign_daily_report(cast[name], report)
    seen = {}
    for name in ("liu", "chen", "zhou", "wang", "zheng", "tang", "han"):
        client.force_login(cast[name])
        seen[name] = client.get(report.get_absolute_url()).status_code
    assert [name for name, status in seen.items() if status == 200] == ["liu", "chen", "zhou"]


def test_from_the_to_do_to_the_signature_in_three_clicks(
    client: Client, cast: dict[str, User], report: DailyReport
) -> None:
    client.force_login(cast["liu"])
    task = Task.objects.get(kind="insight.sign_daily_report")
    assert task.url == report.get_absolute_url()
    page = client.get(task.url).content.decode()
    sign = reverse("insight:dailyreport-act", args=[report.pk, "sign_daily_report"])
    assert sign in page
    assert "data-print" in page
    answer = client.post(sign, {"comment": "", "_key": "fedcba9876543210"})
    assert answer.status_code == 303
    report.refresh_from_db()
    assert report.status == "signed"


@pytest.mark.clause("2.2.1.4")
def test_a_strategy_note_keeps_the_numbers_it_rests_on(cast: dict[str, User], project: Project, month: Office) -> None:
    scheme = PriceScheme.objects.filter(project=project).get()
    note = write_strategy_note(
        cast["liu"], project=project, period="month", title="B 户型加推", text="去化快于 A 户型", price_scheme=scheme
    )
    kept = {one.metric.key: one.reading.count for one in frozen(note.figures)}
    month.came("wang", at(11, 23, 9))
    assert (
        kept["visits"]
        == {f.metric.key: f.reading.count for f in frozen(StrategyNote.objects.get().figures)}["visits"]
        == 14
    )
    assert (note.figures.first, note.figures.last) == (date(2026, 11, 1), date(2026, 11, 23))


def test_a_note_links_only_to_its_own_project(
    cast: dict[str, User], projects: dict[str, Project], month: Office
) -> None:
    foreign = PriceScheme.objects.get(project=projects["云栖江岸"])
    with pytest.raises(Refused):
        write_strategy_note(
            cast["liu"], project=projects["松风明月"], period="month", title="x", text="y", price_scheme=foreign
        )
    assert not StrategyNote.objects.exists()


def test_the_note_is_written_through_its_form_and_shown_with_its_figures(
    client: Client, cast: dict[str, User], project: Project, month: Office
) -> None:
    client.force_login(cast["liu"])
    address = reverse("insight:strategynote-create")
    assert client.get(address).status_code == 200
    answer = client.post(
        address,
        {"project": project.pk, "period": "week", "title": "调整渠道", "text": "加大线上", "_key": "fedcba9876543210"},
    )
    assert answer.status_code == 303
    assert "加大线上" in client.get(StrategyNote.objects.get().get_absolute_url()).content.decode()
