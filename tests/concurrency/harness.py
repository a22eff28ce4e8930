"""Real processes on a real database: started together, counted, and killed when a test wants to see what is left.

A task is a function at module level, ``task(worker: int, turn: int) -> str``; its answer (or the name of the exception
it raised) is counted. Each office has one mother process that loads the program and forks the others (thirty-two loads
would take a minute of processor time); every process opens a connection of its own, so nothing of the database is shared.

    office = Office.sqlite(tmp_path)             # or Office.postgres("races")
    office.migrate()
    result = office.run(task, workers=16, turns=200)
    assert result.counts == {"held": 100, "UnitTaken": 3100}
"""

import multiprocessing
import multiprocessing.connection
import os
import random
import shutil
import subprocess
import time
import weakref
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


@dataclass(eq=False)
class Office:
    """A database of its own, described by the environment its processes are started with."""

    environment: dict[str, str]
    _mother: Any = field(default=None, repr=False)

    @classmethod
    def sqlite(cls, folder: Path, settings: str = SETTINGS) -> "Office":
        """The SQLite file in ``folder``, a fresh one when there is none."""
        return cls({"LINTEL_DATA_DIR": str(folder), "LINTEL_TEST_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": settings})

    @classmethod
    def postgres(cls, folder: Path, name: str, settings: str = SETTINGS, template: str = "template1") -> "Office":
        """A fresh PostgreSQL database ``test_<name>`` on the local server (dropped first when it exists)."""
        database = f"test_{name}"
        drop(name)
        subprocess.run(["createdb", "--template", template, database], check=True, capture_output=True)
        return cls(
            {
                "LINTEL_DATA_DIR": str(folder),
                "LINTEL_TEST_DATABASE_URL": f"postgresql:///{database}",
                "DJANGO_SETTINGS_MODULE": settings,
            }
        )

    def migrate(self) -> None:
        """Make the tables."""
        self.call(_migrate)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run one function in a process of this office and return its (picklable) result."""
        return self._order(_call, function, arguments)

    def run(self, task: Task, *, workers: int, turns: int, seconds: float | None = None) -> Result:
        """``workers`` processes each do ``task`` ``turns`` times, all beginning at once.

        With ``seconds`` they are killed (SIGKILL) a random part of that time after the first answer: look at the database
        afterwards.
        """
        done: Result = self._order(_run, task, workers, turns, seconds)
        return done

    def close(self) -> None:
        """Let the mother process go, and with it its last connection."""
        if self._mother is not None:
            process, orders = self._mother
            orders.close()
            process.join()
            self._mother = None

    def _order(self, what: Callable[..., Any], *arguments: Any) -> Any:
        if self._mother is None:
            self._mother = self._bear()
        process, orders = self._mother
        orders.send((what, arguments))
        try:
            worked, value = orders.recv()
        except EOFError:
            process.join()
            raise AssertionError(f"the mother process died with {process.exitcode}") from None
        if not worked:
            raise AssertionError(value)
        return value

    def _bear(self) -> tuple[Any, Any]:
        context = multiprocessing.get_context("spawn")
        orders, taken = context.Pipe()
        with _Environment(self.environment):
            process = context.Process(target=_obey, args=(taken,))
            process.start()
        taken.close()
        weakref.finalize(self, orders.close)  # a mother whom nobody can reach any more goes home
        return process, orders


def drop(name: str) -> None:
    """Remove the PostgreSQL database ``test_<name>``, whoever is connected."""
    subprocess.run(["dropdb", "--if-exists", "--force", f"test_{name}"], check=True, capture_output=True)


@dataclass
class Template:
    """Migrated once, copied for each test."""

    folder: Path
    name: str = ""

    @classmethod
    def make(cls, kind: str, folder: Path) -> "Template":
        made = cls(folder, f"lintel_template_{os.getpid()}" if kind == "postgres" else "")
        office = Office.postgres(folder, made.name) if made.name else Office.sqlite(folder)
        office.migrate()
        office.close()
        return made

    def copy(self, folder: Path) -> Office:
        """An office on an empty database of its own."""
        if self.name:
            return Office.postgres(folder, f"lintel_office_{os.getpid()}", template=f"test_{self.name}")
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Office.sqlite(folder)

    def remove(self) -> None:
        if self.name:
            drop(self.name)


class _Crew:
    """The workers of one race; lives in the mother process."""

    def __init__(self, task: Task, workers: int, turns: int) -> None:
        context = multiprocessing.get_context("fork")
        self.barrier = context.Barrier(workers + 1)
        self.pipes, self.processes = [], []
        self.killed = 0
        for worker in range(workers):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(task, worker, turns, self.barrier, sender))
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


def _obey(orders: Any) -> None:
    """The mother process: load the program, then do what is asked until nobody asks any more."""
    import django

    django.setup()
    while True:
        try:
            what, arguments = orders.recv()
        except EOFError:
            return
        try:
            orders.send((True, what(*arguments)))
        except Exception as error:
            orders.send((False, f"{type(error).__name__}: {error}"))


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _run(task: Task, workers: int, turns: int, seconds: float | None) -> Result:
    crew = _Crew(task, workers, turns)
    try:
        crew.start()
        if seconds is not None:
            multiprocessing.connection.wait(crew.pipes, START_TIMEOUT)  # somebody was answered: now it matters
            time.sleep(random.uniform(0.1, 1.0) * seconds)
            crew.kill()
        return crew.collect()
    finally:
        crew.kill()


def _work(task: Task, worker: int, turns: int, barrier: Any, answers: Any) -> None:
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


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Run ``function`` in a process of its own, so that the mother never holds a connection."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(function, arguments, sender))
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


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], result: Any) -> None:
    try:
        result.send((True, function(*arguments)))
    except Exception as error:
        result.send((False, f"{type(error).__name__}: {error}"))
