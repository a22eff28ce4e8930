"""One deed on many rows: each through the door, each refusal named; and the runs the worker does."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import visible
from lintel.platform.actions.door import Action, action, action_named
from lintel.platform.actions.forms import form_for
from lintel.platform.exchange.exporting import download_headers
from lintel.platform.exchange.writing import OutColumn, csv_lines
from lintel.platform.jobs.queue import enqueue
from lintel.platform.jobs.registry import job
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import page, row_or_404
from lintel.platform.workbench.models import BulkRun
from lintel.platform.workbench.registry import resources

SHOWN = 200
"""Refusals on the page; the file has them all."""
_PORTION = 25


@dataclass
class Result:
    """What became of the rows: ``refused`` holds each refused row with the sentence, ``refusals`` all that was said of each."""

    done: int = 0
    refused: list[tuple[Any, str]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    def refuse(self, row: Any, why: Refused) -> None:
        self.refused.append((row, str(why)))
        self.refusals.append(why)


def for_each(actor: Any, action: Action, rows: list[Any], inputs: dict[str, Any], key: str) -> Result:
    """Do ``action`` to each row in its own transaction, at most once per ``key``; go on after a refusal."""
    result = Result()
    for row in sorted(rows, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                action.once(actor, row, key=f"{key[:40]}:{row.pk}", **inputs)
        except Refused as refused:
            result.refuse(row, refused)
        except ValidationError as wrong:
            result.refuse(row, Refused(" ".join(wrong.messages)))
        else:
            result.done += 1
    return result


@action(BulkRun, gettext_lazy("Do to many rows"), creates=True, button=False, personal=("values", "rows", "back"))
def start_bulk(actor: Any, *, resource: str, deed: str, rows: str, values: str, back: str) -> BulkRun:
    """Let the worker do one deed to many rows, on the authority of whoever asks, row by row."""
    run = BulkRun(owner=actor, resource=resource, deed=deed, back=back[:1200], rows=[int(pk) for pk in rows.split(",")])
    run.key = uuid.uuid4().hex
    run.keep(json.loads(values))
    run.save()
    enqueue(do_run, run.pk)
    return run


@job("workbench.bulk")
def do_run(pk: int) -> None:
    """Do what is left of a run. Begun again after a dead worker it does no row twice: every row has its own key."""
    run = BulkRun.objects.select_related("owner").filter(pk=pk).exclude(status=BulkRun.Status.DONE).first()
    chosen = action_named(run.deed) if run is not None else None
    if run is None or chosen is None:
        return
    with translation.override(run.owner.language or settings.LANGUAGE_CODE):
        _run(run, chosen)


def _run(run: BulkRun, chosen: Action) -> None:
    data = QueryDict(mutable=True)
    for name, said in run.values.items():
        data.setlist(name, said)
    form = narrow(form_for(chosen)(data), run.owner)
    keys = run.rows[run.tried :]
    if not form.is_valid():
        why = " ".join(str(one) for errors in form.errors.values() for one in errors)
        run.refused += [[key, why] for key in keys]
        run.tried = run.total
        keys = []
    BulkRun.objects.filter(pk=run.pk).update(status=BulkRun.Status.RUNNING)
    for start in range(0, len(keys), _PORTION):
        portion = keys[start : start + _PORTION]
        rows = {row.pk: row for row in chosen.model._default_manager.filter(pk__in=portion)}
        result = for_each(run.owner, chosen, list(rows.values()), form.cleaned_data, run.key)
        run.refused += [[row.pk, why] for row, why in result.refused]
        run.refused += [[key, _("It is no longer there.")] for key in portion if key not in rows]
        run.tried += len(portion)
        BulkRun.objects.filter(pk=run.pk).update(tried=run.tried, refused=run.refused)
    BulkRun.objects.filter(pk=run.pk).update(
        status=BulkRun.Status.DONE, tried=run.tried, refused=run.refused, sealed=b""
    )


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is; when it is done, what was refused and why."""
    run = row_or_404(BulkRun, request.user, pk)
    chosen = action_named(run.deed)
    context = {
        "run": run,
        "title": chosen.label if chosen else run.deed,
        "refused": _told(request.user, run, SHOWN),
        "over": run.status == BulkRun.Status.DONE,
        "more": len(run.refused) > SHOWN,
    }
    part = request.headers.get("HX-Target") == "bulk-run"
    return page(request, "workbench/_bulk_run.html" if part else "workbench/bulk_run.html", context)


@require_GET
def result(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every refused row with its reason, for a spreadsheet."""
    run = row_or_404(BulkRun, request.user, pk)
    lines = csv_lines([OutColumn(_("Row")), OutColumn(_("Why not"))], _told(request.user, run, run.total))
    return download_headers(
        StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"result-{run.pk}.csv"
    )


def _told(user: Any, run: BulkRun, most: int) -> list[tuple[str, str]]:
    """The refused rows by name, as far as the person still sees them."""
    said = run.refused[:most]
    resource = next((r for r in resources.values() if r.key == run.resource), None)
    rows = visible(resource.model, user).filter(pk__in=[key for key, _why in said]) if resource and said else []
    names = {row.pk: str(row) for row in rows}
    return [(names.get(key, f"#{key}"), why) for key, why in said]
