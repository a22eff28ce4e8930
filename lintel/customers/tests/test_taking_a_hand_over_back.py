"""Customers given to the wrong colleague, many or one, come back with one press, exactly those nobody has touched since (clause 5.1.1)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.handing import hand_over_customer, take_back_hand_over
from lintel.customers.actions.profile import set_grade
from lintel.customers.models import Customer, FollowUp, due_with
from lintel.customers.ownership import to_pool
from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.models import Task

pytestmark = pytest.mark.clause("5.1.1")
BULK = "customers:customer-bulk"


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def as_it_stands(customer: Customer) -> tuple[Any, ...]:
    """What a hand-over changes; the trail keeps moments to the thousandth of a second."""
    row, due = fresh(customer), due_with(customer)
    open_tasks = Task.objects.filter(about_id=customer.pk, kind__startswith="customers.", done_at=None)
    moments = (row.protected_until, row.pooled_at, row.next_action_at, due and due.due_at)
    return (
        row.owner_id,
        row.previous_owner_id,
        row.next_action,
        due and (due.consultant_id, due.purpose, due.is_first),
        sorted(open_tasks.values_list("kind", "assignee", "role")),
        *(moment and moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in moments),
    )


@pytest.fixture
def second(arrive: Any, cast: Any) -> Customer:
    """Another one of the same consultant."""
    made: Customer = arrive(phone="13900005678", name="李小凤").customer
    if made.owner != cast["wang"]:
        hand_over_customer(cast["liu"], made, to=cast["wang"], reason="换人")
    return made


def give(browser: Any, person: Any, *customers: Customer) -> dict[str, Any]:
    """Give the customers to ``person`` from the list; what the toast would send to take it back."""
    url = reverse(BULK, args=["hand_over_customer"]) + "?" + "&".join(f"chosen={c.pk}" for c in customers)
    form = {"to": person.pk, "reason": "换组", "_key": "k" * 9}
    answer = browser.post(url, form, headers={"X-Lintel-Frame": "drawer", "HX-Request": "true"})
    return json.loads(answer["HX-Trigger"])["lintel:done"]["undo"]


def press(browser: Any, undo: dict[str, Any], key: str = "u" * 9) -> dict[str, Any]:
    answer = browser.post(undo["url"], {**undo["fields"], "_key": key})
    assert answer.status_code == 200
    return json.loads(answer["HX-Trigger"])["lintel:toast"]


def test_many_come_back_with_one_press_as_they_were(at, cast, customer, second):
    before = as_it_stands(customer), as_it_stands(second)
    browser = at("zhou")
    undo = give(browser, cast["zhao"], customer, second)
    assert fresh(customer).owner == fresh(second).owner == cast["zhao"]
    assert press(browser, undo)["tone"] == "ok"
    assert (as_it_stands(customer), as_it_stands(second)) == before
    entries = Entry.objects.filter(deed="customers.take_back_hand_over", actor=cast["zhou"])
    assert set(entries.values_list("subject_id", flat=True)) == {customer.pk, second.pk}
    told = Notice.objects.filter(kind="customers.handed_over", about_id=customer.pk)
    assert sorted(told.values_list("receiver__username", flat=True)) == ["wang", "wang", "zhao", "zhao"]
    again = press(browser, undo, "v" * 9)
    assert again["tone"] == "wait", "pressed twice: said, and nothing changes"
    assert ((as_it_stands(customer), as_it_stands(second)), entries.count()) == (before, 2)


def test_what_was_touched_since_stays_and_is_said(at, cast, customer, second):
    browser = at("zhou")
    undo = give(browser, cast["zhao"], customer, second)
    set_grade(cast["zhao"], customer, grade="A")
    said = press(browser, undo)
    assert (said["tone"], "1" in said["message"], "2" in said["message"]) == ("wait", True, True)
    assert (fresh(customer).owner, fresh(second).owner) == (cast["zhao"], cast["wang"])


def test_one_that_has_gone_out_of_reach_is_said(at, cast, customer, second):
    browser = at("zhou")
    undo = give(browser, cast["zhao"], customer, second)
    hand_over_customer(cast["liu"], customer, to=cast["sun"], reason="另一组")
    assert press(browser, undo)["tone"] == "wait"
    assert (fresh(customer).owner, fresh(second).owner) == (cast["sun"], cast["wang"])


def test_overdue_work_is_overdue_again(cast, customer):
    now = clock.now()
    FollowUp.objects.filter(customer=customer, status="due").update(due_at=now - timedelta(days=1), is_first=False)
    Customer.objects.filter(pk=customer.pk).update(next_action_at=now - timedelta(days=1))
    before = as_it_stands(customer)
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="换组")
    take_back_hand_over(cast["zhou"], customer, to=cast["zhao"])
    assert as_it_stands(customer) == before


def test_one_out_of_the_pool_goes_back_into_it(cast, customer):
    row = fresh(customer)
    to_pool(row)
    row.save()
    before = as_it_stands(customer)
    hand_over_customer(cast["liu"], customer, to=cast["zhao"], reason="分配")
    assert due_with(customer) is not None
    take_back_hand_over(cast["liu"], customer, to=cast["zhao"])
    assert as_it_stands(customer) == before


def test_only_ones_own_to_that_person_and_soon(cast, customer):
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="换组")
    for who, to in (("wang", "zhao"), ("zhao", "zhao")):
        with pytest.raises(NotPermitted):
            take_back_hand_over(cast[who], customer, to=cast[to])
    for who, to in (("liu", "zhao"), ("zhou", "wang")):
        with pytest.raises(Refused):
            take_back_hand_over(cast[who], customer, to=cast[to])
    with clock.at(clock.now() + UNDONE_WITHIN + timedelta(seconds=1)), pytest.raises(Refused):
        take_back_hand_over(cast["zhou"], customer, to=cast["zhao"])
    assert fresh(customer).owner == cast["zhao"]


def test_it_is_no_deed_of_the_list_by_itself(at, cast, customer):
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="换组")
    url = reverse(BULK, args=["take_back_hand_over"]) + f"?chosen={customer.pk}"
    assert at("zhou").get(url).status_code == 404
    assert (
        at("wang").post(url, {"to": cast["zhao"].pk, "reason": "x", "_undo": "1", "_key": "k" * 9}).status_code == 404
    )
    assert fresh(customer).owner == cast["zhao"]


# One, from their own page or row

DRAWER = {"X-Lintel-Frame": "drawer", "HX-Request": "true"}


def give_one(browser: Any, person: Any, customer: Customer, **headers: Any) -> Any:
    url = reverse("customers:customer-act", args=[customer.pk, "hand_over_customer"])
    form = {"to": person.pk, "reason": "换组", "_key": "k" * 9, "_stamp": fresh(customer).stamp}
    return browser.post(url, form, headers=headers)


def undo_of(answer: Any) -> dict[str, Any]:
    return json.loads(answer["HX-Trigger"])["lintel:done"]["undo"]


def test_one_comes_back_with_one_press_as_it_was(at, cast, customer):
    before = as_it_stands(customer)
    browser = at("zhou")
    undo = undo_of(give_one(browser, cast["zhao"], customer, **DRAWER))
    assert fresh(customer).owner == cast["zhao"]
    said = press(browser, undo)
    assert (said["tone"], customer.number in said["message"], customer.name in said["message"]) == ("ok", True, False)
    assert as_it_stands(customer) == before
    entry = Entry.objects.get(deed="customers.take_back_hand_over")
    assert (entry.actor, entry.subject_id) == (cast["zhou"], customer.pk)
    again = press(browser, undo, "v" * 9)
    assert (again["tone"], "5.1.1" in again["message"]) == ("bad", True)
    assert as_it_stands(customer) == before


def test_one_changed_meanwhile_stays_and_the_rule_and_what_to_do_next_are_said(at, cast, customer):
    browser = at("zhou")
    undo = undo_of(give_one(browser, cast["zhao"], customer, **DRAWER))
    set_grade(cast["zhao"], customer, grade="A")
    said = press(browser, undo)["message"]
    assert all(words in said for words in ("was changed since", "hand it over again", "§ 5.1.1"))
    assert fresh(customer).owner == cast["zhao"]


def test_one_is_not_taken_back_late_or_out_of_reach(at, cast, customer):
    browser = at("zhou")
    undo = undo_of(give_one(browser, cast["zhao"], customer, **DRAWER))
    with clock.at(clock.now() + UNDONE_WITHIN + timedelta(seconds=1)):
        assert "too old" in press(browser, undo)["message"]
    hand_over_customer(cast["liu"], customer, to=cast["sun"], reason="另一组")
    said = press(browser, undo, "v" * 9)
    assert (said["tone"], "not permitted" in said["message"], customer.number in said["message"]) == (
        "bad",
        True,
        False,
    )
    assert fresh(customer).owner == cast["sun"]


def test_what_goes_out_of_ones_reach_with_the_deed_is_not_offered_back(at, cast, customer):
    told = json.loads(give_one(at("zhou"), cast["sun"], customer, **DRAWER)["HX-Trigger"])["lintel:done"]
    assert (fresh(customer).owner, "undo" in told) == (cast["sun"], False)


def test_without_a_drawer_the_next_page_offers_it_once(at, cast, customer):
    browser = at("zhou")
    answer = give_one(browser, cast["zhao"], customer)
    assert answer.status_code == 303
    page = browser.get(answer["Location"]).content.decode()
    [kept] = re.findall(r'data-way-back="([^"]+)"', page)
    assert "data-way-back" not in browser.get(answer["Location"]).content.decode()
    assert press(browser, json.loads(unescape(kept)))["tone"] == "ok"
    assert fresh(customer).owner == cast["wang"]
