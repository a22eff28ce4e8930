"""Every odd workbook found in the wild, sent through the screens as somebody would: a report or a clear refusal, never an error page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lintel.customers.models import Customer
from lintel.inventory.models import Unit
from lintel.platform.exchange.models import ImportJob

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LISTS = {"inventory.units": ("zheng", {}), "customers.customers": ("zhou", {"proof": "forms"})}


@pytest.mark.parametrize("name", LISTS)
def test_every_odd_workbook_ends_in_a_report_or_a_refusal(
    name: str, enter: Any, project: Any, sample_data: Path
) -> None:
    who, options = LISTS[name]
    client = enter(who)
    ends: Counter[str] = Counter()
    for path in sorted((sample_data / "workbooks").iterdir()):
        ends[_sent(client, name, path, {"project": project.pk, **options})] += 1
    assert sum(ends.values()) >= 50
    assert set(ends) == {"refused at once", "reported"}, ends
    assert (Unit.objects.count(), Customer.objects.count()) == (0, 0), "a dry run writes nothing"


def _sent(client: Client, name: str, path: Path, options: dict[str, Any]) -> str:
    """Upload, match whatever columns there are to whatever is asked for, look at the report; how it ended."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(reverse("exchange:upload", args=[name]), {"file": file, **options})
    if answer.status_code != 303:
        assert 400 <= answer.status_code < 500, path.name
        assert "notice-title" in answer.content.decode(), path.name
        return "refused at once"
    job = ImportJob.objects.latest("pk")
    page = client.get(answer["Location"])
    assert page.status_code == 200, path.name
    fields = [f.name for f in sorted(job.importer.fields, key=lambda f: not f.required)]
    columns = {f"column-{place}": field for place, field in enumerate(fields)}
    matched = client.post(reverse("exchange:match", args=[job.pk]), columns)
    if matched.status_code != 303:
        assert 400 <= matched.status_code < 500, path.name
        assert "notice-title" in matched.content.decode(), path.name
        return "reported"
    job.refresh_from_db()
    assert job.status == ImportJob.Status.CHECKED or job.problem, path.name
    for address in ("importjob-detail", "errors", "original"):
        assert client.get(reverse(f"exchange:{address}", args=[job.pk])).status_code < 500, (path.name, address)
    assert client.get(reverse("exchange:rows", args=[job.pk]), {"kind": "error"}).status_code < 500, path.name
    return "reported"
