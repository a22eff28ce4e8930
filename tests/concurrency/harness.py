"""Real processes on a real database: started together, counted, and killed when a test wants to see what is left.

A task is a function at module level, ``task(worker: int, turn: int) -> str``; its answer (or the name of the exception
it raised) is counted. Every process sets up Django itself and opens its own connection, so nothing is shared.

    office = Office.sqlite(tmp_path)             # or Office.postgres("races")
    office.migrate()
    result = office.run(task, workers=16, turns=200)
    assert result.counts == {"held": 100, "UnitTaken": 3100}
"""

import multiprocessing
import multiprocessing.connection
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SETTINGS = os.environ.get("DJANGO_SETTINGS_MODULE", "lintel.site.settings_test")
ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 400
Task = Callable[[int, int], str]


@dataclass
class Result:
    """What the workers answered, how long each answer took (seconds), and what was acknowledged before a kill."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    answers: list[tuple[int, int, str]] = field(default_factory=list)
    killed: int = 0

    @property
    def slowest(self) -> float:
        return max(self.seconds, default=0.0)

    def percentile(self, share: float) -> float:
        """The time below which ``share`` (0 to 1) of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass(frozen=True)
class Office:
    """A database of its own, described by the environment the processes are started with."""

    environment: dict[str, str]

    @classmethod
    def sqlite(cls, folder: Path, settings: str = SETTINGS) -> "Office":
        """A fresh SQLite file in ``folder``."""
        return cls({"LINTEL_DATA_DIR": str(folder), "LINTEL_TEST_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": settings})

    @classmethod
    def postgres(cls, folder: Path, name: str, settings: str = SETTINGS) -> "Office":
        """A fresh PostgreSQL database ``test_<name>`` on the local server (dropped first when it exists)."""
        database = f"test_{name}"
        for command in (["dropdb", "--if-exists", "--force", database], ["createdb", database]):
            subprocess.run(command, check=True, capture_output=True)
        return cls(
            {
                "LINTEL_DATA_DIR": str(folder),
                "LINTEL_TEST_DATABASE_URL": f"postgresql:///{database}",
                "DJANGO_SETTINGS_MODULE": settings,
            }
        )

    def migrate(self) -> None:
        """Make the tables, in a process of its own."""
        self.python("-m", "django", "migrate", "--verbosity", "0")

    def python(self, *arguments: str) -> str:
        """Run Python in this office; returns what it printed, raises AssertionError with its errors."""
        done = subprocess.run(
            [sys.executable, *arguments], env=os.environ | self.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run one function in a process of this office and return its (picklable) result."""
        with _Environment(self.environment):
            context = multiprocessing.get_context("spawn")
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_call, args=(function, arguments, sender))
            process.start()
        sender.close()
        try:
            worked, value = receiver.recv()
        except EOFError:
            process.join()
            raise AssertionError(f"{function.__name__} died with {process.exitcode}") from None
        process.join()
        if not worked:
            raise AssertionError(value)
        return value

    def run(self, task: Task, *, workers: int, turns: int, seconds: float | None = None) -> Result:
        """``workers`` processes each do ``task`` ``turns`` times, all beginning at once.

        With ``seconds`` they are killed (SIGKILL) after a random part of that time: look at the database afterwards.
        """
        crew = _Crew(self, task, workers, turns)
        try:
            crew.start()
            if seconds is not None:
                time.sleep(random.uniform(0.1, 1.0) * seconds)
                crew.kill()
            return crew.collect()
        finally:
            crew.kill()


class _Crew:
    def __init__(self, office: Office, task: Task, workers: int, turns: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.barrier = context.Barrier(workers + 1)
        self.pipes, self.processes = [], []
        self.killed = 0
        with _Environment(office.environment):
            for worker in range(workers):
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(task, worker, turns, self.barrier, sender), daemon=True)
                process.start()
                sender.close()
                self.pipes.append(receiver)
                self.processes.append(process)

    def start(self) -> None:
        self.barrier.wait(START_TIMEOUT)

    def kill(self) -> None:
        for process in self.processes:
            if process.is_alive():
                process.kill()
                process.join()
                self.killed += 1

    def collect(self) -> Result:
        result = Result(killed=self.killed)
        waiting = dict(enumerate(self.pipes))
        while waiting:
            ready = multiprocessing.connection.wait(list(waiting.values()))
            for worker in [w for w, pipe in waiting.items() if pipe in ready]:
                try:
                    turn, answer, took = waiting[worker].recv()
                except (EOFError, ConnectionResetError):
                    del waiting[worker]
                    continue
                result.counts[answer] += 1
                result.seconds.append(took)
                result.answers.append((worker, turn, answer))
        for process in self.processes:
            process.join()
        return result


class _Environment:
    """The office's environment around the start of a process (spawned children copy it)."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values
        self.before: dict[str, str | None] = {}

    def __enter__(self) -> None:
        self.before = {name: os.environ.get(name) for name in self.values}
        os.environ.update(self.values)

    def __exit__(self, *_: object) -> None:
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _set_up() -> None:
    import django

    django.setup()


def _work(task: Task, worker: int, turns: int, barrier: Any, answers: Any) -> None:
    _set_up()
    from django.db import connection

    connection.ensure_connection()
    barrier.wait(START_TIMEOUT)
    for turn in range(turns):
        began = time.perf_counter()
        try:
            answer = task(worker, turn)
        except Exception as error:
            answer = type(error).__name__
        answers.send((turn, answer, time.perf_counter() - began))


def _call(function: Callable[..., Any], arguments: tuple[Any, ...], result: Any) -> None:
    _set_up()
    try:
        result.send((True, function(*arguments)))
    except Exception as error:
        result.send((False, f"{type(error).__name__}: {error}"))
