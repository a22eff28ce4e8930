"""Handing over a finished export: to its asker alone, within a day, and only what they may still see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lintel.platform.access.scope import require
from lintel.platform.audit.models import record
from lintel.platform.exchange.export_actions import CLAUSE, reaches_less
from lintel.platform.exchange.exporting import PERMISSION
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.plain import reveals
from lintel.platform.exchange.sealing import EXPORTS, kept_file
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused


def expired(job: ExportJob) -> Refused:
    """The answer to a link that is older than a day."""
    return Refused(
        _("This export is no longer here: its link worked until %(until)s.")
        % {"until": clock.local(job.expires_at).strftime("%Y-%m-%d %H:%M") if job.expires_at else "—"},
        clause=CLAUSE,
        remedy=_("Open the list again and ask for a new export; it will hold the rows as they are now."),
    )


def fetch(actor: Any, job: ExportJob) -> bytes:
    """The file, and the fact to the trail; ``Refused`` when the day is over or the person's reach has shrunk."""
    require(actor, PERMISSION)
    require(actor, job.permission)
    if job.plain:
        require(actor, reveals(job.model))
    if job.over:
        raise expired(job)
    if job.status != ExportJob.Status.READY:
        raise Refused(_("This export is not ready."), clause=CLAUSE, remedy=_("Its page says how far it is."))
    if reaches_less(actor, job):
        raise Refused(
            _("Since this export was written your post, team or projects have changed."),
            clause=CLAUSE,
            remedy=_("Ask for a new export; it will hold what you may see today."),
        )
    try:
        data = kept_file(job.uid, EXPORTS)
    except FileNotFoundError:
        raise expired(job) from None
    record(actor, "exchange.download_export", job, {}, {"rows": job.rows}, clause=CLAUSE)
    return data
