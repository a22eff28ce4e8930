"""What a person does with notices. Reading one is not a deed of the business, so it leaves no trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action
from lintel.platform.kernel import clock
from lintel.platform.notices.kinds import kinds
from lintel.platform.notices.models import Notice, QuietHours, Wish


def mark_read(user: Any, notices: QuerySet[Notice]) -> int:
    """Mark those of ``notices`` that are this person's own as read; returns how many were new to them."""
    return notices.filter(receiver=user, read_at=None).update(read_at=clock.now())


def choose_mails(user: Any, wanted: Mapping[str, bool]) -> None:
    """Keep which kinds of notice this person wants by mail; kinds not named stay as they are."""
    for code, mail in wanted.items():
        if code in kinds:
            Wish.objects.update_or_create(person=user, kind=code, defaults={"mail": mail})


@action(QuietHours, _("Set quiet hours"), creates=True, button=False)
def set_quiet_hours(actor: Any, *, starts_at: time, ends_at: time) -> QuietHours:
    """No mails to me between these hours; they are sent when the hours end."""
    return QuietHours.objects.update_or_create(person=actor, defaults={"starts_at": starts_at, "ends_at": ends_at})[0]


def end_quiet_hours(user: Any) -> None:
    """Mails to this person at any hour again."""
    QuietHours.objects.filter(person=user).delete()
