"""A list as a file: the rows and columns on the screen, masked like the screen, for a purpose that is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lintel.platform.access.scope import may, project_ids, require
from lintel.platform.exchange import export_actions
from lintel.platform.exchange.export_actions import Spec
from lintel.platform.exchange.exporting import MOST, PERMISSION, ExportColumn, export_rows
from lintel.platform.exchange.jobs import export as write_export
from lintel.platform.exchange.plain import ask_plain_export, reveals
from lintel.platform.exchange.sources import Outgoing, register_source
from lintel.platform.exchange.writing import Kind
from lintel.platform.jobs.queue import enqueue
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.models import Purpose
from lintel.platform.workbench.answers import done, page
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.export_choice import (
    asked_for,
    columns_asked,
    columns_offered,
    no_column,
    no_secret,
    picked_words,
)
from lintel.platform.workbench.listing import Listing, listing_of
from lintel.platform.workbench.paging import counted
from lintel.platform.workbench.registry import resources

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

_KINDS: dict[str, Kind] = {
    "money": "money",
    "wan": "money",
    "area": "area",
    "percent": "number",
    "number": "number",
    "date": "date",
    "moment": "moment",
}


class ExportForm(forms.Form):
    """What the file is for, and what it is read with."""

    purpose = forms.CharField(label=_("What is it for?"), min_length=2, max_length=200)
    fmt = forms.ChoiceField(
        label=_("File format"),
        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )


class PlainForm(ExportForm):
    """For whoever may reveal: numbers in plain, when somebody else agrees."""

    plain = forms.BooleanField(
        label=_("Ask for telephone and document numbers in plain"),
        required=False,
        help_text=_(
            "The deputy manager must agree first, above 500 rows the manager too. Every number that goes out is recorded as seen by you."
        ),
    )
    purpose_kind = forms.ChoiceField(
        label=_("What are the numbers for?"), choices=[("", "—"), *Purpose.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        """In plain only for a purpose of the list."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("plain") and not given.get("purpose_kind"):
            self.add_error("purpose_kind", _("Choose what you need the numbers for."))
        return given


SOURCE = "list"


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, resource: Resource) -> Any:
    """Ask for the purpose; then send the list that the address describes, or have the worker write a long one."""
    if not resource.export:
        raise Http404
    require(request.user, resource.view_permission)
    require(request.user, PERMISSION)
    shown = asked_for(request, resource)
    form = (PlainForm if _may_ask_plain(request, shown) else ExportForm)(request.POST or None)
    asked = columns_asked(request.POST, shown) if request.method == "POST" else None
    offered = columns_offered(shown, asked)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if _right(form, shown, asked):
            try:
                return _answer(request, shown, form.cleaned_data)
            except Refused as refused:
                refusal, status = refused, refused.status
    number = counted(shown.rows, MOST)
    context = {
        "resource": resource, "form": form, "refusal": refusal, "listing": shown, "columns": offered,
        "number": number, "most": MOST, "later": number > settings.LINTEL_EXPORT_AT_ONCE,
    }  # fmt: skip
    return page(request, "workbench/export.html", context, status=status)


def _right(form: forms.Form, shown: Listing, asked: list[Column] | None) -> bool:
    """Whether the form is filled in; then the list holds the columns that were asked for."""
    valid = form.is_valid()
    if asked is not None and not asked:
        form.add_error(None, no_column())
        return False
    if asked:
        shown.choose(asked)
    if valid and form.cleaned_data.get("plain") and not any(c.is_secret for c in shown.columns_out()):
        form.add_error("plain", no_secret())
        return False
    return valid


def _answer(request: HttpRequest, shown: Listing, given: dict[str, Any]) -> Any:
    if given.get("plain"):
        return _ask_plain(request, shown, given)
    out, fmt, purpose = outgoing_of(shown), given["fmt"], given["purpose"]
    expected = out.rows.order_by()[: MOST + 1].count()
    if expected <= settings.LINTEL_EXPORT_AT_ONCE:
        rows = out.rows.iterator(chunk_size=500)
        made = export_rows(
            request.user, out.title, out.columns, rows, fmt, purpose, filters=out.filters_on_record
        )  # fmt: skip
        return made.response()
    with transaction.atomic():
        job = export_actions.ask_export(
            request.user,
            source=SOURCE,
            spec=Spec(_found_again(shown), out),
            fmt=fmt,
            purpose=purpose,
            expected=expected,
        )
        enqueue(write_export, job.pk)
    said = str(_("The export is being written. You may go on working."))
    return done(request, job.get_absolute_url(), said, tone="info")


