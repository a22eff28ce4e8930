"""Every address, as fifteen people, on rows of their own, their team, another team, another project and nowhere.

The answers are those of the hand-written table: a page, "sign in", 403 for a door one may not open at all, and for a row out
of reach the same 404 as for a row that does not exist. A look changes nothing; a refused deed changes nothing.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from lintel.platform.actions.door import all_actions
from lintel.platform.workbench.registry import resources
from lintel.site.demo.cast import FIRST_PROJECT
from tests.matrix.conftest import PRINCIPALS, Answer, Visitor, settled
from tests.matrix.labels import ABSENT, Labelled, World
from tests.matrix.policy import TABLE, any_reach, api_of, reaches, routes

KEY = {"_key": "0123456789abcdef"}
#: How fragments are asked for: the rows of a list alone, and a page for the inside of a drawer.
ROWS = {"HX-Request": "true", "HX-Target": "rows"}
DRAWER = {"HX-Request": "true", "X-Lintel-Frame": "drawer"}
#: A look that leaves a trace on purpose: taking the file of an import or a paper out is written to the trail, seeing a
#: signature to the log of what was shown.
TRACED = {
    "exchange:errors": {"audit_entry"}, "exchange:original": {"audit_entry"},
    "exchange:export-file": {"audit_entry"}, "customers:signature": {"privacy_disclosure"},
    "sales:reservation-pdf": {"audit_entry"}, "sales:receipt-pdf": {"audit_entry"},
}  # fmt: skip
#: The form was understood and done, or refused in words: in any case the person got through the door.
THROUGH = {200, 204, 302, 303, 409, 413, 422, 400, 405}


class Cells:
    """Counts cells and keeps those that are wrong, so that one run shows all of them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.count, self.wrong = visitor, 0, list[str]()

    def expect(
        self,
        what: str,
        answer: Answer,
        allowed: bool,
        refused: set[int],
        *,
        look: bool = True,
        traced: set[str] = frozenset(),
    ) -> None:  # type: ignore[assignment]
        self.count += 1
        person = self.visitor.person
        if not person.known:
            allowed, refused = False, {302, 401}
            if answer.status == 302 and not answer.response["Location"].startswith(reverse("account_login")):
                self.wrong.append(f"{what}: a stranger is sent to {answer.response['Location']}")
        if allowed and (answer.status not in THROUGH or _to_sign_in(answer)):
            self.wrong.append(f"{what}: {answer.status}, should be let in")
        if not allowed and answer.status not in refused:
            self.wrong.append(f"{what}: {answer.status}, should be {sorted(refused)}")
        if (look or not allowed) and set(answer.tables) - set(traced):
            self.wrong.append(f"{what}: {answer.status} wrote {dict(Counter(answer.tables))}")

    def same(self, what: str, foreign: Answer, absent: Answer) -> None:
        """Out of reach is told apart from absent by nothing."""
        if foreign.status != absent.status:
            self.wrong.append(f"{what}: {foreign.status} for a foreign row, {absent.status} for none")
        elif foreign.status == 404 and _without_address(foreign) != _without_address(absent):
            self.wrong.append(f"{what}: the 404 of a foreign row differs from that of none")


def _to_sign_in(answer: Answer) -> bool:
    return answer.status == 302 and answer.response["Location"].startswith(reverse("account_login"))


def _without_address(answer: Answer) -> bytes:
    path = answer.response.wsgi_request.path  # type: ignore[attr-defined]
    return (
        settled(answer.body)
        .replace(path.encode(), b"*")
        .replace(quote(path, safe="").encode(), b"*")
        .replace(quote(path).encode(), b"*")
    )


