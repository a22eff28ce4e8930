"""W2: lists of very many customers - a page, the last four digits of a number, two characters of a name, a new record.

    python benchmarks/lists.py --database sqlite|postgres [--rows 100000] [--turns 40]

A search is the whole thing as a person waits for it: the question and the page it leads to.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench import CEILING, PRODUCT, Browser, Server, milliseconds, python, report, serving
from benchmarks.rush import environments

LIST = "/customers/customer/"
NAMES = ("志强", "晓云", "建国", "子轩", "思琪")
_serial = count(1)
Step = Callable[[Browser], int]


def measured(server: Server, browser: Browser, step: Step, turns: int) -> dict[str, Any]:
    """One client, one thing at a time: seconds as waited for, and the server's processor time."""
    for _ in range(3):
        step(browser)
    seconds, cpu, bad = [], server.cpu(), 0
    for _ in range(turns):
        began = time.monotonic()
        bad += step(browser) >= 400
        seconds.append(time.monotonic() - began)
    return {**milliseconds(seconds), "cpu_ms": round((server.cpu() - cpu) / turns * 1000, 1), "failed": bad}


def mixed(server: Server, browsers: list[Browser], steps: list[Step], seconds: float) -> dict[str, Any]:
    """All clients at once, each doing one of ``steps`` at random; answered requests per second."""
    done: list[float] = []
    bad: list[int] = []
    until = time.monotonic() + seconds

    def client(number: int, browser: Browser) -> None:
        luck = random.Random(number)
        while time.monotonic() < until:
            began = time.monotonic()
            if luck.choice(steps)(browser) >= 400:
                bad.append(number)
            done.append(time.monotonic() - began)

    threads = [threading.Thread(target=client, args=pair) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"per_s": round(len(done) / seconds, 1), **milliseconds(done), "failed": len(bad)}


def page(browser: Browser) -> int:
    return browser.get(LIST)[0]


def found(words: Callable[[], str]) -> Step:
    def step(browser: Browser) -> int:
        browser.connection.request(
            "POST",
            f"{LIST}find/",
            f"q={_quoted(words())}",
            {**browser.headers, "Content-Type": "application/x-www-form-urlencoded"},
        )
        response = browser.connection.getresponse()
        response.read()
        return browser.get(response.headers["Location"])[0] if response.status == 302 else response.status

    return step


def _quoted(words: str) -> str:
    from urllib.parse import quote

    return quote(words)


def new(browser: Browser) -> int:
    phone = f"145{70_000_000 + next(_serial):08d}"
    return browser.post(
        "/customers/lead/",
        _key=uuid.uuid4().hex,
        phone=phone,
        name="新客户",
        channel="outreach",
        basis="spoken",
        basis_note="市集登记，本人同意",
    )[0]


def last_four() -> str:
    return f"{random.randrange(10_000):04d}"


def product(given: argparse.Namespace, environment: dict[str, str], workers: int) -> dict[str, Any]:
    office = json.loads(python(environment, "-m", "benchmarks.office", "customers", str(given.rows)))
    steps: dict[str, Step] = {
        "list page": page,
        "last four": found(last_four),
        "name, 2 characters": found(lambda: random.choice(NAMES)),
    }
    with serving(PRODUCT, environment, workers=workers) as server:
        boss, seller = Browser(server.port, office["boss"]), Browser(server.port, office["consultants"][0])
        results = {name: measured(server, boss, step, given.turns) for name, step in steps.items()}
        results["list page, own customers"] = measured(server, seller, page, given.turns)
        results["create"] = measured(server, seller, new, given.turns)
        browsers = [Browser(server.port, c) for c in office["workers"]]
        results["16 clients mixed"] = mixed(server, browsers, list(steps.values()), given.seconds)
        results["page_bytes"] = len(boss.get(LIST)[1])
    return results


def ceiling(given: argparse.Namespace, environment: dict[str, str], workers: int) -> dict[str, Any]:
    python(environment, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
    python(
        environment,
        "-c",
        f"import django; django.setup(); from benchmarks.filling import fill_ceiling; fill_ceiling({given.rows})",
    )
    least: dict[str, Step] = {
        "list page": lambda b: b.get("/people/")[0], "last four": lambda b: b.get(f"/people/?last4={last_four()}")[0],
        "name, 2 characters": lambda b: b.get(f"/people/?name={_quoted(random.choice(NAMES))}")[0],
        "create": lambda b: b.post("/create/", name="新客户", phone=f"145{next(_serial):08d}")[0],
    }  # fmt: skip
    with serving(CEILING, environment, workers=workers) as server:
        browser = Browser(server.port)
        results = {name: measured(server, browser, step, given.turns) for name, step in least.items()}
        browsers = [Browser(server.port) for _ in range(16)]
        results["16 clients mixed"] = mixed(server, browsers, list(least.values())[:3], given.seconds)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=15)
    given = parser.parse_args()
    workers = 2 if given.database == "postgres" else 1
    with tempfile.TemporaryDirectory(prefix="lintel-lists-") as folder:
        ours, least = environments(given.database, folder)
        bare = ceiling(given, least, workers)
        full = product(given, ours, workers)
    ratios = {
        name: f"cpu x{full[name]['cpu_ms'] / bare[name]['cpu_ms']:.1f}  p50 x{full[name]['p50_ms'] / bare[name]['p50_ms']:.1f}"
        for name in ("list page", "last four", "name, 2 characters", "create")
        if bare[name]["cpu_ms"] and bare[name]["p50_ms"]
    }
    report(
        f"W2 lists, {given.database}, {given.rows} customers",
        {**full, **{f"minimal: {k}": v for k, v in bare.items()}, "ratios": ratios},
    )


if __name__ == "__main__":
    main()
