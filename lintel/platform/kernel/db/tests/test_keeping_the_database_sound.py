"""A database that would lose data is refused; tables that only grow refuse the rest; writers wait their turn."""

import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection, transaction

from lintel.platform.kernel.db import checks
from lintel.platform.kernel.db.append_only import guard, trigger_names, unguard
from lintel.platform.kernel.db.sqlite.queue import WriteQueue
from lintel.platform.kernel.db.urls import database_from_url, postgres_options

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


@pytest.mark.django_db
def test_our_own_profile_passes():
    assert [m for m in checks.problems(connection) if m.is_serious()] == []


@only_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "id_"), [("secure_delete = 0", "lintel.E003"), ("busy_timeout = 10", "lintel.E004")]
)
def test_a_connection_set_otherwise_is_refused(pragma, id_):
    name = pragma.split()[0]
    before = connection.cursor().execute(f"PRAGMA {name}").fetchone()[0]
    connection.cursor().execute(f"PRAGMA {pragma}").fetchone()
    try:
        assert id_ in [m.id for m in checks.problems(connection)]
        with pytest.raises(ImproperlyConfigured):
            checks.refuse_unsound()
    finally:
        connection.cursor().execute(f"PRAGMA {name} = {before}").fetchone()


def test_a_network_drive_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "file_system", lambda folder: "nfs4")
    assert [m.id for m in checks._place(tmp_path / "x.sqlite3")] == ["lintel.E005"]


def test_the_kind_of_drive_is_known(tmp_path):
    assert checks.file_system(tmp_path) not in ("", *checks.NETWORK_FILE_SYSTEMS)


@pytest.mark.django_db
@pytest.mark.parametrize("but", [(), ("last",)])
def test_an_append_only_table_takes_rows_and_refuses_the_rest(but):
    def run(statement):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    guard(connection, "kernel_counter", but)
    run("INSERT INTO kernel_counter (series, last) VALUES ('a', 1)")
    with pytest.raises(IntegrityError):
        run("DELETE FROM kernel_counter")
    with pytest.raises(IntegrityError):
        run("UPDATE kernel_counter SET series = 'b'")
    if but:
        run("UPDATE kernel_counter SET last = 2")
    else:
        with pytest.raises(IntegrityError):
            run("UPDATE kernel_counter SET last = 2")
    unguard(connection, "kernel_counter")
    run("DELETE FROM kernel_counter")
    assert len(trigger_names(connection.vendor, "x")) == (3 if connection.vendor == "postgresql" else 2)


def test_writers_are_served_in_the_order_they_came(tmp_path):
    queue, order, started = WriteQueue(tmp_path / "q"), [], []

    def write(number):
        started.append(number)
        queue.enter(5)
        order.append(number)
        queue.leave()

    queue.enter(5)
    writers = []
    for number in range(8):
        writers.append(threading.Thread(target=write, args=(number,)))
        writers[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    queue.leave()
    for writer in writers:
        writer.join()
    assert order == list(range(8))


def test_a_writer_gives_up_in_words_and_blocks_nobody(tmp_path):
    queue, other = WriteQueue(tmp_path / "q"), WriteQueue(tmp_path / "q")
    queue.enter(1)
    for one in (queue, other):
        with pytest.raises(OperationalError, match="locked"):
            one.enter(0.05)
    queue.leave()
    other.enter(1)
    other.leave()
    queue.enter(1)
    queue.leave()


@pytest.mark.django_db(transaction=True)
@only_sqlite
def test_the_turn_is_given_on_after_every_kind_of_end():
    def free():
        return connection._turn is None and not connection._queue._busy

    with transaction.atomic():
        assert connection._turn is not None
        with transaction.atomic():
            pass
        assert connection._turn is not None
    assert free()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018
    assert free()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kernel_counter (series, last) VALUES ('a', 1)")
        assert free()
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO kernel_counter (series, last) VALUES ('a', 1)")
    assert free()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"NAME": "/data/lintel.sqlite3"}),
        ("sqlite:////srv/x.sqlite3", {"NAME": "//srv/x.sqlite3"}),
        ("sqlite:///srv/x.sqlite3", {"NAME": "/srv/x.sqlite3"}),
        ("postgresql:///lintel", {"NAME": "lintel", "HOST": "", "PORT": ""}),
        (
            "postgresql://a:p%40ss@db.local:5433/lintel",
            {"USER": "a", "PASSWORD": "p@ss", "HOST": "db.local", "PORT": "5433"},
        ),
        ("postgresql:///lintel?host=/run/postgresql&sslmode=require", {"HOST": "/run/postgresql"}),
    ],
)
def test_addresses_are_understood(url, expected):
    made = database_from_url(url, "/data")
    assert {name: made[name] for name in expected} == expected
    if "sslmode" in url:
        assert made["OPTIONS"] == {"sslmode": "require", **postgres_options()}


def test_other_addresses_are_refused():
    with pytest.raises(ValueError):
        database_from_url("mysql://x/y", "/data")
