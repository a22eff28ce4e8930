"""Deed tax, maintenance fund and registration fee, estimated from dated and sourced rate rows.

Rates are legal figures: they are rows that an office keeps, with a source and a review date, and nothing here knows
one by heart. ``calculations.rates`` holds the national rows an office begins with. An estimate names the row it used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from lintel.platform.kernel.money import Number, decimal, percent_of, times, yuan
from lintel.sales.calculations.errors import CannotCalculate, NoRate


class Home(StrEnum):
    """Which home of the family this is, as the tax office counts, or that it is no home at all."""

    FIRST = "first"
    SECOND = "second"
    FURTHER = "further"
    OTHER = "other"
    """Shops, offices and parking spaces."""


class Charge(StrEnum):
    """What is paid besides the price. ``papers.wording`` has the printed names."""

    DEED_TAX = "deed_tax"
    MAINTENANCE_FUND = "maintenance_fund"
    REGISTRATION_HOME = "registration_home"
    REGISTRATION_OTHER = "registration_other"


class Basis(StrEnum):
    """What a charge is counted on; it also says what the rate means."""

    CONTRACT_PRICE = "contract_price"
    """Per cent of the contract price."""
    PRICE_WITHOUT_VAT = "price_without_vat"
    """Per cent of the price with the VAT taken out."""
    BUILDING_AREA = "building_area"
    """Yuan per m² of building area."""
    EACH = "each"
    """Yuan for each title."""


@dataclass(frozen=True)
class DeedTaxRate:
    """One row: from a day on, for this home and an area in (``above_area``, ``up_to_area``] m², per cent of the price.

    ``until`` is the last day the row holds; ``review_on`` is when somebody must look whether it still does.
    """

    effective_from: date
    home: Home
    percent: Decimal
    source: str
    above_area: Decimal = Decimal(0)
    up_to_area: Decimal | None = None
    until: date | None = None
    review_on: date | None = None

    def covers(self, day: date, home: Home, area: Decimal) -> bool:
        """Say whether this row speaks about that day, home and area."""
        dated = self.effective_from <= day and (self.until is None or day <= self.until)
        return dated and home is self.home and area > self.above_area and not self._too_large(area)

    def _too_large(self, area: Decimal) -> bool:
        return self.up_to_area is not None and area > self.up_to_area


@dataclass(frozen=True)
class MaintenanceFundRate:
    """One city's row: yuan per m² of building area for a kind of building, e.g. "with lift"."""

    effective_from: date
    building_kind: str
    per_square_metre: Decimal
    source: str
    review_on: date | None = None


@dataclass(frozen=True)
class FixedFee:
    """A charge with a fixed amount, e.g. the title registration fee of a home."""

    effective_from: date
    charge: Charge
    amount: Decimal
    source: str
    review_on: date | None = None


RateRow = TypeVar("RateRow", DeedTaxRate, MaintenanceFundRate, FixedFee)


@dataclass(frozen=True)
class Estimate:
    """One line of the estimate: the rate as ``basis`` says, the amount in yuan, and where the figure comes from."""

    charge: Charge
    basis: Basis
    rate: Decimal
    amount: Decimal
    source: str
    effective_from: date
    needs_review: bool
    review_on: date | None = None


def deed_tax(
    price: Number,
    area: Number,
    home: Home,
    *,
    on: date,
    rates: Sequence[DeedTaxRate],
    vat_percent: Number | None = None,
) -> Estimate:
    """Estimate the deed tax on ``price`` yuan for ``area`` m² bought on ``on``.

    The tax is counted on the price without VAT. With ``vat_percent`` the VAT contained in ``price`` is taken out
    first; without it the whole price is taxed, which is a little too much and never too little. Raises ``NoRate``.
    """
    surface, paid = decimal(area), yuan(price)
    if surface <= 0 or paid <= 0:
        raise CannotCalculate("A unit has a price and an area.")
    row = _latest([rate for rate in rates if rate.covers(on, home, surface)])
    base = paid if vat_percent is None else yuan(paid / (1 + decimal(vat_percent) / 100))
    return Estimate(
        charge=Charge.DEED_TAX,
        basis=Basis.CONTRACT_PRICE if vat_percent is None else Basis.PRICE_WITHOUT_VAT,
        rate=row.percent,
        amount=percent_of(base, row.percent),
        source=row.source,
        effective_from=row.effective_from,
        needs_review=_due(row.review_on, on),
        review_on=row.review_on,
    )


def maintenance_fund(area: Number, building_kind: str, *, on: date, rates: Sequence[MaintenanceFundRate]) -> Estimate:
    """Estimate the first payment into the maintenance fund; the city sets the amount per m². Raises ``NoRate``."""
    found = [rate for rate in rates if rate.building_kind == building_kind and rate.effective_from <= on]
    row = _latest(found)
    return Estimate(
        charge=Charge.MAINTENANCE_FUND,
        basis=Basis.BUILDING_AREA,
        rate=row.per_square_metre,
        amount=times(row.per_square_metre, area),
        source=row.source,
        effective_from=row.effective_from,
        needs_review=_due(row.review_on, on),
        review_on=row.review_on,
    )


def fixed_fee(charge: Charge, *, on: date, rates: Sequence[FixedFee]) -> Estimate:
    """Return a fixed charge as it stood on ``on``. Raises ``NoRate``."""
    row = _latest([rate for rate in rates if rate.charge is charge and rate.effective_from <= on])
    return Estimate(
        charge=row.charge,
        basis=Basis.EACH,
        rate=row.amount,
        amount=yuan(row.amount),
        source=row.source,
        effective_from=row.effective_from,
        needs_review=_due(row.review_on, on),
        review_on=row.review_on,
    )


def _latest(rows: Sequence[RateRow]) -> RateRow:
    if not rows:
        raise NoRate("No rate is entered for this day and this home.")
    return max(rows, key=lambda row: row.effective_from)


def _due(review_on: date | None, on: date) -> bool:
    return review_on is not None and review_on <= on
