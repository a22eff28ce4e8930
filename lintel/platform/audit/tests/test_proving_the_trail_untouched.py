"""Whatever is done to the trail in the database is noticed, with the place where it begins."""

import datetime
import shutil
import sqlite3

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lintel.platform.audit import anchors, seal, verify
from lintel.platform.audit.models import Entry
from lintel.platform.audit.seal_models import Seal
from lintel.platform.directory.models import User, system_user
from lintel.platform.kernel.db.append_only import guard, missing_guards, unguard
from lintel.platform.privacy.keyring import key_file


@pytest.fixture(autouse=True)
def anchor_folder(tmp_path, settings):
    settings.LINTEL_ANCHOR_DIR = tmp_path / "anchors"
    return settings.LINTEL_ANCHOR_DIR


def write(count):
    kind = ContentType.objects.get_for_model(User)
    Entry.objects.bulk_create(
        Entry(actor=system_user(), deed="test.deed", subject_type=kind, subject_id=n, changes={"名": ["甲", n / 4]})
        for n in range(count)
    )


@pytest.fixture
def trail(db):
    """Ten sealed entries."""
    write(10)
    assert seal.seal_pending(batch=4) == 10
    assert verify.verify().ok


@pytest.fixture
def tamper(trail):
    """Runs SQL as somebody would who owns the database: without the guards and without foreign keys."""

    def run(*statements):
        for table in ("audit_entry", "audit_seal"):
            unguard(connection, table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            for statement in statements:
                cursor.execute(statement)

    yield run
    if connection.vendor == "sqlite":
        transaction.set_rollback(True)


def nth(seq):
    return Seal.objects.values_list("entry_id", flat=True).get(seq=seq)


def broken_at():
    report = verify.verify()
    return None if report.ok else report.first_bad_seq


def test_an_untouched_trail_holds(trail):
    report = verify.verify()
    assert (report.ok, report.checked, report.unsealed, report.remarks) == (True, 10, 0, [])
    write(3)
    assert verify.verify().unsealed == 3
    assert seal.seal_pending() == 3
    assert verify.verify().checked == 13


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
def test_the_database_itself_refuses_changes(trail, table):
    assert missing_guards(connection) == []
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_dropped_guard_is_noticed(trail):
    unguard(connection, "audit_entry")
    assert missing_guards(connection) == ["audit_entry"]
    guard(connection, "audit_entry")
    assert missing_guards(connection) == []


@pytest.mark.parametrize(
    "change",
    ["deed = 'test.other'", "subject_id = 99", 'changes = \'{"名": ["甲", 7]}\'', "project_id = 1", "request_id = 'x'"],
)
def test_a_changed_byte(tamper, change):
    tamper(f"UPDATE audit_entry SET {change} WHERE id = {nth(4)}")
    assert broken_at() == 4


def test_a_moved_moment(tamper):
    at = "at + interval '1 second'" if connection.vendor == "postgresql" else "datetime(at, '+1 second')"
    tamper(f"UPDATE audit_entry SET at = {at} WHERE id = {nth(5)}")
    assert broken_at() == 5


def test_an_entry_deleted_from_the_middle(tamper):
    entry = nth(6)
    tamper(f"DELETE FROM audit_entry WHERE id = {entry}")
    assert broken_at() == 6


def test_an_entry_deleted_with_its_seal(tamper):
    entry = nth(6)
    tamper("DELETE FROM audit_seal WHERE seq = 6", f"DELETE FROM audit_entry WHERE id = {entry}")
    assert broken_at() == 6


def test_a_gap_closed_by_renumbering(tamper):
    entry = nth(6)
    tamper(
        "DELETE FROM audit_seal WHERE seq = 6",
        f"DELETE FROM audit_entry WHERE id = {entry}",
        *[f"UPDATE audit_seal SET seq = {n - 1} WHERE seq = {n}" for n in range(7, 11)],
    )
    assert broken_at() == 6


def test_a_tail_cut_off(tamper):
    entries = [nth(9), nth(10)]
    tamper("DELETE FROM audit_seal WHERE seq > 8", f"DELETE FROM audit_entry WHERE id IN ({entries[0]}, {entries[1]})")
    assert broken_at() == 9


def test_two_entries_swapped(tamper):
    one, two = nth(3), nth(7)
    tamper(
        f"UPDATE audit_entry SET subject_id = CASE id WHEN {one} THEN 6 ELSE 2 END, "
        f"changes = (SELECT changes FROM audit_entry o WHERE o.id = CASE audit_entry.id WHEN {one} THEN {two} ELSE {one} END) "
        f"WHERE id IN ({one}, {two})"
    )
    assert broken_at() == 3


def test_an_entry_slipped_in_with_a_seal_made_without_the_key(tamper):
    columns = "at, actor_id, deed, clause, subject_type_id, subject_id, project_id, inputs, changes, request_id"
    new = Entry.objects.order_by("-pk").first().pk + 1
    tamper(
        *[f"UPDATE audit_seal SET seq = {n + 1} WHERE seq = {n}" for n in range(10, 4, -1)],
        f"INSERT INTO audit_entry (id, {columns}) SELECT {new}, {columns} FROM audit_entry WHERE id = {nth(4)}",
        "INSERT INTO audit_seal (seq, entry_id, prev, digest, form, late, sealed_at) "
        f"SELECT 5, {new}, digest, digest, 1, late, sealed_at FROM audit_seal WHERE seq = 4",
    )
    assert broken_at() == 5


def test_the_whole_chain_made_again_without_the_key(tamper):
    tamper(f"UPDATE audit_entry SET deed = 'test.other' WHERE id = {nth(2)}")
    prev = ""
    statements = []
    for link in Seal.objects.order_by("seq"):
        row = Entry.objects.values_list(*seal.COLUMNS[1]).get(pk=link.entry_id)
        prev_digest = prev or link.prev
        digest = seal.digest_of(b"a guess", prev_digest, link.seq, 1, link.late, link.sealed_at, row)
        statements.append(f"UPDATE audit_seal SET prev = '{prev_digest}', digest = '{digest}' WHERE seq = {link.seq}")
        prev = digest
    tamper(*statements)
    assert broken_at() == 1


def test_an_older_database_put_in_place(trail, anchor_folder):
    write(5)
    seal.seal_pending()
    kept = anchor_folder / "head.json"
    newest = kept.read_text()
    assert Seal.objects.count() == 15
    sealed = Seal.objects.filter(seq__gt=10)
    for table in ("audit_entry", "audit_seal"):
        unguard(connection, table)
    entries = list(sealed.values_list("entry_id", flat=True))
    sealed._raw_delete("default")
    Entry.objects.filter(pk__in=entries)._raw_delete("default")
    kept.write_text(newest)
    report = verify.verify()
    assert (report.ok, report.first_bad_seq) == (False, 11)
    assert "older copy" in report.reason
    anchors.accept_restored(seal.head())
    assert verify.verify().ok


def test_a_forged_anchor(trail, anchor_folder):
    head = anchor_folder / "head.json"
    head.write_text(head.read_text().replace('"seq": 10', '"seq": 8'))
    assert not verify.verify().ok
    assert "not signed" in verify.verify().reason


def test_a_clock_set_back_is_remarked(trail, monkeypatch):
    write(1)
    earlier = timezone.now() - datetime.timedelta(hours=1)
    with monkeypatch.context() as patch:
        patch.setattr(seal.timezone, "now", lambda: earlier)
        seal.seal_pending()
    report = verify.verify()
    assert report.ok
    assert report.remarks == ["The clock was set back before seal 11."]


def test_a_sleeping_sealer_raises_an_alarm(trail):
    write(1)
    assert not seal.sealer_is_late()
    assert seal.sealer_is_late(timezone.now() + datetime.timedelta(minutes=11))
    seal.seal_pending()
    assert not seal.sealer_is_late(timezone.now() + datetime.timedelta(minutes=11))


def test_an_entry_that_turns_up_late_is_remarked(trail):
    for table in ("audit_entry", "audit_seal"):
        unguard(connection, table)
    Seal.objects.update(sealed_at=timezone.now() - datetime.timedelta(hours=1))
    kind = ContentType.objects.get_for_model(User)
    Entry.objects.create(pk=nth(1) - 1, actor=system_user(), deed="t", subject_type=kind, subject_id=1)
    seal.seal_pending()
    assert Seal.objects.get(seq=11).late


def test_an_anchor_a_day_is_written_and_told(db, anchor_folder, monkeypatch):
    told = []
    monkeypatch.setattr(anchors, "_listeners", [])
    anchors.on_anchor(told.append)
    for _ in range(2):
        write(1)
        seal.seal_pending()
    assert [a.seq for a in told] == [1]
    assert len((anchor_folder / "anchors.log").read_text().splitlines()) == 1
    assert [a.seq for a in anchors.remembered()] == [1, 2]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a PostgreSQL copy is checked after it is restored")
def test_a_copy_of_the_database_can_be_checked_elsewhere(trail, tmp_path, anchor_folder):
    copy = tmp_path / "copy.sqlite3"
    target = sqlite3.connect(copy)
    for line in _dump(connection.connection, ("audit_entry", "audit_seal")):
        target.execute(line[0], line[1])
    target.commit()
    target.close()
    moved = shutil.copytree(anchor_folder, tmp_path / "elsewhere")
    report = verify.verify_file(copy, key_file(), moved)
    assert (report.ok, report.checked) == (True, 10)
    with sqlite3.connect(copy) as changed:
        changed.execute(f"UPDATE audit_entry SET deed = 'x' WHERE id = {nth(8)}")
    assert verify.verify_file(copy, key_file(), moved).first_bad_seq == 8


def _dump(source, tables):
    for table in tables:
        columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
        yield f"CREATE TABLE {table} ({', '.join(columns)})", ()
        for row in source.execute(f"SELECT * FROM {table}"):
            yield f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", tuple(row)
