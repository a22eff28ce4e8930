"""Some customers say which homes they think of, and which they do not want and why."""

from __future__ import annotations

from random import Random

from lintel.customers.actions.interests import Standing, note_interest
from lintel.customers.models import Customer, Needs
from lintel.inventory.models import Unit
from lintel.platform.directory.models import User

THINKING = 5
"""One of so many serious customers is asked on the first day."""
SAID = (Standing.FIRST, Standing.SECOND, Standing.OUT)
WHY_NOT = (Needs.Concern.PRICE, Needs.Concern.LAYOUT, Needs.Concern.LOCATION)


def thinks_of_homes(customer: Customer, owner: User) -> None:
    """Three homes that were free that day: the first choice, another, and one that is out of the question.

    By a chance of its own, so that nothing else of the department changes with it.
    """
    chance = Random(customer.number)  # noqa: S311  (a story, not a secret)
    free = list(
        Unit.objects.free().filter(project=customer.project_id, kind=Unit.Kind.RESIDENTIAL).order_by("pk")[:120]
    )
    for standing, unit in zip(SAID, chance.sample(free, min(len(SAID), len(free))), strict=False):
        concern = chance.choice(WHY_NOT) if standing == Standing.OUT else None
        note_interest(owner, customer, unit=unit, standing=standing, concern=concern)
