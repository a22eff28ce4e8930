"""The hand-written table of who may reach what, and the questions the tests put to it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.labels import Labelled, World

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("access.toml").read_text("utf-8"))
#: What every list brings along, by the end of its route's name.
LIST_SCREENS = ("list", "find", "columns", "view", "export", "create", "bulk")
ROW_SCREENS = ("detail", "act", "more", "cell")

Line = dict[str, Any]


def routes(patterns: Any = None, space: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the product: its full name and its pattern. Raises ``LookupError`` for one without a name."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(
                one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, prefix + str(one.pattern)
            )
        elif isinstance(one, URLPattern):
            if not one.name:
                raise LookupError(f"the route {prefix}{one.pattern} has no name")
            yield space + one.name, prefix + str(one.pattern)


def parts_of(route: str) -> tuple[str, str]:
    """``inventory:unit-list`` is (``inventory.unit``, ``list``); a route of no list answers ("", "")."""
    space, _colon, name = route.partition(":")
    for kind in TABLE["lists"] | TABLE["rows"]:
        app, model = kind.split(".")
        if space == app and name.startswith(f"{model}-") and name[len(model) + 1 :] in (*LIST_SCREENS, *ROW_SCREENS):
            return kind, name[len(model) + 1 :]
    return "", ""


def api_of(route: str) -> tuple[str, str]:
    """(``list``, ``inventory.unit``) or (``deed``, ``sales.hold_unit``) for a route of the machine interface."""
    name = route.removeprefix("api:")
    if name.startswith("list_"):
        app, _dash, model = name.removeprefix("list_").partition("_")
        return "list", f"{app}.{model}"
    app, _dash, deed = name.partition("_")
    return "deed", f"{app}.{deed}"


def has_line(route: str) -> bool:
    """Whether a human has said who may use this address."""
    if route in TABLE["anyone"] or route in TABLE["everyone"] or route in TABLE["pages"]:
        return True
    if route.startswith("api:"):
        kind, name = api_of(route)
        return name in TABLE["lists" if kind == "list" else "deeds"]
    kind, screen = parts_of(route)
    return kind in (TABLE["lists"] if screen in LIST_SCREENS else TABLE["rows"]) if kind else False


class Person:
    """A principal of the matrix: who, with which codes, on which projects, in which team."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self.user = world.cast.get(name) if name else None
        self.known = self.user is not None and self.user.is_active
        self.codes = set(self.user.roles.values_list("code", flat=True)) if self.user and self.known else set()
        self.projects = (
            {m.project.name for m in self.user.project_memberships.select_related("project")} if self.user else set()
        )
        self.team = self.user.department_id if self.user else None

    def holds(self, codes: str) -> bool:
        return bool(self.codes & set(codes.split()))


def reaches(person: Person, line: Line, labelled: Labelled, world: World) -> bool:
    """Whether ``line`` gives ``person`` this row, by the labels of the world alone."""
    if part := line.get("named"):
        named = labelled.people if part is True else labelled.parts.get(part)
        return named is not None and person.name in named
    if labelled.project and labelled.project not in person.projects:
        return False
    if person.holds(line.get("project", "")) or (not labelled.project and person.holds(line.get("all", ""))):
        return True
    owner = world.cast.get(labelled.owner)
    if owner is None:
        return False
    if owner == person.user and (person.holds(line.get("own", "")) or person.holds(line.get("team", ""))):
        return True
    return owner.department_id == person.team and person.holds(line.get("team", ""))


def any_reach(person: Person, line: Line) -> bool:
    """Whether the line names one of the person's codes at all."""
    return any(
        person.holds(codes) for name, codes in line.items() if isinstance(codes, str) and name not in ("of", "deed")
    )
