"""From a file to rows and back: nothing changes before the person says yes, everything or nothing after, and it can be undone."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from lintel.platform.approvals.models import AuthorityLine
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.exchange import actions, filing, jobs
from lintel.platform.exchange.importers import Kind
from lintel.platform.exchange.models import ImportBatch, ImportJob, RememberedMapping
from lintel.platform.exchange.queries import bad_rows, cell_text, judged_rows, page_of
from lintel.platform.exchange.sealing import kept_file
from lintel.platform.exchange.tests.conftest import MakeFile
from lintel.platform.exchange.writing import write_error_workbook
from lintel.platform.kernel.errors import NotPermitted, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1.2")]
PHONE = "13812345678"
ROWS: list[list[Any]] = [
    ["a", 100, PHONE],
    ["b", "2,000.50", ""],
    ["c", "abc", "123"],
    ["a", 5, ""],
    ["合计", 2100.5, ""],
]


def matched(actor: User, data: bytes, name: str = "限额.xlsx") -> ImportJob:
    job = filing.receive(actor, "tests.lines", name, data, {})
    actions.match_import(actor, job, mapping=job.mapping)
    return ImportJob.objects.get(pk=job.pk)


def checked(actor: User, data: bytes) -> ImportJob:
    return filing.check(actor, matched(actor, data))


def points() -> dict[str, Decimal | None]:
    return dict(
        AuthorityLine.objects.filter(post="DM", sequence=1)
        .exclude(point__contains=".")
        .values_list("point", "max_amount")
    )


def test_upload_understands_the_file_and_changes_nothing(mina: User, make_file: MakeFile) -> None:
    data = make_file(*ROWS)
    job = filing.receive(mina, "tests.lines", "限额.xlsx", data, {"house": "Pine"})
    assert (job.status, job.sheet, job.heading_line, job.mapping) == (
        "uploaded",
        "清单",
        2,
        {"point": 0, "amount": 1, "phone": 2},
    )
    assert job.options == {"house": 7}
    assert points() == {}
    assert kept_file(job.uid) == data


def test_the_dry_run_gives_every_row_a_verdict_and_changes_nothing(mina: User, make_file: MakeFile) -> None:
    job = checked(mina, make_file(*ROWS))
    assert job.status == "checked"
    assert job.counts == {"new": 2, "error": 1, "duplicate": 1, "skipped": 1}
    assert sum(job.counts.values()) == len(ROWS)
    assert job.totals == {"amount": "2100.50"}
    assert points() == {}
    (bad,) = judged_rows(job, Kind.ERROR)
    assert (bad.line, [(code, field) for code, _message, field in bad.reasons]) == (
        5,
        [("not_a_number", "amount"), ("not_a_phone", "phone")],
    )
    assert cell_text(job, bad, "amount") == "abc"


def test_confirming_writes_exactly_what_was_shown(mina: User, make_file: MakeFile) -> None:
    job = filing.confirm(mina, checked(mina, make_file(*ROWS)))
    assert job.status == "done"
    assert points() == {"a": Decimal("100.00"), "b": Decimal("2000.50")}
    assert AuthorityLine.objects.get(point="a").source == "+8613812345678"


def test_the_same_file_twice_creates_nothing(mina: User, make_file: MakeFile) -> None:
    filing.confirm(mina, checked(mina, make_file(*ROWS)))
    again = checked(mina, make_file(*ROWS))
    assert again.counts == {"same": 2, "error": 1, "duplicate": 1, "skipped": 1}
    with pytest.raises(Refused, match=r"."):
        filing.confirm(mina, again)
    assert len(points()) == 2


def test_a_file_is_taken_wholly_or_not_at_all(mina: User, make_file: MakeFile) -> None:
    job = filing.confirm(mina, checked(mina, make_file(["a", 1, ""], ["explode", 2, ""])))
    assert job.status == "failed"
    assert job.problem
    assert points() == {}


def test_what_changed_since_the_check_calls_the_import_off(mina: User, make_file: MakeFile) -> None:
    first, second = checked(mina, make_file(["a", 1, ""])), checked(mina, make_file(["a", 1, ""]))
    assert filing.confirm(mina, first).status == "done"
    second = filing.confirm(mina, second)
    assert second.status == "failed"
    assert filing.check(mina, second).counts == {"same": 1}
    assert len(points()) == 1


def test_a_retried_confirmation_imports_once(mina: User, make_file: MakeFile) -> None:
    job = checked(mina, make_file(["a", 1, ""]))
    assert filing.confirm(mina, job, key="k1").status == "done"
    assert filing.confirm(mina, job, key="k1").status == "done"
    assert len(points()) == 1


def test_undo_takes_back_what_nobody_touched(mina: User, make_file: MakeFile) -> None:
    filing.confirm(mina, checked(mina, make_file(["old", 1, ""])))
    job = filing.confirm(
        mina, checked(mina, make_file(["old", 9, ""], ["new", 2, ""], ["touched", 3, ""], ["needed", 4, ""]))
    )
    assert job.status == "done"
    AuthorityLine.objects.filter(point="touched").update(updated_at=timezone.now() + datetime.timedelta(seconds=1))
    actions.undo_import(mina, job)
    assert points() == {"old": Decimal("1.00"), "touched": Decimal("3.00"), "needed": Decimal("4.00")}
    job.refresh_from_db()
    assert (job.status, job.undone["removed"], job.undone["restored"], sum(job.undone["kept"].values())) == (
        "undone",
        1,
        1,
        2,
    )


def test_after_24_hours_an_import_stays(mina: User, make_file: MakeFile) -> None:
    job = filing.confirm(mina, checked(mina, make_file(["a", 1, ""])))
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)), pytest.raises(Refused):
        actions.undo_import(mina, job)
    assert len(points()) == 1


def test_rows_are_mended_on_the_screen_or_left_out(mina: User, make_file: MakeFile) -> None:
    job = checked(mina, make_file(["a", "abc", ""], ["b", "xyz", ""]))
    actions.fix_rows(mina, job, fixes={3: {"amount": "12"}, 4: None})
    job = filing.check(mina, ImportJob.objects.get(pk=job.pk))
    assert job.counts == {"new": 1, "skipped": 1}
    assert filing.confirm(mina, job).status == "done"
    assert points() == {"a": Decimal("12.00")}


def test_more_than_fifty_rows_belong_in_the_error_workbook(mina: User, make_file: MakeFile) -> None:
    job = checked(mina, make_file(*([f"p{n}", "abc", ""] for n in range(60))))
    with pytest.raises(Refused):
        actions.fix_rows(mina, job, fixes={line: {"amount": "1"} for line in range(3, 60)})
    assert page_of(job, "error", 2).rows[0].line == 53


def test_the_error_workbook_can_be_mended_and_taken_in(mina: User, make_file: MakeFile) -> None:
    job = checked(mina, make_file(["a", "abc", PHONE]))
    target = io.BytesIO()
    assert write_error_workbook(target, "errors", job.headings, bad_rows(job)) == 1
    book = openpyxl.load_workbook(target)
    book.active["D2"] = 5
    mended = io.BytesIO()
    book.save(mended)
    assert checked(mina, mended.getvalue()).counts == {"new": 1}


def test_columns_chosen_once_are_remembered_for_the_same_headings(mina: User, make_file: MakeFile) -> None:
    matched(mina, make_file(["a", 1, ""]))
    assert RememberedMapping.objects.get().columns == {"point": 0, "amount": 1, "phone": 2}
    job = filing.receive(mina, "tests.lines", "next.xlsx", make_file(["b", 1, ""]), {})
    actions.match_import(mina, job, mapping={"point": 0, "amount": 1})
    job = filing.receive(mina, "tests.lines", "next.xlsx", make_file(["c", 1, ""]), {})
    assert job.mapping == {"point": 0, "amount": 1}


def test_a_missing_required_column_or_one_chosen_twice_is_refused(mina: User, make_file: MakeFile) -> None:
    job = filing.receive(mina, "tests.lines", "x.xlsx", make_file(["a", 1, ""]), {})
    for mapping in ({"point": 0}, {"point": 0, "amount": 0}, {"point": 0, "amount": 99}, {"point": 0, "nonsense": 1}):
        with pytest.raises(Refused):
            actions.match_import(mina, job, mapping=mapping)
    assert ImportJob.objects.get(pk=job.pk).status == "uploaded"


def test_an_unreadable_file_is_refused_and_not_kept(mina: User) -> None:
    for data in (b"", b"%PDF", b"PK\x03\x04"):
        with pytest.raises(Refused):
            filing.receive(mina, "tests.lines", "x.xlsx", data, {})
    assert not ImportJob.objects.exists()


def test_only_the_importer_acts_and_only_managers_look_on(
    cast: dict[str, User], mina: User, make_file: MakeFile
) -> None:
    with pytest.raises(NotPermitted):
        filing.receive(cast["wang"], "tests.lines", "x.xlsx", make_file(["a", 1, ""]), {})
    job = checked(mina, make_file(["a", 1, ""]))
    for person in ("zhou", "liu", "guest"):
        with pytest.raises(NotPermitted):
            actions.confirm_import(cast[person], job)
    assert points() == {}


def test_no_plain_phone_lies_in_the_database_or_the_trail(mina: User, make_file: MakeFile, settings: Any) -> None:
    data = "\n".join(["事项,限额,电话", *(f"p{n},{'x' if n % 2 else 1},{PHONE}" for n in range(20))]).encode()
    job = checked(mina, data)
    assert (job.file_kind, job.counts) == ("csv", {"new": 10, "error": 10})
    with connection.cursor() as cursor:
        for model in (ImportJob, ImportBatch, RememberedMapping, Entry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            stored = "".join(
                bytes(c).decode("latin-1") if isinstance(c, bytes | memoryview) else str(c)
                for row in cursor
                for c in row
            )
            assert PHONE not in stored, model
    from pathlib import Path

    for path in (Path(settings.MEDIA_ROOT) / "imports").iterdir():
        assert PHONE.encode() not in path.read_bytes()


def test_a_file_without_headings_is_refused_without_storing_its_first_person(mina: User) -> None:
    with pytest.raises(Refused):
        filing.receive(mina, "tests.lines", "x.csv", b"1,2\n3,4\n", {})


def test_files_and_rows_go_after_a_week_and_the_counts_stay(mina: User, make_file: MakeFile) -> None:
    job = filing.confirm(mina, checked(mina, make_file(["a", 1, PHONE])))
    assert jobs.expire() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        assert jobs.expire() == 1
        assert jobs.expire() == 0
    job.refresh_from_db()
    assert (job.counts["new"], job.batches.count()) == (1, 0)
    with pytest.raises(FileNotFoundError):
        kept_file(job.uid)


def test_a_large_file_is_left_to_the_worker(mina: User, make_file: MakeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SMALL", 1)
    job = checked(mina, make_file(["a", 1, ""], ["b", 2, ""]))
    assert job.status == "checking"
    jobs.check(job.pk)
    job.refresh_from_db()
    assert (job.status, job.progress) == ("checked", 100)
    assert filing.confirm(mina, job).status == "committing"
    jobs.commit(job.pk)
    jobs.commit(job.pk)
    job.refresh_from_db()
    assert job.status == "done"
    assert len(points()) == 2


def test_from_the_command_line_a_dry_run_leaves_no_trace(mina: User, make_file: MakeFile, tmp_path: Any) -> None:
    path = tmp_path / "限额.xlsx"
    path.write_bytes(make_file(*ROWS))
    report = filing.import_file(mina, "tests.lines", path, {}, dry_run=True)
    assert (report.state, report.counts["new"], report.totals, report.ok) == (
        "checked",
        2,
        {"amount": "2100.50"},
        False,
    )
    assert [p["line"] for p in report.as_json()["problems"]] == [5, 6]
    assert not ImportJob.objects.exists()
    assert points() == {}
    report = filing.import_file(mina, "tests.lines", path, {"house": "River"})
    assert (report.state, report.columns["amount"]) == ("done", "限额(元)")
    assert len(points()) == 2
    report = filing.import_file(mina, "tests.lines", path, {"house": "Nowhere"})
    assert report.message
    assert filing.import_file(mina, "tests.lines", tmp_path / "absent.xlsx", {}).message