def _may_ask_plain(request: HttpRequest, shown: Listing) -> bool:
    """Whether the list shows something that this person may see in plain, and may ask to take out so."""
    return (
        bool(shown.resource.project_path)
        and any(c.is_secret for c in shown.all_columns())
        and may(request.user, reveals(shown.resource.key))
        and may(request.user, ask_plain_export.permission)
    )


def _ask_plain(request: HttpRequest, shown: Listing, given: dict[str, Any]) -> Any:
    spec = _found_again(shown) | {"project": _one_project(request)}
    out = _as_seen_by(request.user, spec)
    job = ask_plain_export(
        request.user,
        source=SOURCE,
        spec=Spec(spec, out),
        fmt=given["fmt"],
        purpose=given["purpose"],
        purpose_kind=given["purpose_kind"],
        expected=out.rows.order_by()[: MOST + 1].count(),
    )
    return done(
        request, job.get_absolute_url(), str(_("You have asked; nothing goes out before it is approved.")), tone="info"
    )


def _one_project(request: HttpRequest) -> int | None:
    """The chosen project, or the only one there is for this person."""
    own = project_ids(request.user)
    chosen: int | None = request.session.get("project")
    return chosen or (own[0] if len(own) == 1 else None)


def outgoing_of(shown: Listing) -> Outgoing:
    """A list as its reader sees it: these columns, these rows, these conditions."""
    columns = shown.columns_out()
    return Outgoing(
        title=shown.resource.title,
        columns=[_column(c) for c in columns],
        rows=shown.order.applied(shown.rows),
        permission=shown.resource.view_permission,
        secrets={place: c.name for place, c in enumerate(columns) if c.is_secret},
        filters=[*(f"{one.label}: {one.value}" for one in shown.chosen if not one.wrong), *picked_words(shown)],
        filters_on_record=_on_record(shown),
        project_id=_one_project(shown.request) if shown.resource.project_path else None,
    )


def _on_record(shown: Listing) -> list[str]:
    """The conditions without what was searched for, which may be somebody's name or number."""
    words = {one for name in ("q", "found") if (one := shown.query.get(name, ""))}
    hidden = {shown.with_query(q=""), shown.with_query(found="")} if words else set()
    chosen = [one for one in shown.chosen if not one.wrong]
    said = [f"{one.label}: {'•••' if one.url in hidden else one.value}" for one in chosen]
    return [*said, *picked_words(shown)]


def _found_again(shown: Listing) -> dict[str, Any]:
    """What the worker needs to find the same list: sealed with the job, for it may hold what was searched for."""
    token = shown.query.get("found", "")
    return {
        "resource": shown.resource.key,
        "query": shown.query.urlencode(),
        "project": shown.request.session.get("project"),
        "found": {token: sealed} if (sealed := shown.request.session.get("found", {}).get(token)) else {},
        "columns": [c.name for c in shown.columns_out()],
        "picked": shown.picked,
    }


def _as_seen_by(actor: Any, spec: dict[str, Any]) -> Outgoing:
    """The list of a job, as its asker would see it at this moment."""
    resource = next(one for one in resources.values() if one.key == spec["resource"])
    require(actor, resource.view_permission)
    request: Any = HttpRequest()
    request.method, request.user = "GET", actor
    request.session = {"project": spec["project"], "found": spec["found"]}
    shown = listing_of(request, resource, QueryDict(spec["query"]))
    allowed = {c.name: c for c in resource.columns_for(actor)}
    if spec.get("picked") is not None:  # none of them is not all of them
        shown.pick(spec["picked"])
    shown.choose([allowed[name] for name in spec["columns"] if name in allowed])
    return outgoing_of(shown)


register_source(SOURCE, _as_seen_by)


def _column(column: Column) -> ExportColumn:
    """Amounts go out in yuan whatever the screen shows, so that a spreadsheet can add them up."""
    kind = _KINDS.get(column.kind, "text")
    title = str(column.label)
    if kind == "money":
        title = f"{title} ({_('yuan')})"
    elif column.unit:
        title = f"{title} ({column.unit})"

    def value(row: Model) -> Any:
        return column.text(row) if kind == "text" else column.raw(row)

    return ExportColumn(title, value, kind)
