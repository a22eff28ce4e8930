"""Forms cannot be lost: what is typed is kept sealed on the server and offered again, on any device."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from lintel.platform.actions.door import Action
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.workbench.models import Draft

KEPT_FOR = datetime.timedelta(days=7)
MOST_BYTES = 200_000


def key_for(action: Action, row: Model | None) -> str:
    """Which draft belongs to this form."""
    return f"{action.permission}:{row.pk if row is not None else 'new'}"


def mine(user: Any) -> QuerySet[Draft]:
    """This person's unfinished forms, latest first."""
    return Draft.objects.filter(user=user, saved_at__gte=clock.now() - KEPT_FOR).order_by("-saved_at")


def found(user: Any, key: str) -> Draft | None:
    return mine(user).filter(form=key).first()


def forget(user: Any, key: str) -> None:
    """The form was sent, or the person does not want the draft. Mostly there is none, and looking costs no write."""
    if kept := _KEPT(user.pk, key):
        Draft.objects.filter(pk__in=[pk for (pk,) in kept]).delete()


_KEPT = Prepared(lambda user, form: Draft.objects.filter(user=user, form=form).values_list("pk"))


def sweep() -> int:
    """Delete drafts nobody came back for; returns how many."""
    return Draft.objects.filter(saved_at__lt=clock.now() - KEPT_FOR).delete()[0]


def initial(form_class: type[forms.BaseForm], draft: Draft | None) -> dict[str, Any]:
    """Initial values for a form from its draft."""
    if draft is None:
        return {}
    fields: Mapping[str, forms.Field] = form_class.base_fields
    values: dict[str, Any] = {}
    for name, said in draft.values.items():
        if name in fields and said:
            many = isinstance(fields[name], (forms.ModelMultipleChoiceField, forms.MultipleChoiceField))
            values[name] = said if many else said[0]
    return values


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """``{form, url, title, values}`` from drafts.js; ``{form, forget: true}`` throws it away."""
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        said = json.loads(request.body)
        key = str(said["form"])[:120]
        values = {str(k): [str(v) for v in vs] for k, vs in said.get("values", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    draft = Draft.objects.filter(user=request.user, form=key).first() or Draft(user=request.user, form=key)
    draft.title, draft.url = str(said.get("title", ""))[:120], _path(str(said.get("url", "")))
    draft.keep(values)
    draft.save()
    return JsonResponse({"saved": True})


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw one draft away and show the form empty again."""
    forget(request.user, request.POST.get("form", "")[:120])
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


def _path(url: str) -> str:
    return url[:300] if url.startswith("/") and not url.startswith("//") else ""
