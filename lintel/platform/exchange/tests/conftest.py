"""A small table to take in, made for these tests: authority lines, known by their matter."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.access.scope import forget
from lintel.platform.actions.many import created_many, lock, save_many
from lintel.platform.approvals.models import AuthorityLine
from lintel.platform.directory.models import User
from lintel.platform.exchange import importers
from lintel.platform.exchange.importers import (
    Context,
    Field,
    Importer,
    Kind,
    Option,
    Planned,
    Reason,
    Row,
    Total,
    Touched,
    Verdict,
    Written,
)  # fmt: skip
from lintel.platform.exchange.reading import values

PERMISSION = "tests.import_lines"
HEAD = ["事项", "限额(元)", "联系电话"]


def plan(rows: Sequence[Row], context: Context) -> list[Verdict]:
    known = {line.point: line for line in AuthorityLine.objects.filter(point__in=[r.values["point"] for r in rows])}
    seen = context.memory.setdefault("seen", set())
    verdicts = []
    for row in rows:
        point, amount = row.values["point"], row.values["amount"]
        line = known.get(point)
        if point in seen:
            verdicts.append(Verdict(Kind.DUPLICATE, reasons=[Reason("twice", "Twice in the file.", "point")]))
        elif line is None:
            verdicts.append(Verdict(Kind.NEW))
        else:
            verdicts.append(Verdict(Kind.SAME if line.max_amount == amount else Kind.UPDATE, target=line.pk))
        seen.add(point)
    return verdicts


def commit(actor: Any, rows: Sequence[Planned], context: Context) -> Written:
    written = Written()
    fresh = [r for r in rows if r.kind == Kind.NEW]
    made = AuthorityLine.objects.bulk_create(
        AuthorityLine(
            point=r.values["point"], max_amount=r.values["amount"], post="DM", sequence=1, effective_from=datetime.date(2026, 1, 1),
            source=r.values["phone"] or "",
        )
        for r in fresh
    )  # fmt: skip
    created_many(actor, PERMISSION, made, {"job": context.job.pk if context.job else None})
    written.created = {r.line: line.pk for r, line in zip(fresh, made, strict=True)}
    changed = {r.target: r for r in rows if r.kind == Kind.UPDATE}
    locked = lock(AuthorityLine.objects.filter(pk__in=changed))
    for line in locked:
        row = changed[line.pk]
        written.updated[row.line] = line.pk
        written.before[row.line] = {"max_amount": line.max_amount}
        line.max_amount = row.values["amount"]
    save_many(actor, PERMISSION, locked, ["max_amount"], {})
    if context.memory.get("fail") or any(r.values["point"] == "explode" for r in rows):
        raise RuntimeError("half way")
    return written


def undo(actor: Any, touched: Sequence[Touched], context: Context) -> Mapping[Any, Any]:
    keep = {t.pk: "Still in use." for t in touched if AuthorityLine.objects.get(pk=t.pk).point == "needed"}
    AuthorityLine.objects.filter(pk__in=[t.pk for t in touched if t.kind == Kind.NEW and t.pk not in keep]).delete()
    for one in touched:
        if one.kind == Kind.UPDATE:
            AuthorityLine.objects.filter(pk=one.pk).update(**one.before)
    return keep


def houses(actor: Any) -> list[tuple[Any, str]]:
    return [(7, "Pine"), (8, "River")] if actor.username != "guest" else []


LINES = Importer(
    name="tests.lines", title="Lines", model=AuthorityLine, permission=PERMISSION, clause="3.1.2",
    fields=(
        Field("point", "Matter", values.text(80), aliases=("事项",), required=True, example="a-1"),
        Field("amount", "Limit", values.money(), aliases=("限额",), required=True, example="100"),
        Field("phone", "Phone", values.phone(), aliases=("联系电话", "电话"), personal=True, example="138 0000 1234"),
    ),
    options=(Option("house", "House", choices=houses, required=False),),
    totals=(Total("amount", "Sum of limits", lambda row: row["amount"]),),
    plan=plan, commit=commit, undo=undo,
)  # fmt: skip


@pytest.fixture
def lines() -> Iterator[Importer]:
    """The importer, known only during the test."""
    yield importers.register(LINES)
    importers._importers.pop(LINES.name)


@pytest.fixture
def mina(cast: dict[str, User], lines: Importer) -> User:
    """A planning supervisor who may take lines in."""
    for code in ("PS", "SS"):
        Grant.objects.create(role=Role.objects.get(code=code), permission=PERMISSION, reach=Reach.ALL)
    forget(cast["zheng"])
    return cast["zheng"]


MakeFile = Callable[..., bytes]


@pytest.fixture
def make_file() -> MakeFile:
    """An .xlsx of lines: ``make_file(["a", 5, "13812345678"], …)``."""

    def make(*rows: Sequence[Any]) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target)
        sheet = book.add_worksheet("清单")
        sheet.write(0, 0, "二〇二六年限额表")
        for line, row in enumerate([HEAD, *rows], start=1):
            sheet.write_row(line, 0, [float(c) if isinstance(c, Decimal) else c for c in row])
        book.close()
        return target.getvalue()

    return make
