"""One fair queue for everybody who wants to write to a SQLite file.

SQLite's own waiting is a lottery: with many writers the unlucky one waits for seconds while others pass. Here writers
of one process stand in line by ticket, and the processes take turns through a lock file beside the database.
"""

import os
import random
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO

from django.db.utils import OperationalError

try:
    import fcntl
except ImportError:  # Windows: one process, as the product runs there; the in-process line is enough
    fcntl = None  # type: ignore[assignment]

SHORTEST_NAP, LONGEST_NAP = 0.0005, 0.004


class WriteQueue:
    """First come, first served, inside this process; then in turn with the other processes."""

    def __init__(self, lock_file: Path | None) -> None:
        self._lock_file = lock_file
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False
        self._held: IO[bytes] | None = None

    def enter(self, seconds: float) -> None:
        """Wait for the turn to write, ``seconds`` at most; then OperationalError ("database is locked")."""
        deadline = time.monotonic() + seconds
        self._stand_in_line(deadline)
        try:
            self._take_file(deadline)
        except BaseException:
            self._next()
            raise

    def leave(self) -> None:
        """Let the next one write."""
        if self._held is not None:
            self._held.close()  # closing gives up the file lock
            self._held = None
        self._next()

    def _stand_in_line(self, deadline: float) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(max(0.0, deadline - time.monotonic())):
            return
        with self._guard:
            if not mine.is_set():
                self._waiting.remove(mine)
                raise _locked()
        # The turn came in the very moment we gave up: take it, the file lock's deadline decides.

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False

    def _take_file(self, deadline: float) -> None:
        if self._lock_file is None or fcntl is None:
            return
        file = self._lock_file.open("ab")
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > deadline:
                    file.close()
                    raise _locked() from None
                time.sleep(random.uniform(SHORTEST_NAP, LONGEST_NAP))  # noqa: S311  (spreads naps, guards nothing)
            else:
                self._held = file
                return


def _locked() -> OperationalError:
    return OperationalError("database is locked: too many people are saving at the same time")


_queues: dict[str, WriteQueue] = {}
_queues_guard = threading.Lock()


def queue_for(name: str, *, in_memory: bool) -> WriteQueue:
    """The one queue of this process for the database called ``name``."""
    with _queues_guard:
        if name not in _queues:
            _queues[name] = WriteQueue(None if in_memory else Path(f"{name}-queue"))
        return _queues[name]


def _forget_queues() -> None:
    """A forked child starts with nobody in line."""
    global _queues_guard
    _queues_guard = threading.Lock()
    _queues.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_queues)
