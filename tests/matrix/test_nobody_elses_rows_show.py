"""What a person may not see does not influence what that person sees: foreign rows come, and every page stays as it was."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from lintel.inventory.models import ProjectMember
from lintel.platform.access.models import Role
from lintel.platform.directory.models import User
from lintel.platform.workbench.registry import resources
from lintel.platform.workbench.widgets import widgets_for
from tests.matrix.conftest import Answer, Visitor, rolled_back, settled
from tests.matrix.labels import World
from tests.matrix.life import live
from tests.matrix.policy import TABLE, Person, reaches

pytestmark = pytest.mark.django_db
CANARY = "金丝雀7919"
#: The price of the deposit and the discount of the foreign deal: prime-like amounts that nothing else produces.
AMOUNTS = ("131,313", "131313", "50,021", "50021")


def looks(visitor: Visitor, world: World) -> Iterator[tuple[str, Callable[[], Answer]]]:
    """Every look this person can take: lists, rows within reach, pages, widgets, searches, JSON."""
    person = visitor.person
    for kind, codes in TABLE["lists"].items():
        if person.holds(codes):
            base = reverse(f"{kind.replace('.', ':')}-list")
            for url in (base, f"{base}?_part=count", f"{base}?q={CANARY}", f"/api/{kind.replace('.', '/')}/"):
                yield url, lambda url=url: visitor.get(url)
    for resource in resources.values():
        for labelled in world.rows.get(resource.key, []):
            if reaches(person, TABLE["rows"][resource.key], labelled, world):
                url = reverse(resource.route("detail"), args=[labelled.row.pk])
                yield url, lambda url=url: visitor.get(url)
    for name, line in TABLE["pages"].items():
        if (
            isinstance(line, str)
            and person.holds(line)
            and name not in {"inventory:board-bulk", "organisation:figure", "exchange:upload", "exchange:template"}
        ):
            yield name, lambda name=name: visitor.get(reverse(name))
    for widget in widgets_for(person.user):
        yield widget.name, lambda widget=widget: visitor.get(reverse("workbench:widget", args=[widget.name]))
    for name in ("home", "me", "exchange:imports", "approvals:count", "tasks:count", "notices:count", "policy:index"):
        yield name, lambda name=name: visitor.get(reverse(name))
    for words in (CANARY, "13700000001", "客户"):
        yield f"search {words}", lambda words=words: visitor.post(reverse("workbench:search"), {"q": words})


def album(visitor: Visitor, world: World) -> dict[str, tuple[int, bytes]]:
    return {name: (answer.status, settled(answer.body)) for name, look in looks(visitor, world) for answer in [look()]}


@pytest.fixture
def head_of_the_other_project(world: World) -> Iterator[User]:
    """A manager who works on the second project only: the widest reach, and still nothing of the first."""
    user = User.objects.create(username="lei", name="雷明", department=world.cast["tang"].department)
    user.roles.set(Role.objects.filter(code="MGR"))
    ProjectMember.objects.create(project=world.projects["云栖江岸"], user=user)
    world.cast["lei"] = user
    yield user
    del world.cast["lei"]


@pytest.mark.parametrize(
    ("who", "foreign"),
    [
        ("wang", "sun"),
        ("wang", "tang"),
        ("zhou", "sun"),
        ("zhou", "tang"),
        ("tang", "wang"),
        ("xu", "tang"),
        ("gao", "tang"),
        ("lei", "wang"),
    ],
)
def test_pages_do_not_change_when_foreign_rows_come(
    who: str, foreign: str, world: World, visitor: Callable[[str], Visitor], head_of_the_other_project: User
) -> None:
    eyes = visitor(who)
    before = album(eyes, world)
    with rolled_back():
        known = {kind: list(rows) for kind, rows in world.rows.items()}
        try:
            live(world, foreign, 5, CANARY)
        finally:
            world.rows.clear()
            world.rows.update(known)
        after = album(eyes, world)
    open_to_all = _shared_by_design(eyes.person, world, foreign)
    means = MEANS if open_to_all else ()
    changed = [n for n in before if before[n] != after[n] and not n.startswith((*open_to_all, *means))]
    told = [n for n, (_status, body) in after.items() if _tells(body, n) and not n.startswith(open_to_all)]
    for name in changed[:3] if os.environ.get("LINTEL_MATRIX_REPORT") else ():
        old, new = (side[name][1].decode("utf-8", "replace").splitlines() for side in (before, after))
        with Path(os.environ["LINTEL_MATRIX_REPORT"]).open("a", encoding="utf-8") as report:
            report.writelines(
                f"{who}/{foreign} {name} {line}\n"
                for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[:40]
            )
    assert {"changed": changed, "told": told} == {"changed": [], "told": []}


#: Pages that show means of the project, of at least three deals or colleagues: they may change, and still tell nothing.
MEANS = ("insight:cockpit", "insight:figures", "approvals:inbox")


def _tells(body: bytes, name: str) -> bool:
    """Whether the body holds the canary or an amount of the foreign deal; a search box repeats what was typed."""
    text = body.decode("utf-8", "replace")
    echoed = CANARY in name
    return (not echoed and CANARY in text) or any(f"{CANARY}{amount}" in text for amount in AMOUNTS)


def _shared_by_design(person: Person, world: World, foreign: str) -> tuple[str, ...]:
    """Within one project homes, holds, the duty list and questions from the floor are everybody's: they do change."""
    if world.cast[foreign].project_memberships.filter(project__name__in=person.projects).exists():
        return ("/inventory/unit/", "/inventory/claim/", "/customers/dutyturn/", "/customers/question/", "inventory:", "customers:floor",
                "/api/inventory/", "/api/customers/dutyturn/", "/api/customers/question/", "customers:reception", "customers:kit",
                "inventory",
                "/inventory/", "board", "unit_counts", "floor", "duty", "/customers/room/", "customers:call",
                "stock", "sales:quote-new")  # fmt: skip
    return ()


@pytest.mark.parametrize("who", ["wang", "zhou", "tang"])
def test_a_number_of_a_foreign_customer_finds_nobody(who: str, world: World, visitor: Callable[[str], Visitor]) -> None:
    """Searching by a phone number tells nothing about customers out of reach, by either way of searching."""
    eyes = visitor(who)
    foreign: Any = world.of("customers.customer", "sun" if who != "tang" else "wang")
    number = foreign.phone.reveal()
    known = settled(eyes.post(reverse("workbench:search"), {"q": number}).body).replace(number.encode(), b"*")
    unknown = settled(eyes.post(reverse("workbench:search"), {"q": "13812340000"}).body).replace(b"13812340000", b"*")
    assert known == unknown
