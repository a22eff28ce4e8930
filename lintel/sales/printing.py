"""What the sales papers say: purchase plan, reservation form, receipt, from the rows themselves. Papers are always in 简体."""

# msg: ok - printed words are the agreed 简体, whatever language the screen is in

from __future__ import annotations

from typing import Any

from django.utils import translation

from lintel.inventory.models import PresalePermit, Unit
from lintel.inventory.selling import Facts
from lintel.platform.kernel import clock, money
from lintel.platform.papers.rendering import Issuer, amount
from lintel.sales.kept import charges_of, payment_of, stack_of
from lintel.sales.models import Buyer, LedgerEntry, MoneyKind, Quote, Reservation
from lintel.sales.papers import blocks, wording
from lintel.sales.papers.labels import labels
from lintel.sales.papers.shapes import PurchasePlan, Receipt, UnitFacts
from lintel.sales.papers.shapes import Reservation as ReservationPaper

DEPOSITS = {
    MoneyKind.EARNEST: wording.Deposit.EARNEST,
    MoneyKind.ADVANCE: wording.Deposit.ADVANCE,
    MoneyKind.INTENT: wording.Deposit.INTENT,
}
KINDS = {**{kind: str(word) for kind, word in DEPOSITS.items()}, MoneyKind.PRICE: "房款"}
METHODS = {
    LedgerEntry.Method.TRANSFER: "银行转账",
    LedgerEntry.Method.CARD: "刷卡",
    LedgerEntry.Method.CHEQUE: "支票",
    LedgerEntry.Method.CASH: "现金",
}
DOCUMENTS = {Buyer.Document.ID_CARD: "居民身份证", Buyer.Document.PASSPORT: "护照", Buyer.Document.OTHER: "其他证件"}
USES = {Unit.Kind.RESIDENTIAL: "住宅", Unit.Kind.SHOP: "商业", Unit.Kind.PARKING: "车位"}


def mark_of(user: Any) -> str:
    """Who made this copy and when: on every page, so that a photo of it tells."""
    return f"{user} {clock.now():%Y-%m-%d %H:%M}"


def issuer_of(row: Any) -> Issuer:
    """Whose letterhead stands on a paper about something of a project."""
    project = row.project
    issuer: Issuer = {"name": project.developer or project.name, "project": project.name}
    if project.address:
        issuer["address"] = f"{project.city}{project.address}"
    return issuer


def unit_facts(unit: Unit, permit: PresalePermit | None, unit_price: str) -> UnitFacts:
    """The home as papers print it."""
    facts: UnitFacts = {
        "project": unit.project.name,
        "name": unit.full_name,
        "building_area": money.grouped(unit.gross_area or 0),
        "unit_price": unit_price,
        "use": USES[Unit.Kind(unit.kind)],
    }
    if unit.net_area:
        facts["inner_area"] = money.grouped(unit.net_area)
    if unit.unit_type:
        facts["unit_type"] = f"{unit.unit_type} {unit.unit_type.layout}".strip()
    if unit.orientation:
        facts["orientation"] = unit.orientation
    if permit:
        facts["permit"] = permit.number
    return facts


def _permit(unit: Unit) -> PresalePermit | None:
    return Facts([unit]).permit(unit)


def purchase_plan(quote: Quote, user: Any, *, language: str = "", annex: bool = False) -> PurchasePlan:
    """The data of 置业计划书 for a printed page or a phone picture."""
    stack, payment, charges = stack_of(quote), payment_of(quote), charges_of(quote)
    valid = f"{clock.local(quote.valid_until):%Y-%m-%d %H:%M}"
    plan: PurchasePlan = {
        "title": "置业计划书",
        "number": quote.number,
        "issued_on": f"{clock.local(quote.issued_at or quote.created_at):%Y-%m-%d}",
        "issuer": issuer_of(quote),
        "valid_until": valid,
        "watermark": mark_of(user),
        "labels": labels(language),
        "customer": f"{quote.customer.masked_name} {quote.customer.number}",
        "consultant": str(quote.consultant),
        "unit": unit_facts(quote.unit, _permit(quote.unit), money.grouped(quote.price_line.unit_price or 0)),
        "price": blocks.price_block(stack),
        "scheme": quote.scheme.name,
        "payments": blocks.payments_block(payment),
        "charges": blocks.charges_block(charges),
        "charges_total": amount(sum((c.amount for c in charges), start=money.decimal(0))),
        "charges_as_of": f"{clock.local(quote.created_at):%Y-%m-%d}",
        "disclaimers": wording.plan_disclaimers(valid),
    }
    repayment = blocks.repayment_block(payment, annex=annex)
    if repayment:
        plan["repayment"] = repayment
    if quote.consultant.mobile:
        plan["consultant_phone"] = quote.consultant.mobile
    return plan


