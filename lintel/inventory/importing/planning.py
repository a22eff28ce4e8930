"""The dry run: one verdict for each row of the list, with the reasons in words. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.inventory.importing.known import Key, Known, known_of
from lintel.inventory.layout import position_of
from lintel.inventory.pricing import total_of
from lintel.platform.clauses.registry import rule
from lintel.platform.exchange.importers import Context, Kind, Reason, Row, Verdict

PER_METRE_BELOW = Decimal(10)
"""A “total” less than a tenth of the list price is a price per ㎡ under the wrong heading."""


@rule("G-10", clause="3.1.2", name="G-10:inventory.plan_units")
def plan_units(rows: Sequence[Row], context: Context) -> list[Verdict]:
    """Say of each row whether it is new, changed, the same, twice in the file, or wrong."""
    known = known_of(context)
    seen: dict[Key, int] = context.memory.setdefault("seen", {})
    return [_verdict(row, known, seen) for row in rows]


def _verdict(row: Row, known: Known, seen: dict[Key, int]) -> Verdict:
    key = key_of(row.values)
    if key in seen:
        reason = Reason("twice", _("The same place as in line %(line)d.") % {"line": seen[key]}, "room")
        return Verdict(Kind.DUPLICATE, target=known.units.get(key, {}).get("pk"), reasons=[reason])
    seen[key] = row.line
    wanted, reasons, wrong = _wanted(row.values, key)
    if wrong:
        return Verdict(Kind.ERROR, reasons=[*wrong, *reasons])
    unit = known.units.get(key)
    if unit is None:
        return Verdict(Kind.NEW, values=wanted, reasons=reasons)
    about_unit, about_price = known.differs(key, wanted)
    if not about_unit and not about_price:
        return Verdict(Kind.SAME, target=unit["pk"], values=wanted, reasons=reasons)
    if about_unit and unit["pk"] in known.claimed:
        reason = Reason(
            "claimed", _("Somebody has this unit; its areas are not changed by an import."), next(iter(about_unit))
        )
        return Verdict(Kind.ERROR, target=unit["pk"], reasons=[reason])
    return Verdict(
        Kind.UPDATE, target=unit["pk"], values=wanted, reasons=[*reasons, *_told({**about_unit, **about_price})]
    )


def key_of(values: Mapping[str, Any]) -> Key:
    """The place a row speaks of, in the form in which places are stored."""
    floor = values["floor"]
    return (
        str(values["building"]).strip(),
        str(values.get("section") or "").strip(),
        floor,
        position_of(str(values["room"]), floor),
    )


def _wanted(values: Mapping[str, Any], key: Key) -> tuple[dict[str, Any], list[Reason], list[Reason]]:
    """What shall be stored, remarks, and what is wrong."""
    building, section, floor, room = key
    wanted: dict[str, Any] = {"building": building, "section": section, "floor": floor, "room": room}
    wanted |= {f: values.get(f) for f in ("gross_area", "net_area", "orientation", "unit_type", "kind")}
    wrong = _areas_wrong(values.get("gross_area"), values.get("net_area"))
    try:
        total = total_of(
            values.get("unit_price"), values.get("gross_area"), values.get("net_area"), values.get("total")
        )
    except ValueError as error:
        text = _("The total and unit price × area contradict each other: %(figures)s. Mend one of them.")
        return wanted, [], [*wrong, Reason("contradiction", text % {"figures": error}, "total")]
    if total is None:
        return wanted, [Reason("no_price", _("No price in this row."), "unit_price")], wrong
    remarks = []
    if total.rounded_on_list:
        words = {"price": total.price}
        remarks.append(
            Reason("rounded_total", _("The total on the list is rounded; %(price)s is stored.") % words, "total")
        )
    wanted |= {
        "unit_price": values.get("unit_price"), "basis": str(total.basis), "list_price": total.price,
        "filed_price": values.get("filed_price") or total.price, "floor_price": values.get("floor_price"),
    }  # fmt: skip
    return wanted, remarks, [*wrong, *_prices_wrong(wanted)]


def _areas_wrong(gross: Decimal | None, net: Decimal | None) -> list[Reason]:
    if gross is not None and net is not None and net > gross:
        return [Reason("net_above_gross", _("The net area is larger than the gross area."), "net_area")]
    return []


def _prices_wrong(wanted: Mapping[str, Any]) -> list[Reason]:
    price, filed, floor = wanted["list_price"], wanted["filed_price"], wanted["floor_price"]
    found = []
    for name, value in (("filed_price", filed), ("floor_price", floor)):
        if value is not None and value * PER_METRE_BELOW < price:
            found.append(Reason("per_metre", _("This looks like a price per ㎡; a total is expected here."), name))
    if found:
        return found
    if price > filed:
        found.append(Reason("above_filed", _("The list price is above the filed price (G-10)."), "filed_price"))
    if floor is not None and floor > price:
        found.append(Reason("floor_above_list", _("The floor price is above the list price."), "floor_price"))
    return found


def _told(changes: Mapping[str, list[Any]]) -> list[Reason]:
    """Each change in words, so that the dry run shows before and after."""
    return [
        Reason("changed", _("Now %(now)s, then %(then)s.") % {"now": "—" if now is None else now, "then": then}, field)
        for field, (now, then) in changes.items()
    ]
