"""Template filters for amounts, areas and percentages; an empty value shows as a dash, never as zero.

``{% load money %}`` then ``{{ x|money }}``, ``|amount`` (without ¥, under a heading that says yuan), ``|unit_price``,
``|wan``, ``|wan_unit``, ``|uppercase_amount``, ``|area``, ``|percent``, ``|zhe``, ``|discount``.
"""

from collections.abc import Callable
from decimal import Decimal

from django import template

from lintel.platform.kernel import money as amounts

register = template.Library()

EMPTY = "—"


def _filter(name: str, write: Callable[[Decimal], str]) -> None:
    def shown(value: object) -> str:
        if value is None or value == "":
            return EMPTY
        return write(amounts.decimal(value))  # type: ignore[arg-type]

    shown.__doc__ = write.__doc__
    register.filter(name, shown, is_safe=False)


_filter("money", amounts.format_yuan)
_filter("amount", amounts.grouped)
_filter("unit_price", amounts.plain)
_filter("wan", amounts.format_wan)
_filter("wan_unit", lambda value: amounts.format_wan(value, unit=True))
_filter("uppercase_amount", amounts.uppercase)
_filter("area", amounts.format_area)
_filter("percent", amounts.format_percent)
_filter("zhe", amounts.format_zhe)
_filter("discount", amounts.format_discount)
