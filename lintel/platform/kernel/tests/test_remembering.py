"""What a process keeps in mind is never older than the database, whoever changed it and however."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lintel.inventory.facts import Facts
from lintel.inventory.models import Building, PresalePermit, Project, ProjectMember, Unit
from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.access.scope import forget, may, project_ids, reached, visible
from lintel.platform.kernel import clock
from lintel.platform.kernel.calendar_models import SpecialDay
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.db.watched import restore_watch, unwatch, unwatched
from lintel.platform.kernel.models import FigureValue, Mark
from lintel.platform.kernel.remembered import mark_of, one_look
from lintel.platform.kernel.workingtime import is_working_day
from lintel.sales.figures import HOLD_MINUTES

pytestmark = pytest.mark.django_db


def test_a_figure_set_by_any_statement_counts_at_once() -> None:
    assert HOLD_MINUTES.value() == 120
    FigureValue.objects.bulk_create([FigureValue(key="sales.hold_minutes", value="90", source="x")])
    assert HOLD_MINUTES.value() == 90
    FigureValue.objects.update(value="60")
    assert HOLD_MINUTES.value() == 60
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_figurevalue SET value = '30'")
    assert HOLD_MINUTES.value() == 30
    FigureValue.objects.all().delete()
    assert HOLD_MINUTES.value() == 120


def test_what_was_rolled_back_is_forgotten_and_never_taken_for_something_later() -> None:
    before = mark_of("figures")
    with transaction.atomic():
        FigureValue.objects.create(key="sales.hold_minutes", value="15", source="x")
        inside = mark_of("figures")
        assert HOLD_MINUTES.value() == 15
        transaction.set_rollback(True)
    assert (HOLD_MINUTES.value(), mark_of("figures")) == (120, before)
    FigureValue.objects.create(key="sales.hold_minutes", value="45", source="x")
    assert HOLD_MINUTES.value() == Decimal(45)
    assert mark_of("figures") not in (before, inside)


def test_a_page_asks_once_for_a_mark_and_the_next_page_sees_the_change() -> None:
    with one_look():
        assert HOLD_MINUTES.value() == 120
        with CaptureQueriesContext(connection) as asked:
            assert HOLD_MINUTES.value() == 120
        assert len(asked) == 0
        FigureValue.objects.create(key="sales.hold_minutes", value="45", source="x")
        assert HOLD_MINUTES.value() == 120, "the whole page goes by what it began with"
    with one_look():
        assert HOLD_MINUTES.value() == 45
    assert HOLD_MINUTES.value() == 45


def test_without_a_mark_nothing_is_remembered() -> None:
    HOLD_MINUTES.value()
    FigureValue.objects.create(key="sales.hold_minutes", value="45", source="x")
    Mark.objects.all().delete()
    assert HOLD_MINUTES.value() == 45


def test_a_holiday_entered_now_counts_now() -> None:
    day = date(2026, 11, 24)
    assert is_working_day(day)
    SpecialDay.objects.create(date=day, kind=SpecialDay.Kind.HOLIDAY, name="x", source="x")
    assert not is_working_day(day)


def test_a_right_taken_away_is_gone_with_the_next_request(cast: Any, project: Project) -> None:
    wang = cast["wang"]
    assert may(wang, "sales.hold_unit")
    assert project_ids(wang) == [project.pk]
    Grant.objects.filter(role__code="SR", permission="sales.hold_unit").update(reach=Reach.ALL)
    ProjectMember.objects.filter(user=wang).delete()
    forget(wang)
    assert project_ids(wang) == []
    wang.roles.remove(Role.objects.get(code="SR"))
    forget(wang)
    assert not may(wang, "sales.hold_unit")


@pytest.mark.clause("3.1.2")
def test_a_permit_revoked_by_a_bulk_update_counts_at_once(project: Project) -> None:
    building = Building.objects.create(project=project, name="9栋")
    permit = PresalePermit.objects.create(project=project, number="P", issued_on=date(2026, 1, 1), status="approved")
    permit.buildings.add(building)
    unit = Unit(project=project, building=building)
    assert Facts([unit]).permit(unit) == permit
    Facts([unit]).permits(unit)[0].status = "draft"  # somebody's own copy
    assert Facts([unit]).permit(unit) == permit
    PresalePermit.objects.update(status="revoked")
    assert Facts([unit]).permit(unit) is None
    permit.buildings.clear()
    assert Facts([unit]).permits(unit) == []


def test_a_lost_trigger_is_found_and_put_back() -> None:
    assert unwatched(connection) == []
    unwatch(connection, "kernel_figurevalue")
    assert unwatched(connection) == ["kernel_figurevalue"]
    before = mark_of("figures")
    assert restore_watch(connection) == ["kernel_figurevalue"]
    assert unwatched(connection) == []
    assert mark_of("figures") != before


def test_a_prepared_question_gives_the_same_rows_for_other_values(project: Project, other_project: Project) -> None:
    question = Prepared(
        lambda pk, name, at: Project.objects.filter(pk=pk, name=name, created_at__lte=at).select_related()
    )
    later = clock.now() + timedelta(days=1)
    for one in (project, other_project):
        assert question(one.pk, one.name, later) == [one]
        assert question(one.pk, one.name, later - timedelta(days=9)) == []
    assert question(project.pk, other_project.name, later) == []


def test_a_prepared_question_refuses_a_value_that_is_changed_on_the_way() -> None:
    with pytest.raises(LookupError):
        Prepared(lambda name: Project.objects.filter(name__contains=name))("a")


@pytest.mark.parametrize("who", ["liu", "zhou", "wang", "tang", "guest"])
def test_a_row_is_reached_by_whoever_sees_it_in_a_list(
    who: str, cast: Any, project: Project, other_project: Project
) -> None:
    for one in (project, other_project):
        listed = visible(Project, cast[who]).filter(pk=one.pk).first()
        assert reached(Project, cast[who], one.pk) == listed
        assert reached(Project, cast[who], one.pk, lock="full") == listed
