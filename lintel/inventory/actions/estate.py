"""Opening a project, putting people on it, and laying out its buildings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.layout import Grid, numbers_in, words_in
from lintel.inventory.models import Building, Phase, Project, ProjectMember, Section, Unit, UnitType
from lintel.platform.access.scope import everywhere, forget
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many
from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.words import listed


@action(
    Project, gettext_lazy("Open a project"), creates=True, clause="3.1.2",
    labels={"supervised_bank": gettext_lazy("Bank of the supervised account")},
)  # fmt: skip
def open_project(
    actor: User, *, name: str, code: str, city: str = "", address: str = "", developer: str = "",
    supervised_bank: str = "", supervised_name: str = "", supervised_account: str = "",
) -> Project:  # fmt: skip
    """Whoever opens a project is its first member."""
    project = Project(
        name=name, code=code, city=city, address=address, developer=developer, supervised_bank=supervised_bank,
        supervised_name=supervised_name, supervised_account=supervised_account,
    )  # fmt: skip
    project.full_clean()
    project.save()
    if not everywhere(actor):
        ProjectMember.objects.create(project=project, user=actor)
        forget(actor)
    return project


@action(Project, gettext_lazy("Add a member"))
def add_member(actor: User, project: Project, *, person: User) -> ProjectMember:
    """From now on ``person`` sees the project's rows, as far as their post reaches."""
    membership, new = ProjectMember.objects.get_or_create(project=project, user=person)
    if not new:
        raise Refused(_("%(person)s already works on this project.") % {"person": person})
    forget(person)
    return membership


@action(ProjectMember, gettext_lazy("Remove from the project"))
def remove_member(actor: User, membership: ProjectMember, *, reason: str) -> None:
    """The person no longer sees the project. What they did stays theirs in the trail."""
    ProjectMember.objects.filter(pk=membership.pk).delete()
    forget(membership.user)


class GenerateForm(forms.Form):
    """The grid of a new building."""

    name = forms.CharField(
        label=gettext_lazy("Building"), max_length=80, help_text=gettext_lazy("As on the permit, for example 3栋."),  # msg: ok
    )  # fmt: skip
    phase = forms.ModelChoiceField(Phase.objects.all(), label=gettext_lazy("Phase"), required=False)
    sections = forms.IntegerField(
        label=gettext_lazy("Sections"),
        min_value=0,
        max_value=20,
        initial=0,
        help_text=gettext_lazy("0 when the building has none."),
    )
    first_floor = forms.IntegerField(label=gettext_lazy("Lowest floor"), min_value=-9, max_value=200, initial=1)
    last_floor = forms.IntegerField(label=gettext_lazy("Highest floor"), min_value=-9, max_value=200)
    rooms = forms.IntegerField(label=gettext_lazy("Units per floor and section"), min_value=1, max_value=200)
    skip = forms.CharField(
        label=gettext_lazy("Floors left out"), required=False, help_text=gettext_lazy("For example 4, 14.")
    )
    types = forms.CharField(
        label=gettext_lazy("Unit types by position"),
        required=False,
        help_text=gettext_lazy("For example A B B A; repeated as needed."),
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"), choices=Unit.Kind.choices, coerce=Unit.Kind, initial=Unit.Kind.RESIDENTIAL
    )


@action(Project, gettext_lazy("Generate a building"), clause="3.1.2", form=GenerateForm)
def generate_building(
    actor: User, project: Project, *, name: str, first_floor: int, last_floor: int, rooms: int, sections: int = 0,
    skip: str = "", types: str = "", kind: Unit.Kind = Unit.Kind.RESIDENTIAL, phase: Phase | None = None,
) -> Building:  # fmt: skip
    """Create a building with a unit in every place of the grid, not released. Areas come from the unit types."""
    grid = Grid(range(first_floor, last_floor + 1), rooms, sections, numbers_in(skip), words_in(types))
    places = list(grid.places())
    if project.buildings.filter(name=name).exists():
        raise Refused(
            _("There is already a building called %(name)s.") % {"name": name}, remedy=_("Choose another name.")
        )
    if phase and phase.project_id != project.pk:
        raise Refused(_("This phase belongs to another project."))
    by_name = {t.name: t for t in project.unit_types.all()}
    if unknown := sorted({t for t in grid.types if t not in by_name}):
        raise Refused(
            _("Unknown unit types: %(names)s.") % {"names": listed(unknown)}, remedy=_("Enter the unit types first.")
        )
    building = Building.objects.create(project=project, phase=phase, name=name)
    stairs = [Section.objects.create(building=building, name=f"{n + 1}单元") for n in range(sections)]  # msg: ok
    units = [
        _unit(
            project,
            building,
            stairs[p.section] if stairs else None,
            p.floor,
            p.room,
            kind,
            by_name.get(grid.type_at(p.position)),
        )
        for p in places
    ]
    made = Unit.objects.bulk_create(units, batch_size=500)
    created_many(actor, "inventory.generate_building", made, {"building": building.pk}, clause="3.1.2")
    return building


def _unit(
    project: Project,
    building: Building,
    section: Section | None,
    floor: int,
    room: str,
    kind: str,
    unit_type: UnitType | None,
) -> Unit:
    unit = Unit(
        project=project, building=building, section=section, floor=floor, room=room, kind=kind, unit_type=unit_type
    )
    if unit_type:
        unit.gross_area, unit.net_area, unit.orientation = (
            unit_type.gross_area,
            unit_type.net_area,
            unit_type.orientation,
        )
    unit.code = unit.short_name()
    return unit
