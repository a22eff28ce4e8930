"""Whose customer is it: claimed with a reason, decided on the evidence of both sides, by somebody it does not concern."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.actions.followups import record_follow_up
from lintel.customers.actions.reception import close_visit
from lintel.customers.actions.ruling import ask_for_ruling, rule_on_visit
from lintel.customers.evidence import evidence_on
from lintel.customers.models import Customer, FollowUp, Visit
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.1")]
OWNER, CLAIMANT = Visit.Ruling.OWNER, Visit.Ruling.CLAIMANT


@pytest.fixture
def disputed(cast: Any, customer: Customer, arrive: Any) -> Visit:
    """Wang's customer came again; the desk says that Zhao claims them."""
    visit: Visit = arrive()
    ask_for_ruling(cast["he"], visit, claimant=cast["zhao"], reason="客户上周先加的赵磊微信")
    visit.refresh_from_db()
    return visit


def _told(cast: Any, *names: str) -> set[str]:
    rows = Notice.objects.filter(kind="customers.ruled", receiver__in=[cast[n] for n in names])
    return set(rows.values_list("receiver__username", flat=True))


def test_the_supervisor_is_asked_with_a_link_to_the_evidence(cast: Any, disputed: Visit) -> None:
    task = Task.objects.get(kind="customers.ruling", done_at=None)
    assert (task.assignee, task.url) == (cast["zhou"], reverse("customers:ruling", args=[disputed.pk]))


def test_the_customer_stays_and_everybody_hears_why(cast: Any, customer: Customer, disputed: Visit) -> None:
    rule_on_visit(cast["zhou"], disputed, ruling=OWNER, reason="首次接触在先且在保护期内")
    assert Customer.objects.get(pk=customer.pk).owner == cast["wang"]
    assert not Task.objects.filter(kind="customers.ruling", done_at=None).exists()
    assert _told(cast, "wang", "zhao", "he", "zhou") == {"wang", "zhao", "he"}
    disputed.refresh_from_db()
    assert (disputed.ruling, disputed.ruled_by) == ("owner", cast["zhou"])


def test_the_customer_changes_hands_with_protection_and_a_next_contact(
    cast: Any, customer: Customer, disputed: Visit
) -> None:
    rule_on_visit(cast["zhou"], disputed, ruling=CLAIMANT, reason="同一家庭，以首次登记为准")
    now = Customer.objects.get(pk=customer.pk)
    assert (now.owner, now.previous_owner, now.is_protected) == (cast["zhao"], cast["wang"], True)
    assert now.followups.get(status="due").consultant == cast["zhao"]
    assert Entry.objects.filter(deed="customers.rule_on_visit", subject_id=customer.pk).exists()


def test_a_ruling_is_made_once(cast: Any, disputed: Visit) -> None:
    rule_on_visit(cast["zhou"], disputed, ruling=OWNER, reason="在先")
    with pytest.raises(Refused):
        rule_on_visit(cast["chen"], disputed, ruling=CLAIMANT, reason="重来")
    with pytest.raises(Refused):
        ask_for_ruling(cast["he"], disputed, claimant=cast["zhao"], reason="再来")


@pytest.mark.parametrize("who", ["wang", "zhao", "he", "wu"])
def test_neither_side_nor_another_teams_supervisor_decides(
    who: str, cast: Any, customer: Customer, disputed: Visit
) -> None:
    with pytest.raises(Refused):
        rule_on_visit(cast[who], disputed, ruling=CLAIMANT, reason="给我")
    assert Customer.objects.get(pk=customer.pk).owner == cast["wang"]
    assert Visit.objects.get(pk=disputed.pk).ruling == ""


def test_a_supervisor_who_claims_does_not_decide(cast: Any, customer: Customer, arrive: Any) -> None:
    visit = arrive()
    ask_for_ruling(cast["he"], visit, claimant=cast["zhou"], reason="主管的老客户")
    with pytest.raises(NotPermitted):
        rule_on_visit(cast["zhou"], visit, ruling=CLAIMANT, reason="是我的")


@pytest.mark.parametrize("claimant", ["wang", "tang", None])
def test_only_another_consultant_of_the_project_claims(
    claimant: str | None, cast: Any, customer: Customer, arrive: Any
) -> None:
    visit = arrive()
    with pytest.raises(Refused):
        ask_for_ruling(cast["he"], visit, claimant=cast[claimant] if claimant else None, reason="…")
    assert Visit.objects.get(pk=visit.pk).claimant is None


def test_the_evidence_counts_what_each_did_and_not_the_disputed_visit(
    cast: Any, customer: Customer, disputed: Visit
) -> None:
    first = Visit.objects.get(customer=customer, outcome="new")
    close_visit(cast["wang"], first, summary="首次到访")
    record_follow_up(cast["wang"], customer, method=FollowUp.Method.PHONE, text="私下说的话")
    found = evidence_on(Visit.objects.get(pk=disputed.pk))
    assert (found.owner.visits, found.owner.contacts, found.owner.reached) == (1, 1, 1)
    assert found.claimant.touches == []
    assert {rule.speaks_for for rule in found.rules} == {cast["wang"]}


def test_the_page_shows_both_sides_and_takes_the_decision(
    cast: Any, customer: Customer, disputed: Visit, at: Any
) -> None:
    url = reverse("customers:ruling", args=[disputed.pk])
    page = at("zhou").get(url).content.decode()
    assert str(cast["wang"]) in page
    assert str(cast["zhao"]) in page
    assert "13800001234" not in page.replace(" ", "")
    assert at("sun").get(url).status_code == 404
    answer = at("zhou").post(url, {"_key": str(uuid.uuid4()), "ruling": "owner", "reason": "首次接触在先"})
    assert answer.status_code == 303
    page = at("zhou").get(url).content.decode()
    assert "首次接触在先" in page
    assert 'name="ruling"' not in page
