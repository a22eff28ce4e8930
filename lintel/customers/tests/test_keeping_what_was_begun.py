"""A follow-up begun and left is offered again, wherever its customer is opened; the history costs no more the longer it is."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.handing import hand_over_customer
from lintel.customers.models import FollowUp
from lintel.platform.directory.models import User
from lintel.platform.workbench import trail
from lintel.platform.workbench.models import Draft

pytestmark = pytest.mark.django_db


def _begin(browser: Any, customer: Any, text: str) -> str:
    """As the browser keeps it: by the key that stands in the form."""
    page = browser.get(customer.get_absolute_url()).content.decode()
    key = page.split('data-draft="')[1].split('"')[0]
    said = {
        "form": key,
        "url": customer.get_absolute_url(),
        "title": "写跟进",
        "values": {"text": [text], "method": ["wechat"]},
    }
    assert browser.post("/workbench/draft/", json.dumps(said), content_type="application/json").status_code == 200
    return key


@pytest.mark.clause("3.2.1")
def test_a_follow_up_begun_is_offered_again_on_the_page_and_alone(at: Any, customer: Any) -> None:
    wang = at("wang")
    _begin(wang, customer, "想要高楼层，等学位政策")
    for url in (customer.get_absolute_url(), reverse("customers:follow-up", args=[customer.pk])):
        page = wang.get(url).content.decode()
        assert "想要高楼层，等学位政策" in page
        assert "Start afresh" in page
    assert "想要高楼层" not in at("zhou").get(customer.get_absolute_url()).content.decode()


@pytest.mark.clause("3.2.1")
def test_once_it_is_written_the_draft_is_gone(at: Any, customer: Any) -> None:
    wang = at("wang")
    _begin(wang, customer, "周末再来")
    typed = {
        "_key": str(uuid.uuid4()),
        "method": "phone",
        "result": "reached",
        "text": "周末再来",
        "grade": "B",
        "when": "tomorrow",
    }
    assert wang.post(reverse("customers:follow-up", args=[customer.pk]), typed).status_code == 303
    assert FollowUp.objects.filter(status="done").count() == 1
    assert not Draft.objects.exists()
    assert "Start afresh" not in wang.get(customer.get_absolute_url()).content.decode()


@pytest.mark.clause("3.2.3")
def test_the_history_names_everybody_in_one_question(
    cast: Any, customer: Any, django_assert_max_num_queries: Any
) -> None:
    for name in ("zhao", "wang", "zhao", "wang"):
        hand_over_customer(cast["zhou"], type(customer).objects.get(pk=customer.pk), to=cast[name], reason="休假")
    fresh = type(customer).objects.get(pk=customer.pk)
    with django_assert_max_num_queries(3):  # the entries, the people, the project
        told = trail.told(fresh)
    named = {words for entry in told for change in entry.changes for words in (change.before, change.after)}
    assert {str(cast["zhao"]), str(cast["wang"])} <= named


@pytest.mark.clause("3.2.3")
def test_who_is_no_longer_there_is_a_number(cast: Any, customer: Any) -> None:
    entry = trail.entries_of(customer)[-1]
    entry.changes = {"owner_id": [None, 10**6]}
    names = trail._names(customer, [entry])
    told = trail._tell(entry, type(customer), frozenset(), names)
    assert [(c.before, c.after) for c in told.changes] == [(trail.EMPTY, f"#{10**6}")]
    assert not User.objects.filter(pk=10**6).exists()
