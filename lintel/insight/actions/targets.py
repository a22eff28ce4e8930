"""The manager says what a figure of a project is to come to in a month, changes it with a reason, and takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.insight import catalogue
from lintel.insight.metrics import Metric, metric_named
from lintel.insight.models import ProjectTarget
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

CLAUSE = "2.2.1.4"
MONTHS_AHEAD = 3
Status = ProjectTarget.Status


def months() -> list[tuple[str, str]]:
    """This month and the next three, by their first day."""
    first, found = clock.today().replace(day=1), []
    for _turn in range(MONTHS_AHEAD + 1):
        found.append((first.isoformat(), f"{first:%Y-%m}"))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def unit_of(metric: Metric) -> str:
    """In what its target is typed: yuan, per cent, or its own pieces."""
    if metric.kind == "money":
        return _("yuan")
    return "%" if metric.is_share else str(metric.unit)


def figures() -> list[tuple[str, str]]:
    return [(m.key, f"{m.name} ({unit_of(m)})") for m in catalogue.AIMED_AT]


VALUE_HELP = gettext_lazy(
    "In the unit that stands behind the figure. For the special discount it is the most it may be, for all others what is to be reached."
)


def _value() -> forms.DecimalField:
    label = gettext_lazy("Target")
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, help_text=VALUE_HELP)


class TargetForm(forms.Form):
    """Which figure of which project is to come to what, and in which month."""

    project = forms.ModelChoiceField(Project.objects.order_by("pk"), label=gettext_lazy("Project"), empty_label=None)
    metric = forms.ChoiceField(label=gettext_lazy("Measure"), choices=figures)
    month = forms.ChoiceField(label=gettext_lazy("Month"), choices=months)
    value = _value()

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


class ChangeForm(forms.Form):
    """To what, and why."""

    value = _value()
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


@action(ProjectTarget, gettext_lazy("Set a target"), creates=True, clause=CLAUSE, form=TargetForm)
def set_target(actor: User, *, project: Project, metric: str, month: date, value: Decimal) -> ProjectTarget:
    """From now on the cockpit and the home page measure the month by it, in place of the teams' targets together."""
    first = month.replace(day=1)
    if first < clock.today().replace(day=1):
        raise Refused(
            _("%(month)s is over.") % {"month": f"{first:%Y-%m}"}, clause=CLAUSE, remedy=_("Set a target for this month or a later one."),
        )  # fmt: skip
    target = ProjectTarget(project=project, metric=metric, month=first, value=_sensible(metric, value), set_by=actor)
    target.full_clean()
    target.save()
    return target


def _in_force(target: ProjectTarget) -> bool:
    return target.status == Status.SET


@action(ProjectTarget, gettext_lazy("Change the target"), when=_in_force, clause=CLAUSE, form=ChangeForm)
def change_target(actor: User, target: ProjectTarget, *, value: Decimal, reason: str) -> None:
    """Another number, with the reason in the trail. What a month that is over was measured by stays as it was."""
    _not_over(target)
    target.value, target.set_by = _sensible(target.metric, value), actor


@action(
    ProjectTarget, gettext_lazy("Withdraw"), to=Status.WITHDRAWN, clause=CLAUSE, labels={"reason": gettext_lazy("Why")}
)
def withdraw_target(actor: User, target: ProjectTarget, *, reason: str) -> None:
    """The figure is measured by the teams' targets again, or by none."""
    _not_over(target)


def _not_over(target: ProjectTarget) -> None:
    if target.month < clock.today().replace(day=1):
        raise Refused(
            _("%(month)s is over; what it was measured by stays.") % {"month": f"{target.month:%Y-%m}"}, clause=CLAUSE,
            remedy=_("Set a target for this month or a later one."),
        )  # fmt: skip


def _sensible(key: str, value: Decimal) -> Decimal:
    """Raises ``ValidationError`` for what the figure can never come to."""
    metric: Any = metric_named(key)
    if metric not in catalogue.AIMED_AT:
        raise ValidationError({"metric": _("No target can be set for this figure.")})
    if value <= 0:
        raise ValidationError({"value": _("A target is more than nothing; without one, withdraw it.")})
    if metric.is_share and value > 100:
        raise ValidationError({"value": _("A share is at most 100 per cent.")})
    if metric.kind == "count" and value != value.to_integral_value():
        raise ValidationError({"value": _("Pieces are counted in whole numbers.")})
    return value