@pytest.fixture
def cells(request: pytest.FixtureRequest, visitor: Any) -> Any:
    made, began = Cells(visitor(PRINCIPALS[request.param])), time.process_time()
    yield made
    if path := os.environ.get("LINTEL_MATRIX_REPORT"):
        with Path(path).open("a", encoding="utf-8") as report:
            report.write(
                f"# {request.node.name}: {made.count} cells, {len(made.wrong)} wrong, {time.process_time() - began:.1f} s\n"
            )
            report.writelines(f"{request.param}: {line}\n" for line in made.wrong)
    assert not made.wrong, f"{len(made.wrong)} of {made.count} cells\n" + "\n".join(made.wrong[:60])


pytestmark = pytest.mark.django_db
everybody = pytest.mark.parametrize("cells", list(PRINCIPALS), indirect=True)


@everybody
def test_lists(cells: Cells, world: World) -> None:
    visitor = cells.visitor
    for kind, codes in TABLE["lists"].items():
        base, may = kind.replace(".", ":"), visitor.person.holds(codes)
        url = reverse(f"{base}-list")
        cells.expect(f"GET {url}", visitor.get(url), may, {403})
        cells.expect(f"GET {url} rows", visitor.get(f"{url}?q=1&sort=-pk", headers=ROWS), may, {403})
        cells.expect(f"GET {url} count", visitor.get(f"{url}?_part=count", hx=True), may, {403})
        cells.expect(f"GET {base}-view", visitor.get(reverse(f"{base}-view"), headers=DRAWER), may, {403})
        exports = may and kind not in TABLE["exports"]["never"] and visitor.person.holds(TABLE["exports"]["every list"])
        cells.expect(f"GET {base}-export", visitor.get(reverse(f"{base}-export")), exports, {403, 404})
        for screen in ("find", "columns"):
            answer = visitor.post(reverse(f"{base}-{screen}"), {"q": "1"})
            cells.expect(f"POST {base}-{screen}", answer, may, {403}, look=False)
        makes = visitor.person.holds(TABLE["deeds"].get(TABLE["creates"].get(kind, ""), {}).get("create", ""))
        cells.expect(f"GET {base}-create", visitor.get(reverse(f"{base}-create"), headers=DRAWER), makes, {404})
        cells.expect(
            f"POST {base}-create", visitor.post(reverse(f"{base}-create"), KEY, hx=True), makes, {404}, look=False
        )
        twin = f"api:list_{kind.replace('.', '_')}"
        cells.expect(f"GET {twin}", visitor.get(reverse(twin)), may, {403})


@everybody
def test_bulk_deeds(cells: Cells, world: World) -> None:
    visitor = cells.visitor
    for resource in resources.values():
        for action in resource.bulk:
            chosen = "&".join(f"chosen={k.row.pk}" for k in world.rows.get(resource.key, []))
            url = f"{reverse(resource.route('bulk'), args=[action.name])}?{chosen}"
            may = any_reach(visitor.person, TABLE["deeds"][action.permission])
            cells.expect(f"GET {url}", visitor.get(url), may, {404})
            cells.expect(f"POST {url}", visitor.post(url, KEY), may, {404}, look=False)
        absent = reverse(resource.route("bulk"), args=["nothing"])
        cells.expect(f"GET {absent}", visitor.get(absent), False, {404})


@everybody
def test_rows(cells: Cells, world: World) -> None:
    visitor = cells.visitor
    for resource in resources.values():
        line = TABLE["rows"][resource.key]
        for hx in (False, True):
            none = visitor.get(reverse(resource.route("detail"), args=[ABSENT]), hx=hx)
            cells.expect(f"GET {resource.key} of nothing", none, False, {404})
            for labelled in world.rows[resource.key]:
                url = reverse(resource.route("detail"), args=[labelled.row.pk])
                may, answer = reaches(visitor.person, line, labelled, world), visitor.get(url, hx=hx)
                cells.expect(f"GET {url} ({labelled.whose}) hx={hx}", answer, may, {404})
                if visitor.person.known and not may:
                    cells.same(f"GET {url} ({labelled.whose}) hx={hx}", answer, none)


