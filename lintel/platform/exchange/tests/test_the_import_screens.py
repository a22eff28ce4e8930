"""The import centre in the browser: five steps, each with its page, for the importer and nobody else."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lintel.platform.approvals.models import AuthorityLine
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.tests.conftest import MakeFile

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]


@pytest.fixture(autouse=True)
def without_one_time_codes(settings: Any) -> None:
    """Signing in is not what is tested here."""
    settings.LINTEL_REQUIRE_TOTP = False


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *arguments: Any) -> str:
    return reverse(f"exchange:{name}", args=arguments)


def uploaded(client: Client, data: bytes) -> ImportJob:
    file = SimpleUploadedFile("限额.xlsx", data)
    answer = client.post(url("upload", "tests.lines"), {"file": file, "house": "7"})
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return ImportJob.objects.get()


def columns(job: ImportJob) -> dict[str, str]:
    return {f"column-{place}": name for name, place in job.mapping.items()}


def test_five_steps_from_file_to_result_and_back(mina: User, make_file: MakeFile) -> None:
    client = as_(mina)
    assert "Lines" in client.get(url("imports")).content.decode()
    assert client.get(url("upload", "tests.lines")).status_code == 200
    job = uploaded(client, make_file(["a", 100, "13812345678"], ["b", "abc", ""], ["c", 1, ""]))
    page = client.get(url("importjob-detail", job.pk)).content.decode()
    assert "限额(元)" in page
    assert "13812345678" not in page
    assert client.post(url("match", job.pk), columns(job)).status_code == 303
    page = client.get(url("importjob-detail", job.pk)).content.decode()
    assert 'name="4-amount" value="abc"' in page
    page = client.get(url("rows", job.pk), {"kind": "new"}).content.decode()
    assert "138****5678" in page
    assert client.post(url("fix", job.pk), {"4-amount": "9", "leave_out": "5"}).status_code == 303
    job.refresh_from_db()
    assert job.counts == {"new": 2, "skipped": 1}
    assert client.post(url("confirm", job.pk), {"_key": "k" * 12}).status_code == 303
    assert client.post(url("confirm", job.pk), {"_key": "k" * 12}).status_code == 303
    assert AuthorityLine.objects.filter(point__in="abc").count() == 2
    assert client.get(url("importjob-detail", job.pk)).status_code == 200
    assert client.post(url("undo", job.pk)).status_code == 303
    assert client.get(url("importjob-detail", job.pk)).status_code == 200
    assert AuthorityLine.objects.filter(point__in="abc").count() == 0


def test_a_refused_upload_says_what_to_do(mina: User) -> None:
    client = as_(mina)
    answer = client.post(url("upload", "tests.lines"), {"file": SimpleUploadedFile("x.xls", b"%PDF-1.4")})
    assert answer.status_code == 409
    assert client.post(url("upload", "tests.lines"), {}).status_code == 422
    assert not ImportJob.objects.exists()


def test_one_field_for_two_columns_is_refused_on_the_page(mina: User, make_file: MakeFile) -> None:
    client = as_(mina)
    job = uploaded(client, make_file(["a", 1, ""]))
    assert (
        client.post(url("match", job.pk), {"column-0": "point", "column-1": "amount", "column-2": "amount"}).status_code
        == 409
    )
    assert client.post(url("match", job.pk), {"column-0": "point"}).status_code == 409
    assert client.post(url("confirm", job.pk), {"_key": "k" * 12}).status_code == 409


def test_another_heading_line_can_be_chosen(mina: User, make_file: MakeFile) -> None:
    client = as_(mina)
    job = uploaded(client, make_file(["甲", "乙", "丙"], ["a", 1, ""]))
    page = client.get(url("importjob-detail", job.pk), {"heading": "3", "columns": "1"}).content.decode()
    assert "甲" in page
    chosen = {"other": "1", "sheet": "清单", "heading": "3", "column-0": "point", "column-1": "amount"}
    assert client.post(url("match", job.pk), chosen).status_code == 303
    job.refresh_from_db()
    assert (job.heading_line, job.counts) == (3, {"new": 1})


def test_error_workbook_template_and_original_are_downloads(mina: User, make_file: MakeFile) -> None:
    client = as_(mina)
    job = uploaded(client, make_file(["a", "abc", ""]))
    client.post(url("match", job.pk), columns(job))
    for name, argument in (("errors", job.pk), ("original", job.pk), ("template", "tests.lines")):
        answer = client.get(url(name, argument))
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("errors", job.pk)).content))
    assert book.active["B2"].value == 3
    assert Entry.objects.filter(deed="exchange.download_errors", actor=mina).count() == 2


@pytest.mark.parametrize("name", ["importjob-detail", "rows", "progress", "errors", "original"])
def test_a_job_is_not_there_for_others(mina: User, cast: dict[str, User], make_file: MakeFile, name: str) -> None:
    job = uploaded(as_(mina), make_file(["a", 1, ""]))
    as_(mina).post(url("match", job.pk), columns(job))
    for person in ("wang", "zhou", "guest"):
        assert as_(cast[person]).get(url(name, job.pk)).status_code == 404
    assert as_(cast["liu"]).get(url(name, job.pk)).status_code == 200


@pytest.mark.parametrize("name", ["match", "check", "fix", "confirm", "undo", "drop"])
def test_nobody_else_can_act_on_it(mina: User, cast: dict[str, User], make_file: MakeFile, name: str) -> None:
    job = uploaded(as_(mina), make_file(["a", 1, ""]))
    as_(mina).post(url("match", job.pk), columns(job))
    assert as_(cast["wang"]).post(url(name, job.pk), {"_key": "k" * 12}).status_code == 404
    assert as_(cast["liu"]).post(
        url(name, job.pk), {"_key": "k" * 12, **columns(job), "leave_out": "3"}
    ).status_code in {403, 409}
    job.refresh_from_db()
    assert job.status == "checked"
    assert not AuthorityLine.objects.filter(point="a").exists()


def test_what_one_may_not_import_is_not_offered(cast: dict[str, User], lines: Any) -> None:
    client = as_(cast["wang"])
    assert "Lines" not in client.get(url("imports")).content.decode()
    assert client.get(url("upload", "tests.lines")).status_code == 404
    assert client.get(url("upload", "no.such")).status_code == 404


def test_progress_asks_for_the_page_when_it_is_over(mina: User, make_file: MakeFile) -> None:
    client = as_(mina)
    job = uploaded(client, make_file(["a", 1, ""]))
    client.post(url("match", job.pk), columns(job))
    assert client.get(url("progress", job.pk))["HX-Refresh"] == "true"
    ImportJob.objects.filter(pk=job.pk).update(status="checking", progress=40)
    assert "40 %" in client.get(url("progress", job.pk)).content.decode()
    assert client.get(url("importjob-detail", job.pk)).status_code == 200
