"""Telephone numbers leave the house in plain only when somebody else has agreed, and every one of them is remembered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.platform.access.models import Grant
from lintel.platform.access.scope import forget
from lintel.platform.approvals import actions as approvals
from lintel.platform.approvals.models import Decision, Request
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User, system_user
from lintel.platform.exchange import export_actions, jobs, plain
from lintel.platform.exchange.export_actions import Spec
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sealing import EXPORTS, kept_files
from lintel.platform.exchange.sources import outgoing
from lintel.platform.jobs.worker import run_pending
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.disclosures import usage
from lintel.platform.privacy.models import Disclosure

pytestmark = pytest.mark.django_db
URL = "/customers/customer/export/"
ASKED = {"purpose": "开盘短信", "fmt": "csv", "plain": "on", "purpose_kind": "follow_up"}
NUMBERS = ("13800000001", "13800000002", "13800000003")
Status = ExportJob.Status


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def customers(cast: dict[str, User], project: Any) -> list[Customer]:
    owners = ("wang", "wang", "sun")  # the last one is of another team
    return [
        Customer.objects.create(
            project=project, owner=cast[owner], name=f"客户{n}", phone=f"86{number}", number=f"K-{n}"
        )
        for n, (owner, number) in enumerate(zip(owners, NUMBERS, strict=True))
    ]


def asked_by(client: Any) -> ExportJob:
    answer = client.post(URL, ASKED)
    assert answer.status_code == 303, re.sub(r"\s+", " ", answer.content.decode())[-3000:]
    return ExportJob.objects.latest("pk")


def decide(name: str, cast: dict[str, User], deed: Any = approvals.approve, **more: Any) -> None:
    mine = Decision.objects.get(person=cast[name], status=Decision.Status.PENDING)
    deed(cast[name], mine.request, **(more or {"seen": mine.request.facts_now().hash}))


def spec_of(actor: User, project: Any) -> Spec:
    found = {
        "resource": "customers.customer",
        "query": "",
        "project": project.pk,
        "found": {},
        "columns": ["number", "phone"],
    }
    return Spec(found, outgoing("list", actor, found))


def ask(actor: User, project: Any, expected: int = 3) -> ExportJob:
    made: ExportJob = plain.ask_plain_export(
        actor, source="list", spec=spec_of(actor, project), fmt="csv", purpose="开盘短信", purpose_kind="follow_up", expected=expected
    )  # fmt: skip
    return made


@pytest.mark.clause("8.1.1")
def test_numbers_go_out_in_plain_after_somebody_else_agreed_and_each_is_remembered(
    enter: Any, cast: dict[str, User], customers: Any
) -> None:
    client = enter("zhou")
    job = asked_by(client)
    run_pending()
    assert (job.status, kept_files(EXPORTS)) == (Status.WAITING, [])
    assert client.get(reverse("exchange:export-file", args=[job.pk])).status_code == 409
    assert client.get(job.get_absolute_url()).status_code == 200
    assert not Disclosure.objects.exists()
    page = enter("chen").get(Request.objects.get(subject_id=job.pk, point=plain.PLAIN.name).get_absolute_url())
    assert "开盘短信" in page.content.decode()
    assert enter("chen").get(job.get_absolute_url()).status_code == 404  # to decide is not to fetch
    decide("chen", cast)
    run_pending()
    said = client.get(reverse("exchange:export-file", args=[job.pk])).content.decode("utf-8-sig").replace(" ", "")
    inside = [n for n in NUMBERS if n in said]
    assert inside == list(NUMBERS[:2])  # the team's own
    shown = Disclosure.objects.filter(actor=cast["zhou"])
    assert {d.subject_id for d in shown} == {c.pk for c in customers[:2]}
    assert {(d.field, d.purpose) for d in shown} == {("phone", "follow_up")}
    entry = Entry.objects.get(deed="exchange.export_rows")
    assert (entry.inputs["plain"], entry.inputs["rows"]) == (["phone"], 2)
    assert usage(cast["zhou"]).day == 0


@pytest.mark.clause("8.1.1")
def test_without_an_approval_no_way_leads_to_a_plain_file(cast: dict[str, User], project: Any, customers: Any) -> None:
    job = ask(cast["zhou"], project)
    for attempt in (lambda: jobs.export(job.pk), run_pending):
        attempt()
        job.refresh_from_db()
        assert job.status == Status.WAITING
    ExportJob.objects.filter(pk=job.pk).update(status=Status.QUEUED)  # as if somebody had reached into the table
    jobs.export(job.pk)
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert job.problem
    masked = export_actions.ask_export(
        cast["zhou"], source="list", spec=spec_of(cast["zhou"], project), fmt="csv", purpose="开盘短信", expected=3
    )
    ExportJob.objects.filter(pk=masked.pk).update(plain_fields=["phone"])
    jobs.export(masked.pk)
    masked.refresh_from_db()
    assert masked.status == Status.FAILED
    assert kept_files(EXPORTS) == []
    assert not Disclosure.objects.exists()


def test_nobody_decides_their_own_and_a_no_ends_it(
    enter: Any, cast: dict[str, User], project: Any, customers: Any
) -> None:
    own = ask(cast["chen"], project)  # the deputy manager asks: the manager decides
    assert [d.person for d in Decision.objects.filter(status="pending")] == [cast["liu"]]
    decide("liu", cast, approvals.refuse, reason="用途不清")
    own.refresh_from_db()
    assert own.status == Status.REFUSED
    ask(cast["liu"], project)
    assert [d.person for d in Decision.objects.filter(status="pending")] == [cast["chen"]]
    run_pending()
    assert kept_files(EXPORTS) == []


def test_more_than_500_rows_need_two(cast: dict[str, User], project: Any, customers: Any) -> None:
    job = ask(cast["zhou"], project, expected=501)
    decide("chen", cast)
    job.refresh_from_db()
    assert job.status == Status.WAITING
    decide("liu", cast)
    job.refresh_from_db()
    assert job.status == Status.QUEUED
    with pytest.raises(Refused) as no:
        ask(cast["chen"], project, expected=501)  # beside the deputy there is the manager alone
    assert (no.value.rule, no.value.clause) == ("G-40", "8.1.1")
    assert no.value.remedy
    ask(cast["chen"], project, expected=500)


def test_without_the_permission_to_reveal_nobody_can_ask(
    enter: Any, cast: dict[str, User], project: Any, customers: Any
) -> None:
    Grant.objects.filter(permission="customers.reveal_customer", role__code="SS").delete()
    forget(cast["zhou"])
    with pytest.raises(NotPermitted) as no:
        ask(cast["zhou"], project)
    assert no.value.clause == "8.1.1"
    client = enter("zhou")
    assert 'name="plain"' not in client.get(URL).content.decode()
    answer = client.post(URL, ASKED)
    assert b"13800000001" not in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert not Request.objects.exists()


def test_a_list_that_grew_since_is_not_written(cast: dict[str, User], project: Any, customers: Any) -> None:
    job = ask(cast["zhou"], project, expected=1)
    decide("chen", cast)
    run_pending()
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert kept_files(EXPORTS) == []


def test_the_worker_itself_cannot_agree(cast: dict[str, User], project: Any, customers: Any) -> None:
    job = ask(cast["zhou"], project)
    request = Request.objects.get(subject_id=job.pk, point=plain.PLAIN.name)
    with pytest.raises(Refused):
        approvals.approve(cast["zhou"], request, seen=request.facts_now().hash)
    with pytest.raises(Refused):
        approvals.approve(system_user(), request, seen=request.facts_now().hash)
