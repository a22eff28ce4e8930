"""What must always be true of the trail, besides what its seals prove."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Min

from lintel.platform.audit.seal_models import Seal
from lintel.platform.kernel.invariants import invariant


@invariant(
    "audit.no_gap",
    "The seals of the trail are numbered without a gap",
    mend="Keep this machine as it is and compare with the last backup.",
)
def seals_without_gap() -> Iterator[str]:
    found = Seal.objects.aggregate(n=Count("pk"), low=Min("seq"), high=Max("seq"))
    if found["n"] and found["high"] - found["low"] + 1 != found["n"]:
        yield f"{found['n']} seals are numbered {found['low']} to {found['high']}"
    if found["n"] and found["low"] > 1:
        yield f"the first seal is number {found['low']}"
