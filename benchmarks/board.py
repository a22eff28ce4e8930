"""W4: the unit board of a thousand homes - plan, elevation, list, what changed since last week, and a poll that finds nothing new.

python benchmarks/board.py --database sqlite|postgres [--units 1000] [--turns 20]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bench import PRODUCT, Browser, Server, milliseconds, python, report, serving
from benchmarks.rush import environments

BOARD = "/inventory/board/?building=all"
PAGES = {
    "plan": "",
    "elevation": "&view=facade",
    "list": "&view=list",
    "unit price": "&layer=price",
    "interest": "&layer=interest",
    "changes of a week": "&from=week",
}


def drawn(server: Server, browser: Browser, path: str, turns: int) -> dict[str, Any]:
    """One page again and again: seconds as waited for, processor time, and its weight."""
    for _ in range(3):
        status, html = browser.get(path)
    seconds, before = [], server.cpu()
    for _ in range(turns):
        began = time.monotonic()
        status, html = browser.get(path)
        seconds.append(time.monotonic() - began)
    spent = server.cpu() - before
    return {
        **milliseconds(seconds), "cpu_ms": round(spent / turns * 1000, 1), "gzip_kb": round(len(gzip.compress(html, 6)) / 1024, 1),
        "cells": html.count(b'role="gridcell" id=') or html.count(b'<tr id="u'), "status": status,
    }  # fmt: skip


def quiet_poll(server: Server, browser: Browser, turns: int) -> dict[str, Any]:
    """A poll that is answered 304."""
    _status, html = browser.get(BOARD)
    etag, query, since = (_said(html, name) for name in ("etag", "query", "since"))
    browser.headers["If-None-Match"] = f'"{etag}"'
    found = drawn(server, browser, f"/inventory/board/cells/?{query}&since={since.replace('+', '%2B')}", turns)
    del browser.headers["If-None-Match"]
    return found


def _said(html: bytes, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html.decode())
    return found.group(1).replace("&amp;", "&") if found else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lintel-board-") as folder:
        ours, _least = environments(given.database, folder)
        office = json.loads(python(ours, "-m", "benchmarks.office", "rush", str(given.units), "1"))
        with serving(PRODUCT, ours) as server:
            browser = Browser(server.port, office["clients"][0]["cookies"])
            found = {name: drawn(server, browser, BOARD + more, given.turns) for name, more in PAGES.items()}
            found["poll, nothing new"] = quiet_poll(server, browser, given.turns)
    report(f"W4 board, {given.database}, {given.units} units", found)


if __name__ == "__main__":
    main()
