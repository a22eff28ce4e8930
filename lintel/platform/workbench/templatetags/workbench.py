"""What templates say: icons, chips, cells, fields, masked values, people, moments and the hidden fields of a deed."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms, template
from django.db.models import Model
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lintel.platform.access.scope import may
from lintel.platform.kernel import clock
from lintel.platform.kernel.words import listed
from lintel.platform.workbench import assets, columns, periods, selects, several
from lintel.platform.workbench import shortcuts as keyboard
from lintel.platform.workbench.chips import chip_html, drawn
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.looks import dress
from lintel.platform.workbench.registry import resource_of

register = template.Library()


register.simple_tag(assets.asset)
register.simple_tag(assets.icon)
register.filter(listed)


@register.simple_tag
def chip(row: Model, name: str) -> SafeString:
    """The state of a row as glyph and word."""
    column = Column(name).bind(type(row))
    return chip_html(type(row), name, column.raw(row), column.text(row))


@register.simple_tag
def chip_of(tone: str, glyph: str, word: Any) -> SafeString:
    """Any word in a tone."""
    return drawn(tone, glyph, word)


@register.simple_tag(takes_context=True)
def shortcuts(context: template.Context) -> list[Any]:
    """The single keys of the person looking."""
    user = context["request"].user
    return keyboard.of(user) if user.is_authenticated else []


@register.simple_tag
def quick(bound: forms.BoundField) -> SafeString | str:
    """An input of a filter bar; choices are drawn without a template for each of their options."""
    if isinstance(bound.field, periods.PeriodField):
        return periods.drawn(bound)
    if isinstance(bound.field, several.RowsField | several.WordsField):
        return several.drawn(bound)
    return selects.drawn(bound)


@register.simple_tag
def cell(column: Column, row: Model) -> SafeString | str:
    return column.html(row)


@register.simple_tag
def cell_text(column: Column, row: Model) -> str:
    return column.text(row)


@register.simple_tag
def row_url(row: Model) -> str:
    """The page of a row, wherever its screens are."""
    resource = resource_of(type(row))
    return resource.url_of(row) if resource is not None else getattr(row, "get_absolute_url", lambda: "")()


@register.simple_tag
def who(user: Any) -> SafeString | str:
    return columns.who_html(user) if user else columns.EMPTY


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """``Today 15:00``, ``11-23 16:05``."""
    return columns.moment(value) if value else columns.EMPTY


@register.filter
def left(value: datetime.datetime) -> str:
    """How long there is still: ``6 h 47 min left``, ``2 days 3 h left``, ``12 min left``."""
    minutes = max(0, int((value - clock.now()).total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return ngettext("%(days)d day %(hours)d h left", "%(days)d days %(hours)d h left", days) % {
            "days": days,
            "hours": hours,
        }
    if hours:
        return _("%(hours)d h %(minutes)d min left") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min left") % {"minutes": rest}


@register.filter
def grouped(value: Any) -> Any:
    """A count as people read it, ``1,284``; anything but a whole number stays as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


@register.filter
def initial(value: Any) -> str:
    return str(value)[:1]


@register.inclusion_tag("workbench/_deed_fields.html", takes_context=True)
def deed_fields(context: template.Context, row: Model | None = None) -> dict[str, Any]:
    """CSRF token, idempotency key and the stamp of the row: what every form that writes carries."""
    return {
        "csrf_token": context.get("csrf_token"),
        "key": context.get("key") or uuid.uuid4(),
        "stamp": context.get("stamp") if context.get("stamp") is not None else getattr(row, "stamp", ""),
    }


@register.inclusion_tag("workbench/_field.html")
def field(bound: forms.BoundField, wide: bool = False, label: str = "", help: str = "") -> dict[str, Any]:
    """One labelled input with its help and its mistakes."""
    dress(bound.form)
    long = isinstance(
        bound.field.widget, (forms.Textarea, forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.FileInput)
    )
    return {
        "field": described(bound),
        "wide": wide or long,
        "label": label or capfirst(bound.label),
        "help": help or bound.help_text,
    }


def described(bound: forms.BoundField) -> forms.BoundField:
    """Tie help and mistakes to the input for screen readers."""
    ids = [f"{bound.auto_id}_{part}" for part, there in (("help", bound.help_text), ("error", bound.errors)) if there]
    if ids:
        bound.field.widget.attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        bound.field.widget.attrs["aria-invalid"] = "true"
    return bound


@register.inclusion_tag("workbench/_form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of the form in two columns, mistakes of the whole form first."""
    return {"form": dress(form)}


@register.filter
def kind_of(bound: forms.BoundField) -> str:
    """``check``, ``radio``, ``checks``, ``period``, ``file``, ``hidden``, ``date`` or ``input``: how the field is laid out."""
    widget = bound.field.widget
    for kind, classes in (
        ("period", periods.PeriodInput),
        ("hidden", forms.HiddenInput),
        ("checks", forms.CheckboxSelectMultiple),
        ("radio", forms.RadioSelect),
        ("check", forms.CheckboxInput),
        ("file", forms.FileInput),
    ):
        if isinstance(widget, classes):
            return kind
    return "date" if getattr(widget, "input_type", "") == "date" else "input"


@register.simple_tag
def act_url(row: Model, action: Any) -> str:
    """Where the form of a deed on this row is."""
    return reverse(f"{row._meta.app_label}:{row._meta.model_name}-act", args=[row.pk, getattr(action, "name", action)])


@register.inclusion_tag("workbench/_masked.html", takes_context=True)
def masked(context: template.Context, row: Model, name: str) -> dict[str, Any]:
    """A masked value, with an eye for those who may see it in plain for a purpose."""
    user = context["request"].user
    value = getattr(row, name)
    permission = f"{row._meta.app_label}.reveal_{row._meta.model_name}"
    allowed = bool(value) and may(user, permission)
    url = reverse("workbench:reveal", args=[row._meta.app_label, row._meta.model_name, row.pk, name]) if allowed else ""
    return {
        "mask": str(value or columns.EMPTY),
        "url": url,
        "name": row._meta.get_field(name).verbose_name,
        "id": f"m-{name}-{row.pk}",
    }


@register.inclusion_tag("workbench/_cite.html")
def cite(number: str, law: str = "") -> dict[str, Any]:
    """Chips for clauses of the policy and a rule of law, linked when the policy has pages."""
    chips = [{"number": one, "url": _url("policy:clause", one)} for one in number.split()]
    if law:
        chips.append({"number": law, "url": _url("policy:rule", law)})
    return {"chips": chips}


def _url(name: str, argument: str) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def permitted(context: template.Context, permission: str) -> bool:
    """``{% permitted "inventory.view_floor_price" as may %}``"""
    return may(context["request"].user, permission)


@register.simple_tag(takes_context=True)
def include_with(context: template.Context, name: str, values: dict[str, Any]) -> SafeString:
    """Another template with ``values`` of its own and the request."""
    request = context["request"]
    return mark_safe(render_to_string(name, {**values, "user": request.user}, request=request))  # noqa: S308


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString | str:
    """The content of block ``name`` a second time: a title stands in the window and at the head of the page."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.nodelist.render(context).strip()) if block else ""  # noqa: S308  (rendered by the template)
