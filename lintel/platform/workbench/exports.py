"""A list as a file: the rows and columns on the screen, masked like the screen, for a purpose that is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lintel.platform.access.scope import require
from lintel.platform.exchange.exporting import PERMISSION, ExportColumn, export_rows
from lintel.platform.exchange.writing import Kind
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.listing import listing_of

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


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, resource: Resource) -> Any:
    """Ask for the purpose, then send the list that the address describes."""
    if not resource.export:
        raise Http404
    require(request.user, resource.view_permission)
    require(request.user, PERMISSION)
    shown = listing_of(request, resource)
    form = ExportForm(request.POST or None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            rows = shown.order.applied(shown.rows).iterator(chunk_size=500)
            columns = [_column(c) for c in shown.columns()]
            try:
                made = export_rows(
                    request.user, resource.title, columns, rows, form.cleaned_data["fmt"], form.cleaned_data["purpose"]
                )
                return made.response()
            except Refused as refused:
                refusal, status = refused, refused.status
    context = {"resource": resource, "form": form, "refusal": refusal, "listing": shown, "columns": shown.columns()}
    return page(request, "workbench/export.html", context, status=status)


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
