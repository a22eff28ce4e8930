"""Showing one masked value for a minute: why is asked first, and remembered for good."""

from __future__ import annotations

from django import forms
from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lintel.platform.access.scope import may
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy.disclosures import SHOWN_FOR, reveal
from lintel.platform.privacy.fields import encrypted_field, encrypted_fields
from lintel.platform.privacy.models import Purpose
from lintel.platform.workbench.answers import page, row_or_404


class PurposeForm(forms.Form):
    """What is it needed for?"""

    purpose = forms.ChoiceField(label=_("What do you need it for?"), choices=Purpose.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("In a few words"), max_length=200, required=False)


@require_http_methods(["GET", "POST"])
def reveal_value(request: HttpRequest, app: str, model: str, pk: int, field: str) -> HttpResponse:
    """Ask for the purpose; then show the value, with a countdown after which the browser masks it again."""
    try:
        kind = apps.get_model(app, model)
    except LookupError:
        raise Http404 from None
    if field not in {f.name for f in encrypted_fields(kind)} or not may(request.user, f"{app}.reveal_{model}"):
        raise Http404
    row = row_or_404(kind, request.user, pk)
    form = PurposeForm(request.POST or None)
    value, refusal, status = "", None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                value, status = reveal(request.user, row, field, **form.cleaned_data), 200
            except Refused as refused:
                refusal, status = refused, refused.status
    context = {
        "row": row,
        "form": form,
        "value": value,
        "refusal": refusal,
        "mask": str(getattr(row, field)),
        "label": kind._meta.get_field(field).verbose_name,
        "purposes": [choice for choice in Purpose.choices if choice[0] != Purpose.OTHER],
        "other": (Purpose.OTHER.value, Purpose.OTHER.label),
        "calling": request.GET.get("for") == "call" or request.POST.get("for") == "call",
        "is_phone": encrypted_field(kind, field).kind == "phone",
        "seconds": int(SHOWN_FOR.total_seconds()),
        "watermark": True,
    }
    return page(request, "workbench/reveal.html", context, status=status)
