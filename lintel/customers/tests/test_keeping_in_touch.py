"""Follow-ups: what renews protection, what comes next, what is late, and what may not be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.closing import confirm_lost, keep_customer, mark_lost, revive
from lintel.customers.actions.consents import give_consent, refuse_marketing, withdraw_consent
from lintel.customers.actions.followups import plan_follow_up, record_follow_up
from lintel.customers.actions.leads import add_lead, register_call
from lintel.customers.actions.profile import set_grade
from lintel.customers.actions.referring import refer
from lintel.customers.actions.reporting import acknowledge_report, report_up
from lintel.customers.forms import FollowUpForm
from lintel.customers.jobs import protection_ends, return_visits, silence
from lintel.customers.models import Basis, Channel, Consent, Customer, FieldReport, FollowUp, NextStep, Referral
from lintel.customers.queries import due_for
from lintel.customers.staging import deal_moved
from lintel.customers.tests.conftest import OTHER_PHONE, PHONE
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.jobs import escalate_overdue
from lintel.platform.tasks.models import Task

pytestmark = pytest.mark.django_db
Stage = Customer.Stage


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


@pytest.mark.clause("3.2.1")
def test_a_contact_completes_what_was_due_and_plans_the_next(cast: Any, customer: Any) -> None:
    done = record_follow_up(cast["wang"], customer, method="phone", text="考虑首付", grade="A")
    assert (done.status, done.is_first, done.text.reveal()) == ("done", True, "考虑首付")
    due = FollowUp.objects.get(customer=customer, status="due")
    assert clock.local(due.due_at).date() == clock.today() + timedelta(days=3)
    assert fresh(customer).next_action_at == due.due_at
    assert Task.objects.get(kind="customers.follow_up", done_at=None).due_at == due.due_at


@pytest.mark.clause("3.2.1")
def test_only_reaching_the_customer_renews_protection(cast: Any, customer: Any) -> None:
    later = clock.now() + timedelta(days=12)
    with clock.at(later):
        record_follow_up(cast["wang"], customer, method="phone", result="not_reached")
        assert fresh(customer).protected_until == customer.protected_until
        record_follow_up(cast["wang"], customer, method="phone", result="reached")
        assert fresh(customer).protected_until == later + timedelta(days=7)


@pytest.mark.clause("3.2.1")
def test_what_the_software_plans_is_read_in_the_readers_language(cast: Any, customer: Any, enter: Any) -> None:
    due = FollowUp.objects.get(customer=customer, status="due")
    assert (due.purpose, fresh(customer).next_action) == (NextStep.FIRST, NextStep.FIRST)
    for language, words in (("zh-hans", "首次跟进"), ("en", "First follow-up")):
        User.objects.filter(pk=cast["wang"].pk).update(language=language)
        cast["wang"].refresh_from_db()
        mine = enter("wang")
        for url in (reverse("customers:followup-list"), customer.get_absolute_url()):
            page = mine.get(url, follow=True).content.decode()
            assert (words in page, "first_follow_up" in page) == (True, False), url
    form = mine.get(reverse("customers:customer-act", args=[customer.pk, "plan_follow_up"])).content.decode()
    assert "first_follow_up" not in form


@pytest.mark.clause("2.2.4.4")
def test_every_open_customer_has_a_next_contact_and_it_lies_in_the_future(cast: Any, customer: Any) -> None:
    with pytest.raises(Refused):
        record_follow_up(cast["wang"], customer, method="phone", next_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused):  # the first follow-up cannot be put off
        plan_follow_up(cast["wang"], customer, next_at=clock.now() + timedelta(days=20))
    record_follow_up(cast["wang"], customer, method="wechat")
    moment = clock.now() + timedelta(days=1)
    plan_follow_up(cast["wang"], customer, next_at=moment, next_action="带看")
    assert (fresh(customer).next_action_at, fresh(customer).next_action) == (moment, "带看")
    assert FollowUp.objects.filter(customer=customer, status="due").count() == 1


@pytest.mark.clause("2.2.4.4")
def test_what_is_late_climbs_from_the_consultant_to_the_supervisor_to_the_manager(cast: Any, customer: Any) -> None:
    due = FollowUp.objects.get(customer=customer).due_at
    for wait, told in ((0, "wang"), (5, "zhou"), (25, "liu")):
        with clock.at(due + timedelta(hours=wait)):
            escalate_overdue()
        assert Notice.objects.filter(receiver=cast[told], kind__startswith="tasks.").count() == 1
    assert customer in [f.customer for f in due_for(cast["zhou"], due + timedelta(hours=1))]


@pytest.mark.clause("3.2.1")
def test_late_work_stops_climbing_when_it_is_done(cast: Any, customer: Any) -> None:
    due = FollowUp.objects.get(customer=customer).due_at
    with clock.at(due + timedelta(hours=1)):
        record_follow_up(cast["wang"], customer, method="phone")
        assert escalate_overdue() == 0


@pytest.mark.clause("3.2.1")
def test_advertising_is_closed_for_whoever_refused_it(cast: Any, customer: Any) -> None:
    give_consent(cast["wang"], customer, purpose="marketing")
    refuse_marketing(cast["wang"], customer)
    assert not Consent.objects.filter(purpose="marketing", withdrawn_at=None).exists()
    with pytest.raises(Refused) as refused:
        record_follow_up(cast["wang"], customer, method="sms", marketing=True)
    assert refused.value.rule == "G-34"
    give_consent(cast["wang"], customer, purpose="marketing")
    assert not fresh(customer).marketing_refused
    withdraw_consent(cast["wang"], customer, purpose="marketing")
    assert fresh(customer).marketing_refused


def test_a_number_in_the_text_is_pointed_out_before_it_is_kept() -> None:
    typed = {"method": "phone", "result": "reached", "when": "auto", "text": "爱人电话 13912345678"}
    form = FollowUpForm(typed)
    assert not form.is_valid()
    assert "139****5678" in str(form.errors["text"])
    assert "13912345678" not in str(form.errors)
    assert FollowUpForm({**typed, "keep_numbers": "on"}).is_valid()


def test_chips_mean_moments() -> None:
    form = FollowUpForm({"method": "phone", "result": "reached", "when": "tomorrow"})
    assert form.is_valid()
    assert form.cleaned_data["next_at"].date() == (clock.now() + timedelta(days=1)).date()
    assert set(form.cleaned_data) == {
        "method",
        "result",
        "text",
        "grade",
        "next_at",
        "next_action",
        "satisfaction",
        "marketing",
    }


def test_a_colleague_cannot_write_into_my_customer(cast: Any, customer: Any) -> None:
    for who in ("zhao", "sun", "wu", "feng", "he", "tang"):
        with pytest.raises(NotPermitted):
            record_follow_up(cast[who], customer, method="phone")
    assert record_follow_up(cast["zhou"], customer, method="phone")


@pytest.mark.clause("3.2.1")
def test_unrenewed_protection_ends_in_the_pool_after_a_warning(cast: Any, customer: Any) -> None:
    with clock.at(customer.protected_until - timedelta(days=2)):
        assert protection_ends() == 0
    assert set(
        Notice.objects.filter(kind="customers.protection_expiring").values_list("receiver__username", flat=True)
    ) == {"wang", "zhou"}
    with clock.at(customer.protected_until + timedelta(minutes=1)):
        assert (protection_ends(), protection_ends()) == (1, 0)
    known = fresh(customer)
    assert (known.owner, known.previous_owner) == (None, cast["wang"])
    assert not FollowUp.objects.filter(status="due").exists()
    assert not Task.objects.filter(done_at=None, kind="customers.follow_up").exists()


def test_a_customer_with_a_deal_never_falls_into_the_pool(cast: Any, customer: Any) -> None:
    deal_moved(cast["wang"], customer, Stage.RESERVED, deed="sales.reserve_unit", clause="3.4.1")
    with clock.at(clock.now() + timedelta(days=100)):
        protection_ends()
        assert fresh(customer).is_protected
    back = deal_moved(cast["wang"], customer, Stage.INTENT, deed="sales.cancel_reservation")
    assert back.is_protected
    assert back.next_action_at


@pytest.mark.clause("3.2.3")
def test_owners_are_visited_again_and_say_how_satisfied_they_are(cast: Any, customer: Any) -> None:
    deal_moved(cast["wang"], customer, Stage.RESERVED, deed="sales.reserve_unit")
    deal_moved(cast["wang"], customer, Stage.BUYER, deed="sales.sign_contract")
    due = FollowUp.objects.get(customer=customer, status="due")
    assert clock.local(due.due_at).date() == clock.today() + timedelta(days=90)
    done = record_follow_up(cast["wang"], customer, method="phone", satisfaction=5)
    assert done.satisfaction == 5
    assert FollowUp.objects.filter(customer=customer, status="due").exists()
    FollowUp.objects.filter(status="due").update(status="cancelled")
    assert return_visits() == 1


@pytest.mark.clause("3.2.3")
def test_a_referral_counts_only_before_the_first_contact(cast: Any, customer: Any, arrive: Any) -> None:
    referral = refer(cast["wang"], customer, phone=OTHER_PHONE, name="陈明", relation="friend", agreed=True)
    assert (referral.customer.channel, referral.customer.introduced_by, referral.customer.owner) == (
        Channel.REFERRAL,
        customer,
        cast["wang"],
    )
    with pytest.raises(Refused):
        refer(cast["wang"], customer, phone=OTHER_PHONE, name="陈明", relation="friend", agreed=True)
    with pytest.raises(Refused) as refused:
        refer(cast["wang"], customer, phone="13700000001", name="赵云", relation="friend", agreed=False)
    assert refused.value.rule == "G-31"
    assert Referral.objects.count() == 1


def test_silence_puts_to_rest_and_interest_wakes(cast: Any, customer: Any) -> None:
    with clock.at(clock.now() + timedelta(days=70)):
        silence()
        assert fresh(customer).stage == Stage.DORMANT
        revive(cast["wang"], customer)
        assert fresh(customer).stage == Stage.INTENT
        assert fresh(customer).next_action_at


@pytest.mark.clause("2.2.4.1")
def test_a_caller_goes_to_the_duty_list_and_not_to_whoever_picked_up(cast: Any, project: Any, on_duty: Any) -> None:
    lead = register_call(cast["he"], project, phone=OTHER_PHONE, name="何丽")
    assert (lead.owner, lead.channel, lead.basis) == (cast["wang"], Channel.CALL, Basis.ENQUIRY)
    assert register_call(cast["he"], project, phone="13900005679", name="马超").owner == cast["zhao"]
    assert register_call(cast["lin"], project, phone=OTHER_PHONE, name="何丽") == lead


@pytest.mark.clause("2.2.4.1")
def test_a_lead_says_where_the_number_comes_from(cast: Any, project: Any, customer: Any) -> None:
    with pytest.raises(Refused) as refused:
        add_lead(cast["sun"], project, phone=OTHER_PHONE, name="何丽", basis_note=" ")
    assert refused.value.rule == "G-31"
    lead = add_lead(cast["sun"], project, phone=OTHER_PHONE, name="何丽", basis_note="社区活动现场同意")
    assert lead.owner == cast["sun"]
    assert lead.basis_note == "社区活动现场同意"
    with pytest.raises(Refused) as taken:
        add_lead(cast["sun"], project, phone=PHONE, name="张", basis_note="朋友圈")
    assert "王敏" not in str(taken.value)
    assert customer.name not in str(taken.value)


@pytest.mark.clause("2.2.4.5")
def test_what_customers_say_is_reported_up_and_acknowledged(cast: Any, customer: Any) -> None:
    report = report_up(cast["wang"], customer, category="price", details="嫌贵,电话 13812345678")
    assert "13812345678" not in report.details
    assert Task.objects.filter(assignee=cast["zhou"], kind="customers.acknowledge").count() == 1
    with pytest.raises(NotPermitted):
        acknowledge_report(cast["wu"], report)
    acknowledge_report(cast["zhou"], report, answer="收到")
    known = FieldReport.objects.get()
    assert (known.status, known.acknowledged_by) == ("acknowledged", cast["zhou"])
    assert not Task.objects.filter(kind="customers.acknowledge", done_at=None).exists()


@pytest.mark.clause("5.1.3")
def test_a_hot_customer_is_lost_only_when_the_supervisor_agrees(cast: Any, customer: Any) -> None:
    set_grade(cast["wang"], customer, grade="A")
    mark_lost(cast["wang"], customer, reason="买了别处")
    assert fresh(customer).stage == Stage.INTENT
    assert fresh(customer).lost_asked_at
    keep_customer(cast["zhou"], customer, reason="再约一次")
    mark_lost(cast["wang"], customer, reason="买了别处")
    with pytest.raises(NotPermitted):
        confirm_lost(cast["wang"], customer)
    confirm_lost(cast["zhou"], customer)
    assert fresh(customer).stage == Stage.LOST
    assert not FollowUp.objects.filter(status="due").exists()


def test_a_cold_customer_is_lost_at_once(cast: Any, customer: Any) -> None:
    set_grade(cast["wang"], customer, grade="D")
    mark_lost(cast["wang"], customer, reason="不再考虑")
    assert fresh(customer).stage == Stage.LOST
