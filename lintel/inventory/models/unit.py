"""The unit (房源): one home, shop or parking space, and the state of its sale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models.estate import Building, Section, UnitType
from lintel.inventory.models.project import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel import clock
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Record

if TYPE_CHECKING:
    from lintel.inventory.models.claim import Claim
    from lintel.inventory.models.price import PriceLine


class SaleState(models.TextChoices):
    """Where the sale of a unit stands (one at a time; permit, filing, mortgage and freezing are separate facts)."""

    DRAFT = "draft", _("Not released")
    WITHHELD = "withheld", _("Withheld")
    AVAILABLE = "available", _("Available")
    HELD = "held", _("On hold")
    RESERVED = "reserved", _("Reserved")
    CONTRACTED = "contracted", _("Contracted")
    FILED = "filed", _("Filed")
    HANDED_OVER = "handed_over", _("Handed over")
    TITLED = "titled", _("Title issued")
    NOT_FOR_SALE = "not_for_sale", _("Not for sale")


UNSOLD = (SaleState.DRAFT, SaleState.WITHHELD, SaleState.AVAILABLE)
"""Nobody has a claim on a unit in these states."""
SOLD = (SaleState.RESERVED, SaleState.CONTRACTED, SaleState.FILED, SaleState.HANDED_OVER, SaleState.TITLED)
"""Sold as far as sales is concerned; a hold is no sale."""
OFFERED = (SaleState.AVAILABLE, SaleState.HELD, *SOLD)
"""Released for sale, whatever became of them since."""


class UnitQuerySet(models.QuerySet["Unit"]):
    def shown(self, at: datetime | None = None) -> UnitQuerySet:
        """With building, section, type, the live claim (``row.claim``) and the price in force (``row.price``): 3 queries."""
        from lintel.inventory.models.claim import Claim  # the claim points at the unit, so it is defined after it
        from lintel.inventory.models.price import PriceLine

        return self.select_related("building", "section", "unit_type").prefetch_related(
            Prefetch("claims", Claim.objects.live(at).select_related("holder"), to_attr="live_claims"),
            Prefetch("price_lines", PriceLine.objects.in_force().select_related("scheme"), to_attr="current_lines"),
        )

    def permitted(self, day: date | None = None) -> UnitQuerySet:
        """Annotated with ``row.permitted``: whether a valid permit covers the unit on that day."""
        from lintel.inventory.models.permit import PresalePermit

        valid = PresalePermit.objects.valid(day or clock.today())
        by_building = Exists(valid.filter(buildings=OuterRef("building")))
        return self.annotate(permitted=by_building | Exists(valid.filter(units=OuterRef("pk"))))

    def free(self, at: datetime | None = None) -> UnitQuerySet:
        """Available to be claimed: released, or on a hold that has run out."""
        from lintel.inventory.models.claim import Claim

        claimed = Exists(Claim.objects.live(at).filter(unit=OuterRef("pk")))
        return self.filter(~claimed, sale_state__in=(SaleState.AVAILABLE, SaleState.HELD), frozen=False)


class Unit(Record):
    """One thing that can be sold once. Its place is building, section, floor and room; two cannot stand in one place."""

    class Kind(models.TextChoices):
        RESIDENTIAL = "residential", _("Home")
        SHOP = "shop", _("Shop")
        PARKING = "parking", _("Parking space")

    State = SaleState

    project = models.ForeignKey(Project, models.PROTECT, related_name="units", verbose_name=_("project"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="units", verbose_name=_("building"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("section")
    )
    floor = models.SmallIntegerField(_("floor"), help_text=_("Negative below ground."))
    floor_label = models.CharField(
        _("floor as said"), max_length=12, blank=True, help_text=_("Only where it differs, for example 3A for 4.")
    )
    room = models.CharField(_("room"), max_length=12, help_text=_("The position on the floor, for example 03."))
    code = models.CharField(_("unit"), max_length=60, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.RESIDENTIAL)
    unit_type = models.ForeignKey(
        UnitType, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("unit type")
    )
    gross_area = models.DecimalField(_("gross floor area (㎡)"), max_digits=10, decimal_places=2, null=True, blank=True)
    net_area = models.DecimalField(_("net internal area (㎡)"), max_digits=10, decimal_places=2, null=True, blank=True)
    orientation = models.CharField(_("orientation"), max_length=20, blank=True)
    sale_state = models.CharField(_("state"), max_length=14, choices=SaleState.choices, default=SaleState.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=200, blank=True)
    frozen = models.BooleanField(
        _("frozen"), default=False, help_text=_("By a court or a dispute: no claim of any kind.")
    )
    frozen_reason = models.CharField(_("why frozen"), max_length=200, blank=True)
    released_at = models.DateTimeField(_("first released"), null=True, blank=True, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)
    """Goes up with every change that the board shows."""

    objects = UnitQuerySet.as_manager()
    scope = Scope(project="project")
    lifecycle = Lifecycle(
        "sale_state",
        {
            SaleState.DRAFT: [SaleState.AVAILABLE, SaleState.WITHHELD, SaleState.NOT_FOR_SALE],
            SaleState.WITHHELD: [SaleState.AVAILABLE, SaleState.NOT_FOR_SALE],
            SaleState.AVAILABLE: [SaleState.WITHHELD, SaleState.HELD, SaleState.RESERVED, SaleState.NOT_FOR_SALE],
            SaleState.HELD: [SaleState.AVAILABLE, SaleState.HELD, SaleState.RESERVED],
            SaleState.RESERVED: [SaleState.CONTRACTED, SaleState.AVAILABLE],
            SaleState.CONTRACTED: [SaleState.FILED, SaleState.AVAILABLE],
            SaleState.FILED: [SaleState.HANDED_OVER, SaleState.AVAILABLE],
            SaleState.HANDED_OVER: [SaleState.TITLED],
        },
    )

    # filled by ``UnitQuerySet.shown``
    live_claims: list[Claim]
    current_lines: list[PriceLine]

    class Meta:
        verbose_name, verbose_name_plural = _("unit"), _("units")
        constraints = [
            # The key has a part that may be missing, and the two databases disagree on whether nulls are equal.
            models.UniqueConstraint(
                fields=["building", "section", "floor", "room"], condition=Q(section__isnull=False),
                name="one_unit_per_place_in_a_section",
                violation_error_message=_("There is already a unit in this place."),
            ),
            models.UniqueConstraint(
                fields=["building", "floor", "room"], condition=Q(section__isnull=True),
                name="one_unit_per_place_in_a_building",
                violation_error_message=_("There is already a unit in this place."),
            ),
            models.CheckConstraint(
                condition=Q(gross_area__isnull=True) | Q(gross_area__gt=0), name="gross_area_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(net_area__isnull=True) | Q(gross_area__isnull=True)
                | Q(net_area__gt=0, net_area__lte=models.F("gross_area")),
                name="net_area_within_gross_area",
                violation_error_message=_("The net area cannot exceed the gross area."),
            ),
            models.CheckConstraint(
                condition=Q(frozen=False) | ~Q(frozen_reason=""), name="a_frozen_unit_says_why"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["project", "sale_state"]),
            models.Index(fields=["project", "updated_at"]),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, **kwargs: Any) -> None:
        """Keep the short name, and raise ``version`` whenever a change is written."""
        if self._state.adding:
            self.code = self.code or self.short_name()
        else:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = [*kwargs["update_fields"], "version"]
        super().save(**kwargs)

    def short_name(self) -> str:
        """``3-2-1503``: building, section if any, floor and room. Reads building and section."""
        middle = [self.section.code] if self.section else []
        return "-".join([self.building.code, *middle, f"{self.floor_word}{self.room}"])

    @property
    def floor_word(self) -> str:
        """The floor as people say it: ``15``, ``3A``, ``B1``."""
        return self.floor_label or (f"B{-self.floor}" if self.floor < 0 else str(self.floor))

    @property
    def number(self) -> str:
        """Floor and room without the building: ``1503``."""
        return f"{self.floor_word}{self.room}"

    @property
    def full_name(self) -> str:
        """``松风明月花园3栋-1单元-1503``. Reads building and section."""
        parts = [self.building.name, *([self.section.name] if self.section else []), self.number]
        return "-".join(parts)

    @property
    def claim(self) -> Claim | None:
        """The live claim, of a row fetched by ``shown``."""
        return self.live_claims[0] if self.live_claims else None

    @property
    def price(self) -> PriceLine | None:
        """The price in force, of a row fetched by ``shown``."""
        return self.current_lines[0] if self.current_lines else None

    @property
    def state_now(self) -> SaleState:
        """The state as it is this moment, of a row fetched by ``shown``: a hold that ran out counts as available."""
        if self.sale_state == SaleState.HELD and not self.claim:
            return SaleState.AVAILABLE
        return SaleState(self.sale_state)


def bump(units: Iterable[Unit]) -> None:
    """Raise the version of locked units that a bulk write is about to save (name ``version`` among its fields)."""
    for unit in units:
        unit.version += 1


def touch(units: models.QuerySet[Unit]) -> int:
    """Tell the boards that something shown with these units changed elsewhere (a price, a permit)."""
    return units.update(version=models.F("version") + 1, updated_at=clock.now())
