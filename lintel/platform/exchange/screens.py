"""The import centre: a list, and one page for each of the five steps of a file."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lintel.platform.access.scope import may, visible
from lintel.platform.audit.models import record
from lintel.platform.exchange import actions, filing
from lintel.platform.exchange.exporting import PERMISSION as EXPORT
from lintel.platform.exchange.exporting import download_headers
from lintel.platform.exchange.forms import UploadForm
from lintel.platform.exchange.importers import Importer, Kind, importer_named
from lintel.platform.exchange.matching_page import chosen_mapping, columns_of
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.queries import bad_rows, exports_of, importers_for, jobs_of, page_of
from lintel.platform.exchange.samples import sample_row
from lintel.platform.exchange.sealing import kept_file
from lintel.platform.exchange.views_of_rows import TABS, shown, shown_fields
from lintel.platform.exchange.writing import TemplateColumn, write_error_workbook, write_template
from lintel.platform.kernel.errors import Refused

Status = ImportJob.Status
LISTED = 50
STEPS = (
    gettext_lazy("Upload"),
    gettext_lazy("Match columns"),
    gettext_lazy("Check"),
    gettext_lazy("Confirm"),
    gettext_lazy("Result"),
)
_AT = {
    Status.UPLOADED: 2, Status.MATCHED: 2, Status.CHECKING: 3, Status.CHECKED: 4, Status.COMMITTING: 5, Status.DONE: 6,
    Status.FAILED: 3, Status.UNDONE: 6, Status.DROPPED: 6,
}  # fmt: skip


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What can be taken in, what was, and what went out."""
    jobs, more = _older(jobs_of(request.user), request.GET.get("before", ""))
    exports, more_exports = _older(exports_of(request.user), request.GET.get("exports_before", ""))
    context = {"importers": importers_for(request.user), "jobs": jobs, "more": more}
    may_export = may(request.user, EXPORT)
    context |= {"exports": exports, "more_exports": more_exports, "may_export": may_export}
    return render(request, "exchange/home.html", context)


def _older(found: Any, before: str) -> tuple[list[Any], int | None]:
    """One page of rows, and the key from which the next one goes on."""
    rows = list((found.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else found)[: LISTED + 1])
    return rows[:LISTED], rows[LISTED - 1].pk if len(rows) > LISTED else None


def _importer_or_404(request: HttpRequest, name: str) -> Importer:
    try:
        importer = importer_named(name)
    except KeyError:
        raise Http404 from None
    if not may(request.user, importer.permission):
        raise Http404
    return importer


def upload(request: HttpRequest, name: str) -> HttpResponse:
    """Step 1: the file and what it belongs to."""
    importer = _importer_or_404(request, name)
    form = UploadForm(request.user, importer, request.POST or None, request.FILES or None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file_name, data = form.table()
            options = {option.name: form.cleaned_data[option.name] for option in importer.options}
            try:
                job = filing.receive(request.user, importer.name, file_name, data, options)
            except Refused as no:
                refusal, status = no, no.status
            else:
                return _to(job)
    return render(
        request,
        "exchange/upload.html",
        {"importer": importer, "form": form, "refusal": refusal, "steps": steps(1), "page_title": importer.title},
        status=status,
    )


def template_columns(importer: Importer) -> list[TemplateColumn]:
    """What the template says about each field."""
    return [
        TemplateColumn(str(f.label), f.example, str(f.help), getattr(f.parse, "words", ()), f.required)
        for f in importer.fields
    ]


@require_GET
def template(request: HttpRequest, name: str) -> HttpResponse:
    """A workbook with the columns the importer asks for, lists to choose from, and a row that shows how it is done."""
    importer = _importer_or_404(request, name)
    target = io.BytesIO()
    note = _("The sample row is recognised by its mark and never taken in; it may stay or go.")
    write_template(target, str(importer.title), template_columns(importer), sample_row(importer.fields), [note])
    return download_headers(HttpResponse(target.getvalue(), content_type=_XLSX), f"{importer.title}.xlsx")


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _job_or_404(request: HttpRequest, pk: int) -> ImportJob:
    job = visible(ImportJob, request.user).select_related("owner").filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _to(job: ImportJob) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("exchange:importjob-detail", args=[job.pk]))
    answer.status_code = 303
    return answer


