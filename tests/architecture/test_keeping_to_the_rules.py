"""Rules of the house that a reader of one file cannot check: every model has a scope, every deed a clause, migrations are whole."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from lintel.platform.actions.door import all_actions
from lintel.site import areas

LINTEL = Path(__file__).parents[2] / "lintel"
LONGEST = 400
"""Lines of one Python file."""
#: Tables of the machinery: nobody is shown a row of these through ``visible``.
WITHOUT_SCOPE = {
    "kernel.Counter", "kernel.Mark", "kernel.FigureValue", "kernel.SpecialDay", "kernel.OpeningHours",
    "jobs.ScheduledJob", "jobs.WorkerBeat", "privacy.KeyMark", "privacy.Reencryption", "audit.Seal", "actions.DoneOnce",
    "notices.Mail", "notices.Wish", "exchange.RememberedMapping", "workbench.Draft", "workbench.Preference",
    "customers.NameGram", "customers.TakenSlot",
}  # fmt: skip
#: Deeds of the frame and of housekeeping, which no clause of the policy names.
WITHOUT_CLAUSE = {
    "notices", "attachments", "tasks", "approvals", "exchange", "office", "organisation", "directory", "workbench",
}  # fmt: skip
WITHOUT_CLAUSE_EACH = {
    "inventory.add_member": "who works on a project", "inventory.remove_member": "who works on a project",
    "inventory.withdraw_scheme": "takes back what 3.1.2 submitted", "inventory.expire_permit": "done by time",
    "inventory.lapse_hold": "done by time", "sales.warn_of_hold": "done by time", "sales.expire_quote": "done by time",
    "sales.remind_of_signing": "done by time", "sales.mark_overdue": "done by time",
    "inventory.change_project": "plain facts of the estate",
    **{
        f"inventory.{verb}_{name}": "plain facts of the estate"
        for verb in ("add", "change") for name in ("phase", "building", "unittype", "facility", "unit")
    },
    "customers.change_room": "plain facts of the office", "customers.add_room": "plain facts of the office",
}  # fmt: skip


def test_every_model_says_whom_its_rows_belong_to() -> None:
    ours = [m for m in apps.get_models() if m.__module__.startswith("lintel.")]
    assert sorted(m._meta.label for m in ours if not hasattr(m, "scope") and m._meta.label not in WITHOUT_SCOPE) == []
    assert sorted(n for n in WITHOUT_SCOPE if n not in {m._meta.label for m in ours if not hasattr(m, "scope")}) == []


def test_every_deed_carries_out_a_clause_or_says_why_not() -> None:
    areas.load()
    bare = {a.permission for a in all_actions() if not a.clause}
    unexplained = {p for p in bare if p.partition(".")[0] not in WITHOUT_CLAUSE and p not in WITHOUT_CLAUSE_EACH}
    assert sorted(unexplained) == []


def test_a_file_is_read_in_one_go() -> None:
    """Longer than this, it says several things: it is cut where its sense changes. Migrations are written by a machine."""
    counted = {
        path.relative_to(LINTEL.parent): len(path.read_text("utf-8").splitlines())
        for folder in (LINTEL, LINTEL.parent / "tests", LINTEL.parent / "tools")
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {str(path): lines for path, lines in counted.items() if lines > LONGEST} == {}


@pytest.mark.django_db
def test_migrations_are_whole() -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())
    except SystemExit:
        pytest.fail("models and migrations differ; run makemigrations")


def test_no_message_is_an_f_string() -> None:
    """A catalogue cannot hold what is put together at run time."""
    found = []
    translating = {"_", "_t", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
    for path in LINTEL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in translating:
                found += [
                    f"{path.relative_to(LINTEL)}:{node.lineno}" for a in node.args if isinstance(a, ast.JoinedStr)
                ]
    assert found == []


def test_what_people_are_told_can_be_read_in_another_language() -> None:
    """A title translated at once would stay in the language of whoever did the deed: to-dos and notices take lazy messages."""
    found = []
    for path in LINTEL.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        at_once = {
            alias.asname or alias.name
            for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names if alias.name in ("gettext", "pgettext", "ngettext")
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("todo", "notify") and "/tests/" not in str(path):
                said = [a for a in [*node.args, *(k.value for k in node.keywords)] for a in ast.walk(a)]
                found += [
                    f"{path.relative_to(LINTEL)}:{a.lineno}"
                    for a in said if isinstance(a, ast.Call) and _name(a.func) in at_once
                ]  # fmt: skip
    assert found == []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_sql_by_hand_is_rare_and_known() -> None:
    """Raw SQL invites injection; the few places that need it are named here."""
    known = {
        "platform/kernel",
        "platform/jobs",
        "platform/audit",
        "platform/privacy",
        "site/",
        "customers/migrations",
        "inventory/migrations",
        "sales/migrations",
    }
    found = []
    for path in LINTEL.rglob("*.py"):
        place = str(path.relative_to(LINTEL))
        if "/tests/" in place or "/migrations/" in place or place.startswith(tuple(known)):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in {"raw", "extra", "RawSQL"} and not _raw_row(node):
                found.append(f"{place}:{node.lineno}")
    assert found == []


def _raw_row(call: ast.Call) -> bool:
    """``column.raw(row)``: what a cell of a list holds, no SQL."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "raw" and len(call.args) == 1):
        return False
    only = call.args[0]
    return isinstance(only, ast.Name) and only.id == "row"
