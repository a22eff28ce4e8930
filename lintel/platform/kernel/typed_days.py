"""Days and moments as people type them: ``1123``, ``11-23``, ``明天``, ``+3``, ``2026年11月23日 15:00``, in digits of either width.

This is the only reading there is: forms, periods of lists and the echo beside a field all ask here. What could mean two
things is not guessed but refused: two digits are no year, and four digits are a day, never an hour.
"""

# msg: ok - what is read here is typed in Chinese

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lintel.platform.kernel import clock

FIRST_YEAR, LAST_YEAR = 1900, 2200
MORNING = time(9)
"""The hour of a moment that is only a day: when the office opens."""
LONGEST = 40
"""Nobody types a longer day."""

WEEKDAYS = [
    pgettext_lazy("weekday", "Mon"), pgettext_lazy("weekday", "Tue"), pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"), pgettext_lazy("weekday", "Fri"), pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
]  # fmt: skip

_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "yesterday": -1,
    "今天": 0, "今日": 0, "today": 0,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "後天": 2, "大后天": 3, "大後天": 3,
}  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_WEEKS = {"上": -7, "": 0, "本": 0, "这": 0, "這": 0, "下": 7}

_STEP = re.compile(r"([+-])(\d{1,4})(?:天|d)?", re.ASCII)
_WEEKDAY = re.compile(r"([上下本这這]?)[个個]?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])")
_FULL = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})[日号號]?", re.ASCII),
)
_SHORT = (
    re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.ASCII),
    re.compile(r"(\d{2})(\d{2})", re.ASCII),
    re.compile(r"(\d{1,2})月(\d{1,2})[日号號]?", re.ASCII),
)
_OF_MONTH = re.compile(r"(\d{1,2})[日号號]", re.ASCII)
_HALVES = {"上午": 0, "早上": 0, "早": 0, "am": 0, "中午": 12, "下午": 12, "晚上": 12, "晚": 12, "pm": 12}
_HOUR = re.compile(
    r"(?P<half>上午|早上|早|中午|下午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:[::](?P<minute>\d{2})(?:[::]\d{2}(?:\.\d+)?)?|[点點時时](?:(?P<past>\d{1,2})分?|(?P<thirty>半))?)\s*(?P<end>am|pm)?$",
    re.ASCII,
)
_FOUR = re.compile(r"(?<=[\s\d])(?P<hour>\d{2})(?P<minute>\d{2})$", re.ASCII)


def day_of(text: str, today: date | None = None) -> date | None:
    """The day that ``text`` means, seen from ``today``; None when nobody could say."""
    return _day(re.sub(r"\s", "", _plain(text)), today or clock.today())


def moment_of(text: str, now: datetime | None = None) -> datetime | None:
    """The moment that ``text`` means: a day and an hour, an hour of today, or a day, which begins with the office's morning."""
    if (exact := _exact(text)) is not None:
        return exact
    plain, today = _plain(text), (now or clock.now()).date()
    words = re.sub(r"(?<=\d)t(?=\d)", " ", plain)
    day = _day(re.sub(r"\s", "", words), today)
    if day is not None:
        return datetime.combine(day, MORNING, clock.SHANGHAI)
    found = _HOUR.search(words) or _FOUR.search(words)
    hour = _hour(found) if found else None
    if found is None or hour is None:
        return None
    before = re.sub(r"\s", "", words[: found.start()])
    day = today if not before and found.re is _HOUR else _day(before, today)
    return datetime.combine(day, hour, clock.SHANGHAI) if day is not None else None


def told_day(day: date) -> str:
    """``Mon 2026-11-23``: what was understood, with the weekday, by which people notice a wrong one."""
    return f"{WEEKDAYS[day.weekday()]} {day:%Y-%m-%d}"


def told_moment(moment: datetime) -> str:
    at = clock.local(moment)
    return f"{told_day(at.date())} {at:%H:%M}"


def not_understood() -> str:
    """What to say about text that is no day."""
    return _("This is no day we can read. Write for example 1123, 11-23, 2026-11-23, tomorrow or +3.")


def moment_not_understood() -> str:
    return _("This is no moment we can read. Write for example 1123 15:00, tomorrow 9:30 or +3 14:00.")


def _plain(text: str) -> str:
    """Digits and letters of one width, small, without what a Chinese keyboard writes instead of a dot or a minus."""
    if len(text) > LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain.replace("。", ".").replace("−", "-").replace("–", "-").replace("—", "-")


def _day(plain: str, today: date) -> date | None:
    if plain in _WORDS:
        return _shifted(today, _WORDS[plain])
    if step := _STEP.fullmatch(plain):
        return _shifted(today, int(step[1] + step[2]))
    if said := _WEEKDAY.fullmatch(plain):
        monday = today - timedelta(days=today.weekday())
        return _shifted(monday, _WEEKS[said[1]] + _WEEKDAYS.index(said[2].replace("天", "日")))
    for pattern in _FULL:
        if full := pattern.fullmatch(plain):
            return _date(int(full[1]), int(full[3]), int(full[4]))
    for pattern in _SHORT:
        if short := pattern.fullmatch(plain):
            return _nearest(int(short[1]), int(short[2]), today)
    if alone := _OF_MONTH.fullmatch(plain):
        return _date(today.year, today.month, int(alone[1]))
    return None


def _nearest(month: int, day: int, today: date) -> date | None:
    """A day without its year is the one nearest to today: 0105 in December is next month's."""
    near = [found for year in (-1, 0, 1) if (found := _date(today.year + year, month, day))]
    return min(near, key=lambda one: (abs((one - today).days), one < today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _shifted(day: date, days: int) -> date | None:
    found = day + timedelta(days=days)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _exact(text: str) -> datetime | None:
    """A moment with its offset, as machines write it."""
    try:
        found = datetime.fromisoformat(text.strip()[:LONGEST])
    except ValueError:
        return None
    return clock.local(found) if found.tzinfo and FIRST_YEAR < found.year < LAST_YEAR else None


def _hour(found: re.Match[str]) -> time | None:
    said = found.groupdict()
    hour, minute = int(said["hour"]), 30 if said.get("thirty") else int(said.get("minute") or said.get("past") or 0)
    half = said.get("half") or said.get("end")
    if half and hour > 12:
        half = None
    if half in {"晚", "晚上"} and hour == 12:
        return None  # midnight of which day?
    if half:
        hour = hour % 12 + _HALVES[half]
        if said.get("half") == "中午" and hour in (22, 23):
            hour -= 12  # eleven at noon is before it
    return time(hour, minute) if hour < 24 and minute < 60 else None
