"""From a form to the door: ask for what the action needs, then do it, or show why it was refused.

Every screen that writes ends here, generic or hand-written, so that the idempotency key, the stale-form check, the
draft and the designed refusal are the same everywhere.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lintel.platform.access.choices import narrow
from lintel.platform.actions.door import Action
from lintel.platform.actions.forms import form_for
from lintel.platform.actions.once import earlier
from lintel.platform.actions.words import LONG
from lintel.platform.audit.models import is_personal
from lintel.platform.kernel.errors import ChangedMeanwhile, Refused
from lintel.platform.workbench import conflicts, drafts
from lintel.platform.workbench.answers import done, page, refused_beside


def key_of(request: HttpRequest) -> str:
    """The idempotency key the form carries. Raises ``Refused`` when it carries none or something absurd."""
    key = request.POST.get("_key", "")
    if not 8 <= len(key) <= 64:
        raise Refused(_("This form is incomplete."), remedy=_("Open the page again and enter it anew."))
    return key


def stamp_of(request: HttpRequest) -> str:
    """What the row's ``stamp`` was when the form was opened; empty for forms without one."""
    return request.POST.get("_stamp", "")


def perform(
    request: HttpRequest,
    action: Action,
    row: Model | None = None,
    *,
    template: str = "workbench/act.html",
    context: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
    form_class: type[forms.BaseForm] | None = None,
    then: Callable[[Any], str] | None = None,
    message: str = "",
    extra: dict[str, Any] | None = None,
    way_back: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Show the action's form, or do it and answer.

    ``extra`` are inputs the screen knows and nobody types; ``then`` turns the resulting row into the next address.
    ``way_back`` says, once it is done, what the toast would send to have it undone.
    A refusal comes back inside the form with status 409 (or its own), mistakes with 422; what was typed stays.
    """
    draft = drafts.key_for(action, row)
    form = _form(request, action, row, form_class, initial, draft)
    refusal: Refused | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if not form.is_valid():
            if before := earlier(request.user, request.POST.get("_key", ""), action.permission):
                shown = _fresh(before.row, row)
                return done(request, (then(shown) if then else shown) or "/", message or _said(action, shown))
        else:
            try:
                inputs = {**form.cleaned_data, **(extra or {})}
                outcome = action.once(request.user, row, key=key_of(request), expected=stamp_of(request), **inputs)
            except ValidationError as wrong:
                _say(form, wrong)
            except Refused as refused:
                refusal, status = refused, refused.status
                if _keeps_a_place(request) and not isinstance(refused, ChangedMeanwhile):
                    return refused_beside(request, refused)
            else:
                drafts.forget(request.user, draft)
                shown = outcome.row if outcome.written else _fresh(outcome.row, row)
                to = then(shown) if then else shown
                return done(request, to or "/", message or _said(action, shown), **way_back())
    return page(
        request,
        template,
        {
            "action": action,
            "form": form,
            "row": row,
            "refusal": refusal,
            "conflict": conflicts.between(refusal, request.user, row, form)
            if isinstance(refusal, ChangedMeanwhile)
            else None,
            "draft": draft,
            "draft_found": getattr(form, "draft", None),
            "key": request.POST.get("_key") or str(uuid.uuid4()),
            "stamp": _stamp(request, row, refusal),
            **(context or {}),
        },
        status=status,
    )


def _keeps_a_place(request: HttpRequest) -> bool:
    """Whether the page that sent the form can show a refusal beside it, without drawing the form again."""
    return request.POST.get("_refusal") == "here" and "HX-Request" in request.headers


def _form(
    request: HttpRequest,
    action: Action,
    row: Model | None,
    form_class: type[forms.BaseForm] | None,
    initial: dict[str, Any] | None,
    draft: str,
) -> forms.BaseForm:
    chosen = form_class or form_for(action)
    options: dict[str, Any] = {"instance": row} if issubclass(chosen, forms.BaseModelForm) and row is not None else {}
    if request.method == "POST":
        form = chosen(request.POST, request.FILES or None, **options)
    else:
        found = drafts.found(request.user, draft)
        present = {} if options else _present(chosen, row)
        form = chosen(initial={**present, **(initial or {}), **drafts.initial(chosen, found)}, **options)
        form.draft = found
    if row is not None and hasattr(form, "about"):
        form.about(row)
    return narrow(form, request.user)


def _present(chosen: type[forms.BaseForm], row: Model | None) -> dict[str, Any]:
    """What the row says now, for inputs named like its fields; personal values and words of the past are not offered."""
    if row is None:
        return {}
    fields = {f.name: f for f in row._meta.concrete_fields if not is_personal(type(row), f) and f.name not in LONG}
    known = {name: getattr(row, name) for name in chosen.base_fields if name in fields}
    return {name: value for name, value in known.items() if not _is_code(fields[name], value, chosen.base_fields[name])}


def _is_code(kept: Any, value: Any, asked: forms.Field) -> bool:
    """Whether ``value`` stands for words, and the input would show it as if somebody had typed it."""
    return bool(kept.choices) and not isinstance(asked, forms.ChoiceField) and value in dict(kept.flatchoices)


def _fresh(made: Model | None, row: Model | None) -> Model | None:
    """The row to show next, as it is after the deed."""
    if made is None or (row is not None and type(made) is type(row) and made.pk == row.pk):
        made = row
    if made is not None and type(made)._default_manager.filter(pk=made.pk).exists():
        made.refresh_from_db()
    return made


def _stamp(request: HttpRequest, row: Model | None, refusal: Refused | None) -> str:
    """After a conflict was shown, the next press is meant for the row as it is now."""
    if request.method == "POST" and not isinstance(refusal, ChangedMeanwhile):
        return stamp_of(request)
    if row is not None and request.method == "POST":
        row.refresh_from_db()
    return getattr(row, "stamp", "") or ""


def _say(form: forms.BaseForm, wrong: ValidationError) -> None:
    """Put each sentence at its field when the form has that field, else at the top."""
    if hasattr(wrong, "error_dict"):
        for name, errors in wrong.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, wrong)


def _said(action: Action, row: Model | None) -> str:
    return _("%(deed)s: %(thing)s") % {"deed": action.label, "thing": row} if row is not None else str(action.label)
