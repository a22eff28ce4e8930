"""Writing what the dry run promised, in one transaction, and taking it back while nobody has built on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.importing.known import LINE_FIELDS, UNIT_FIELDS, known_of
from lintel.inventory.importing.planning import key_of
from lintel.inventory.models import Building, PriceLine, PriceScheme, Project, Section, Unit, UnitType
from lintel.inventory.models.unit import SaleState, bump
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.audit.deeds import name_deed
from lintel.platform.exchange.importers import Context, Kind, Planned, Touched, Written
from lintel.platform.kernel import clock

DEED = "inventory.import_units"
name_deed(DEED, gettext_lazy("Units imported"))
name_deed("inventory.undo_import", gettext_lazy("Import undone"))
DRAFTS = (PriceScheme.Status.DRAFT, PriceScheme.Status.RETURNED)


def commit_units(actor: Any, planned: Sequence[Planned], context: Context) -> Written:
    """Create and change the units of one batch, and put their prices into the import's draft scheme."""
    project = Project.objects.get(pk=int(context.options["project"]))
    written = Written()
    _create(actor, project, [p for p in planned if p.kind == Kind.NEW], context, written)
    _update(actor, project, [p for p in planned if p.kind == Kind.UPDATE], context, written)
    return written


def _said(context: Context) -> dict[str, Any]:
    return {"import": context.job.pk} if context.job else {}


def _create(actor: Any, project: Project, planned: Sequence[Planned], context: Context, written: Written) -> None:
    places = _Places(actor, project, context, planned)
    units = [places.unit(p.values) for p in planned]
    Unit.objects.bulk_create(units, batch_size=500)
    created_many(actor, DEED, units, _said(context), clause="3.1.2")
    lines = [
        _line(unit, p.values) for unit, p in zip(units, planned, strict=True) if p.values.get("list_price") is not None
    ]
    _price(actor, project, lines, context)
    written.created |= {p.line: unit.pk for unit, p in zip(units, planned, strict=True)}


def _line(unit: Unit, values: Mapping[str, Any]) -> PriceLine:
    return PriceLine(unit=unit, **{f: values[f] for f in LINE_FIELDS})


def _price(actor: Any, project: Project, lines: list[PriceLine], context: Context) -> None:
    if not lines:
        return
    scheme = _scheme(actor, project, context)
    for line in lines:
        line.scheme = scheme
    PriceLine.objects.bulk_create(lines, batch_size=500)
    created_many(actor, DEED, lines, {**_said(context), "scheme": scheme.pk}, clause="3.1.2")


def _scheme(actor: Any, project: Project, context: Context) -> PriceScheme:
    """The one draft scheme of this import."""
    if "scheme" not in context.memory:
        name = _("Price list of %(moment)s") % {"moment": f"{clock.now():%Y-%m-%d %H:%M:%S}"}
        taken = PriceScheme.objects.filter(project=project, name__startswith=name).count()
        scheme = PriceScheme.objects.create(
            project=project, name=f"{name} ({taken + 1})" if taken else name, reason=_("Imported"), author=actor
        )
        created_many(actor, DEED, [scheme], _said(context), clause="3.1.2")
        context.memory["scheme"] = scheme
    return context.memory["scheme"]


class _Places:
    """The buildings, sections and unit types that the rows name; those that are missing are made first, all at once."""

    def __init__(self, actor: Any, project: Project, context: Context, planned: Sequence[Planned]) -> None:
        self.project = project
        made: list[Any] = []
        wanted = [key_of(p.values) for p in planned]
        self.buildings = {b.name: b for b in project.buildings.all()}
        for name in dict.fromkeys(k[0] for k in wanted if k[0] not in self.buildings):
            self.buildings[name] = Building.objects.create(project=project, name=name)
            made.append(self.buildings[name])
        self.sections = {
            (s.building.name, s.name): s
            for s in Section.objects.filter(building__project=project).select_related("building")
        }
        for building, name in dict.fromkeys((k[0], k[1]) for k in wanted if k[1] and (k[0], k[1]) not in self.sections):
            self.sections[building, name] = Section.objects.create(building=self.buildings[building], name=name)
        self.types = types_named(project, {p.values.get("unit_type") for p in planned}, made)
        created_many(actor, DEED, made, _said(context), clause="3.1.2")

    def unit(self, values: Mapping[str, Any]) -> Unit:
        """An unsaved unit, not released."""
        building, section, floor, room = key_of(values)
        unit = Unit(
            project=self.project, building=self.buildings[building], section=self.sections.get((building, section)),
            floor=floor, room=room, kind=values.get("kind") or Unit.Kind.RESIDENTIAL, orientation=values.get("orientation") or "",
            gross_area=values.get("gross_area"), net_area=values.get("net_area"), unit_type=self.types.get(values.get("unit_type") or ""),
        )  # fmt: skip
        unit.code = unit.short_name()
        return unit


def types_named(project: Project, names: set[Any], made: list[Any]) -> dict[str, UnitType]:
    """The project's unit types by name; missing ones are created and added to ``made``."""
    types = {t.name: t for t in project.unit_types.all()}
    for name in sorted(n for n in names if n and n not in types):
        types[name] = UnitType.objects.create(project=project, name=name)
        made.append(types[name])
    return types


