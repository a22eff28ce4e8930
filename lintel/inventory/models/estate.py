"""How a project is laid out: phases, buildings, their sections, unit types and the facilities around."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lintel.inventory.models.project import Project
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record

_BUILDING_NUMBER = re.compile(r"([0-9A-Za-z]+)\s*(?:号楼|栋|幢|座|号|#|楼)\s*$")  # msg: ok
_SECTION_NUMBER = re.compile(r"([0-9A-Za-z]+)")


def building_code(name: str) -> str:
    """``"松风明月花园3栋"`` → ``"3"``: the part of a building's name that people say; the name itself when there is none."""
    found = _BUILDING_NUMBER.search(name.strip())
    return (found.group(1) if found else name.strip())[:20]


def section_code(name: str) -> str:
    """``"2单元"`` → ``"2"``."""
    found = _SECTION_NUMBER.search(name)
    return (found.group(1) if found else name.strip())[:20]


class Phase(Record):
    """A part of the project that is built and sold together."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="phases", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=60)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("phase"), _("phases")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_phase_of_a_name_per_project")]

    def __str__(self) -> str:
        return self.name


class Building(Record):
    """A building, or an underground garage. ``mortgaged`` must be told to buyers in writing (G-17)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="buildings", verbose_name=_("project"))
    phase = models.ForeignKey(
        Phase, models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name=_("phase")
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("As on the presale permit, for example 3栋."),  # msg: ok
    )  # fmt: skip
    code = models.CharField(_("short name"), max_length=20, blank=True, help_text=_("For example 3, as in 3-2-1503."))
    mortgaged = models.BooleanField(_("mortgaged"), default=False)
    mortgage_note = models.TextField(
        _("mortgage"), blank=True, help_text=_("To whom, since when, and what buyers are told.")
    )

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("building"), _("buildings")
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_building_of_a_name_per_project"),
            models.CheckConstraint(
                condition=Q(mortgaged=False) | ~Q(mortgage_note=""), name="a_mortgage_is_described",
                violation_error_message=_("Say to whom the building is mortgaged and what buyers are told."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """A building always has a short name, because unit names are made of it."""
        self.code = self.code or building_code(self.name)
        super().save(**kwargs)


class Section(Record):
    """A stairwell of a building (单元). A building without sections has none of these."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="sections", verbose_name=_("building"))
    name = models.CharField(_("name"), max_length=40)

    scope = Scope(through="building")

    class Meta:
        verbose_name, verbose_name_plural = _("section"), _("sections")
        constraints = [models.UniqueConstraint(fields=["building", "name"], name="one_section_of_a_name_per_building")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return section_code(self.name)


class UnitType(Record):
    """A layout (户型): what units of the same letter have in common."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="unit_types", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=40)
    rooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    halls = models.PositiveSmallIntegerField(_("living rooms"), null=True, blank=True)
    baths = models.PositiveSmallIntegerField(_("bathrooms"), null=True, blank=True)
    orientation = models.CharField(_("orientation"), max_length=20, blank=True)
    gross_area = models.DecimalField(_("gross floor area (㎡)"), max_digits=10, decimal_places=2, null=True, blank=True)
    net_area = models.DecimalField(_("net internal area (㎡)"), max_digits=10, decimal_places=2, null=True, blank=True)
    description = models.TextField(_("description"), blank=True)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("unit type"), _("unit types")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_unit_type_of_a_name_per_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def layout(self) -> str:
        """``3室2厅2卫``; empty when nothing is recorded."""
        parts = (
            (self.rooms, gettext("%(n)d bed ")),
            (self.halls, gettext("%(n)d living ")),
            (self.baths, gettext("%(n)d bath ")),
        )
        return "".join(word % {"n": count} for count, word in parts if count is not None).strip()


class Facility(Record):
    """Something near or in the estate that consultants tell buyers about; what is only planned is always labelled so."""

    class Stage(models.TextChoices):
        EXISTING = "existing", _("In use")
        BUILDING = "building", _("Under construction")
        PLANNED = "planned", _("Planned")

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        TRANSPORT = "transport", _("Transport")
        SHOPPING = "shopping", _("Shopping")
        MEDICAL = "medical", _("Medical")
        PARK = "park", _("Park and leisure")
        ESTATE = "estate", _("In the estate")
        OTHER = "other", _("Other")

    project = models.ForeignKey(Project, models.PROTECT, related_name="facilities", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.PLANNED)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("The document that says so."))
    note = models.TextField(_("note"), blank=True)

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("facility"), _("facilities")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_facility_of_a_name_per_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def told_as(self) -> str:
        """The name as it may be said to a buyer: what does not exist yet says so."""
        if self.stage == self.Stage.EXISTING:
            return self.name
        return gettext("%(name)s (%(stage)s)") % {"name": self.name, "stage": self.get_stage_display()}
