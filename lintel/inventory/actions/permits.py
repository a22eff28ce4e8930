"""The presale permit from the desk to effect: recorded with its scan, approved by deputy and manager, published, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.layout import chosen_codes
from lintel.inventory.models import Building, PresalePermit, Project, Unit
from lintel.inventory.models.unit import touch
from lintel.platform.actions.door import action
from lintel.platform.approvals.actions import resubmit
from lintel.platform.approvals.asking import ask, live_request
from lintel.platform.approvals.points import Fact, Point, Step
from lintel.platform.attachments.actions import attach
from lintel.platform.attachments.kinds import attachment_kind
from lintel.platform.attachments.queries import attachments_of
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.words import listed

Status = PresalePermit.Status
SCAN = "inventory.permit_scan"
attachment_kind(SCAN, gettext_lazy("Presale permit scan"))


class PermitForm(forms.Form):
    """A permit as it is printed, and its scan."""

    project = forms.ModelChoiceField(Project.objects.all(), label=gettext_lazy("Project"))
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        choices=PresalePermit.Kind.choices,
        coerce=PresalePermit.Kind,
        initial=PresalePermit.Kind.PRESALE,
    )
    number = forms.CharField(label=gettext_lazy("Permit number"), max_length=80)
    issued_on = DayField(label=gettext_lazy("Issued on"))
    valid_until = DayField(
        label=gettext_lazy("Valid until"), required=False,
        help_text=gettext_lazy("Empty when the permit has no end."),
    )  # fmt: skip
    buildings = forms.ModelMultipleChoiceField(
        Building.objects.all(), label=gettext_lazy("Whole buildings"), required=False
    )
    single_units = forms.CharField(
        label=gettext_lazy("Single units"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Where the permit names units only, for example 3-1-1503 3-1-1504."),
    )  # fmt: skip
    scan = forms.FileField(label=gettext_lazy("Scan"), required=False)
    remark = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ChangePermitForm(PermitForm):
    """The same for a permit that is not approved yet; it stays in its project."""

    project = None  # type: ignore[assignment]


@action(PresalePermit, gettext_lazy("Record a permit"), creates=True, clause="3.1.2", form=PermitForm)
def record_permit(
    actor: User, *, project: Project, number: str, issued_on: date, valid_until: date | None = None,
    kind: PresalePermit.Kind = PresalePermit.Kind.PRESALE, buildings: Iterable[Building] = (), single_units: str = "",
    scan: UploadedFile | None = None, remark: str = "",
) -> PresalePermit:  # fmt: skip
    """Enter a permit. It has no effect until deputy and manager have compared it with the scan."""
    permit = PresalePermit(
        project=project,
        number=number.strip(),
        issued_on=issued_on,
        valid_until=valid_until,
        kind=kind,
        remark=remark,
        entered_by=actor,
    )
    permit.full_clean()
    permit.save()
    _cover(permit, buildings, single_units)
    if scan:
        attach(actor, permit, scan, SCAN)
    return permit


@action(
    PresalePermit, gettext_lazy("Edit"), clause="3.1.2", form=ChangePermitForm,
    when=lambda p: p.status in (Status.DRAFT, Status.RETURNED),
)  # fmt: skip
def change_permit(
    actor: User, permit: PresalePermit, *, number: str, issued_on: date, valid_until: date | None = None,
    kind: PresalePermit.Kind = PresalePermit.Kind.PRESALE, buildings: Iterable[Building] = (), single_units: str = "",
    scan: UploadedFile | None = None, remark: str = "",
) -> None:  # fmt: skip
    """Correct a permit that is not approved yet."""
    permit.number, permit.issued_on, permit.valid_until = number.strip(), issued_on, valid_until
    permit.kind, permit.remark = kind, remark
    permit.full_clean()
    _cover(permit, buildings, single_units)
    if scan:
        attach(actor, permit, scan, SCAN)


def _cover(permit: PresalePermit, buildings: Iterable[Building], single_units: str) -> None:
    chosen = list(buildings)
    if any(b.project_id != permit.project_id for b in chosen):
        raise Refused(_("A permit covers buildings of one project only."), rule="G-01", clause="3.1.2")
    codes = chosen_codes(single_units)
    units = list(Unit.objects.filter(project=permit.project_id, code__in=codes))
    if missing := sorted(set(codes) - {u.code for u in units}):
        raise Refused(_("There are no units called %(codes)s.") % {"codes": listed(missing[:10])}, clause="3.1.2")
    permit.buildings.set(chosen)
    permit.units.set(units)


def covered_units(permit: PresalePermit) -> QuerySet[Unit]:
    """The units the permit names, by building or singly."""
    by_building = Q(building__in=permit.buildings.values("pk"))
    return Unit.objects.filter(by_building | Q(pk__in=permit.units.values("pk")), project=permit.project_id)


def _facts(permit: PresalePermit) -> list[Fact]:
    buildings = "、".join(permit.buildings.values_list("name", flat=True))
    return [
        Fact(gettext_lazy("Permit number"), permit.number, emphasised=True),
        Fact(gettext_lazy("Issued on"), str(permit.issued_on)),
        Fact(gettext_lazy("Valid until"), str(permit.valid_until or "—")),
        Fact(gettext_lazy("Buildings"), buildings or "—", on_card=True),
        Fact(gettext_lazy("Units covered"), str(covered_units(permit).count())),
        Fact(gettext_lazy("Scans"), str(attachments_of(permit, SCAN).count())),
    ]


def _approved(actor: User, permit: PresalePermit, request: Any) -> None:
    if permit.status == Status.RETURNED:
        permit.lifecycle.move(permit, Status.IN_REVIEW)
    permit.lifecycle.move(permit, Status.APPROVED)
    touch(covered_units(permit))


def _returned(actor: User, permit: PresalePermit, request: Any) -> None:
    if permit.status == Status.IN_REVIEW:
        permit.lifecycle.move(permit, Status.RETURNED)


PERMIT = Point(
    name="inventory.permit", model=PresalePermit, title=gettext_lazy("Presale permit"), clause="3.1.2",
    facts=_facts, route=lambda permit: [Step("DM"), Step("MGR")], four_eyes=True,
    granted=_approved, refused=_returned, returned=_returned, withdrawn=_returned, expired=_returned,
)  # fmt: skip


@action(PresalePermit, gettext_lazy("Submit for approval"), clause="3.1.2", to=Status.IN_REVIEW)
@rule("G-01", clause="3.1.2", name="G-01:inventory.submit_permit")
def submit_permit(actor: User, permit: PresalePermit, *, reason: str = "") -> None:
    """Ask deputy and manager. A permit without scan or without units proves nothing, so it is not taken."""
    if not attachments_of(permit, SCAN).exists():
        raise Refused(
            _("The scan of the permit is missing."),
            rule="G-01",
            clause="3.1.2",
            remedy=_("Upload the scan, then submit again."),
        )
    if not covered_units(permit).exists():
        raise Refused(
            _("The permit names no unit that exists here."), rule="G-01", clause="3.1.2",
            remedy=_("Choose its buildings, or import the units first."),
        )  # fmt: skip
    if returned := live_request(PERMIT, permit):
        resubmit(actor, returned, reason=reason)
    else:
        ask(PERMIT, permit, by=actor, reason=reason)


@action(
    PresalePermit, gettext_lazy("Record publication"), clause="3.1.2", when=lambda p: p.status == Status.APPROVED and not p.published_on,
    labels={"published_on": gettext_lazy("Published on"), "where": gettext_lazy("Published where")},
)  # fmt: skip
@rule("G-11", clause="3.1.2", name="G-11:inventory.record_publication")
def record_publication(actor: User, permit: PresalePermit, *, published_on: date, where: str) -> None:
    """Note that all units of the permit were published at once, one unit one price (due ten days after the permit)."""
    if not permit.issued_on <= published_on <= clock.today():
        raise Refused(
            _("The day of publication lies between the day of the permit and today."), rule="G-11", clause="3.1.2"
        )
    permit.published_on, permit.published_where = published_on, where


@action(PresalePermit, gettext_lazy("Revoke"), clause="2.2.1.5", to=Status.REVOKED)
def revoke_permit(actor: User, permit: PresalePermit, *, reason: str) -> None:
    """The authority withdrew it: nothing it covered can be sold from now on."""
    touch(covered_units(permit))


@action(PresalePermit, gettext_lazy("Expire"), to=Status.EXPIRED, button=False)
def expire_permit(actor: User, permit: PresalePermit) -> None:
    """Its last day is over; done by the nightly job. The sale checks look at the date itself and do not wait for this."""
    touch(covered_units(permit))
