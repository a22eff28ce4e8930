"""How tags are asked for and shown: a form of chips, and the tags of a row drawn in one go."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Customer, Tag, Tagging
from lintel.customers.models.tag import LONGEST
from lintel.inventory.models import Project
from lintel.platform.kernel.words import listed


class _WordForm(forms.Form):
    """A word and its colour."""

    name = forms.CharField(
        label=_("Tag"), max_length=LONGEST, help_text=_("At most 12 characters, nobody's name or number.")
    )
    tone = forms.ChoiceField(
        label=_("Colour"), choices=Tag.Tone.choices, widget=forms.RadioSelect, initial=Tag.Tone.MUTE
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class ChangeTagForm(_WordForm):
    """The same, and whether it may still be put on."""

    active = forms.BooleanField(label=_("In use: may be put on customers"), required=False)


class TagForm(_WordForm):
    """A new word of a project, in use from now on."""

    project = forms.ModelChoiceField(Project.objects.all(), label=_("Project"), empty_label=None)
    field_order = ("project", "name", "tone")


class TagsForm(forms.Form):
    """Which tags; ``batch`` is the name of this press, by which it can be taken back."""

    tags = forms.ModelMultipleChoiceField(
        Tag.objects.filter(active=True).select_related("project").order_by("project", "pk"),
        label=_("Tags"),
        widget=forms.CheckboxSelectMultiple,
    )
    batch = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].initial = uuid.uuid4

    def about(self, customer: Customer) -> None:
        """Only the words of the customer's own project."""
        tags: Any = self.fields["tags"]
        tags.queryset = tags.queryset.filter(project=customer.project_id)


_FIRST = 2
"""Chips in a row of a list; the others are counted, and named where the pointer rests."""


class Worn:
    """The tags of one customer: the first as chips in a list, all of them as words in an export."""

    def __init__(self, tags: list[Tag]) -> None:
        self.tags = tags

    def __str__(self) -> str:
        return listed(tag.name for tag in self.tags)

    def __html__(self) -> SafeString:
        first, rest = self.tags[:_FIRST], self.tags[_FIRST:]
        chips = format_html_join("", '<span class="chip chip-{}">{}</span>', ((t.tone, t.name) for t in first))
        more = format_html('<span class="chip chip-plain" title="{}">+{}</span>', str(self), len(rest)) if rest else ""
        return format_html('<span class="tags">{}{}</span>', chips, more)


def with_tags(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """``rows``, their tags fetched along in one statement."""
    return rows.prefetch_related(tags_along())


def tags_along() -> Prefetch:
    """The tags of rows, as ``worn_by`` reads them."""
    worn = Tagging.objects.select_related("tag").order_by("put_at", "pk")
    return Prefetch("taggings", queryset=worn, to_attr="worn")


def worn_by(customer: Customer) -> Worn | str:
    """What ``with_tags`` fetched; empty for nobody's tags."""
    tags = [one.tag for one in getattr(customer, "worn", ())]
    return Worn(tags) if tags else ""
