"""W3: a workbook of 100,000 customers: upload, dry run, commit, with errors among the rows, and the error workbook.

    python benchmarks/imports.py --database sqlite|postgres [--rows 100000]

Everything as in the office: the file goes to the server over HTTP, the background worker reads, judges and writes.
The minimal view reads, looks for known numbers and inserts in one request, without encryption, dry run or undo.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench import CEILING, PRODUCT, ROOT, Browser, python, report, serving
from benchmarks.filling import rows
from benchmarks.rush import DATABASE, environments

HEADINGS = ("姓名", "手机号", "称谓", "渠道", "意向等级", "备注")
COLUMNS = ("name", "phone", "title", "channel", "grade", "note")
ONE_IN = 10
"""Every so-manieth row is wrong: a telephone number too short, no name, or an unknown channel."""


def workbook(path: Path, count: int) -> None:
    """The file, with one row in ten that cannot be taken."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, HEADINGS)
        for line, (name, phone) in enumerate(rows(count), start=1):
            good: list[Any] = [name, phone, "女士" if line % 2 else "先生", "来访", "ABCD"[line % 4], "关注学位"]
            if line % ONE_IN == 0:
                wrong = line // ONE_IN % 3
                good[(1, 0, 3)[wrong]] = (phone[:7], "", "不知道")[wrong]
            sheet.write_row(line, 0, good)


class Job:
    """What the database says about the newest import."""

    def __init__(self, environment: Mapping[str, str], folder: str) -> None:
        self.postgres = "LINTEL_DATABASE_URL" in environment
        self.folder = Path(folder)

    def _row(self, asked: str) -> list[str]:
        if self.postgres:
            command = ["psql", "-Atq", "-F", "\t", "-d", DATABASE, "-c", asked]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip("\n").split("\t")
        name = next(p for p in self.folder.glob("*.sqlite3") if p.name != "ceiling.sqlite3")
        with contextlib.closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as connection:
            return [str(cell) for cell in connection.execute(asked).fetchone()]

    def now(self) -> tuple[int, str, dict[str, int], str]:
        """Key, state, counts and problem."""
        key, status, counts, problem = self._row(
            "SELECT id, status, counts, problem FROM exchange_importjob ORDER BY id DESC LIMIT 1"
        )
        return int(key), status, json.loads(counts), problem

    def await_worker(self) -> None:
        """Wait until the worker has started and shown a sign of life."""
        until = time.monotonic() + 60
        while self._row("SELECT count(*) FROM jobs_workerbeat") == ["0"] and time.monotonic() < until:
            time.sleep(0.3)

    def wait(self, *states: str) -> float:
        """Seconds until the job is in one of ``states``. Raises ``RuntimeError`` when it failed instead."""
        began = time.monotonic()
        while time.monotonic() - began < 600:
            _key, status, _counts, problem = self.now()
            if status in states:
                return time.monotonic() - began
            if status in ("failed", "dropped"):
                raise RuntimeError(problem)
            time.sleep(0.1)
        raise RuntimeError("The import does not end.")


def upload(browser: Browser, path: str, file: Path, **fields: Any) -> int:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    named = 'Content-Disposition: form-data; name="file"; filename="customers.xlsx"\r\nContent-Type: application/octet-stream'
    parts.append(f"--{mark}\r\n{named}\r\n\r\n".encode())
    body = b"".join([*parts, file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
    browser.connection.request(
        "POST", path, body, {**browser.headers, "Content-Type": f"multipart/form-data; boundary={mark}"}
    )
    response = browser.connection.getresponse()
    response.read()
    return response.status


@contextlib.contextmanager
def working(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The background worker."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lintel", "worker", "--with-parent"], cwd=ROOT, env={**os.environ, **environment}
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=180)  # it finishes what it is in the middle of, such as sealing a hundred thousand entries


class Watch(threading.Thread):
    """The most memory a process and its children had, in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        from benchmarks.bench import _status, _tree

        while not self.over.wait(0.2):
            self.most = max(self.most, sum(_status(pid, "VmRSS") for pid in _tree(self.pid)))


def product(
    given: argparse.Namespace, environment: dict[str, str], folder: str, file: Path, workers: int
) -> dict[str, Any]:
    office = json.loads(python(environment, "-m", "benchmarks.office", "customers", "0"))
    job, result = Job(environment, folder), {}
    with serving(PRODUCT, environment, workers=workers) as server, working(environment) as worker:
        job.await_worker()
        time.sleep(2)
        watch = Watch(worker.pid)
        watch.start()
        boss = Browser(server.port, office["boss"])
        began = time.monotonic()
        status = upload(boss, "/exchange/new/customers.customers/", file, project=office["project"], proof="forms")
        if status not in (302, 303):
            raise RuntimeError(f"upload: {status}")
        result["upload_s"] = round(time.monotonic() - began, 1)
        key = job.now()[0]
        boss.post(f"/exchange/{key}/match/", **{f"column-{n}": name for n, name in enumerate(COLUMNS)})
        job.wait("checked")
        result["dry_run_s"] = round(time.monotonic() - began - result["upload_s"], 1)
        half = time.monotonic()
        boss.post(f"/exchange/{key}/confirm/", _key=uuid.uuid4().hex)
        job.wait("done")
        result["commit_s"] = round(time.monotonic() - half, 1)
        result["whole_s"] = round(time.monotonic() - began, 1)
        half = time.monotonic()
        errors = boss.get(f"/exchange/{key}/errors.xlsx")
        result["error_workbook_s"], result["error_workbook_kb"] = (
            round(time.monotonic() - half, 1),
            len(errors[1]) // 1024,
        )
        watch.over.set()
        result |= {
            "worker_peak_mb": watch.most // 1024**2,
            "counts": job.now()[2],
            "rows_per_s": round(given.rows / result["whole_s"]),
        }
    return result


def ceiling(given: argparse.Namespace, environment: dict[str, str], file: Path, workers: int) -> dict[str, Any]:
    python(environment, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
    with serving(CEILING, environment, workers=workers) as server:
        began = time.monotonic()
        status = upload(Browser(server.port), "/take-in/", file)
        took = time.monotonic() - began
    return {"whole_s": round(took, 1), "rows_per_s": round(given.rows / took), "status": status}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    workers = 2 if given.database == "postgres" else 1
    with tempfile.TemporaryDirectory(prefix="lintel-imports-") as folder:
        ours, least = environments(given.database, folder)
        file = Path(folder) / "customers.xlsx"
        workbook(file, given.rows)
        size = file.stat().st_size // 1024
        bare = ceiling(given, least, file, workers)
        full = product(given, ours, folder, file, workers)
    report(
        f"W3 import, {given.database}, {given.rows} rows, {size} KB",
        {"lintel": full, "minimal view": bare, "ratios": {"time": round(full["whole_s"] / bare["whole_s"], 1)}},
    )


if __name__ == "__main__":
    main()