@everybody
def test_deeds_in_a_row(cells: Cells, world: World) -> None:
    """The three dots of a row, and the values that are changed where they stand."""
    visitor = cells.visitor
    for resource in resources.values():
        line = TABLE["rows"][resource.key]
        edited = [column for column in resource.shown if column.edit is not None]
        for labelled in world.rows[resource.key]:
            pk, sees = labelled.row.pk, reaches(visitor.person, line, labelled, world)
            url = reverse(resource.route("more"), args=[pk])
            cells.expect(f"GET {url} ({labelled.whose})", visitor.get(url), sees, {404})
            for column in edited:
                may = sees and any_reach(visitor.person, TABLE["deeds"][column.edit.permission])
                url = reverse(resource.route("cell"), args=[pk, column.name])
                cells.expect(f"GET {url} ({labelled.whose})", visitor.get(url), may, {404})


def _deeds_with_rows(world: World) -> list[tuple[Any, str, list[Labelled]]]:
    found = []
    for action in all_actions():
        kind = f"{action.model._meta.app_label}.{action.model._meta.model_name}"
        if not action.creates and kind in world.rows:
            found.append((action, kind, world.rows[kind]))
    return found


@everybody
def test_deeds_by_form(cells: Cells, world: World) -> None:
    visitor = cells.visitor
    for action, kind, rows in _deeds_with_rows(world):
        resource = resources.get(action.model)
        if resource is None or action.name in resource.acting:
            continue
        sees, does = TABLE["rows"][kind], TABLE["deeds"][action.permission]
        offered = action.button and any_reach(visitor.person, does)
        for labelled in rows:
            seen = reaches(visitor.person, sees, labelled, world)
            within = seen and reaches(visitor.person, does, labelled, world)
            url = reverse(resource.route("act"), args=[labelled.row.pk, action.name])
            cells.expect(f"GET {url} ({labelled.whose})", visitor.get(url, headers=DRAWER), offered and seen, {404})
            answer = visitor.post(url, KEY, hx=True)
            refused = {404} if not (offered and seen) else {403, 422}
            cells.expect(f"POST {url} ({labelled.whose})", answer, offered and within, refused, look=False)


@everybody
def test_deeds_by_machine(cells: Cells, world: World) -> None:
    visitor, simple = (
        cells.visitor,
        {api_of(name)[1] for name, _p in routes() if name.startswith("api:") and api_of(name)[0] == "deed"},
    )
    for action, kind, rows in _deeds_with_rows(world):
        if action.permission not in simple:
            continue
        sees, does = TABLE["rows"].get(kind, {}), TABLE["deeds"][action.permission]
        name = f"api:{action.permission.replace('.', '_')}"
        for labelled in rows:
            seen = reaches(visitor.person, sees, labelled, world)
            within = seen and reaches(visitor.person, does, labelled, world)
            url = reverse(name, args=[labelled.row.pk])
            answer = visitor.post(url, "{}", content_type="application/json", headers={"Idempotency-Key": KEY["_key"]})
            # Whoever sees the row may be told first that its state does not allow it.
            refused = {401, 403, 404, 422} | ({409} if seen else set())
            cells.expect(f"POST {url} ({labelled.whose})", answer, within, refused, look=False)


@everybody
def test_pages(cells: Cells, world: World) -> None:
    visitor = cells.visitor
    patterns = dict(routes())
    for name, line in TABLE["pages"].items():
        if isinstance(line, str):
            url = reverse(name, kwargs=_plain_arguments(patterns[name])) + _question(world, name)
            may = visitor.person.holds(line)
            for hx in (False, True):
                cells.expect(f"GET {url} hx={hx}", visitor.get(url, hx=hx), may, {403, 404, 405})
            cells.expect(f"POST {url}", visitor.post(url, KEY), may, {403, 404, 405}, look=False)
            continue
        _row_page(cells, world, name, line)