def _update(actor: Any, project: Project, planned: Sequence[Planned], context: Context, written: Written) -> None:
    if not planned:
        return
    known = known_of(context)
    units = {u.pk: u for u in lock(Unit.objects.filter(project=project, pk__in=[p.target for p in planned]))}
    made: list[Any] = []
    types = types_named(project, {p.values.get("unit_type") for p in planned}, made)
    created_many(actor, DEED, made, _said(context), clause="3.1.2")
    changed, new_lines, old_lines = [], [], []
    for p in planned:
        about_unit, about_price = known.differs(key_of(p.values), p.values)
        unit = units[p.target]
        before: dict[str, Any] = {"unit": {f: now for f, (now, _then) in about_unit.items()}}
        if about_unit:
            for field, (_now, then) in about_unit.items():
                setattr(unit, field, types[then] if field == "unit_type" else then)
            changed.append(unit)
        if about_price:
            standing = known.lines.get(unit.pk)
            if standing and standing["scheme__status"] in DRAFTS:
                old_lines.append((standing["pk"], p.values))
                before["line"] = {f: standing[f] for f in LINE_FIELDS}
            else:
                new_lines.append(_line(unit, p.values))
                before["line"] = None
        written.updated[p.line] = unit.pk
        written.before[p.line] = before
    bump(changed)
    save_many(actor, DEED, changed, [*UNIT_FIELDS, "unit_type", "version"], _said(context), clause="3.1.2")
    _price(actor, project, new_lines, context)
    _reprice(actor, dict(old_lines), context)


def _reprice(actor: Any, wanted: Mapping[int, Mapping[str, Any]], context: Context) -> None:
    """Change lines of schemes that are still drafts."""
    lines = lock(PriceLine.objects.filter(pk__in=wanted.keys(), scheme__status__in=DRAFTS))
    for line in lines:
        for field in LINE_FIELDS:
            if wanted[line.pk].get(field) is not None:
                setattr(line, field, wanted[line.pk][field])
    save_many(actor, DEED, lines, list(LINE_FIELDS), _said(context), clause="3.1.2")


def undo_units(actor: Any, touched: Sequence[Touched], context: Context) -> dict[Any, Any]:
    """Delete what the import created and restore what it changed; answers why for each unit it had to keep."""
    kept: dict[Any, Any] = {}
    units = {u.pk: u for u in lock(Unit.objects.filter(pk__in=[t.pk for t in touched]))}
    lines = _lines_of(units)
    created = [t.pk for t in touched if t.kind == Kind.NEW and t.pk in units]
    for pk in created:
        if why := _keeps(units[pk], lines.get(pk, [])):
            kept[pk] = why
    _delete(actor, [units[pk] for pk in created if pk not in kept], context)
    _restore(actor, [t for t in touched if t.kind == Kind.UPDATE and t.pk in units], units, lines, kept, context)
    return kept


def _lines_of(units: Mapping[int, Unit]) -> dict[int, list[PriceLine]]:
    found: dict[int, list[PriceLine]] = {}
    for line in PriceLine.objects.filter(unit__in=units.keys()).select_related("scheme").order_by("scheme_id"):
        found.setdefault(line.unit_id, []).append(line)
    return found


def _keeps(unit: Unit, lines: Sequence[PriceLine]) -> str:
    if unit.sale_state != SaleState.DRAFT or unit.frozen:
        return _("The unit has been released or changed since.")
    if any(line.scheme.status not in DRAFTS for line in lines):
        return _("Its price is already being reviewed or in force.")
    if unit.claims.exists() or unit.permits.exists():
        return _("Something else refers to the unit.")
    return ""


def _delete(actor: Any, units: Sequence[Unit], context: Context) -> None:
    if not units:
        return
    keys = [u.pk for u in units]
    created_many(actor, "inventory.undo_import", units, _said(context), clause="3.1.2")
    schemes = set(PriceLine.objects.filter(unit__in=keys).values_list("scheme_id", flat=True))
    PriceLine.objects.filter(unit__in=keys).delete()
    Unit.objects.filter(pk__in=keys).delete()
    PriceScheme.objects.filter(pk__in=schemes, lines__isnull=True, status=PriceScheme.Status.DRAFT).delete()
    # What this import made for its units goes with them; a building somebody had entered before stays.
    since = min(u.created_at for u in units) - timedelta(minutes=5)
    mine = {"created_at__gte": since, "units__isnull": True}
    Section.objects.filter(pk__in={u.section_id for u in units}, **mine).delete()
    Building.objects.filter(
        pk__in={u.building_id for u in units}, permits__isnull=True, sections__isnull=True, **mine
    ).delete()
    UnitType.objects.filter(pk__in={u.unit_type_id for u in units}, **mine).delete()


def _restore(
    actor: Any, touched: Sequence[Touched], units: Mapping[int, Unit], lines: Mapping[int, list[PriceLine]],
    kept: dict[Any, Any], context: Context,
) -> None:  # fmt: skip
    changed = []
    for one in touched:
        unit = units[one.pk]
        newest = next(reversed(lines.get(one.pk, [])), None)
        if "line" in one.before:
            if newest is None or newest.scheme.status not in DRAFTS:
                kept[one.pk] = _("Its price is already being reviewed or in force.")
                continue
            _restore_line(newest, one.before["line"])
        for field, value in one.before.get("unit", {}).items():
            setattr(
                unit,
                field,
                UnitType.objects.filter(project=unit.project_id, name=value).first() if field == "unit_type" else value,
            )
        changed.append(unit)
    bump(changed)
    save_many(
        actor, "inventory.undo_import", changed, [*UNIT_FIELDS, "unit_type", "version"], _said(context), clause="3.1.2"
    )


def _restore_line(line: PriceLine, before: Mapping[str, Any] | None) -> None:
    if before is None:
        line.delete()
        return
    for field in LINE_FIELDS:
        setattr(line, field, before[field])
    line.save(update_fields=[*LINE_FIELDS, "updated_at"])