def reservation_form(reservation: Reservation, user: Any, *, language: str = "") -> ReservationPaper:
    """The data of 认购书. The parties sign it, so names and documents stand in full; whoever prints it is logged."""
    quote, kind = reservation.quote, DEPOSITS[MoneyKind(reservation.deposit_kind)]
    sign_by = reservation.sign_by.isoformat()
    project = reservation.project
    return {
        "title": "认购书",
        "number": reservation.number,
        "issued_on": f"{clock.local(reservation.signed_at or reservation.created_at):%Y-%m-%d}",
        "issuer": issuer_of(reservation),
        "watermark": mark_of(user),
        "labels": labels(language),
        "seller": project.developer or project.name,
        "seller_address": f"{project.city}{project.address}",
        "buyers": [
            {
                "name": b.name + (f"（监护人 {b.guardian}）" if b.guardian else ""),
                "document": f"{DOCUMENTS[Buyer.Document(b.document)]} {b.id_number.reveal() if b.id_number else ''}",
                "phone": b.phone.reveal() if b.phone else "—",
                "share": money.format_percent(b.share),
            }
            for b in reservation.buyers.order_by("place")
        ],
        "unit": unit_facts(
            reservation.unit, _permit(reservation.unit), money.grouped(quote.price_line.unit_price or 0)
        ),
        "price": blocks.price_block(stack_of(quote)),
        "deposit": {
            "kind": str(kind),
            "amount": amount(reservation.deposit_amount),
            "effect": wording.EFFECT[kind],
            "due": "签署本认购书后三日内",
            "account": f"{project.supervised_name} {project.supervised_bank} {project.supervised_tail}",
        },
        "scheme": reservation.quote.scheme.name,
        "payments": blocks.payments_block(payment_of(quote)),
        "sign_by": sign_by,
        "clauses": wording.reservation_clauses(kind, sign_by=sign_by),
    }


def receipt(entry: LedgerEntry, user: Any, *, language: str = "") -> Receipt:
    """The data of 收据 for one receipt of the ledger, with its gapless number."""
    reservation = entry.reservation
    paper: Receipt = {
        "title": "收据",
        "number": f"{entry.project.code}-{entry.receipt_number:06d}",
        "issued_on": entry.received_on.isoformat(),
        "issuer": issuer_of(entry),
        "watermark": mark_of(user),
        "labels": labels(language),
        "payer": entry.payer.reveal() if entry.payer else "—",
        "unit": f"{entry.project.name} {reservation.unit.full_name}",
        "reservation": reservation.number,
        "kind": KINDS[MoneyKind(entry.kind)],
        "amount": amount(entry.amount),
        "method": METHODS[LedgerEntry.Method(entry.method)],
        "bank_reference": entry.serial,
        "account_name": entry.account_name,
        "account_number": f"**** **** **** {entry.account_tail}",
        "supervised": entry.supervised,
        "cashier": str(entry.cashier),
        "note": wording.RECEIPT_NOTE,
    }
    if entry.supervised:
        paper["account_bank"] = entry.project.supervised_bank
    if entry.kind in DEPOSITS:
        paper["effect"] = wording.EFFECT[DEPOSITS[MoneyKind(entry.kind)]]
    if entry.note:
        paper["remark"] = entry.note
    reversal = LedgerEntry.objects.filter(reverses=entry).first()
    if reversal:
        with translation.override("zh-hans"):
            paper["reversed"] = f"{clock.local(reversal.at):%Y-%m-%d} {reversal.note}"
    return paper
