"""Turning cells into values, or saying in one sentence why a cell cannot be taken.

Every function here answers a parser ``(cell, Column) -> value`` for ``Field(parse=…)``: None for an empty cell, ``Noted`` when the
value was understood with a remark (rounding), ``BadValue`` otherwise. Numbers are never float on the way out.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from lintel.platform.exchange.reading.cells import BadValue, Column, ErrorCell, Noted, Parse, Reason
from lintel.platform.exchange.reading.text import EMPTY, clean, folded, half_width, unescape_cell

_LONGEST_EMPTY = max(len(word) for word in EMPTY)
_EXACT = 1e15
"""Above this a spreadsheet number has lost its last digits before we see it."""
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?e\+?\d+", re.ASCII | re.IGNORECASE)
_CURRENCY = re.compile(r"^(人民币|rmb|cny|[¥$])\s*|\s*(元整|元正|圆整|元|圆|rmb|cny)$", re.IGNORECASE)
_MEASURE = re.compile(r"\s*(/\s*)?(m2|m²|平方米|平米|㎡|套|间|个|人|年|个月)$", re.IGNORECASE)
_SCALES = {
    "万亿": Decimal(10) ** 12,
    "亿": Decimal(10) ** 8,
    "万": Decimal(10) ** 4,
    "千": Decimal(1000),
    "百": Decimal(100),
}


def _empty(cell: Any) -> bool:
    """Whether the cell says nothing; a cell in which the spreadsheet shows an error is refused here for every parser."""
    if isinstance(cell, ErrorCell):
        raise BadValue(
            "error_cell",
            _("The cell shows the error %(error)s. Mend the formula or type the value.") % {"error": cell.text},
        )
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    if len(cell) > _LONGEST_EMPTY and cell[0].isalnum():
        return False
    return folded(cell) in EMPTY


def as_text(cell: Any) -> str:
    """The cell as a person would read it: 3.0 is ``3``, a date is ``2026-11-03``. Refuses numbers that have lost digits."""
    if isinstance(cell, str):
        return unescape_cell(clean(cell))
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        if abs(cell) >= _EXACT:
            raise BadValue(
                "digits_lost",
                _(
                    "The number has more than 15 digits, so the spreadsheet has lost its last ones. "
                    "Format the column as text and type it again."
                ),
            )
        return format(cell, ".15g") if isinstance(cell, float) else str(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "seconds")
    return str(cell)


def text(longest: int = 200, *, half: bool = False, keep_marks: bool = False) -> Parse:
    """Text of at most ``longest`` characters. ``half`` makes full-width letters half-width; ``keep_marks`` takes ``--`` literally."""

    def parse(cell: Any, column: Column) -> str | None:
        if _empty(cell) and not (keep_marks and isinstance(cell, str) and cell.strip()):
            return None
        value = as_text(cell)
        value = half_width(value) if half else value
        if len(value) > longest:
            raise BadValue(
                "too_long",
                _("%(length)d characters; at most %(longest)d fit.") % {"length": len(value), "longest": longest},
            )
        return value or None

    return parse


def number_of(cell: Any) -> tuple[Decimal, bool]:
    """The exact number in a cell, and whether the cell named its own scale (万) or currency. ``BadValue`` when it is no number."""
    if isinstance(cell, bool | datetime.date | datetime.time | datetime.timedelta):
        raise BadValue("not_a_number", _("“%(text)s” is not a number.") % {"text": as_text(cell)})
    if isinstance(cell, float) and not math.isfinite(cell):
        raise BadValue("not_a_number", _("“%(text)s” is not a number.") % {"text": cell})
    if isinstance(cell, float | int):
        return Decimal(format(cell, ".15g") if isinstance(cell, float) else cell), False
    said = folded(str(cell)).replace(" ", "")
    sign = -1 if said.startswith("(") and said.endswith(")") else 1
    bare = _MEASURE.sub("", said.strip("()") if sign < 0 else said)
    plain = _CURRENCY.sub("", _CURRENCY.sub("", bare))
    scale = next((s for s in _SCALES if plain.endswith(s)), "")
    digits = plain.removesuffix(scale).replace("'", "")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not _PLAIN.fullmatch(digits):
        raise BadValue("not_a_number", _("“%(text)s” is not a number.") % {"text": clean(str(cell))[:40]})
    try:
        value = sign * Decimal(digits) * _SCALES.get(scale, Decimal(1))
    except InvalidOperation:
        raise BadValue("not_a_number", _("“%(text)s” is not a number.") % {"text": clean(str(cell))[:40]}) from None
    return value, bool(scale) or plain != bare


def decimal(
    *,
    places: int = 2,
    digits: int = 14,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    factor: bool = False,
) -> Parse:
    """A decimal of ``digits`` digits, rounded half up to ``places`` with a remark when something was rounded away.

    ``factor`` lets the heading's unit (万元) multiply the value, unless the cell names its own.
    """
    step = Decimal(1).scaleb(-places)
    largest = Decimal(10) ** (digits - places) - step

    def parse(cell: Any, column: Column) -> Decimal | Noted | None:
        if _empty(cell):
            return None
        exact, own_unit = number_of(cell)
        if factor and not own_unit:
            exact *= column.factor
        if abs(exact) > largest + step:
            raise BadValue("too_large", _("The number is too large to be meant."))
        value = exact.quantize(step, ROUND_HALF_UP)
        if minimum is not None and value < minimum:
            raise BadValue("too_small", _("Less than %(minimum)s is not possible here.") % {"minimum": minimum})
        if maximum is not None and value > maximum:
            raise BadValue("too_large", _("More than %(maximum)s is not possible here.") % {"maximum": maximum})
        if value != exact:
            shown = {"exact": exact.normalize().to_eng_string(), "value": value}
            return Noted(value, Reason("rounded", _("%(exact)s was rounded to %(value)s.") % shown))
        return value

    return parse


def money(*, minimum: Decimal | int | None = 0, maximum: Decimal | int | None = None) -> Parse:
    """Yuan with two places (14 digits); ``1,234.50``, ``¥1234.5``, ``120万`` and a heading in 万元 are understood."""
    return decimal(places=2, digits=14, minimum=minimum, maximum=maximum, factor=True)


def area(*, minimum: Decimal | int | None = Decimal("0.01"), maximum: Decimal | int | None = None) -> Parse:
    """Square metres with two places (10 digits); rounding is reported."""
    return decimal(places=2, digits=10, minimum=minimum, maximum=maximum)


def integer(*, minimum: int | None = None, maximum: int | None = None) -> Parse:
    """A whole number; ``3.0`` is 3, ``3.5`` is refused."""

    def parse(cell: Any, column: Column) -> int | None:
        if _empty(cell):
            return None
        exact, _own = number_of(cell)
        if abs(exact) > 10**15:
            raise BadValue("too_large", _("The number is too large to be meant."))
        if exact != exact.to_integral_value():
            raise BadValue("not_whole", _("%(text)s is not a whole number.") % {"text": as_text(cell)})
        value = int(exact)
        if minimum is not None and value < minimum:
            raise BadValue("too_small", _("Less than %(minimum)s is not possible here.") % {"minimum": minimum})
        if maximum is not None and value > maximum:
            raise BadValue("too_large", _("More than %(maximum)s is not possible here.") % {"maximum": maximum})
        return value

    return parse


_BELOW = re.compile(r"(?:负|地下|b|-)(\d{1,2})", re.IGNORECASE)
_CHINESE_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}


def floor() -> Parse:
    """A floor as a whole number: ``31``, ``31层``, ``31F``, ``B1``, ``负一层`` (−1)."""

    def parse(cell: Any, column: Column) -> int | None:
        if _empty(cell):
            return None
        said = re.sub(
            r"(楼层|层|楼|f|第)",
            "",
            as_text(cell) if not isinstance(cell, str) else folded(cell).lower(),
            flags=re.IGNORECASE,
        )
        if below := _BELOW.fullmatch(_arabic(said)):
            return -int(below[1])
        digits = _arabic(said)
        if not re.fullmatch(r"\d{1,3}", digits, re.ASCII):
            raise BadValue("not_a_floor", _("“%(text)s” is not a floor.") % {"text": as_text(cell)})
        return int(digits)

    return parse


def _arabic(said: str) -> str:
    """Chinese numerals up to 99 as digits: 十二 → 12; everything else as it was."""
    if "十" in said:
        match = re.search(r"([一二三四五六七八九])?十([一二三四五六七八九])?", said)
        if match:
            number = int(_CHINESE_DIGITS[match[1]] if match[1] else 1) * 10 + int(
                _CHINESE_DIGITS[match[2]] if match[2] else 0
            )
            said = said.replace(match[0], str(number))
    return "".join(_CHINESE_DIGITS.get(c, c) for c in said)


class Choice:
    """One of a list of words. ``words`` are those a template offers: the first spelling of each meaning."""

    def __init__(self, meanings: Mapping[str, Any]) -> None:
        self.known = {folded(word).lower(): value for word, value in meanings.items()}
        self.said = "、".join(list(meanings)[:12])
        first: dict[Any, str] = {}
        for word, value in meanings.items():
            first.setdefault(value, word)
        self.words = tuple(first.values())

    def __call__(self, cell: Any, column: Column) -> Any:
        """The stored code; ``BadValue`` for a word that is not known."""
        if _empty(cell):
            return None
        said = folded(as_text(cell)).lower()
        if said not in self.known:
            shown = {"text": as_text(cell)[:40], "known": self.said}
            raise BadValue("unknown_choice", _("“%(text)s” is not known here. Known: %(known)s.") % shown)
        return self.known[said]


def choice(meanings: Mapping[str, Any]) -> Parse:
    """One of a list of words; ``meanings`` maps every accepted spelling to the stored code."""
    return Choice(meanings)


def yes_no() -> Parse:
    """是/否, yes/no, √/×, 1/0, TRUE/FALSE."""
    words = {"是": True, "有": True, "y": True, "yes": True, "true": True, "1": True, "√": True, "✓": True}
    words |= {
        "否": False,
        "无": False,
        "没有": False,
        "n": False,
        "no": False,
        "false": False,
        "0": False,
        "×": False,
        "x": False,
    }
    return choice(words)


_MOBILE = re.compile(r"(?:\+?(?:00)?86)?(1[3-9]\d{9})", re.ASCII)
_SEVERAL = re.compile(r"\d{7,}\s*[/、,;，；]\s*\+?\d{7,}")


def phone(*, mobile: bool = False) -> Parse:
    """A telephone number as E.164 (``+8613812345678``); with ``mobile`` only a mobile of the mainland or an international one."""

    def parse(cell: Any, column: Column) -> str | Noted | None:
        if _empty(cell):
            return None
        said = folded(as_text(cell))
        if _SCIENTIFIC.fullmatch(said.replace(" ", "")):
            raise BadValue(
                "digits_lost",
                _(
                    "“%(text)s” is a number the spreadsheet has shortened; its digits are gone. "
                    "Format the column as text and type the phone again."
                )
                % {"text": said},
            )
        bare = re.sub(r"[\s\-()·.]", "", said)
        if plain := _MOBILE.fullmatch(bare):
            return f"+86{plain[1]}"
        if _SEVERAL.search(said):
            raise BadValue(
                "several_phones",
                _("There are several numbers in one cell. Keep one, put the others in the column for further numbers."),
            )
        return _any_phone(said, mobile)

    return parse


def _any_phone(said: str, mobile: bool) -> str | Noted:
    main, turn, extension = said.partition("转")
    try:
        number = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadValue(
            "not_a_phone", _("This is not a telephone number. A mobile has 11 digits; a landline needs its area code.")
        )
    if mobile and number.country_code == 86 and phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise BadValue("not_a_mobile", _("This is a landline; a mobile number is asked for here."))
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if turn:
        return Noted(
            value,
            Reason(
                "extension_dropped",
                _("The extension %(extension)s is not kept.") % {"extension": extension.strip()[:10]},
            ),
        )
    return value


def id_number() -> Parse:
    """A resident identity number of 18 characters with a right check digit; upper-case X."""

    def parse(cell: Any, column: Column) -> str | None:
        if _empty(cell):
            return None
        said = re.sub(r"[\s\-]", "", folded(cell)).upper() if isinstance(cell, str) else ""
        if not said or _SCIENTIFIC.fullmatch(said):
            raise BadValue(
                "digits_lost",
                _(
                    "The spreadsheet keeps this ID number as a number, so its last three digits are lost. "
                    "Format the column as text and type it again from the paper."
                ),
            )
        if re.fullmatch(r"\d{15}", said, re.ASCII):
            raise BadValue(
                "old_id_number",
                _("ID numbers of 15 digits are no longer valid. Ask for the 18-digit number on the present card."),
            )
        if not re.fullmatch(r"\d{17}[\dX]", said, re.ASCII):
            raise BadValue(
                "not_an_id_number",
                _("An ID number has 18 characters. For a passport or another paper choose the kind of paper."),
            )
        try:
            ric.validate(said)
        except ValidationError:
            raise BadValue(
                "wrong_check_digit", _("This ID number does not add up: a digit is wrong. Compare it with the paper.")
            ) from None
        return said

    return parse


def required(parse: Parse) -> Callable[[Any, Column], Any]:
    """The same parser, refusing an empty cell."""

    def checked(cell: Any, column: Column) -> Any:
        value = parse(cell, column)
        if value is None or value == "":
            raise BadValue("missing", _("This must not be empty."))
        return value

    return checked
