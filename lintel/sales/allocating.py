"""The form of a month's targets: the team on top, one line per person below, money in 10k yuan as everybody says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.sales.actions.targets import Share
from lintel.sales.models import TargetPlan
from lintel.sales.models.target import MEASURES

WAN = Decimal(10_000)
IN_WAN = ("amount", "collection")
LABELS = {
    "units": _("Number of homes"),
    "amount": _("Value reserved (10k yuan)"),
    "collection": _("Money in (10k yuan)"),
    "visits": _("Visits received"),
}


def _number(measure: str, label: Any) -> forms.Field:
    small = {"inputmode": "decimal" if measure in IN_WAN else "numeric", "autocomplete": "off"}
    if measure in IN_WAN:
        return forms.DecimalField(
            label=label,
            min_value=0,
            max_digits=10,
            decimal_places=2,
            required=False,
            widget=forms.NumberInput(attrs=small),
        )
    return forms.IntegerField(
        label=label, min_value=0, max_value=9999, required=False, widget=forms.NumberInput(attrs=small)
    )


def months() -> list[tuple[str, str]]:
    """This month and the next two, by their first day."""
    first, found = clock.today().replace(day=1), []
    for _turn in range(3):
        found.append((first.isoformat(), f"{first:%Y-%m}"))
        first = (first.replace(day=28) + _FEW_DAYS).replace(day=1)
    return found


_FEW_DAYS = date(2026, 1, 5) - date(2026, 1, 1)


class AllocationForm(forms.Form):
    """The team's numbers, each person's, and why less is allocated where it is."""

    people: ClassVar[list[User]] = []

    shortfall = forms.CharField(
        label=_("If less is allocated than the team has to reach: why"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    @property
    def heads(self) -> list[Any]:
        return list(LABELS.values())

    @property
    def choices(self) -> list[BoundField]:
        """Project and month, where they are still to be chosen."""
        return [self[name] for name in ("project", "month") if name in self.fields]

    @property
    def team_cells(self) -> list[BoundField]:
        return [self[name] for name in MEASURES]

    @property
    def lines(self) -> list[tuple[User, list[BoundField]]]:
        """One line per person of the team."""
        return [(p, [self[f"{name}_{p.pk}"] for name in MEASURES]) for p in self.people]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = {name: _yuan(name, given.get(name)) for name in MEASURES}
        shares = [
            Share(person=p, **{name: _yuan(name, given.get(f"{name}_{p.pk}")) for name in MEASURES})
            for p in self.people
        ]
        head: dict[str, Any] = {name: given[name] for name in ("project", "month") if name in given}
        if "month" in head:
            head["month"] = date.fromisoformat(head["month"])
        return {**head, **wanted, "shares": shares, "shortfall": given.get("shortfall", "")}


def _yuan(name: str, value: Any) -> Any:
    if name in IN_WAN:
        return (value or Decimal(0)) * WAN
    return value or 0


def allocation_form(people: Iterable[User], *, new: bool) -> type[AllocationForm]:
    """The form for these people; a new plan also asks for project and month."""
    named = list(people)
    fields: dict[str, Any] = {"people": named}
    if new:
        fields["project"] = forms.ModelChoiceField(Project.objects.order_by("pk"), label=_("Project"), empty_label=None)
        fields["month"] = forms.ChoiceField(label=_("Month"), choices=months)
    for name in MEASURES:
        fields[name] = _number(name, LABELS[name])
        for person in named:
            fields[f"{name}_{person.pk}"] = _number(name, f"{person} {LABELS[name]}")
    return type("ThisAllocationForm", (AllocationForm,), fields)


def initial_of(plan: TargetPlan | None) -> Mapping[str, Any]:
    """What a plan says, as the form shows it."""
    if plan is None:
        return {}
    said: dict[str, Any] = {name: _shown(name, getattr(plan, name)) for name in MEASURES}
    for share in plan.shares.all():
        said |= {f"{name}_{share.person_id}": _shown(name, getattr(share, name)) for name in MEASURES}
    return {**said, "shortfall": plan.shortfall}


def _shown(name: str, value: Any) -> Any:
    if name not in IN_WAN:
        return value
    whole = value / WAN
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole.normalize()
