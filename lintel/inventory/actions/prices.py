"""Prices of units: drafted as a scheme, approved, filed, put in force, superseded (one unit, one price)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Phase, PriceLine, PriceScheme, Project, Unit
from lintel.inventory.models.unit import touch
from lintel.inventory.pricing import Change, priced
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.approvals.actions import resubmit, withdraw
from lintel.platform.approvals.asking import ask, live_request
from lintel.platform.approvals.points import Fact, Point, Step
from lintel.platform.attachments.actions import attach
from lintel.platform.attachments.kinds import attachment_kind
from lintel.platform.audit.deeds import name_deed
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.money import format_yuan

Status = PriceScheme.Status
FILING_PROOF = "inventory.price_filing"
attachment_kind(FILING_PROOF, gettext_lazy("Proof of price filing"))
name_deed("inventory.supersede_scheme", gettext_lazy("Replaced by a newer price scheme"))


@action(
    PriceScheme, gettext_lazy("Draft a price scheme"), creates=True, clause="3.1.2",
    labels={"effective_on": gettext_lazy("In force from"), "phase": gettext_lazy("Phase")},
)  # fmt: skip
def draft_scheme(
    actor: User,
    *,
    project: Project,
    name: str,
    reason: str,
    effective_on: date | None = None,
    phase: Phase | None = None,
) -> PriceScheme:
    """An empty scheme; its prices come from an import, from another scheme, or one by one."""
    scheme = PriceScheme(
        project=project, name=name, reason=reason, effective_on=effective_on, phase=phase, author=actor
    )
    scheme.full_clean()
    scheme.save()
    return scheme


@action(PriceScheme, gettext_lazy("Set a price"), clause="3.1.2", when=lambda s: s.editable_now, button=False)
def price_unit(
    actor: User, scheme: PriceScheme, *, unit: Unit, list_price: Decimal, filed_price: Decimal | None = None,
    floor_price: Decimal | None = None, unit_price: Decimal | None = None, basis: PriceLine.Basis = PriceLine.Basis.GROSS,
) -> PriceLine:  # fmt: skip
    """Give one unit a price in a draft, or change it. Without a filed price the list price is the one to be filed."""
    if unit.project_id != scheme.project_id:
        raise Refused(_("The unit belongs to another project."), clause="3.1.2")
    line = PriceLine.objects.filter(scheme=scheme, unit=unit).first() or PriceLine(scheme=scheme, unit=unit)
    line.list_price, line.floor_price, line.unit_price, line.basis = list_price, floor_price, unit_price, basis
    line.filed_price = list_price if filed_price is None else filed_price
    line.full_clean()
    line.save()
    return line


@action(Project, gettext_lazy("Re-price units"), clause="3.1.2", button=False)
def draft_repricing(
    actor: User, project: Project, *, units: list[Unit], name: str, reason: str, percent: Decimal | None = None,
    per_metre: Decimal | None = None, effective_on: date | None = None,
) -> PriceScheme:  # fmt: skip
    """A new draft scheme from the prices in force, changed by ``percent`` or by ``per_metre`` yuan. Nothing is in force yet."""
    change = Change(percent, per_metre)
    keys = {u.pk for u in units}
    lines = list(PriceLine.objects.in_force().filter(unit__in=keys, unit__project=project).select_related("unit"))
    if missing := len(keys) - len(lines):
        raise Refused(
            _("%(count)d of these units have no price in force.") % {"count": missing}, clause="3.1.2",
            remedy=_("Leave them out, or draft their first prices."),
        )  # fmt: skip
    scheme = PriceScheme(project=project, name=name, reason=reason, effective_on=effective_on, author=actor)
    scheme.full_clean()
    scheme.save()
    fresh = PriceLine.objects.bulk_create([priced(line, change, scheme) for line in lines], batch_size=500)
    created_many(actor, "inventory.draft_repricing", fresh, {"scheme": scheme.pk, "reason": reason}, clause="3.1.2")
    return scheme


def totals_of(scheme: PriceScheme) -> dict[str, Any]:
    """``units``, ``gross_area`` (㎡), ``total`` (yuan), ``without_floor``, ``lowest`` (floor prices), and ``before``.

    ``before`` is the total of the prices in force that these would replace.
    """
    found = scheme.lines.aggregate(
        units=Count("pk"), gross_area=Sum("unit__gross_area"), total=Sum("list_price"),
        without_floor=Count("pk", filter=Q(floor_price__isnull=True)), lowest=Sum("floor_price"),
    )  # fmt: skip
    before = PriceLine.objects.in_force().filter(unit__in=scheme.lines.values("unit"))
    return {**found, "before": before.aggregate(total=Sum("list_price"))["total"]}


def _facts(scheme: PriceScheme) -> list[Fact]:
    sums = totals_of(scheme)
    before = sums["before"]
    facts = [
        Fact(gettext_lazy("Price scheme"), scheme.name, on_card=True),
        Fact(gettext_lazy("Units"), str(sums["units"])),
        Fact(gettext_lazy("Sum of list prices"), format_yuan(sums["total"] or Decimal(0)), emphasised=True),
        Fact(gettext_lazy("In force from"), str(scheme.effective_on or "—")),
        Fact(gettext_lazy("Units without floor price"), str(sums["without_floor"])),
    ]
    if before is not None:
        facts.append(Fact(gettext_lazy("Sum of the prices in force now"), format_yuan(before)))
    return facts


def _approved(actor: User, scheme: PriceScheme, request: Any) -> None:
    if scheme.status == Status.RETURNED:
        scheme.lifecycle.move(scheme, Status.IN_REVIEW)
    scheme.lifecycle.move(scheme, Status.APPROVED)


def _to(status: Status) -> Any:
    def outcome(actor: User, scheme: PriceScheme, request: Any) -> None:
        if scheme.lifecycle.allows(scheme, status):
            scheme.lifecycle.move(scheme, status)

    return outcome


SCHEME = Point(
    name="inventory.price_scheme", model=PriceScheme, title=gettext_lazy("Price scheme"), clause="3.1.2",
    facts=_facts, route=lambda scheme: [Step("DM"), Step("MGR")], four_eyes=True,
    granted=_approved, refused=_to(Status.REJECTED), returned=_to(Status.RETURNED), withdrawn=_to(Status.WITHDRAWN),
    expired=_to(Status.RETURNED),
)  # fmt: skip


@action(PriceScheme, gettext_lazy("Submit for approval"), clause="3.1.2", to=Status.IN_REVIEW)
def submit_scheme(actor: User, scheme: PriceScheme, *, reason: str = "") -> None:
    """Ask deputy and manager; neither may be the author."""
    if not scheme.lines.exists():
        raise Refused(
            _("The scheme has no prices yet."), clause="3.1.2", remedy=_("Import the price list, then submit.")
        )
    nameless = scheme.lines.filter(unit__gross_area__isnull=True).exclude(basis=PriceLine.Basis.UNIT).count()
    if nameless:
        raise Refused(
            _("%(count)d units are priced by area, but their area is not recorded.") % {"count": nameless}, clause="3.1.2",
            remedy=_("Complete the areas first."),
        )  # fmt: skip
    if returned := live_request(SCHEME, scheme):
        resubmit(actor, returned, reason=reason)
    else:
        ask(SCHEME, scheme, by=actor, reason=reason or scheme.reason)


@action(PriceScheme, gettext_lazy("Withdraw"), to=Status.WITHDRAWN)
def withdraw_scheme(actor: User, scheme: PriceScheme, *, reason: str) -> None:
    """Give the scheme up; its prices never come into force."""
    request = live_request(SCHEME, scheme)
    if request and request.asked_by_id == actor.pk:
        withdraw(actor, request, reason=reason)
    elif request:
        raise Refused(_("It is being reviewed; only whoever asked can take it back."), clause="3.1.2")


@action(
    PriceScheme, gettext_lazy("Record the filing"), clause="2.2.1.5", to=Status.FILED,
    labels={"filing_number": gettext_lazy("Filing number"), "filed_on": gettext_lazy("Filed on"), "proof": gettext_lazy("Proof (scan)")},
)  # fmt: skip
@rule("G-10", clause="2.2.1.5", name="G-10:inventory.file_scheme")
def file_scheme(
    actor: User, scheme: PriceScheme, *, filing_number: str, filed_on: date, proof: UploadedFile | None = None
) -> None:
    """The authority has the prices: number, day and proof. Above a filed price nothing is ever sold."""
    if filed_on > clock.today():
        raise Refused(_("A filing cannot lie in the future."), rule="G-10", clause="2.2.1.5")
    scheme.filing_number, scheme.filed_on = filing_number.strip(), filed_on
    if proof:
        attach(actor, scheme, proof, FILING_PROOF)


@action(PriceScheme, gettext_lazy("Put in force"), clause="3.1.2", to=Status.IN_FORCE)
@rule("G-10", clause="3.1.2", name="G-10:inventory.put_in_force")
def put_in_force(actor: User, scheme: PriceScheme) -> None:
    """From now on these are the prices of its units. A scheme whose last unit got a newer price is superseded.

    Quotes already issued keep their price until they run out.
    """
    if scheme.effective_on and scheme.effective_on > clock.today():
        raise Refused(
            _("The scheme is to come into force on %(day)s.") % {"day": scheme.effective_on}, clause="3.1.2",
            remedy=_("It comes into force by itself on that day."),
        )  # fmt: skip
    units = Unit.objects.filter(price_lines__scheme=scheme)
    lock(Unit.objects.filter(pk__in=units.values("pk")))
    PriceLine.objects.in_force().filter(unit__in=units.values("pk")).update(current=False, updated_at=clock.now())
    scheme.lines.update(current=True, updated_at=clock.now())
    scheme.in_force_at = clock.now()
    touch(Unit.objects.filter(pk__in=units.values("pk")))
    _supersede(actor, scheme)


def _supersede(actor: User, newer: PriceScheme) -> None:
    """Close schemes of the project whose every line has been replaced."""
    emptied = PriceScheme.objects.filter(project=newer.project_id, status=Status.IN_FORCE).exclude(pk=newer.pk)
    older = lock(emptied.exclude(pk__in=PriceLine.objects.in_force().values("scheme")))
    for scheme in older:
        scheme.lifecycle.move(scheme, Status.SUPERSEDED)
    save_many(actor, "inventory.supersede_scheme", older, ["status"], {"newer": newer.pk}, clause="3.1.2")


def due_schemes(day: date) -> Iterable[PriceScheme]:
    """Filed schemes whose day has come."""
    return PriceScheme.objects.filter(status=Status.FILED, effective_on__lte=day).order_by("effective_on", "pk")
