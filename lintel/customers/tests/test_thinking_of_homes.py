"""Which homes a customer thinks of: noted, changed, ruled out with the reason, shown as they are now, counted on the board."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from lintel.customers.actions.interests import MOST, note_interest
from lintel.customers.actions.merging import merge_customers, undo_merge
from lintel.customers.models import Customer, Interest, Needs
from lintel.inventory.interest import interest_in
from lintel.inventory.models import Building, Project, Unit
from lintel.platform.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.2.2")]
Standing = Interest.Standing


@pytest.fixture
def homes(project: Project) -> list[Unit]:
    building = Building.objects.create(project=project, name="3栋")
    return [
        Unit.objects.create(
            project=project, building=building, floor=n + 1, room="01", gross_area=Decimal("93.87"),
            net_area=Decimal("74.81"), sale_state=Unit.State.AVAILABLE,
        )
        for n in range(MOST + 2)
    ]  # fmt: skip


def _asked(**said: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), "standing": "first", "concern": "", **said}


def test_a_home_is_noted_by_its_short_name_and_stands_on_the_page(
    at: Any, customer: Customer, homes: list[Unit]
) -> None:
    wang, url = at("wang"), reverse("customers:interest", args=[customer.pk])
    assert wang.post(url, _asked(unit=homes[0].code.replace("-", " "))).status_code == 303
    assert wang.post(url, _asked(unit="99-9-9999")).status_code == 422
    card = wang.get(reverse("customers:homes", args=[customer.pk])).content.decode()
    assert homes[0].code in card
    assert "First choice" in card
    assert [(i.unit, i.standing) for i in Interest.objects.all()] == [(homes[0], "first")]


def test_what_is_ruled_out_keeps_the_reason_and_is_not_proposed_again(
    at: Any, cast: Any, customer: Customer, homes: list[Unit]
) -> None:
    url = reverse("customers:interest", args=[customer.pk])
    note_interest(cast["wang"], customer, unit=homes[0])
    at("wang").post(f"{url}?unit={homes[0].pk}", _asked(unit=homes[0].code, standing="out", concern="price"))
    thought = Interest.objects.get()
    assert (thought.standing, thought.concern) == ("out", "price")
    again = note_interest(cast["wang"], customer, unit=homes[0], standing=Standing.SECOND, concern=Needs.Concern.PRICE)
    assert (again.pk, again.standing, again.concern) == (thought.pk, "second", "")


def test_the_form_begins_with_what_was_said_before(at: Any, cast: Any, customer: Customer, homes: list[Unit]) -> None:
    note_interest(cast["wang"], customer, unit=homes[0], standing=Standing.SECOND)
    url = f"{reverse('customers:interest', args=[customer.pk])}?unit={homes[0].pk}"
    assert at("wang").get(url).context["form"].initial["standing"] == "second"
    assert at("wang").get(f"{url}&standing=out").context["form"].initial["standing"] == "out"
    assert at("wang").get(f"{url}&standing=nonsense").context["form"].initial["standing"] == "second"


def test_of_another_project_or_too_many_is_refused(cast: Any, customer: Customer, homes: list[Unit]) -> None:
    for unit in homes[:MOST]:
        note_interest(cast["wang"], customer, unit=unit)
    with pytest.raises(Refused) as refused:
        note_interest(cast["wang"], customer, unit=homes[MOST])
    assert refused.value.remedy
    note_interest(cast["wang"], customer, unit=homes[0], standing=Standing.OUT)
    note_interest(cast["wang"], customer, unit=homes[MOST])
    elsewhere = Project.objects.create(name="另一处", code="ELSE")
    strange = Unit.objects.create(
        project=elsewhere, building=Building.objects.create(project=elsewhere, name="1栋"), floor=1, room="01"
    )
    with pytest.raises(Refused):
        note_interest(cast["wang"], customer, unit=strange)


def test_a_colleague_neither_notes_nor_sees(at: Any, customer: Customer, homes: list[Unit]) -> None:
    for name in ("interest", "homes"):
        assert at("zhao").get(reverse(f"customers:{name}", args=[customer.pk])).status_code == 404
    assert at("zhou").get(reverse("customers:homes", args=[customer.pk])).status_code == 200


def test_the_board_counts_who_thinks_of_a_home_but_not_who_ruled_it_out(
    cast: Any, customer: Customer, homes: list[Unit]
) -> None:
    note_interest(cast["wang"], customer, unit=homes[0])
    note_interest(cast["wang"], customer, unit=homes[1], standing=Standing.OUT, concern=Needs.Concern.LAYOUT)
    signs = interest_in(Building.objects.all())
    with override("en"):
        assert [(str(word), n) for word, n in signs[homes[0].pk]] == [("customers", 1)]
    assert homes[1].pk not in signs


def test_two_homes_can_be_compared_at_once(at: Any, cast: Any, customer: Customer, homes: list[Unit]) -> None:
    note_interest(cast["wang"], customer, unit=homes[0])
    url = reverse("customers:homes", args=[customer.pk])
    assert at("wang").get(url).context["compare"] == ""
    note_interest(cast["wang"], customer, unit=homes[1])
    assert at("wang").get(url).context["compare"].endswith(f"?unit={homes[0].pk}&unit={homes[1].pk}")


def test_the_card_costs_the_same_however_many_homes(
    at: Any, cast: Any, customer: Customer, homes: list[Unit], django_assert_max_num_queries: Any
) -> None:
    wang, url = at("wang"), reverse("customers:homes", args=[customer.pk])
    for unit in homes[:8]:
        note_interest(cast["wang"], customer, unit=unit)
    wang.get(url)
    with django_assert_max_num_queries(14):
        wang.get(url)


def test_homes_go_over_with_the_record_and_come_back(
    cast: Any, customer: Customer, homes: list[Unit], arrive: Any
) -> None:
    other = arrive(phone="13900005678", name="张建国").customer
    Customer.objects.filter(pk=other.pk).update(owner=customer.owner)
    other.refresh_from_db()
    note_interest(cast["wang"], other, unit=homes[0])
    merge = merge_customers(cast["zhou"], customer, duplicate=other, reason="同一人")
    assert Interest.objects.get().customer_id == customer.pk
    undo_merge(cast["zhou"], merge, reason="弄错了")
    assert Interest.objects.get().customer_id == other.pk
