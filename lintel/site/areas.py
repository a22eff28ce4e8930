"""Every area, imported explicitly: what registers itself does so because this file names it."""

from __future__ import annotations

from importlib import import_module

#: In the order of the floors, lowest first.
AREAS = ["organisation", "office", "inventory", "customers", "sales", "insight", "policy"]

#: What an area may have besides models; each registers something when it is imported.
PARTS = ("grants", "invariants", "importers", "jobs", "resources", "widgets")


def load() -> None:
    """Import what every area registers. Safe to repeat."""
    for area in AREAS:
        for part in PARTS:
            _import(f"lintel.{area}", part)


def _import(area: str, part: str) -> None:
    name = f"{area}.{part}"
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
