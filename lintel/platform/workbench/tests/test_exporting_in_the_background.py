"""A long list leaves by way of the worker: masked, for its asker alone, for a day, and on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.platform.access.models import Grant
from lintel.platform.access.scope import forget
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.exchange import jobs
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sealing import EXPORTS, kept_file, kept_files
from lintel.platform.jobs.worker import run_pending
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice

pytestmark = pytest.mark.django_db
URL = "/customers/customer/export/"
ASKED = {"purpose": "回访名单", "fmt": "xlsx"}
NUMBERS = ("13800000001", "13800000002", "13800000003")


@pytest.fixture(autouse=True)
def _small(settings: Any, tmp_path: Any) -> None:
    settings.LINTEL_EXPORT_AT_ONCE, settings.MEDIA_ROOT = 1, tmp_path


@pytest.fixture
def customers(cast: dict[str, User], project: Any) -> list[Customer]:
    return [
        Customer.objects.create(
            project=project, owner=cast["wang"], name=f"客户{n}", phone=f"86{number}", number=f"K-{n}"
        )
        for n, number in enumerate(NUMBERS)
    ]


def asked(client: Any, **more: Any) -> ExportJob:
    answer = client.post(URL, {**ASKED, **more})
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return ExportJob.objects.latest("pk")


def text_of(data: bytes, tmp_path: Any) -> str:
    book = tmp_path / "book.xlsx"
    book.write_bytes(data)
    return "\n".join(str(c.value) for row in openpyxl.load_workbook(book).active.iter_rows() for c in row if c.value)


@pytest.mark.clause("8.1.1")
def test_a_long_list_is_written_by_the_worker_masked_and_fetched_by_its_asker(
    enter: Any, cast: dict[str, User], customers: Any, tmp_path: Any
) -> None:
    client = enter("zhou")
    job = asked(client)
    page = reverse("exchange:exportjob-detail", args=[job.pk])
    assert reverse("exchange:export-progress", args=[job.pk]) in client.get(page).content.decode()
    run_pending()
    answer = client.get(reverse("exchange:export-file", args=[job.pk]))
    assert answer.status_code == 200
    said = text_of(answer.content, tmp_path)
    assert said.count("138****000") == 3
    assert "周强" in said
    assert "回访名单" in said
    assert client.get(reverse("exchange:export-progress", args=[job.pk]))["HX-Refresh"] == "true"
    notice = Notice.objects.get(kind="exchange.ready")
    assert (notice.receiver, notice.url) == (cast["zhou"], page)
    entry = Entry.objects.get(deed="exchange.export_rows")
    assert (entry.actor, entry.inputs["rows"], entry.subject_id) == (cast["zhou"], 3, job.pk)
    assert Entry.objects.filter(deed="exchange.download_export", subject_id=job.pk).count() == 1


def test_no_plain_number_lies_on_the_disk_or_in_the_database_row(enter: Any, customers: Any, settings: Any) -> None:
    client = enter("zhou")
    found = client.post("/customers/customer/find/", {"q": NUMBERS[0]})
    token = found["Location"].partition("found=")[2]
    answer = client.post(f"{URL}?found={token}", {**ASKED, "fmt": "csv"})
    assert answer.status_code == 200  # one row goes at once
    settings.LINTEL_EXPORT_AT_ONCE = 0
    assert client.post(f"{URL}?found={token}", {**ASKED, "fmt": "csv"}).status_code == 303
    run_pending()
    job = ExportJob.objects.get()
    assert (job.status, job.rows) == (ExportJob.Status.READY, 1)
    files = kept_files(EXPORTS)
    assert [path.name for path in files] == [str(job.uid)]
    kept = [path.read_bytes() for path in files] + [kept_file(job.uid, EXPORTS)]
    row = repr(ExportJob.objects.values().get()).encode() + repr(list(Entry.objects.values())).encode()
    for number in NUMBERS:
        assert all(number.encode() not in data for data in [*kept, row])


def test_somebody_elses_link_is_not_there(enter: Any, customers: Any) -> None:
    job = asked(enter("zhou"))
    run_pending()
    for name in ("liu", "chen", "zheng", "wang"):
        for route in ("exportjob-detail", "export-progress", "export-file"):
            url, absent = (reverse(f"exchange:{route}", args=[pk]) for pk in (job.pk, 999_999))
            answers = [enter(name).get(one).status_code for one in (url, absent)]
            assert answers == [404, 404], (name, route)
        assert "回访名单" not in enter(name).get(reverse("exchange:imports")).content.decode()


@pytest.mark.clause("8.1.1")
def test_the_link_works_for_a_day_and_then_says_how_to_ask_again(enter: Any, customers: Any) -> None:
    begun = clock.now()
    with clock.at(begun):
        job = asked(enter("zhou"))
        run_pending()
    url = reverse("exchange:export-file", args=[job.pk])
    with clock.at(begun + timedelta(hours=23, minutes=59)):
        client = enter("zhou")
        assert client.get(url).status_code == 200
        assert jobs.sweep_exports() == 0
    with clock.at(begun + timedelta(hours=24)):
        client = enter("zhou")
        answer = client.get(url)
        assert answer.status_code == 409
        assert "8.1.1" in answer.content.decode()
        assert "Content-Disposition" not in answer
        assert jobs.sweep_exports() == 1
        assert kept_files(EXPORTS) == []
        assert client.get(url).status_code == 409
        assert client.get(reverse("exchange:exportjob-detail", args=[job.pk])).status_code == 200
    assert Entry.objects.filter(deed="exchange.download_export").count() == 1


def test_who_reaches_less_than_then_does_not_get_the_file(enter: Any, cast: dict[str, User], customers: Any) -> None:
    client = enter("zhou")
    job = asked(client)
    run_pending()
    assert ExportJob.objects.get(pk=job.pk).status == ExportJob.Status.READY
    User.objects.filter(pk=cast["zhou"].pk).update(department=cast["zheng"].department)
    answer = client.get(reverse("exchange:export-file", args=[job.pk]))
    assert answer.status_code == 409
    assert "Content-Disposition" not in answer


def test_rights_taken_away_while_it_waits_stop_the_worker(enter: Any, cast: dict[str, User], customers: Any) -> None:
    job = asked(enter("zhou"))
    Grant.objects.filter(permission="customers.view_customer", role__code="SS").delete()
    forget(cast["zhou"])
    run_pending()
    job.refresh_from_db()
    assert (job.status, job.rows) == (ExportJob.Status.FAILED, 0)
    assert job.problem
    assert kept_files(EXPORTS) == []
    assert not Entry.objects.filter(deed="exchange.export_rows").exists()


def test_the_centre_lists_own_exports_and_says_what_to_do(enter: Any, customers: Any) -> None:
    client = enter("zhou")
    empty = client.get(reverse("exchange:imports")).content.decode()
    job = asked(client)
    run_pending()
    full = client.get(reverse("exchange:imports")).content.decode()
    link = reverse("exchange:exportjob-detail", args=[job.pk])
    assert link not in empty
    assert link in full
