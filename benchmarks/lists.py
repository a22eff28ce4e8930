"""W2: lists of very many customers - a page, the last four digits of a number, two characters of a name, a new record.

    python benchmarks/lists.py --database sqlite|postgres [--rows 100000] [--turns 40] [--keep FOLDER]

``--keep`` leaves the SQLite databases in FOLDER and takes them from there the next time: a million customers take ten minutes to fill.

A search is the whole thing as a person waits for it: the question and the page it leads to.
"""

from __future__ import annotations

import argparse
import contextlib
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
#: Turns on one side before the other has its turn.
BLOCK = 5
_serial = count(1)
Step = Callable[[Browser], int]


def paired(sides: dict[str, tuple[Server, Browser, Step]], turns: int) -> dict[str, dict[str, Any]]:
    """The same work on each side by turns, so that both have the same weather: seconds as waited for, processor time."""
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    spent, bad = dict.fromkeys(sides, 0.0), dict.fromkeys(sides, 0)
    for _ in range(3):
        for _server, browser, step in sides.values():
            step(browser)
    for _ in range(max(1, turns // BLOCK)):
        for side, (server, browser, step) in sides.items():
            before = server.cpu()
            for _ in range(BLOCK):
                began = time.monotonic()
                bad[side] += step(browser) >= 400
                seconds[side].append(time.monotonic() - began)
            spent[side] += server.cpu() - before
    return {
        side: {**milliseconds(took), "cpu_ms": round(spent[side] / len(took) * 1000, 1), "failed": bad[side]}
        for side, took in seconds.items()
    }


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


def typed(words: Callable[[], str]) -> Step:
    """Ctrl K: the first results for what was typed."""

    def step(browser: Browser) -> int:
        return browser.post("/workbench/palette/", q=words())[0]

    return step


def last_four() -> str:
    return f"{random.randrange(10_000):04d}"


STEPS: dict[str, Step] = {
    "list page": page,
    "last four": found(last_four),
    "name, 2 characters": found(lambda: random.choice(NAMES)),
}
TYPED: dict[str, Callable[[], str]] = {
    "Ctrl K, name": lambda: random.choice(NAMES),
    "Ctrl K, initials": lambda: random.choice(("wzq", "lxy", "zjg", "ch")),
    "Ctrl K, pinyin": lambda: random.choice(("zhangwei", "wangfang", "liuming")),
    "Ctrl K, last four": last_four,
    "Ctrl K, a home": lambda: random.choice(("3-2-1503", "321503")),
}
PALETTE: dict[str, Step] = {name: typed(words) for name, words in TYPED.items()}
LEAST: dict[str, Step] = {
    "list page": lambda b: b.get("/people/")[0],
    "last four": lambda b: b.get(f"/people/?last4={last_four()}")[0],
    "name, 2 characters": lambda b: b.get(f"/people/?name={_quoted(random.choice(NAMES))}")[0],
    "create": lambda b: b.post("/create/", name="新客户", phone=f"145{next(_serial):08d}")[0],
}


def fill(given: argparse.Namespace, ours: dict[str, str], least: dict[str, str]) -> dict[str, Any]:
    """Both databases; the sessions of our office."""
    python(least, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
    python(
        least,
        "-c",
        f"import django; django.setup(); from benchmarks.filling import fill_ceiling; fill_ceiling({given.rows})",
    )
    office: dict[str, Any] = json.loads(python(ours, "-m", "benchmarks.office", "customers", str(given.rows)))
    return office


def filled(given: argparse.Namespace, ours: dict[str, str], least: dict[str, str]) -> dict[str, Any]:
    """As it was left in the folder to keep, or filled now."""
    kept: Path | None = given.keep and given.keep / "office.json"
    if kept and kept.exists():
        python(ours, "-m", "django", "migrate", "--verbosity", "0")  # it may be of an older version
        return dict(json.loads(kept.read_text("utf-8")))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
    office = fill(given, ours, least)
    if kept:
        kept.write_text(json.dumps(office), "utf-8")
    return office


def measure(given: argparse.Namespace, office: dict[str, Any], server: Server, bare: Server) -> dict[str, Any]:
    """Everything this benchmark says, our side and the minimal view's."""
    boss, seller = Browser(server.port, office["boss"]), Browser(server.port, office["consultants"][0])
    plain = Browser(bare.port)
    results: dict[str, Any] = {}
    for name, least in LEAST.items():
        ours = (server, seller, new) if name == "create" else (server, boss, STEPS[name])
        both = paired({"ours": ours, "least": (bare, plain, least)}, given.turns)
        results[name], results[f"minimal: {name}"] = both["ours"], both["least"]
    for name, step in PALETTE.items():
        results[name] = paired({"ours": (server, boss, step)}, given.turns)["ours"]
    results["list page, own customers"] = paired({"ours": (server, seller, page)}, given.turns)["ours"]
    together = [Browser(server.port, c) for c in office["workers"]]
    results["16 clients mixed"] = mixed(server, together, list(STEPS.values()), given.seconds)
    strangers = [Browser(bare.port) for _ in range(16)]
    results["minimal: 16 clients mixed"] = mixed(bare, strangers, list(LEAST.values())[:3], given.seconds)
    results["page_bytes"] = len(boss.get(LIST)[1])
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--keep", type=Path, help="folder for the databases (SQLite)")
    parser.add_argument("--fill-only", action="store_true", help="fill FOLDER and stop")
    given = parser.parse_args()
    if given.keep and given.database != "sqlite":
        parser.error("--keep is for SQLite")
    workers = 2 if given.database == "postgres" else 1
    with (
        contextlib.nullcontext(given.keep)
        if given.keep
        else tempfile.TemporaryDirectory(prefix="lintel-lists-") as folder
    ):
        ours, least = environments(given.database, str(folder))
        office = filled(given, ours, least)
        if given.fill_only:
            return
        with (
            serving(PRODUCT, ours, workers=workers) as server,
            serving(CEILING, least, workers=workers) as bare,
        ):
            results = measure(given, office, server, bare)
    results["ratios"] = {name: _ratio(results[name], results[f"minimal: {name}"]) for name in LEAST}
    report(f"W2 lists, {given.database}, {given.rows} customers", results)


def _ratio(ours: dict[str, Any], least: dict[str, Any]) -> str:
    return "  ".join(f"{what} x{ours[what] / (least[what] or 0.1):.1f}" for what in ("cpu_ms", "p50_ms"))


if __name__ == "__main__":
    main()
