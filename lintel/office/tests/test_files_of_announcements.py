"""An announcement's file comes with writing it; nobody who reads it puts another beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lintel.office.models import Announcement
from lintel.office.tests.test_announcing import PNG
from lintel.platform.attachments.actions import attach
from lintel.platform.attachments.models import Attachment
from lintel.platform.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


def test_a_reader_puts_no_file_on_an_announcement(
    cast: Any, published: Any, teams: Any, enter: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = published(teams=[teams["销售一组"]], file=SimpleUploadedFile("排班.png", PNG, content_type="image/png"))
    assert Attachment.objects.filter(about_id=row.pk).count() == 1
    kind = ContentType.objects.get_for_model(Announcement)
    url = reverse("attachments:upload", args=[kind.pk, row.pk])
    for name in ("wang", "zhou", "liu"):
        sent = {"file": SimpleUploadedFile("别的.png", PNG + b" ", content_type="image/png")}
        assert enter(name).post(url, sent).status_code == 404, name
        with pytest.raises(NotPermitted):
            attach(cast[name], row, SimpleUploadedFile("别的.png", PNG, content_type="image/png"))
    assert Attachment.objects.filter(about_id=row.pk).count() == 1
