"""One of thousands in a form: one types a few letters and takes from at most eight.

What is typed travels in the body of a POST, because it may be somebody's name or number, and what comes back is masked.
Without JavaScript the field is a plain choice among the likeliest; its weight never grows with the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lintel.platform.workbench.chips import chip_html

FEW = 50
"""As many as a plain choice shows: more nobody reads through."""
MATCHES = 8
MOST_LETTERS = 80


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows one may choose from, likeliest first, and how one of them is found and told apart without giving it away.

    ``rows(user, within)`` are those this person may choose; ``within`` is the key of what the form is about (a project),
    or empty. ``search(user, words)`` finds, None when the words say nothing. ``label`` is written into the field,
    ``beside`` more faintly after it in the list, ``chip`` is the field whose chip closes the line.
    """

    name: str
    rows: Callable[[Any, str], QuerySet]
    search: Callable[[Any, str], QuerySet | None]
    label: Callable[[Any], str]
    beside: Callable[[Any, Any], str]
    hint: str | Promise
    chip: str = ""


_sources: dict[str, Source] = {}


def source(**options: Any) -> Source:
    """Declare where a searched choice takes its rows from; the options are the fields of ``Source``."""
    made = Source(**options)
    _sources[made.name] = made
    return made


class _Few(ModelChoiceIterator):
    """The likeliest rows only, in one statement."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset[:FEW]:
            yield self.choice(row)


class SearchedSelect(forms.Select):
    """A plain select, which choosing.js turns into a combobox. Who was chosen already is in it, however long ago."""

    def __init__(self, source: Source, within: str = "", attrs: Any = None) -> None:
        super().__init__(attrs)
        self.source, self.within = source, within

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        there = {str(one["value"]) for _group, options, _index in groups for one in options}
        missing = [one for one in value if one.isdecimal() and one not in there]
        if missing and isinstance(self.choices, ModelChoiceIterator):
            for row in self.choices.queryset.filter(pk__in=missing):
                option = self.create_option(name, str(row.pk), self.source.label(row), True, len(groups), attrs=attrs)
                groups.append((None, [option], len(groups)))
        return groups

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '<div class="chooser" data-choose="{}" data-within="{}" data-hint="{}" data-empty="{}">{}'
            '<noscript><p class="field-help">{}</p></noscript></div>',
            reverse("workbench:choices", args=[self.source.name]),
            self.within,
            self.source.hint,
            _("Matches"),
            super().render(name, value, attrs, renderer),
            _("The %(few)d likeliest. For any other, begin on its own page.") % {"few": FEW},
        )


class SearchedChoiceField(forms.ModelChoiceField):
    """A choice among the rows of ``source``; what is sent is judged against all of them, shown are a few."""

    iterator = _Few

    def __init__(self, queryset: QuerySet | None, *, source: Source, **options: Any) -> None:
        self.source = source
        super().__init__(queryset, widget=SearchedSelect(source), **options)

    def label_from_instance(self, row: Model) -> str:
        return self.source.label(row)

    def among(self, user: Any, key: int) -> None:
        """Choose from what the source offers this person within the row with this key."""
        self.within(key, self.source.rows(user, str(key)))

    def within(self, key: int, rows: QuerySet) -> None:
        """``rows`` are those within the row with this key; the matches come from there too."""
        self.widget.within = str(key)
        self.queryset = rows


@require_POST
def choices(request: HttpRequest, name: str) -> HttpResponse:
    """The rows the words find among those one may choose; the likeliest when nothing was typed."""
    if name not in _sources:
        raise Http404
    found_in, user = _sources[name], request.user
    words = " ".join(request.POST.get("q", "").split())[:MOST_LETTERS]
    within = request.POST.get("within", "")
    rows = found_in.rows(user, within if within.isdecimal() else "")
    if words:
        hits = found_in.search(user, words)
        rows = rows.none() if hits is None else rows.filter(pk__in=hits.values("pk"))
    found = list(rows[: MATCHES + 1])
    shown = [(row, found_in.label(row), found_in.beside(row, user), _chip(found_in, row)) for row in found[:MATCHES]]
    context = {"shown": shown, "more": len(found) > MATCHES, "most": MATCHES, "words": words}
    return render(request, "workbench/_choices.html", context)


def _chip(source: Source, row: Model) -> SafeString | str:
    value = getattr(row, source.chip) if source.chip else ""
    return chip_html(type(row), source.chip, value, str(value)) if value else ""
