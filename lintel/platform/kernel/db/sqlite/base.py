"""SQLite as an office database: durable, strict, and fair to everybody who saves at the same time.

Differences from Django's backend: write-ahead log with full synchronisation, transactions that take the write lock at
their beginning, deleted data overwritten, and a queue (see ``queue.py``) in front of every write.
"""

import os
import re
from collections.abc import Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base, operations

from lintel.platform.kernel.db.sqlite.queue import WriteQueue, queue_for

DEFAULT_WAIT_SECONDS = 20
READS = re.compile(r"\s*(SELECT|EXPLAIN|PRAGMA|VALUES|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ATTACH|DETACH)\b", re.I)
KEPT_STATEMENTS = 1_000
"""Statements SQLite keeps ready on a connection. Python's 128 are fewer than a day's work asks, so each was read anew."""
#: What every connection is set to; ``checks.py`` refuses to start when one of them did not take.
PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was acknowledged survives a power cut
    "temp_store": 2,  # MEMORY: no personal data in temporary files
    "secure_delete": 1,
    "cache_size": -20000,
    "journal_size_limit": 64 * 1024 * 1024,
}


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """Empty tables; in a test database the append-only guards step aside for it."""
        statements = super().sql_flush(style, tables, **options)
        if not statements or not self.connection.is_test_database():  # type: ignore[attr-defined]
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = [row for row in cursor.fetchall() if "append-only" in row[1]]
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in guards]
        return [*drops, *statements, *(sql for _, sql in guards)]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    ops: DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queued = True
        self._wait = float(DEFAULT_WAIT_SECONDS)
        self._turn: WriteQueue | None = None
        self._points: dict[str, str] = {}

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters; ``OPTIONS["queue"] = False`` switches the queue off (used to prove that it matters)."""
        params = super().get_connection_params()
        self._queued = params.pop("queue", True)
        self._wait = float(params.setdefault("timeout", DEFAULT_WAIT_SECONDS))
        params.setdefault("cached_statements", KEPT_STATEMENTS)
        if "transaction_mode" not in self.settings_dict["OPTIONS"]:
            self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            # Ours alone; the log files beside it take over the mode.
            os.close(os.open(self.settings_dict["NAME"], os.O_RDWR | os.O_CREAT, 0o600))
        connection = super().get_new_connection(conn_params)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        return connection

    def is_test_database(self) -> bool:
        """Whether this is a database made by the test runner."""
        name = str(self.settings_dict["NAME"])
        return self.is_in_memory_db() or os.path.basename(name).startswith("test_")

    # Savepoints are named by their depth: a fresh name each time would push useful statements out of those kept ready.
    # Django goes on telling them apart by its own names.

    def _savepoint(self, sid: str) -> None:
        self._points[sid] = f"depth_{len(self.savepoint_ids)}"
        super()._savepoint(self._points[sid])  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(self._points.get(sid, sid))  # type: ignore[misc]

    def _savepoint_commit(self, sid: str) -> None:
        super()._savepoint_commit(self._points.pop(sid, sid))  # type: ignore[misc]

    # Standing in line

    @property
    def _queue(self) -> WriteQueue:
        return queue_for(str(self.settings_dict["NAME"]), in_memory=self.is_in_memory_db())

    def _take_turn(self) -> None:
        if self._turn is None and self._queued:
            queue = self._queue
            queue.enter(self._wait)
            self._turn = queue

    def _end_turn(self) -> None:
        """Give the turn on, unless a transaction is still open (a refused COMMIT leaves it open)."""
        open_still = self.connection is not None and self.connection.in_transaction
        if self._turn is not None and not open_still:
            turn, self._turn = self._turn, None
            turn.leave()

    @property
    def has_turn(self) -> bool:
        """Whether this connection may write already; so it is for all statements of a transaction but its first."""
        return self._turn is not None

    @contextmanager
    def turn_for(self, sql: str) -> Any:
        """The turn for one statement: taken only for a write outside a transaction."""
        if self._turn is not None or self.connection.in_transaction or READS.match(sql):
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._turn is not None:
                turn, self._turn = self._turn, None
                turn.leave()

    def create_cursor(self, name: Any = None) -> Any:
        cursor = self.connection.cursor(factory=QueueingCursor)
        cursor.wrapper = self
        return cursor


class QueueingCursor(base.SQLiteCursorWrapper):
    """Takes the connection's turn for a single write in autocommit mode."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.wrapper.has_turn:
            return super().execute(query, params)
        with self.wrapper.turn_for(query):
            return super().execute(query, params)

    def convert_query(self, query: str, *, param_names: Any = None) -> Any:
        """SQLite's marks for Django's; the same few hundred texts come again and again."""
        return _with_marks(query) if param_names is None else super().convert_query(query, param_names=param_names)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn_for(query):
            return super().executemany(query, param_list)


@lru_cache(maxsize=KEPT_STATEMENTS)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
