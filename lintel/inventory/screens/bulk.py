"""Deeds on many units at once, with a preview of how many, what they are worth, and which are left out and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lintel.inventory.actions.prices import draft_repricing
from lintel.inventory.actions.units import Preview, preview_release, preview_withhold, release_units, withhold_units
from lintel.inventory.forms import ReasonForm, RepriceForm
from lintel.inventory.models import Project, Unit
from lintel.inventory.screens.units import units_of
from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action
from lintel.platform.workbench.performing import perform


@dataclass(frozen=True)
class Bulk:
    """A deed on many units: what it is called, how it is previewed, what it asks."""

    name: str
    action: Action
    preview: Callable[[Sequence[Unit], Any], Preview]
    form: type[ReasonForm]
    explained: Any


def _all_priced(units: Sequence[Unit], user: Any = None) -> Preview:
    return Preview(
        [u for u in units if u.price], [(u, _("No price is in force for this unit.")) for u in units if not u.price]
    )


BULK = {
    b.name: b
    for b in (
        Bulk("release", release_units, preview_release, ReasonForm, gettext_lazy("Each unit is checked: permit, price, state, freeze.")),
        Bulk(
            "withhold", withhold_units, preview_withhold, ReasonForm,
            gettext_lazy("Units somebody has are left out. Withholding released units without need is forbidden (G-11)."),
        ),
        Bulk(
            "reprice", draft_repricing, _all_priced, RepriceForm,
            gettext_lazy("This drafts a price scheme. It comes into force after approval and filing."),
        ),
    )
}  # fmt: skip


def bulk_for(user: Any) -> list[Bulk]:
    """The deeds on many units this person may do."""
    return [b for b in BULK.values() if may(user, b.action.permission)]


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, deed: str) -> HttpResponse:
    """Preview a deed on the chosen units - how many, what they are worth, which are left out and why - and do it."""
    chosen = BULK.get(deed)
    if chosen is None or not may(request.user, chosen.action.permission):
        raise Http404
    keys = {int(k) for k in request.GET.get("units", "").split(",") if k.isdigit()}
    units = list(units_of(request.user).filter(pk__in=keys).shown().order_by("pk"))
    if not units or len({u.project_id for u in units}) != 1:
        raise Http404
    project = visible(Project, request.user).get(pk=units[0].project_id)
    preview = chosen.preview(units, request.user)
    worth = sum((u.price.list_price for u in preview.can if u.price), Decimal(0))
    return perform(
        request, chosen.action, project, template="inventory/bulk.html", form_class=chosen.form, extra={"units": preview.can},
        context={"bulk": chosen, "preview": preview, "worth": worth, "action_url": request.get_full_path(), "project": project},
        then=lambda result: _after_bulk(project, result),
    )  # fmt: skip


def _after_bulk(project: Project, result: Any) -> str:
    if getattr(result, "_meta", None) is not None and result._meta.model_name == "pricescheme":
        return str(result.get_absolute_url())
    return f"{reverse('inventory:board')}?project={project.pk}"
