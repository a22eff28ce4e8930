"""From an action's signature to a Django form."""

from __future__ import annotations

import datetime
import inspect
import types
import typing
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from lintel.platform.actions.words import LONG, WORDS
from lintel.platform.kernel.day_fields import DayField, MomentField

_FIELDS: dict[type, type[forms.Field]] = {
    str: forms.CharField,
    int: forms.IntegerField,
    bool: forms.BooleanField,
    Decimal: forms.DecimalField,
    datetime.date: DayField,
    datetime.datetime: MomentField,
    UploadedFile: forms.FileField,
}


def form_for(action: Any) -> type[forms.BaseForm]:
    """The action's own form, or one made from its keyword-only parameters."""
    if action.form:
        return action.form
    fields = {name: _field(action, p) for name, p in action.inputs.items()}
    return type(f"{action.name.title().replace('_', '')}Form", (forms.Form,), fields)


def _field(action: Any, parameter: inspect.Parameter) -> forms.Field:
    kind, many, optional = _kind(parameter)
    options: dict[str, Any] = {"required": not optional and kind is not bool, "label": _label(action, parameter.name)}
    if parameter.default is not parameter.empty and not callable(parameter.default):
        options["initial"] = parameter.default
    if issubclass(kind, models.Model):
        choice = forms.ModelMultipleChoiceField if many else forms.ModelChoiceField
        return choice(kind._default_manager.all(), **options)
    if issubclass(kind, models.Choices):
        choices = [*([("", "—")] if optional else []), *kind.choices]
        return forms.TypedChoiceField(choices=choices, coerce=kind, empty_value=parameter.default, **options)
    return _FIELDS[kind](**options, **_extras(kind, parameter))


def _kind(parameter: inspect.Parameter) -> tuple[type, bool, bool]:
    """The plain type, whether many are wanted, whether it may be left out."""
    kind, optional = parameter.annotation, parameter.default is not parameter.empty
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        members = [k for k in typing.get_args(kind) if k is not type(None)]
        kind, optional = members[0], True
    if typing.get_origin(kind) is list:
        return typing.get_args(kind)[0], True, optional
    return kind, False, optional


def _extras(kind: type, parameter: inspect.Parameter) -> dict[str, Any]:
    if kind is str and parameter.name in LONG:
        return {"widget": forms.Textarea(attrs={"rows": 3})}
    if kind is Decimal:
        return {"max_digits": 14, "decimal_places": 2}
    return {}


def _label(action: Any, name: str) -> Any:
    if name in action.labels:
        return action.labels[name]
    try:
        return action.model._meta.get_field(name).verbose_name
    except FieldDoesNotExist:
        return WORDS.get(name, name.replace("_", " ").capitalize())
