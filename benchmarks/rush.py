"""W1: thirty-two clients hold single units over HTTP until none is left.

    python benchmarks/rush.py --database sqlite|postgres [--units 600] [--clients 32]

Each win is one transaction: claim, unit state, trail entry and idempotency key. The minimal view in
``benchmarks/ceiling`` does the same work with four statements; its figures are printed beside ours.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench import CEILING, PRODUCT, Browser, Server, milliseconds, postgres_cpu, python, report, serving

LONGEST = 60.0
DATABASE = "lintel_bench"


@dataclass
class Rush:
    """What the clients saw. ``won`` are units answered with success."""

    won: dict[int, int] = field(default_factory=dict)
    doubles: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    win_seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, float] = (0.0, 0.0)
    """How long the slowest answer took, and how long after the start it was asked for."""
    last_win: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, unit: int, client: int, status: int, took: float, now: float) -> None:
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.seconds.append(took)
            self.slowest = max(self.slowest, (took, now - took))
            if status in (200, 204, 303):
                self.doubles += unit in self.won
                self.won[unit] = client
                self.win_seconds.append(took)
                self.last_win = now


def run(
    server: Server, units: list[int], clients: list[dict[str, Any]], path: str, database: str = ""
) -> dict[str, Any]:
    """Let all clients loose at once; each picks any unit it has not seen taken."""
    rush, gate = Rush(), threading.Barrier(len(clients) + 1)

    def client(number: int, who: dict[str, Any]) -> None:
        luck = random.Random(number)
        browser = Browser(
            server.port, who.get("cookies"), {"X-User": str(number), "HX-Request": "true", "X-Lintel-Frame": "drawer"}
        )
        gate.wait()
        began = time.monotonic()
        while time.monotonic() - began < LONGEST:
            left = [u for u in units if u not in rush.won]
            if not left:
                return
            unit = luck.choice(left)
            start = time.monotonic()
            status, _body = browser.post(
                path.format(unit), _key=uuid.uuid4().hex, customer=who.get("customer", ""), _refusal="here"
            )
            now = time.monotonic()
            rush.note(unit, number, status, now - start, now)

    threads = [threading.Thread(target=client, args=(n, who)) for n, who in enumerate(clients)]
    for thread in threads:
        thread.start()
    cpu, database_cpu = server.cpu(), postgres_cpu(database) if database else 0.0
    gate.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    used = server.cpu() - cpu
    used_there = postgres_cpu(database) - database_cpu if database else 0.0
    wins = len(rush.won)
    return {
        "wins": wins, "wins_per_s": round(wins / (rush.last_win - began), 1) if wins else 0,
        **milliseconds(rush.win_seconds),
        "cpu_ms_per_win": round(used / wins * 1000, 2) if wins else 0,
        **({"db_cpu_ms_per_win": round(used_there / wins * 1000, 2)} if database and wins else {}),
        "slowest_asked_after_s": round(rush.slowest[1] - began, 1), "doubles": rush.doubles,
        "statuses": {str(k): v for k, v in sorted(rush.statuses.items())},
        "errors_5xx": sum(n for status, n in rush.statuses.items() if status >= 500),
    }  # fmt: skip


def environments(database: str, folder: str) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of the product and of the ceiling, each with a fresh database."""
    base = {
        "LINTEL_DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "lintel.site.settings",
        "LINTEL_REQUIRE_TOTP": "false",
        "LINTEL_LOG_LEVEL": "ERROR",
    }
    least = {"DJANGO_SETTINGS_MODULE": "benchmarks.ceiling.settings"}
    if database == "sqlite":
        return base, {**least, "CEILING_FILE": f"{folder}/ceiling.sqlite3"}
    for name in (DATABASE, f"{DATABASE}_least"):
        subprocess.run(["dropdb", "--if-exists", "--force", name], check=True, capture_output=True)
        subprocess.run(["createdb", name], check=True, capture_output=True)
    return {**base, "LINTEL_DATABASE_URL": f"postgresql:///{DATABASE}"}, {
        **least,
        "CEILING_POSTGRES": f"{DATABASE}_least",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--units", type=int, default=600)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--workers", type=int, default=0, help="server processes; default 1 for sqlite, 2 for postgres")
    given = parser.parse_args()
    postgres = given.database == "postgres"
    workers = given.workers or (2 if postgres else 1)
    with tempfile.TemporaryDirectory(prefix="lintel-rush-") as folder:
        ours, least = environments(given.database, folder)
        office = json.loads(python(ours, "-m", "benchmarks.office", "rush", str(given.units), str(given.clients)))
        python(least, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
        python(
            least, "-c", f"import django; django.setup(); from benchmarks.filling import build; build({given.units})"
        )
        with serving(CEILING, least, workers=workers, threads=given.threads) as server:
            bare = run(
                server,
                list(range(1, given.units + 1)),
                [{} for _ in range(given.clients)],
                "/reserve/{}/",
                f"{DATABASE}_least" if postgres else "",
            )
        with serving(PRODUCT, ours, workers=workers, threads=given.threads) as server:
            full = run(
                server,
                office["units"],
                office["clients"],
                "/inventory/unit/{}/hold_unit/",
                DATABASE if postgres else "",
            )
        after = json.loads(python(ours, "-m", "benchmarks.office", "rush_counts"))
    share = full["wins_per_s"] / bare["wins_per_s"] if bare["wins_per_s"] else 0
    report(
        f"W1 rush, {given.database}, {given.units} units, {given.clients} clients, {workers} server process(es)",
        {
            "lintel": full, "minimal view": bare, "database afterwards": after,
            "ratios": {
                "wins_per_s": round(share, 3),
                "cpu_per_win": round(full["cpu_ms_per_win"] / (bare["cpu_ms_per_win"] or 1), 1),
                "p95": round(full["p95_ms"] / (bare["p95_ms"] or 1), 1),
            },
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
