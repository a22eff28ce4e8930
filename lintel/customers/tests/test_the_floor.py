"""Who is with whom and for how long: counters, duty list and those who wait say the same."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.reception import close_visit, start_reception
from lintel.customers.hall import floor_of
from lintel.customers.models import Visit
from lintel.customers.tests.conftest import OTHER_PHONE
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.1")]


def _board(at: Any, who: str) -> str:
    return str(at(who).get(reverse("customers:floor")).content.decode())


def _counters(page: str) -> list[str]:
    return re.findall(r'stat-value">(\d+)', page)


def test_a_visitor_waits_then_is_received_and_everything_on_the_board_says_so(
    cast: Any, project: Any, arrive: Any, on_duty: Any, at: Any
) -> None:
    visit = arrive()
    page = _board(at, "liu")
    assert _counters(page) == ["1", "1", "0", "0"]
    assert page.count('data-state="arrived"') == 1
    start_reception(cast["wang"], visit)
    page = _board(at, "liu")
    assert _counters(page) == ["1", "0", "1", "0"]
    assert page.count('data-state="receiving"') == 1
    close_visit(cast["wang"], visit, summary="看了样板房")
    page = _board(at, "liu")
    assert _counters(page) == ["1", "0", "0", "1"]
    assert "data-state" not in page


def test_minutes_count_from_the_arrival_and_then_from_the_greeting(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    # The floor is of one day, and midnight is near for whoever works late.
    came = clock.local(clock.now()).replace(hour=10, minute=0)
    with clock.at(came):
        visit = arrive()
    with clock.at(came + timedelta(minutes=7)):
        assert floor_of(cast["liu"], project).waiting[0].minutes == 7
        start_reception(cast["wang"], visit)
    with clock.at(came + timedelta(minutes=19)):
        assert floor_of(cast["liu"], project).receiving[0].minutes == 12


def test_who_waits_longest_stands_first(cast: Any, project: Any, arrive: Any, on_duty: Any) -> None:
    first, second = arrive(), arrive(phone=OTHER_PHONE)
    assert floor_of(cast["liu"], project).waiting == [first, second]


def test_a_returning_customer_takes_no_turn_and_still_stands_with_the_consultant(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    close_visit(cast["wang"], arrive(), summary="第一次")
    again = arrive()
    start_reception(cast["wang"], again)
    stand = next(s for s in floor_of(cast["liu"], project).stands if s.consultant == cast["wang"])
    assert stand.here == [again]
    assert stand.turn.status == "queued"


def test_a_colleague_sees_that_somebody_is_busy_and_not_with_whom(
    cast: Any, arrive: Any, on_duty: Any, at: Any
) -> None:
    visit = arrive()
    start_reception(cast["wang"], visit)
    page = _board(at, "zhao")
    assert _counters(page) == ["1", "0", "1", "0"]
    assert page.count('data-state="receiving"') == 1
    assert visit.number not in page
    assert "张*" not in page
    assert visit.number in _board(at, "wang")


def test_the_notice_leads_to_one_press(cast: Any, arrive: Any, on_duty: Any, at: Any) -> None:
    visit = arrive()
    told = Notice.objects.get(receiver=cast["wang"], kind="customers.visitor_waiting")
    browser, start = at("wang"), reverse("customers:start", args=[visit.pk])
    assert start in browser.get(told.url).content.decode()
    answer = browser.post(start, {"_key": str(uuid.uuid4())})
    assert answer.status_code == 303
    visit.refresh_from_db()
    assert (visit.status, visit.started_at is not None) == (Visit.Status.RECEIVING, True)
    assert start not in browser.get(told.url).content.decode()


def test_nobody_starts_a_colleagues_reception(cast: Any, arrive: Any, on_duty: Any, at: Any) -> None:
    visit = arrive()
    assert reverse("customers:start", args=[visit.pk]) not in _board(at, "zhao")
    assert at("zhao").post(reverse("customers:start", args=[visit.pk]), {"_key": str(uuid.uuid4())}).status_code == 404
    visit.refresh_from_db()
    assert visit.status == Visit.Status.ARRIVED
