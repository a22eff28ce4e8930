"""Two easy ways in: a template whose sample row is never taken, and a table pasted as it was copied."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lintel.platform.approvals.models import AuthorityLine
from lintel.platform.directory.models import User
from lintel.platform.exchange.importers import all_importers
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.samples import is_sample, mark
from lintel.platform.exchange.tests.conftest import HEAD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]
UPLOAD = "/exchange/new/tests.lines/"
TABLE = "\t".join(HEAD) + "\r\na\t100\t13812345678\r\nb\tabc\t\r\n"


@pytest.fixture(autouse=True)
def without_one_time_codes(settings: Any) -> None:
    """Signing in is not what is tested here."""
    settings.LINTEL_REQUIRE_TOTP = False


@pytest.fixture
def client(mina: User) -> Client:
    browser = Client()
    browser.force_login(mina)
    return browser


def columns(job: ImportJob) -> dict[str, str]:
    return {f"column-{place}": name for name, place in job.mapping.items()}


def checked(client: Client, given: dict[str, Any]) -> ImportJob:
    answer = client.post(UPLOAD, {"house": "7", **given})
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    job = ImportJob.objects.latest("pk")
    assert client.post(reverse("exchange:match", args=[job.pk]), columns(job)).status_code == 303
    job.refresh_from_db()
    return job


def test_a_pasted_table_goes_through_the_same_dry_run(client: Client) -> None:
    job = checked(client, {"pasted": TABLE})
    assert (job.status, job.counts) == (ImportJob.Status.CHECKED, {"new": 1, "error": 1})
    assert not AuthorityLine.objects.filter(point="a").exists()
    assert client.post(reverse("exchange:confirm", args=[job.pk]), {"_key": "k" * 12}).status_code == 303
    assert AuthorityLine.objects.filter(point="a").count() == 1


def test_a_file_or_a_pasted_table_but_not_both_and_not_neither(client: Client) -> None:
    file = SimpleUploadedFile("限额.csv", TABLE.encode())
    assert client.post(UPLOAD, {"house": "7", "pasted": TABLE, "file": file}).status_code == 422
    assert client.post(UPLOAD, {"house": "7", "pasted": "  \r\n "}).status_code == 422
    assert client.post(UPLOAD, {"house": "7"}).status_code == 422
    assert not ImportJob.objects.exists()


def template_of(client: Client) -> bytes:
    answer = client.get(reverse("exchange:template", args=["tests.lines"]))
    assert answer.status_code == 200
    return bytes(answer.content)


def test_the_sample_row_of_a_template_is_known_again_and_skipped(client: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_of(client)))
    sheet = book.worksheets[0]
    assert str(sheet["A2"].value).startswith(mark())
    untouched = checked(client, {"file": SimpleUploadedFile("t.xlsx", template_of(client))})
    assert untouched.counts == {"skipped": 1}
    for place, value in enumerate(["a", 100, ""], start=1):
        sheet.cell(3, place, value)
    filled = io.BytesIO()
    book.save(filled)
    job = checked(client, {"file": SimpleUploadedFile("t.xlsx", filled.getvalue())})
    assert job.counts == {"skipped": 1, "new": 1}
    page = client.get(reverse("exchange:rows", args=[job.pk]), {"kind": "skipped"}).content.decode()
    with translation.override("zh-hans"):
        assert translation.gettext("The sample row of the template.") in page


def test_a_sample_is_known_in_every_language_and_nothing_else_is_one() -> None:
    for code in ("zh-hans", "zh-hant", "en"):
        with translation.override(code):
            said = f"{mark()} 3栋"
        assert is_sample([None, "", said, 1])
    assert not is_sample(["3栋", f"{mark()} 3栋"])
    assert not is_sample([])
    assert not is_sample([3])


def test_columns_of_choices_offer_their_words_and_every_offered_word_is_understood(lines: Any) -> None:
    from lintel.platform.exchange.importers import Column
    from lintel.platform.exchange.screens import template_columns
    from lintel.platform.exchange.writing import write_template

    asked = 0
    for importer in all_importers():
        target = io.BytesIO()
        write_template(target, "t", template_columns(importer))
        rules = openpyxl.load_workbook(target).worksheets[0].data_validations.dataValidation
        offered = [field for field in importer.fields if getattr(field.parse, "words", ())]
        assert len(rules) == len(offered)
        for field in offered:
            for word in field.parse.words:  # type: ignore[attr-defined]
                assert field.parse(word, Column("", None, False)) is not None  # type: ignore[arg-type]
                asked += 1
    assert asked
