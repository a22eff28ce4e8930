"""What the benchmarks share: a server of our own, its processor time, keep-alive clients, and one way to report."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PRODUCT, CEILING = "lintel.site.wsgi:application", "benchmarks.ceiling.wsgi:application"
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def python(environment: Mapping[str, str], *arguments: str) -> str:
    """Run Python in that environment; its output, or its errors as ``RuntimeError``."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


@dataclass
class Server:
    """granian with one application, as the product runs it."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Processor seconds of the server's processes so far."""
        return sum(_cpu_of(pid) for pid in _tree(self.process.pid))

    def memory(self) -> int:
        """Resident bytes of the server's processes at this moment."""
        return sum(_status(pid, "VmRSS") for pid in _tree(self.process.pid))


@contextlib.contextmanager
def serving(
    application: str, environment: Mapping[str, str], *, workers: int = 1, threads: int = 8
) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it with everything it started."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(threads), "--log-level", "warning", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        _wait(port, process)
        _all_awake(port, workers * threads * 2)
        yield Server(port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("The server did not start.")
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def _all_awake(port: int, connections: int) -> None:
    """Wait until every process of the server has loaded the application.

    They share one port, and the first that is ready opens it: what the system hands to another waits until that one is
    ready too, which on a busy machine takes many seconds. That is the cost of a restart, not of a deed.
    """
    until = time.monotonic() + 60
    while time.monotonic() < until:
        opened = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(connections)]
        began = time.monotonic()
        for connection in opened:
            connection.request("GET", "/accounts/login/")
        for connection in opened:
            connection.getresponse().read()
            connection.close()
        if time.monotonic() - began < 2.0:
            return


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += _tree(int(child))
    return found


def _cpu_of(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0


def _status(pid: int, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def postgres_cpu(database: str) -> float:
    """Processor seconds of the backends connected to ``database``; 0 when they cannot be seen."""
    asked = subprocess.run(
        ["psql", "-Atq", "-d", database, "-c", f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}'"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return sum(_cpu_of(int(pid)) for pid in asked.stdout.split())


class Browser:
    """One keep-alive connection with a session."""

    def __init__(
        self, port: int, cookies: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = dict(headers or {})
        if cookies:
            self.headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
            if "lintel-csrf" in cookies:
                self.headers["X-CSRFToken"] = cookies["lintel-csrf"]

    def get(self, path: str) -> tuple[int, bytes]:
        return self._answer("GET", path, None, {})

    def post(self, path: str, **fields: Any) -> tuple[int, bytes]:
        return self._answer("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def _answer(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, bytes]:
        sent = {**self.headers, **headers}
        self.connection.request(method, path, body, sent)
        try:
            response = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it had been idle for too long; a repeated key does nothing twice
            self.connection.close()
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
        return response.status, response.read()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def milliseconds(values: Sequence[float]) -> dict[str, float]:
    """Median, 95 % and worst of some seconds, in milliseconds."""
    return {
        "p50_ms": round(statistics.median(values) * 1000, 1) if values else 0,
        "p95_ms": round(percentile(values, 0.95) * 1000, 1),
        "worst_ms": round(max(values, default=0) * 1000, 1),
    }


def machine() -> dict[str, str]:
    """What it ran on."""
    memory = 0
    with contextlib.suppress(OSError):
        memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    import django
    import granian

    return {
        "cores": str(os.cpu_count()), "memory": f"{memory} GiB", "load": f"{os.getloadavg()[0]:.1f}", "python": platform.python_version(),
        "django": django.__version__, "granian": granian.__version__,
    }  # fmt: skip


def report(title: str, results: Mapping[str, Any]) -> None:
    """A table for people, then JSON for machines."""
    sys.stdout.write(f"\n{title}\n")
    for name, value in results.items():
        if isinstance(value, Mapping):
            cells = "  ".join(f"{k}={v}" for k, v in value.items())
            sys.stdout.write(f"  {name:<26} {cells}\n")
        else:
            sys.stdout.write(f"  {name:<26} {value}\n")
    sys.stdout.write(json.dumps({"benchmark": title, "machine": machine(), **results}, ensure_ascii=False) + "\n")
