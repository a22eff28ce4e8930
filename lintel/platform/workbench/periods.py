"""Periods as conditions of a list: this week, last month, or from one day until another.

A resource says ``periods = ["arrived_at", …]``. In the address the name of a period stays a name, so that a kept view of
"this week" is right next week too; days of one's own stand in two further parameters. Those of a list's first period are
``since`` and ``until``: figures of a month are counted with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter, FilterSet

from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField, DayInput
from lintel.platform.kernel.spans import AHEAD, NAMES, span_named

OWN = "own"
"""Days of one's own, instead of a name."""
PLACE = 4
"""The first period is the fifth condition, the last that is always in sight."""


@dataclass(frozen=True)
class Period:
    """A date column a list is narrowed by. ``ahead`` for days that are planned; ``since`` and ``until`` name its days in the address."""

    field: str
    label: str | Promise = ""
    ahead: bool = False
    since: str = ""
    until: str = ""

    def filter(self, model: type[models.Model], *, first: bool) -> PeriodFilter:
        column, stem = model._meta.get_field(self.field), self.field.removesuffix("_at").removesuffix("_on")
        since, until = ("since", "until") if first else (f"{stem}_since", f"{stem}_until")
        return PeriodFilter(
            field_name=self.field,
            label=self.label or capfirst(column.verbose_name),
            moment=isinstance(column, models.DateTimeField),
            ahead=self.ahead,
            days=(self.since or since, self.until or until),
        )


@dataclass(frozen=True)
class Chosen:
    """What an address says about one period; either end may be open."""

    name: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return bool(self.first or self.last)

    def __str__(self) -> str:
        days = f"{self.first or ''} ~ {self.last or ''}".strip() if self.first != self.last else f"{self.first}"
        return f"{NAMES[self.name]} ({days})" if self.name else days


class PeriodInput(forms.MultiWidget):
    """A choice of names, and two days for those who choose their own."""

    def __init__(self, choices: list[tuple[str, Any]], days: tuple[str, str]) -> None:
        super().__init__({"": forms.Select(choices=choices), days[0]: DayInput(), days[1]: DayInput()})
        self.days = days

    def names(self, name: str) -> tuple[str, str, str]:
        return (name, *self.days)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen, since, until = (data.get(one, "").strip() for one in self.names(name))
        if not chosen and (since or until):
            chosen = OWN
        if len(chosen) == 10 and chosen[:4].isdecimal():  # one day, as older addresses say it
            chosen, since, until = OWN, chosen, chosen
        return [chosen, since, until] if chosen == OWN else [chosen, "", ""]

    def decompress(self, value: Any) -> list[str]:
        return value or ["", "", ""]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(one in data for one in self.names(name))


class PeriodField(forms.MultiValueField):
    """Reads the three parameters of a period."""

    widget: PeriodInput

    def __init__(self, *, days: tuple[str, str], ahead: bool, label: Any, **_more: Any) -> None:
        offered = [(code, word) for code, word in NAMES.items() if ahead or code not in AHEAD]
        choices = [("", label), *offered, (OWN, gettext_lazy("Own days…"))]
        fields = (
            forms.ChoiceField(choices=choices, required=False),
            DayField(required=False),
            DayField(required=False),
        )
        super().__init__(
            fields, required=False, label=label, require_all_fields=False, widget=PeriodInput(choices, days)
        )
        self.ahead = ahead

    def compress(self, data_list: list[Any]) -> Chosen:
        if not data_list:
            return Chosen()
        name, first, last = data_list
        if name in NAMES:
            span = span_named(name)
            return Chosen(name, span.first, span.last)
        if first and last and last < first:
            raise ValidationError(_("A period ends after it begins."))
        return Chosen("", first, last)


class PeriodFilter(Filter):
    """Rows whose day lies in the period; a row without a day is in none."""

    field_class = PeriodField

    def __init__(self, *, moment: bool, **options: Any) -> None:
        super().__init__(**options)
        self.moment = moment

    def filter(self, rows: QuerySet, value: Chosen | None) -> QuerySet:
        if not value:
            return rows
        limits: dict[str, Any] = {}
        if value.first:
            limits[f"{self.field_name}__gte"] = clock.midnight(value.first) if self.moment else value.first
        if value.last:
            step = "lt" if self.moment else "lte"
            limits[f"{self.field_name}__{step}"] = (
                clock.midnight(value.last + timedelta(days=1)) if self.moment else value.last
            )
        return rows.filter(**limits)


def with_periods(
    made: type[FilterSet] | None, model: type[models.Model], periods: Sequence[str | Period]
) -> type[FilterSet]:
    """``made`` with the periods of a list: the first among what is always in sight, the others behind the rest."""
    asked = [Period(one) if isinstance(one, str) else one for one in periods]
    made = made or type("Plain", (FilterSet,), {"Meta": type("Meta", (), {"model": model, "fields": []})})
    items = [(name, one) for name, one in made.base_filters.items() if name not in {p.field for p in asked}]
    placed = [(one.field, one.filter(model, first=number == 0)) for number, one in enumerate(asked)]
    grown = type(made.__name__, (made,), {})
    grown.base_filters = dict([*items[:PLACE], *placed[:1], *items[PLACE:], *placed[1:]])
    return grown


def settled(query: QueryDict, form: forms.Form) -> QueryDict | None:
    """``query`` with its days written out and without days that a named period overrules; None when it says so already.

    "明天" in an address would be another day tomorrow; "this week" is meant to be.
    """
    changed = query.copy()
    for name, field in form.fields.items():
        if not isinstance(field, PeriodField) or name not in form.cleaned_data:
            continue
        value: Chosen = form.cleaned_data[name]
        for parameter, day in zip(field.widget.days, (value.first, value.last), strict=True):
            if not query.get(parameter):
                continue
            if value.name:
                changed.pop(parameter, None)
            elif day:
                changed[parameter] = str(day)
    return changed if changed != query else None


def drawn(bound: forms.BoundField) -> SafeString:
    """The names in a select, and two days that a style sheet shows to whoever chose days of one's own."""
    widget: PeriodInput = bound.field.widget
    chosen, *days = widget.decompress(bound.value())
    label = str(bound.label)
    options = []
    for value, word in widget.widgets[0].choices:
        text = f"{label}: {word}" if value and value == chosen else str(word)  # closed, it says what the days are of
        options.append(f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(text)}</option>')
    wrong = ' aria-invalid="true"' if bound.errors else ""
    ends = zip(widget.days, days, (_("from"), _("until")), strict=True)
    inputs = [
        f'<span class="day-input"><input class="form-control" type="date" data-day id="list-{name}" name="{name}" value="{escape(day)}" '
        f'aria-label="{escape(f"{label}: {end}")}"{wrong}></span>'
        for name, day, end in ends
    ]
    return mark_safe(  # noqa: S308  (escaped piece by piece)
        f'<span class="filter-select filter-period"{" data-set" if chosen else ""}>'
        f'<select class="form-select" name="{escape(bound.html_name)}" aria-label="{escape(label)}">{"".join(options)}</select>'
        f'<span class="filter-between">{" <span aria-hidden=true>–</span> ".join(inputs)}</span></span>'
    )
