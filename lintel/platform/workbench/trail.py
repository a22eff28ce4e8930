"""The trail of one row, in words: what was done, by whom, when, and which fields changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model
from django.forms import ModelChoiceField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.actions.door import action_named
from lintel.platform.actions.forms import form_for
from lintel.platform.audit.deeds import deed_named, name_deed
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.money import grouped
from lintel.platform.kernel.words import listed
from lintel.platform.workbench.columns import EMPTY, written

SHOWN = 50
name_deed("exchange.export_rows", _("Exported"))
name_deed("exchange.download_errors", _("List of errors downloaded"))
name_deed("exchange.download_original", _("Imported file downloaded"))
_QUIET = frozenset({"updated_at", "created_at", "id", "uid", "password", "last_login", "pinyin", "path"})


@dataclass
class Change:
    label: str
    before: str
    after: str


@dataclass
class Told:
    """One entry as a person reads it."""

    at: Any
    who: Any
    title: str
    clause: str
    said: list[tuple[str, str]]
    changes: list[Change]


def entries_of(
    row: Model, limit: int = SHOWN, *, until: datetime | None = None, area: str = "", without: Collection[str] = ()
) -> list[Entry]:
    """The latest entries about ``row``, latest first: none after ``until``; only deeds of ``area``, none of ``without``."""
    kind = ContentType.objects.get_for_model(row)
    found = (
        Entry._default_manager.filter(subject_type=kind, subject_id=row.pk).exclude(deed__in=without).order_by("-pk")
    )
    if area:
        found = found.filter(deed__startswith=f"{area}.")
    if until is not None:
        found = found.filter(at__lte=until).order_by("-at", "-pk")
    return list(found.select_related("actor")[:limit])


def told(row: Model, hidden: frozenset[str] = frozenset()) -> list[Told]:
    """The trail of ``row``, without the fields in ``hidden``, which this reader may not see."""
    entries = entries_of(row)
    names = _names(row, entries)
    return [_tell(entry, type(row), hidden, names) for entry in entries]


def _rows_in(entry: Entry) -> Iterator[tuple[str, type[Model], list[int]]]:
    """The rows among the inputs of a deed whose names are worth reading: what they are asked as, their model, their keys."""
    deed = action_named(entry.deed)
    for name in deed.spoken if deed else ():
        said = entry.inputs.get(name)
        wanted = form_for(deed).base_fields[name]
        if isinstance(said, list) and isinstance(wanted, ModelChoiceField) and wanted.queryset is not None:
            yield str(wanted.label), wanted.queryset.model, said


def deed_words(deed: str) -> str:
    """``sales.reserve_unit`` in the words of its button, or in those it was given (`audit.deeds`)."""
    found = action_named(deed)
    return str(found.label) if found else deed_named(deed) or deed.rpartition(".")[2].replace("_", " ").capitalize()


Names = dict[tuple[type[Model], Any], str]


def _names(row: Model, entries: Collection[Entry]) -> Names:
    """What everything is called that the entries refer to: one question for each kind of thing, none for what ``row`` holds."""
    relations = {f.attname: f for f in row._meta.concrete_fields if f.is_relation and f.related_model is not None}
    names: Names = {
        (f.related_model, getattr(row, f.attname)): str(getattr(row, f.name))
        for f in relations.values()
        if f.is_cached(row)
    }
    wanted: dict[Any, set[Any]] = {}
    for entry in entries:
        for attname in entry.changes.keys() & relations.keys():
            kind = relations[attname].related_model
            wanted.setdefault(kind, set()).update(v for v in entry.changes[attname] if v and (kind, v) not in names)
        for _label, kind, spoken in _rows_in(entry):
            wanted.setdefault(kind, set()).update(spoken)
    for kind, keys in wanted.items():
        if keys:
            names |= {(kind, pk): str(found) for pk, found in kind._default_manager.in_bulk(keys).items()}
    return names


def _tell(entry: Entry, model: type[Model], hidden: frozenset[str], names: Names) -> Told:
    said = [
        (name, value) for name, value in entry.inputs.items() if isinstance(value, str) and name in _SPOKEN and value
    ]
    for label, kind, keys in _rows_in(entry):
        said.append((label, listed(names.get((kind, key), f"#{key}") for key in keys)))
    changes = [
        Change(str(label), *(_word(model, name, value, names) for value in pair))
        for name, pair in entry.changes.items()
        if name not in _QUIET and name not in hidden and (label := _label(model, name))
    ]
    return Told(entry.at, entry.actor, deed_words(entry.deed), entry.clause, said, changes)


#: Inputs worth repeating as the person's own words.
_SPOKEN = frozenset({"reason", "note", "comment", "remark", "resolution"})


def _label(model: type[Model], attname: str) -> str:
    """What a field is called, "" for one that the program keeps for itself: nobody gave it words."""
    field = next((f for f in model._meta.concrete_fields if f.attname == attname), None)
    if field is None:
        return ""
    if not isinstance(field.verbose_name, Promise) and field.is_relation and field.related_model is not ContentType:
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name) if isinstance(field.verbose_name, Promise) else ""


def _word(model: type[Model], attname: str, value: Any, names: Names) -> str:
    field = next((f for f in model._meta.concrete_fields if f.attname == attname), None)
    if field is None or value is None:
        return EMPTY
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation and field.related_model is not None:
        return names.get((field.related_model, value), f"#{value}")
    if isinstance(field, (models.DateTimeField, models.DateField)) and isinstance(value, str):
        return _moment(value)
    if isinstance(field, models.DecimalField) and isinstance(value, str):
        return grouped(value, field.decimal_places)
    return written(value if not isinstance(value, (list, dict)) else "…") or EMPTY


def _moment(said: str) -> str:
    """A moment or a day as the trail keeps it, as people read it."""
    try:
        return written(datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said))
    except ValueError:
        return said
