"""Unit control (销控): releasing, withholding, freezing - one unit or a thousand, always with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lintel.inventory.claims import clear_run_out
from lintel.inventory.models import Claim, Project, Unit
from lintel.inventory.models.unit import UNSOLD, SaleState, bump
from lintel.inventory.selling import Answer, can_sell_many
from lintel.platform.actions.door import action
from lintel.platform.actions.many import lock, save_many
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

MOST = 1_000
"""Units one bulk deed may change."""
_WRITTEN = ["sale_state", "state_reason", "released_at", "version"]


@dataclass(frozen=True)
class Preview:
    """What a bulk deed would do: the units it can change, and those it cannot with the reason."""

    can: list[Unit]
    cannot: list[tuple[Unit, str]]


def preview_release(units: Sequence[Unit], user: Any = None) -> Preview:
    """Which of the units pass every check for release (G-01, G-10, state, freeze)."""
    answers = can_sell_many(units, user=user, purpose="release")
    return Preview(
        [u for u in units if answers[u.pk].yes], [(u, _why(answers[u.pk])) for u in units if not answers[u.pk].yes]
    )


def preview_withhold(units: Sequence[Unit], user: Any = None) -> Preview:
    """Which of the units nobody has a claim on, so that they can be taken back."""
    bound = _bound(units)
    fine = [u for u in units if _can_withhold(u, bound)]
    return Preview(
        fine, [(u, _("State: %(state)s.") % {"state": u.get_sale_state_display()}) for u in units if u not in fine]
    )


def _why(answer: Answer) -> str:
    return " ".join(str(c.evidence) for c in answer.blocking)


@action(Project, gettext_lazy("Release units"), clause="3.1.2", button=False)
@rule("G-01", clause="3.1.2", name="G-01:inventory.release_units")
def release_units(actor: User, project: Project, *, units: list[Unit], reason: str) -> int:
    """Put units on sale; all of them or none. Raises ``Refused`` naming the units that may not be released."""
    chosen = _chosen(project, units)
    preview = preview_release(chosen, actor)
    if preview.cannot:
        raise _refused(preview.cannot)
    for unit in chosen:
        unit.lifecycle.move(unit, SaleState.AVAILABLE)
        unit.released_at = unit.released_at or clock.now()
    return _write(actor, "inventory.release_units", chosen, reason)


@action(Project, gettext_lazy("Withhold units"), clause="3.1.2", button=False)
def withhold_units(actor: User, project: Project, *, units: list[Unit], reason: str) -> int:
    """Take units off sale. Units withheld after they were released stay listed with the reason, because hoarding is
    forbidden (G-11)."""
    chosen = _chosen(project, units)
    bound = _bound(chosen)
    if wrong := [(u, str(u.get_sale_state_display())) for u in chosen if not _can_withhold(u, bound)]:
        raise _refused(wrong)
    for unit in chosen:
        clear_run_out(unit, actor)
        unit.lifecycle.move(unit, SaleState.WITHHELD)
    return _write(actor, "inventory.withhold_units", chosen, reason)


@action(
    Unit, gettext_lazy("Freeze"), clause="2.2.1.5", when=lambda u: not u.frozen,
    labels={"reason": gettext_lazy("Court order or dispute")},
)  # fmt: skip
def freeze_unit(actor: User, unit: Unit, *, reason: str) -> None:
    """A court order or a dispute: from now on no claim of any kind can be made on the unit."""
    unit.frozen, unit.frozen_reason = True, reason


@action(Unit, gettext_lazy("Lift the freeze"), clause="2.2.1.5", when=lambda u: u.frozen)
def unfreeze_unit(actor: User, unit: Unit, *, reason: str) -> None:
    """The matter is settled; the reason stays in the trail."""
    unit.frozen, unit.frozen_reason = False, ""


@action(Unit, gettext_lazy("Let a hold lapse"), button=False)
def lapse_hold(actor: User, unit: Unit) -> int:
    """End a hold whose time is over and make the unit available; what the sweep does once a minute."""
    return len(clear_run_out(unit, actor))


def _chosen(project: Project, units: Iterable[Unit]) -> list[Unit]:
    keys = {u.pk for u in units}
    if not 0 < len(keys) <= MOST:
        raise Refused(_("Choose between 1 and %(most)d units.") % {"most": MOST})
    chosen = lock(Unit.objects.filter(project=project, pk__in=keys).select_related("building"))
    if len(chosen) != len(keys):
        raise Refused(_("Some of these units belong to another project."))
    return chosen


def _bound(units: Sequence[Unit]) -> set[int]:
    """The units somebody has at this moment."""
    project_ids = {u.project_id for u in units}
    return set(Claim.objects.live().filter(unit__project__in=project_ids).values_list("unit_id", flat=True))


def _can_withhold(unit: Unit, bound: set[int]) -> bool:
    if unit.pk in bound or unit.sale_state == SaleState.WITHHELD:
        return False
    return unit.sale_state in UNSOLD or unit.sale_state == SaleState.HELD


def _write(actor: User, deed: str, units: list[Unit], reason: str) -> int:
    for unit in units:
        unit.state_reason = reason[:200]
    bump(units)
    return save_many(actor, deed, units, _WRITTEN, {"reason": reason}, clause="3.1.2")


def _refused(wrong: list[tuple[Unit, str]]) -> Refused:
    first = "; ".join(f"{unit} {why}" for unit, why in wrong[:3])
    message = ngettext("%(count)d unit cannot be changed.", "%(count)d units cannot be changed.", len(wrong)) % {
        "count": len(wrong)
    }
    return Refused(
        f"{message} {first}", rule="G-01", clause="3.1.2", remedy=_("Leave these units out, or mend what the checks name."),
        units=[str(unit) for unit, _why in wrong],
    )  # fmt: skip
