"""Asking one's supervisor for something that is out of reach, without learning whether it is there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action
from lintel.platform.directory.models import supervisor_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.notices.sending import notify
from lintel.platform.privacy.scan import redact
from lintel.platform.tasks.kinds import task_kind
from lintel.platform.tasks.models import HelpRequest, Task
from lintel.platform.tasks.todo import open_about, todo

PER_HOUR = 5
"""Requests one person may make in an hour: whoever needs more talks with the supervisor."""
ANSWERED_WITHIN = timedelta(days=1)
LONGEST = 100
_OURS = re.compile(r"^/(?![/\\])[^\s\\<>\x00-\x1f\x7f]{0,199}$")

DEALT_WITH = notice_kind("tasks.help_dealt_with", _("Your request for help was dealt with"), tab=Tab.BUSINESS)


def _tell(asked: HelpRequest | None, task: Task) -> None:
    """Whoever asked hears that the supervisor has dealt with it."""
    if asked is not None:
        notify(
            asked.asked_by,
            DEALT_WITH.code,
            _("Your supervisor has dealt with your request for %(address)s"),
            values={"address": asked.address},
            url=asked.address,
            about=asked,
            event=f"help:{asked.pk}",
        )


HELP = task_kind("tasks.help", _("Help a colleague"), finished=_tell, waited_for=True).code


class TooOften(Refused):
    """More requests within an hour than work needs."""

    status = 429


@action(HelpRequest, _("Ask for help"), creates=True, clause="8.1.1", button=False)
def ask_for_help(actor: Any, *, address: str, reason: str) -> HelpRequest:
    """A to-do for the next person up. Asking again for the same address while it is open changes nothing.

    Nothing is looked up at ``address``: it may be out of reach or made up, and both go the same way in the same time.
    """
    address, reason = redact(address), redact(" ".join(reason.split()))
    if not _OURS.match(address):
        raise Refused(
            _("This is no address of this site."),
            rule="G-30",
            clause="8.1.1",
            remedy=_("Open the page again and ask from there."),
        )
    if len(reason) < 4 or len(reason) > LONGEST:
        raise Refused(
            _("Say in one sentence why you need it."),
            rule="G-30",
            clause="8.1.1",
            remedy=_("Four to a hundred characters; your supervisor reads them."),
        )
    # One person's requests queue up here, so that neither the count nor the question "asked already?" can be outrun.
    get_user_model()._default_manager.select_for_update().get(pk=actor.pk)
    for before in HelpRequest.objects.filter(asked_by=actor, address=address).order_by("-pk")[:1]:
        if open_about(before).exists():
            return before
    _not_too_often(actor)
    asked = HelpRequest.objects.create(asked_by=actor, address=address, reason=reason)
    above = supervisor_of(actor)
    todo(
        HELP,
        asked,
        _("%(who)s asks for help: %(reason)s (%(address)s)"),
        values={"who": actor, "reason": reason, "address": address},
        assignee=above,
        role="" if above else "MGR",
        url=address,
        due_at=clock.now() + ANSWERED_WITHIN,
    )
    return asked


def _not_too_often(actor: Any) -> None:
    since = clock.now() - timedelta(hours=1)
    if HelpRequest.objects.filter(asked_by=actor, created_at__gte=since).count() >= PER_HOUR:
        raise TooOften(
            _("You have asked for help very often within an hour."),
            rule="G-30",
            clause="8.1.1",
            remedy=_("Wait an hour, or talk with your supervisor."),
        )
