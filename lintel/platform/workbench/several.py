"""Choices of a list's filters take several values: a row meets the condition when it meets any of them.

Areas declare plain choices (``ChoiceFilter``, ``ModelChoiceFilter``, fields of the model); a resource makes them many.
"""

from __future__ import annotations

import functools
import operator
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, Filter, FilterSet, ModelChoiceFilter, ModelMultipleChoiceFilter

from lintel.platform.workbench.assets import icon

MOST = 50
"""More values of one condition are no condition any more."""


def several(made: type[FilterSet]) -> type[FilterSet]:
    """``made`` with every choice taking several values."""
    grown = type(made.__name__, (made,), {})
    grown.base_filters = {name: _several(one) for name, one in made.base_filters.items()}
    return grown


def _several(one: Filter) -> Filter:
    if isinstance(one, ModelMultipleChoiceFilter) or not isinstance(one, ChoiceFilter | ModelChoiceFilter):
        return one
    return Several(one)


class RowsField(forms.ModelMultipleChoiceField):
    """Some of the rows a person may see; anything else is no choice."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        given = list(value or [])
        if any(not (isinstance(one, str) and one.isascii() and one.isdecimal() and len(one) < 19) for one in given):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""})
        return list(super().clean(given[:MOST]))


class WordsField(forms.MultipleChoiceField):
    """Some of a few words."""

    widget = forms.CheckboxSelectMultiple


class Several(Filter):
    """A choice that takes several values; what a single value means stays with the filter it was."""

    def __init__(self, one: Any) -> None:
        self.one = one
        super().__init__(field_name=one.field_name, lookup_expr=one.lookup_expr, label=one._label, required=False)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in {"parent", "model"}:
            setattr(self.one, name, value)

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            single: Any = self.one.field
            options = {"required": False, "label": self.label}
            if isinstance(single, forms.ModelChoiceField):
                self._field: forms.Field = RowsField(single.queryset, **options)
            else:
                words = [(value, word) for value, word in single.choices if value not in ("", None)]
                self._field = WordsField(choices=words, **options)
        return self._field

    def filter(self, rows: QuerySet, values: list[Any]) -> QuerySet:
        if not values:
            return rows
        if len(values) == 1:
            return self.one.filter(rows, values[0])
        if self._plain(rows, values):
            return rows.filter(**{f"{self.field_name}__in": values})
        each = [Q(pk__in=self.one.filter(rows, value).order_by().values("pk")) for value in values]
        return rows.filter(functools.reduce(operator.or_, each))

    def _plain(self, rows: QuerySet, values: list[Any]) -> bool:
        """Whether the values are those of one column of the row itself, which one comparison finds."""
        if self.one.method or self.one.exclude or self.lookup_expr != "exact" or self.one.null_value in values:
            return False
        try:
            column = rows.model._meta.get_field(str(self.field_name))
        except FieldDoesNotExist:
            return False
        return bool(column.concrete) and not column.many_to_many


def drawn(bound: forms.BoundField) -> SafeString:
    """A button with the name of the condition that opens its choices: drawn in one go, for a list of people is long."""
    chosen = set(map(str, bound.value() or ()))
    name, label = escape(bound.html_name), escape(str(bound.label))
    items = []
    for value, word in bound.field.choices:
        text = escape(str(value))
        mark = " checked" if str(value) in chosen else ""
        items.append(
            f'<label class="form-check"><input class="form-check-input" type="checkbox" name="{name}" value="{text}"{mark}>'
            f"<span>{escape(str(word))}</span></label>"
        )
    count = f' <span class="count">{len(chosen)}</span>' if chosen else ""
    on = ' data-set="1"' if chosen else ""
    return mark_safe(  # noqa: S308  (escaped piece by piece)
        f'<details class="menu filter-several" data-several{on}><summary class="btn">{label}{count}'
        f'{icon("chevron-down", "icon-sm")}</summary><div class="menu-body" role="group" aria-label="{label}">'
        f'<div class="several-list">{"".join(items)}</div>'
        f'<button class="btn btn-sm btn-primary">{escape(_("Apply"))}</button></div></details>'
    )
