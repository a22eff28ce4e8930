"""Reading an announcement, which its receipt remembers; and the forms of those who write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.office import actions, queries
from lintel.office.forms import CorrectionForm, form_of
from lintel.office.models import Announcement
from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import perform
from lintel.platform.workbench.screens import detail_context, found


@require_GET
def announcement(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """What it says; for those who answer for it, who has read it."""
    row = found(request, resource, pk)
    answers = visible(Announcement, request.user, actions.withdraw_announcement.permission).filter(pk=pk).exists()
    context = detail_context(request, resource, row)
    withdrawn = row.status == Announcement.Status.WITHDRAWN
    context |= {
        "receipt": queries.receipt_of(request.user, row),
        "project_name": queries.project_names(request.user).get(row.project_id, ""),
        "wording": queries.present_wording(row),
        "earlier": list(queries.earlier_wordings(row)) if answers or not withdrawn else [],
        "answers": answers,
        "shows_text": answers or not withdrawn,
        "readers": queries.readers(row) if answers and row.published_at else None,
        "trail": context["trail"] if answers else [],
    }
    return page(request, "office/announcement.html", context)


@require_POST
def read(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """The page has come before the reader's eyes: the browser says so by itself."""
    row = row_or_404(Announcement, request.user, pk)
    receipt = queries.receipt_of(request.user, row)
    if receipt is not None and row.in_force:
        actions.mark_read(request.user, receipt)
    return HttpResponse(status=204)


@require_POST
def confirm(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """I have read and understood it."""
    row = row_or_404(Announcement, request.user, pk)
    receipt = queries.receipt_of(request.user, row)
    if receipt is None:
        raise Http404
    actions.confirm_announcement(request.user, receipt)
    return done(request, row, _("Confirmed."))


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, resource: Any) -> HttpResponse:
    """A new draft."""
    if not may(request.user, actions.write_announcement.permission):
        raise Http404
    context = {"resource": resource, "action_url": request.get_full_path(), "submit": _("Save the draft")}
    return perform(request, actions.write_announcement, form_class=form_of(request.user), context=context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """Anything of a draft."""
    row = _row(request, pk, actions.change_announcement)
    initial = {"text": row.text, "teams": list(row.teams.all()), "posts": row.posts}
    return _form(request, resource, actions.change_announcement, row, form_of(request.user), initial)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """A new version of what was published."""
    row = _row(request, pk, actions.correct_announcement)
    return _form(request, resource, actions.correct_announcement, row, CorrectionForm, {"text": row.text})


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """Whom it would reach, before it does."""
    row = _row(request, pk, actions.publish_announcement)
    return perform(
        request, actions.publish_announcement, row, template="office/publish.html",
        context={"resource": resource, "action_url": request.get_full_path(), "reaches": queries.reaches(row)},
    )  # fmt: skip


def _row(request: HttpRequest, pk: int, action: Action) -> Announcement:
    """The row, for somebody who has the deed at all; whether it may be done to this row the deed decides."""
    if not may(request.user, action.permission):
        raise Http404
    return row_or_404(Announcement, request.user, pk)


def _form(
    request: HttpRequest,
    resource: Any,
    action: Action,
    row: Announcement,
    form: type[forms.Form],
    initial: dict[str, Any],
) -> HttpResponse:
    context = {"resource": resource, "action_url": request.get_full_path()}
    return perform(request, action, row, form_class=form, initial=initial, context=context)
