"""What people are told and asked about announcements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.office.models import Receipt
from lintel.platform.attachments.kinds import attachment_kind
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.tasks.kinds import task_kind

ANNOUNCED = notice_kind("office.announced", _("A new announcement"), tab=Tab.ANNOUNCEMENT).code
CORRECTED = notice_kind("office.corrected", _("An announcement was corrected"), tab=Tab.ANNOUNCEMENT).code
REMINDED = notice_kind("office.reminded", _("You are reminded of an announcement"), tab=Tab.ANNOUNCEMENT).code
WITHDRAWN = notice_kind("office.withdrawn", _("An announcement was withdrawn"), tab=Tab.ANNOUNCEMENT, mail=False).code
TO_READ = (ANNOUNCED, CORRECTED, REMINDED)
"""What is over once the announcement was read."""

FILE = attachment_kind("office.announcement", _("Attachment of an announcement")).code


def _needs_nobody(receipt: Receipt, task: Any) -> bool:
    """Confirmed, or nothing that holds any more."""
    return receipt.confirmed_at is not None or not receipt.announcement.in_force


CONFIRM = task_kind(
    "office.confirm", _("Confirm an announcement"), done_when=_needs_nobody, escalates=(timedelta(0),), waited_for=True
).code
