"""Changing one safe value where it stands in a list, and the deeds behind the three dots of a row.

A value is changed by a deed like everywhere else: with the version the person looked at, once, on record. The answer is
the row as it is now, and for eight seconds a way back.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import may
from lintel.platform.actions.forms import form_for
from lintel.platform.kernel.errors import ChangedMeanwhile, Refused
from lintel.platform.workbench import kanban, screens
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.listing import listing_of
from lintel.platform.workbench.looks import dress
from lintel.platform.workbench.performing import key_of, stamp_of

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource


@require_GET
def more(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """What can be done to this row, for the menu behind its three dots."""
    row = screens.found(request, resource, pk)
    tools = {tool.action for tool in resource.tools}
    deeds = [(a, screens.act_url(resource, row, a.name)) for a in resource.actions(request.user, row) if a not in tools]
    return render(request, "workbench/_more.html", {"row": row, "resource": resource, "deeds": deeds})


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, resource: Resource, pk: int, column: str) -> HttpResponse:
    """The small form of one value; posted, the row as it is now, or the form with what is wrong."""
    row = screens.found(request, resource, pk)
    one = _editable(request.user, resource, column)
    form = _form(request, one, row)
    before = _present(form, one, row)
    refusal: Refused | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                one.edit.once(request.user, row, key=key_of(request), expected=stamp_of(request), **form.cleaned_data)
            except ValidationError as wrong:
                form.add_error(None, wrong.messages)
            except Refused as refused:
                refusal, status = refused, refused.status
            else:
                return _changed(request, resource, one, pk, before)
    if isinstance(refusal, ChangedMeanwhile):
        row.refresh_from_db()
    if request.method == "POST" and kanban.kanban_of(resource, request.GET.get("look")):
        return _not_moved(request, one, row, form, refusal, status)
    context = {
        "row": row,
        "column": one,
        "field": form[one.input],
        "others": [form[name] for name in form.fields if name != one.input],
        "refusal": refusal,
        "wrong": [str(error) for errors in form.errors.values() for error in errors],
        "now": one.text(row) if isinstance(refusal, ChangedMeanwhile) else "",
        "key": str(uuid.uuid4()),
        "stamp": getattr(row, "stamp", ""),
    }
    return render(request, "workbench/_cell.html", context, status=status)


def _not_moved(
    request: HttpRequest, column: Column, row: Model, form: forms.BaseForm, refusal: Refused | None, status: int
) -> HttpResponse:
    """Why a card stays where it was: rule and remedy; and where it stands now when somebody else moved it."""
    stale = isinstance(refusal, ChangedMeanwhile)
    wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
    context = {
        "row": row,
        "refusal": refusal or Refused(wrong),
        "stale": stale,
        "now": column.text(row) if stale else "",
        "label": column.label,
    }
    return render(request, "workbench/_kanban_refused.html", context, status=status)


def _editable(user: Any, resource: Resource, name: str) -> Column:
    for column in resource.columns_for(user):
        if column.name == name and column.edit is not None and may(user, column.edit.permission):
            return column
    raise Http404


def _form(request: HttpRequest, column: Column, row: Model) -> forms.BaseForm:
    """The deed's form, of which only the column's input is shown; the others keep what the row says."""
    chosen = form_for(column.edit)
    form = narrow(chosen(request.POST if request.method == "POST" else None), request.user)
    form.initial = _present(form, column, row)
    for name, field in form.fields.items():
        if name != column.input:
            field.widget = forms.HiddenInput()
    return dress(form)


def _present(form: forms.BaseForm, column: Column, row: Model) -> dict[str, Any]:
    """What the row says now, input by input."""
    return {name: getattr(row, column.name if name == column.input else name, None) for name in form.fields}


def _changed(request: HttpRequest, resource: Resource, column: Column, pk: int, before: dict[str, Any]) -> HttpResponse:
    """The row as the list shows it, what was done, and the way back while it is a way back."""
    listing = listing_of(request, resource, QueryDict(request.GET.get("list", "")))
    row = listing.resource.rows(request.user).filter(pk=pk).first()
    if row is None:
        return HttpResponse("")
    words = {"what": column.label, "value": column.text(row) or _("empty")}
    said: dict[str, Any] = {"message": _("%(what)s: %(value)s") % words, "tone": "ok"}
    if request.POST.get("_undo"):
        said["message"] = _("Undone. %(what)s: %(value)s") % words
    elif before[column.input] not in (None, ""):
        said["undo"] = {"url": request.get_full_path(), "fields": {**_back(column, row, before), "_undo": "1"}}
    board = kanban.kanban_of(resource, request.GET.get("look"))
    if board is not None:
        drawn = kanban.Cards(listing, board, [row]).all([row])
        said_counts = {value: f"{n:,}" for value, n in kanban.counts_of(listing, board).items()}
        triggers = {"lintel:toast": said, "lintel:counted": said_counts}
    else:
        drawn, triggers = listing.table(check=bool(resource.bulk_for(request.user))).rows([row]), {"lintel:toast": said}
    response = HttpResponse(drawn)
    response["HX-Trigger"] = json.dumps(triggers)
    return response


def _back(column: Column, row: Model, before: dict[str, Any]) -> dict[str, str]:
    """What the form would have to say to have the earlier values again, on the row as it is now."""
    form = form_for(column.edit)(initial=before)
    said = {"_stamp": getattr(row, "stamp", "")}
    for name, field in form.fields.items():
        shown = field.widget.format_value(form[name].value())
        said[name] = str(shown[0] if isinstance(shown, list) and shown else shown or "")
    return said
