"""What goes out is masked, has a purpose, is bounded, runs no formula, and is known to the trail."""

from __future__ import annotations

import io

import openpyxl
import pytest

from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.exchange.exporting import ExportColumn, Exporter, export, export_rows, register_exporter
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.secret import Secret

pytestmark = pytest.mark.django_db
COLUMNS = [ExportColumn("姓名", lambda row: row[0]), ExportColumn("电话", lambda row: row[1])]
ROWS = [("=1+1", Secret("8613812345678", "phone")), ("李四", Secret("8613912345678", "phone"))]


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_personal_data_goes_out_masked(cast: dict[str, User], fmt: str) -> None:
    done = export_rows(cast["zhou"], "名单", COLUMNS, iter(ROWS), fmt, "回访")  # type: ignore[arg-type]
    data = b"".join(done.response().streaming_content)  # type: ignore[arg-type]
    if fmt == "xlsx":
        values = [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]
        assert values[1] == ["'=1+1", "138****5678"]
        assert "回访" in values[-1][0]
    else:
        assert b"138****5678" in data
    assert b"13812345678" not in data
    assert done.count == 2


def test_the_trail_knows_who_what_for_and_how_many(cast: dict[str, User]) -> None:
    export_rows(cast["zhou"], "名单", COLUMNS, ROWS, "csv", "回访")
    entry = Entry.objects.get(deed="exchange.export_rows")
    assert (entry.actor, entry.inputs["rows"], entry.inputs["purpose"]) == (cast["zhou"], 2, "回访")


def test_without_purpose_or_permission_or_above_the_limit_nothing_goes_out(cast: dict[str, User]) -> None:
    with pytest.raises(Refused):
        export_rows(cast["zhou"], "名单", COLUMNS, ROWS, "csv", " ")
    with pytest.raises(NotPermitted):
        export_rows(cast["wang"], "名单", COLUMNS, ROWS, "csv", "回访")
    with pytest.raises(Refused):
        export_rows(cast["zhou"], "名单", COLUMNS, iter(ROWS * 10), "csv", "回访", most=5)
    assert not Entry.objects.filter(deed="exchange.export_rows").exists()


def test_a_registered_table_asks_for_its_own_permission_too(cast: dict[str, User]) -> None:
    register_exporter(
        Exporter(
            name="tests.people", title="人", permission="tests.none", columns=COLUMNS, rows=lambda actor, options: ROWS
        )
    )
    with pytest.raises(NotPermitted):
        export(cast["liu"], "tests.people", "csv", "回访")
