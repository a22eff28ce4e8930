"""The price sheet to hand over: the same figures and words as the page, as a PDF or one narrow picture. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lintel.inventory.models import PresalePermit
from lintel.platform.kernel import clock, money
from lintel.platform.papers.rendering import amount
from lintel.sales.papers.labels import labels
from lintel.sales.papers.shapes import PriceSheet, SheetRow, SheetWay
from lintel.sales.price_sheet import Sheet
from lintel.sales.printing import issuer_of, mark_of, unit_facts
from lintel.sales.screens.sheet_words import shown


def paper_of(sheet: Sheet, permit: PresalePermit | None, user: Any, *, language: str) -> PriceSheet:
    """The data of the paper. It names who made it and when, and no customer."""
    unit, says = sheet.unit, shown(sheet)
    paper: PriceSheet = {
        "title": _("Price sheet"), "number": unit.code, "issued_on": f"{clock.today()}", "issuer": issuer_of(unit),
        "valid_until": says["valid"], "watermark": mark_of(user), "labels": labels(language), "consultant": str(user),
        "unit": unit_facts(unit, permit, money.grouped(sheet.line.unit_price or 0)), "list_price": amount(sheet.line.list_price),
        "said": says["said"], "words": _words(says["total_means"]), "compared": _compared(says["ways"]) if says["compared"] else [],
        "ways": [_way(card) for card in says["ways"]], "disclaimers": says["disclaimers"],
        "sources": [f"{one['name']} · {one['source']} · {one['dates']}" for one in says["sources"]],
    }  # fmt: skip
    if user.mobile:
        paper["consultant_phone"] = user.mobile
    return paper


def _words(total_means: str) -> dict[str, str]:
    return {
        "list_price": _("List price"), "net": _("Net price"), "compared": _("Side by side"),
        "sources": _("Where the rates come from"), "total": f"{_('All in all')}: {total_means}",
    }  # fmt: skip


def _compared(cards: list[dict[str, Any]]) -> list[list[str]]:
    head = [
        _("Way to pay"), _("Net price"), _("First payment"), _("First month"), _("Interest in all"), _("Taxes and fees"), _("All in all"),
    ]  # fmt: skip
    return [head, *(_line(card) for card in cards if "stack" in card)]


def _line(card: dict[str, Any]) -> list[str]:
    plan = card["payment"].schedule
    lent = [money.grouped(plan.first_payment), money.grouped(card["interest"])] if plan else ["—", "—"]
    name = " ".join(filter(None, (card["scheme"].name, _marks(card))))
    paid = [money.grouped(card[key]) for key in ("charges_total", "total")]
    return [name, money.grouped(card["stack"].net), money.grouped(card["first"]), *lent, *paid]


def _marks(card: dict[str, Any]) -> str:
    said = [
        word for key, word in (("cheapest", _("Cheapest in all")), ("lightest", _("Lowest first payment"))) if card[key]
    ]
    return f"✓ {' · '.join(said)}" if said else ""


def _way(card: dict[str, Any]) -> SheetWay:
    name = card["scheme"].name
    if "stack" not in card:
        return {"name": name, "marks": "", "refusal": f"{card['refusal'].message} {card['refusal'].remedy}"}
    rows = (list(part(card)) for part in (_paid, _repaid, _taken_off, _charges, _in_all))
    level = money.format_discount(card["stack"].ratio) if card["stack"].reduction else ""
    return {
        "name": name, "marks": _marks(card), "net": amount(card["stack"].net), "level": level, "rows": [part for part in rows if part],
    }  # fmt: skip


def _row(name: Any, value: str, *notes: Any) -> SheetRow:
    return {"name": str(name), "note": " · ".join(str(note) for note in notes if note), "value": value}


def _paid(card: dict[str, Any]) -> Iterator[SheetRow]:
    for one in card["lines"]:
        yield _row(one["name"], money.format_yuan(one["amount"]), money.format_percent(one["share"]), one["due_on"])


def _repaid(card: dict[str, Any]) -> Iterator[SheetRow]:
    for one in card["repaid"]:
        row = _row(one["name"], money.format_yuan(one["first"]), one["told"])
        yield {**row, "strong": one["chosen"]}
    for said in card["loans"]:
        yield _row("", "", said)


def _taken_off(card: dict[str, Any]) -> Iterator[SheetRow]:
    for step in card["steps"]:
        yield _row(step["name"], f"−{money.format_yuan(step['amount'])}", step["rule"], step["conditions"])


def _charges(card: dict[str, Any]) -> Iterator[SheetRow]:
    for one in card["charges"]:
        yield _row(one["name"], money.format_yuan(one["amount"]), one["rate"], one["other"])
    for name in card["missing"]:
        yield _row(name, _("no rate is entered"))


def _in_all(card: dict[str, Any]) -> Iterator[SheetRow]:
    yield {**_row(_("All in all"), money.format_yuan(card["total"])), "strong": True}
