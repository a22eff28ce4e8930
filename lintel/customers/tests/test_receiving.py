"""At the desk: five outcomes, consent, turns, and two desks with one number."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from lintel.customers import queries
from lintel.customers.actions.duty import pause_turn, put_on_duty, resume_turn, skip_turn
from lintel.customers.actions.handing import hand_over_customer
from lintel.customers.actions.leads import add_lead, register_call
from lintel.customers.actions.reception import check_in, close_visit, send_to_service
from lintel.customers.actions.ruling import ask_for_ruling
from lintel.customers.models import Channel, Consent, Customer, DutyTurn, FollowUp, Visit
from lintel.customers.tests.conftest import OTHER_PHONE, PHONE
from lintel.inventory.models import ProjectMember
from lintel.platform.access.scope import forget
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.models import Task

Outcome = Visit.Outcome
pytestmark = pytest.mark.django_db


@pytest.mark.clause("3.1.1")
def test_a_stranger_goes_to_the_next_on_the_duty_list_and_the_desk_is_told_why(
    cast: Any, arrive: Any, on_duty: Any
) -> None:
    visit = arrive()
    assert (visit.outcome, visit.consultant) == (Outcome.NEW, cast["wang"])
    assert visit.customer.owner == cast["wang"]
    assert visit.customer.stage == Customer.Stage.VISITOR
    assert visit.explanation
    assert visit.number.endswith("-01")
    assert Notice.objects.filter(receiver=cast["wang"], kind="customers.visitor_waiting").count() == 1


@pytest.mark.clause("3.1.1")
def test_turns_go_round(cast: Any, arrive: Any, on_duty: Any) -> None:
    receivers = [arrive(phone=f"1380000{n:04d}").consultant for n in (1001, 1002)]
    assert receivers == [cast["wang"], cast["zhao"]]


@pytest.mark.clause("3.1.1")
def test_a_paused_consultant_gets_no_turn_and_a_skipped_turn_counts(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    pause_turn(cast["zhou"], on_duty[0], reason="开会")
    assert queries.next_turn(project).consultant == cast["zhao"]
    resume_turn(cast["zhou"], on_duty[0])
    skip_turn(cast["zhou"], on_duty[0], reason="迟到")
    assert queries.next_turn(project).consultant == cast["zhao"]
    assert DutyTurn.objects.get(pk=on_duty[0].pk).receptions == 1


def test_only_supervisors_touch_the_duty_list_and_only_consultants_stand_on_it(
    cast: Any, project: Any, on_duty: Any
) -> None:
    with pytest.raises(NotPermitted):
        put_on_duty(cast["wang"], project, consultant=cast["zhao"])
    with pytest.raises(Refused):
        put_on_duty(cast["zhou"], project, consultant=cast["he"])
    with pytest.raises(Refused):
        put_on_duty(cast["zhou"], project, consultant=cast["tang"])


@pytest.mark.clause("3.1.1")
def test_a_returning_customer_goes_to_the_owner_and_uses_no_turn(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    arrive()
    again = arrive(desk="zhao")
    assert (again.outcome, again.consultant, again.is_first) == (Outcome.PROTECTED, cast["wang"], False)
    assert queries.next_turn(project).consultant == cast["zhao"]
    assert arrive(desk="wang").outcome == Outcome.MINE


@pytest.mark.clause("3.1.1")
def test_the_desk_learns_nothing_about_a_colleagues_customer(cast: Any, project: Any, customer: Any) -> None:
    told = queries.arrival(cast["sun"], project, PHONE)
    assert told.outcome == Outcome.PROTECTED
    assert told.customer is None
    assert told.protected_until == customer.protected_until
    assert "张" not in " ".join(map(str, told.reasons))


@pytest.mark.clause("3.1.1")
def test_an_unprotected_customer_goes_by_turn(cast: Any, arrive: Any, on_duty: Any) -> None:
    first = arrive()
    Customer.objects.filter(pk=first.customer_id).update(protected_until=clock.now() - timezone.timedelta(days=1))
    again = arrive()
    assert (again.outcome, again.consultant) == (Outcome.POOL, cast["zhao"])
    assert again.customer.owner == cast["zhao"]
    assert again.customer.previous_owner == cast["wang"]


def test_an_owner_of_a_home_is_recognised(cast: Any, project: Any, customer: Any) -> None:
    Customer.objects.filter(pk=customer.pk).update(stage=Customer.Stage.OWNER)
    assert queries.arrival(cast["he"], project, PHONE).outcome == Outcome.OWNER


@pytest.mark.clause("3.1.3")
def test_without_consent_the_visit_is_counted_and_nothing_is_kept(cast: Any, arrive: Any, on_duty: Any) -> None:
    visit = arrive(agreed=False)
    assert (visit.outcome, visit.customer) == (Outcome.ANONYMOUS, None)
    assert not Customer.objects.exists()
    assert not Consent.objects.exists()
    assert PHONE not in str(list(Entry.objects.values_list("inputs", flat=True)))


@pytest.mark.clause("3.1.3")
def test_consent_is_stored_with_the_version_that_was_shown(arrive: Any, notice: Any) -> None:
    arrive(marketing=True)
    assert set(Consent.objects.values_list("purpose", "notice")) == {("service", notice.pk), ("marketing", notice.pk)}
    arrive()
    assert Consent.objects.count() == 2


def test_without_a_notice_no_personal_data_is_taken(cast: Any, project: Any) -> None:
    with pytest.raises(Refused) as refused:
        check_in(cast["he"], project, channel=Channel.WALK_IN, phone=PHONE, name="张建国", agreed=True)
    assert refused.value.rule == "G-32"
    assert not Customer.objects.exists()


def test_what_is_no_number_is_not_registered(arrive: Any) -> None:
    with pytest.raises(ValidationError):
        arrive(phone="12345678901")
    assert not Visit.objects.exists()


@pytest.mark.clause("3.1.1")
def test_another_consultant_needs_a_reason_and_both_hear_of_it(cast: Any, arrive: Any, on_duty: Any) -> None:
    with pytest.raises(Refused):
        arrive(consultant=cast["zhao"])
    visit = arrive(consultant=cast["zhao"], reason="客户点名")
    assert visit.consultant == visit.customer.owner == cast["zhao"]
    told = Notice.objects.filter(kind="customers.turn_overridden").values_list("receiver__username", flat=True)
    assert set(told) == {"wang", "zhao"}


def test_a_protected_customer_is_not_given_away_at_the_desk(cast: Any, arrive: Any, on_duty: Any) -> None:
    arrive()
    with pytest.raises(Refused):
        arrive(desk="zhao", consultant=cast["zhao"], reason="我来接待")


def test_someone_of_another_project_cannot_register_here(cast: Any, arrive: Any) -> None:
    with pytest.raises(NotPermitted):
        arrive(desk="tang")
    with pytest.raises(NotPermitted):
        arrive(desk="feng")


@pytest.mark.clause("3.1.3")
def test_the_first_follow_up_is_due_in_working_hours(customer: Any) -> None:
    due = FollowUp.objects.get(customer=customer)
    assert due.is_first
    assert due.due_at > clock.now()
    assert Customer.objects.get(pk=customer.pk).next_action_at == due.due_at
    assert Task.objects.filter(kind="customers.follow_up", assignee=customer.owner, done_at=None).count() == 1


@pytest.mark.clause("3.1.3")
def test_closing_asks_what_came_of_it_and_frees_the_consultant(cast: Any, arrive: Any, on_duty: Any) -> None:
    visit = arrive()
    close_visit(cast["wang"], visit, summary="看了样板房,关注学区", toured=True, grade="B")
    customer = Customer.objects.get(pk=visit.customer_id)
    assert (customer.grade, customer.stage) == ("B", Customer.Stage.INTENT)
    assert DutyTurn.objects.get(consultant=cast["wang"]).status == DutyTurn.Status.QUEUED
    with pytest.raises(Refused):
        close_visit(cast["wang"], visit, summary="again")


def test_the_trail_knows_who_registered_without_knowing_the_number(customer: Any) -> None:
    deeds = Entry.objects.filter(deed="customers.check_in")
    assert deeds.filter(subject_id=customer.pk, subject_type__model="customer").exists()
    said = str(list(deeds.values_list("inputs", "changes")))
    assert PHONE not in said
    assert "张建国" not in said


def test_the_same_visit_sent_twice_is_one_visit(cast: Any, project: Any, notice: Any, on_duty: Any) -> None:
    values = {"channel": Channel.WALK_IN, "phone": PHONE, "name": "张建国", "agreed": True}
    first = check_in.once(cast["he"], project, key="key-of-the-form", **values)
    second = check_in.once(cast["he"], project, key="key-of-the-form", **values)
    assert second.replayed
    assert second.row == first.row
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_with_the_same_number_at_once_make_one_customer(
    cast: Any, project: Any, arrive: Any, on_duty: Any
) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("needs a database that two connections can share")
    outcomes: list[str] = []

    def desk(who: str) -> None:
        try:
            outcomes.append(arrive(desk=who, phone=OTHER_PHONE).outcome)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=desk, args=(who,)) for who in ("he", "lin")]
    for one in desks:
        one.start()
    for one in desks:
        one.join(30)
    assert sorted(outcomes) == [Outcome.NEW, Outcome.PROTECTED]
    assert Customer.objects.count() == 1


@pytest.fixture
def nobody_sells(project: Any) -> None:
    """Everybody who sells has left the project."""
    ProjectMember.objects.filter(project=project, user__roles__code__in=["SR", "SS"]).delete()


@pytest.mark.clause("3.1.1")
@pytest.mark.parametrize("desk", ["he", "chen", "liu"])
def test_whoever_does_not_sell_never_owns_a_customer_by_standing_at_the_desk(
    cast: Any, arrive: Any, nobody_sells: None, desk: str
) -> None:
    """The customer waits in the pool, and the deputy is asked to give them a consultant."""
    visit = arrive(desk=desk)
    customer = Customer.objects.get(pk=visit.customer_id)
    assert (visit.consultant, customer.owner, customer.protected_until, customer.next_action_at) == (None,) * 4
    assert customer in Customer.objects.pool()
    assert not FollowUp.objects.exists()
    asked = Task.objects.get(kind="customers.assign", done_at=None)
    assert (asked.role, asked.project_id, asked.about) == ("DM", visit.project_id, customer)
    waits = Notice.objects.filter(kind="customers.visitor_waiting").values_list("receiver__username", flat=True)
    assert set(waits) == {"chen"} - {desk}  # whoever is at the desk knows


@pytest.mark.clause("3.1.1")
def test_the_one_who_waits_is_given_a_consultant_and_the_to_do_is_done(
    cast: Any, project: Any, arrive: Any, nobody_sells: None
) -> None:
    customer = arrive().customer
    ProjectMember.objects.create(project=project, user=cast["zhao"])
    forget(cast["zhao"])
    hand_over_customer(cast["chen"], customer, to=cast["zhao"], reason="今天到岗")
    assert Customer.objects.get(pk=customer.pk).owner == cast["zhao"]
    assert not Task.objects.filter(kind="customers.assign", done_at=None).exists()
    assert FollowUp.objects.get(customer=customer, status="due").consultant == cast["zhao"]


@pytest.mark.clause("3.1.1")
def test_a_turn_is_not_given_to_somebody_who_does_not_sell(cast: Any, arrive: Any, on_duty: Any) -> None:
    with pytest.raises(Refused, match="何洁"):
        arrive(consultant=cast["he"], reason="我来接待")
    assert not Customer.objects.exists()


@pytest.mark.clause("3.1.1")
def test_the_customer_of_a_consultant_who_left_goes_by_turn(cast: Any, customer: Any, arrive: Any) -> None:
    type(cast["wang"]).objects.filter(pk=cast["wang"].pk).update(is_active=False)
    visit = arrive()
    assert (visit.outcome, visit.consultant) == (Outcome.POOL, cast["zhao"])
    assert Customer.objects.get(pk=customer.pk).owner == cast["zhao"]


@pytest.mark.clause("3.1.3")
def test_a_call_taken_or_a_lead_brought_by_a_manager_goes_to_somebody_who_sells(
    cast: Any, project: Any, on_duty: Any
) -> None:
    called = register_call(cast["liu"], project, phone=PHONE, name="张建国")
    brought = add_lead(cast["liu"], project, phone=OTHER_PHONE, name="李梅", basis_note="朋友介绍，已同意")
    assert (called.owner, brought.owner) == (cast["wang"], cast["zhao"])


@pytest.mark.clause("3.1.1")
def test_a_visitor_always_gets_a_consultant_even_when_nobody_is_on_the_list(cast: Any, arrive: Any) -> None:
    first, second = arrive(phone=PHONE), arrive(phone=OTHER_PHONE)
    assert {first.consultant.codes, second.consultant.codes} <= {frozenset({"SR"}), frozenset({"SS"})}
    assert first.consultant != second.consultant
    assert arrive(desk="zhao", phone="13700000003").consultant == cast["zhao"]


@pytest.mark.clause("3.1.1")
def test_whoever_meets_a_protected_customer_may_ask_for_a_ruling(cast: Any, customer: Any, arrive: Any) -> None:
    visit = arrive(desk="zhao")
    ask_for_ruling(cast["zhao"], visit, reason="客户上周先找的我")
    assert Task.objects.get(kind="customers.ruling", done_at=None).assignee == cast["zhou"]
    assert Customer.objects.get(pk=customer.pk).owner == cast["wang"]
    mine = arrive(desk="wang")
    with pytest.raises(Refused):
        ask_for_ruling(cast["wang"], mine, reason="…")


@pytest.mark.clause("3.1.1")
def test_an_owner_at_the_desk_is_handed_to_customer_service(cast: Any, customer: Any, arrive: Any) -> None:
    Customer.objects.filter(pk=customer.pk).update(stage=Customer.Stage.OWNER)
    visit = arrive(desk="he")
    send_to_service(cast["he"], visit)
    assert Task.objects.get(kind="customers.serve_owner", done_at=None).role == "CS"


@pytest.mark.clause("3.1.3")
def test_who_sent_the_visitor_is_looked_up_among_our_customers(cast: Any, customer: Any, arrive: Any) -> None:
    with pytest.raises(Refused, match="介绍人"):
        arrive(phone=OTHER_PHONE, name="李梅", introducer="13700000000", channel=Channel.REFERRAL)
    assert not Customer.objects.filter(name="李梅").exists()
    friend = arrive(phone=OTHER_PHONE, name="李梅", introducer=PHONE, channel=Channel.REFERRAL).customer
    assert friend.introduced_by == customer
    assert PHONE not in str(list(Entry.objects.values_list("inputs", "changes")))
