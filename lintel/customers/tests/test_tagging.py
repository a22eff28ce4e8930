"""Tags: a few agreed words on a customer, put on and taken off with one press, one by one or many at once (clause 5.1.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.merging import merge_customers, undo_merge
from lintel.customers.actions.tags import MOST, add_tag, change_tag, put_tags, take_tags
from lintel.customers.models import Customer, Tag, Tagging
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.workbench.trail import told

pytestmark = pytest.mark.clause("5.1.1")
LIST = reverse("customers:customer-list")


@pytest.fixture
def tag(cast: dict[str, Any], project: Any) -> Tag:
    return add_tag(cast["zhou"], project=project, name="学区优先", tone="info")


@pytest.fixture
def another(cast: dict[str, Any], project: Any) -> Tag:
    return add_tag(cast["zhou"], project=project, name="全款", tone="ok")


def worn(customer: Customer) -> list[str]:
    return list(customer.taggings.order_by("pk").values_list("tag__name", flat=True))


def test_the_vocabulary_is_kept_by_those_who_supervise(cast, project):
    with pytest.raises(NotPermitted):
        add_tag(cast["wang"], project=project, name="自己的")
    assert not Tag.objects.exists()


@pytest.mark.parametrize("name", ["13800001234", "张 138 0000 1234", "微信8001234", "１３８００００１２３４"])
def test_a_phone_number_is_no_tag_and_the_reason_is_said(cast, project, name):
    with pytest.raises(Refused, match=r"手机号|phone number") as refusal:
        add_tag(cast["zhou"], project=project, name=name)
    assert refusal.value.remedy
    assert not Tag.objects.exists()


def test_a_name_is_short_and_said_once(at, cast, project, tag):
    page = at("zhou").post(
        reverse("customers:tag-create"), {"project": project.pk, "name": "x" * 13, "tone": "ok", "_key": "k" * 9}
    )
    assert page.status_code == 422
    answer = at("zhou").post(
        reverse("customers:tag-create"), {"project": project.pk, "name": "全款", "tone": "ok", "_key": "n" * 9}
    )
    assert answer.status_code == 303
    with pytest.raises(Refused):
        add_tag(cast["zhou"], project=project, name="学区优先")
    assert Tag.objects.count() == 2


def test_a_renamed_tag_is_worn_under_its_new_name(cast, project, customer, tag):
    put_tags(cast["wang"], customer, tags=[tag])
    change_tag(cast["zhou"], tag, name="看重学区", tone="ok", active=True)
    assert worn(customer) == ["看重学区"]


def test_one_press_puts_a_tag_on_and_one_takes_it_off(at, cast, customer, tag):
    browser, url = at("wang"), reverse("customers:tags", args=[customer.pk])
    chips = browser.post(url, {"put": tag.pk, "_key": "k" * 9}, headers={"HX-Request": "true"}).content.decode()
    assert worn(customer) == ["学区优先"]
    assert 'name="take"' in chips
    chips = browser.post(url, {"take": tag.pk, "_key": "l" * 9}, headers={"HX-Request": "true"}).content.decode()
    assert worn(customer) == []
    assert 'name="put"' in chips
    deeds = [e.title for e in told(customer)][:2]
    assert len(deeds) == 2


def test_the_trail_says_which_tags_by_name(cast, customer, tag, another):
    put_tags(cast["wang"], customer, tags=[tag, another])
    said = told(customer)[0].said
    assert [words for _label, words in said] == ["学区优先、全款"]
    assert Entry.objects.filter(deed="customers.put_tags", subject_id=customer.pk).count() == 1


def test_only_ones_own_customers_are_tagged(at, cast, customer, tag):
    with pytest.raises(NotPermitted):
        put_tags(cast["sun"], customer, tags=[tag])
    assert (
        at("sun").post(reverse("customers:tags", args=[customer.pk]), {"put": tag.pk, "_key": "k" * 9}).status_code
        == 404
    )
    assert worn(customer) == []


def test_no_more_than_ten_and_none_of_another_project_or_put_aside(cast, project, other_project, customer, tag):
    many = [Tag.objects.create(project=project, name=f"第{n}") for n in range(MOST)]
    with pytest.raises(Refused, match="10"):
        put_tags(cast["wang"], customer, tags=[tag, *many])
    assert worn(customer) == []
    with pytest.raises(Refused):
        put_tags(cast["wang"], customer, tags=[Tag.objects.create(project=other_project, name="彼岸")])
    change_tag(cast["zhou"], tag, name=tag.name, tone=tag.tone, active=False)
    tag.refresh_from_db()
    with pytest.raises(Refused):
        put_tags(cast["wang"], customer, tags=[tag])
    assert worn(customer) == []


def test_many_are_tagged_at_once_and_one_press_takes_back_only_what_it_put_on(at, cast, arrive, customer, tag):
    second = arrive(phone="13900005678", name="李小凤").customer
    put_tags(cast["wang"], customer, tags=[tag])
    browser = at("zhou")
    url = reverse("customers:customer-bulk", args=["put_tags"]) + f"?chosen={customer.pk}&chosen={second.pk}"
    form = {"tags": [tag.pk], "batch": "6a2cf0f0-8d9a-4f86-a3f7-3a5d0f0f0f0f", "_key": "k" * 9}
    answer = browser.post(url, form, headers={"X-Lintel-Frame": "drawer", "HX-Request": "true"})
    assert worn(second) == ["学区优先"]
    undo = json.loads(answer["HX-Trigger"])["lintel:done"]["undo"]
    back = browser.post(undo["url"], {**undo["fields"], "_key": "u" * 9})
    assert back.status_code == 200
    assert "lintel:toast" in json.loads(back["HX-Trigger"])
    assert worn(second) == []
    assert worn(customer) == ["学区优先"]  # it wore the tag before


def test_the_list_is_narrowed_by_a_tag_shows_it_and_takes_it_out(at, cast, arrive, customer, tag):
    second = arrive(phone="13900005678", name="李小凤").customer
    put_tags(cast["wang"], customer, tags=[tag])
    browser = at("zhou")
    page = browser.get(f"{LIST}?tag={tag.pk}").content.decode()
    assert customer.number in page
    assert second.number not in page
    assert '<span class="chip chip-info">学区优先</span>' in page
    out = browser.post(f"{LIST}export/?tag={tag.pk}", {"fmt": "csv", "purpose": "周会"})
    text = b"".join(out.streaming_content) if out.streaming else out.content
    assert "学区优先" in text.decode("utf-8-sig")
    assert "<span" not in text.decode("utf-8-sig")


def test_of_many_tags_the_list_shows_two_and_counts_the_others(at, cast, project, customer):
    many = [Tag.objects.create(project=project, name=f"第{n}") for n in range(5)]
    put_tags(cast["wang"], customer, tags=many)
    page = at("wang").get(LIST).content.decode()
    assert 'title="第0, 第1, 第2, 第3, 第4">+3</span>' in page


def test_tags_go_over_in_a_merge_and_come_back(cast, arrive, customer, tag, another):
    second = arrive(phone="13900005678", name="张建国").customer
    put_tags(cast["wang"], customer, tags=[tag])
    Tagging.objects.create(customer=second, tag=another, put_by=cast["zhou"])
    merge = merge_customers(cast["liu"], customer, duplicate=second, reason="同一人")
    assert worn(customer) == ["学区优先", "全款"]
    undo_merge(cast["liu"], merge, reason="不是同一人")
    assert worn(customer) == ["学区优先"]
    assert worn(second) == ["全款"]
    take_tags(cast["wang"], customer, tags=[tag])
    assert worn(customer) == []
