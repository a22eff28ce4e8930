"""Give Django's form fields our classes and the attributes that help people type."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)

_DASHES = "---------"
_CHOICES: Any = (forms.CheckboxSelectMultiple, forms.RadioSelect)
_PLAIN = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)
#: Names of inputs by which browsers and keyboards know what is wanted.
_MODES = {
    "phone": {"inputmode": "tel", "data-phone": "", "autocomplete": "off"},
    "mobile": {"inputmode": "tel", "data-phone": "", "autocomplete": "off"},
    "amount": {"inputmode": "decimal", "data-money": "", "autocomplete": "off"},
}


def dress(form: AnyForm, *, compact: bool = False) -> AnyForm:
    """Classes, input modes and descriptions for every field of ``form``; twice does no harm."""
    for name, field in form.fields.items():
        widget: Any = field.widget
        attrs = widget.attrs
        if isinstance(widget, forms.MultiWidget):
            for part in widget.widgets:
                part.attrs.setdefault("class", "form-control")
        elif isinstance(widget, forms.CheckboxInput):
            attrs.setdefault("class", "form-check-input")
        elif isinstance(widget, forms.Select) and not isinstance(widget, _CHOICES):
            attrs.setdefault("class", "form-select")
        elif not isinstance(widget, _PLAIN):
            attrs.setdefault("class", "form-control")
        if isinstance(field, forms.DecimalField) and isinstance(widget, forms.NumberInput):
            field.widget = forms.TextInput(attrs={**attrs, "inputmode": "decimal", "class": "form-control tabular"})
        for attribute, value in _MODES.get(name, {}).items():
            field.widget.attrs.setdefault(attribute, value)
        _sized(widget)
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == _DASHES:
            field.empty_label = _("Please choose")
        if compact:
            _compact(field)
    return form


def _sized(widget: Any) -> None:
    """Django's ten rows are a page; four invite a few sentences."""
    if isinstance(widget, forms.Textarea) and str(widget.attrs.get("rows")) == "10":
        widget.attrs["rows"] = "4"


def _compact(field: Any) -> None:
    """In a filter bar the first choice of a select is its label."""
    field.widget.attrs["aria-label"] = str(field.label or "")
    label = str(field.label or "")
    if isinstance(field, forms.NullBooleanField):
        words = {"what": label}
        field.widget.choices = [
            ("unknown", label),
            ("true", _("%(what)s: yes") % words),
            ("false", _("%(what)s: no") % words),
        ]
    elif isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return  # a menu of its own, with the label on its button
    elif isinstance(field, forms.ModelChoiceField):
        field.empty_label = label
    elif isinstance(field, forms.ChoiceField):
        field.widget.choices = [("", label), *((k, v) for k, v in field.widget.choices if k not in ("", None))]
    elif isinstance(field.widget, forms.TextInput):
        field.widget.attrs.setdefault("placeholder", label)
