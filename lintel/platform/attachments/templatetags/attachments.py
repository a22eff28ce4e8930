"""The files of a row, on any page: ``{% attachments row kind="inventory.permit_scan" %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from lintel.platform.access.scope import may
from lintel.platform.attachments.actions import attach_file, remove_attachment
from lintel.platform.attachments.kinds import kinds
from lintel.platform.attachments.queries import files_for

register = template.Library()


@register.inclusion_tag("attachments/_panel.html", takes_context=True)
def attachments(context: template.Context, row: Model, kind: str | None = None) -> dict[str, Any]:
    """List, download, add and remove the files of ``row``; of one ``kind``, or all."""
    user = context["request"].user
    return {
        "request": context["request"],
        "files": files_for(user, row, kind),
        "row": row,
        "type_id": ContentType.objects.get_for_model(row).pk,
        "kind": kind or "",
        "label": kinds[kind or ""].label if (kind or "") in kinds else "",
        "may_attach": may(user, attach_file.permission),
        "removable": may(user, remove_attachment.permission),
        "back": context["request"].get_full_path(),
    }
