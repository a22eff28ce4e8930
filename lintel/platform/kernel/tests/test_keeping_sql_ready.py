"""Statements that are composed once: they write and read what Django's own would, and savepoints do not crowd them out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lintel.platform.kernel import clock
from lintel.platform.kernel.calendar_models import SpecialDay
from lintel.platform.kernel.db.prepared import Prepared, PreparedUpdate
from lintel.platform.kernel.db.updating import update_one
from lintel.platform.kernel.models import FigureValue, rewrite
from lintel.platform.kernel.numbering import next_number

pytestmark = pytest.mark.django_db
DAYS = Prepared(lambda since: SpecialDay.objects.filter(date__gte=since).order_by("date").values_list("name"))
RENAMED = PreparedUpdate(
    lambda since, name: SpecialDay.objects.filter(date__gte=since), lambda since, name: {"name": name}
)
REVIEWED = PreparedUpdate(
    lambda key, moment: FigureValue.objects.filter(key=key), lambda key, moment: {"updated_at": moment}
)


@pytest.fixture
def figures() -> list[FigureValue]:
    return [FigureValue.objects.create(key=f"test.{n}", value=str(n), source="here") for n in (1, 2)]


def test_named_columns_of_one_row_are_written_and_no_others(figures: list[FigureValue]) -> None:
    one, other = figures
    one.value, one.source = "10", "not written"
    update_one(one, ["value"])
    assert list(FigureValue.objects.order_by("key").values_list("value", "source")) == [("10", "here"), ("2", "here")]
    other.source = "there"
    update_one(other, ["source"])
    assert FigureValue.objects.get(key="test.2").source == "there"


def test_writing_again_costs_one_statement_and_renews_the_moment(figures: list[FigureValue]) -> None:
    before = figures[0].updated_at
    with CaptureQueriesContext(connection) as caught:
        rewrite(figures[0], ["value", "updated_at"])
    assert len(caught) == 1
    assert FigureValue.objects.get(key="test.1").updated_at > before


def test_a_row_that_is_gone_is_not_written_silently(figures: list[FigureValue]) -> None:
    FigureValue.objects.all().delete()
    with pytest.raises(FigureValue.DoesNotExist):
        update_one(figures[0], ["value"])


def test_a_name_that_is_no_column_is_a_mistake(figures: list[FigureValue]) -> None:
    with pytest.raises(LookupError):
        update_one(figures[0], ["value", "colour"])


def test_days_are_values_of_prepared_questions() -> None:
    SpecialDay.objects.all().delete()
    for day, name in ((date(2031, 1, 1), "one"), (date(2031, 1, 2), "two")):
        SpecialDay.objects.create(date=day, kind="holiday", name=name, source="-")
    assert DAYS(date(2031, 1, 1)) == [("one",), ("two",)]
    assert DAYS(date(2031, 1, 2)) == [("two",)]
    assert RENAMED(date(2031, 1, 2), "three") == 1
    assert RENAMED(date(2032, 1, 2), "four") == 0
    assert DAYS(date(2031, 1, 1)) == [("one",), ("three",)]


def test_moments_are_values_of_prepared_updates(figures: list[FigureValue]) -> None:
    for moment in (datetime(2031, 5, 6, 7, 8, tzinfo=clock.SHANGHAI), clock.now() + timedelta(days=1)):
        assert REVIEWED("test.1", moment) == 1
        assert FigureValue.objects.get(key="test.1").updated_at == moment


def test_a_series_begins_by_itself_and_has_no_gap() -> None:
    assert [next_number("kernel.test") for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        _numbers_and_fails()
    with CaptureQueriesContext(connection) as caught:
        assert next_number("kernel.test") == 4
    assert len(caught) == 1


def _numbers_and_fails() -> None:
    with transaction.atomic():
        next_number("kernel.test")
        raise ZeroDivisionError


def _fails(key: str) -> None:
    with transaction.atomic():
        FigureValue.objects.create(key=key, value="1", source="-")
        raise ZeroDivisionError


def test_savepoints_keep_apart_what_was_kept_and_what_was_undone() -> None:
    """They share names by depth on SQLite; what happens after the commit still follows Django's own."""
    told: list[str] = []
    with transaction.atomic():
        with transaction.atomic():
            FigureValue.objects.create(key="kept", value="1", source="-")
            transaction.on_commit(lambda: told.append("kept"))
        with pytest.raises(ZeroDivisionError):
            _fails("undone")
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError):
                _fails("undone too")
            FigureValue.objects.create(key="inner", value="1", source="-")
        hooks = [hook for _sids, hook, _robust in connection.run_on_commit]
    assert len(hooks) == 1
    assert set(FigureValue.objects.filter(source="-").values_list("key", flat=True)) == {"kept", "inner"}


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_same_depth_is_the_same_statement() -> None:
    def points() -> set[str]:
        with CaptureQueriesContext(connection) as caught, transaction.atomic(), transaction.atomic():
            pass
        return {q["sql"] for q in caught.captured_queries}

    assert points() == points()


@pytest.fixture(autouse=True)
def _fresh(request: Any) -> None:
    FigureValue.objects.filter(source="-").delete()
