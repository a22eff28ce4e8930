"""Made-up data for the sales papers, built from the real calculations, shared by tests and previews."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from lintel.platform.kernel import money
from lintel.platform.papers.rendering import Issuer, amount
from lintel.sales.calculations import rates, taxes
from lintel.sales.calculations.discounts import Measure, Offer, Stack, stack
from lintel.sales.calculations.payment_schemes import LoanTerms, Scheme, mortgage
from lintel.sales.papers import blocks, wording
from lintel.sales.papers.shapes import PurchasePlan, Receipt, Reservation, UnitFacts

DAY = date(2026, 11, 23)
ISSUER: Issuer = {
    "name": "南风置业（珠海）有限公司",
    "project": "云栖江岸花园",
    "address": "珠海市香洲区江岸路 18 号营销中心",
    "phone": "0756-000 0000",
}
UNIT: UnitFacts = {
    "project": "云栖江岸花园一期",
    "name": "3号楼-2单元-1503",
    "unit_type": "B 户型 三室两厅两卫",
    "building_area": "115.36",
    "inner_area": "92.18",
    "unit_price": "13,990.00",
    "orientation": "南北",
    "use": "住宅",
    "permit": "珠房预许字（2026）第 0088 号",
}


def priced() -> Stack:
    """A list price with two public offers and a special one."""
    listed = money.times("13990", "115.36")
    return stack(
        listed,
        "115.36",
        [
            Offer("开盘优惠", Measure.PERCENT, Decimal(2)),
            Offer("按时签约优惠", Measure.PERCENT, Decimal(1)),
            Offer("经理特批", Measure.AMOUNT, Decimal(20_000), special=True),
        ],
        filed_price=listed,
    )


def financed(net: Decimal) -> Scheme:
    """A combined mortgage with 30 per cent down."""
    return mortgage(
        net,
        down_percent=30,
        down_due_on=date(2026, 12, 7),
        provident=LoanTerms(360, Decimal("2.6"), limit=Decimal(600_000)),
        commercial=LoanTerms(360, Decimal("3.1")),
    )


def purchase_plan(*, annex: bool = False) -> PurchasePlan:
    """A whole purchase plan."""
    way = priced()
    scheme = financed(way.net)
    charges = [
        taxes.deed_tax(way.net, "115.36", taxes.Home.FIRST, on=DAY, rates=rates.DEED_TAX),
        taxes.maintenance_fund(
            "115.36",
            "with lift",
            on=DAY,
            rates=[taxes.MaintenanceFundRate(date(2020, 1, 1), "with lift", Decimal(90), "本市维修资金交存标准")],
        ),
        taxes.fixed_fee(taxes.Charge.REGISTRATION_HOME, on=DAY, rates=rates.FIXED_FEES),
    ]
    return {
        "title": "置业计划书",
        "number": "JH-2026-000123",
        "issued_on": "2026-11-23",
        "valid_until": "2026-11-30",
        "issuer": ISSUER,
        "watermark": "王敏 2026-11-23 10:05",
        "customer": "张三 先生",
        "consultant": "王敏",
        "consultant_phone": "138 0000 0000",
        "unit": {**UNIT, "plan": "plan.png"},
        "price": blocks.price_block(priced()),
        "scheme": "组合贷款 首付 30%",
        "payments": blocks.payments_block(scheme),
        "repayment": blocks.repayment_block(scheme, annex=annex),  # type: ignore[typeddict-item]
        "charges": blocks.charges_block(charges),
        "charges_total": amount(sum((charge.amount for charge in charges), Decimal(0))),
        "charges_as_of": "2026-11-23",
        "disclaimers": wording.plan_disclaimers("2026-11-30"),
    }


def reservation(kind: wording.Deposit = wording.Deposit.EARNEST) -> Reservation:
    """A whole reservation agreement."""
    return {
        "title": "认购书",
        "number": "RG-2026-000045",
        "issued_on": "2026-11-23",
        "issuer": ISSUER,
        "watermark": "王敏 2026-11-23 10:05",
        "seller": "南风置业（珠海）有限公司",
        "seller_code": "91440400MA0000000X",
        "buyers": [
            {"name": "张三", "document": "居民身份证 440402199001010000", "phone": "138 1234 5678", "share": "60%"},
            {"name": "李四", "document": "居民身份证 440402199202020000", "phone": "139 1234 5678", "share": "40%"},
        ],
        "unit": UNIT,
        "price": blocks.price_block(priced()),
        "deposit": {
            "kind": kind,
            "amount": amount(Decimal(50_000)),
            "effect": wording.EFFECT[kind],
            "due": "2026-11-23",
            "account": "南风置业（珠海）有限公司 预售资金监管账户 6222 **** **** 1234",
        },
        "scheme": "组合贷款 首付 30%",
        "payments": blocks.payments_block(financed(priced().net)),
        "sign_by": "2026-12-03",
        "clauses": wording.reservation_clauses(kind, sign_by="2026-12-03"),
    }


def receipt() -> Receipt:
    """A whole receipt."""
    return {
        "title": "收据",
        "number": "SJ-2026-000071",
        "issued_on": "2026-11-23",
        "issuer": ISSUER,
        "watermark": "陈会计 2026-11-23 10:20",
        "payer": "张三",
        "unit": "云栖江岸花园一期 3号楼-2单元-1503",
        "reservation": "RG-2026-000045",
        "kind": "定金",
        "effect": wording.EFFECT[wording.Deposit.EARNEST],
        "amount": amount(Decimal("50000")),
        "method": "银行转账",
        "bank_reference": "20261123000187",
        "account_name": "南风置业（珠海）有限公司",
        "account_bank": "中国示例银行江岸支行",
        "account_number": "6222 **** **** 1234",
        "supervised": True,
        "cashier": "陈会计",
        "note": wording.RECEIPT_NOTE,
    }


def plan_picture() -> bytes:
    """A floor plan of sorts."""
    picture = Image.new("RGB", (900, 680), "white")
    draw = ImageDraw.Draw(picture)
    for box in (
        (20, 20, 400, 300),
        (400, 20, 880, 300),
        (20, 300, 400, 660),
        (400, 300, 640, 660),
        (640, 300, 880, 660),
    ):
        draw.rectangle(box, outline="#33424f", width=8)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
