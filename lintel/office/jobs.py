"""What happens without anybody asking: announcements reach their readers on the first day, and whoever joins later."""

from __future__ import annotations

from datetime import timedelta

from lintel.office.actions import deliver_announcement
from lintel.office.queries import current, untold
from lintel.platform.directory.models import system_user
from lintel.platform.jobs.registry import job


@job("office.deliver_announcements", every=timedelta(minutes=10))
def deliver_announcements() -> int:
    """Tell whoever was not told yet of what holds today; returns how many announcements had somebody to tell."""
    waiting = [one for one in current().order_by("pk") if untold(one).exists()]
    for one in waiting:
        deliver_announcement(system_user(), one)
    return len(waiting)
