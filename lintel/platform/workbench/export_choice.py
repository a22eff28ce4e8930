"""What of a list goes into a file: which of its rows, which columns and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.listing import Listing, listing_of

if TYPE_CHECKING:
    from lintel.platform.workbench.resource import Resource

MOST_TICKED = 1_000
"""More rows than this are not ticked one by one but chosen by condition."""


def asked_for(request: HttpRequest, resource: Resource) -> Listing:
    """The list that the address describes; the rows ticked in it alone, when it names some."""
    query = request.GET.copy()
    ticked = query.pop("chosen", [])
    query.pop("all", None)
    shown = listing_of(request, resource, query)
    if ticked:
        shown.pick([int(key) for key in ticked[:MOST_TICKED] if key.isascii() and key.isdecimal() and len(key) < 19])
    return shown


def columns_asked(said: QueryDict, shown: Listing) -> list[Column] | None:
    """The columns that were ticked, in their order; None when nobody was asked."""
    if "columns_offered" not in said:
        return None
    offered = {column.name: column for column in shown.all_columns()}
    return [offered[name] for name in dict.fromkeys(said.getlist("column")) if name in offered]


def columns_offered(shown: Listing, asked: list[Column] | None) -> list[tuple[Column, bool]]:
    """Every column this person may see: those that go out first, at the beginning those that are shown now."""
    going = shown.columns() if asked is None else asked
    return [*((one, True) for one in going), *((one, False) for one in shown.all_columns() if one not in going)]


def picked_words(shown: Listing) -> list[str]:
    """That only ticked rows went out, for the file and the trail."""
    number = len(shown.picked or ())
    return [ngettext("%(number)s ticked row", "%(number)s ticked rows", number) % {"number": number}] if number else []


def no_column() -> str:
    return _("Choose at least one column.")


def no_secret() -> str:
    return _("None of the chosen columns holds such numbers.")
