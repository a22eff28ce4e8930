"""What the database already knows of a project's units, looked up once per import and compared in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lintel.inventory.models import Claim, PriceLine, PriceScheme, Unit

Key = tuple[str, str, int, str]
"""Building, section ("" where there is none), floor, room."""

UNIT_FIELDS = ("gross_area", "net_area", "orientation", "kind")
LINE_FIELDS = ("unit_price", "list_price", "floor_price", "filed_price", "basis")
GONE = (PriceScheme.Status.REJECTED, PriceScheme.Status.WITHDRAWN)


class Known:
    """Units of one project by key, each with its newest price."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        rows = Unit.objects.filter(project=project_id).values(
            "pk", "building__name", "section__name", "floor", "room", "unit_type__name", "sale_state", *UNIT_FIELDS
        )
        self.units: dict[Key, dict[str, Any]] = {
            (r["building__name"], r["section__name"] or "", r["floor"], r["room"]): r for r in rows
        }
        lines = (
            PriceLine.objects.filter(scheme__project=project_id).exclude(scheme__status__in=GONE).order_by("scheme_id")
        )
        self.lines: dict[int, dict[str, Any]] = {
            line["unit_id"]: line for line in lines.values("pk", "unit_id", "scheme_id", "scheme__status", *LINE_FIELDS)
        }
        self.claimed = set(Claim.objects.live().filter(unit__project=project_id).values_list("unit_id", flat=True))

    def differs(self, key: Key, wanted: Mapping[str, Any]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        """``({field: [now, wanted]} of the unit, the same of its price)``; only fields that the file says something about."""
        unit = self.units[key]
        line = self.lines.get(unit["pk"], {})
        about_unit = {
            f: [unit[f], wanted[f]] for f in UNIT_FIELDS if wanted.get(f) is not None and unit[f] != wanted[f]
        }
        if wanted.get("unit_type") and unit["unit_type__name"] != wanted["unit_type"]:
            about_unit["unit_type"] = [unit["unit_type__name"], wanted["unit_type"]]
        about_price: dict[str, list[Any]] = {}
        if wanted.get("list_price") is not None:
            about_price = {
                f: [line.get(f), wanted[f]]
                for f in LINE_FIELDS
                if wanted.get(f) is not None and line.get(f) != wanted[f]
            }
        return about_unit, about_price


def known_of(context: Any) -> Known:
    """What is known of the chosen project, loaded once per plan or commit."""
    if "known" not in context.memory:
        context.memory["known"] = Known(int(context.options["project"]))
    return context.memory["known"]
