"""The conditions of a list in words: one chip each, with the address that takes it away; what was not understood is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from lintel.platform.kernel.words import listed
from lintel.platform.workbench import private_search
from lintel.platform.workbench.periods import PeriodField
from lintel.platform.workbench.registry import resource_of

if TYPE_CHECKING:
    from lintel.platform.workbench.listing import Listing

LONGEST = 40
"""Of a value nobody understood, this much is shown."""

NOT_CONDITIONS = frozenset({"after", "before", "page", "_part", "view", "look", "column"})
"""Parameters of a list's address that narrow nothing: pages, parts, the view it came from, and how it is looked at."""


@dataclass(frozen=True)
class Condition:
    """One condition that is on. A wrong one narrows nothing: it is shown so that nobody takes all rows for some."""

    label: Any
    value: str
    url: str
    wrong: bool = False


def conditions_of(shown: Listing) -> list[Condition]:
    """Every condition of the address: the search, what upper floors put there, and each value of each filter."""
    found = [*_searches(shown)]
    for told, value in shown.narrowed():
        found.append(Condition(str(told.label), told.words(value), shown.with_query(**{told.parameter: ""})))
    for bound in shown.filters.form if shown.filters else ():
        found += _of_field(shown, bound)
    return found


def _searches(shown: Listing) -> list[Condition]:
    found = []
    if words := shown.query.get("q", "").strip():
        found.append(Condition(_("Search"), words, shown.with_query(q="")))
    if token := shown.query.get("found"):
        said = private_search.said(shown.request, shown.resource, token)
        value = _("a number ending in %(tail)s") % {"tail": said[-4:]} if private_search.is_number(said) else said
        found.append(Condition(_("Search"), value or _("expired"), shown.with_query(found="")))
    return found


def _of_field(shown: Listing, bound: forms.BoundField) -> list[Condition]:
    names = parameters_of(bound)
    given = [value for name in names for value in shown.query.getlist(name) if value]
    if not given:
        return []
    away = shown.with_query(**dict.fromkeys(names, ""))
    if bound.errors:
        return [Condition(bound.label, " ".join(given)[:LONGEST], away, wrong=True)]
    value = bound.form.cleaned_data.get(bound.name)
    if isinstance(bound.field, PeriodField):
        return [Condition(bound.label, str(value), away)] if value else []
    if isinstance(value, list):
        words = _words(bound.field, value)
        rest = [[one for one in given if one != code] for code in words]
        return [
            Condition(bound.label, word, shown.with_query(**{bound.name: left}))
            for word, left in zip(words.values(), rest, strict=True)
        ]
    if value is None and isinstance(bound.field, forms.NullBooleanField):
        said = [one for one in given if one != "unknown"]
        return [Condition(bound.label, said[0][:LONGEST], away, wrong=True)] if said else []
    return [Condition(bound.label, listed(_words(bound.field, given).values()), away)]


def _words(field: forms.Field, values: list[Any]) -> dict[str, str]:
    """``{as it stands in the address: as it is said}``; rows are at hand and need not be asked for."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {str(row.pk): str(row) for row in values}
    choices = getattr(field, "choices", None)
    words = {str(k): str(v) for k, v in choices} if choices is not None else {}
    return {str(v): words.get(str(v), str(v)) for v in values}


def parameters_of(bound: forms.BoundField) -> tuple[str, ...]:
    """What stands in the address for this filter."""
    if isinstance(bound.field, PeriodField):
        return bound.field.widget.names(bound.html_name)
    return (bound.html_name,)


def without_crowds(form: forms.Form, query: QueryDict) -> set[str]:
    """Leave of a choice among people whose numbers are searched for, a hundred thousand of them, only those an address names.

    Nobody picks from such a list; it would be most of the page. Answers the filters that are not drawn for want of a choice.
    """
    idle = set()
    for name, one in form.fields.items():
        if not isinstance(one, forms.ModelChoiceField) or one.queryset is None:
            continue
        resource = resource_of(one.queryset.model)
        if resource is None or not resource.searches_numbers:
            continue
        chosen = [value for value in query.getlist(name) if value.isascii() and value.isdecimal() and len(value) < 19]
        one.queryset = one.queryset.filter(pk__in=chosen) if chosen else one.queryset.none()
        if not any(query.getlist(name)):
            idle.add(name)
    return idle
