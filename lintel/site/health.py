"""How the machine is: what the administrator wants to know before anybody telephones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from lintel.platform.audit.seal import unsealed
from lintel.platform.jobs.models import ScheduledJob, WorkerBeat
from lintel.platform.kernel import clock
from lintel.platform.kernel.words import listed
from lintel.platform.workbench.widgets import widget
from lintel.site.backup import last_backup, last_verified_restore

LOW_SPACE = 1024**3
BEAT = timedelta(minutes=2)
BACKUP_AFTER, DRILL_AFTER = timedelta(days=2), timedelta(days=92)
SEAL_LAG = 2000


@dataclass(frozen=True)
class Sign:
    """One thing looked at: what, how it stands, and when it is not well, what to do."""

    name: str
    what: str | Promise
    state: str
    mend: str | Promise = ""

    @property
    def well(self) -> bool:
        return not self.mend


def signs() -> Iterator[Sign]:
    """Everything at a glance, in a handful of queries; the doctor on the command line looks deeper."""
    yield _worker()
    yield _jobs()
    yield _backup()
    yield _drill()
    yield _space()
    yield _trail()


def _worker() -> Sign:
    alive = WorkerBeat.objects.filter(beat_at__gt=clock.now() - BEAT).count()
    mend = "" if alive else _("Start it with “lintel worker”: reminders, expiries and mails stand still.")
    return Sign("worker", _("Background work"), _t("running") if alive else _t("stands still"), mend)


def _jobs() -> Sign:
    failing = list(ScheduledJob.objects.filter(failures__gt=0).order_by("name").values_list("name", flat=True)[:3])
    failed = DBTaskResult.objects.failed().count()
    state = _t("%(number)s failed runs") % {"number": failed + len(failing)} if failed or failing else _t("none failed")
    mend = (
        _("Look into the server's log for: %(names)s.") % {"names": listed(failing) or "—"} if failed or failing else ""
    )
    return Sign("jobs", _("Jobs"), state, mend)


def _backup() -> Sign:
    last = last_backup()
    late = last is None or clock.now() - datetime.fromisoformat(last["at"]) > BACKUP_AFTER
    mend = _("Run “lintel backup FOLDER”, best every night, and keep the key file elsewhere.") if late else ""
    return Sign("backup", _("Last backup"), _day(last), mend)


def _drill() -> Sign:
    last = last_verified_restore()
    late = last is None or clock.now() - datetime.fromisoformat(last["at"]) > DRILL_AFTER
    return Sign(
        "drill",
        _("Last restore tried"),
        _day(last),
        _("Try a restore on another machine every quarter.") if late else "",
    )


def _space() -> Sign:
    free = shutil.disk_usage(settings.LINTEL_DATA_DIR).free
    state = _t("%(size)s GB free") % {"size": f"{free / 1024**3:.1f}"}
    return Sign(
        "space", _("Disk"), state, "" if free > LOW_SPACE else _("Free some space on the disk of the data folder.")
    )


def _trail() -> Sign:
    waiting = unsealed()
    state = _t("%(number)s entries wait for their seal") % {"number": waiting} if waiting else _t("sealed up to now")
    return Sign("trail", _("Trail"), state, _("The worker seals it; see that it runs.") if waiting > SEAL_LAG else "")


def _day(last: dict[str, str] | None) -> str:
    return f"{clock.local(datetime.fromisoformat(last['at'])):%Y-%m-%d %H:%M}" if last else _t("never")


def card(user: Any) -> dict[str, Any]:
    """The signs as a card of the home page."""
    return {"signs": list(signs()), "people_url": reverse("directory:user-list")}


widget(
    "SYS", name="health", title=_("How the machine is"), template="home/_health.html", context=card, order=15, wide=True
)
