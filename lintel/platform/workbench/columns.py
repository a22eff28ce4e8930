"""How a value looks in a table, on a page and in an export: one answer for all three."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise, lazystr
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from lintel.platform.access.scope import may
from lintel.platform.workbench import cells
from lintel.platform.workbench.cells import EMPTY, moment, who_html, written

__all__ = ["EMPTY", "NUMBERS", "UNITS", "Column", "moment", "who_html", "written"]

NUMBERS = frozenset({"money", "wan", "area", "percent", "number"})
UNITS: dict[str, str | Promise] = {
    "money": gettext_lazy("yuan"),
    "wan": gettext_lazy("10k yuan"),
    "area": "㎡",
    "percent": "%",
}


_UNIT_AT_THE_END = re.compile(r"\s*[(（][^()（）]*[)）]$")  # msg: ok - brackets of both widths


@dataclass(frozen=True)
class _WithoutUnit:
    """A label whose own unit in brackets is left out: the header says the unit of the column, once."""

    label: str | Promise

    def __str__(self) -> str:
        return _UNIT_AT_THE_END.sub("", str(self.label))


@dataclass(eq=False)
class Column:
    """One thing about a row. ``name`` is a field, a property or a path such as ``building__name``."""

    name: str
    label: str | Promise = ""
    unit: str | Promise | None = None
    """Shown once, in the header. None: the usual unit of the kind."""
    kind: str = ""
    permission: str = ""
    """Needed to see this column at all, in the table, on the page and in exports."""
    sort: str | bool = True
    wrap: bool = False
    value: Callable[[Any], Any] | None = None
    words: Mapping[Any, str | Promise] | None = None
    """What to say instead of the value itself: ``{True: _("Open"), False: _("Closed")}``."""
    edit: Any = None
    """The deed that changes this value where it stands in a list: for safe values only, never money or anything scarce."""
    edit_as: str = ""
    """Its input that takes the value, when it is called otherwise than the column."""
    usual: bool = True
    """Whether a list shows it before anybody chose columns. The others are offered among the columns and taken out in exports."""
    model: type[models.Model] = field(init=False, repr=False)
    place: str = field(default="", init=False)
    """Where it stands on the card a row becomes on a phone: ``card-top``, ``card-line``, or ``off-card``; "" in any list without one."""

    def bind(self, model: type[models.Model]) -> Column:
        """Learn from the model what was not said."""
        self.model = model
        found = self.field
        self.kind = self.kind or _kind(found)
        self.label = self.label or (lazystr(_Label(found)) if found is not None else _words(self.name))
        if self.unit is None:
            self.unit = UNITS.get(self.kind, "")
        if self.unit:
            self.label = lazystr(_WithoutUnit(self.label))
        return self

    @functools.cached_property
    def field(self) -> models.Field | None:
        """The database field at the end of ``name``, if it ends in one."""
        model, found = self.model, None
        for part in self.name.split("__"):
            try:
                found = model._meta.get_field(part)
            except FieldDoesNotExist:
                return None
            if found.is_relation and found.related_model is not None:
                model = found.related_model
        return found if isinstance(found, models.Field) else None

    @functools.cached_property
    def path(self) -> str:
        """The order_by path, or nothing when this column cannot be sorted by."""
        if isinstance(self.sort, str):
            return self.sort
        found = self.field
        if (
            not self.sort
            or found is None
            or found.is_relation
            or getattr(found, "personal", False)
            or isinstance(found, models.BinaryField)
        ):
            return ""
        return self.name

    @property
    def relation(self) -> str:
        """What to fetch along, so that a list needs no query per row."""
        found = self.field
        if found is not None and found.is_relation:
            return self.name
        return self.name.rpartition("__")[0]

    @property
    def is_secret(self) -> bool:
        """Personal data that is encrypted in the row: the page offers to reveal it for a purpose."""
        return hasattr(self.field, "index_domain") and "__" not in self.name

    @functools.cached_property
    def parts(self) -> list[str]:
        return self.name.split("__")

    @property
    def input(self) -> str:
        """The input of ``edit`` that takes this value."""
        return self.edit_as or self.name

    @property
    def numeric(self) -> bool:
        return self.kind in NUMBERS

    @functools.cached_property
    def css(self) -> str:
        return " ".join(
            filter(
                None,
                [
                    "num" if self.numeric else "",
                    "cell-wrap" if self.wrap else "",
                    "cell-chip" if self.kind == "chip" else "",
                    "cell-tags" if self.kind == "tags" else "",
                    self.place,
                ],
            )
        )

    def shown_to(self, user: Any) -> bool:
        return not self.permission or may(user, self.permission)

    def raw(self, row: models.Model) -> Any:
        """The value itself: a date, a Decimal, a related row, a masked secret."""
        if self.value is not None:
            return self.value(row)
        value: Any = row
        for part in self.parts:
            value = getattr(value, part, None)
            if value is None:
                return None
        return value() if callable(value) and not isinstance(value, models.Manager) else value

    def text(self, row: models.Model) -> str:
        """In words, as exports and screen readers want it."""
        found, value = self.field, self.raw(row)
        if self.words is not None:
            return str(self.words.get(value, value or ""))
        if found is not None and found.choices and self.value is None:
            return str(dict(found.flatchoices).get(value, value or ""))
        return cells.written(value, self.kind)

    def html(self, row: models.Model) -> SafeString:
        """As the table and the page show it; a table of many rows binds the cell once (``cells.bound``)."""
        return mark_safe(cells.bound(self)(row))  # noqa: S308  (cells escape)


class _Label:
    """A field's name with a capital, in the language of whoever looks."""

    def __init__(self, found: models.Field) -> None:
        self.found = found

    def __str__(self) -> str:
        return capfirst(str(self.found.verbose_name))


def _kind(found: models.Field | None) -> str:
    if found is None:
        return "text"
    if found.choices:
        return "chip"
    if isinstance(found, models.DateTimeField):
        return "moment"
    if isinstance(found, models.DateField):
        return "date"
    if isinstance(found, models.BooleanField):
        return "bool"
    if isinstance(found, models.DecimalField):
        return "money"
    if isinstance(found, models.IntegerField) and not found.primary_key:
        return "number"
    return "text"


def _words(name: str) -> str:
    return name.replace("__", " ").replace("_", " ").capitalize()
