"""Form fields for days and moments: they read what people type, and are drawn as the browser's own calendar.

``data-day`` and ``data-moment`` are where a script makes text fields of them on desks, with the calendar behind a button
and an echo of what was understood; without the script, and on phones, the browser's own calendar stands there.
See ``docs/decisions/0008-days-as-people-type-them.md``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from lintel.platform.kernel.typed_days import day_of, moment_not_understood, moment_of, not_understood


class _Boxed:
    """The box in which a script puts the calendar's button and the echo."""

    def render(self, *args: Any, **options: Any) -> SafeString:
        return mark_safe(f'<span class="day-input">{super().render(*args, **options)}</span>')  # type: ignore[misc]  # noqa: S308


class DayInput(_Boxed, forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-day": "", **(attrs or {})}, format="%Y-%m-%d")


class MomentInput(_Boxed, forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-moment": "", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A day, however it is typed."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        if (found := day_of(str(value))) is None:
            raise ValidationError(not_understood(), code="invalid")
        return found


class MomentField(forms.DateTimeField):
    """A moment, however it is typed."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        if (found := moment_of(str(value))) is None:
            raise ValidationError(moment_not_understood(), code="invalid")
        return found


def typed(field: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a model's field, its days read as people type them (``formfield_callback`` of model forms)."""
    if isinstance(field, models.DateTimeField):
        return field.formfield(form_class=MomentField, **options)
    if isinstance(field, models.DateField):
        return field.formfield(form_class=DayField, **options)
    return field.formfield(**options)
