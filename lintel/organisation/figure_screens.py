"""The page of figures, and setting one."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lintel.organisation.figures import figure_named, figures_shown, set_figure
from lintel.platform.access.scope import may, require
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.performing import perform


class FigureForm(forms.Form):
    value = forms.CharField(label=pgettext_lazy("of a figure", "Value"), max_length=20)
    source = forms.CharField(label=_("Source or decision"), max_length=200)
    review_on = DayField(
        label=_("Look at it again on"),
        required=False,
    )


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure with its value, unit, source and review date."""
    require(request.user, "organisation.view_figures")
    context = {"shown": figures_shown(), "may_set": may(request.user, set_figure.permission)}
    return page(request, "organisation/figures.html", context)


@require_http_methods(["GET", "POST"])
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Set one figure."""
    require(request.user, set_figure.permission)
    if figure_named(key) is None:
        raise Http404
    now = next(s for s in figures_shown() if s.figure.key == key)
    return perform(
        request, set_figure, form_class=FigureForm, extra={"key": key},
        initial={"value": now.value, "source": now.source, "review_on": now.review_on},
        context={"shown": now, "title": now.figure.label}, then=lambda row: reverse("organisation:figures"),
    )  # fmt: skip
