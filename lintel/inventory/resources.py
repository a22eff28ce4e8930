"""How projects, units, permits and prices are shown, usually."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lintel.inventory import board as boards
from lintel.inventory import filters, queries, widgets  # noqa: F401  (some only register themselves)
from lintel.inventory.actions import designating, estate, permits, prices, units  # noqa: F401  (some only register their deeds)
from lintel.inventory.claims import SEE_HOLDER, SEE_PRICE
from lintel.inventory.models import (
    Building,
    Claim,
    Facility,
    Phase,
    PresalePermit,
    PriceLine,
    PriceScheme,
    Project,
    ProjectMember,
    Section,
    Unit,
    UnitType,
)
from lintel.inventory.models.unit import UnitQuerySet
from lintel.inventory.selling import can_sell
from lintel.platform.access.scope import may
from lintel.platform.kernel.words import listed
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Panel, Period, Resource, View, chips, panel_on

SEE_FLOOR = "inventory.see_floor_price"

chips(Unit, "sale_state", {code: (look.tone, look.glyph) for code, look in boards.LOOKS.items()})
chips(Claim, "kind", {"hold": ("wait", "◔"), "reservation": ("warn", "◐"), "contract": ("bad", "●")})


def shown_price(unit: Any) -> Decimal | None:
    """The list price in force; nothing for a unit without permit, whose price is not told (G-01)."""
    return unit.price.list_price if unit.permitted and unit.price else None


def covered(permit: PresalePermit) -> str:
    """The buildings and single units a permit names."""
    return listed([*permit.buildings.values_list("name", flat=True), *permit.units.values_list("code", flat=True)])


class Projects(Resource):
    model = Project
    empty = _("No project is set up. Everything else belongs to one.")
    icon = "building-skyscraper"
    clause = "3.1.2"
    columns = [
        "name",
        "code",
        "city",
        "developer",
        Column("supervised_tail", label=_("Supervised account"), sort=False),
    ]
    detail_columns = [
        (_("Project"), ["name", "code", "city", "address", "developer"]),
        (
            _("Supervised account"),
            ["supervised_bank", "supervised_name", Column("supervised_tail", label=_("Account"), sort=False)],
        ),
    ]
    search = ["name", "code", "city"]
    form = ["name", "city", "address", "developer", "supervised_bank", "supervised_name", "supervised_account"]
    create = estate.open_project
    order = "name"


class Members(Resource):
    model = ProjectMember
    empty = _("Nobody belongs to a project. Members see its units and customers.")
    icon = "users"
    columns = ["user", "project", "created_at"]
    filters = ["project"]
    project_path = "project_id"


class Phases(Resource):
    model = Phase
    empty = _("No phase is set up. Buildings can be grouped by phase.")
    icon = "stack-2"
    columns = ["name", "project"]
    form = ["project", "name"]
    project_path = "project_id"


class Buildings(Resource):
    model = Building
    empty = _("No building is set up. Generate one from a grid, or import the filed price list.")
    icon = "building"
    clause = "3.1.2"
    columns = ["name", "code", "project", "phase", "mortgaged"]
    detail_columns = ["name", "code", "project", "phase", "mortgaged", Column("mortgage_note", wrap=True)]
    filters = ["phase", "mortgaged"]
    search = ["name", "code"]
    form = ["project", "phase", "name", "code", "mortgaged", "mortgage_note"]
    project_path = "project_id"


class Sections(Resource):
    model = Section
    empty = _("No section is set up. Sections come with the building's grid or with the import.")
    icon = "sitemap"
    columns = ["name", "building"]
    project_path = "building__project_id"


class UnitTypes(Resource):
    model = UnitType
    empty = _("No unit type is set up. Types carry layout, areas and plan.")
    icon = "layout-grid"
    clause = "3.1.2"
    columns = [
        "name",
        "project",
        Column("layout", label=_("Layout"), sort=False),
        "orientation",
        Column("gross_area", kind="area", label=_("Gross floor area")),
        Column("net_area", kind="area", label=_("Net internal area")),
    ]
    search = ["name"]
    form = ["project", "name", "rooms", "halls", "baths", "orientation", "gross_area", "net_area", "description"]
    project_path = "project_id"


class Facilities(Resource):
    model = Facility
    empty = _("No facility is entered. What lies around the homes is told to buyers, the unpleasant as well.")
    icon = "map-pin"
    clause = "3.1.2"
    columns = [Column("told_as", label=_("Facility"), sort=False), "kind", "stage", "source", "project"]
    filters = ["kind", "stage"]
    search = ["name"]
    form = ["project", "name", "kind", "stage", "source", "note"]
    project_path = "project_id"


class Units(Resource):
    model = Unit
    empty = _("No unit yet. Import the filed price list, or generate a building from a grid.")
    icon = "home"
    clause = "3.1.2"
    lead = _("The table beside the unit control board.")
    columns = [
        "code",
        "building",
        "kind",
        "unit_type",
        "orientation",
        Column("gross_area", kind="area", label=_("Gross floor area")),
        Column("net_area", kind="area", label=_("Net internal area")),
        Column("list_price", kind="wan", label=_("Total price"), permission=SEE_PRICE, sort=False, value=shown_price),
        "sale_state",
        "updated_at",
    ]
    detail_columns = [
        "code",
        Column("full_name", label=_("Unit in full"), sort=False),
        "project",
        "kind",
        "unit_type",
        Column("floor_word", label=_("Floor"), sort=False),
        "orientation",
        Column("gross_area", kind="area", label=_("Gross floor area")),
        Column("net_area", kind="area", label=_("Net internal area")),
        "sale_state",
        Column("state_reason", wrap=True),
        Column("frozen_reason", label=_("Frozen"), wrap=True),
        "released_at",
    ]
    card = ["sale_state", "unit_type", "gross_area", "list_price"]
    filterset = filters.UnitFilter
    search = ["code", "building__name"]
    form = ["unit_type", "kind", "floor_label", "orientation", "gross_area", "net_area"]
    create = None
    order = "pk"
    views = [
        View(_("Available"), "sale_state=available", count=True),
        View(_("Withheld"), "sale_state=withheld"),
        View(_("Frozen"), "frozen=true"),
    ]
    project_path = "project_id"
    detail_template = "inventory/unit_detail.html"
    wide = True

    def searched(self, rows: QuerySet, words: str) -> QuerySet:
        """``3-2-1503``, ``3 2 1503`` and ``321503`` are one home; anything else is part of a code or a building."""
        named = queries.named(words)
        return rows.filter(code__in=named) if named else super().searched(rows, words)

    def rows(self, user: Any) -> QuerySet[Unit]:
        rows = cast("UnitQuerySet", super().rows(user))
        return rows.select_related("section", "project").permitted().shown()


class Permits(Resource):
    model = PresalePermit
    empty = _("No presale permit is recorded. Without one no unit may be shown with a price.")
    icon = "file-certificate"
    clause = "3.1.2"
    columns = [
        "number",
        "project",
        "kind",
        "issued_on",
        "valid_until",
        Column("days_to_publish", label=_("Days left to publish"), kind="number", sort=False),
        "status",
    ]
    detail_columns = [
        "number",
        "project",
        "kind",
        "issued_on",
        "valid_until",
        Column("covers", label=_("Covers"), wrap=True, sort=False, value=covered),
        "status",
        Column("publish_by", label=_("Publish by"), kind="date", sort=False),
        "published_on",
        "published_where",
        "entered_by",
        Column("remark", wrap=True),
    ]
    filterset = filters.PermitFilter
    periods = ["issued_on", Period("valid_until", ahead=True)]
    search = ["number"]
    create = permits.record_permit
    project_path = "project_id"


class Schemes(Resource):
    model = PriceScheme
    empty = _("No price scheme is drafted. A scheme is reviewed, approved and filed before it counts.")
    icon = "coin-yuan"
    clause = "3.1.2"
    columns = ["name", "project", "phase", "effective_on", "filing_number", "status", "author", "updated_at"]
    detail_columns = [
        "name",
        "project",
        "phase",
        "reason",
        "status",
        "author",
        "effective_on",
        "filing_number",
        "filed_on",
        "in_force_at",
    ]
    filters = ["status", "phase"]
    periods = [Period("effective_on", ahead=True)]
    search = ["name", "filing_number"]
    create = prices.draft_scheme
    project_path = "project_id"


class Lines(Resource):
    model = PriceLine
    empty = _("No unit has a price. Prices come with a price scheme.")
    icon = "list"
    columns = [
        "unit",
        "scheme",
        "basis",
        Column("unit_price", kind="money", label=_("Unit price"), unit=_("yuan/㎡")),
        Column("list_price", label=_("List price")),
        Column("filed_price", label=_("Filed price")),
        Column("floor_price", label=_("Floor price"), permission=SEE_FLOOR),
        Column("current", label=_("In force"), kind="bool"),
    ]
    filters = ["scheme"]
    search = ["unit__code"]
    order = "pk"
    project_path = "scheme__project_id"


class Claims(Resource):
    model = Claim
    empty = _("No unit is locked. A hold is taken on the board or on the unit's page.")
    icon = "lock"
    columns = ["unit", "kind", Column("holder", permission=SEE_HOLDER), "since", "expires_at", "live", "ended_because"]
    filters = ["kind", "live"]
    periods = ["since"]
    search = ["unit__code"]
    views = [View(_("Live"), "live=true")]
    project_path = "unit__project_id"


def _answered(user: Any, unit: Unit) -> dict[str, Any]:
    answer = can_sell(unit, user=user)
    return {"answer": answer, "checks": [(check, check.link_for(user)) for check in answer.checks]}


def _priced(user: Any, unit: Unit) -> dict[str, Any] | None:
    if not may(user, SEE_PRICE):
        return None
    permitted = can_sell(unit, user=user).facts.permit(unit) is not None
    return {"line": unit.price if permitted else None, "hidden": not permitted, "floor": may(user, SEE_FLOOR)}


def _claimed(user: Any, unit: Unit) -> dict[str, Any] | None:
    claim = unit.claim
    return {"claim": claim, "told": may(user, SEE_HOLDER) or claim.holder_id == user.pk} if claim else None


def _files(kind: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda user, row: {"row": row, "kind": kind}


panel_on(Unit, Panel(title=_("Can we sell it?"), template="inventory/_can_sell.html", context=_answered, order=5))
panel_on(Unit, Panel(title=_("Price"), template="inventory/_price.html", context=_priced, order=10))
panel_on(Unit, Panel(title=_("Taken"), template="inventory/_claim.html", context=_claimed, order=15))
panel_on(Project, Panel(title=_("Buildings"), model=Building, by="project"))
panel_on(Project, Panel(title=_("Facilities"), model=Facility, by="project"))
panel_on(Project, Panel(title=_("Members"), model=ProjectMember, by="project", limit=50))
panel_on(PriceScheme, Panel(title=_("Prices"), model=PriceLine, by="scheme", limit=50))
panel_on(PresalePermit, Panel(title=_("Scan"), template="attachments/_on_row.html", context=_files(permits.SCAN)))
panel_on(
    PriceScheme,
    Panel(
        title=_("Proof of filing"), template="attachments/_on_row.html", context=_files(prices.FILING_PROOF), order=60
    ),
)
panel_on(UnitType, Panel(title=_("Plan"), template="attachments/_on_row.html", context=_files("")))
