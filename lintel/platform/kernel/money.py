"""Money in yuan to the fen: exact arithmetic, and the ways a Chinese sales office writes an amount.

Amounts are ``Decimal`` yuan with two places, or integer fen. A float is refused, because 0.1 is not a tenth in
binary. Rounding is half up and happens only inside the functions of this module, so that it happens where it is named.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import get_language
from django.utils.translation import gettext as _

_FLOAT = "Money is never a float: pass a Decimal, an int or the text of a number."

FEN = Decimal("0.01")
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
MILLION = Decimal(1_000_000)
HUNDRED = Decimal(100)

Number = Decimal | int | str

# msg: ok - the characters of an amount in 大写 are the same in every language of the screens

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_LARGEST = Decimal(10) ** 12


def decimal(value: Number) -> Decimal:
    """Return ``value`` as an exact, finite ``Decimal``; ``TypeError`` for a float, ``ValueError`` for nonsense."""
    if not isinstance(value, Decimal | int | str):
        raise TypeError(_FLOAT)
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"Not a number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"Not a number: {value!r}")
    return number


def rounded(value: Number, step: Decimal = FEN) -> Decimal:
    """Round half up (away from zero on the half) to the places of ``step``, e.g. ``Decimal("0.01")``."""
    return decimal(value).quantize(step, ROUND_HALF_UP) + 0  # the sum turns -0.00 into 0.00


def yuan(value: Number) -> Decimal:
    """Return an amount in yuan, rounded half up to the fen."""
    return rounded(value)


def to_fen(amount: Number) -> int:
    """Return yuan as whole fen, rounded half up."""
    return int(yuan(amount) * HUNDRED)


def from_fen(fen: int) -> Decimal:
    """Return whole fen as yuan with two places."""
    return (Decimal(fen) / HUNDRED).quantize(FEN)


def times(unit_price: Number, area: Number) -> Decimal:
    """Return the price of ``area`` m² at ``unit_price`` yuan/m², rounded half up to the fen."""
    return yuan(decimal(unit_price) * decimal(area))


def percent_of(amount: Number, percent: Number) -> Decimal:
    """Return ``percent`` per cent of ``amount`` yuan, rounded half up to the fen."""
    return yuan(decimal(amount) * decimal(percent) / HUNDRED)


def down_to(amount: Number, step: Number) -> Decimal:
    """Return the largest multiple of ``step`` yuan that is not above ``amount``."""
    return yuan((decimal(amount) / decimal(step)).to_integral_value(ROUND_FLOOR) * decimal(step))


def up_to(amount: Number, step: Number) -> Decimal:
    """Return the smallest multiple of ``step`` yuan that is not below ``amount``."""
    return yuan((decimal(amount) / decimal(step)).to_integral_value(ROUND_CEILING) * decimal(step))


def uppercase(amount: Number) -> str:
    """Return the amount in 大写 as banks require it (支付结算办法, 附件一), beginning 人民币.

    Where the rule leaves a choice we write the shorter form: no 零 when the 万 or 元 place is 0 but the 仟 or 角
    place is not (¥1,680.32 → 壹仟陆佰捌拾元叁角贰分), no 整 after 角. Below zero begins 人民币负.
    """
    fen = to_fen(amount)
    sign = "负" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    if whole >= _LARGEST:
        raise ValueError("An amount this large has no agreed 大写.")
    jiao, fen_digit = divmod(cents, 10)
    text = f"{_whole(whole)}元" if whole or not cents else ""
    if not cents:
        return f"人民币{sign}{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif whole:
        text += "零"
    if fen_digit:
        text += f"{_DIGITS[fen_digit]}分"
    return f"人民币{sign}{text}"


def _whole(number: int) -> str:
    """Write a whole number, four digits at a time, with one 零 where a gap must be heard."""
    if not number:
        return _DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if not group:
            gap = bool(text)
            continue
        if gap or (text and group < 1_000):
            text += _DIGITS[0]
        text, gap = text + _four(group) + _GROUPS[power], False
    return text


def _four(group: int) -> str:
    """Write 1 to 9999."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def grouped(value: Number, places: int = 2) -> str:
    """Write a number with thousands commas and exactly ``places`` decimals, rounded half up."""
    return f"{rounded(value, Decimal(1).scaleb(-places)):,f}"


def format_yuan(amount: Number) -> str:
    """Write an amount to the fen: ``¥1,234,567.00``, ``-¥10.00``."""
    text = grouped(amount)
    return f"-¥{text[1:]}" if text.startswith("-") else f"¥{text}"


def format_wan(amount: Number, *, unit: bool = False) -> str:
    """Write an amount in 万 with two places, from 1 亿 in 亿; with ``unit`` say so for amounts under 1 亿 too.

    A list says 万元 in its header and shows ``123.46``; 亿 is always written out, because the header would lie.
    English has no such steps: ``¥2.90 M``, under a million ``¥86,000``; under 1 亿 a list's header rules there too.
    """
    value = decimal(amount)
    if not _in_chinese() and (unit or abs(value) >= YI):
        return _in_millions(value)
    if abs(value) >= YI:
        number = grouped(value / YI)
        return (_("¥%(number)s hundred million") if unit else _("%(number)s hundred million")) % {"number": number}
    number = grouped(value / WAN)
    return _("¥%(number)s × 10,000") % {"number": number} if unit else number


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _in_millions(value: Decimal) -> str:
    sign, size = "-" if value < 0 else "", abs(value)
    return f"{sign}¥{grouped(size / MILLION)} M" if size >= MILLION else f"{sign}¥{grouped(size, 0)}"


def plain(value: Number, places: int = 2) -> str:
    """Write a number with at most ``places`` decimals and no trailing zeros: ``98``, ``98.5``."""
    text = grouped(value, places)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def format_zhe(ratio: Number) -> str:
    """Write a price level as 折: 0.98 → 98 折, 0.9 → 9 折 (in English "98% of list price")."""
    percent = rounded(decimal(ratio) * HUNDRED)
    if percent and percent % 10 == 0 and percent < HUNDRED:
        return _("%(tens)s0%% of list price") % {"tens": plain(percent / 10)}
    return _("%(percent)s%% of list price") % {"percent": plain(percent)}


def format_discount(ratio: Number) -> str:
    """Write a price level both ways, 98 折 (-2%), since 折 alone confuses when offers are stacked."""
    if decimal(ratio) == 1:
        return _("no discount")
    change = plain((decimal(ratio) - 1) * HUNDRED)
    return f"{format_zhe(ratio)} ({change}%)"


def format_percent(value: Number, places: int = 2) -> str:
    """Write a percentage given in per cent: 3.1 → ``3.1%``."""
    return f"{plain(value, places)}%"


def format_area(value: Number) -> str:
    """Write an area in m² with two places: ``89.52 ㎡``; English uses the plain letters."""
    number = grouped(value)
    return f"{number} ㎡" if _in_chinese() else f"{number} m²"
