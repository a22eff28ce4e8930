"""What a person does with notices. Reading is not a deed of the business, so it leaves no trail; taking a reading back does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action
from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.kinds import kinds
from lintel.platform.notices.models import Notice, QuietHours, Wish
from lintel.platform.notices.queries import read_together
from lintel.platform.notices.sending import mail_after_all


def mark_read(user: Any, notices: QuerySet[Notice], at: datetime | None = None) -> int:
    """Mark those of ``notices`` that are this person's own as read; returns how many were new to them.

    ``at`` is the moment, for whoever wants to know later what was read in one go.
    """
    return notices.filter(receiver=user, read_at=None).update(read_at=at or clock.now())


@action(Notice, _("Unread after all"), button=False)
def take_back_reading(actor: Any, notice: Notice, *, read_at: datetime) -> int:
    """All that was read in one go with ``notice`` at ``read_at`` is unread again, its mails wait again; returns how many.

    What was dealt with since stays read. Raises ``Refused`` when nothing is left to take back, or it is too late.
    """
    if clock.now() - read_at > UNDONE_WITHIN:
        raise Refused(
            _t("It is too late to take this back."),
            remedy=_t(
                "Whoever marks messages as read takes that back within %(minutes)d minutes. All of them stay in the message centre."
            )
            % {"minutes": UNDONE_WITHIN // timedelta(minutes=1)},
        )
    rows = list(read_together(actor, read_at).select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        raise Refused(
            _t("What these messages told was dealt with meanwhile, or this was taken back already."),
            remedy=_t(
                "What still waits for you is marked unread in the message centre; open a message to see what became of it."
            ),
        )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(read_at=None)
    if notice in rows:
        notice.read_at = None
    mail_after_all(actor, rows)
    return len(rows)


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
