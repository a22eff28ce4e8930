"""``lintel worker``: the background work of one office, in one process."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from typing import Any

from lintel.site.commands.setup import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """What runs and how often is declared by the jobs themselves."""
    parser.add_argument(
        "--with-parent", action="store_true", help="stop as soon as the process that started it is gone"
    )


def run(given: argparse.Namespace) -> int:
    ready()
    from lintel.platform.audit.seal import seal_pending
    from lintel.platform.jobs.worker import run_worker
    from lintel.platform.kernel.db.checks import refuse_unsound

    refuse_unsound()
    stop = threading.Event()

    def finish(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    if given.with_parent:
        threading.Thread(target=_stop_with_parent, args=(os.getppid(), stop), name="parent", daemon=True).start()
    run_worker(stop)
    seal_pending()
    return 0


def _stop_with_parent(parent: int, stop: threading.Event) -> None:
    """However the parent ended, kill -9 included, nobody is left working on its behalf."""
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()
