"""W5 weights: the budgets of a screen on the demo, and on the same demo with very many customers more.

    python benchmarks/weights.py [--rows 100000] [--turns 15] [--keep FOLDER] [--strict]

A real server for each of the two offices; Chromium as a phone (390 x 844, processor four times slower, 1.6 Mbit/s with
150 ms) for what people see. ``--keep`` leaves the offices in FOLDER and takes them from there the next time; ``--strict``
ends with 1 when a budget is missed or something could not be measured; ``--no-browser`` leaves Chromium out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench import PRODUCT, ROOT, Browser, Server, machine, percentile, python, serving
from benchmarks.board import BOARD, _said
from benchmarks.lists import LIST, TYPED

ASSETS = ROOT / "lintel" / "site" / "static" / "lintel"
KB = 1024

PAGES = (
    ("wang", "/"), ("wang", LIST), ("wang", "/customers/reception/"), ("wang", "/sales/quote/"), ("wang", "/tasks/"), ("liu", "/"),
    ("liu", LIST), ("liu", "/inventory/unit/"), ("liu", "/sales/reservation/"), ("liu", "/approvals/"), ("liu", "/insight/"),
    ("liu", "/audit/entry/"),
)  # fmt: skip
VIEWED = (("wang", LIST), ("wang", "/customers/reception/"), ("liu", BOARD), ("liu", "/insight/"))
"""Whose first views are looked at beside the workbench of ``wang``."""
DRAWER = {"HX-Request": "true", "X-Lintel-Frame": "drawer"}
PART = {"HX-Request": "true"}
FRAGMENTS = (
    ("wang", "/notices/count/", PART), ("liu", f"{LIST}?_part=count", PART), ("wang", f"{LIST}#row", DRAWER),
    ("liu", f"{LIST}#row", DRAWER), ("liu", "/inventory/unit/#row", DRAWER),
)  # fmt: skip


@dataclass
class Answer:
    """One address asked many times: milliseconds until it began, statements, weight."""

    name: str
    status: int = 0
    waits: list[float] = field(default_factory=list)
    queries: int = 0
    html: bytes = b""

    @property
    def p50(self) -> float:
        return statistics.median(self.waits) if self.waits else 0.0

    @property
    def p95(self) -> float:
        return percentile(self.waits, 0.95)

    @property
    def weight(self) -> float:
        """As the budget counts it: gzip, in KB."""
        return len(gzip.compress(self.html, 6)) / KB


@dataclass
class Office:
    """What was measured in one office."""

    name: str
    customers: int = 0
    units: int = 0
    pages: list[Answer] = field(default_factory=list)
    fragments: list[Answer] = field(default_factory=list)
    searches: list[Answer] = field(default_factory=list)
    board: Answer = field(default_factory=lambda: Answer("board"))
    poll: Answer = field(default_factory=lambda: Answer("poll"))
    cells: int = 0
    seen: dict[str, Any] = field(default_factory=dict)
    """From the browser: first views and journeys; empty without one."""


def asked(
    browser: Browser, method: str, path: str, turns: int, headers: dict[str, str], body: Callable[[], str] | None = None
) -> Answer:
    """Ask ``turns`` times after two that do not count."""
    found = Answer(path)
    browser.connection.close()  # the server may have ended it while others were asked
    for turn in range(turns + 2):
        sent = {**browser.headers, **headers}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        browser.connection.request(method, path, body() if body else None, sent)
        response = browser.connection.getresponse()
        took = time.monotonic() - began
        found.html = response.read()
        found.status = max(found.status, response.status)
        cost = re.search(r'queries;desc="(\d+)"', response.headers.get("Server-Timing", ""))
        if turn >= 2:
            found.waits.append(took * 1000)
            found.queries = max(found.queries, int(cost[1]) if cost else 0)
    return found


def served(server: Server, office: Office, people: dict[str, Any], turns: int) -> None:
    """Pages, fragments, the board and its poll, and Ctrl K, as the server answers them."""
    by = {who: Browser(server.port, cookies) for who, cookies in people.items()}
    for who, path in PAGES:
        office.pages.append(_named(asked(by[who], "GET", path, turns, {}), f"{who} {path}"))
        if path == "/":
            for part in _parts(office.pages[-1].html):
                office.fragments.append(_named(asked(by[who], "GET", part, turns, PART), f"{who} {part}"))
    for who, path, frame in FRAGMENTS:
        address = _first_row(by[who], path.removesuffix("#row")) if path.endswith("#row") else path
        office.fragments.append(_named(asked(by[who], "GET", address, turns, frame), f"{who} {path}"))
    office.board = asked(by["liu"], "GET", BOARD, turns, {})
    office.cells = office.board.html.count(b'role="gridcell" id=')
    etag, query, since = (_said(office.board.html, name) for name in ("etag", "query", "since"))
    cells = f"/inventory/board/cells/?{query}&since={since.replace('+', '%2B')}"
    office.poll = asked(by["liu"], "GET", cells, turns, {"If-None-Match": f'"{etag}"', "X-Lintel-Poll": "1"})
    for name, words in TYPED.items():
        office.searches.append(
            _named(asked(by["liu"], "POST", "/workbench/palette/", turns, PART, _typed(words)), name)
        )


def _named(answer: Answer, name: str) -> Answer:
    answer.name = name
    return answer


def _typed(words: Callable[[], str]) -> Callable[[], str]:
    return lambda: urlencode({"q": words()})


def _parts(html: bytes) -> list[str]:
    """What the page fetches by itself as soon as it is there."""
    found = re.findall(r'hx-get="([^"]+)" hx-trigger="load', html.decode())
    return sorted({address.replace("&amp;", "&") for address in found})


def _first_row(browser: Browser, address: str) -> str:
    """The address of the first row of a list."""
    found = re.search(r'<tr[^>]* data-href="([^"?]+)', browser.get(address)[1].decode())
    if not found:
        raise RuntimeError(f"{address} has no rows.")
    return found[1]


def looked_at(address: str, office: Office, people: dict[str, Any], turns: int) -> None:
    """First views and journeys in Chromium; medians of ``turns``."""
    from benchmarks.phone import JOURNEYS, chromium, cold_and_warm, travel

    with chromium() as browser:
        views = [cold_and_warm(browser, address, people["wang"], "/") for _ in range(turns)]
        others = [cold_and_warm(browser, address, people[who], path)[0] for who, path in VIEWED]
        felt = {j.name: [travel(browser, address, people[j.who], j) for _ in range(turns)] for j in JOURNEYS}
    firsts = [cold for cold, _warm in views] + others
    moved: dict[str, list[Any]] = {
        "/": firsts[: len(views)],
        **{path: [one] for (_who, path), one in zip(VIEWED, others, strict=True)},
        **felt,
    }
    office.seen = {
        "lcp_cold": statistics.median(cold.lcp for cold, _warm in views),
        "lcp_warm": statistics.median(warm.lcp for _cold, warm in views),
        "lcp_of_each": {path: round(one.lcp) for (_who, path), one in zip(VIEWED, others, strict=True)},
        "requests": max(len(one.requests) for one in firsts),
        "requests_of_workbench": sorted(_kind(kind, url) for kind, url in views[0][0].requests),
        "strangers": sum(one.strangers(address) for one in firsts),
        "fonts": sum(1 for one in firsts for kind, _url in one.requests if kind == "Font"),
        "scripts": max((sorted({_file(u) for k, u in one.requests if k == "Script"}) for one in firsts), key=len),
        "transferred_kb": {kind: round(size / KB, 1) for kind, size in views[0][0].bytes.items()},
        "inp": {name: statistics.median(one.worst for one in each) for name, each in felt.items()},
        "touches": {name: min(one.touches for one in each) for name, each in felt.items()},
        "wrong": {name: each[0].wrong for name, each in felt.items() if any(one.wrong for one in each)},
        "cls": {name: max(one.cls for one in each) for name, each in moved.items()},
        "shifts": {name: max(each, key=lambda one: one.cls).shifts for name, each in moved.items()},
    }


def _file(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _kind(kind: str, url: str) -> str:
    return f"{kind} /{url.split('/', 3)[3].partition('?')[0]}"


def built(name: str) -> float:
    """A file of the build in KB, gzip, as it is served."""
    return (ASSETS / f"{name}.gz").stat().st_size / KB


@dataclass
class Line:
    """One budget and what each office gave: numbers, said in ``unit``; ``most`` is the budget."""

    item: str
    most: float
    unit: str
    values: list[float | None]
    remark: str = ""

    @property
    def verdict(self) -> str:
        if any(value is None for value in self.values):
            return "NOT MEASURED"
        return "met" if all(value <= self.most for value in self.values if value is not None) else "MISSED"

    def cells(self) -> list[str]:
        said = [
            "-"
            if value is None
            else f"{value:.{2 if self.unit == '' and value < 1 else 0 if value >= 100 else 1}f}".removesuffix(".0")
            for value in self.values
        ]
        budget = f"<= {self.most:g} {self.unit}".strip()
        return [self.item, budget, *said, self.verdict, self.remark]


def lines(offices: list[Office]) -> list[Line]:
    """The table: every budget of a screen against every office."""

    def each(
        item: str,
        most: float,
        unit: str,
        take: Callable[[Office], float],
        remark: Callable[[Office], str] | None = None,
    ) -> Line:
        values: list[float | None] = []
        for office in offices:
            try:
                values.append(take(office))
            except (KeyError, ValueError):  # without a browser, or a journey went wrong
                values.append(None)
        return Line(item, most, unit, values, remark(offices[-1]) if remark and values[-1] is not None else "")

    def worst(answers: Callable[[Office], list[Answer]], what: str) -> Callable[[Office], str]:
        return lambda office: max(answers(office), key=lambda one: float(getattr(one, what))).name

    def pages(office: Office) -> list[Answer]:
        return [*office.pages, office.board]

    def parts(office: Office) -> list[Answer]:
        return office.fragments

    def scripts(office: Office) -> list[str]:
        return list(office.seen["scripts"])

    return [
        each("TTFB of a page, p95 of the slowest", 300, "ms", lambda o: max(a.p95 for a in o.pages), worst(lambda o: o.pages, "p95")),
        each("  median of the slowest", 300, "ms", lambda o: max(a.p50 for a in o.pages), worst(lambda o: o.pages, "p50")),
        each("TTFB of a fragment, p95 of the slowest", 150, "ms", lambda o: max(a.p95 for a in o.fragments), worst(parts, "p95")),
        each("  median of the slowest", 150, "ms", lambda o: max(a.p50 for a in o.fragments), worst(parts, "p50")),
        each("HTML of a page, gzip, heaviest", 40, "KB", lambda o: max(a.weight for a in o.pages), worst(lambda o: o.pages, "weight")),
        each("HTML of the board, gzip", 90, "KB", lambda o: o.board.weight, lambda o: f"{o.cells} cells"),
        each("JS of every page, gzip", 60, "KB", lambda _o: built("app.js")),
        each("JS of a first view, gzip", 60, "KB", lambda o: sum(map(built, scripts(o))), lambda o: ", ".join(scripts(o))),
        each("Charts, lazy, gzip", 150, "KB", lambda _o: built("charts.js")),
        each("CSS, gzip", 35, "KB", lambda _o: built("app.css")),
        each("Web fonts", 0, "", lambda o: o.seen["fonts"]),
        each("Requests of a first view", 12, "", lambda o: o.seen["requests"]),
        each("Requests to others", 0, "", lambda o: o.seen["strangers"]),
        each("LCP of the workbench, phone, cold", 2000, "ms", lambda o: o.seen["lcp_cold"]),
        each("LCP of the workbench, phone, warm", 1000, "ms", lambda o: o.seen["lcp_warm"]),
        each("INP, worst of eight journeys", 150, "ms", _inp, lambda o: _most(o.seen["inp"])),
        each("CLS, worst of all", 0.1, "", lambda o: max(o.seen["cls"].values()), lambda o: _most(o.seen["cls"])),
        each("Poll of the board answered 304, p95", 20, "ms", lambda o: _unchanged(o).p95),
        each("  median", 20, "ms", lambda o: _unchanged(o).p50),
        *(each(f"{name}, p95", 200, "ms", lambda o, at=at: o.searches[at].p95) for at, name in enumerate(TYPED)),  # type: ignore[misc]
        each("Statements of a page, most", 30, "", lambda o: max(a.queries for a in pages(o)), worst(pages, "queries")),
        each("Answers that failed", 0, "", lambda o: sum(a.status >= 400 for a in [*pages(o), *o.fragments, *o.searches])),
    ]  # fmt: skip


def _most(values: dict[str, float]) -> str:
    return max(values, key=lambda name: values[name])


def _inp(office: Office) -> float:
    if office.seen["wrong"]:
        raise ValueError(office.seen["wrong"])
    return float(max(office.seen["inp"].values()))


def _unchanged(office: Office) -> Answer:
    if office.poll.status != 304:
        raise ValueError("the board changed while it was polled")
    return office.poll


@contextmanager
def folder(kept: str) -> Iterator[Path]:
    """Where the offices live: a folder that stays, or one that goes."""
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
    else:
        with tempfile.TemporaryDirectory(prefix="lintel-weights-") as made:
            yield Path(made)


def environment(place: Path) -> dict[str, str]:
    return {
        "LINTEL_DATA_DIR": str(place), "DJANGO_SETTINGS_MODULE": "benchmarks.counted", "LINTEL_REQUIRE_TOTP": "false",
        "LINTEL_LOG_LEVEL": "ERROR",
    }  # fmt: skip


def prepare(at: Path, rows: int) -> dict[str, Path]:
    """The demo, and a copy of it with ``rows`` more customers; what is there already is taken as it is."""
    demo, crowd = at / "demo", at / f"crowd-{rows}"
    if not (demo / "loaded").exists():
        python(environment(demo), "-m", "lintel", "demo", "--load-only")
        (demo / "loaded").touch()
    if not rows:
        return {"demo": demo}
    if not (crowd / "loaded").exists():
        shutil.rmtree(crowd, ignore_errors=True)
        shutil.copytree(demo, crowd, ignore=shutil.ignore_patterns("loaded"))
        python(environment(crowd), "-m", "benchmarks.office", "crowd", str(rows))
        (crowd / "loaded").touch()
    return {"demo": demo, f"{rows:,}": crowd}


def measure(name: str, place: Path, given: argparse.Namespace) -> Office:
    there = json.loads(python(environment(place), "-m", "benchmarks.office", "sessions"))
    office = Office(name, customers=there["customers"], units=there["units"])
    with serving(PRODUCT, environment(place), workers=1) as server:
        served(server, office, there["people"], given.turns)
        if given.browser:
            looked_at(f"http://127.0.0.1:{server.port}", office, there["people"], given.views)
    return office


def show(offices: list[Office], table: list[Line], loads: list[float]) -> None:
    """The table for people, then one line of JSON."""
    heads = ["item", "budget", *(f"{o.name} ({o.customers:,} customers)" for o in offices), "", "slowest, heaviest"]
    rows = [heads, *(line.cells() for line in table)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    for row in rows:
        sys.stdout.write("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |\n")
        if row is heads:
            sys.stdout.write("|" + "|".join("-" * (width + 2) for width in widths) + "|\n")
    said = {
        "benchmark": "W5 weights", "machine": machine(), "load": [round(load, 1) for load in loads],
        "lines": [{"item": line.item.strip(), "most": line.most, "values": line.values, "verdict": line.verdict} for line in table],
        "offices": [
            {
                "name": o.name, "customers": o.customers, "units": o.units, "cells": o.cells, "seen": o.seen,
                "answers": {
                    a.name: [round(a.p50, 1), round(a.p95, 1), a.queries, round(a.weight, 1), round(len(a.html) / KB, 1)]
                    for a in [*o.pages, *o.fragments, *o.searches, o.board, o.poll]
                },
            }
            for o in offices
        ],
    }  # fmt: skip
    sys.stdout.write(
        f"load {' '.join(f'{load:.1f}' for load in loads)} on {os.cpu_count()} cores\n{json.dumps(said, ensure_ascii=False)}\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="customers of the second office; 0 leaves it out")
    parser.add_argument("--turns", type=int, default=15, help="requests per address")
    parser.add_argument("--views", type=int, default=3, help="first views and journeys, of which the median counts")
    parser.add_argument("--keep", default="", metavar="FOLDER")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    given = parser.parse_args()
    with folder(given.keep) as at:
        offices, loads = [], []
        for name, place in prepare(at, given.rows).items():
            loads.append(os.getloadavg()[0])
            offices.append(measure(name, place, given))
        loads.append(os.getloadavg()[0])
    table = lines(offices)
    show(offices, table, loads)
    return int(given.strict and any(line.verdict != "met" for line in table))


if __name__ == "__main__":
    sys.exit(main())
