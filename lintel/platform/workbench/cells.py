"""How one value looks: in words, and as a piece of HTML. Asked once per request, then once per row.

A table of fifty rows and eleven columns is 550 cells. What is the same for all of them - the words of a choice, today's
date, the beginning of an address - is worked out when the cell is *bound*, so that drawing a row is joining strings.
Every text is escaped here; what comes out is HTML.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lintel.platform.kernel import clock, money
from lintel.platform.workbench.chips import chip_html
from lintel.platform.workbench.registry import resources

if TYPE_CHECKING:
    from lintel.platform.workbench.columns import Column

EMPTY = "—"

Cell = Callable[[Any], str]
"""A row in, HTML out."""


def safe(text: Any) -> str:
    """``text`` as HTML: escaped, unless it says that it is HTML already."""
    return str(text) if hasattr(text, "__html__") else escape(str(text))


def bound(column: Column) -> Cell:
    """How ``column`` is drawn for the rest of this request, in the language and on the day of it."""
    if column.kind == "chip":
        return _chips(column)
    if column.words is not None or _choices(column):
        return _named(column)
    return _plain(column)


def bound_text(column: Column) -> Cell:
    """The same in words, without links, chips or pictures; empty stays empty."""
    read, written_as = column.raw, _writer(column.kind)
    names = _names(column)

    def draw(row: Any) -> str:
        value = read(row)
        if names is not None:
            return safe(names.get(value, value or ""))
        return safe(written_as(value))

    return draw


def _choices(column: Column) -> bool:
    return bool(column.field is not None and column.field.choices and column.value is None)


def _names(column: Column) -> dict[Any, Any] | None:
    """What is said instead of the values, when something is."""
    if column.words is not None:
        return {value: str(word) for value, word in column.words.items()}
    if _choices(column):
        return {value: str(word) for value, word in column.field.flatchoices}
    return None


def _chips(column: Column) -> Cell:
    read, drawn = column.raw, dict[Any, str]()

    def draw(row: Any) -> str:
        value = read(row)
        if value is None or value == "":
            return EMPTY
        if value not in drawn:
            drawn[value] = chip_html(column.model, column.name, value, column.text(row))
        return drawn[value]

    return draw


def _named(column: Column) -> Cell:
    read, names = column.raw, _names(column) or {}

    def draw(row: Any) -> str:
        value = read(row)
        return safe(names.get(value, value or "")) or EMPTY

    return draw


def _plain(column: Column) -> Cell:
    read, written_as = column.raw, _writer(column.kind)
    people, links = dict[Any, str](), _Links()

    def draw(row: Any) -> str:
        value = read(row)
        if value is None or value == "":
            return EMPTY
        if isinstance(value, Model):
            if not isinstance(value, AbstractBaseUser):
                return links(value)
            if value.pk not in people:
                people[value.pk] = who_html(value)
            return people[value.pk]
        if hasattr(value, "__html__"):
            return safe(value.__html__())
        return safe(written_as(value)) or EMPTY

    return draw


class _Links:
    """Links to rows of other lists; the address of each list is looked up once."""

    def __init__(self) -> None:
        self.addresses: dict[type[Model], Callable[[Model], str] | None] = {}

    def __call__(self, row: Model) -> str:
        kind = type(row)
        if kind not in self.addresses:
            resource = resources.get(kind)
            self.addresses[kind] = resource.addresses() if resource is not None else None
        address = self.addresses[kind]
        return safe(row) if address is None else f'<a href="{escape(address(row))}" data-drawer>{safe(row)}</a>'


def who_html(user: Any) -> SafeString:
    """A person: the first letter of the name in a circle, and the name."""
    name = escape(str(user))
    first = escape(str(user)[:1])
    return mark_safe(f'<span class="who"><span class="avatar" aria-hidden="true">{first}</span>{name}</span>')  # noqa: S308  (escaped above)


def written(value: Any, kind: str = "text") -> str:
    """One value in words; nothing becomes an empty string, never a zero."""
    return _writer(kind)(value)


_AMOUNTS: dict[str, Callable[[Any], str]] = {
    "wan": money.format_wan,
    "money": money.grouped,
    "area": money.grouped,
    "percent": money.plain,
}


def _writer(kind: str) -> Callable[[Any], str]:
    """How values of ``kind`` are written today."""
    amount, moments = _AMOUNTS.get(kind), _Moments()

    def write(value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if amount is not None:
            return amount(value)
        if isinstance(value, str):
            return value
        if isinstance(value, datetime.datetime):
            return moments(value)
        if isinstance(value, datetime.date):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, Decimal):
            return money.plain(value)
        if isinstance(value, int):
            return f"{value:,}"
        return str(value)

    return write


class _Moments:
    """``Today 15:00``, ``11-23 16:05``, and with the year when it is another one."""

    def __init__(self) -> None:
        self.near: dict[datetime.date, str] = {}
        self.today: datetime.date | None = None

    def __call__(self, value: datetime.datetime) -> str:
        if self.today is None:
            self.today = clock.today()
            words = (_("Yesterday"), _("Today"), _("Tomorrow"))
            self.near = {self.today + datetime.timedelta(days=n - 1): words[n] for n in range(3)}
        at = clock.local(value)
        if word := self.near.get(at.date()):
            return f"{word} {at.hour:02d}:{at.minute:02d}"
        year = "" if at.year == self.today.year else f"{at.year:04d}-"
        return f"{year}{at.month:02d}-{at.day:02d} {at.hour:02d}:{at.minute:02d}"


def moment(value: datetime.datetime) -> str:
    """One moment as lists say it."""
    return _Moments()(value)
