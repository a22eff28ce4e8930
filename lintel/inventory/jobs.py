"""What happens without anybody asking: holds lapse, permits end, filed prices come into force."""

from __future__ import annotations

from datetime import timedelta

from lintel.inventory.actions.permits import expire_permit
from lintel.inventory.actions.prices import due_schemes, put_in_force
from lintel.inventory.actions.units import lapse_hold
from lintel.inventory.models import Claim, PresalePermit, Unit
from lintel.platform.directory.models import system_user
from lintel.platform.jobs.registry import job
from lintel.platform.kernel import clock


@job("inventory.lapse_holds", every=timedelta(minutes=1))
def lapse_holds() -> None:
    """Free the units whose hold has run out. Screens count such a unit as free at once; this tidies and tells."""
    system = system_user()
    for unit in Unit.objects.filter(pk__in=Claim.objects.run_out().values("unit")).order_by("pk"):
        lapse_hold(system, unit)


@job("inventory.expire_permits", every=timedelta(minutes=30))
def expire_permits() -> None:
    """Mark permits whose last day is over."""
    system = system_user()
    for permit in PresalePermit.objects.filter(status=PresalePermit.Status.APPROVED, valid_until__lt=clock.today()):
        expire_permit(system, permit)


@job("inventory.prices_come_into_force", every=timedelta(minutes=10))
def prices_come_into_force() -> None:
    """Put filed schemes in force on their day."""
    system = system_user()
    for scheme in due_schemes(clock.today()):
        put_in_force(system, scheme)
