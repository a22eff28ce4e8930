"""A hold keeps a unit for one customer for a while, within a quota, and frees it in time (clause 3.3.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from lintel.customers.models import Customer, Needs
from lintel.inventory.claims import UnitTaken, live_claim
from lintel.inventory.jobs import lapse_holds
from lintel.inventory.models import Claim, PresalePermit, Unit
from lintel.platform.access.models import Grant
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.sales.actions.holds import extend_hold, hold_unit, queue_for_unit, release_hold
from lintel.sales.jobs import warn_of_holds
from lintel.sales.tests.conftest import NOW

pytestmark = pytest.mark.clause("3.3.1")


def test_a_hold_lasts_two_hours_and_then_counts_as_free(cast, unit, customer):
    hold_unit(cast["wang"], unit, customer=customer)
    assert live_claim(unit).expires_at == NOW + timedelta(minutes=120)
    with clock.at(NOW + timedelta(minutes=121)):
        assert live_claim(unit) is None
        lapse_holds()
    unit.refresh_from_db()
    assert unit.sale_state == Unit.State.AVAILABLE


def test_a_second_consultant_is_told_who_has_it_and_what_else_is_free(cast, units, customer, make_customer):
    hold_unit(cast["wang"], units[0], customer=customer)
    with pytest.raises(UnitTaken) as refusal:
        hold_unit(cast["zhao"], units[0], customer=make_customer(cast["zhao"], "李四", "13900139000"))
    assert "王敏" in str(refusal.value)
    assert units[0] not in refusal.value.facts["alternatives"]
    assert Claim.objects.count() == 1


def test_one_cannot_hold_for_a_colleagues_customer(cast, unit, make_customer):
    hers = make_customer(cast["sun"], "李四", "13900139000")
    with pytest.raises(NotPermitted):
        hold_unit(cast["wang"], unit, customer=hers)
    assert not Claim.objects.exists()


def test_a_lost_customer_gets_no_hold(cast, unit, customer):
    Customer.objects.filter(pk=customer.pk).update(stage=Customer.Stage.LOST)
    customer.refresh_from_db()
    with pytest.raises(Refused, match=r"关闭|closed"):
        hold_unit(cast["wang"], unit, customer=customer)


def test_the_quota_is_three_holds_and_one_for_each_customer(cast, units, make_customer):
    people = [make_customer(cast["wang"], f"客户{n}", f"1390013900{n}") for n in range(4)]
    hold_unit(cast["wang"], units[0], customer=people[0])
    with pytest.raises(Refused):
        hold_unit(cast["wang"], units[1], customer=people[0])
    for n in (1, 2):
        hold_unit(cast["wang"], units[n], customer=people[n])
    with pytest.raises(Refused):
        hold_unit(cast["wang"], units[3], customer=people[3])
    assert Claim.objects.live().count() == 3


def test_nothing_is_held_without_a_permit(cast, unit, customer):
    PresalePermit.objects.update(status=PresalePermit.Status.REVOKED)
    with pytest.raises(Refused) as refusal:
        hold_unit(cast["wang"], unit, customer=customer)
    assert refusal.value.rule == "G-01"


def test_a_hold_is_extended_once_with_a_reason(cast, unit, customer):
    hold_unit(cast["wang"], unit, customer=customer)
    extend_hold(cast["wang"], unit, reason="客户在路上")
    assert live_claim(unit).expires_at == NOW + timedelta(minutes=180)
    with pytest.raises(Refused):
        extend_hold(cast["wang"], unit, reason="再等等")
    with pytest.raises(NotPermitted):
        extend_hold(cast["zhao"], unit, reason="我也要")


def test_a_colleagues_hold_is_released_by_the_supervisor_with_a_reason_only(cast, unit, customer):
    hold_unit(cast["wang"], unit, customer=customer)
    with pytest.raises(NotPermitted):
        release_hold(cast["zhao"], unit)
    with pytest.raises(Refused):
        release_hold(cast["zhou"], unit)
    release_hold(cast["zhou"], unit, reason="客户已离开")
    unit.refresh_from_db()
    assert unit.sale_state == Unit.State.AVAILABLE
    assert Notice.objects.filter(receiver=cast["wang"], kind="sales.hold_ended").count() == 1


def test_whoever_queues_is_told_when_the_unit_is_free(cast, unit, customer, make_customer):
    hold_unit(cast["wang"], unit, customer=customer)
    queue_for_unit(cast["zhao"], unit, customer=make_customer(cast["zhao"], "李四", "13900139000"))
    with pytest.raises(Refused):
        queue_for_unit(cast["zhao"], unit)
    release_hold(cast["wang"], unit)
    assert Notice.objects.filter(receiver=cast["zhao"], kind="sales.unit_free").count() == 1


def test_the_holder_is_warned_once_before_the_end(cast, unit, customer):
    hold_unit(cast["wang"], unit, customer=customer)
    warn_of_holds()
    assert not Notice.objects.exists()
    with clock.at(NOW + timedelta(minutes=116)):
        warn_of_holds()
        warn_of_holds()
    assert Notice.objects.filter(receiver=cast["wang"], kind="sales.hold_expiring").count() == 1


def test_only_sales_people_hold(cast, unit, customer):
    for name in ("xu", "lin", "feng", "guest"):
        with pytest.raises(NotPermitted):
            hold_unit(cast[name], unit, customer=customer)
    assert set(Grant.objects.filter(permission="sales.hold_unit").values_list("role__code", flat=True)) == {"SR", "SS"}


def test_the_same_press_twice_is_one_hold(cast, unit, customer):
    first = hold_unit.once(cast["wang"], unit, key="press-0001", customer=customer)
    again = hold_unit.once(cast["wang"], unit, key="press-0001", customer=customer)
    assert (first.row, again.row, again.replayed) == (unit, unit, True)
    assert Claim.objects.count() == 1


def test_the_customers_page_holds_a_home_and_begins_a_plan(enter, cast, units, customer, make_customer):
    Needs.objects.create(customer=customer)
    hold, plan = reverse("sales:hold-for", args=[customer.pk]), reverse("sales:quote-new")
    wang = enter("wang")
    page = wang.get(customer.get_absolute_url())
    assert [one.url for one in page.context["offered"]] == [hold, f"{plan}?customer={customer.pk}"]
    fits = wang.get(reverse("customers:homes", args=[customer.pk])).context["matches"][0]
    assert [one.url for one in fits.deeds] == [
        f"{hold}?unit={fits.unit.pk}", reverse("sales:price-sheet", args=[fits.unit.pk]),
        f"{plan}?customer={customer.pk}&unit={fits.unit.pk}",
    ]  # fmt: skip
    assert wang.get(fits.deeds[0].url).context["form"].initial["unit"] == fits.unit.code
    begun = wang.get(fits.deeds[2].url).context["form"].initial
    assert (begun["customer"], begun["unit"]) == (customer.pk, fits.unit.code)
    assert wang.post(hold, {"_key": "nothing-was-chosen"}).status_code == 422
    said = {"_key": "a-key-of-its-own", "unit": fits.unit.code.replace("-", " ")}
    assert [wang.post(hold, said).status_code for _again in range(2)] == [303, 303]
    assert [(c.unit, c.customer_id) for c in Claim.objects.all()] == [(fits.unit, customer.pk)]


def test_a_home_that_fits_is_one_tap_and_one_that_is_taken_says_so(enter, cast, units, customer, make_customer):
    Needs.objects.create(customer=customer)
    hold = reverse("sales:hold-for", args=[customer.pk])
    hold_unit(cast["zhao"], units[0], customer=make_customer(cast["zhao"], "李四", "13900139000"))
    taken = enter("wang").post(hold, {"_key": "somebody-was-faster", "unit": units[0].code})
    assert taken.status_code == 409
    assert "赵磊" in taken.content.decode()
    homes = enter("wang").get(reverse("customers:homes", args=[customer.pk])).context["matches"]
    assert units[0].pk not in [m.unit.pk for m in homes]
    fits = homes[0].unit
    assert enter("wang").post(hold, {"_key": "that-one-then", "fits": fits.pk}).status_code == 303
    assert live_claim(fits).customer_id == customer.pk


def test_deeds_for_a_customer_are_offered_to_who_may_do_them(enter, cast, customer, units):
    hold = reverse("sales:hold-for", args=[customer.pk])
    assert enter("zhao").get(hold).status_code == 404
    assert enter("liu").get(hold).status_code == 403
    assert enter("liu").get(customer.get_absolute_url()).context["offered"] == []
    Customer.objects.filter(pk=customer.pk).update(stage=Customer.Stage.LOST)
    assert enter("wang").get(customer.get_absolute_url()).context["offered"] == []
