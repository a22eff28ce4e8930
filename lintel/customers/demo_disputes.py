"""Where somebody has to decide in the demo: whose customer it is, and whether a good one is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lintel.customers.actions.closing import confirm_lost, keep_customer, mark_lost
from lintel.customers.actions.ruling import ask_for_ruling, rule_on_visit
from lintel.customers.demo_people import CLAIMS, LOST, RULINGS
from lintel.customers.models import Customer, Grade, Visit
from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.kernel.db.prepared import Prepared

if TYPE_CHECKING:
    from lintel.customers.demo import Hall

CUSTOMER = Prepared(lambda pk: Customer.objects.select_related("owner", "project").filter(pk=pk))


def claimed(hall: Hall, visit: Visit, *, decided: bool = True) -> None:
    """A colleague says the customer was theirs; the desk asks for a ruling, and whoever leads looks at both sides."""
    others = [p for p in hall.consultants if p.pk != visit.consultant_id]
    if visit.outcome != Visit.Outcome.PROTECTED or not others or visit.consultant is None:
        return
    random = hall.story.random
    ask_for_ruling(hall.cast[hall.desk], visit, claimant=random.choice(others), reason=random.choice(CLAIMS))
    above = supervisor_of(visit.consultant)
    if decided and above is not None:
        ruling, why = random.choice(RULINGS)
        hall.story.after(
            lambda: rule_on_visit(hall.cast[above.username], visit, ruling=Visit.Ruling(ruling), reason=why),
            minutes=random.randrange(40, 400),
        )


def one_claims(hall: Hall) -> None:
    """Today's dispute is not decided yet."""
    known = Visit.objects.filter(
        project=hall.project, outcome=Visit.Outcome.PROTECTED, claimant=None, customer__stage__in=Customer.OPEN
    )
    first = known.filter(consultant__in=hall.consultants[:2])  # the first team's supervisor is the one people try
    visit = (first if first.exists() else known).select_related("consultant", "project").order_by("-pk").first()
    if visit is not None:
        claimed(hall, visit, decided=False)


def gives_up(hall: Hall, customer: Customer, owner: User) -> None:
    """Lost at once, or for a good customer when the supervisor agrees, who mostly does within the day."""
    mark_lost(owner, customer, reason=hall.story.random.choice(LOST))
    if customer.grade in (Grade.A, Grade.B):
        later = hall.story.random.randrange(60, 500)
        hall.story.after(_answered(hall, customer.pk), minutes=later)


def _answered(hall: Hall, pk: int) -> Callable[[], None]:
    """By whoever leads the owner then: by a ruling in between the customer may have become another team's."""

    def do() -> None:
        customer: Customer = CUSTOMER(pk)[0]
        leads = supervisor_of(customer.owner) if customer.owner else None
        if customer.lost_asked_at is None or leads is None:
            return
        above = hall.cast[leads.username]
        if hall.chance(0.7):
            confirm_lost(above, customer)
        else:
            keep_customer(above, customer, reason="再约一次，请主管一同参加")

    return do