def _row_page(cells: Cells, world: World, name: str, line: dict[str, Any]) -> None:
    visitor, kind = cells.visitor, line["of"]
    sees = line if {"own", "team", "project", "all", "named"} & set(line) else TABLE["rows"].get(kind, {"named": True})
    known = TABLE["rows"].get(kind, {"named": True})
    for method in ("get", "post"):
        absent = visitor.send(method, _address(name, kind, ABSENT), data=KEY if method == "post" else {})
        for labelled in world.rows.get(kind, []):
            url = _address(name, kind, labelled.row.pk)
            may = reaches(visitor.person, sees, labelled, world)
            answer = visitor.send(method, url, data=KEY if method == "post" else {})
            what, refused = f"{method.upper()} {url} ({labelled.whose})", {404, 405}
            if not any_reach(visitor.person, sees) or reaches(visitor.person, known, labelled, world):
                refused.add(403)  # a door one may not open at all, or a row one sees anyway
            if (
                method == "post"
                and may
                and "deed" in line
                and not reaches(visitor.person, TABLE["deeds"][line["deed"]], labelled, world)
            ):
                may, refused = False, {403, 404, 422, 405}
            elif visitor.person.known and not may and not reaches(visitor.person, known, labelled, world):
                cells.same(what, answer, absent)
            if may and answer.status == 404 and name in FILES:
                continue
            cells.expect(what, answer, may, refused, look=method == "get", traced=TRACED.get(name, set()))


#: Answer 404 also for somebody who may, when there is nothing (yet) to give.
FILES = {
    "exchange:errors",
    "exchange:original",
    "exchange:rows",
    "attachments:download",
    "attachments:upload",
    "approvals:do",
}


def _address(name: str, kind: str, pk: int) -> str:
    from django.contrib.contenttypes.models import ContentType

    special: dict[str, Any] = {
        "workbench:reveal": ["customers", "customer", pk, "phone"], "customers:merge": [pk, pk], "customers:ask-merge": [pk, pk],
        "attachments:upload": [ContentType.objects.get_by_natural_key(*kind.split(".")).pk, pk], "approvals:do": [pk, "comment"],
    }  # fmt: skip
    return reverse(name, args=special.get(name, [pk]))


def _question(world: World, name: str) -> str:
    """What an address needs to be asked about."""
    unit = next(one for one in world.rows["inventory.unit"] if one.project == FIRST_PROJECT).row
    return f"?units={unit.pk}" if name == "inventory:board-bulk" else ""


def _plain_arguments(pattern: str) -> dict[str, Any]:
    values = {
        "<str:key>": ("key", "sales.deposit_cap_percent"),
        "<slug:deed>": ("deed", "release"),
        "<str:name>": ("name", "inventory.units"),
        "<int:pk>": ("pk", ABSENT),
    }
    return dict(v for mark, v in values.items() if mark in pattern)


#: Open to everybody and empty here: no such widget, no demo to leave, no page of the machine interface, no second factor set up yet.
NOTHING_THERE = {
    "workbench:widget", "demo-leave", "api:api-root", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}  # fmt: skip


@everybody
def test_open_addresses(cells: Cells, world: World) -> None:
    visitor, patterns = cells.visitor, dict(routes())
    arguments = {
        "policy:clause": ["3.4.1"], "policy:rule": ["G-06"], "workbench:widget": ["nothing"], "help-guide": ["everybody"],
        "steps-go": ["guide"], "steps-away": ["first"], "workbench:choices": ["buying"],
    }  # fmt: skip
    for name in TABLE["everyone"]:
        for hx in (False, True):
            answer = visitor.get(reverse(name, args=arguments.get(name, [])), hx=hx)
            cells.expect(f"GET {name} hx={hx}", answer, name not in NOTHING_THERE, {302, 403, 404})
        assert name in patterns
    if visitor.person.name == "":
        for name in TABLE["anyone"]:
            answer = visitor.get(reverse(name))
            assert answer.status in (200, 302, 405), name
            assert not (answer.status == 302 and answer.response["Location"].startswith(reverse("account_login"))) or name in (
                "account_logout", "mfa_authenticate",
            )  # fmt: skip
