"""What each sales paper needs, as plain data. Amounts come from ``papers.rendering.amount``, so both ways agree.

Fields marked ``NotRequired`` may be left out; the paper then leaves the line or the section out. Names and numbers of
people are passed as they shall be printed: the caller decides about masking. Days are ``YYYY-MM-DD``.
"""

from typing import NotRequired, TypedDict

from lintel.platform.papers.rendering import Amount, Paper


class UnitFacts(TypedDict):
    """The home."""

    project: str
    name: str
    """In full: ``3号楼-2单元-1503``."""
    unit_type: NotRequired[str]
    building_area: str
    """In m², two places, without the unit: ``115.36``."""
    inner_area: NotRequired[str]
    unit_price: str
    """Yuan per m² of building area with commas."""
    orientation: NotRequired[str]
    use: NotRequired[str]
    permit: NotRequired[str]
    """Number of the presale permit."""
    plan: NotRequired[str]
    """The name of the floor-plan picture handed in with the data."""


class PriceStep(TypedDict):
    """One line between list price and net price."""

    name: str
    rule: str
    """In words: ``98 折``, ``每㎡减 88.88 元``."""
    amount: Amount
    after: Amount


class Price(TypedDict):
    """The whole way of the price."""

    list_price: Amount
    steps: list[PriceStep]
    net: Amount
    net_unit_price: str
    level: str
    """``93.1 折 (-6.9%)``."""
    saved: NotRequired[Amount]


class PaymentLine(TypedDict):
    """One payment of the scheme."""

    name: str
    share: NotRequired[str]
    amount: Amount
    due: str
    """A day, or words such as ``银行放款``."""


class LoanFacts(TypedDict):
    """One loan."""

    lender: str
    principal: Amount
    term: str
    rate: str
    method: str


class ScheduleRow(TypedDict):
    """One month or one year; figures with commas, no ¥."""

    period: str
    payment: str
    principal: str
    interest: str
    balance: str


class Repayment(TypedDict):
    """What the loans cost. ``months`` holds the first twelve; ``annex`` all of them when the full table is wanted."""

    loans: list[LoanFacts]
    down_payment: Amount
    borrowed: Amount
    first_payment: Amount
    total_interest: Amount
    theoretical_interest: Amount
    decrease: NotRequired[str]
    """``每月递减约 7.17 元`` for equal principal."""
    convention: str
    months: list[ScheduleRow]
    years: list[ScheduleRow]
    annex: NotRequired[list[ScheduleRow]]


class Charge(TypedDict):
    """One estimated tax or fee with its source."""

    name: str
    basis: str
    rate: str
    amount: Amount
    source: str


class PurchasePlan(Paper):
    """置业计划书."""

    customer: str
    consultant: str
    consultant_phone: NotRequired[str]
    unit: UnitFacts
    price: Price
    scheme: str
    payments: list[PaymentLine]
    repayment: NotRequired[Repayment]
    charges: list[Charge]
    charges_total: Amount
    charges_as_of: str
    disclaimers: list[str]


class SheetRow(TypedDict):
    """One line of a price sheet: what it is, what to know about it, the figure."""

    name: str
    note: str
    value: str
    strong: NotRequired[bool]


class SheetWay(TypedDict):
    """One way to pay on a price sheet; one that cannot be reckoned has its reason in place of figures."""

    name: str
    marks: str
    """``cheapest in all · lowest first payment``; empty for most."""
    refusal: NotRequired[str]
    net: NotRequired[Amount]
    level: NotRequired[str]
    rows: NotRequired[list[list[SheetRow]]]
    """What is paid and lent, how it is repaid, what was taken off, taxes and fees, everything together."""


class PriceSheet(Paper):
    """价格测算, in the language of the page it was asked from: its words come with the data."""

    consultant: str
    consultant_phone: NotRequired[str]
    unit: UnitFacts
    list_price: Amount
    said: str
    """What was chosen: which home, years, method."""
    words: dict[str, str]
    """Headings: ``list_price``, ``net``, ``compared``, ``sources``, ``total``."""
    compared: list[list[str]]
    """The head and a line for each way; without a comparison nothing."""
    ways: list[SheetWay]
    sources: list[str]
    disclaimers: list[str]


class Buyer(TypedDict):
    """One buyer, printed as the agreement needs it."""

    name: str
    document: str
    """Kind and number of the identity document."""
    phone: str
    share: str
    address: NotRequired[str]


class Deposit(TypedDict):
    """The money of the reservation; ``kind`` is 定金, 订金 or 诚意金, ``effect`` its legal effect in a sentence."""

    kind: str
    amount: Amount
    effect: str
    due: str
    account: NotRequired[str]


class Reservation(Paper):
    """认购书."""

    seller: str
    seller_code: NotRequired[str]
    seller_address: NotRequired[str]
    agent: NotRequired[str]
    buyers: list[Buyer]
    unit: UnitFacts
    price: Price
    deposit: Deposit
    scheme: str
    payments: list[PaymentLine]
    sign_by: str
    """The last day for signing the sale contract."""
    clauses: list[str]


class Receipt(Paper):
    """收据. ``number`` is the gapless one."""

    payer: str
    unit: str
    kind: str
    """定金, 订金, 诚意金, 首付款 …"""
    effect: NotRequired[str]
    amount: Amount
    method: str
    bank_reference: NotRequired[str]
    account_name: NotRequired[str]
    account_bank: NotRequired[str]
    account_number: NotRequired[str]
    """Masked: ``6222 **** **** 1234``."""
    supervised: NotRequired[bool]
    reservation: NotRequired[str]
    note: str
    """``wording.RECEIPT_NOTE``."""
    remark: NotRequired[str]
    cashier: str
    reversed: NotRequired[str]
    """Why the receipt does not count any more; printed across it."""
