"""Personal data in plain leaves the house only when somebody else has agreed: who decides, and what they must know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lintel.platform.access.scope import may
from lintel.platform.actions.door import action
from lintel.platform.approvals.asking import ask, requests_about
from lintel.platform.approvals.models import Decision, Request
from lintel.platform.approvals.people import resolve
from lintel.platform.approvals.points import Fact, Point, Step
from lintel.platform.directory.models import User
from lintel.platform.exchange.export_actions import CLAUSE, Spec, drafted
from lintel.platform.exchange.models import ExportJob
from lintel.platform.jobs.queue import enqueue
from lintel.platform.jobs.registry import job_named
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.words import listed
from lintel.platform.privacy.models import Purpose

Status = ExportJob.Status
SECOND_FROM = 500
"""Above so many rows a second person must agree."""
DECIDER = Step("DM")
SECOND = Step("MGR")


def reveals(kind: str) -> str:
    """The permission to see values of this model in plain."""
    app, _dot, model = kind.partition(".")
    return f"{app}.reveal_{model}"


def route(job: ExportJob) -> Sequence[Step]:
    """The deputy manager decides; above 500 rows the manager too. Nobody decides their own."""
    return [DECIDER, SECOND] if job.expected > SECOND_FROM else [DECIDER]


def needed(job: ExportJob) -> int:
    """How many others must agree. A manager is the first of two, everybody else finds both."""
    return 2 if job.expected > SECOND_FROM and "MGR" not in job.owner.codes else 1


def facts(job: ExportJob) -> list[Fact]:
    """What the deciders must know: how much of what, in plain, for what."""
    model: Any = apps.get_model(job.model)
    fields = listed(str(model._meta.get_field(name).verbose_name) for name in job.plain_fields)
    rows = ngettext("%(rows)s row", "%(rows)s rows", job.expected) % {"rows": job.expected}
    return [
        Fact(_("List"), job.title, on_card=True),
        Fact(_("Rows"), rows, emphasised=True, on_card=True),
        Fact(_("In plain"), fields, warning=True),
        Fact(_("What for"), dict(Purpose.choices).get(job.purpose_kind, "")),
        Fact(_("In words"), job.purpose, on_card=True),
        Fact(_("Filtered by"), "; ".join(job.filters) or "—"),
    ]


def _granted(actor: Any, job: ExportJob, request: Request) -> None:
    if agreed(job) < needed(job):
        raise _second_missing()
    job.lifecycle.move(job, Status.QUEUED)
    enqueue(job_named("exchange.export").run, job.pk)  # by name: the job itself asks this module


def _not_granted(actor: Any, job: ExportJob, request: Request) -> None:
    job.lifecycle.move(job, Status.REFUSED)


PLAIN = Point(
    name="exchange.plain_export", model=ExportJob, title=gettext_lazy("Export in plain"), clause=CLAUSE, facts=facts, route=route,
    four_eyes=True, granted=_granted, refused=_not_granted, withdrawn=_not_granted, expired=_not_granted,
)  # fmt: skip


def agreed(job: ExportJob) -> int:
    """How many people other than the asker have agreed to the job as it was asked for."""
    said = Decision.objects.filter(request__in=_requests(job), status=Decision.Status.APPROVED)
    return said.exclude(person=job.owner_id).values("person").distinct().count()


def approved(job: ExportJob) -> bool:
    """Whether the approval of a plain export stands, with as many people as its size needs."""
    return _requests(job).filter(status=Request.Status.APPROVED).exists() and agreed(job) >= needed(job)


def _requests(job: ExportJob) -> models.QuerySet[Request]:
    return requests_about(job).filter(point=PLAIN.name)


def request_of(job: ExportJob) -> Request | None:
    """The request about a plain export."""
    return _requests(job).first()


def _second_missing() -> Refused:
    return Refused(
        _("More than %(most)s rows in plain need two people who agree, neither of them you.") % {"most": SECOND_FROM},
        rule="G-40",
        clause=CLAUSE,
        remedy=_("Narrow the list to %(most)s rows, or take it masked.") % {"most": SECOND_FROM},
    )


def _must_find_deciders(actor: User, job: ExportJob) -> None:
    steps = [step.post for step in route(job) if not (step is SECOND and "MGR" in actor.codes)]
    found = resolve(steps, asker=actor, project_id=job.project_id)
    if len({person.pk for _asked, _post, people in found for person in people}) < needed(job):
        raise _second_missing()


@action(
    ExportJob,
    gettext_lazy("Ask for an export in plain"),
    clause=CLAUSE,
    creates=True,
    button=False,
    form=forms.Form,
    personal=("purpose",),
)
def ask_plain_export(
    actor: User, *, source: str, spec: Any, fmt: str, purpose: str, purpose_kind: str, expected: int
) -> ExportJob:
    """Ask others to agree that these rows leave with telephone and document numbers in plain. Nothing is written before."""
    job = drafted(actor, source, spec, fmt, purpose, expected)
    _must_be_askable(actor, job, spec)
    if purpose_kind not in Purpose.values:
        raise Refused(_("Choose what you need the numbers for."), clause=CLAUSE)
    job.status, job.purpose_kind = Status.WAITING, purpose_kind
    job.plain_fields = sorted(set(spec.out.secrets.values()))
    _must_find_deciders(actor, job)
    job.save()
    ask(PLAIN, job, by=actor, reason=job.purpose)
    return job


def _must_be_askable(actor: User, job: ExportJob, spec: Spec) -> None:
    if not may(actor, reveals(job.model)):
        raise NotPermitted(
            _("You may not see these values in plain, so you may not ask for them."),
            rule="G-40",
            clause=CLAUSE,
            remedy=_("Take the list masked, or ask whoever looks after these records."),
        )
    if not spec.out.secrets:
        raise Refused(
            _("No column of this list holds personal data in plain."),
            clause=CLAUSE,
            remedy=_("Choose the column first, or take the list as it is."),
        )
    if job.project_id is None:
        raise Refused(
            _("Numbers in plain go out of one project at a time."),
            clause=CLAUSE,
            remedy=_("Choose the project above the menu first."),
        )
