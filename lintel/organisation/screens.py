"""Screens that tell a one-time password once: joining, and a forgotten password."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lintel.organisation import actions
from lintel.platform.access.choices import narrow
from lintel.platform.access.scope import may
from lintel.platform.actions.door import Action
from lintel.platform.actions.forms import form_for
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import page, row_or_404
from lintel.platform.workbench.performing import key_of, stamp_of


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest, resource: Any) -> HttpResponse:
    """A new account; its one-time password is on the answer and nowhere else."""
    return _telling(request, resource, actions.add_person, None)


@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, resource: Any, pk: int) -> HttpResponse:
    """A new one-time password for somebody who forgot theirs."""
    return _telling(request, resource, actions.reset_password, row_or_404(User, request.user, pk))


def _telling(request: HttpRequest, resource: Any, action: Action, person: User | None) -> HttpResponse:
    if not may(request.user, action.permission):
        raise Http404
    form = narrow(form_for(action)(request.POST or None), request.user)
    context: dict[str, Any] = {
        "resource": resource,
        "action": action,
        "form": form,
        "row": person,
        "action_url": request.path,
        "key": request.POST.get("_key") or str(uuid.uuid4()),
        "stamp": stamp_of(request),
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = action.once(request.user, person, key=key_of(request), **form.cleaned_data)
            except Refused as refused:
                context["refusal"], status = refused, refused.status
            else:
                password = getattr(outcome.returned, "one_time_password", "")
                told = {"person": outcome.row, "password": password, "action": action, "resource": resource}
                return page(request, "organisation/one_time_password.html", told)
    return page(request, "workbench/act.html", context, status=status)
