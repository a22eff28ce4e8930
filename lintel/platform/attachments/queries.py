"""Which files a row has, and which of them a person may open."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from lintel.platform.access.scope import may, visible
from lintel.platform.attachments.models import Attachment


def about(row: models.Model) -> dict[str, Any]:
    """The two columns that point at ``row``."""
    return {"about_type": ContentType.objects.get_for_model(row), "about_id": row.pk}


def attachments_of(row: models.Model, kind: str | None = None) -> QuerySet[Attachment]:
    """The files on a row, oldest first; of one kind when ``kind`` is given."""
    rows = Attachment.objects.filter(**about(row), removed_at=None).order_by("pk")
    return rows if kind is None else rows.filter(kind=kind)


def files_for(user: Any, row: models.Model, kind: str | None = None) -> list[Attachment]:
    """The files on a row this person sees that the person may open as well."""
    return [one for one in attachments_of(row, kind) if _permitted(user, one)]


def openable(user: Any, pk: int) -> Attachment | None:
    """The attachment, if this person sees the row it is on and holds the permission its kind asks for.

    Sealed files are for the screens of their areas.
    """
    found = Attachment.objects.filter(pk=pk, removed_at=None).first()
    if found is None or not _permitted(user, found):
        return None
    model = found.about_type.model_class()
    if model is None or not visible(model, user).filter(pk=found.about_id).exists():
        return None
    return found


def _permitted(user: Any, attachment: Attachment) -> bool:
    kind = attachment.of_kind
    return not kind.sealed and (not kind.permission or may(user, kind.permission))


def row_for(user: Any, type_id: int, pk: int) -> models.Model | None:
    """The row a file is to be put on, if this person sees it; models without a scope, or with ``files_by_deed``, take none here."""
    kind = ContentType.objects.filter(pk=type_id).first()
    model = kind.model_class() if kind else None
    if model is None or not hasattr(model, "scope") or getattr(model, "files_by_deed", False):
        return None
    return visible(model, user).filter(pk=pk).first()
