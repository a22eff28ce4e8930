"""The people around a customer: encrypted, masked, with their own agreement, found at the desk without giving anybody away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from lintel.customers.actions.merging import merge_customers, undo_merge
from lintel.customers.actions.relating import MOST, add_related, change_related, remove_related
from lintel.customers.models import Customer, RelatedPerson
from lintel.customers.tests.conftest import PHONE
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.models import Disclosure

pytestmark = pytest.mark.clause("5.1.1")
HERS = "13912345678"
LOOK = reverse("customers:look-up")
B = RelatedPerson.Basis


@pytest.fixture
def wife(cast: dict[str, Any], customer: Customer) -> RelatedPerson:
    add_related(cast["wang"], customer, relation="spouse", name="李小凤", basis=B.SPOKEN, phone=HERS)
    return RelatedPerson.objects.get()


def looked_up(browser: Any, phone: str) -> str:
    return browser.post(LOOK, {"phone": phone}).content.decode()


def test_name_and_number_are_encrypted_in_the_row_and_masked_on_the_page(at, cast, customer, wife):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM customers_relatedperson")
        assert all("李小凤" not in str(v) and HERS not in str(v) for v in cursor.fetchone())
    page = at("wang").get(customer.get_absolute_url()).content.decode()
    assert "李*" in page
    assert "139****5678" in page
    assert "小凤" not in page
    assert HERS not in page
    assert wife.notice is not None  # what she was told


def test_the_trail_says_that_somebody_was_noted_and_never_who(cast, customer, wife):
    entries = Entry.objects.filter(deed="customers.add_related")
    assert {e.subject_id for e in entries} == {customer.pk, wife.pk}
    assert all(
        "小凤" not in str(e.inputs) + str(e.changes) and HERS not in str(e.inputs) + str(e.changes) for e in entries
    )


def test_a_number_is_kept_only_with_agreement(cast, customer):
    with pytest.raises(Refused) as refusal:
        add_related(cast["wang"], customer, relation="parent", name="张父", basis=B.CUSTOMER, phone=HERS)
    assert refusal.value.rule == "G-31"
    assert not RelatedPerson.objects.exists()
    add_related(cast["wang"], customer, relation="parent", name="张父", basis=B.CUSTOMER)
    assert RelatedPerson.objects.get().notice is None


def test_who_no_longer_agrees_loses_the_number(cast, customer, wife):
    change_related(cast["wang"], customer, person=wife, relation="spouse", basis=B.CUSTOMER)
    wife.refresh_from_db()
    assert not wife.phone
    assert wife.phone_bidx is None
    assert wife.name.reveal() == "李小凤"


def test_what_is_left_empty_stays_and_what_is_typed_is_found_anew(at, cast, customer, wife):
    form = {"relation": "partner", "basis": B.PRESENT, "name": "", "phone": "13887654321", "_key": "k" * 9}
    assert at("wang").post(reverse("customers:related-change", args=[wife.pk]), form).status_code == 303
    wife.refresh_from_db()
    assert (wife.relation, wife.name.reveal()) == ("partner", "李小凤")
    assert "data-kin" in looked_up(at("wang"), "13887654321")
    assert "data-kin" not in looked_up(at("wang"), HERS)


def test_not_the_customers_own_number_not_twice_and_not_a_crowd(cast, customer, wife):
    for phone in (PHONE, HERS):
        with pytest.raises(Refused):
            add_related(cast["wang"], customer, relation="child", name="张小", basis=B.SPOKEN, phone=phone)
    for n in range(MOST - 1):
        add_related(cast["wang"], customer, relation="child", name=f"张{n}", basis=B.CUSTOMER)
    with pytest.raises(Refused):
        add_related(cast["wang"], customer, relation="child", name="张多", basis=B.CUSTOMER)
    assert customer.related.count() == MOST


def test_only_who_works_with_the_customer_notes_and_removes(at, cast, customer, wife):
    with pytest.raises(NotPermitted):
        add_related(cast["sun"], customer, relation="agent", name="周代", basis=B.CUSTOMER)
    for name in ("related-change", "related-remove"):
        assert at("sun").get(reverse(f"customers:{name}", args=[wife.pk])).status_code == 404
    assert at("wang").post(reverse("customers:related-remove", args=[wife.pk]), {"_key": "k" * 9}).status_code == 303
    assert not RelatedPerson.objects.exists()


def test_the_number_is_revealed_for_a_purpose_as_the_customers_own_is(at, cast, customer, wife):
    url = reverse("workbench:reveal", args=["customers", "relatedperson", wife.pk, "phone"])
    page = at("wang").post(url, {"purpose": "checking"}).content.decode()
    assert "139" in page
    assert Disclosure.objects.filter(actor=cast["wang"], subject_id=wife.pk, field="phone").count() == 1
    assert at("sun").get(url).status_code == 404


@pytest.mark.clause("3.1.1")
def test_the_desk_hears_whose_relative_calls_within_reach_and_no_more_beyond_it(at, cast, customer, wife):
    own = looked_up(at("wang"), HERS)
    assert customer.number in own
    assert "张*" in own
    others = looked_up(at("sun"), HERS)
    assert "data-kin" in others
    for secret in (customer.number, "张", "王敏", "李", customer.get_absolute_url()):
        assert secret not in others[others.index("data-kin") :]
    assert "data-kin" not in looked_up(at("sun"), "13700001111")
    assert "data-kin" not in looked_up(at("tang"), HERS)  # another project


def test_a_record_of_their_own_is_a_link_only_for_who_may_see_it(at, cast, arrive, customer):
    second = arrive(phone=HERS, name="李小凤", consultant=cast["wang"], reason="指名").customer
    add_related(cast["wang"], customer, relation="spouse", name="李小凤", basis=B.SPOKEN, phone=HERS)
    assert RelatedPerson.objects.get().linked_id == second.pk  # found by the number
    assert second.number in at("wang").get(customer.get_absolute_url()).content.decode()
    Customer.objects.filter(pk=second.pk).update(owner=cast["sun"])
    assert second.number not in at("wang").get(customer.get_absolute_url()).content.decode()
    person = RelatedPerson.objects.get()
    change_related(cast["wang"], customer, person=person, relation="spouse", basis=B.SPOKEN)
    person.refresh_from_db()
    assert person.linked_id == second.pk  # what one is not shown one does not take away


def test_they_go_over_in_a_merge_and_come_back(cast, arrive, customer, wife):
    second = arrive(phone="13700009999", name="张建国", consultant=cast["wang"], reason="指名").customer
    add_related(cast["wang"], second, relation="parent", name="张父", basis=B.CUSTOMER)
    merge = merge_customers(cast["liu"], customer, duplicate=second, reason="同一人")
    assert sorted(customer.related.values_list("relation", flat=True)) == ["parent", "spouse"]
    undo_merge(cast["liu"], merge, reason="不是同一人")
    assert list(customer.related.values_list("relation", flat=True)) == ["spouse"]
    assert list(second.related.values_list("relation", flat=True)) == ["parent"]


def test_they_go_with_the_customer(customer, wife):
    assert RelatedPerson._meta.get_field("customer").remote_field.on_delete.__name__ == "CASCADE"


def test_removing_leaves_no_trace_of_who_it_was(cast, customer, wife):
    remove_related(cast["wang"], customer, person=wife)
    assert not RelatedPerson.objects.exists()
    with pytest.raises(Refused):
        remove_related(cast["wang"], customer, person=wife)
