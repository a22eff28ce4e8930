"""``lintel demo``: a department full of life on this machine, for looking around."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lintel.site.commands.install_command import install
from lintel.site.commands.serve_command import refuse_taken_port, server
from lintel.site.commands.setup import ready, say
from lintel.site.demo import leaving


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--load-only", action="store_true", help="load the data and stop")


def run(given: argparse.Namespace) -> int:
    called_in = dict(os.environ)
    os.environ.setdefault("LINTEL_DATA_DIR", str(Path("var") / "demo"))
    folder = Path(os.environ["LINTEL_DATA_DIR"]).resolve()
    leaving.put_aside(folder)  # before the settings are read: they make keys where there are none
    if not leaving.own(folder):
        os.environ.setdefault("LINTEL_REQUIRE_TOTP", "false")
    os.environ.setdefault("LINTEL_BASE_URL", f"http://{given.host}:{given.port}")
    os.environ[leaving.PROCESS] = str(os.getpid())
    ready()
    if not given.load_only:
        refuse_taken_port(given.host, given.port)
    install()
    people = [] if leaving.own(folder) else load()
    leaving.begin(folder)
    if given.load_only:
        return 0
    # In a session of its own, so that Ctrl-C reaches the server alone, which then ends the worker in order.
    worker = subprocess.Popen([sys.executable, "-m", "lintel", "worker", "--with-parent"], start_new_session=True)
    try:
        announce(given.host, given.port, people, own=leaving.own(folder))
        leaving.end_when_asked(folder)
        server(given.host, given.port).serve()
    finally:
        _stop(worker)
    if leaving.asked(folder):
        leaving.again(called_in)
    return 0


def _stop(worker: subprocess.Popen[bytes]) -> None:
    """Ask the worker to finish; one that is in the middle of something long is ended (its jobs run again)."""
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(timeout=3)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def load() -> list[dict[str, Any]]:
    """The demo people with their passwords; the department is loaded when the database is empty."""
    from django.conf import settings

    from lintel.inventory.models import Project
    from lintel.platform.kernel.db.statistics import refresh_statistics
    from lintel.site.demo.department import load_department

    memory = settings.LINTEL_DATA_DIR / leaving.PEOPLE
    if memory.exists():
        return list(json.loads(memory.read_text()))
    if Project.objects.exists():
        sys.exit(
            "This database holds real data; the demo is only loaded into an empty one. Set LINTEL_DATA_DIR elsewhere."
        )
    began = time.monotonic()
    say("Loading the demo department…")
    people = load_department(say)
    refresh_statistics()
    memory.touch(mode=0o600)
    memory.write_text(json.dumps(people, ensure_ascii=False, indent=1))
    say(f"Loaded in {time.monotonic() - began:.0f} s.")
    return people


def announce(host: str, port: int, people: list[dict[str, Any]], *, own: bool = False) -> None:
    """Where it is and who may come in."""
    say()
    say(f"  Lintel 门楣 is at http://{host}:{port}/   (Ctrl-C stops it)")
    say()
    if own:
        say(
            "  Your own office: the demo was put aside. From now on `lintel serve` and `lintel worker` will do as well."
        )
    for one in people:
        say(f"    {one['username']:<8} {one['password']:<16} {one['name']} · {one['posts']}")
    say()
