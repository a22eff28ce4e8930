"""Taking, keeping and giving back the one live claim on a unit; called inside the deeds of the floors above.

A unit's sale state and its live claim are kept in step here and nowhere else. The functions expect a transaction and,
best, the unit as the subject of the deed, so that its row is locked; the partial unique constraint holds either way.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Abs
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Claim, PriceLine, Unit
from lintel.inventory.models.unit import SaleState, bump
from lintel.platform.access.scope import may
from lintel.platform.actions.many import lock, save_many
from lintel.platform.audit.deeds import name_deed
from lintel.platform.clauses.registry import rule
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_one
from lintel.platform.kernel.db.prepared import Prepared
from lintel.platform.kernel.errors import Refused, WrongState

STATE_OF = {
    Claim.Kind.HOLD: SaleState.HELD,
    Claim.Kind.RESERVATION: SaleState.RESERVED,
    Claim.Kind.CONTRACT: SaleState.CONTRACTED,
}
SEE_HOLDER = "inventory.see_holder"
"""The permission to be told who has a unit."""
SEE_PRICE = "inventory.see_list_price"
name_deed("inventory.release_claim", gettext_lazy("Unit released"))

Queueing = Callable[[Unit, Any], str]
_queues: list[Queueing] = []
RunOut = Callable[[Any, Claim], None]
_on_run_out: list[RunOut] = []


class UnitTaken(Refused):
    """Somebody else has the unit. ``facts``: ``unit``, ``holder`` ("" when not to be told), ``since``, ``until``,
    ``kind``, ``alternatives`` (units of the same type that are free), ``queue`` (where one asks to be told when it is
    free, "" when this person cannot) and ``key`` (of that one press)."""

    template = "inventory/unit_taken.html"


def queue_at(function: Queueing) -> Queueing:
    """Register ``f(unit, user)``: the address where this person asks to be told when the unit is free, or ""."""
    _queues.append(function)
    return function


def on_run_out(function: RunOut) -> RunOut:
    """Register ``f(actor, claim)``, called in the transaction in which a hold lapses."""
    _on_run_out.append(function)
    return function


def live_claim(unit: Unit, at: datetime | None = None) -> Claim | None:
    """The claim that binds the unit at this moment, with its holder."""
    claim = standing_claim(unit)
    return claim if claim is not None and claim.binds(at) else None


def standing_claim(unit: Unit) -> Claim | None:
    """The claim marked live, with its holder, whether its time is over or not; the law allows one."""
    found: list[Claim] = _STANDING(unit.pk)
    return found[0] if found else None


_STANDING = Prepared(lambda unit: Claim.objects.filter(unit=unit, live=True).select_related("holder"))


@rule("G-03", clause="3.3.1")
def take(
    unit: Unit, kind: Claim.Kind, holder: Any, *,
    expires_at: datetime | None = None, customer_id: int | None = None, about: Any = None,
) -> Claim:  # fmt: skip
    """Claim ``unit`` for ``holder`` and move its state; the caller's deed saves the unit, which must be its subject.

    Raises ``UnitTaken`` when somebody has it, ``WrongState`` when it is not released, ``Refused`` when it is frozen.
    """
    if unit.frozen:
        raise _frozen(unit)
    return take_after(
        standing_claim(unit), unit, kind, holder, expires_at=expires_at, customer_id=customer_id, about=about
    )


def take_after(
    standing: Claim | None, unit: Unit, kind: Claim.Kind, holder: Any, *,
    expires_at: datetime | None = None, customer_id: int | None = None, about: Any = None,
) -> Claim:  # fmt: skip
    """``take`` for a deed that has already asked for the ``standing_claim`` under the unit's lock."""
    if unit.frozen:
        raise _frozen(unit)
    if standing is not None:
        if standing.binds():
            raise taken(unit, standing, holder)
        _clear(unit, [standing])
    unit.lifecycle.move(unit, STATE_OF[Claim.Kind(kind)])
    claim = Claim(unit=unit, kind=kind, holder=holder, expires_at=expires_at, customer_id=customer_id, about=about)
    if not insert_one(claim, unless_there=True):  # the law held where the lock did not
        raise taken(unit, live_claim(unit), holder)
    return claim


def _frozen(unit: Unit) -> Refused:
    return Refused(_("%(unit)s is frozen.") % {"unit": unit}, clause="3.3.1", remedy=_("Ask the contract reviewer."))


def convert(
    claim: Claim, kind: Claim.Kind, *, unit: Unit, about: Any = None, expires_at: datetime | None = None
) -> Claim:
    """Turn a binding claim into a stronger one (hold → reservation → contract) without letting the unit go in between.

    ``unit`` is the locked subject of the deed, which saves it. Raises ``WrongState`` when the claim no longer binds.
    """
    if not claim.binds() or claim.unit_id != unit.pk:
        raise WrongState(
            _("The hold on %(unit)s has run out.") % {"unit": unit}, rule="G-03", remedy=_("Hold the unit again.")
        )
    wanted = STATE_OF[Claim.Kind(kind)]
    if unit.sale_state != wanted:
        unit.lifecycle.move(unit, wanted)
    claim.kind, claim.expires_at = kind, expires_at
    if about is not None:
        claim.about = about
    claim.save(update_fields=["kind", "expires_at", "about_type", "about_id", "updated_at"])
    return claim