def steps(now: int, *, bad: bool = False) -> list[dict[str, Any]]:
    """The five steps with what is done, where we are, and what went wrong."""
    states = ["done" if n < now else "now" if n == now else "next" for n in range(1, 6)]
    if bad:
        states[now - 1] = "bad"
    return [{"title": title, "state": state} for title, state in zip(STEPS, states, strict=True)]


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The job as it stands: the page of its step."""
    return _page(request, _job_or_404(request, pk))


def _page(request: HttpRequest, job: ImportJob, refusal: Refused | None = None) -> HttpResponse:
    mine = job.owner_id == request.user.pk
    context: dict[str, Any] = {
        "job": job, "mine": mine, "refusal": refusal, "steps": steps(_AT[Status(job.status)], bad=job.status == Status.FAILED),
        "key": str(uuid.uuid4()),
    }  # fmt: skip
    status = refusal.status if refusal else 200
    if job.status in (Status.UPLOADED, Status.MATCHED) or (job.status == Status.CHECKED and "columns" in request.GET):
        try:
            context |= columns_of(request, job)
        except Refused as no:
            context |= {"refusal": refusal or no, "columns": []}
        return render(request, "exchange/match.html", context, status=status)
    if job.status in (Status.CHECKING, Status.COMMITTING):
        return render(request, "exchange/progress.html", context, status=status)
    if job.status == Status.CHECKED:
        context |= _verdicts(request, job, mine)
        return render(request, "exchange/check.html", context, status=status)
    return render(request, "exchange/result.html", context | _sums(job), status=status)


def _sums(job: ImportJob) -> dict[str, Any]:
    tabs = [{"kind": k, "label": label, "tone": tone, "count": job.counts.get(k, 0)} for k, label, tone in TABS]
    totals = [
        {"label": t.label, "value": number_format(job.totals[t.name], force_grouping=True)}
        for t in job.importer.totals
        if t.name in job.totals
    ]
    return {"tabs": tabs, "totals": totals}


def _verdicts(request: HttpRequest, job: ImportJob, mine: bool) -> dict[str, Any]:
    kinds = [str(kind) for kind, _label, _tone in TABS]
    asked = request.GET.get("kind", "")
    kind = asked if asked in kinds else next((k for k in kinds if job.counts.get(k)), kinds[0])
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    page = page_of(job, kind, number)
    mendable = mine and kind == Kind.ERROR
    known = len(actions.fixes_of(job))
    return {
        **_sums(job),
        "kind": kind,
        "page": page,
        "rows": shown(job, page.rows, mendable=mendable),
        "fields": shown_fields(job),
        "mendable": mendable and int(job.counts.get(Kind.ERROR, 0)) + known <= actions.FIXES,
        "mended": known,
        "remarks": job.remarks,
        "bad": int(job.counts.get(Kind.ERROR, 0)) + int(job.counts.get(Kind.DUPLICATE, 0)),
    }


@require_GET
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of one verdict, for htmx."""
    job = _job_or_404(request, pk)
    if job.status != Status.CHECKED:
        raise Http404
    context = {"job": job, "key": str(uuid.uuid4()), **_verdicts(request, job, job.owner_id == request.user.pk)}
    return render(request, "exchange/_rows.html", context)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, polled; when it is over the page is loaded anew."""
    job = _job_or_404(request, pk)
    answer = render(request, "exchange/_progress.html", {"job": job})
    if job.status not in (Status.CHECKING, Status.COMMITTING):
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2 done: the columns are chosen; the check begins at once."""
    job = _job_or_404(request, pk)
    try:
        understood, mapping = chosen_mapping(request, job)
        actions.match_import(request.user, job, mapping=mapping, understood=understood)
        job = filing.check(request.user, _job_or_404(request, pk))
    except Refused as no:
        return _page(request, _job_or_404(request, pk), no)
    return _to(job)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again, as after a failure."""
    try:
        job = filing.check(request.user, _job_or_404(request, pk))
    except Refused as no:
        return _page(request, _job_or_404(request, pk), no)
    return _to(job)


@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend rows on the page, then check again."""
    job = _job_or_404(request, pk)
    names = {f.name for f in job.importer.fields}
    fixes: dict[int, dict[str, str] | None] = {}
    for key, text in request.POST.items():
        place, _dash, name = key.partition("-")
        if place.isdecimal() and name in names:
            known = fixes.setdefault(int(place), {})
            if known is not None:
                known[name] = str(text)[:2000]
    for line in request.POST.getlist("leave_out"):
        if line.isdecimal():
            fixes[int(line)] = None
    try:
        actions.fix_rows(request.user, job, fixes=fixes)
        job = filing.check(request.user, _job_or_404(request, pk))
    except Refused as no:
        return _page(request, _job_or_404(request, pk), no)
    return _to(job)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 5: import what was shown, once."""
    job = _job_or_404(request, pk)
    key = request.POST.get("_key", "")
    try:
        if not 8 <= len(key) <= 64:
            raise Refused(_("This form is incomplete."), remedy=_("Open the page again."))
        job = filing.confirm(request.user, job, key=key)
    except Refused as no:
        return _page(request, _job_or_404(request, pk), no)
    return _to(job)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back within 24 hours."""
    return _deed(request, pk, actions.undo_import)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    return _deed(request, pk, actions.drop_import)


def _deed(request: HttpRequest, pk: int, deed: Any) -> HttpResponse:
    try:
        deed(request.user, _job_or_404(request, pk))
    except Refused as no:
        return _page(request, _job_or_404(request, pk), no)
    return _to(_job_or_404(request, pk))


@require_GET
def errors(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The rows that cannot be taken, as a workbook to mend; recorded, because it holds what the file held."""
    job = _job_or_404(request, pk)
    if not job.batches.exists():
        raise Http404
    target = io.BytesIO()
    count = write_error_workbook(target, _("To mend"), job.headings, bad_rows(job))
    record(request.user, "exchange.download_errors", job, {}, {"rows": count})
    name = f"{job.importer.title}-{_('To mend')}-{job.pk}.xlsx"
    return download_headers(HttpResponse(target.getvalue(), content_type=_XLSX), name)


@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, for its importer and managers; recorded."""
    job = _job_or_404(request, pk)
    try:
        data = kept_file(job.uid)
    except FileNotFoundError:
        raise Http404 from None
    record(request.user, "exchange.download_original", job, {}, {})
    return download_headers(HttpResponse(data, content_type="application/octet-stream"), job.file_name)
