"""The national rate rows an office begins with. They become settings rows, which the office then keeps itself.

The maintenance fund has no national figure: article 7 of the 住宅专项维修资金管理办法 (2007, order 165) leaves the
amount per m² to the city, so an office enters its own.
"""

from datetime import date
from decimal import Decimal

from lintel.sales.calculations.taxes import Charge, DeedTaxRate, FixedFee, Home

# msg: ok - the names of Chinese regulations

_REVIEW = date(2027, 6, 30)
_2024 = "财政部 税务总局 住房城乡建设部公告2024年第16号"
_2016 = "财税〔2016〕23号"
_LAW = "契税法第三条；具体税率由省级确定，请按当地规定核对"
_SINCE_2024 = date(2024, 12, 1)
_SINCE_2016 = date(2016, 2, 22)
_UNTIL_2024 = date(2024, 11, 30)
_SINCE_LAW = date(2021, 9, 1)


def _bracket(
    home: Home, small: str, large: str, edge: str, since: date, source: str, until: date | None = None
) -> list[DeedTaxRate]:
    limit, review = Decimal(edge), _REVIEW if until is None else None
    return [
        DeedTaxRate(since, home, Decimal(small), source, up_to_area=limit, until=until, review_on=review),
        DeedTaxRate(since, home, Decimal(large), source, above_area=limit, until=until, review_on=review),
    ]


DEED_TAX: tuple[DeedTaxRate, ...] = (
    *_bracket(Home.FIRST, "1", "1.5", "140", _SINCE_2024, _2024),
    *_bracket(Home.SECOND, "1", "2", "140", _SINCE_2024, _2024),
    *_bracket(Home.FIRST, "1", "1.5", "90", _SINCE_2016, _2016, _UNTIL_2024),
    *_bracket(Home.SECOND, "1", "2", "90", _SINCE_2016, _2016 + "(北京、上海、广州、深圳二套除外)", _UNTIL_2024),
    DeedTaxRate(_SINCE_LAW, Home.FURTHER, Decimal(3), _LAW, review_on=_REVIEW),
    DeedTaxRate(_SINCE_LAW, Home.OTHER, Decimal(3), _LAW, review_on=_REVIEW),
)
"""Deed tax. Before December 2024 the second-home reduction did not hold in the four largest cities."""

FIXED_FEES: tuple[FixedFee, ...] = (
    FixedFee(date(2016, 12, 6), Charge.REGISTRATION_HOME, Decimal(80), "发改价格规〔2016〕2559号", _REVIEW),
    FixedFee(date(2016, 12, 6), Charge.REGISTRATION_OTHER, Decimal(550), "发改价格规〔2016〕2559号", _REVIEW),
)
"""Title registration: 80 yuan for a home, 550 yuan for anything else, for each title."""
