"""The selects of a filter bar, drawn in one go: a list of sixty consultants is sixty templates in Django's own way."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe


def drawn(bound: forms.BoundField) -> SafeString | str:
    """``bound`` as HTML, the same as Django draws it; anything but a plain select is left to Django."""
    widget = bound.field.widget
    if not isinstance(widget, forms.Select) or isinstance(widget, forms.SelectMultiple):
        return str(bound)
    if type(widget).get_context is not forms.Select.get_context or type(widget).optgroups is not forms.Select.optgroups:
        return str(bound)
    present: Any = widget.format_value(bound.value())  # a list; yes-no-unknown answers one word
    chosen = {present} if isinstance(present, str) else {str(one) for one in present}
    options = []
    for value, label in widget.choices:
        if isinstance(label, list | tuple):
            return str(bound)
        text = "" if value is None else str(value)
        mark = " selected" if text in chosen else ""
        options.append(f'<option value="{escape(text)}"{mark}>{escape(str(label))}</option>')
    attrs = bound.build_widget_attrs(widget.attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs = {**attrs, "id": bound.auto_id}
    return mark_safe(f'<select name="{escape(bound.html_name)}"{flatatt(attrs)}>{"".join(options)}</select>')  # noqa: S308  (escaped piece by piece)
