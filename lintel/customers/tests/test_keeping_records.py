"""The record itself: needs, basic facts, hands it passes through, merging, appointments, the kit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lintel.customers import matching, queries
from lintel.customers.actions.appointments import DoubleBooked, add_room, book, cancel_appointment
from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.handing import hand_over_customer, take_back_hand_over, take_from_pool
from lintel.customers.actions.kit import approve_fact, ask_question, retire_fact, write_fact
from lintel.customers.actions.merging import ask_to_merge, merge_customers, undo_merge
from lintel.customers.actions.profile import confirm_correct, edit_basic, save_needs
from lintel.customers.jobs import no_shows
from lintel.customers.matching import match_units
from lintel.customers.models import Appointment, Customer, FollowUp, Needs, Question, Visit, due_with
from lintel.customers.tests.conftest import OTHER_PHONE, PHONE
from lintel.inventory.models import Building, Unit, UnitType
from lintel.platform.access.scope import visible
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.models import Task

pytestmark = pytest.mark.django_db


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


@pytest.mark.clause("3.1.3")
def test_needs_are_kept_with_before_and_after(cast: Any, customer: Any) -> None:
    save_needs(cast["wang"], customer, rooms=3, concerns=["price"])
    save_needs(cast["wang"], customer, rooms=4)
    needs = Needs.objects.get(customer=customer)
    assert (needs.rooms, needs.concerns) == (4, ["price"])
    assert Entry.objects.filter(subject_type__model="needs").order_by("pk").last().changes["rooms"] == [3, 4]


@pytest.mark.clause("5.1.1")
def test_a_number_belongs_to_one_record(cast: Any, customer: Any, arrive: Any) -> None:
    arrive(phone=OTHER_PHONE, name="李秀英")
    with pytest.raises(Refused):
        edit_basic(cast["wang"], customer, name="张建国", phone=OTHER_PHONE)
    edit_basic(cast["wang"], customer, name="张建军", phone="13700009999")
    assert queries.customer_with_phone(customer.project, "13700009999") == customer
    assert list(queries.by_name(Customer.objects.all(), "建军")) == [customer]
    assert not queries.by_name(Customer.objects.all(), "建国")


@pytest.mark.clause("5.1.3")
def test_a_record_nobody_confirms_is_stale(cast: Any, customer: Any) -> None:
    with clock.at(clock.now() + timedelta(days=91)):
        assert queries.is_stale(fresh(customer))
        assert Customer.objects.filter(queries.stale_before()).exists()
        confirm_correct(cast["wang"], customer)
        assert not queries.is_stale(fresh(customer))


@pytest.mark.clause("5.1.1")
def test_search_finds_by_phone_last_four_name_and_number_within_reach(cast: Any, customer: Any) -> None:
    for text in (PHONE, "138 0000 1234", "1234", "138****1234", "建国", "张", "张建国", customer.number):
        assert list(queries.found(cast["wang"], text) or []) == [customer], text
        assert not queries.found(cast["sun"], text), text
    assert not queries.found(cast["wang"], "李")


@pytest.mark.clause("5.1.1")
def test_who_sees_whom(cast: Any, customer: Any) -> None:
    seen = {name for name, user in cast.items() if visible(Customer, user).filter(pk=customer.pk).exists()}
    assert seen == {"wang", "zhou", "liu", "chen", "xu", "lin", "gao"}


@pytest.mark.clause("5.1.1")
def test_handing_over_moves_what_is_due_and_tells_both(cast: Any, customer: Any) -> None:
    with pytest.raises(NotPermitted):
        hand_over_customer(cast["wang"], customer, to=cast["zhao"], reason="离职")
    with pytest.raises(Refused):
        hand_over_customer(cast["zhou"], customer, to=cast["tang"], reason="别的项目")
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="离职交接")
    assert fresh(customer).owner == cast["zhao"]
    assert FollowUp.objects.get(status="due").consultant == cast["zhao"]
    assert Task.objects.get(kind="customers.follow_up", done_at=None).assignee == cast["zhao"]
    assert set(Notice.objects.filter(kind="customers.handed_over").values_list("receiver__username", flat=True)) == {
        "wang",
        "zhao",
    }


@pytest.mark.clause("3.2.1")
def test_a_first_follow_up_stays_one_when_the_customer_changes_hands(cast: Any, customer: Any) -> None:
    before = due_with(customer)
    assert before is not None
    assert before.is_first
    hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="换组")
    due = due_with(fresh(customer))
    assert due is not None
    assert (due.consultant, due.is_first, due.due_at) == (cast["zhao"], True, before.due_at)


@pytest.mark.clause("3.2.1")
def test_a_late_first_follow_up_is_due_anew_with_the_new_consultant(cast: Any, customer: Any) -> None:
    """It stayed with the former consultant, whose to-do was gone: nobody was reminded of it any more."""
    before = due_with(customer)
    assert before is not None
    with clock.at(before.due_at + timedelta(hours=2)):
        hand_over_customer(cast["zhou"], customer, to=cast["zhao"], reason="换组")
        due, task = due_with(fresh(customer)), Task.objects.get(kind="customers.follow_up", done_at=None)
        assert due is not None
        assert (due.consultant, due.is_first) == (cast["zhao"], True)
        assert (task.assignee, task.due_at) == (cast["zhao"], due.due_at)
        assert due.due_at > clock.now()
        take_back_hand_over(cast["zhou"], fresh(customer), to=cast["zhao"])
        again, task = due_with(fresh(customer)), Task.objects.get(kind="customers.follow_up", done_at=None)
        assert again is not None
        assert (again.consultant, again.is_first) == (cast["wang"], True)
        assert abs(again.due_at - before.due_at) < timedelta(milliseconds=1)  # as late as it was
        assert task.assignee == cast["wang"]


@pytest.mark.clause("5.1.1")
def test_the_pool_has_limits(cast: Any, customer: Any, settings: Any) -> None:
    with pytest.raises(Refused):
        take_from_pool(cast["sun"], customer)
    Customer.objects.filter(pk=customer.pk).update(
        owner=None, protected_until=None, previous_owner=cast["wang"], pooled_at=clock.now()
    )
    assert customer in queries.pool_for(cast["sun"])
    assert customer not in queries.pool_for(cast["tang"])
    with pytest.raises(Refused):
        take_from_pool(cast["wang"], customer)
    take_from_pool(cast["sun"], customer)
    assert fresh(customer).owner == cast["sun"]
    assert fresh(customer).is_protected
    assert FollowUp.objects.get(status="due").is_first


@pytest.mark.clause("5.1.1")
def test_merging_keeps_both_histories_and_can_be_undone(cast: Any, customer: Any, arrive: Any) -> None:
    other = arrive(phone=OTHER_PHONE, name="张先生").customer
    record_follow_up(cast["zhao"], other, method="phone", text="同一人")
    with pytest.raises(NotPermitted):
        merge_customers(cast["wang"], customer, duplicate=other, reason="同一人")
    merge = merge_customers(cast["zhou"], customer, duplicate=other, reason="换号了")
    assert Visit.objects.filter(customer=customer).count() == 2
    assert FollowUp.objects.filter(customer=customer, status="done").count() == 1
    assert queries.customer_with_phone(customer.project, OTHER_PHONE) is None
    undo_merge(cast["zhou"], merge, reason="不是同一人")
    assert Visit.objects.filter(customer=customer).count() == Visit.objects.filter(customer=other).count() == 1
    assert queries.customer_with_phone(customer.project, OTHER_PHONE) == other


def test_a_merge_is_final_after_thirty_days(cast: Any, customer: Any, arrive: Any) -> None:
    other = arrive(phone=OTHER_PHONE, name="张先生").customer
    merge = merge_customers(cast["zhou"], customer, duplicate=other, reason="同一人")
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(Refused):
        undo_merge(cast["zhou"], merge, reason="不是")


def tomorrow(hour: int, minute: int = 0) -> Any:
    return (clock.now() + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.mark.clause("2.2.4.3")
def test_neither_person_nor_room_is_promised_twice(cast: Any, project: Any, customer: Any, arrive: Any) -> None:
    room = add_room(cast["zhou"], project, name="签约室")
    other = arrive(phone=OTHER_PHONE, name="李秀英").customer
    first = book(cast["wang"], customer, kind="signing", starts_at=tomorrow(14), minutes=90, room=room)
    with pytest.raises(DoubleBooked) as room_taken:
        book(cast["zhao"], other, kind="signing", starts_at=tomorrow(15), minutes=60, room=room)
    assert "15:30" in str(room_taken.value.remedy)
    with pytest.raises(DoubleBooked):
        book(cast["wang"], customer, kind="visit", starts_at=tomorrow(14, 30), minutes=30)
    assert Appointment.objects.count() == 1
    cancel_appointment(cast["wang"], first, reason="客户改期")
    assert book(cast["zhao"], other, kind="signing", starts_at=tomorrow(15), minutes=60, room=room)


@pytest.mark.clause("2.2.4.3")
def test_appointments_are_reasonable_and_end_as_kept_or_missed(cast: Any, customer: Any, arrive: Any) -> None:
    for starts, minutes, kind in (
        (clock.now() - timedelta(hours=1), 60, "visit"),
        (tomorrow(14, 10), 60, "visit"),
        (tomorrow(14), 60, "signing"),
    ):
        with pytest.raises(Refused):
            book(cast["wang"], customer, kind=kind, starts_at=starts, minutes=minutes)
    booked = book(cast["wang"], customer, starts_at=tomorrow(10), minutes=30)
    with clock.at(tomorrow(23)):
        assert no_shows() == 1
    assert Appointment.objects.get(pk=booked.pk).status == "no_show"


@pytest.mark.clause("2.2.4.2")
def test_only_approved_answers_in_date_are_shown_and_gaps_become_questions(cast: Any, project: Any) -> None:
    question = ask_question(cast["wang"], project, text="首付最低多少?")
    assert Task.objects.filter(kind="customers.answer_question", role="PS").count() == 1
    fact = write_fact(
        cast["zheng"],
        project=project,
        topic="price",
        question="首付最低多少?",
        answer="以银行当日政策为准",
        valid_from=date(2026, 1, 1),
        answers=question,
    )
    assert not queries.sales_kit(cast["wang"], project)
    with pytest.raises(NotPermitted):
        approve_fact(cast["zheng"], fact)
    approve_fact(cast["liu"], fact)
    assert list(queries.sales_kit(cast["wang"], project, "首付")) == [fact]
    assert Question.objects.get().status == "answered"
    assert Notice.objects.filter(receiver=cast["wang"], kind="customers.question_answered").exists()
    type(fact).objects.filter(pk=fact.pk).update(valid_until=clock.today() - timedelta(days=1))
    assert not queries.sales_kit(cast["wang"], project)
    type(fact).objects.filter(pk=fact.pk).update(valid_until=None)
    retire_fact(cast["liu"], fact, reason="政策变了")
    assert not queries.sales_kit(cast["wang"], project)


@pytest.mark.clause("3.2.2")
def test_units_fit_with_reasons_and_only_what_can_be_sold_is_offered(cast: Any, project: Any, customer: Any) -> None:
    assert match_units(customer, cast["wang"]) == []
    save_needs(cast["wang"], customer, rooms=3, area_min=Decimal(90), area_max=Decimal(110), orientation="南")
    building = Building.objects.create(project=project, name="3栋", code="3")
    three, two = (UnitType.objects.create(project=project, name=n, rooms=r) for n, r in (("A", 3), ("B", 2)))
    common: dict[str, Any] = {"project": project, "building": building, "sale_state": Unit.State.AVAILABLE}
    fits = Unit.objects.create(**common, floor=5, room="01", unit_type=three, gross_area=Decimal(100), orientation="南")
    Unit.objects.create(**common, floor=5, room="02", unit_type=two, gross_area=Decimal(100), orientation="南")
    Unit.objects.create(
        **{**common, "sale_state": Unit.State.RESERVED}, floor=6, room="01", unit_type=three, gross_area=Decimal(100)
    )
    assert match_units(customer, cast["wang"]) == []  # no permit: nothing may be sold
    found = matching._scored(Unit.objects.shown().get(pk=fits.pk), Needs.objects.get())
    assert found.score == 100
    assert len(found.reasons) == 3
    assert not found.misses


@pytest.mark.clause("5.1.1")
def test_a_consultant_asks_and_the_supervisor_compares_and_merges(cast: Any, customer: Any, arrive: Any) -> None:
    other = arrive(phone="13911111234", name="张先生", consultant=cast["wang"], reason="客户点名").customer
    assert list(queries.likely_duplicates(fresh(customer), cast["wang"])) == [other]
    ask_to_merge(cast["wang"], customer, duplicate=other, reason="同一人的两个号码 13911111234")
    asked = Task.objects.get(kind="customers.compare", done_at=None)
    assert (asked.assignee, asked.about) == (cast["zhou"], other)
    assert "13911111234" not in asked.title
    with pytest.raises(NotPermitted):
        merge_customers(cast["wang"], customer, duplicate=other, reason="同一人")
    merge_customers(cast["zhou"], customer, duplicate=other, reason="同一人")
    assert not Task.objects.filter(kind="customers.compare", done_at=None).exists()


@pytest.mark.clause("5.1.1")
def test_the_same_last_digits_of_another_family_are_no_duplicate(cast: Any, customer: Any, arrive: Any) -> None:
    arrive(phone="13911111234", name="李秀英", consultant=cast["wang"], reason="客户点名")
    assert not queries.likely_duplicates(fresh(customer), cast["wang"])
