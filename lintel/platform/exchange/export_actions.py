"""What can happen to a background export: asked for, approved, written, let go after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import project_ids, reach_of, require
from lintel.platform.actions.door import action
from lintel.platform.audit.models import scrub
from lintel.platform.exchange.exporting import MOST, PERMISSION, a_purpose, too_many
from lintel.platform.exchange.models import ExportJob
from lintel.platform.exchange.sealing import EXPORTS, forget_file
from lintel.platform.exchange.sources import Outgoing
from lintel.platform.kernel import clock
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.notices.sending import notify, over

Status = ExportJob.Status
KEPT_FOR = timedelta(hours=24)
"""How long the link works; then the file is deleted."""
CLAUSE = "8.1.1"
READY = notice_kind("exchange.ready", _("An export is ready"), tab=Tab.SYSTEM, mail=False)
FAILED = notice_kind("exchange.failed", _("An export could not be made"), tab=Tab.SYSTEM, mail=False)


@action(
    ExportJob, _("Ask for an export"), clause=CLAUSE, creates=True, button=False, form=forms.Form, personal=("purpose",)
)
def ask_export(actor: Any, *, source: str, spec: Any, fmt: str, purpose: str, expected: int) -> ExportJob:
    """Put a masked export into the queue. ``spec`` is a ``Spec``: how the rows are found, and the list as it is now."""
    job = drafted(actor, source, spec, fmt, purpose, expected)
    job.save()
    return job


class Spec:
    """How a list is found again and what it is now; the trail does not keep it, for it may hold somebody's number."""

    def __init__(self, values: dict[str, Any], out: Outgoing) -> None:
        self.values, self.out = values, out

    def read(self) -> bytes:
        """Marks this as content, which the trail leaves out."""
        return b""


def drafted(actor: Any, source: str, spec: Spec, fmt: str, purpose: str, expected: int) -> ExportJob:
    """The unsaved job of a list that this person may see and take out."""
    out = spec.out
    require(actor, PERMISSION)
    require(actor, out.permission)
    if expected > MOST:
        raise too_many(MOST, CLAUSE)
    job = ExportJob(
        source=source, title=str(out.title)[:200], owner=actor, project_id=out.project_id, permission=out.permission,
        filters=[scrub(words) for words in out.filters_on_record], columns=[str(column.title) for column in out.columns],
        model=out.rows.model._meta.label_lower, purpose=scrub(a_purpose(purpose, CLAUSE)), fmt=fmt, expected=expected,
    )  # fmt: skip
    job.set_spec(spec.values)
    return job


@action(ExportJob, _("Write the export"), to=Status.RUNNING, button=False)
def begin_export(actor: Any, job: ExportJob) -> None:
    """The worker has begun; a run whose worker died is begun again."""
    job.progress = 0


@action(ExportJob, _("Hand over the export"), clause=CLAUSE, to=Status.READY, button=False, form=forms.Form)
def settle_export(actor: Any, job: ExportJob, *, rows: int, sha256: str) -> None:
    """The file lies ready: its asker hears of it, and has a day to fetch it."""
    now = clock.now()
    job.rows, job.sha256, job.progress = rows, sha256, 100
    job.ready_at, job.expires_at = now, now + KEPT_FOR
    job.standing = standing_of(job.owner, job.permission)
    notify(
        job.owner,
        READY.code,
        _("Ready to fetch: %(what)s, %(rows)s rows"),
        _("The link works until %(until)s, for you alone."),
        url=job.get_absolute_url(),
        values={"what": job.title, "rows": rows, "until": f"{job.expires_at:%m-%d %H:%M}"},
        about=job,
        event=f"export:{job.pk}:ready",
    )


@action(ExportJob, _("Record that the export failed"), to=Status.FAILED, button=False, form=forms.Form)
def fail_export(actor: Any, job: ExportJob, *, problem: str) -> None:
    """Nothing went out; the asker hears why."""
    job.problem = problem
    notify(
        job.owner,
        FAILED.code,
        _("The export could not be made: %(what)s"),
        problem,
        url=job.get_absolute_url(),
        values={"what": job.title},
        about=job,
        event=f"export:{job.pk}:failed",
    )


@action(ExportJob, _("Delete the exported file"), clause=CLAUSE, to=Status.EXPIRED, button=False)
def expire_export(actor: Any, job: ExportJob) -> None:
    """The day is over: the file is deleted, the record of it stays."""
    over(job, READY.code)
    forget_file(job.uid, EXPORTS)


def standing_of(person: Any, permission: str) -> dict[str, Any]:
    """How far somebody reaches with a permission: width of reach, team, projects."""
    reach = reach_of(person, permission)
    return {
        "reach": reach.width if reach is not None else -1,
        "department": person.department_id,
        "projects": sorted(project_ids(person)),
    }


def reaches_less(person: Any, job: ExportJob) -> bool:
    """Whether the person reaches less now than when the rows were read."""
    then, now = job.standing, standing_of(person, job.permission)
    return (
        now["reach"] < then["reach"]
        or now["department"] != then["department"]
        or not set(then["projects"]) <= set(now["projects"])
    )
