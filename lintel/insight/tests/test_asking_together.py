"""Figures over the same rows are asked for together; each answer is what asking for it alone gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.customers.models import Visit
from lintel.insight import asking, catalogue, queries
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric, alike, all_metrics
from lintel.insight.periods import Period
from lintel.insight.reading import Reading, made, read
from lintel.insight.reading import aggregates as alone
from lintel.insight.tests.conftest import Office
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.spans import Span

pytestmark = pytest.mark.django_db

PERIOD = Period("month", Span(date(2026, 11, 1), date(2026, 11, 26)), Span(date(2026, 10, 1), date(2026, 10, 26)))
WHO = ("liu", "zhou", "wang", "zheng")
BY_DAY = [m for m in all_metrics() if not m.of_now]


def numbers(reading: Reading) -> tuple[Any, ...]:
    return reading.count, reading.part, reading.amount, reading.of


def asked_alone(metric: Metric, looker: Looker, span: Span, by: str) -> dict[Any, tuple[Any, ...]]:
    path = metric.dims[by]
    rows = looker.counted(metric, span).values(path).order_by(path).annotate(**alone(metric))
    return {row[path]: numbers(made(metric, row)) for row in rows}


@pytest.mark.clause("2.2.1.4")
@pytest.mark.parametrize("name", WHO)
def test_together_and_alone_come_to_the_same(cast: dict[str, User], month: Office, name: str) -> None:
    looker = Looker.of(cast[name])
    counted = 0
    for metric in BY_DAY:
        for span in (PERIOD.now, PERIOD.before):
            expected = read(metric, looker.counted(metric, span))
            counted += expected.count
            days = asking.by_day(metric, looker, span)
            assert numbers(sum(days.values(), Reading(metric))) == numbers(expected), metric.key
        for by in metric.dims:
            now, before = asking.split(metric, looker, PERIOD, by)
            for told, span in ((now, PERIOD.now), (before, PERIOD.before)):
                assert {k: numbers(v) for k, v in told.items()} == asked_alone(metric, looker, span, by), metric.key
    assert counted or name == "zheng"


@pytest.mark.parametrize("name", WHO)
def test_the_funnel_in_one_question_is_each_step_alone(cast: dict[str, User], month: Office, name: str) -> None:
    looker = Looker.of(cast[name])
    with CaptureQueriesContext(connection) as asked:
        steps = queries.funnel(looker, PERIOD)
    assert sum("customers_visit" in one["sql"] for one in asked.captured_queries) == 1
    for step in steps:
        assert step.reading is None or step.reading.count == looker.counted(step.metric, PERIOD.now).count()
    assert steps[0].reading is not None or name == "zheng"


def test_the_whole_of_the_heat_is_the_sell_through(cast: dict[str, User], month: Office) -> None:
    looker = Looker.of(cast["liu"])
    assert numbers(queries.heat(looker).whole) == numbers(
        read(catalogue.SELL_THROUGH, looker.counted(catalogue.SELL_THROUGH, None))
    )


def test_an_average_of_figures_alike_is_each_figures_own(cast: dict[str, User], month: Office) -> None:
    looker = Looker.of(cast["wang"])
    for metric in (catalogue.VISITS, catalogue.RESERVATIONS, catalogue.RESERVED_AMOUNT):
        average = queries.seen(metric, looker, PERIOD, averages=True).average
        assert average is not None
        rows = metric.within(metric.model._default_manager.filter(project__in=looker.projects), PERIOD.now)
        of_peers = rows.filter(**{f"{metric.dims['person']}__in": looker.peers})
        assert numbers(average.reading) == numbers(read(metric, of_peers)), metric.key


def test_figures_alike_share_a_question_and_only_they(cast: dict[str, User], month: Office) -> None:
    assert {m.key for m in alike(catalogue.RESERVATIONS)} >= {"reserved_amount", "special_discount", "net_amount"}
    assert {m.key for m in alike(catalogue.VISITS)} == {"visits", "first_visits"}
    looker = Looker.of(cast["liu"])
    with CaptureQueriesContext(connection) as asked:
        for metric in (catalogue.RESERVATIONS, catalogue.RESERVED_AMOUNT, catalogue.DISCOUNT):
            asking.by_day(metric, looker, PERIOD.now)
    assert sum("sales_reservation" in one["sql"] for one in asked.captured_queries) == 1


def test_the_day_of_a_moment_is_the_offices(cast: dict[str, User], month: Office) -> None:
    """Also for the hours in which Shanghai and UTC have different days, in the words of either database."""
    visits = list(Visit.objects.order_by("pk")[:4])
    for visit, hour in zip(visits, (0, 7, 8, 23), strict=True):
        at = datetime(2026, 11, 9, hour, 59, 59, 999_000, tzinfo=clock.SHANGHAI)
        Visit.objects.filter(pk=visit.pk).update(arrived_at=at)
    rows = Visit.objects.filter(pk__in=[v.pk for v in visits])
    days = rows.annotate(on_day=catalogue.VISITS.day_expression()).values_list("on_day", flat=True)
    assert set(days) == {date(2026, 11, 9)}


def test_what_counts_the_same_rows_is_counted_once() -> None:
    """A hundred thousand customers are told apart by two conditions instead of three: their channel is known, of all that came."""
    kin = next(m for m in BY_DAY if m.key == "new_customers")
    assert {one.key for one in alike(kin)} == {"new_customers", "attributed"}
    assert sorted(asking.together(kin, "now", PERIOD.now)) == ["attributed_now_p", "new_customers_now_n"]