def extend(claim: Claim, until: datetime) -> Claim:
    """Give a binding claim until ``until``. Raises ``WrongState`` when it no longer binds."""
    if not claim.binds():
        raise WrongState(
            _("The hold on %(unit)s has run out.") % {"unit": claim.unit}, remedy=_("Hold the unit again.")
        )
    claim.expires_at = until
    claim.save(update_fields=["expires_at", "updated_at"])
    return claim


def release(claim: Claim, *, reason: str, actor: Any, unit: Unit | None = None) -> None:
    """End the claim and make the unit available again.

    With ``unit``, the locked subject of the deed, the deed saves it; without, the unit is locked, saved and entered in
    the trail here. A claim already ended is left alone.
    """
    if not claim.live:
        return
    _end(claim, reason)
    if unit is not None:
        _free(unit)
        return
    units = lock(Unit.objects.filter(pk=claim.unit_id))
    for one in units:
        _free(one)
    bump(units)
    save_many(actor, "inventory.release_claim", units, ["sale_state", "version"], {"reason": reason}, clause="3.3.1")


def clear_run_out(unit: Unit, actor: Any = None) -> list[Claim]:
    """End a hold whose time is over, with what the floors above do then; the caller holds the unit's lock and saves it."""
    return _clear(unit, list(Claim.objects.run_out().filter(unit=unit).select_related("holder")), actor)


def _clear(unit: Unit, lapsed: list[Claim], actor: Any = None) -> list[Claim]:
    for claim in lapsed:
        _end(claim, _("Ran out"))
        _free(unit)
        for told in _on_run_out:
            told(actor or claim.holder, claim)
    return lapsed


def taken(unit: Unit, claim: Claim | None, user: Any = None) -> UnitTaken:
    """The refusal for a unit somebody has, with what this person may know and three ways out.

    The ways out are looked up when they are shown, so that whoever comes second lets go of the unit's lock at once.
    """
    told = claim is not None and user is not None and (claim.holder_id == user.pk or may(user, SEE_HOLDER))
    holder = str(claim.holder) if claim and told else ""
    words = {"unit": str(unit), "who": holder, "at": f"{clock.local(claim.since):%H:%M:%S}" if claim else ""}
    sentence = _("%(unit)s was taken by %(who)s at %(at)s.") if holder else _("%(unit)s has just been taken.")
    return UnitTaken(
        sentence % words, rule="G-03", clause="3.3.1", remedy=_("Choose one of the units beside it, or wait until it is free."),
        unit=unit, holder=holder, since=claim.since if claim else None, until=claim.expires_at if claim else None,
        kind=claim.get_kind_display() if claim else "", alternatives=SimpleLazyObject(lambda: alternatives(unit)),
        prices=user is not None and may(user, SEE_PRICE), key=str(uuid.uuid4()),
        queue=SimpleLazyObject(lambda: _queue_for(unit, claim, user)),
    )  # fmt: skip


def _queue_for(unit: Unit, claim: Claim | None, user: Any) -> str:
    """Nobody queues for what is their own."""
    if claim is None or user is None or claim.holder_id == user.pk:
        return ""
    return next(filter(None, (queue(unit, user) for queue in _queues)), "")


def alternatives(unit: Unit) -> list[Unit]:
    """Up to three free, priced units like this one: same type (else same kind), nearest floor first, same building first."""
    now = clock.now()
    if unit.unit_type_id:
        lines = _SAME_TYPE(unit.project_id, unit.kind, unit.unit_type_id, unit.pk, unit.floor, unit.building_id, now)
    else:
        lines = _SAME_KIND(unit.project_id, unit.kind, unit.pk, unit.floor, unit.building_id, now)
    for line in lines:
        line.unit.current_lines, line.unit.live_claims = [line], []
    return [line.unit for line in lines]


def _alike(units: Any, unit: int, floor: int, building: int) -> Any:
    """Prices in force of some ``units``, each with its unit: the three nearest to a place."""
    lines = PriceLine.objects.in_force().filter(unit__in=units).exclude(unit=unit)
    away, other = Abs(F("unit__floor") - floor), Abs(F("unit__building_id") - building)
    with_place = lines.select_related("scheme", "unit__building", "unit__section", "unit__unit_type")
    return with_place.order_by(away, other, "unit__room", "unit_id")[:3]


_SAME_TYPE = Prepared(
    lambda project, kind, of_type, unit, floor, building, at: _alike(
        Unit.objects.free(at).filter(project=project, kind=kind, unit_type=of_type), unit, floor, building
    )
)
_SAME_KIND = Prepared(
    lambda project, kind, unit, floor, building, at: _alike(
        Unit.objects.free(at).filter(project=project, kind=kind), unit, floor, building
    )
)


def _end(claim: Claim, reason: str) -> None:
    claim.live, claim.ended_at, claim.ended_because = False, clock.now(), str(reason)[:200]
    claim.save(update_fields=["live", "ended_at", "ended_because", "updated_at"])


def _free(unit: Unit) -> None:
    if unit.sale_state != SaleState.AVAILABLE:
        unit.lifecycle.move(unit, SaleState.AVAILABLE)
