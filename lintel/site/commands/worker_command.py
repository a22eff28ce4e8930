"""``lintel worker``: the background work of one office, in one process."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from lintel.site.commands.setup import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options: what runs and how often is declared by the jobs themselves."""


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.platform.jobs.worker import run_worker
    from lintel.platform.kernel.db.checks import refuse_unsound

    refuse_unsound()
    stop = threading.Event()

    def finish(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    run_worker(stop)
    return 0
