"""Dates as offices write them: serial numbers, 2026/11/3, 2026年11月3日, 26.11.3; never a guess between day and month."""

import datetime
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.platform.exchange.reading.cells import BadValue, Column, Parse
from lintel.platform.exchange.reading.text import folded
from lintel.platform.exchange.reading.values import _empty, as_text

_LUNAR = re.compile(r"农历|農曆|阴历|陰曆|旧历|正月|腊月|臘月|冬月|初[一二三四五六七八九十]|廿|闰")
_WRITTEN = re.compile(
    r"(?P<year>\d{4}|\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:[T\s]*(?:\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?分?))?",
    re.ASCII,
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)
_ZONED = re.compile(r"(GMT|UTC|CST|Z$|[+-]\d{2}:?\d{2}$)", re.IGNORECASE)
_LAST_SERIAL = 110_000  # the year 2201


def date(
    *, earliest: datetime.date = datetime.date(1900, 1, 1), latest: datetime.date = datetime.date(2100, 12, 31)
) -> Parse:
    """A calendar day between ``earliest`` and ``latest``. A time of day in the cell is dropped."""

    def parse(cell: Any, column: Column) -> datetime.date | None:
        if _empty(cell):
            return None
        value = _date_of(cell, column)
        if not earliest <= value <= latest:
            shown = {"date": value, "earliest": earliest, "latest": latest}
            raise BadValue("date_out_of_range", _("%(date)s is not between %(earliest)s and %(latest)s.") % shown)
        return value

    return parse


def _date_of(cell: Any, column: Column) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if 1 <= cell < _LAST_SERIAL:
            return from_serial(int(cell), column.epoch_1904)
        return _from_text(as_text(cell))
    return _from_text(folded(as_text(cell)))


def from_serial(serial: int, epoch_1904: bool = False) -> datetime.date:
    """A spreadsheet's day number as a date, in its 1900 calendar (with its false 29 February 1900) or its 1904 one."""
    if epoch_1904:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days=serial)
    return datetime.date(1899, 12, 30 if serial > 59 else 31) + datetime.timedelta(days=serial)


def _from_text(said: str) -> datetime.date:
    if _LUNAR.search(said):
        raise BadValue(
            "lunar_date",
            _("“%(text)s” is a date of the lunar calendar. Type the date of the solar calendar.") % {"text": said[:30]},
        )
    match = _WRITTEN.fullmatch(said) or _COMPACT.fullmatch(said)
    if match is None:
        if _ZONED.search(said) and re.match(r"\d{4}-", said):
            raise BadValue(
                "zoned_date",
                _("“%(text)s” names a time zone. Type the day alone, as 2026-11-03.") % {"text": said[:40]},
            )
        raise BadValue(
            "not_a_date", _("“%(text)s” is not a date we can be sure of. Type it as 2026-11-03.") % {"text": said[:40]}
        )
    year = int(match["year"])
    try:
        return datetime.date(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise BadValue("no_such_day", _("There is no such day as %(text)s.") % {"text": said[:30]}) from None
