"""What must always be true of units, claims and prices; asked by ``lintel doctor`` and after a restore."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from lintel.inventory.claims import STATE_OF
from lintel.inventory.models import Claim, PriceLine, PriceScheme, Unit
from lintel.inventory.models.unit import SaleState
from lintel.platform.kernel.invariants import invariant

CLAIMED = (SaleState.HELD, SaleState.RESERVED, SaleState.CONTRACTED, SaleState.FILED)


@invariant(
    "inventory.state_follows_claim",
    "A unit is held, reserved or contracted exactly when a live claim says so.",
    mend="Open the unit, compare its history with its claim, and release or reserve it again through the software.",
)
def state_follows_claim() -> Iterator[str]:
    """Yield units whose sale state and live claim contradict each other."""
    live = Claim.objects.filter(unit=OuterRef("pk"), live=True)
    for unit in Unit.objects.filter(~Exists(live), sale_state__in=CLAIMED):
        yield f"unit {unit} is {unit.sale_state} without a live claim"
    for claim in Claim.objects.filter(live=True).select_related("unit"):
        wanted = STATE_OF[Claim.Kind(claim.kind)]
        if claim.unit.sale_state != wanted and claim.unit.sale_state not in (
            SaleState.FILED,
            SaleState.HANDED_OVER,
            SaleState.TITLED,
        ):
            yield f"unit {claim.unit} is {claim.unit.sale_state}, its live claim is a {claim.kind}"


@invariant(
    "inventory.prices_in_force_are_of_schemes_in_force",
    "Every price in force belongs to a scheme in force, and every scheme in force has a price in force.",
    mend="Put the right price scheme in force again; the older prices are kept.",
)
def prices_in_force() -> Iterator[str]:
    """Yield prices and schemes that contradict each other."""
    for line in (
        PriceLine.objects.in_force()
        .exclude(scheme__status=PriceScheme.Status.IN_FORCE)
        .select_related("unit", "scheme")
    ):
        yield f"the price in force of {line.unit} is of scheme {line.scheme}, which is {line.scheme.status}"
    current = Count("lines", filter=Q(lines__current=True))
    for scheme in PriceScheme.objects.filter(status=PriceScheme.Status.IN_FORCE).annotate(n=current).filter(n=0):
        yield f"scheme {scheme} is in force without a single price"


@invariant(
    "inventory.one_project_per_unit",
    "A unit, its building and its section belong together.",
    mend="Correct the building of the unit named.",
)
def one_project() -> Iterator[str]:
    """Yield units whose building is of another project, or whose section is of another building."""
    for unit in Unit.objects.exclude(building__project=F("project")):
        yield f"unit {unit} is in another project than its building"
    for unit in Unit.objects.filter(section__isnull=False).exclude(section__building=F("building")):
        yield f"unit {unit} is in another building than its section"


@invariant(
    "inventory.one_claim", "A unit has at most one live claim.", mend="End all but the claim the papers rest on."
)
def one_live_claim() -> Iterator[str]:
    """Yield units that two people have at once; the database forbids it, a restored copy is asked all the same."""
    twice = Claim.objects.filter(live=True).values("unit", "unit__code").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice:
        yield f"unit {row['unit__code']} has {row['n']} live claims"
